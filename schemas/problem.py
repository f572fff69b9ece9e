"""What is wrong with what came in, said to the person who can mend it."""

import re
from dataclasses import dataclass, fields
from enum import StrEnum

# What no report can carry: bytes that are no text, and what drives a terminal.
_ILLEGIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

UNDECODED = range(0xDC00, 0xDD00)
"""How a byte that is not of the encoding is kept, so that it can be named (after PEP 383)."""


class Severity(StrEnum):
    """Whether a problem keeps a row out."""

    REFUSE = "refuse"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about one row.

    *line* is the physical line of *source* on which the row begins, counted from 1. *field* is
    the column or JSON path as the archivist wrote it, *value* what stands there (shortened), and
    *message* says what is wrong and what would be accepted. All of them are text that can be
    printed: :func:`legible` has been over them.
    """

    source: str
    line: int
    field: str
    value: str
    message: str
    severity: Severity = Severity.REFUSE

    def __post_init__(self) -> None:
        for field in fields(self):
            text = getattr(self, field.name)
            if type(text) is str and _ILLEGIBLE.search(text):
                object.__setattr__(self, field.name, legible(text))


def legible(text: str) -> str:
    r"""Return *text* with ``\xE9`` for a byte, and ``\u001B`` for a character, that is none."""
    return _ILLEGIBLE.sub(_spelt, text)


def _spelt(illegible: re.Match[str]) -> str:
    code = ord(illegible.group())
    in_bytes = code in UNDECODED
    return f"\\x{code - UNDECODED.start:02X}" if in_bytes else f"\\u{code:04X}"
