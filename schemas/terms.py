"""Dublin Core: the fifteen elements, the DCMI terms, and the element that each one refines.

The table follows DCMI Metadata Terms, <https://www.dublincore.org/specifications/dublin-core/dcmi-terms/>.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

DC = "http://purl.org/dc/elements/1.1/"
DCTERMS = "http://purl.org/dc/terms/"


class Kind(StrEnum):
    """What kind of standard form the values of a term have; most have none."""

    TEXT = "text"
    NAMED = "named"  # what authority files list: people, places, topics, periods, materials
    DATE = "date"
    LANGUAGE = "language"
    RIGHTS = "rights"
    TYPE = "type"


@dataclass(frozen=True, slots=True)
class Term:
    """One property of Dublin Core.

    *name* is its key in native JSON: ``date`` for an element, ``dcterms:issued`` for a term.
    *refines* is the element that says the same less exactly (“dumb-down”), itself for an
    element, None when no element does.
    """

    name: str
    label: str
    refines: str | None
    kind: Kind = Kind.TEXT

    @property
    def local_name(self) -> str:
        """The name without its prefix, as in a property URI."""
        return self.name.removeprefix("dcterms:")

    @property
    def is_element(self) -> bool:
        """Whether this is one of the fifteen elements of simple Dublin Core."""
        return self.name == self.refines

    @property
    def uri(self) -> str:
        """The URI of the property."""
        return (DC if self.is_element else DCTERMS) + self.local_name


ELEMENTS = (
    Term("title", "Title", "title"),
    Term("creator", "Creator", "creator", Kind.NAMED),
    Term("subject", "Subject", "subject", Kind.NAMED),
    Term("description", "Description", "description"),
    Term("publisher", "Publisher", "publisher", Kind.NAMED),
    Term("contributor", "Contributor", "contributor", Kind.NAMED),
    Term("date", "Date", "date", Kind.DATE),
    Term("type", "Type", "type", Kind.TYPE),
    Term("format", "Format", "format"),
    Term("identifier", "Identifier", "identifier"),
    Term("source", "Source", "source"),
    Term("language", "Language", "language", Kind.LANGUAGE),
    Term("relation", "Relation", "relation"),
    Term("coverage", "Coverage", "coverage", Kind.NAMED),
    Term("rights", "Rights", "rights", Kind.RIGHTS),
)

REFINEMENTS = (
    Term("dcterms:alternative", "Alternative Title", "title"),
    Term("dcterms:abstract", "Abstract", "description"),
    Term("dcterms:tableOfContents", "Table Of Contents", "description"),
    Term("dcterms:created", "Date Created", "date", Kind.DATE),
    Term("dcterms:issued", "Date Issued", "date", Kind.DATE),
    Term("dcterms:available", "Date Available", "date", Kind.DATE),
    Term("dcterms:dateAccepted", "Date Accepted", "date", Kind.DATE),
    Term("dcterms:dateCopyrighted", "Date Copyrighted", "date", Kind.DATE),
    Term("dcterms:dateSubmitted", "Date Submitted", "date", Kind.DATE),
    Term("dcterms:modified", "Date Modified", "date", Kind.DATE),
    Term("dcterms:valid", "Date Valid", "date", Kind.DATE),
    Term("dcterms:extent", "Extent", "format"),
    Term("dcterms:medium", "Medium", "format", Kind.NAMED),
    Term("dcterms:bibliographicCitation", "Bibliographic Citation", "identifier"),
    Term("dcterms:conformsTo", "Conforms To", "relation"),
    Term("dcterms:hasFormat", "Has Format", "relation"),
    Term("dcterms:hasPart", "Has Part", "relation"),
    Term("dcterms:hasVersion", "Has Version", "relation"),
    Term("dcterms:isFormatOf", "Is Format Of", "relation"),
    Term("dcterms:isPartOf", "Is Part Of", "relation"),
    Term("dcterms:isReferencedBy", "Is Referenced By", "relation"),
    Term("dcterms:isReplacedBy", "Is Replaced By", "relation"),
    Term("dcterms:isRequiredBy", "Is Required By", "relation"),
    Term("dcterms:isVersionOf", "Is Version Of", "relation"),
    Term("dcterms:references", "References", "relation"),
    Term("dcterms:replaces", "Replaces", "relation"),
    Term("dcterms:requires", "Requires", "relation"),
    Term("dcterms:spatial", "Spatial Coverage", "coverage", Kind.NAMED),
    Term("dcterms:temporal", "Temporal Coverage", "coverage", Kind.NAMED),
    Term("dcterms:accessRights", "Access Rights", "rights"),
    Term("dcterms:license", "License", "rights", Kind.RIGHTS),
    # No element says these, so they are absent from simple Dublin Core.
    Term("dcterms:accrualMethod", "Accrual Method", None),
    Term("dcterms:accrualPeriodicity", "Accrual Periodicity", None),
    Term("dcterms:accrualPolicy", "Accrual Policy", None),
    Term("dcterms:audience", "Audience", None, Kind.NAMED),
    Term("dcterms:educationLevel", "Audience Education Level", None),
    Term("dcterms:mediator", "Mediator", None, Kind.NAMED),
    Term("dcterms:instructionalMethod", "Instructional Method", None),
    Term("dcterms:provenance", "Provenance", None),
    Term("dcterms:rightsHolder", "Rights Holder", None, Kind.NAMED),
)

TERMS = {term.name: term for term in (*ELEMENTS, *REFINEMENTS)}

_PREFIX = re.compile(r"^(dcterms|dc|dublin core|qdc)\s*[:.]\s*", re.IGNORECASE)


@lru_cache(maxsize=1024)  # the same few names, for every record
def find_term(written: str) -> Term | None:
    """Return the term that *written* names, or None.

    Names are met as ``date``, ``dc:date``, ``dcterms:date``, ``dc.date.issued``,
    ``Dublin Core:Date``, ``Date Issued`` or ``date_issued``; case, spaces, hyphens and
    underscores do not count.
    """
    bare = _PREFIX.sub("", written.strip())
    element, _, qualifier = bare.rpartition(".")  # dc.date.issued: the qualifier is the term
    term = _by_folded_name().get(_fold(qualifier))
    if element and (term is None or _fold(element) != term.refines):
        return None
    return term


def _fold(name: str) -> str:
    return re.sub(r"[\s_\-]+", "", name).casefold()


@cache
def _by_folded_name() -> dict[str, Term]:
    """Every name and label of every term; an element's name wins over a refinement's label."""
    labels = {_fold(term.label): term for term in TERMS.values()}
    names = {_fold(term.local_name): term for term in TERMS.values()}
    return labels | names
