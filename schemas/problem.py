"""What is wrong with what came in, said to the person who can mend it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Whether a problem keeps a row out."""

    REFUSE = "refuse"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about one row.

    *line* is the physical line of *source* on which the row begins, counted from 1. *field* is
    the column or JSON path as the archivist wrote it, *value* what stands there (shortened), and
    *message* says what is wrong and what would be accepted.
    """

    source: str
    line: int
    field: str
    value: str
    message: str
    severity: Severity = Severity.REFUSE
