"""What is lost when a record is read back from the Europeana Data Model: the table of losses."""

from collections.abc import Mapping
from dataclasses import replace

from metadata.addressed import address_of, unaddressed
from metadata.addresses import REFERENCE
from metadata.crosswalks.edm import LITERALS, europeana_type, property_of
from metadata.crosswalks.edm_things import REFERRING, Thing, fields_of, things
from metadata.crosswalks.library import otherwise
from metadata.forms import EXACT_DATE, LANGUAGE_TAG
from metadata.losses import (
    DATES,
    MARKUP,
    RIGHTS,
    STANDARD_FORM,
    TWICE,
    AnyLoss,
    Forgotten,
    Loss,
    LossAcross,
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
from schemas.record import Metadata, Record, Value
from schemas.resource_types import read_type
from schemas.rights import read_rights
from schemas.terms import ELEMENTS, TERMS

_RIGHTS = (
    "that words have a standard form which they do not say: edm:rights is a value of its own, "
    "that of the first"
)
_TYPE = "a standard form that its text does not have; the first gets that of edm:type"
_OFF_THE_MAP = otherwise(POINT)
_WORDS = (
    "its scheme, and its words where others have the same address: those without a language, else "
    "in English, else the first; and where one is a point, all are"
)
_DCMI = {"TEXT": "Text", "IMAGE": "Image", "VIDEO": "MovingImage", "SOUND": "Sound"}

_REFERRING = tuple(
    name
    for name, term in TERMS.items()
    if name not in (*DATES, "language") and property_of(term) not in {None, *LITERALS}
)


def _on_the_map(term: str, value: Value) -> Forgotten:
    fields = POINT.spell(value) or {}
    return ((term, _point(fields["value"], value.lang, fields["north"], fields["east"])),)


def _point(name: str, lang: str | None, north: str, east: str) -> Value:
    text = f"{f'name={name}; ' if name else ''}east={east}; north={north}"
    return Value(text, lang if name else None, "dcterms:Point")


def _as_called(metadata: Metadata) -> Metadata:
    """Return *metadata* with the words of each address that it is called by in the end."""
    found = things(metadata)
    return {
        term: tuple(_called(term, value, found) for value in values)
        for term, values in metadata.items()
    }


def _called(term: str, value: Value, found: Mapping[str, Thing]) -> Value:
    address = _resource(term, value)
    thing = found.get(address)
    if thing is None:
        return value
    name, lang = thing.label
    told = Value(name, lang)
    if term == "dcterms:spatial" and thing.point is not None:
        told = _point(name, lang, *thing.point)
    return replace(told, derived=address if term in REFERRING else None)


def _resource(term: str, value: Value) -> str:
    """Return the address of which *value* is written as a reference, or an empty text."""
    if term in REFERRING and address_of(value) and fields_of(term, value):
        return f"{value.derived}"
    is_reference = term in _REFERRING and read_rights(value.text).value is None
    return (REFERENCE.spell(value) or {}).get("value", "") if is_reference else ""


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


EDM: tuple[AnyLoss, ...] = (
    LossAcross(_WORDS, REFERRING, _as_called),
    language(*_REFERRING, where=unaddressed(REFERENCE)),
    MARKUP,
    words(EXACT_DATE, *DATES),
    words(LANGUAGE_TAG, "language"),
    *first_of(
        Loss("its spelling", ("dcterms:spatial",), _on_the_map, unaddressed(POINT)),
        Loss("the sides of a box", ("dcterms:spatial",), _name_alone, unaddressed(PLACE_NAME)),
    ),
    scheme("dcterms:spatial", where=unaddressed(_OFF_THE_MAP)),
    scheme(*all_but("dcterms:spatial")),
    *(becomes(one.name, *_said_by(one.name)) for one in ELEMENTS if _said_by(one.name)),
    gone(*(name for name, term in TERMS.items() if property_of(term) is None)),
    LossAmong(_RIGHTS, ("rights",), _statement),
    LossAmong(_TYPE, ("type",), _type_of_europeana),
    replace(STANDARD_FORM, terms=(*DATES, "language", *RIGHTS)),
    TWICE,
)
