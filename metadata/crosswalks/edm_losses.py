"""What is lost when a record is read back from the Europeana Data Model: the table of losses."""

from dataclasses import replace

from metadata.addresses import REFERENCE
from metadata.crosswalks.edm import LITERALS, europeana_type, property_of
from metadata.crosswalks.library import otherwise
from metadata.forms import EXACT_DATE, LANGUAGE_TAG
from metadata.losses import (
    ALL,
    DATES,
    MARKUP,
    STANDARD_FORM,
    TWICE,
    AnyLoss,
    Forgotten,
    Loss,
    LossAmong,
    Values,
    all_but,
    becomes,
    first_of,
    gone,
    language,
    scheme,
    words,
)
from metadata.places import PLACE_NAME, POINT
from schemas.record import Record, Value
from schemas.resource_types import read_type
from schemas.rights import read_rights
from schemas.terms import ELEMENTS, TERMS, Kind

_RIGHTS = (
    "that words have a standard form which they do not say: edm:rights is a value of its own, "
    "that of the first"
)
_TYPE = "a standard form that its text does not have; the first gets that of edm:type"
_OFF_THE_MAP = otherwise(POINT)
_DCMI = {"TEXT": "Text", "IMAGE": "Image", "VIDEO": "MovingImage", "SOUND": "Sound"}

_REFERRING = tuple(
    name
    for name, term in TERMS.items()
    if name not in (*DATES, "language") and property_of(term) not in {None, *LITERALS}
)


def _on_the_map(term: str, value: Value) -> Forgotten:
    fields = POINT.spell(value) or {}
    name = f"name={fields['value']}; " if fields["value"] else ""
    lang = value.lang if name else None
    text = f"{name}east={fields['east']}; north={fields['north']}"
    return ((term, Value(text, lang, "dcterms:Point")),)


def _name_alone(term: str, value: Value) -> Forgotten:
    fields = PLACE_NAME.spell(value) or {}
    return ((term, replace(value, text=fields["value"], scheme=None)),)


def _said_by(element: str) -> tuple[str, ...]:
    """Return the terms that are written as *element*, which is not their own name."""
    return tuple(
        name for name, term in TERMS.items() if property_of(term) == f"dc:{element}" != f"dc:{name}"
    )


def _statement(values: Values) -> Values:
    """Return rights with the one statement of edm:rights after them, if no text says it."""
    first = next((value.derived for value in values if value.derived), None)
    is_told = first is None or any(read_rights(value.text).value == first for value in values)
    return values if is_told else (*values, Value(f"{first}"))


def _type_of_europeana(values: Values) -> Values:
    """Return types with the standard form of edm:type for the first, if no text has one."""
    left = [replace(value, derived=read_type(value.text).value) for value in values]
    if left and not any(value.derived for value in left):
        record = Record("", {"type": tuple(values), "language": (Value("en", derived="en"),)})
        fields = europeana_type(record)
        left[0] = replace(left[0], derived=_DCMI[fields["value"]] if fields else None)
    return left


_IN_WORDS = tuple(name for name, term in TERMS.items() if term.kind is Kind.TEXT)

EDM: tuple[AnyLoss, ...] = (
    language(*_REFERRING, where=REFERENCE),
    MARKUP,
    replace(STANDARD_FORM, terms=_IN_WORDS),
    words(EXACT_DATE, *DATES),
    words(LANGUAGE_TAG, "language"),
    *first_of(
        Loss("its spelling", ("dcterms:spatial",), _on_the_map, POINT),
        Loss("the sides of a box", ("dcterms:spatial",), _name_alone, PLACE_NAME),
    ),
    scheme("dcterms:spatial", where=_OFF_THE_MAP),
    scheme(*all_but("dcterms:spatial")),
    *(becomes(one.name, *_said_by(one.name)) for one in ELEMENTS if _said_by(one.name)),
    gone(*(name for name, term in TERMS.items() if property_of(term) is None)),
    LossAmong(_RIGHTS, ("rights",), _statement),
    LossAmong(_TYPE, ("type",), _type_of_europeana),
    replace(STANDARD_FORM, terms=tuple(name for name in ALL if name not in (*_IN_WORDS, "type"))),
    TWICE,
)
