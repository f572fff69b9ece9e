"""A dialect of spreadsheets: all that is known of the sheets of one program, as one value."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from metadata.headers import fold_header
from metadata.roles import Means


@dataclass(frozen=True, slots=True)
class Headers:
    """The headers of a sheet: as *written*, and *folded* as they are compared."""

    written: Sequence[str]

    @property
    def folded(self) -> list[str]:
        """The headers in the form in which the tables of dialects have them."""
        return [*map(fold_header, self.written)]

    def called(self, *names: str) -> tuple[str, ...]:
        """Return those headers, as written, that are called as one of *names*."""
        wanted = {*map(fold_header, names)}
        return tuple(one for one in self.written if fold_header(one) in wanted)

    def beginning(self, *starts: str) -> tuple[str, ...]:
        """Return those headers, as written, that begin with one of *starts*; case is nothing."""
        return tuple(
            one for one in self.written if one.strip("\ufeff ").casefold().startswith(starts)
        )


Recognised = Callable[[Headers], Sequence[str]]
"""Returns the headers that prove a dialect; none when it is not it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What several cells say together: a value of a term, or what a role takes.

    *derived* is the standard form where the sheet says that too.
    """

    target: str
    text: str
    scheme: str | None = None
    derived: str | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is not read of cells that belong together: what stands there, and a sentence."""

    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Together:
    """Columns that say something only with each other.

    *columns* are their headers, of which the first one names the place in reports; *read* gets
    their cells by folded header, blank ones left out. *says* tells people what comes of it, *gives*
    are the roles that they may have.
    """

    columns: tuple[str, ...]
    read: Callable[[Mapping[str, str]], Iterable[Statement | Doubt]]
    says: str = ""
    gives: frozenset[str] = frozenset()


class Hierarchy(Enum):
    """How the rows of a sheet belong to each other."""

    PARTS = auto()  # a row with a parent is a page or a file of it
    LEVELS = auto()  # a row above others is a collection
    MODELS = auto()  # what a row is decides whether it is a part
    OBJECTS = auto()  # a file lists the pages of an object
    ACTIONS = auto()  # each stands for itself, and may say what is to be done with it


@dataclass(frozen=True, slots=True)
class Dialect:
    """The sheets of one program.

    *key* names it for ``--as``, *label* for people, to whom *known_by* and *remark* are said in the
    documentation. *columns* are what its headers mean;
    what is not in there may still be a term or what any sheet has. *left_out* are headers that
    would be misunderstood, with the reason. *separators* stand between several values of a cell;
    a cell that holds one of *blanks* says nothing. *labels* rows stand between the header and the
    first record.
    """

    key: str
    label: str
    recognised: Recognised
    known_by: str = ""
    remark: str = ""
    columns: Mapping[str, Means] = field(default_factory=dict)
    together: Sequence[Together] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    separators: Sequence[str] = (";", "|")
    blanks: frozenset[str] = frozenset()
    hierarchy: Hierarchy = Hierarchy.PARTS
    labels: int = 0
    guess: Callable[[str], Means | None] = lambda _header: None
    identifier_may_be_id: bool = False

    _means: Mapping[str, Means] = field(init=False, repr=False)
    _reasons: Mapping[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Fold the headers of the tables, as those of a sheet are to be compared with them."""
        means = {fold_header(header): one for header, one in self.columns.items()}
        reasons = {fold_header(header): why for header, why in self.left_out.items()}
        object.__setattr__(self, "_means", means)
        object.__setattr__(self, "_reasons", reasons)

    def means(self, folded: str) -> Means | None:
        """Return what a *folded* header means here, or None."""
        return self._means.get(folded) or self.guess(folded)

    def why_left_out(self, folded: str) -> str | None:
        """Return why a column of a *folded* header is left out, or None when it is not."""
        return self._reasons.get(folded)

    def has(self, folded: str) -> bool:
        """Return whether the tables of the dialect have a *folded* header."""
        return folded in self._means


def columns(table: Mapping[str, str | Means]) -> dict[str, Means]:
    """Return *table* with a bare target as a meaning."""
    return {
        header: Means(target) if isinstance(target, str) else target
        for header, target in table.items()
    }


def same(target: str, *headers: str) -> dict[str, str | Means]:
    """Return a table in which all *headers* mean *target*."""
    return dict.fromkeys(headers, target)


def cells_of(cells: Mapping[str, str], *headers: str) -> Iterator[str]:
    """Yield the cell of each of *headers*, empty where there is none."""
    for header in headers:
        yield cells.get(fold_header(header), "")
