"""Draw what was measured, for light pages and dark ones.

    python bench/plot.py                                        # list_records.py: docs/speed.svg
    python bench/plot.py var/bench/images.json docs/images.svg  # images.py

One panel for each question; bars of a panel share a scale, panels do not.
"""

import json
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archive import FOLDER, ROOT

_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-size: 16px; font-weight: 600 }
.panel { font-weight: 600 }
.note, .told { fill: #59636e }
.bar { fill: #8c959f }
.ours { fill: #0969da }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc }
  .note, .told { fill: #9198a1 }
  .bar { fill: #656c76 }
  .ours { fill: #4493f8 }
}
"""
_NAMES, _BARS, _TOLD = 120, 220, 170  # widths: names, the longest bar, what is told of it
_COLUMN = _NAMES + _BARS + _TOLD
_LINE, _PANEL_HEAD, _GAP, _TOP, _FOOT = 22, 28, 26, 34, 30
_COLUMNS = 2
_TITLES = {
    "records": "Records a second of a harvest, {records:,} records",
    "requests": "Requests a second for pages and maps, {clients} connections, {workers} processes",
}


def main(source: Path, target: Path) -> None:
    """Draw *source* into *target*."""
    measured = json.loads(source.read_text(encoding="utf-8"))
    target.write_text("\n".join(_svg(measured)) + "\n", encoding="utf-8")
    print(target)


def _svg(measured: dict[str, Any]) -> Iterator[str]:
    panels, head = measured["measured"], measured["header"]
    height = _PANEL_HEAD + _LINE * max(len(panel["servers"]) for panel in panels) + _GAP
    rows = -(-len(panels) // _COLUMNS)
    width, total = _COLUMN * _COLUMNS + _GAP, _TOP + rows * height + _FOOT
    said = _TITLES[panels[0]["unit"]].format(**panels[0])
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {total}" width="{width}" '
        f'height="{total}" role="img" aria-labelledby="title">'
    )
    yield f"<style>{_STYLE}</style>"
    yield f'<title id="title">{said}</title>'
    yield f'<text class="title" x="0" y="18">{said}</text>'
    for number, panel in enumerate(panels):
        row, column = divmod(number, _COLUMNS)
        yield f'<g transform="translate({column * (_COLUMN + _GAP)} {_TOP + row * height})">'
        yield from _panel(panel)
        yield "</g>"
    note = f"{head['date']}, commit {head['commit']}, {head['machine']}, Python {head['python']}"
    yield f'<text class="note" x="0" y="{total - 10}">{note}</text>'
    yield "</svg>"


def _panel(panel: dict[str, Any]) -> Iterator[str]:
    yield f'<text class="panel" x="0" y="20">{_heading(panel)}</text>'
    most = max(server["rate"] for server in panel["servers"].values())
    for number, (name, server) in enumerate(panel["servers"].items()):
        top = _PANEL_HEAD + number * _LINE
        length = max(1, round(_BARS * server["rate"] / most))
        kind = "bar ours" if name.startswith("fonds") else "bar"
        yield f'<text x="0" y="{top + 15}">{name}</text>'
        yield f'<rect class="{kind}" x="{_NAMES}" y="{top + 3}" width="{length}" height="15"/>'
        x = _NAMES + length + 6
        yield f'<text class="told" x="{x}" y="{top + 15}">{_told(name, server)}</text>'


def _heading(panel: dict[str, Any]) -> str:
    if "batch" not in panel:
        return str(panel["question"])
    clients = f"{panel['clients']} client" + ("s" if panel["clients"] > 1 else "")
    workers = f"{panel['workers']} process" + ("es" if panel["workers"] > 1 else "")
    return f"batch {panel['batch']:,}, {clients}, {workers}"


def _told(name: str, server: dict[str, Any]) -> str:
    rate, ratio = f"{server['rate']:,.0f}", statistics.median(server["ratios"])
    return rate if name == "fonds" else f"{rate} (Fonds: {ratio:.2g} ×)"


if __name__ == "__main__":
    defaults = [FOLDER / "list_records.json", ROOT / "docs" / "speed.svg"]
    given = [Path(name) for name in sys.argv[1:]]
    main(*given, *defaults[len(given) :])
