"""Documents of IIIF as rows: a manifest is one, a collection one with those that it holds whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from metadata.columns import read_target
from metadata.iiif.describing import IGNORED, fold_label
from metadata.iiif.resources import Given, address, counted, kind, listed, said
from metadata.manifests import (
    Listing,
    Member,
    is_collection,
    is_manifest,
    read_collection,
    read_manifest,
)
from metadata.neighbours import Neighbours
from metadata.roles import Role
from metadata.said import Read, Remark
from schemas.native import Json
from schemas.problem import Problem, Severity
from schemas.row import Row, shown
from schemas.terms import TERMS

_CONTEXTS = ("iiif.io/api/presentation", "shared-canvas.org")

_LIST = "a list of annotations, not a manifest"
_PART = "a part of a manifest: give the manifest"
_CHANGES = "a list of changes (IIIF Change Discovery): give its address to fonds harvest"
_INFORMATION = 'the info.json of an image: name its address as the "service" of a page'

# What stands beside manifests, by its type without prefix, and cannot be a record.
_OTHERS = {
    **dict.fromkeys(("AnnotationList", "AnnotationPage", "AnnotationCollection", "Layer"), _LIST),
    **dict.fromkeys(("Annotation", "Canvas", "Range", "Sequence"), _PART),
    **dict.fromkeys(("OrderedCollection", "OrderedCollectionPage"), _CHANGES),
    **dict.fromkeys(("ImageService1", "ImageService2", "ImageService3", "Image"), _INFORMATION),
}
_IMAGE_PROTOCOL = "http://iiif.io/api/image"

_ELSEWHERE = "not beside this file, so not in the collection: fonds harvest {} reads them"
_WITHIN = "collections in a collection: here they stand beside it, each with its own records"


def is_iiif(document: Given) -> bool:
    """Return whether *document* is a manifest or a collection, by its type.

    ActivityStreams has collections too: where there is a context, it tells.
    """
    if not (is_manifest(document) or is_collection(document)):
        return False
    contexts = [one for one in listed(document.get("@context")) if isinstance(one, str)]
    return not contexts or any(known in one for known in _CONTEXTS for one in contexts)


def other_kind(document: Json) -> str | None:
    """Return in words what *document* is that stands beside manifests and is none, or None."""
    if document.get("protocol") == _IMAGE_PROTOCOL:
        return _INFORMATION
    return _OTHERS.get(kind(document))


def label_of(document: Given) -> str | None:
    """Return in words what *document* is, for the report; None if it is not of IIIF."""
    if not is_iiif(document):
        return None
    return f"IIIF {kind(document).lower()}"


def terms_by_label(mapped: Mapping[str, str]) -> dict[str, str]:
    """Return what ``--map`` makes of labels: a term, or that they are not wanted.

    Roles of columns mean nothing here.

    Raises:
        UnknownTarget: *mapped* names a target that does not exist.
    """
    targets = {fold_label(label): read_target(one).target for label, one in mapped.items()}
    known = {label: one for label, one in targets.items() if one in TERMS}
    return known | {label: IGNORED for label, one in targets.items() if one == Role.IGNORE}


def labels_in(document: Given) -> set[str]:
    """Return the labels of all pairs of metadata in *document*, as ``--map`` compares them."""
    found, left = set(), [document]
    while left:
        one = left.pop()
        if isinstance(one, dict) and "value" in one:
            found |= {fold_label(words.text) for words in said(one.get("label"))}
        left += listed(one) if isinstance(one, list) else []
        left += one.values() if isinstance(one, dict) else []
    return found


@dataclass(frozen=True, slots=True)
class Rows:
    """How the documents of one source become rows.

    *name* is that of the source, *mapped* are terms by label, *beside* is what stands in the folder
    of the source, None where it has none.
    """

    name: str
    mapped: Mapping[str, str]
    beside: Neighbours | None = None

    def of(self, document: Json, line: int) -> Iterator[Row]:
        """Yield the rows of *document*, which begins on *line*, and of all that it holds whole."""
        left: list[tuple[Json, str]] = [(document, "")]
        while left:
            one, above = left.pop()
            if is_manifest(one):
                placed = [above] if above else self._collections(one)
                read = read_manifest(one, mapped=self.mapped)
                yield self._row(read.with_more(line, {"collections": placed} if placed else {}))
                continue
            listing = read_collection(one, mapped=self.mapped)
            yield self._row(listing.read.with_more(line, {}), self._absent(listing))
            spec = (listing.read.native or {}).get("collection", "")
            whole = [member.document for member in listing.members if member.document is not None]
            left += [(member, spec) for member in reversed(whole)]

    def _collections(self, manifest: Json) -> list[str]:
        return self.beside.collections(address(manifest)) if self.beside else []

    def _absent(self, listing: Listing) -> Sequence[Remark]:
        """Return what there is to say of members that are not read with *listing*."""
        absent = [one.address for one in listing.members if not self._is_here(one)]
        absent += [listing.next] if listing.next else []
        within = [one.address for one in listing.members if one.is_collection]
        told = ((absent, _ELSEWHERE.format(listing.address)), (within, _WITHIN))
        return [("items", counted(len(those), those[0]), why) for those, why in told if those]

    def _is_here(self, member: Member) -> bool:
        is_beside = self.beside is not None and self.beside.has(member.address)
        return member.document is not None or is_beside

    def _row(self, read: Read, more: Sequence[Remark] = ()) -> Row:
        told = [
            Problem(self.name, read.line, shown(field), shown(value), message, Severity.WARN)
            for field, value, message in (*read.remarks, *more)
        ]
        return Row(self.name, read.line, read.native, problems=tuple(told))
