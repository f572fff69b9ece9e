"""Several values in one cell, taken apart."""

import re
from collections.abc import Iterator, Sequence

from schemas.languages import split_languages
from schemas.terms import TERMS, Kind

# A semicolon in these belongs to the sentence; no sentence holds "^^" or "||".
PROSE_TERMS = frozenset(
    {
        "title",
        "description",
        "rights",
        "source",
        "dcterms:abstract",
        "dcterms:accessRights",
        "dcterms:alternative",
        "dcterms:bibliographicCitation",
        "dcterms:provenance",
        "dcterms:rightsHolder",
        "dcterms:tableOfContents",
    }
)

# Omeka lists addresses between commas.
_COMMA_BEFORE_ADDRESS = re.compile(r",\s*(?=https?://)")


def split_values(
    text: str, target: str, separators: Sequence[str], *, prose: bool = False
) -> list[str]:
    """Return the values of a term or role that *text* holds, none of them blank.

    *prose* says that sentences are split as well: the dialect has these separators for them.
    """
    if target in PROSE_TERMS and not prose:
        separators = [separator for separator in separators if len(separator) > 1]
    values = _split(text, separators)
    if target in TERMS and TERMS[target].kind is Kind.LANGUAGE:
        return [one for value in values for one in split_languages(value)]
    return values


def split_names(text: str, separators: Sequence[str]) -> Iterator[str]:
    """Yield the names and addresses of files that *text* holds."""
    for piece in _split(text, separators):
        yield from _COMMA_BEFORE_ADDRESS.split(piece)


def _split(text: str, separators: Sequence[str]) -> list[str]:
    pieces = [text]
    for separator in separators:
        pieces = [part for piece in pieces for part in piece.split(separator)]
    return [piece.strip() for piece in pieces if piece.strip()]
