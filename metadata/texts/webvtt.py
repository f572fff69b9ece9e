"""WebVTT: captions of a recording, read into what is said and when.

<https://www.w3.org/TR/webvtt1/>. Read as its parser reads it (§6.1), and what is not well-formed
(§4) is told, since players leave it out without a word.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from metadata.texts.layout import UnreadableText
from schemas.grammar import without_illegal
from schemas.record import Moment

MEDIA_TYPE = "text/vtt"
MAX_BYTES = 10_000_000

_HEADER = re.compile(r"WEBVTT(?:[ \t][^\n]*)?(?:\n|\Z)")
_ARROW = "-->"
_TIME = r"(?:([0-9]{2,4}):)?([0-5][0-9]):([0-5][0-9]\.[0-9]{3})"
_TIMINGS = re.compile(rf"\s*{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t]+[^\n]*)?\s*")
_NO_CUES = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|\Z)")
_TAG = re.compile(r"<[^>]*>?")  # one that is left open goes to the end (§6.4)

_NO_TIMINGS = 'not a cue: its times are written as "00:01.000 --> 00:04.000"'
_BACKWARDS = "not a cue: it ends before it begins"


class Cue(NamedTuple):
    """What is said, without markup, from *begin* to *finish* in seconds."""

    begin: float
    finish: float
    text: str


class Fault(NamedTuple):
    """What is wrong with a block, which is left out, and the line that it begins on."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Captions:
    """The cues of a file, in its order, and its faults."""

    cues: tuple[Cue, ...]
    faults: tuple[Fault, ...] = ()

    @property
    def text(self) -> str:
        """What is said: a line a cue."""
        return "\n".join(cue.text for cue in self.cues)

    @property
    def times(self) -> Iterator[Moment]:
        """When each line of the text is said."""
        start = 0
        for cue in self.cues:
            end = start + len(cue.text)
            yield Moment(start, end, cue.begin, cue.finish)
            start = end + 1


def read_captions(data: bytes) -> Captions:
    """Return the cues of *data* that say something.

    Raises:
        UnreadableText: too large, not in UTF-8, or not WebVTT.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableText(f"is larger than {MAX_BYTES:,} bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableText("is not in UTF-8, as WebVTT has to be (§4.1)") from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not _HEADER.match(text):
        raise UnreadableText('is not WebVTT: its first line is "WEBVTT" (§4.1)')
    read = [_cue(line, block) for line, block in _blocks(text)]
    cues = tuple(one for one in read if isinstance(one, Cue) and one.text)
    return Captions(cues, tuple(one for one in read if isinstance(one, Fault)))


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the blocks after the header, between blank lines, with the line each begins on."""
    block: list[str] = []
    for number, line in enumerate((*text.split("\n"), ""), 1):
        if line:
            block.append(line)
        elif block:
            first = number - len(block)
            if first > 1:  # the header goes on to the first blank line
                yield first, block
            block = []


def _cue(line: int, block: list[str]) -> Cue | Fault | None:
    """Return the cue in *block*, None for what is none and need not be, else what is wrong."""
    place = next((place for place, one in enumerate(block[:2]) if _ARROW in one), None)
    if place is None:
        return None if _NO_CUES.match(block[0]) else Fault(line, _NO_TIMINGS)
    found = _TIMINGS.fullmatch(block[place])
    if found is None:
        return Fault(line + place, _NO_TIMINGS)
    begin, finish = _seconds(*found.groups()[:3]), _seconds(*found.groups()[3:])
    if finish <= begin:
        return Fault(line + place, _BACKWARDS)
    return Cue(begin, finish, _plain(" ".join(block[place + 1 :])))


def _seconds(hours: str | None, minutes: str, seconds: str) -> float:
    return round(int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds), 3)


def _plain(payload: str) -> str:
    """Return what is read of *payload*: neither tags nor escapes (§6.4)."""
    text = html.unescape(_TAG.sub("", payload))
    return " ".join(without_illegal(text).split())
