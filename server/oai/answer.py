"""A request of OAI-PMH answered: the bytes of a query and of a form in, bytes of XML out (§3).

Nothing here knows HTTP. The edges, for harvesters and for people, ask nothing else.
"""

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from urllib.parse import parse_qsl

from oaipmh.error import BadArgumentError, BadVerbError, ErrorBase

from server.archive import Archive
from server.oai import envelope
from server.oai.arguments import RefusedRequest, Request, Verb, parse
from server.oai.verbs import ANSWERS, Standing, stand

# Long, and never the same twice while an archive grows: they get no validator.
_LISTS = frozenset({Verb.LIST_RECORDS, Verb.LIST_IDENTIFIERS})

_MAX_PAIRS = 50
_KEPT = "surrogateescape"

# After these the request element carries no attributes (§3.2): they may be no legal arguments.
_WITHOUT_ECHO = (BadVerbError, BadArgumentError)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer; *digest* tells it from others but for its responseDate, None where it is brief."""

    xml: bytes
    digest: str | None = None


def answer(query: bytes, form: bytes, archive: Archive) -> Answered:
    """Return the answer to the arguments of *query* and *form* together.

    Errors of the protocol are answers too (§3.6).

    Raises:
        Busy: it is a list, and too many are being made.
        Unavailable: the database does not answer.
    """
    now = archive.store.closed()
    echo: Mapping[str, str] = {}
    digest = None
    try:
        asked = parse(_pairs(query, form))
        echo = {"verb": asked.verb, **asked.arguments}
        standing = stand(asked, archive, now)
        now = standing.now
        body = _body(asked, archive, standing)
        digest = None if asked.verb in _LISTS else _digest(body)
    except RefusedRequest as refusal:
        echo = {} if _is_without_echo(refusal.errors[0]) else echo
        body = [envelope.error(error) for error in refusal.errors]
    return Answered(envelope.respond(now, archive.urls.oai(), echo, body), digest)


def _body(asked: Request, archive: Archive, standing: Standing) -> list[bytes]:
    """Return the body of the answer inside the element that the verb names.

    Raises:
        RefusedRequest: what the verb refuses.
        Busy: it is a list, and too many are being made.
    """
    with archive.slots.taken() if asked.verb in _LISTS else nullcontext():
        body = ANSWERS[asked.verb](asked, archive, standing)
    return [f"<{asked.verb}>".encode(), *body, f"</{asked.verb}>".encode()]


def _digest(body: Iterable[bytes]) -> str:
    """Return what stays the same until the answer changes: not its responseDate."""
    return hashlib.blake2b(b"".join(body), digest_size=16).hexdigest()


def _is_without_echo(error: ErrorBase) -> bool:
    return isinstance(error, _WITHOUT_ECHO)


def _pairs(query: bytes, form: bytes) -> list[tuple[str, str]]:
    """Return the pairs of both: repetitions must be seen (§3.6).

    Raises:
        RefusedRequest: badArgument: more pairs than any request can have.
    """
    try:
        return _decode(query) + _decode(form) if form else _decode(query)
    except ValueError as error:
        raise RefusedRequest(BadArgumentError("Too many arguments.")) from error


def _decode(encoded: bytes) -> list[tuple[str, str]]:
    """Return the pairs of *encoded*; a byte that is not UTF-8 becomes a lone surrogate.

    So it cannot be taken for a character, and is refused as one that XML cannot carry.
    """
    text = encoded.decode("utf-8", errors=_KEPT)
    if "%" not in text and "+" not in text and text.count("&") < _MAX_PAIRS:
        # Nothing is escaped, as in every token.
        parted = (pair.partition("=") for pair in text.split("&") if pair)
        return [(name, value) for name, _, value in parted]
    return parse_qsl(text, keep_blank_values=True, errors=_KEPT, max_num_fields=_MAX_PAIRS)
