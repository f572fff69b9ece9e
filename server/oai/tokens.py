"""Resumption tokens: sealed, stateless, and bound to the list that they continue (OAI-PMH §3.5).

Nothing is kept on the server, so a token works on any worker and may be used again until it
expires. It carries the whole request, the place in the list, and the horizon that the list has
reached; the seal makes it ours.
"""

from dataclasses import astuple, dataclass

from itsdangerous import BadData, URLSafeSerializer
from oaipmh.error import BadResumptionTokenError

from server.oai.arguments import RefusedRequest, Verb
from server.store.prepared import Window

_VERSION = 1
_NOT_OURS = "This token was not issued here."


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
        self._serializer = URLSafeSerializer(secret_key, salt="oai-pmh resumption token")
        self._signer = self._serializer.make_signer()

    def seal(self, resumption: Resumption) -> str:
        """Return *resumption* as a token of letters, digits, ``-``, ``_`` and ``.``."""
        window = astuple(resumption.window)
        rest = (resumption.cursor, resumption.size, resumption.horizon, resumption.expires)
        fields = [_VERSION, resumption.verb, window, resumption.position, rest]
        return self._serializer.dumps(fields)

    def open(self, token: str, verb: Verb, now: int) -> Resumption:
        """Return what *token* holds.

        Raises:
            RefusedRequest: badResumptionToken: not of ours, of another verb, or expired.
        """
        try:
            version, sealed_verb, window, position, rest = self._serializer.loads(token)
        except (BadData, ValueError) as error:
            raise _bad(_NOT_OURS) from error
        if not self._is_spelt_as_sealed(token):
            raise _bad(_NOT_OURS)
        if version != _VERSION or sealed_verb != verb:
            raise _bad(f"This token does not continue a {verb}.")
        resumption = Resumption(verb, Window(*window), tuple(position), *rest)
        if resumption.expires < now:
            raise _bad("This token has expired; begin the list again.")
        return resumption

    def _is_spelt_as_sealed(self, token: str) -> bool:
        # Base64 has several spellings for the same seal, and its reader skips what is none.
        fields = token.rpartition(".")[0]
        return self._signer.sign(fields).decode() == token


def _bad(message: str) -> RefusedRequest:
    return RefusedRequest(BadResumptionTokenError(message))
