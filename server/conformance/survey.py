"""What is known of a repository so far: each step of the check adds to it, later ones use it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from server.conformance.moments import Granularity
from server.conformance.repository import Repository
from server.conformance.response import Header, Response

DC = "oai_dc"

_SAMPLE_LIMIT = 1000


@dataclass(frozen=True)
class Identity:
    """What Identify says (§4.2)."""

    earliest: str
    deleted_record: str
    granularity: Granularity
    compressions: tuple[str, ...]
    namespace: str | None  # repositoryIdentifier, where it is explained


@dataclass(frozen=True)
class Format:
    """A metadata format (§4.4)."""

    prefix: str
    schema: str
    namespace: str


@dataclass(frozen=True)
class Listed:
    """A record of the full list: its header, its digest, and the request that showed it."""

    header: Header
    digest: bytes
    request: str


@dataclass
class Survey:
    """A check under way."""

    repository: Repository
    limit: int
    progress: Callable[[int], None]
    identity: Identity = Identity("", "", Granularity.SECOND, (), None)
    formats: dict[str, Format] = field(default_factory=dict)
    sets: dict[str, str] | None = None  # names by setSpec; None without a hierarchy
    knows_sets: bool = False  # whether that is all of them
    listed: dict[str, Listed] = field(default_factory=dict)  # by identifier, in order
    whole: bool = False  # whether that is the full list
    began: str = ""  # the responseDate of its first part
    resumed: Response | None = None  # the first response with a token
    unchecked: list[str] = field(default_factory=list)

    @property
    def metadata_prefix(self) -> str:
        """The format in which records are asked for: oai_dc, or what there is."""
        return DC if DC in self.formats or not self.formats else next(iter(self.formats))

    def is_settled(self, header: Header) -> bool:
        """Return whether *header* has not changed since the full list was begun.

        What has may rightly differ from what was seen there.
        """
        return header.datestamp < self.began[: len(header.datestamp)]

    @property
    def sample_limit(self) -> int:
        """How many records are taken from a window or a set."""
        return min(self.limit, _SAMPLE_LIMIT)

    def samples(self, number: int) -> list[Listed]:
        """Return up to *number* records, spread over the list, deleted ones among them."""
        alive = [one for one in self.listed.values() if not one.header.deleted]
        deleted = [one for one in self.listed.values() if one.header.deleted]
        return [*_spread(alive, number - number // 3), *_spread(deleted, number // 3)]


def _spread(listed: list[Listed], number: int) -> list[Listed]:
    step = max(len(listed) // max(number, 1), 1)
    return listed[::step][:number]
