"""The report of ``fonds validate`` as one page that needs nothing else: to keep, send or print.

Its policy (Content Security Policy 3, <https://www.w3.org/TR/CSP3/>) lets no style and no script
work but the two that it carries, known by their digests: what a spreadsheet holds is only shown.
"""

import base64
import hashlib
from datetime import datetime
from pathlib import Path

from markupsafe import Markup

from schemas.problem import Severity
from server import __version__
from server.html import fill
from server.report import Report
from server.shown import forecast, on_one_line, source_of

_HERE = Path(__file__).parent / "templates"
_STYLE = Path(__file__).parent / "static" / "fonds.css"
_END_OF_COLOURS = "/* Here the colours end."
_SEVERITIES = {Severity.REFUSE: "refused", Severity.WARN: "warning"}


def report_page(report: Report, made: datetime) -> str:
    """Return *report*, made at *made* (UTC), as an HTML document without outside resources."""
    colours, _, _ = _STYLE.read_text(encoding="utf-8").partition(_END_OF_COLOURS)
    style, script = colours + _text("report.css"), _text("report.js")
    values = {
        "style": Markup(style),  # noqa: S704 - ours
        "script": Markup(script),  # noqa: S704 - ours
        "policy": _policy(style, script),
        "sources": report.kinds,
        "notes": report.notes,
        "forecast": forecast(report),
        "advice": report.summary.advice,
        "kinds": report.summary.kinds,
        "source_of": lambda example: source_of(example, report),
        "severities": _SEVERITIES,
        "records": report.summary.records,
        "shares": [*report.summary.shares],
        "made": made,
        "version": __version__,
    }
    return fill("report.html", values | {"seen": on_one_line})


def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Return the policy under which only *style* and *script* work."""
    rules = {
        "default-src": "'none'",
        "style-src": _digest(style),
        "script-src": _digest(script),
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
