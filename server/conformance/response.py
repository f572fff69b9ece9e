"""One response, read: its errors, headers, records and token, without judging them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

from lxml import etree

from metadata.markup import OAI
from server.fetch import Answer

_OAI = f"{{{OAI}}}"


@dataclass(frozen=True)
class Header:
    """A header of a record (§2.5)."""

    identifier: str
    datestamp: str
    set_specs: frozenset[str]
    deleted: bool


@dataclass(frozen=True)
class Record:
    """A record (§2.5): its header, what describes it, and a digest of the whole."""

    header: Header
    payloads: Sequence[etree._Element]
    abouts: Sequence[etree._Element]
    digest: bytes


@dataclass(frozen=True)
class Token:
    """A resumptionToken element (§3.5), attributes as written."""

    text: str
    cursor: str | None
    size: str | None
    expires: str | None


@dataclass(frozen=True)
class Response:
    """What came back for a request; *root* is None when it cannot be read as OAI-PMH."""

    request: str
    arguments: Sequence[tuple[str, str]]
    answer: Answer | None = None
    root: etree._Element | None = field(default=None, compare=False)

    @property
    def errors(self) -> list[str]:
        """The codes of the errors (§3.6)."""
        return [] if self.root is None else [one.get("code", "") for one in self._all("error")]

    @property
    def date(self) -> str:
        """The responseDate, as written."""
        return "" if self.root is None else text_of(self.root, "responseDate")

    @property
    def verb(self) -> etree._Element | None:
        """The element that carries the answer; None when there are errors, or nothing."""
        if self.root is None:
            return None
        carried = ("error", "responseDate", "request")
        return next(
            (one for one in self.root if one.tag not in [_OAI + name for name in carried]), None
        )

    @property
    def token(self) -> Token | None:
        """The resumptionToken, where there is one."""
        for found in self._all("resumptionToken"):
            return Token(
                (found.text or "").strip(),
                found.get("cursor"),
                found.get("completeListSize"),
                found.get("expirationDate"),
            )
        return None

    @cached_property
    def headers(self) -> list[Header]:
        """The headers, in order."""
        return [read_header(one) for one in self._all("header")]

    @cached_property
    def records(self) -> list[Record]:
        """The records, in order."""
        return [_record(one) for one in self._all("record")]

    def said(self) -> str:
        """Return in a few words what the response is, for messages."""
        if self.answer is None:
            return "no answer"
        if self.root is None:
            return f"status {self.answer.status}, not OAI-PMH"
        if self.errors:
            return ", ".join(self.errors)
        return "an answer without error"

    def _all(self, name: str) -> Iterator[etree._Element]:
        """Yield the elements *name* of OAI-PMH; those inside payloads are not of this response."""
        if self.root is None:
            return
        for verb in self.root:
            if verb.tag == _OAI + name:
                yield verb
            for part in verb:
                if part.tag == _OAI + name:
                    yield part
                elif part.tag == f"{_OAI}record":
                    yield from (one for one in part if one.tag == _OAI + name)


def text_of(element: etree._Element, name: str) -> str:
    """Return the text of the child *name* of OAI-PMH; empty when there is none."""
    return (element.findtext(_OAI + name) or "").strip()


def texts_of(element: etree._Element, name: str) -> list[str]:
    """Return the texts of the children *name* of OAI-PMH."""
    return [(one.text or "").strip() for one in element.iterfind(_OAI + name)]


def children(element: etree._Element, name: str) -> list[etree._Element]:
    """Return the children *name* of OAI-PMH."""
    return list(element.iterfind(_OAI + name))


def read_header(element: etree._Element) -> Header:
    """Return the header in *element*."""
    return Header(
        text_of(element, "identifier"),
        text_of(element, "datestamp"),
        frozenset(texts_of(element, "setSpec")),
        element.get("status") == "deleted",
    )


def content(element: etree._Element, without: Sequence[str] = ()) -> Any:  # noqa: ANN401 - nests
    """Return what *element* says: names, attributes and text, whatever its prefixes and indents.

    *without* names elements of OAI-PMH that are left out, such as responseDate.
    """
    left_out = {_OAI + name for name in without}
    inside = [
        (content(one, without), _solid(one.tail))
        for one in element
        if isinstance(one.tag, str) and one.tag not in left_out
    ]
    return (element.tag, sorted(element.attrib.items()), _solid(element.text), inside)


def named(arguments: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return *arguments* as pairs; ``from_`` is ``from``, which Python has for itself."""
    return [(name.rstrip("_"), value) for name, value in arguments.items()]


def _record(element: etree._Element) -> Record:
    header = element.find(f"{_OAI}header")
    held = [content(one) for name in ("metadata", "about") for one in children(element, name)]
    return Record(
        Header("", "", frozenset(), False) if header is None else read_header(header),
        children(element, "metadata"),
        children(element, "about"),
        sha256(repr(held).encode("utf-8", "surrogatepass")).digest(),
    )


def _solid(text: str | None) -> str:
    """Return *text*, or nothing where it is white space between elements."""
    return text if text is not None and text.strip() else ""
