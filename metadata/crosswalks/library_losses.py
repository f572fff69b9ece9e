"""What is lost when a record is read back from MODS or MARC 21: the tables of losses."""

from dataclasses import replace

from metadata.crosswalks.library import (
    ADDRESSED_HEADING,
    ADDRESSED_PLACE,
    AREA,
    COUNTRY,
    DOI,
    EDTF_INTERVAL,
    EXACT_INTERVAL,
    LIBRARY_CODE,
    LIBRARY_CODE_AND_TAG,
    MEDIA_TYPE,
    NAMED_AREA,
    OF_AUTHORITY,
    PLACE_NAME,
    STATEMENT,
    TAG,
    URI,
    WEB_ADDRESS,
    of_scheme,
    otherwise,
    type_called,
    type_of_resource,
)
from metadata.crosswalks.marc21 import TAG_ALONE, WORDS_FOR_LANGUAGE
from metadata.crosswalks.marc_coded import dcmi_type
from metadata.crosswalks.marc_fixed import leader
from metadata.forms import DAY, EDTF, Form
from metadata.losses import (
    ALL,
    DATES,
    MARKUP,
    RIGHTS,
    STANDARD_FORM,
    TWICE,
    AnyLoss,
    Forgotten,
    Loss,
    LossAmong,
    Values,
    address,
    all_but,
    becomes,
    coded,
    first_of,
    language,
    order,
    respelled,
    scheme,
)
from schemas.dates import read_date
from schemas.languages import read_language
from schemas.marc_languages import marc_code
from schemas.record import Record, Value
from schemas.resource_types import read_type
from schemas.terms import TERMS

# What is lost among values, in words.
_LANGUAGES = (
    "the order among them: first codes, then tags, then words; a code is left out where a tag or "
    "words say it, and stands beside words that nobody can read"
)
_CREATED = "that words and a standard form are one value, where the words do not say it"
_MAP = (
    "the order among them: first points and boxes, then countries, then names; "
    "the name of a point or box is a place of its own, and has the address"
)
_PLACE_TOO = "nothing, but what is a point or box is a value of `dcterms:spatial` as well"
_LEADER = "a standard form that its text does not have; the first gets that of Leader/06"
_RESOURCE = "which of them has a standard form that its text does not have: the first gets it"

_CLASSES = tuple(map(of_scheme, ("LCC", "UDC", "DDC")))
_CLASS = Form(
    "of the schemes LCC, UDC and DDC",
    lambda value: next(filter(None, (form.spell(value) for form in _CLASSES)), None),
)
_WITHOUT_CODE = otherwise(*_CLASSES, OF_AUTHORITY)
_RELATIONS = tuple(name for name, term in TERMS.items() if term.refines in ("relation", "source"))
_PLACES = ("dcterms:spatial", "coverage")
_HAVE_A_SCHEME = ("subject", *_PLACES)


_STANDARD_FORM = replace(STANDARD_FORM, terms=(*DATES, "language", *RIGHTS))
_VOCABULARY = "its scheme, unless that has a source code: it is the vocabulary of its address"


def _of_vocabulary(form: Form, *terms: str) -> Loss:
    """Return the loss of the scheme of a value that is written in *form*, with its address."""
    return replace(respelled(form, *terms), what=_VOCABULARY)


def _of_their_text(values: Values) -> list[Value]:
    """Return types with the standard form that their text has, each once."""
    left = (replace(value, derived=read_type(value.text).value) for value in values)
    return [*dict.fromkeys(left)]


def _types_of_resource(values: Values) -> Values:
    """Return types with the standard forms that typeOfResource gives to the first without one."""
    left = _of_their_text(values)
    told = [*dict.fromkeys(filter(None, map(_resource, values)))]
    for value in left:
        own = _resource(value)
        if own in told:
            told.remove(own)
    waiting = [value for value in left if value.derived is None]
    for value, resource in zip(waiting, told, strict=False):
        left[left.index(value)] = replace(value, derived=type_called(resource))
    more = [Value(resource, derived=type_called(resource)) for resource in told[len(waiting) :]]
    return (*left, *more)


def _resource(value: Value) -> str | None:
    return "Collection" if value.derived == "Collection" else type_of_resource(value)


MODS: tuple[AnyLoss, ...] = (
    MARKUP,
    *first_of(*(coded(form, *DATES) for form in (DAY, EXACT_INTERVAL, EDTF))),
    *first_of(*(coded(form, "language") for form in (LIBRARY_CODE, LIBRARY_CODE_AND_TAG, TAG))),
    coded(MEDIA_TYPE, "format"),
    *first_of(coded(DOI, "identifier"), coded(URI, "identifier")),
    coded(WEB_ADDRESS, *_RELATIONS),
    coded(STATEMENT, *RIGHTS),
    *(address(*_PLACES, where=form) for form in (AREA, COUNTRY)),
    *first_of(
        *(coded(form, *_PLACES) for form in (NAMED_AREA, AREA, COUNTRY)),
        _of_vocabulary(ADDRESSED_PLACE, *_PLACES),
        *(respelled(form, *_PLACES) for form in (OF_AUTHORITY, PLACE_NAME)),
    ),
    address("subject", where=_CLASS),
    *first_of(
        *(coded(form, "subject") for form in _CLASSES),
        _of_vocabulary(ADDRESSED_HEADING, "subject"),
        respelled(OF_AUTHORITY, "subject"),
    ),
    scheme("subject", where=_WITHOUT_CODE),
    scheme(*all_but(*_HAVE_A_SCHEME)),
    becomes("dcterms:spatial", "coverage"),
    becomes("rights", "dcterms:license"),
    LossAmong(_RESOURCE, ("type",), _types_of_resource),
    _STANDARD_FORM,
    TWICE,
)


def _coded_languages(values: Values) -> Values:
    """Return languages as MARC 21 gives them: codes, tags that say more, then words."""
    codes = [marc_code(value.derived or "") for value in values]
    tags = [value.derived for value in values if TAG_ALONE.spell(value)]
    in_words = [value.text for value in values if WORDS_FOR_LANGUAGE.spell(value)]
    said = {marc_code(read_language(text or "").value or "") for text in (*tags, *in_words)}
    alone = [code for code in codes if code not in said]
    return tuple(Value(text) for text in (*alone, *tags, *in_words) if text)


def _coded_dates(values: Values) -> Values:
    """Return dates as MARC 21 gives them: codes that no words say, then words."""
    codes = (value.derived for value in values if value.derived)
    texts = dict.fromkeys((*codes, *(value.text for value in values)))
    forms = {text: read_date(text).value for text in texts}
    said = {form for text, form in forms.items() if form != text}
    return tuple(Value(text) for text, form in forms.items() if form != text or text not in said)


def _on_the_map(values: Values) -> Values:
    """Return places as MARC 21 gives them: areas without their names, countries, then names."""
    areas = [area for area in map(_area_of, values) if area]
    countries = [value for value in values if COUNTRY.spell(value)]
    named = [_named(value) for value in values]
    return (*areas, *countries, *(value for value in named if value))


def _area_of(value: Value) -> Value | None:
    fields = NAMED_AREA.spell(value) or AREA.spell(value)
    told = AREA.read({**fields, "name": "", "value": ""}) if fields else None
    return Value(told["text"], scheme=told["scheme"]) if told else None


def _named(value: Value) -> Value | None:
    fields = NAMED_AREA.spell(value)
    if fields:
        return Value(fields["name"], derived=value.derived)
    return None if AREA.spell(value) or COUNTRY.spell(value) else value


def _as_place_too(term: str, value: Value) -> Forgotten:
    area = _area_of(value)
    return ((term, value), *((("dcterms:spatial", area),) if area else ()))


def _type_by_leader(values: Values) -> Values:
    """Return types with the standard form that Leader/06 gives to the first, if no text has one."""
    left = _of_their_text(values)
    if left and not any(value.derived for value in left):
        kind = leader(Record("", {"type": tuple(values)}))["kind"]
        left[0] = replace(left[0], derived=dcmi_type(f"000000{kind}"))
    return left


_WITHOUT_PLACE = ("publisher", "coverage", "dcterms:audience", "dcterms:rightsHolder")

MARC21: tuple[AnyLoss, ...] = (
    MARKUP,
    address(*_WITHOUT_PLACE),
    address("dcterms:spatial", where=COUNTRY),
    address("subject", where=_CLASS),
    LossAmong(_LANGUAGES, ("language",), _coded_languages),
    order("dcterms:modified", EDTF),
    respelled(EDTF, "dcterms:modified"),
    order("dcterms:valid", EDTF),
    *first_of(respelled(EDTF_INTERVAL, "dcterms:valid"), respelled(EDTF, "dcterms:valid")),
    LossAmong(_CREATED, ("dcterms:created",), _coded_dates),
    order("format", MEDIA_TYPE),
    respelled(MEDIA_TYPE, "format"),
    respelled(DOI, "identifier"),
    respelled(STATEMENT, *RIGHTS),
    Loss(_PLACE_TOO, ("coverage",), _as_place_too),
    LossAmong(_MAP, ("dcterms:spatial",), _on_the_map),
    *first_of(
        *(respelled(form, "dcterms:spatial") for form in (COUNTRY, OF_AUTHORITY, PLACE_NAME))
    ),
    order("subject", *_CLASSES, OF_AUTHORITY),
    *first_of(*(respelled(form, "subject") for form in (*_CLASSES, OF_AUTHORITY))),
    scheme("subject", where=_WITHOUT_CODE),
    language(*ALL),
    scheme(*all_but("subject", "dcterms:spatial")),
    becomes("rights", "dcterms:license"),
    LossAmong(_LEADER, ("type",), _type_by_leader),
    _STANDARD_FORM,
    TWICE,
)
