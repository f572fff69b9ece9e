"""ArchivesSpace: its two templates for digital objects.

<https://github.com/archivesspace/archivesspace/tree/master/templates>
"""

from collections.abc import Iterator, Mapping, Sequence

from metadata.dialect import (
    Dialect,
    Doubt,
    Headers,
    Statement,
    Together,
    cells_of,
    columns,
    same,
)
from metadata.dialects.days import statement_of_dates
from metadata.relators import term_of
from metadata.roles import Means, Role

_CODES = "archivesspace digital object import field codes"
_NUMBERS = range(1, 21)  # of agents and subjects: more than anyone has written

_YES = frozenset({"true", "1", "t", "y", "yes"})
_NO = frozenset({"false", "0", "f", "n", "no"})

Row = Mapping[str, str]
Said = Iterator[Statement | Doubt]

# By the label of a date, ArchivesSpace's own list; what it says of the papers about it is not read.
_DATES = {
    "": "date",
    "creation": "date",
    "other": "date",
    "event": "date",
    "publication": "dcterms:issued",
    "issued": "dcterms:issued",
    "broadcast": "dcterms:issued",
    "copyright": "dcterms:dateCopyrighted",
    "modified": "dcterms:modified",
}

# By the type of a note, which is EAD's.
_NOTES = {
    "abstract": "dcterms:abstract",
    "summary": "description",
    "accessrestrict": "dcterms:accessRights",
    "userestrict": "rights",
    "custodhist": "dcterms:provenance",
    "acqinfo": "dcterms:provenance",
    "prefercite": "dcterms:bibliographicCitation",
    "originalsloc": "source",
    "altformavail": "dcterms:hasFormat",
    "relatedmaterial": "relation",
    "physdesc": "dcterms:extent",
    "dimensions": "dcterms:extent",
}


_BY_ROLE = "`creator`, `contributor`, `publisher` or `subject`, by role"
_BY_LABEL = "by label: " + ", ".join(f"{label} `{term}`" for label, term in _DATES.items() if label)
_BY_TYPE = (
    "by type: "
    + ", ".join(f"{kind} `{term}`" for kind, term in _NOTES.items())
    + ", others `description`"
)


def _recognised_old(headers: Headers) -> Sequence[str]:
    ids, files = headers.called("digital_object_id"), headers.called("file_version_file_uri")
    return (*ids, *files) if ids and files else ()


def _recognised_bulk(headers: Headers) -> Sequence[str]:
    return tuple(one[: len(_CODES)] for one in headers.beginning(_CODES))


_COMPONENT = (
    "digital_object_id",
    "digital_object_is_component",
    "digital_object_component_id",
)


def _component(row: Row) -> Said:
    """Yield the id; a component has its own, and belongs to the object of the other."""
    whole, is_component, own = cells_of(row, *_COMPONENT)
    if is_component.casefold() in _YES:
        yield Statement(Role.PARENT, whole)
        yield Statement(Role.ID, own)
    else:
        yield Statement(Role.ID, whole)


_NAME = tuple(
    f"agent_name_{part}"
    for part in (
        "primary_name",
        "rest_of_name",
        "subordinate_name_1",
        "subordinate_name_2",
        "suffix",
        "dates",
    )
)


def _name(row: Row) -> Said:
    """Yield who had to do with it, by the parts of the name."""
    primary, rest, *more = cells_of(row, *_NAME)
    relator, kind = cells_of(row, "agent_role", "agent_type")
    below, last = more[:2], more[2:]
    is_body = "corporate" in kind.casefold()
    named = ". ".join(filter(None, (primary, *below))) if is_body else primary
    name = ", ".join(filter(None, (named, "" if is_body else rest, *last)))
    yield from _agent(name, relator, "")


def _agent(name: str, role: str, relator: str) -> Said:
    if name:
        term = "subject" if role.casefold() == "subject" else term_of(relator or role)
        yield Statement(term, name)


def _header(kind: str, number: int) -> Together:
    """Return an agent that a heading names, with what it did."""
    named = tuple(f"{kind}_agent_{part}_{number}" for part in ("header", "role", "relator"))

    def read(row: Row) -> Said:
        name, role, relator = cells_of(row, *named)
        # Of a creator the relator says no more than how: a photographer is one.
        yield from _agent(name, role, "" if role.casefold() == "creator" else relator)

    return Together(named, read, _BY_ROLE)


def _subject(term: str, source: str) -> Together:
    def read(row: Row) -> Said:
        heading, thesaurus = cells_of(row, term, source)
        if heading:
            scheme = "dcterms:LCSH" if thesaurus.casefold() == "lcsh" else None
            yield Statement("subject", heading, scheme)

    return Together((term, source), read, "`subject`, with dcterms:LCSH where that is the source")


def _dates(expression: str, begin: str, end: str, label: str, *more: str) -> Together:
    def read(row: Row) -> Said:
        *days, kind = cells_of(row, expression, begin, end, label)
        term = _DATES.get(kind.casefold())
        if term is not None:
            yield from statement_of_dates(term, *days)
        elif any(days):
            what = f"not read: a date of {kind} is none of the thing described"
            yield Doubt(next(filter(None, days)), what)

    return Together((expression, begin, end, label, *more), read, _BY_LABEL)


def _file(uri: str, publish: str | None = None) -> Together:
    """Return a file, which is left out where it is not published."""

    def read(row: Row) -> Said:
        address, published = cells_of(row, uri, publish or "")
        if published.casefold() in _NO:
            yield Doubt(address, "not read: this version of the file is not published")
        elif address:
            yield Statement(Role.FILE, address)

    return Together((uri,) if publish is None else (uri, publish), read, "file")


def _note(suffix: str) -> Together:
    named = tuple(f"note_{part}{suffix}" for part in ("content", "type", "label", "publish"))

    def read(row: Row) -> Said:
        content, kind, label, published = cells_of(row, *named)
        if published.casefold() in _NO:
            yield Doubt(content, "not read: this note is not published")
        elif content:
            text = f"{label}: {content}" if label else content
            yield Statement(_NOTES.get(kind.casefold(), "description"), text)

    return Together(named, read, _BY_TYPE)


def _extent(*named: str) -> Together:
    """Return an extent: a number of things, and in brackets what they are in and are like."""

    def read(row: Row) -> Said:
        number, kind, *more = cells_of(row, *named)
        counted = " ".join(filter(None, (number, kind)))
        details = "; ".join(filter(None, more))
        text = f"{counted} ({details})" if counted and details else counted or details
        if text:
            yield Statement("dcterms:extent", text)

    return Together(named, read, "`dcterms:extent`")


_BULK_AGENTS = tuple(
    _header(kind, number)
    for kind in ("people", "families", "corporate_entities")
    for number in _NUMBERS
)
_BULK_SUBJECTS = tuple(_subject(f"subject_{n}_term", f"subject_{n}_source") for n in _NUMBERS)
_BULK_DATES = tuple(
    _dates(f"expression{n}", f"begin{n}", f"end{n}", f"dates_label{n}", f"date_type{n}")
    for n in ("", "_2")
)
_OLD_DATES = tuple(
    _dates(*(f"date_{n}_{part}" for part in ("expression", "begin", "end", "label", "type")))
    for n in (1, 2)
)
_EXTENT_PARTS = ("container_summary", "physical_details", "dimensions")


def _type(text: str) -> tuple[str, str | None]:
    return text.replace("_", " "), None


_COLUMNS = columns(
    {
        "digital_object_title": "title",
        "digital_object_type": Means("type", clean=_type),
        "digital_object_publish": Role.PUBLISHED,
    }
)

_KEY = "archivesspace"

OLD = Dialect(
    _KEY,
    "ArchivesSpace digital objects",
    _recognised_old,
    "`digital_object_id` and `file_version_file_uri`",
    "A component is a page or a file of its object. What is not published, or has restrictions, is "
    "restricted; a version of a file that is not published is left out, and told. Of a date the "
    "expression is kept as it is written, and its standard form is made of begin and end.",
    _COLUMNS
    | columns(
        {"digital_object_language": "language", "digital_object_restrictions": Role.RESTRICTED}
    ),
    together=(
        Together(_COMPONENT, _component, "id, parent", frozenset({Role.ID, Role.PARENT})),
        Together((*_NAME, "agent_role", "agent_type"), _name, _BY_ROLE),
        _subject("subject_term", "subject_source"),
        *_OLD_DATES,
        _extent("extent_number", "extent_type", *(f"extent_{one}" for one in _EXTENT_PARTS)),
        _file("file_version_file_uri", "file_version_publish"),
    ),
    separators=(),
)

BULK = Dialect(
    _KEY,
    "ArchivesSpace digital objects, bulk import",
    _recognised_bulk,
    "a first cell that begins with `ArchivesSpace digital object import field codes`",
    "The row of labels is skipped. Agents and subjects may have numbers up to 20.",
    _COLUMNS
    | columns(
        {"digital_object_id": Role.ID, "restrictions": Role.RESTRICTED}
        | same("dcterms:isPartOf", "collection_id", "ead", "res_uri")
        | same("dcterms:isVersionOf", "ao_ref_id", "ref_id", "ao_uri")
    ),
    together=(
        *_BULK_AGENTS,
        *_BULK_SUBJECTS,
        *_BULK_DATES,
        _extent("number", "extent_type", *_EXTENT_PARTS),
        _extent("number_2", "extent_type_2", *(f"{one}_2" for one in _EXTENT_PARTS)),
        _file("rep_file_uri"),
        _file("nonrep_file_uri", "nonrep_publish"),
        _note(""),
        _note("_2"),
    ),
    separators=(),
    labels=1,
)
