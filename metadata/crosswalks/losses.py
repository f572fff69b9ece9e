"""What is lost when a record is read back from a format in which it was written: a table for each.

What the table of a crosswalk writes alike cannot be told apart again, and what it writes in a code
has lost its words. ``docs/formats.md`` lists these tables; a property holds readers to them.
"""

from collections.abc import Mapping
from dataclasses import replace

from metadata.crosswalks import edm_losses, library_losses, part_losses
from metadata.crosswalks.dublin_core import IN_SCHEME
from metadata.crosswalks.library import otherwise
from metadata.forms import DAY, EXACT_DATE, LANGUAGE, LANGUAGE_TAG, Form
from metadata.forms import RIGHTS as STATEMENT
from metadata.forms import TYPE as DCMI_TYPE
from metadata.losses import (
    ALL,
    DATES,
    MARKUP,
    NAMED,
    RIGHTS,
    STANDARD_FORM,
    TWICE,
    AnyLoss,
    Forgotten,
    Loss,
    PartLoss,
    address,
    all_but,
    becomes,
    gone,
    scheme,
    words,
)
from schemas.record import Value
from schemas.terms import ELEMENTS, REFINEMENTS


def _in_codes(date: Form, tag: Form) -> tuple[Loss, ...]:
    """Return the losses of what is written in its standard form, dates and languages as named."""
    return (
        words(date, *DATES),
        words(tag, "language"),
        words(STATEMENT, *RIGHTS),
        words(DCMI_TYPE, "type"),
    )


def _refining(element: str | None) -> tuple[str, ...]:
    """Return the names of the terms that refine *element*, or none."""
    return tuple(term.name for term in REFINEMENTS if term.refines == element)


_SIMPLE: tuple[AnyLoss, ...] = (
    MARKUP,
    *_in_codes(EXACT_DATE, LANGUAGE),
    address(*NAMED),
    scheme(*ALL),
    *(becomes(one.name, *_refining(one.name)) for one in ELEMENTS if _refining(one.name)),
    gone(*_refining(None)),
    STANDARD_FORM,
    TWICE,
)


def _in_scheme(term: str, value: Value) -> Forgotten:
    fields = IN_SCHEME.spell(value) or {}
    return ((term, replace(value, scheme=f"dcterms:{fields['scheme']}", lang=None)),)


_CODED = (*DATES, "language", *RIGHTS, "type")
_OTHERS = all_but(*_CODED)

_QUALIFIED: tuple[AnyLoss, ...] = (
    MARKUP,
    *_in_codes(DAY, LANGUAGE_TAG),
    address(*NAMED),
    Loss("its language, and the spelling of its scheme", _OTHERS, _in_scheme, IN_SCHEME),
    scheme(*_OTHERS, where=otherwise(IN_SCHEME)),
    scheme(*_CODED),
    STANDARD_FORM,
    TWICE,
)

LOSSES: Mapping[str, tuple[AnyLoss, ...]] = {
    "oai_dc": _SIMPLE,
    "oai_qdc": _QUALIFIED,
    "marc21": library_losses.MARC21,
    "mods": library_losses.MODS,
    "edm": edm_losses.EDM,
    "mets": _SIMPLE,
}
"""The losses of metadata by ``metadataPrefix``, in the order in which they come."""

PART_LOSSES: Mapping[str, tuple[PartLoss, ...]] = {
    "oai_dc": part_losses.SIMPLE,
    "oai_qdc": part_losses.QUALIFIED,
    "marc21": part_losses.MARC21,
    "mods": part_losses.MODS,
    "edm": part_losses.EDM,
    "mets": part_losses.METS,
}
"""The losses of all else that a record has, and what links become, by ``metadataPrefix``."""
