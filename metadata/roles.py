"""What a column of a spreadsheet can hold besides a term, and one column as it is read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a column can be besides a term; ``--map`` takes these names too."""

    ID = "id"
    PARENT = "parent"
    COLLECTIONS = "collections"
    ACCESS = "access"
    PUBLISHED = "published"
    RESTRICTED = "restricted"
    FILE = "file"
    SERVICE = "service"
    TEXT = "text"
    CAPTIONS = "captions"
    OCR = "ocr"
    DURATION = "duration"
    LABEL = "label"
    YOUTUBE = "youtube"
    VIMEO = "vimeo"
    APPROXIMATE = "approximate"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    RIGHTS_URI = "rights-uri"
    VIEWING_DIRECTION = "viewing_direction"
    BEHAVIOR = "behavior"
    ORDER = "order"
    CULTURE = "culture"
    IGNORE = "ignore"


class Trait(StrEnum):
    """What a column says of the place of its row among the others; only dialects know these."""

    MODEL = "model"
    LEVEL = "level"
    ABOVE = "above"
    OBJECT = "object"
    ACTION = "action"


Clean = Callable[[str], tuple[str, str | None]]
"""Takes a value as a program writes it; returns what it means, and what to remark, if anything.

A value of which nothing is left is not read.
"""


@dataclass(frozen=True, slots=True)
class Means:
    """What a column of a dialect holds: a term or a role, and how its values are written.

    *scheme* is where they are taken from, *separators* what stands between them where that is
    not what the dialect has elsewhere, *clean* undoes what the program adds to each, and *address*
    finds in that the address of what is named in an authority file.
    """

    target: str
    scheme: str | None = None
    separators: Sequence[str] | None = None
    clean: Clean | None = None
    address: Callable[[str], str | None] | None = None

    @property
    def is_plain(self) -> bool:
        """Whether values are written as any sheet has them."""
        own = (self.scheme, self.separators, self.clean, self.address)
        return all(one is None for one in own)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read: its header as written, and what it holds.

    *target* is a role, a trait or the name of a term; *lang* the BCP 47 tag of its texts, if known.
    """

    header: str
    target: str
    lang: str | None = None
    means: Means | None = None
