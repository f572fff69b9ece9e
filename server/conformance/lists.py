"""Whole lists (OAI-PMH 2.0 §3.5): walked from token to token, to their end or to a limit.

A walk ends whatever the repository does: a token that comes again, a part that brings nothing new,
more parts or more records than anybody asked for.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from server.conformance.findings import Finding
from server.conformance.moments import granularity_of, moment
from server.conformance.repository import Repository
from server.conformance.response import Header, Response, Token, children, text_of
from server.conformance.rules import found

MAX_PARTS = 1000

_LIFE = timedelta(hours=23)


@dataclass(frozen=True)
class Listing:
    """A list to walk: the request that begins it, the most records to take from it."""

    verb: str
    arguments: dict[str, str]
    limit: int
    visit: Callable[[Response], Iterator[Finding]] = lambda _: iter(())


@dataclass
class Walk:
    """What a walk has seen: *headers* by identifier; *whole* when the list came to its end.

    It *was cut* when there was more than was asked for.
    """

    repository: Repository
    listing: Listing
    headers: dict[str, Header] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    first: Response = field(default_factory=lambda: Response("", ()))
    whole: bool = False
    was_cut: bool = False
    _tokens: set[str] = field(default_factory=set)
    _given: int = 0
    _size: str | None = None
    _is_over: bool = False

    @property
    def began(self) -> str:
        """The responseDate of the first part."""
        return self.first.date

    def steps(self) -> Iterator[Finding]:
        """Walk, and yield what is wrong on the way."""
        response = self.first = self.repository.ask(self.listing.verb, **self.listing.arguments)
        yield from self._part(response)
        while not self._is_over:
            text = response.token.text if response.token else ""
            response = self.repository.ask(self.listing.verb, resumptionToken=text)
            yield from self._part(response)

    def _part(self, response: Response) -> Iterator[Finding]:
        if response.verb is None:
            yield from self._refused(response)
            return
        known, given = len(self.names), self._given
        yield from self.listing.visit(response)
        yield from self._take(response)
        token = response.token
        if token is not None:
            yield from _attributes(token, given, response)
            self._size = token.size or self._size
        yield from self._go_on(token, len(self.names) > known, response)

    def _refused(self, response: Response) -> Iterator[Finding]:
        self._is_over = True
        if response is not self.first and response.root is not None:
            message = f"The token of the part before gets {response.said()}."
            yield found("token-works", message, response.request)

    def _take(self, response: Response) -> Iterator[Finding]:
        for name, header in _items(response):
            self._given += 1
            if name not in self.headers:
                self.names.append(name)
            elif self._is_settled(header):
                yield found("duplicates", f"{name} is there a second time.", response.request)
            self.headers[name] = header

    def _is_settled(self, header: Header) -> bool:
        return header.datestamp < self.began[: len(header.datestamp)]

    def _go_on(self, token: Token | None, progress: bool, response: Response) -> Iterator[Finding]:
        self._is_over = True
        first = response is self.first
        if token is None or not token.text:
            self.whole = True
            yield from self._end(token, response)
        elif token.text in self._tokens:
            yield found("token-repeats", f"{token.text!r} was given before.", response.request)
        elif not progress and not first:
            message = "Nothing in this part is new, and there is another token."
            yield found("token-progress", message, response.request)
        else:
            self._tokens.add(token.text)
            too_many = len(self._tokens) >= MAX_PARTS
            self.was_cut = len(self.names) >= self.listing.limit or too_many
            self._is_over = self.was_cut

    def _end(self, token: Token | None, response: Response) -> Iterator[Finding]:
        if response is self.first:
            if token is not None:
                yield found("token-single", "There is an empty one.", response.request)
        elif token is None:
            yield found("token-closes", "The last part has no token.", response.request)
        if self._size is not None and self._size != str(self._given):
            message = f"completeListSize is {self._size}, the list has {self._given}."
            yield found("list-size", message, response.request)


def _items(response: Response) -> Iterator[tuple[str, Header]]:
    """Yield what a part lists, by the name of each: identifiers, or set specs."""
    for header in response.headers:
        yield header.identifier, header
    if response.verb is not None:
        for one in children(response.verb, "set"):
            yield text_of(one, "setSpec"), Header("", "", frozenset(), False)


def _attributes(token: Token, given: int, response: Response) -> Iterator[Finding]:
    """Yield what is wrong with the attributes of *token*, after *given* (§3.5)."""
    if token.cursor is not None and token.cursor != str(given):
        message = f"cursor is {token.cursor}, {given} were given before."
        yield found("cursor", message, response.request)
    if not token.text:
        return
    missing = [name for name, value in _advised(token) if value is None]
    if missing:
        yield found("token-advice", f"Without {' and '.join(missing)}.", response.request)
    if token.expires is not None and granularity_of(token.expires) and response.date:
        life = moment(token.expires) - moment(response.date)
        if life <= timedelta():
            yield found("token-expired", f"It expired {token.expires}.", response.request)
        elif life < _LIFE:
            yield found("token-life", f"It lives for {life}.", response.request)


def _advised(token: Token) -> tuple[tuple[str, str | None], ...]:
    return (
        ("completeListSize", token.size),
        ("cursor", token.cursor),
        ("expirationDate", token.expires),
    )
