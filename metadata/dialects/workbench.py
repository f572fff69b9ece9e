"""Islandora Workbench: the fields of Islandora's repository items, values between ``|``.

<https://mjordan.github.io/islandora_workbench_docs/>
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from metadata.dialect import (
    Dialect,
    Doubt,
    Headers,
    Hierarchy,
    Statement,
    Together,
    columns,
    same,
)
from metadata.headers import fold_header
from metadata.relators import term_of
from metadata.roles import Means, Role, Trait

_SEPARATOR = "|"

# Before a term stands the vocabulary it is of; a heading with a colon of its own has none of these.
_VOCABULARY = re.compile(
    r"(?:subject|subjects|person|family|corporate_body|geo_location|genre|resource_types|language"
    r"|form|physical_form|temporal_subject|islandora_models|country|copyright_and_use):",
    re.IGNORECASE,
)
# A term may be given by its URI, which is no name in a vocabulary called http.
_RELATION = re.compile(
    r"[a-z_]+:([a-z]{3}):(?:(?!https?:)[a-z_]+:)?(.+)", re.IGNORECASE | re.DOTALL
)
_NUMBER = "not read: it is the number of a term in Drupal; give the name of the term"


def _recognised(headers: Headers) -> Sequence[str]:
    fields = headers.beginning("field_")
    others = headers.called("title", "file", "parent_id")
    return (*others[:2], fields[0]) if fields and others else ()


def _term(text: str) -> tuple[str, str | None]:
    """Return a term by its name: without its vocabulary, and none for a bare number."""
    name = _VOCABULARY.sub("", text, count=1).strip()
    return ("", _NUMBER) if name.isdecimal() else (name, None)


def _agents(header: str, term: str | None = None) -> Together:
    """Return agents of a typed relation, ``relators:cre:person:Name``; *term* where all are one."""
    folded = fold_header(header)

    def read(row: Mapping[str, str]) -> Iterator[Statement | Doubt]:
        for value in filter(None, map(str.strip, row[folded].split(_SEPARATOR))):
            related = _RELATION.fullmatch(value)
            name, doubt = _term(related[2] if related else value)
            if name:
                yield Statement(term or (term_of(related[1]) if related else "creator"), name)
            elif doubt:
                yield Doubt(value, doubt)

    said = f"`{term}`" if term else "`creator`, `publisher` or `contributor`, by relator"
    return Together((header,), read, said)


def _collections(row: Mapping[str, str]) -> Iterator[Statement]:
    """Yield each collection as it is named, and a node of Drupal as a set of its own."""
    for value in filter(None, map(str.strip, row[_MEMBER_OF].split(_SEPARATOR))):
        yield Statement("dcterms:isPartOf", value)
        if value.isdecimal():
            yield Statement(Role.COLLECTIONS, f"node-{value}")


def _point(row: Mapping[str, str]) -> Iterator[Statement | Doubt]:
    """Yield the latitude and the longitude of a geolocation, ``46.7,-117.0``."""
    latitude, _, longitude = row[_COORDINATES].replace("\\", "").partition(",")
    yield Statement(Role.LATITUDE, latitude.strip())
    yield Statement(Role.LONGITUDE, longitude.strip())


_MEMBER_OF = fold_header("field_member_of")
_COORDINATES = fold_header("field_coordinates")

_TERMS = {
    "field_subject": "subject",
    "field_subject_general": "subject",
    "field_subjects_name": "subject",
    "field_geographic_subject": "dcterms:spatial",
    "field_temporal_subject": "dcterms:temporal",
    "field_resource_type": "type",
    "field_genre": "type",
    "field_physical_form": "dcterms:medium",
    "field_language": "language",
}

WORKBENCH = Dialect(
    "workbench",
    "Islandora Workbench",
    _recognised,
    "a column `field_…`, and `title`, `file` or `parent_id`",
    "A row with a `parent_id` is a page of that row, in the order of `field_weight`, unless its "
    "`field_model` is one of wholes: Paged Content, Compound Object, Newspaper, Publication Issue, "
    "Collection. A collection holds what names it as its parent. A node that `field_member_of` "
    "names is `dcterms:isPartOf`, and a set called `node-2`. Vocabularies before names are left "
    "out (`subject:Bridges`), relators decide the term (`relators:cre:person:Name`); a bare number "
    "is a term of Drupal, which says nothing here: it is told, and not read.",
    columns(
        {
            "id": Role.ID,
            "parent_id": Role.PARENT,
            "field_weight": Role.ORDER,
            "field_model": Trait.MODEL,
            "published": Role.PUBLISHED,
            "file": Role.FILE,
            "title": "title",
            "field_full_title": "title",
            "field_alternative_title": "dcterms:alternative",
            "field_alt_title": "dcterms:alternative",
            "field_edtf_date": "date",
            "field_edtf_date_created": "dcterms:created",
            "field_date_created": "dcterms:created",
            "field_edtf_date_issued": "dcterms:issued",
            "field_copyright_date": "dcterms:dateCopyrighted",
            "field_abstract": "dcterms:abstract",
            "field_table_of_contents": "dcterms:tableOfContents",
            "field_extent": "dcterms:extent",
            "field_rights": "rights",
            "field_publisher": "publisher",
            "field_source": "source",
        }
        | same("description", "field_description", "field_description_long", "field_note")
        | same("identifier", "field_identifier", "field_local_identifier", "field_pid")
        | {header: Means(target, clean=_term) for header, target in _TERMS.items()}
    ),
    together=(
        _agents("field_linked_agent"),
        _agents("field_creator", "creator"),
        _agents("field_contributor", "contributor"),
        Together(("field_member_of",), _collections, "`dcterms:isPartOf`, collections"),
        Together(("field_coordinates",), _point, "latitude, longitude"),
    ),
    separators=(_SEPARATOR,),
    hierarchy=Hierarchy.MODELS,
)
