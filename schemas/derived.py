"""What a machine can read out of a value that a person wrote.

Values are kept as written. Dates, languages, rights and types also have a standard form, which
is derived and stored beside them; what cannot be derived becomes advice to the person who wrote
it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Derived:
    """The standard form of a written value, and what to tell its writer.

    *value* is None when no standard form is certain. *advice* is a sentence for an archivist
    that says what was not understood and what would be accepted; None when there is nothing to
    say. Both may be present: a repaired value is used, and reported.
    """

    value: str | None
    advice: str | None = None
