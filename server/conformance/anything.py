"""What an address is checked as: it is asked once, and what it answers decides.

XML is taken for OAI-PMH, JSON for IIIF.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from server import __version__
from server.conformance import check as oai_pmh
from server.conformance.findings import Outcome
from server.conformance.iiif import check as iiif
from server.fetch import Fetcher, FetchError, Limits

OAI_PMH = "oai-pmh"
KINDS = (OAI_PMH, *iiif.KINDS)

_USER_AGENT = f"fonds/{__version__} (conformance check)"
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Options:
    """How far a check goes: records of a list, documents that are followed, seconds a request."""

    limit: int
    follow: int
    seconds: float


def check_anything(
    target: str,
    kind: str | None,
    options: Options,
    progress: Callable[[int], None] = lambda _: None,
) -> Outcome:
    """Check *target*, an address or a file, as *kind*, or as what it gives.

    Raises:
        NoRepository: it gives neither JSON nor an answer of OAI-PMH.
        NotIiif: it gives JSON that is not of IIIF.
        OSError: the file cannot be read.
    """
    if "://" not in target and Path(target).is_file():
        return iiif.check_file(Path(target), _of_iiif(kind))
    if kind == OAI_PMH or (kind is None and not _gives_json(target, options)):
        return oai_pmh.check_url(target, options.limit, options.seconds, progress)
    return iiif.check_url(target, _of_iiif(kind), options.follow, options.seconds, progress)


def _of_iiif(kind: str | None) -> str | None:
    return None if kind == OAI_PMH else kind


def _gives_json(url: str, options: Options) -> bool:
    """Whether *url* gives JSON, or says so; what gives nothing is told by who asks next."""
    try:
        with Fetcher(_USER_AGENT, Limits(options.seconds), allow_private=True) as fetcher:
            answer = fetcher.get(url)
    except FetchError:
        return False
    begin = answer.body.removeprefix(_BOM).lstrip()[:1]
    return begin in (b"{", b"[") or "json" in answer.headers.get("content-type", "")
