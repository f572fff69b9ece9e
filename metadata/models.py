"""Rows whose model says what they are: pages, records of their own, or collections (Islandora)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from metadata.levels import as_collection, in_collection, spec_of
from metadata.roles import Trait
from metadata.spreadsheets import TableRow
from schemas.native import Json
from schemas.record import Access
from schemas.row import Row

# Models by name or by the address that Islandora has for each; all else may be a part.
_COLLECTION = frozenset({"collection", "http://purl.org/dc/dcmitype/collection"})
_WHOLES = _COLLECTION | {
    "compound object",
    "http://vocab.getty.edu/aat/300242735",
    "newspaper",
    "https://schema.org/newspaper",
    "paged content",
    "https://schema.org/book",
    "publication issue",
    "https://schema.org/publicationissue",
}


def place_by_model(rows: Iterable[TableRow]) -> Iterator[TableRow]:
    """Yield *rows*; those that are no parts, whatever is above them, are without a parent.

    What is below a collection is in it. Workbench wants parents above their children, so that what
    a row is below of is known.
    """
    shelves = _Shelves()
    for row in rows:
        yield shelves.placed(row)


@dataclass
class _Shelves:
    """The wholes met so far, by id: set specs of collections, and what each whole is called."""

    specs: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str | Json] = field(default_factory=dict)

    def placed(self, one: TableRow) -> TableRow:
        model = one.traits.get(Trait.MODEL, "").casefold()
        above = self.specs.get(one.parent or "")
        if one.row.native is None or (above is None and model not in _WHOLES):
            return one
        native = one.row.native
        if model in _WHOLES and native.get("access") != Access.RESTRICTED:
            for title in native.get("metadata", {}).get("title", ())[:1]:
                self.titles[native.get("id", "")] = title
        row = one.row if above is None else in_collection(one.row, above)
        if model in _COLLECTION:
            row = self._collection(row, above)
        elif one.parent is not None and above is None:
            row = _part_of(row, self.titles.get(one.parent, one.parent))
        return replace(one, row=row, parent=None)

    def _collection(self, row: Row, above: str | None) -> Row:
        """Return *row* as a collection, unless nobody may see it yet; note its set spec."""
        native = row.native or {}
        own = spec_of(native.get("id", ""))
        spec = own if above is None else f"{above}:{own}"
        self.specs[native.get("id", "")] = spec
        is_hidden = native.get("access") == Access.RESTRICTED
        return row if is_hidden else as_collection(row, spec)


def _part_of(row: Row, whole: str | Json) -> Row:
    """Return *row*, a record, with the title of what it belongs to, or the id where none is met."""
    native = dict(row.native or {})
    metadata = dict(native.get("metadata", {}))
    metadata["dcterms:isPartOf"] = [*metadata.get("dcterms:isPartOf", ()), whole]
    return replace(row, native=native | {"metadata": metadata})
