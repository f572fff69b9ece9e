"""A few requests for images, that show whether a service does as its information says.

Image API 3.0 §4, §5.3, §5.4, §7.3, and the same in 2.1. Few, and none of a very large picture.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from server.conformance.iiif.information import LEVELS_2, extent
from server.conformance.iiif.kinds import is_whole
from server.conformance.iiif.place import Place
from server.conformance.iiif.server import Server
from server.conformance.iiif.sheet import Sheet
from server.fetch import Answer

_OK = 200
_REFUSALS = range(400, 500)
_NOT_FAULTS = frozenset({501, 503})
_FAULTS = range(500, 600)
_LARGEST = 16_000_000  # pixels of a picture that is asked for as a whole
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # of JPEG, those with a size
_SOI = b"\xff\xd8"


@dataclass(frozen=True)
class _Request:
    """An image that must be given in *size*, or a request that must be refused."""

    rule: str
    path: str
    size: tuple[int, int] | None = None


def check_images(info: Place, version: int, server: Server, sheet: Sheet) -> list[str]:
    """Ask the service that *info* describes for some images; return what was left unasked."""
    base = info.value.get("id" if version > 2 else "@id")  # noqa: PLR2004
    size = extent(info)
    if not isinstance(base, str) or not base.startswith(("http://", "https://")) or size is None:
        return ["images: the information does not say where they are, or how large"]
    unasked = []
    for request in (*_given(info, size, version), *_refused(info, size, version)):
        answer = server.get(f"{base}/{request.path}")
        if answer is not None:
            _compare(answer, request, f"{base}/{request.path}", sheet)
    if size[0] * size[1] > _LARGEST:
        unasked.append(f"the whole image: it has more than {_LARGEST:,} pixels")
    _base(base, server, sheet)
    return unasked


def _given(info: Place, size: tuple[int, int], version: int) -> Iterator[_Request]:
    """Yield requests that the information promises to answer."""
    whole = "max" if version > 2 or _limits(info) else "full"  # noqa: PLR2004
    if size[0] * size[1] <= _LARGEST:
        exact = None if _limits(info) else size
        yield _Request("image-full", f"full/{whole}/0/default.jpg", exact or (0, 0))
    listed = [one for one in info.objects("sizes") if _pair(one) is not None]
    smallest = min(listed, key=lambda one: one.value["width"], default=None)
    if smallest is not None:
        width, height = smallest.value["width"], smallest.value["height"]
        yield _Request("image-size", f"full/{width},{height}/0/default.jpg", (width, height))
    yield from _tile(info, size, version)


def _tile(info: Place, size: tuple[int, int], version: int) -> Iterator[_Request]:
    """Yield a tile at the top left, in the smallest scale factor, where it is not all."""
    tile = next(iter(info.objects("tiles")), None)
    if tile is None or not is_whole(tile.value.get("width")):
        return
    given = tile.value.get("scaleFactors")
    factors = [one for one in given if is_whole(one) and one > 0] if isinstance(given, list) else []
    if not factors:
        return
    factor, width = min(factors), tile.value["width"]
    height = tile.value.get("height", width)
    region = (min(width * factor, size[0]), min(height * factor, size[1]))
    if region == size:
        return
    scaled = (-(-region[0] // factor), -(-region[1] // factor))
    form = f"{scaled[0]},{scaled[1]}" if version > 2 else f"{scaled[0]},"  # noqa: PLR2004
    yield _Request("image-tile", f"0,0,{region[0]},{region[1]}/{form}/0/default.jpg", scaled)


def _refused(info: Place, size: tuple[int, int], version: int) -> Iterator[_Request]:
    """Yield requests that nobody can fulfil."""
    whole = "max" if version > 2 else "full"  # noqa: PLR2004
    yield _Request("image-refuses", f"full/{whole}/0/nonsense.jpg")
    yield _Request("image-refuses", f"full/{whole}/0/default.nonsense")
    yield _Request("image-refuses", f"nonsense/{whole}/0/default.jpg")
    if _level(info):
        yield _Request("image-refuses", f"{size[0]},{size[1]},10,10/{whole}/0/default.jpg")
        if version > 2:  # noqa: PLR2004
            yield _Request("image-refuses", f"full/{size[0] + 1},/0/default.jpg")


def _compare(answer: Answer, request: _Request, url: str, sheet: Sheet) -> None:
    if answer.status in _FAULTS and answer.status not in _NOT_FAULTS:
        sheet.add("image-fault", None, f"{url} gets status {answer.status}.")
    elif request.size is None:
        if answer.status not in _REFUSALS and answer.status not in _NOT_FAULTS:
            sheet.add(request.rule, None, f"{url} gets status {answer.status}.")
    elif answer.status != _OK:
        sheet.add(request.rule, None, f"{url} gets status {answer.status}.")
    else:
        got = jpeg_size(answer.body)
        if got is None:
            sheet.add(request.rule, None, f"{url} gets no JPEG.")
        elif request.size not in ((0, 0), got):
            wanted = f"{request.size[0]} by {request.size[1]}"
            sheet.add(request.rule, None, f"{url} is {got[0]} by {got[1]}; accepted: {wanted}.")


def _base(base: str, server: Server, sheet: Sheet) -> None:
    """Hold the base URI to leading to the information (§2)."""
    answer = server.get(base)
    if answer is None:
        return
    if answer.status != _OK or b"http://iiif.io/api/image" not in answer.body:
        sheet.add("image-base", None, f"{base} gets status {answer.status}, and no information.")


def jpeg_size(body: bytes) -> tuple[int, int] | None:
    """Return width and height of a JPEG; None where *body* is none (ITU-T T.81 §B.2.2)."""
    if not body.startswith(_SOI):
        return None
    place = len(_SOI)
    while place + 9 <= len(body) and body[place] == 0xFF:  # noqa: PLR2004
        if body[place + 1] in _FRAMES:
            height, width = struct.unpack(">HH", body[place + 5 : place + 9])
            return width, height
        place += 2 + struct.unpack(">H", body[place + 2 : place + 4])[0]
    return None


def _pair(one: Place) -> tuple[int, int] | None:
    width, height = one.value.get("width"), one.value.get("height")
    return (width, height) if is_whole(width) and is_whole(height) else None


def _limits(info: Place) -> bool:
    """Whether the service limits the size of what it gives."""
    held = [info.value, *(one.value for one in info.objects("profile"))]
    return any(name in one for one in held for name in ("maxWidth", "maxHeight", "maxArea"))


def _level(info: Place) -> int:
    """Return the compliance level of a service, 0 where it does not say."""
    profile = info.value.get("profile")
    first = profile[0] if isinstance(profile, list) and profile else profile
    names = ("level0", "level1", "level2")
    return next((n for n, pair in enumerate(zip(names, LEVELS_2, strict=True)) if first in pair), 0)
