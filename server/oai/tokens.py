"""Resumption tokens: sealed, stateless, and bound to the list that they continue (OAI-PMH §3.5).

Nothing is kept on the server, so a token works on any worker and may be used again until it
expires. It carries the whole request, the place in the list, and the horizon that the list has
reached; the seal makes it ours.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from itsdangerous import Signer
from oaipmh.error import BadResumptionTokenError

from server.oai.arguments import RefusedRequest, Verb
from server.store.prepared import Window

_VERSION = 2
_SALT = "oai-pmh resumption token"
_NOT_OURS = "This token was not issued here."
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Resumption:
    """Where a list goes on.

    *position* is the datestamp and record id of the last entry given (for ListSets: 0 and the
    set spec); *cursor* how many were given before the next batch; *size* the completeListSize;
    *horizon* and *expires* are seconds since 1970.
    """

    verb: Verb
    window: Window
    position: tuple[int, str]
    cursor: int
    size: int
    horizon: int
    expires: int


class Tokens:
    """Seals and opens tokens with the key of one repository."""

    def __init__(self, secret_key: str) -> None:
        # To derive the key anew for each token would cost more than to read a row.
        self._key = Signer(secret_key, salt=_SALT).derive_key()

    def seal(self, resumption: Resumption) -> str:
        """Return *resumption* as a token of letters, digits, ``-``, ``_`` and ``.``."""
        window, place = resumption.window, resumption
        fields = (
            _VERSION,
            place.verb,
            (window.metadata_prefix, window.set_spec, window.from_, window.until),
            place.position,
            (place.cursor, place.size, place.horizon, place.expires),
        )
        return self._signed(_base64(_JSON.encode(fields).encode())).decode()

    def open(self, token: str, verb: Verb, now: int) -> Resumption:
        """Return what *token* holds.

        Raises:
            RefusedRequest: badResumptionToken: not of ours, of another verb, or expired.
        """
        version, sealed_verb, window, position, rest = json.loads(self._sealed(token).decode())
        if version != _VERSION or sealed_verb != verb:
            raise _bad(f"This token does not continue a {verb}.")
        resumption = Resumption(verb, Window(*window), tuple(position), *rest)
        if resumption.expires < now:
            raise _bad("This token has expired; begin the list again.")
        return resumption

    def _sealed(self, token: str) -> bytes:
        sent = token.encode(errors="surrogatepass")
        fields = sent.rpartition(b".")[0]
        # Sealed anew and compared as a whole: Base64 has several spellings for the same seal.
        if not hmac.compare_digest(self._signed(fields), sent):
            raise _bad(_NOT_OURS)
        return urlsafe_b64decode(fields + b"==")  # as many as it can have lost

    def _signed(self, fields: bytes) -> bytes:
        # As a Signer of itsdangerous would, in two thirds of the time.
        return fields + b"." + _base64(hmac.digest(self._key, fields, "sha256"))


def _base64(plain: bytes) -> bytes:
    return urlsafe_b64encode(plain).rstrip(b"=")


def _bad(message: str) -> RefusedRequest:
    return RefusedRequest(BadResumptionTokenError(message))
