"""Pictures that are kept elsewhere: their IIIF image service is asked once, at ingest.

A manifest never asks (Presentation 3.0 §5.3 wants the size of a canvas); what was told is kept.
"""

import json
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple
from urllib.parse import urlsplit

from schemas.record import Service
from server import __version__
from server.fetch import Answer, Fetcher, FetchError, Limits
from server.iiif.information import NoInformation, named, read_information

_USER_AGENT = f"fonds/{__version__} (sizes of pictures)"
_LIMITS = Limits(seconds=30, body_bytes=2**20)
_OK = 200
_ACCEPT = {"Accept": "application/ld+json"}


class UnusableService(Exception):
    """A service that gives no picture; the message tells an archivist why."""


class SilentService(UnusableService):
    """A service that gives no answer at all, now."""


class Asked(NamedTuple):
    """A service as it describes itself, and what there is to say about that."""

    service: Service
    remark: str | None = None


@dataclass
class Services:
    """Asks image services through *fetcher*.

    A server that was silent *most_silences* times in a row is asked no more: a book has hundreds
    of pages, and each would be waited for. *named_by* is the address of whoever named the services,
    where no person did: what is public names nothing private.
    """

    fetcher: Fetcher
    most_silences: int = 3
    named_by: str | None = None
    _silences: dict[str, int] = field(default_factory=dict)

    def ask(self, address: str) -> Asked:
        """Return what the image service at *address* says of itself.

        Raises:
            UnusableService: it cannot be reached, may not be, or what comes is no info.json.
        """
        base = address.rstrip("/").removesuffix("/info.json")
        host = urlsplit(base).netloc
        silences = self._silences.get(host, 0)
        if silences >= self.most_silences:
            raise SilentService(f"{host} gave no answer {silences} times: not asked any more")
        try:
            asked = _asked(base, self._get(f"{base}/info.json"))
        except SilentService:
            self._silences[host] = silences + 1
            raise
        self._silences.pop(host, None)
        return asked

    def _get(self, address: str) -> Answer:
        try:
            return self.fetcher.get(address, _ACCEPT, self.named_by)
        except FetchError as error:
            raise SilentService(f"{address} gives no answer: {error}") from error


def shared_services(*, allow_private: bool) -> Services:
    """Return a way to ask services that people have named, over connections that are kept."""
    return Services(_fetcher(allow_private))


def ask(address: str, *, allow_private: bool) -> Asked:
    """Return what the image service at *address* says of itself, as :meth:`Services.ask`."""
    return shared_services(allow_private=allow_private).ask(address)


def _asked(base: str, answer: Answer) -> Asked:
    """Return what the service at *base* says in *answer*."""
    if answer.status != _OK:
        raise UnusableService(f"{base}/info.json answers {answer.status}")
    try:
        document = json.loads(answer.body)
        service = read_information(base, document)
    except NoInformation as error:
        raise UnusableService(f"{base}/info.json describes no image: {error}") from error
    except (ValueError, RecursionError) as error:
        raise UnusableService(f"{base}/info.json is no JSON") from error
    given = named(document)
    if given == base:
        return Asked(service)
    return Asked(service, f"it says that it is at {given}, where viewers will ask for its tiles")


@cache
def _fetcher(allow_private: bool) -> Fetcher:
    """Return the way out, which keeps connections for the next page of the same server."""
    return Fetcher(_USER_AGENT, _LIMITS, allow_private=allow_private)
