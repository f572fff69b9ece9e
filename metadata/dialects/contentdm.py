"""CONTENTdm: tab-delimited exports, whose labels are local, and sheets for its Catcher.

<https://help.oclc.org/Metadata_Services/CONTENTdm/CONTENTdm_Administration/Collection_administration/090Export_metadata>
"""

from collections.abc import Iterator, Mapping, Sequence

from metadata.dialect import (
    Dialect,
    Headers,
    Hierarchy,
    Statement,
    Together,
    cells_of,
    columns,
    same,
)
from metadata.roles import Role, Trait

_EXPORTED = ("CONTENTdm number", "CONTENTdm file name", "CONTENTdm file path", "cdmid")

# Nicknames have six letters: CONTENTdm makes them of the labels of Dublin Core.
_NICKNAMES = {
    "subjec": "subject",
    "descri": "description",
    "creato": "creator",
    "publis": "publisher",
    "contri": "contributor",
    "identi": "identifier",
    "langua": "language",
    "relati": "relation",
    "covera": "coverage",
    "audien": "dcterms:audience",
    "altern": "dcterms:alternative",
}

_OF_ENTRY = "it is a date of the entry in the catalogue, not of the object"


def _recognised(headers: Headers) -> Sequence[str]:
    return headers.called(*_EXPORTED) or headers.called("dmrecord")


def _file(row: Mapping[str, str]) -> Iterator[Statement]:
    """Yield the file by the name that the archive gave it, else by that of CONTENTdm."""
    own, stored, found, path = cells_of(
        row, "File name", "CONTENTdm file name", "find", "CONTENTdm file path"
    )
    stored = stored or found or path.rpartition("/")[2]
    if stored.casefold().endswith(".cpd"):
        yield Statement(Trait.OBJECT, path or stored)
    elif own or stored:
        yield Statement(Role.FILE, own or stored)


CONTENTDM = Dialect(
    "contentdm",
    "CONTENTdm",
    _recognised,
    "`CONTENTdm number`, `CONTENTdm file name`, `CONTENTdm file path` or `cdmid`; `dmrecord` in a "
    "sheet for the Catcher",
    "Labels are local: those that are names of Dublin Core are read, others by `--map`. The file "
    "name that the archive gave stands before that of CONTENTdm. A file ending in `.cpd` is a "
    "compound object: the rows that it lists are its pages, where it lies beside the sheet; "
    "without it every row is a record, and that is told.",
    columns(
        same(Role.ID, "CONTENTdm number", "cdmid", "dmrecord")
        | same("identifier", "Reference URL", "OCLC number", "dmoclcno")
        | same(Role.TEXT, "transc", "full")
        | _NICKNAMES
    ),
    together=(
        Together(
            ("CONTENTdm file name", "CONTENTdm file path", "File name", "find"),
            _file,
            "file: the first of the archive's own name, that of CONTENTdm and its path",
        ),
    ),
    left_out=(
        dict.fromkeys(("Date created", "Date modified", "dmcreated", "dmmodified"), _OF_ENTRY)
    ),
    separators=(";",),
    hierarchy=Hierarchy.OBJECTS,
)
