"""What viewers are shown: records whose pages are charts of four colours, found again on a screen.

A quarter of every page has a colour of its own, and each page has them in another order, so that
a screenshot tells which page is painted, and whether it stands upright.
"""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw
from recordings import tone

ROOT = Path(__file__).parents[1]
SCREENSHOTS = ROOT / "var" / "screenshots"

RED, GREEN, BLUE, AMBER = (200, 40, 40), (40, 150, 60), (40, 80, 200), (230, 180, 30)
Colour = tuple[int, int, int]
COLOURS = (RED, GREEN, BLUE, AMBER)
CHART = (600, 800)
PATIENCE = 20  # seconds; a viewer takes two or three on two busy cores
NEAR = 40  # how far a channel may be off, after JPEG and scaling
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SCREENS = (
    ({"width": 1280, "height": 900}, "light"),
    ({"width": 320, "height": 640}, "dark"),
)
# Inside of Mirador its own makers answer.
_AXE = """tags => axe.run({ exclude: ["#viewer > .fullscreen"] },
  { runOnly: tags, iframes: false, resultTypes: ["violations"] })"""
LEAST = 0.01  # of a screenshot, that each colour takes at least


def order_of(number: int) -> tuple[Colour, ...]:
    """Return the colours of page *number*: upper left and right, lower left and right."""
    turn = number % len(COLOURS)
    return COLOURS[turn:] + COLOURS[:turn]


def chart(number: int) -> Image.Image:
    """Return the picture of page *number*."""
    width, height = CHART
    picture = Image.new("RGB", CHART)
    draw = ImageDraw.Draw(picture)
    for place, colour in enumerate(order_of(number)):
        left, top = place % 2 * width // 2, place // 2 * height // 2
        draw.rectangle((left, top, left + width // 2, top + height // 2), fill=colour)
    return picture


def png_of(picture: Image.Image) -> bytes:
    """Return *picture* as a screenshot would be."""
    written = BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def tinted(order: Sequence[Colour], mark: Colour, share: float) -> tuple[Colour, ...]:
    """Return the colours of *order* beneath a *mark* that lets the rest of its *share* through."""
    return tuple(
        tuple(round(a * (1 - share) + b * share) for a, b in zip(colour, mark, strict=True))
        for colour in order
    )


def order_in(png: bytes, colours: Sequence[Colour] = COLOURS) -> tuple[Colour, ...]:
    """Return *colours* in the order that they have in a screenshot; () if one is not there.

    Where each of them stands is told by the middle of its pixels.
    """
    picture = Image.open(BytesIO(png)).convert("RGB").reduce(16)
    width = picture.width
    places = {colour: [] for colour in colours}
    for number, pixel in enumerate(picture.get_flattened_data()):
        for colour in colours:
            if all(abs(a - b) <= NEAR for a, b in zip(pixel, colour, strict=True)):
                places[colour].append(divmod(number, width))
    least = LEAST * width * picture.height
    if any(len(found) < least for found in places.values()):
        return ()
    middles = {colour: _middle(found) for colour, found in places.items()}
    rows = sorted(colours, key=lambda colour: middles[colour][0])
    across = [sorted(row, key=lambda colour: middles[colour][1]) for row in (rows[:2], rows[2:])]
    return (*across[0], *across[1])


def _middle(places: list[tuple[int, int]]) -> tuple[float, float]:
    return tuple(sum(axis) / len(places) for axis in zip(*places, strict=True))


@dataclass
class Screen:
    """A page in a browser, and everything that it asked for."""

    page: object
    base: str
    answers: list[tuple[int, str]] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("response", lambda answer: self.answers.append((answer.status, answer.url)))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._listen)

    def _listen(self, message) -> None:
        # What a policy refuses is told in the console alone.
        if "Content Security Policy" in message.text or "CORS" in message.text:
            self.complaints.append(message.text)

    @property
    def asked(self) -> list[str]:
        """The addresses of our server that were asked for, without its base URL."""
        return [url.removeprefix(self.base) for _, url in self.answers if url.startswith(self.base)]

    @property
    def failed(self) -> list[tuple[int, str]]:
        """The answers of our server that were errors."""
        return [one for one in self.answers if one[0] >= 400 and one[1].startswith(self.base)]

    def hosts(self) -> set[str]:
        """Return the hosts that anything was asked of."""
        return {url.split("/")[2] for _, url in self.answers if url.startswith("http")}

    def until(self, holds, what: str) -> None:
        """Return as soon as *holds* does, or fail and say that *what* never came."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < deadline, f"{what}: not within {PATIENCE} seconds"
            self.page.wait_for_timeout(200)

    def until_page(self, number: int, frame: str = "body") -> None:
        """Return when page *number* is painted in *frame*, upright and whole."""
        expected, place = order_of(number), self.page.locator(frame)
        self.until(lambda: order_in(place.screenshot()) == expected, f"page {number}")

    def until_marked(self, number: int, mark: Colour, share: float) -> None:
        """Return when all of page *number* is painted beneath a *mark*, as a hit of a search."""
        expected = tinted(order_of(number), mark, share)
        self.until(
            lambda: order_in(self.page.screenshot(), expected) == expected, f"mark on {number}"
        )

    def keep(self, name: str) -> None:
        """Keep what is on the screen, for people to look at after a run."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")


def write_records(folder: Path) -> Path:
    """Write the records that viewers are shown, with their pages; return the file to ingest."""
    for number in range(len(COLOURS)):
        chart(number).save(folder / f"{number}.png")
    charts = [chart(number) for number in range(3)]
    charts[0].save(folder / "0.pdf", resolution=72, save_all=True, append_images=charts[1:])
    (folder / "tone.wav").write_bytes(tone(SECONDS))
    (folder / "tone.vtt").write_text(f"WEBVTT\n\n00:00.000 --> 00:02.000\n{WORDS}\n")
    path = folder / "records.jsonl"
    lines = (json.dumps(record, ensure_ascii=False) for record in (*RECORDS, SOUND))
    path.write_text("\n".join(lines))
    return path


def _record(key: str, title: str, lang: str, pages: list[dict], **more: object) -> dict:
    metadata = {"title": [{"value": title, "lang": lang}]}
    return {"id": key, "metadata": metadata, "pages": pages, **more}


def _page(number: int, **more: object) -> dict:
    return {"key": f"p{number}", "label": str(number + 1), "file": f"{number % 4}.png", **more}


TEXTS = (
    {"ru": "Первое письмо о запрещении.", "en": "The first letter, on a prohibition."},
    {"ru": "Второе письмо.", "en": "The second letter, on ships and their flags."},
    {"en": "The third letter mentions a prohibition again."},
)
LETTERS = [_page(number, text=text) for number, text in enumerate(TEXTS)]
ARABIC = [_page(0, text={"ar": "رسالة أولى"}), _page(1, text={"ar": "رسالة ثانية"})]
THOUSAND = 1000
SECONDS, WORDS = 3, "A tone is heard."
CAPTIONED = {"key": "p0", "label": "1", "file": "tone.wav", "captions": {"en": "tone.vtt"}}
SOUND = _record("sound", "A tone", "en", [CAPTIONED])

CONTENTS = [{"label": "Prohibitions", "items": ["p0"]}, {"label": "Ships", "items": ["p1", "p2"]}]

RECORDS = (
    _record("one", "A single page", "en", [_page(0)]),
    _record("several", "Three letters", "en", LETTERS, ranges=CONTENTS),
    _record("arabic", "رسائل", "ar", ARABIC, viewing_direction="right-to-left"),
    _record("pdf", "Pages of a PDF", "en", [{"key": "p0", "file": "0.pdf"}]),
    _record("thousand", "A long book", "en", [_page(number) for number in range(THOUSAND)]),
)


def with_axe(page, packages: Path):
    """Return *page* with axe-core in it; its context has to bypass the policy of the page."""
    page.add_script_tag(path=packages / "axe-core" / "axe.min.js")
    return page


def violations(page) -> list[tuple[str, list[str]]]:
    """Return each rule of WCAG that *page* breaks, wide and narrow, by day and night, and where.

    "reflow" is that something hangs out at the side (WCAG 2.2, 1.4.10), which axe does not tell.
    """
    broken = []
    for size, scheme in SCREENS:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate(_AXE, WCAG)["violations"]
        broken += [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
        if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            broken.append(("reflow", [str(size)]))
    return broken
