"""What kind of source an address is: told by what it answers.

JSON of IIIF says its type: an OrderedCollection of Change Discovery 1.0 §3.1, a Collection or a
Manifest of Presentation 2 or 3. Everything else is held to be OAI-PMH, whose base URL need not
answer at all without a verb.
"""

from metadata.iiif.resources import kind
from server.fetch import Fetcher
from server.harvest.activities import COLLECTION, PAGE
from server.harvest.asking import NoAnswer, Patience, Unreadable, get
from server.harvest.documents import ACCEPT, parse
from server.harvest.source import Kind
from server.harvest.undertaking import Unharvestable

_KINDS = {
    COLLECTION: Kind.CHANGES,
    "Collection": Kind.COLLECTION,
    "Manifest": Kind.MANIFEST,
}
_ASKED = {"Accept": f"{ACCEPT}, text/xml;q=0.7"}
_PAGE_SAID = "a page of a stream of changes: harvest the stream, which its partOf names"


def find_kind(url: str, fetcher: Fetcher, patience: Patience) -> Kind:
    """Return what answers at *url*.

    Raises:
        Unharvestable: it is JSON, and of no kind that is harvested.
        Stopped: a wait was ended from outside.
    """
    # Once: a base URL without a verb may fail, and that is no fault.
    once = Patience((), patience.waits, patience.longest, patience.wait)
    try:
        return recognise(once.persist(lambda: get(fetcher, url, _ASKED)))
    except (NoAnswer, Unreadable):
        return Kind.OAI_PMH


def recognise(body: bytes) -> Kind:
    """Return what *body* is the answer of.

    Raises:
        Unharvestable: it is JSON, and of no kind that is harvested.
    """
    try:
        content = parse(body)
    except ValueError:
        return Kind.OAI_PMH
    named = kind(content)
    if named not in _KINDS:
        said = _PAGE_SAID if named == PAGE else f"JSON of type {named or 'none'}"
        raise Unharvestable(f"answers with {said}: no list of IIIF, and not OAI-PMH")
    return _KINDS[named]
