"""Addresses in values: what is nothing but a URI or a DOI, for the crosswalks that tell it apart.

<https://www.rfc-editor.org/rfc/rfc3986>, <https://www.doi.org/doi-handbook/HTML/index.html>.
"""

import re

from metadata.forms import (
    WRITTEN,
    Fields,
    Form,
)
from schemas.record import Value

_URI = re.compile(
    r"https?://[a-z0-9.-]+(?::[0-9]+)?"
    r"(?:[/?](?:[\w.~:/?@!$&'()*+,;=-]|%[0-9a-f]{2})*)?"
    r"(?:#(?:[\w.~:/?@!$&'()*+,;=-]|%[0-9a-f]{2})*)?",
    re.ASCII | re.IGNORECASE,
)

# A name, alone or under the address or the scheme that resolves it; escaped ones stay addresses.
_DOI = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s<>%]+)",
    re.IGNORECASE,
)


def _reference(value: Value) -> Fields | None:
    text = value.text.strip()
    return {"value": text} if _URI.fullmatch(text) else None


def _doi(value: Value) -> Fields | None:
    found = _DOI.fullmatch(value.text.strip())
    return {"value": found[1]} if found else None


def _other_reference(value: Value) -> Fields | None:
    return None if _doi(value) else _reference(value)


def _words(value: Value) -> Fields | None:
    return None if _doi(value) or _reference(value) else WRITTEN.spell(value)


REFERENCE = Form("address and nothing else", _reference)
DOI = Form("DOI and nothing else", _doi)
OTHER_REFERENCE = Form("address and nothing else, but no DOI", _other_reference)
WORDS = Form("as written, where neither address nor DOI", _words)
