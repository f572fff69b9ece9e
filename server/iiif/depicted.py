"""The picture of a page, ours or elsewhere: its size, and what the service that gives it is asked.

Image API 3.0 <https://iiif.io/api/image/3.0/> and 2.1.1 <https://iiif.io/api/image/2.1/>; a service
elsewhere may be of either, or of 1.1 <https://iiif.io/api/image/1.1/>.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from schemas.native import Json
from schemas.record import Page, Record, Service
from server.iiif.image import DEFAULT_LIMITS, Limits, Size, sizes, thumbnail_size
from server.urls import Urls

_LEVEL_0 = "level0"  # makes nothing but what it lists
_OURS = (3, "level2")  # version and level of our own service


class _Spelling(NamedTuple):
    """How a version of the Image API says the whole size, the usual quality, and its levels."""

    whole: str
    quality: str
    compliance: str


_SPELLINGS = {
    3: _Spelling("max", "default", "http://iiif.io/api/image/3/{}.json"),
    2: _Spelling("full", "default", "http://iiif.io/api/image/2/{}.json"),
    1: _Spelling(
        "full", "native", "http://library.stanford.edu/iiif/image-api/1.1/compliance.html#{}"
    ),
}
_NEWEST = max(_SPELLINGS)


class Sized(NamedTuple):
    """An address, and the size of what is there."""

    url: str
    size: Size


@dataclass(frozen=True, slots=True)
class Depicted:
    """A picture of *size* that the service *id*, of Image API *version*, gives.

    *listed* are the sizes of the whole that a service elsewhere names; ours has those that its
    *limits* leave.
    """

    id: str
    size: Size
    version: int
    profile: str
    listed: tuple[Size, ...] = ()
    limits: Limits | None = None

    @property
    def offered(self) -> Sequence[Size]:
        """Sizes of the whole that are cheap to ask for, the smallest first; all at level 0."""
        return self.listed if self.limits is None else sizes(self.size, self.limits)

    def small(self, longest: int = 400) -> Sized:
        """Return a small image, no side over *longest* pixels where the service scales."""
        if self.profile != _LEVEL_0:
            return self._at(thumbnail_size(self.size, longest))
        fitting = (one for one in self.offered if max(one.width, one.height) >= longest)
        return self._at(next(fitting, self._largest))

    def at_least(self, width: int) -> Sized:
        """Return the smallest of what is cheap to ask for that is *width* pixels wide."""
        return self._at(next((one for one in self.offered if one.width >= width), self._largest))

    def whole(self) -> Sized:
        """Return the picture as large as the service gives it."""
        if self.profile == _LEVEL_0 and self.offered:
            return self._at(self._largest)
        return self._sized(self._spelling.whole, self.size)

    @property
    def compliance(self) -> str:
        """The URI of the level that the service complies with (3.0 §5.1, 2.1 §6, 1.1 §8)."""
        return self._spelling.compliance.format(self.profile)

    def service(self) -> Json:
        """Return the service as a resource declares it (Presentation 3.0 §3.3.2)."""
        if self.version < _NEWEST:
            kind = f"ImageService{self.version}"
            return {"@id": self.id, "@type": kind, "profile": self.compliance}
        return {"id": self.id, "type": "ImageService3", "profile": self.profile}

    @property
    def _largest(self) -> Size:
        return self.offered[-1] if self.offered else self.size

    def _at(self, size: Size) -> Sized:
        """Return the whole picture scaled to *size*; level 0 knows its own size by name alone."""
        if self.version < _NEWEST:
            asked = self._spelling.whole if size == self.size else f"{size.width},"
        else:
            is_named = size == self.size and self.profile == _LEVEL_0
            asked = self._spelling.whole if is_named else f"{size.width},{size.height}"
        return self._sized(asked, size)

    @property
    def _spelling(self) -> _Spelling:
        return _SPELLINGS.get(self.version, _SPELLINGS[_NEWEST])

    def _sized(self, asked: str, size: Size) -> Sized:
        return Sized(f"{self.id}/full/{asked}/0/{self._spelling.quality}.jpg", size)


def depicted(
    page: Page, record_id: str, urls: Urls, limits: Limits = DEFAULT_LIMITS
) -> Depicted | None:
    """Return the picture of *page*; None where it has none. Ours is cut to *limits*."""
    picture = page.picture
    if picture is None:
        return None
    size = Size(picture.width, picture.height)
    if isinstance(picture, Service):
        listed = tuple(Size(*one) for one in picture.sizes)
        return Depicted(picture.id, size, picture.version, picture.profile, listed)
    service = urls.image_service(record_id, page.key)
    return Depicted(service, size, *_OURS, limits=limits)


def first(record: Record, urls: Urls) -> Depicted | None:
    """Return the first picture of *record*, or None."""
    page = next(iter(record.images), None)
    return None if page is None else depicted(page, record.id, urls)


def origins(record: Record) -> set[str]:
    """Return the origins of the servers elsewhere that give pictures of *record* (RFC 6454)."""
    services = (page.service for page in record.images if page.image is None)
    parts = (urlsplit(one.id) for one in services if one is not None)
    return {f"{one.scheme}://{one.netloc}" for one in parts}
