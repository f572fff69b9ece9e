"""Pictures that are kept elsewhere: their IIIF image service is asked once, at ingest.

A manifest never asks (Presentation 3.0 §5.3 wants the size of a canvas); what was told is kept.
"""

import json
from functools import cache
from typing import NamedTuple

from schemas.record import Service
from server import __version__
from server.fetch import Fetcher, FetchError, Limits
from server.iiif.information import NoInformation, named, read_information

_USER_AGENT = f"fonds/{__version__} (sizes of pictures)"
_LIMITS = Limits(seconds=30, body_bytes=2**20)
_OK = 200


class UnusableService(Exception):
    """A service that gives no picture; the message tells an archivist why."""


class Asked(NamedTuple):
    """A service as it describes itself, and what there is to say about that."""

    service: Service
    remark: str | None = None


def ask(address: str, *, allow_private: bool) -> Asked:
    """Return what the image service at *address* says of itself.

    Raises:
        UnusableService: it cannot be reached, may not be, or what comes is no info.json.
    """
    base = address.rstrip("/").removesuffix("/info.json")
    try:
        answer = _fetcher(allow_private).get(f"{base}/info.json", {"Accept": "application/ld+json"})
        if answer.status != _OK:
            raise UnusableService(f"{base}/info.json answers {answer.status}")
        document = json.loads(answer.body)
        service = read_information(base, document)
    except FetchError as error:
        raise UnusableService(f"{base}/info.json gives no answer: {error}") from error
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
