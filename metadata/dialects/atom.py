"""AtoM: archival descriptions after ISAD(G), a row for each unit and each language of it.

<https://www.accesstomemory.org/en/docs/latest/user-manual/import-export/csv-import/>
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from metadata.dialect import (
    Dialect,
    Doubt,
    Headers,
    Hierarchy,
    Statement,
    Together,
    cells_of,
    columns,
    same,
)
from metadata.dialects.days import statement_of_dates
from metadata.roles import Means, Role, Trait

_NULL = "NULL"
_SEPARATOR = "|"

_EVENTS = (
    "eventDates",
    "eventTypes",
    "eventStartDates",
    "eventEndDates",
    "eventActors",
    "eventActorHistories",
)
# Where a sheet has no events, the creation alone has columns.
_CREATION = (
    "creatorDates",
    "creators",
    "creatorDatesStart",
    "creatorDatesEnd",
    "creatorHistories",
)

# By the type of an event: what its date is, and who took part in it.
_TYPES = {
    "creation": ("date", "creator"),
    "publication": ("dcterms:issued", "publisher"),
    "copyright": ("dcterms:dateCopyrighted", "dcterms:rightsHolder"),
}
_OTHER_EVENT = ("date", "contributor")

_EVENT_SAYS = "date and actor by type, histories as `description`: " + "; ".join(
    f"{kind} `{date}`, `{actor}`" for kind, (date, actor) in _TYPES.items()
)


def _recognised(headers: Headers) -> Sequence[str]:
    ids, parents = headers.called("legacyId"), headers.called("parentId", "qubitParentSlug")
    return (*ids, *parents) if ids and parents else ()


def _pieces(cell: str) -> list[str]:
    """Return what stands between the separators of *cell*; a NULL there holds a place, empty."""
    pieces = [one.strip() for one in cell.split(_SEPARATOR)] if cell else []
    return ["" if one == _NULL else one for one in pieces]


def _events(row: Mapping[str, str]) -> Iterator[Statement | Doubt]:
    dates, kinds, starts, ends, actors, histories = map(_pieces, cells_of(row, *_EVENTS))
    for date, kind, start, end, actor, history in zip_longest(
        dates, kinds, starts, ends, actors, histories, fillvalue=""
    ):
        yield from _event(kind, (date, start, end), actor, history)


def _creation(row: Mapping[str, str]) -> Iterator[Statement | Doubt]:
    columns_of = map(_pieces, cells_of(row, *_CREATION))
    for date, actor, start, end, history in zip_longest(*columns_of, fillvalue=""):
        yield from _event("creation", (date, start, end), actor, history)


def _event(
    kind: str, days: tuple[str, str, str], actor: str, history: str
) -> Iterator[Statement | Doubt]:
    term, role = _TYPES.get(kind.casefold(), _OTHER_EVENT)
    yield from statement_of_dates(term, *days)
    if actor:
        yield Statement(role, actor)
    if history:
        yield Statement("description", history)


def _listed(target: str) -> Means:
    """Return the meaning of a column of notes, several in a cell, sentences though they are."""
    return Means(target, separators=(_SEPARATOR,))


_NOTES = {
    "generalNote": "description",
    "archivistNote": "description",
    "languageNote": "description",
    "publicationNote": "dcterms:isReferencedBy",
    "relatedUnitsOfDescription": "relation",
    "findingAids": "dcterms:isReferencedBy",
    "locationOfCopies": "dcterms:hasFormat",
    "locationOfOriginals": "source",
    "alternativeIdentifiers": "identifier",
}

ATOM = Dialect(
    "atom",
    "AtoM ISAD(G)",
    _recognised,
    "`legacyId` with `parentId` or `qubitParentSlug`",
    "A row that another names as its parent is a collection; its set spec is the path of ids, and "
    "begins with the slug where one is given. All others are records, a fonds or series among them "
    "of the type Collection. Rights, conditions of access, repository and a single language hold "
    "for what is below, and the titles above a record are its `dcterms:isPartOf`, as in "
    "[finding aids](ead.md). A row with the id of another and another `culture` is the same "
    "in that language. A draft is restricted; of a collection it is kept as a restricted record.",
    columns(
        {
            "legacyId": Role.ID,
            "parentId": Role.PARENT,
            "qubitParentSlug": Trait.ABOVE,
            "levelOfDescription": Trait.LEVEL,
            "publicationStatus": Role.PUBLISHED,
            "culture": Role.CULTURE,
            "scopeAndContent": "description",
            "arrangement": "description",
            "physicalCharacteristics": "description",
            "archivalHistory": "dcterms:provenance",
            "acquisition": "dcterms:provenance",
            "extentAndMedium": "dcterms:extent",
            "repository": "source",
            "accessConditions": "dcterms:accessRights",
            "reproductionConditions": "rights",
            "genreAccessPoints": "type",
            "placeAccessPoints": "dcterms:spatial",
        }
        | same("subject", "subjectAccessPoints", "nameAccessPoints")
        | same(Role.FILE, "digitalObjectPath", "digitalObjectURI")
        | {header: _listed(target) for header, target in _NOTES.items()}
    ),
    together=(
        Together(_EVENTS, _events, f"{_EVENT_SAYS}; other types: `date`, `contributor`"),
        Together(_CREATION, _creation, "as an event of the type Creation"),
    ),
    separators=(_SEPARATOR,),
    blanks=frozenset({_NULL}),
    hierarchy=Hierarchy.LEVELS,
)
