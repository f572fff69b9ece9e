"""The client of the ``oaipmh`` library over the guarded fetch, and what it reads.

From the library come the arguments of each verb, the dates in requests and the errors as classes.
Its transport, parser and lists are replaced: it knows no deadline and no end of a list, and drops
``about`` and what a token says of itself. OAI-PMH 2.0:
<https://www.openarchives.org/OAI/openarchivesprotocol.html>
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from lxml import etree
from oaipmh.client import BaseClient
from oaipmh.error import NoSetHierarchyError

from metadata.markup import OAI, RefusedXml, parse
from schemas import datestamp
from server.conformance.response import Header, Response, children, read_header, text_of
from server.fetch import Fetcher
from server.harvest.asking import Patience, Unreadable, get


@dataclass(frozen=True, slots=True)
class Identity:
    """What Identify says (§4.2), as far as a harvest needs it."""

    name: str
    granularity: datestamp.Granularity
    deleted_record: str = ""


@dataclass(frozen=True, slots=True)
class Format:
    """A metadata format (§4.4)."""

    metadata_prefix: str
    namespace: str


@dataclass(frozen=True, slots=True)
class Found:
    """A record (§2.5) as it came; *metadata* is the root of what describes it, where there is one.

    *date* is the responseDate under which it came.
    """

    header: Header
    date: str
    metadata: etree._Element | None = None
    abouts: Sequence[etree._Element] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a list (§3.5): *token* leads to the next one, and is "" where there is none.

    *size* is that of the whole list, 0 where nobody says so.
    """

    date: str
    token: str = ""
    size: int = 0
    found: Sequence[Found] = ()
    sets: Mapping[str, str] = field(default_factory=dict)


class Client(BaseClient):  # type: ignore[misc]
    """Asks the repository at *url*.

    Every method raises what :meth:`server.harvest.asking.Patience.persist` does, and the errors of
    the protocol as ``oaipmh.error`` has them.
    """

    def __init__(
        self, url: str, fetcher: Fetcher, headers: Mapping[str, str], patience: Patience
    ) -> None:
        super().__init__()
        self._url = url
        self.fetcher = fetcher
        self._headers = headers
        self._patience = patience

    def begin(self, verb: str, metadata_prefix: str, from_: str, set_spec: str) -> Part:
        """Return the first part of a list of *verb*; "" is no *from_* and no set."""
        since = _naive(from_) if from_ else None
        chosen = {"set": set_spec} if set_spec else {}
        arguments = {"metadataPrefix": metadata_prefix, "from_": since, **chosen}
        part: Part = self.handleVerb(verb, arguments)
        return part

    def resume(self, verb: str, token: str) -> Part:
        """Return the part of a list of *verb* that *token* leads to."""
        return _part(self.makeRequestErrorHandling(verb=verb, resumptionToken=token))

    def formats(self) -> Sequence[Format]:
        """Return the formats of the repository, in its order."""
        listed = self.listMetadataFormats()
        return [Format(str(prefix), str(namespace)) for prefix, _, namespace in listed]

    def record(self, identifier: str, metadata_prefix: str) -> Found:
        """Return one record."""
        found: Found = self.getRecord(identifier=identifier, metadataPrefix=metadata_prefix)
        return found

    def who(self) -> Identity:
        """Return what the repository says of itself; requests are as fine as it likes from now."""
        identity: Identity = self.identify()
        self._day_granularity = identity.granularity is datestamp.Granularity.DAY
        return identity

    def set_names(self, most: int) -> Mapping[str, str]:
        """Return the names of sets by setSpec, of no more than *most* parts of the list."""
        try:
            part = self.listSets()
            named = dict(part.sets)
            for _ in range(most):
                if not part.token:
                    break
                part = self.resume("ListSets", part.token)
                named |= part.sets
        except NoSetHierarchyError:
            return {}
        return named

    # What the library asks of those who change its ways.

    def makeRequest(self, **kw: str) -> bytes:
        """Return the body of the answer to one request, sent by GET (§3.1.1)."""
        separator = "&" if "?" in self._url else "?"
        url = f"{self._url}{separator}{urlencode(kw, quote_via=quote)}"
        return get(self.fetcher, url, self._headers)

    def makeRequestErrorHandling(self, **kw: str) -> etree._Element:
        """Return the root of an answer without errors, after as many tries as it takes."""
        return self._patience.persist(lambda: self._once(kw))

    def parse(self, xml: bytes) -> etree._Element:
        """Return the root of *xml*, an answer of OAI-PMH."""
        try:
            root = parse(xml)
        except RefusedXml as error:
            raise Unreadable(str(error)) from error
        if root.tag != f"{{{OAI}}}OAI-PMH":
            raise Unreadable(f"answers with {root.tag!r}, which is not OAI-PMH")
        return root

    def Identify_impl(self, _args: Any, tree: etree._Element) -> Identity:  # noqa: ANN401
        """Return what Identify says; what else it says, and how, is not for us to judge."""
        said = tree.find(f"{{{OAI}}}Identify")
        if said is None:
            raise Unreadable("answers Identify with something else")
        fine = text_of(said, "granularity") == datestamp.Granularity.SECOND
        # Days are understood by every repository (§2.7.1).
        granularity = datestamp.Granularity.SECOND if fine else datestamp.Granularity.DAY
        deleted_record = text_of(said, "deletedRecord")
        return Identity(text_of(said, "repositoryName"), granularity, deleted_record)

    def ListRecords_impl(self, _args: Any, tree: etree._Element) -> Part:  # noqa: ANN401
        """Return a part of a list of records."""
        return _part(tree)

    ListIdentifiers_impl = ListSets_impl = ListRecords_impl

    def GetRecord_impl(self, _args: Any, tree: etree._Element) -> Found:  # noqa: ANN401
        """Return the one record."""
        found = _part(tree).found
        if not found:
            raise Unreadable("answers GetRecord without a record")
        return found[0]

    def _once(self, kw: Mapping[str, str]) -> etree._Element:
        tree: etree._Element = super().makeRequestErrorHandling(**kw)
        if tree.find(f"{{{OAI}}}{kw['verb']}") is None:
            raise Unreadable(f"answers {kw['verb']} with something else")
        return tree


def _naive(text: str) -> datetime:
    """Return a datestamp as the library takes it."""
    return datetime.fromtimestamp(datestamp.parse(text), UTC).replace(tzinfo=None)


def _part(tree: etree._Element) -> Part:
    response = Response("", (), None, tree)
    token, verb = response.token, response.verb
    assert verb is not None  # noqa: S101 - the client has looked
    headers = [Found(read_header(one), response.date) for one in children(verb, "header")]
    records = [_found(one, response.date) for one in children(verb, "record")]
    return Part(
        response.date,
        token.text if token else "",
        _size(token.size if token else None),
        headers + records,
        {text_of(one, "setSpec"): text_of(one, "setName") for one in children(verb, "set")},
    )


def _found(record: etree._Element, date: str) -> Found:
    headers, payloads = children(record, "header"), children(record, "metadata")
    header = read_header(headers[0]) if headers else Header("", "", frozenset(), False)
    roots = [one for payload in payloads for one in payload if isinstance(one.tag, str)]
    return Found(header, date, roots[0] if roots else None, children(record, "about"))


def _size(text: str | None) -> int:
    is_number = text is not None and text.isascii() and text.isdigit()
    return int(text[:12]) if text and is_number else 0
