"""Canvases: their id, their size, and what is painted on them (Presentation 3.0 §5.3)."""

import re
from collections.abc import Iterator

from server.conformance.iiif import annotations
from server.conformance.iiif.kinds import is_number
from server.conformance.iiif.place import Place
from server.conformance.iiif.sheet import Sheet

_SPACE = re.compile(r"xywh=(?:pixel:)?(-?[\d.]+),(-?[\d.]+),(-?[\d.]+),(-?[\d.]+)")
_PERCENT = re.compile(r"xywh=percent:([\d.]+),([\d.]+),([\d.]+),([\d.]+)")
_TIME = re.compile(r"\bt=(?:npt:)?([\d.]*)(?:,([\d.]+))?(?:&|$)")
_EXTENTS = {"Image": ("height", "width"), "Sound": ("duration",), "Video": ("duration",)}
_SLACK = 0.5  # a region that was computed may be off by a rounding


def identity(place: Place, sheet: Sheet) -> None:
    """Hold the id of a Canvas to no fragment, which would be mistaken for a part of it."""
    uri = place.text("id")
    if isinstance(uri, str) and "#" in uri:
        sheet.refuse("p3-canvas-fragment", place.member("id"), "a URI without a fragment")


def dimensions(place: Place, sheet: Sheet) -> None:
    """Hold a Canvas to height and width together, or a duration, or all three."""
    has = {name: name in place.value for name in ("height", "width", "duration")}
    for name, other in (("height", "width"), ("width", "height")):
        if has[other] and not has[name]:
            sheet.miss("p3-canvas-size", place.member(name), f"a {name} beside the {other}")
    if not any(has.values()):
        accepted = "height and width, or a duration, or all three"
        sheet.add("p3-canvas-size", place, f"it has no extent; accepted: {accepted}.")


def painted(canvas: Place, sheet: Sheet) -> None:
    """Hold what stands in a Canvas to painting that Canvas, within its extent."""
    for annotation in annotations.of(canvas, "items"):
        if "painting" not in annotations.motivations(annotation):
            accepted = "painting in items of a Canvas; other motivations in its annotations"
            sheet.refuse("p3-painting", annotation.member("motivation"), accepted)
        uri = canvas.text("id")
        if isinstance(uri, str) and not annotations.is_about(annotation, {uri}):
            place = annotation.member("target")
            sheet.refuse("p3-target", place, f"the Canvas {uri!r}, or a part of it")
        _bodies(annotation, canvas, sheet)
    for name in ("items", "annotations"):
        for annotation in annotations.of(canvas, name):
            for fragment in annotations.fragments(annotation, str(canvas.text("id"))):
                _region(fragment, annotation.member("target"), canvas, sheet)


def _bodies(annotation: Place, canvas: Place, sheet: Sheet) -> None:
    """Hold content to the dimensions of the Canvas that it is painted on."""
    for body in annotation.objects("body"):
        names = _EXTENTS.get(str(body.text("type")), ())
        if names and not any(name in canvas.value for name in names):
            message = f"it is painted on a Canvas without {' and '.join(names)}."
            sheet.add("p3-painted-extent", body, message)


def _region(fragment: str, place: Place, canvas: Place, sheet: Sheet) -> None:
    for outside in (*_outside_space(fragment, canvas), *_outside_time(fragment, canvas)):
        sheet.add("p3-region", place, f"{fragment!r} is {outside} of the Canvas.")


def _outside_space(fragment: str, canvas: Place) -> Iterator[str]:
    percent, pixels = _PERCENT.search(fragment), _SPACE.search(fragment)
    width, height = canvas.value.get("width"), canvas.value.get("height")
    if not percent and not pixels:
        return
    if width is None and height is None:
        yield "a part of the space, which is no dimension"
    if not is_number(width) or not is_number(height):
        return
    right, bottom = (100.0, 100.0) if percent else (width, height)
    try:
        x, y, w, h = (float(number) for number in (percent or pixels or ()).groups())  # type: ignore[union-attr]
    except ValueError:
        yield "no part"
        return
    if min(x, y) < 0 or x + w > right + _SLACK or y + h > bottom + _SLACK:
        yield "not within the space"


def _outside_time(fragment: str, canvas: Place) -> Iterator[str]:
    match = _TIME.search(fragment)
    if not match:
        return
    duration = canvas.value.get("duration")
    if duration is None:
        yield "a part of the time, which is no dimension"
    if not is_number(duration):
        return
    try:
        latest = max(float(number or 0) for number in match.groups())
    except ValueError:
        yield "no part"
        return
    if latest > duration + _SLACK:
        yield "not within the duration"
