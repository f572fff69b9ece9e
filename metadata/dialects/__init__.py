"""The dialects of spreadsheets that are known, in the order in which they are sought."""

from collections.abc import Mapping, Sequence

from metadata.dialect import Dialect, Headers
from metadata.dialects import archivesspace
from metadata.dialects.atom import ATOM
from metadata.dialects.collectionbuilder import COLLECTION_BUILDER
from metadata.dialects.contentdm import CONTENTDM
from metadata.dialects.dspace import DSPACE
from metadata.dialects.omeka import OMEKA_CLASSIC, OMEKA_S
from metadata.dialects.table import PLAIN, TABLE
from metadata.dialects.workbench import WORKBENCH

# A sheet of CollectionBuilder made of an export of CONTENTdm has columns of both.
DIALECTS = (
    DSPACE,
    ATOM,
    archivesspace.OLD,
    archivesspace.BULK,
    WORKBENCH,
    OMEKA_CLASSIC,
    OMEKA_S,
    COLLECTION_BUILDER,
    CONTENTDM,
)

SHEETS: Mapping[str, str] = {
    TABLE: "CSV or TSV of no known program",
    **{one.key: one.label for one in reversed(DIALECTS)},
}
"""What ``--as`` may name among spreadsheets, and what it is."""


def recognise(headers: Sequence[str], forced: str | None = None) -> tuple[Dialect, str]:
    """Return the dialect of a sheet with *headers*, and what proves it.

    *forced* is the key of the one to take in any case.
    """
    seen = Headers(headers)
    wanted = [one for one in DIALECTS if one.key == forced]
    if wanted:
        return next((one for one in wanted if one.recognised(seen)), wanted[0]), "as told"
    for one in (*(() if forced == TABLE else DIALECTS), *PLAIN):
        proof = one.recognised(seen)
        if proof:
            return one, ", ".join(header.strip("\ufeff ") for header in proof[:3] if header)
    raise AssertionError("the last dialect takes anything")
