"""Canvases as pages: their pictures stay where they are, given by their image services.

<https://iiif.io/api/presentation/3.0/#53-canvas>,
<https://iiif.io/api/presentation/2.1/#canvas>.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from metadata.iiif.describing import Description
from metadata.iiif.names import page_keys, web_address
from metadata.iiif.painting import Painted, painted, service_of
from metadata.iiif.resources import (
    Given,
    Words,
    address,
    counted,
    first_text,
    kind,
    listed,
    number,
    objects,
    plain,
    resources_in,
    said,
)
from metadata.said import Remark
from schemas.native import Json, add_text

_OLDEST = 2  # version of the Image API that an archive asks

# What is told of all canvases together, by what a viewer would see less.
_OTHERS = "pictures on a canvas beside the first or largest: only that one is its page"
_CHOICES = "pictures to choose instead of the first: only that one is its page"
_CROPPED = "pictures of which a part is shown: their pages show the whole"
_OLD = "image services of version 1 of the Image API: not every viewer knows them"
_UNSERVED = "pictures without an image service: kept as files, no viewer shows them"
_UNSHOWN = "canvases with nothing on them that is a picture, sound or film"
_RECORDINGS = "recordings elsewhere: kept as files, no viewer plays them"
_LINKED = "lists of annotations elsewhere, which may be transcripts: they are not fetched"
_COMMENTS = "annotations that are no transcripts: they are left out"
_BESIDE = "descriptions, files and texts that belong to single canvases: they are left out"

_UNREAD = 'no page has a place for the "{}" of a canvas: left out'

_KNOWN = frozenset(
    {"id", "@id", "type", "@type", "@context", "label", "height", "width", "duration", "items"}
    | {"images", "annotations", "otherContent", "metadata", "summary", "description", "rights"}
    | {"license", "requiredStatement", "attribution", "seeAlso", "rendering", "related"}
    # Of our own making here, or said by the manifest.
    | {"navPlace", "homepage", "thumbnail", "service", "partOf", "within", "provider", "logo"}
)

_TRANSCRIBED = frozenset({"supplementing", "painting", "transcribing", "describing"})


@dataclass
class Pages:
    """Pages under construction, the files that they are made of, and what there is to remark."""

    mapped: Mapping[str, str]
    pages: list[Json] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)
    _examples: dict[str, str] = field(default_factory=dict)

    def read(self, canvases: Sequence[Json]) -> None:
        """Take in *canvases* as pages, in their order."""
        addresses = [address(one) for one in canvases]
        for canvas, key in zip(canvases, page_keys(addresses), strict=True):
            self.keys.setdefault(address(canvas).partition("#")[0], key)
            self.keys.setdefault(address(canvas), key)
            self.pages.append(self._page(canvas, key))
        self.remarks += [
            ("canvases", counted(count, self._examples[message]), message)
            for message, count in self._counts.items()
        ]

    def _page(self, canvas: Json, key: str) -> Json:
        label = plain(first_text(canvas.get("label")))
        # A canvas should have a label (3.0 §5.3), so one without has its name for one.
        page: Json = {"key": key} | ({"label": label} if label not in ("", key) else {})
        page |= self._shown(canvas, label)
        text = self._texts(canvas)
        metadata = self._described(canvas)
        page |= {"text": text} if text else {}
        return page | ({"metadata": metadata} if metadata else {})

    def _shown(self, canvas: Json, label: str) -> Json:
        """Return what is native of the picture or the recording on *canvas*."""
        found = painted(canvas)
        pictures = [one for one in found if one.medium == "image"]
        recordings = [one for one in found if one.medium in ("audio", "video")]
        for one in found:
            self._note(_CHOICES, one.body, one.others)
        if recordings:
            return self._recording(canvas, recordings[0], label)
        if not pictures:
            self._note(_UNSHOWN, canvas)
            return {}
        largest = max(pictures, key=lambda one: one.area)
        for other in pictures:
            if other is not largest:
                self._note(_OTHERS, other.body)
        return self._picture(largest, label)

    def _picture(self, picture: Painted, label: str) -> Json:
        service = service_of(picture.body)
        if picture.is_part:
            self._note(_CROPPED, picture.body)
        if service is None:
            self._note(_UNSERVED, picture.body)
            return self._file(picture.body, label)
        if 0 < service.version < _OLDEST:
            self._note(_OLD, picture.body)
        return {"service": service.id}

    def _recording(self, canvas: Json, recording: Painted, label: str) -> Json:
        self._note(_RECORDINGS, recording.body)
        file = self._file(recording.body, label)
        length = number(canvas.get("duration")) or number(recording.body.get("duration"))
        return file | ({"duration": length} if file and length else {})

    def _file(self, body: Json, label: str) -> Json:
        """Return *body* as the file of a page, which is one of the record too: it leads there."""
        place = web_address(address(body))
        if not place:
            return {}
        written = body.get("format")
        declared = {"media_type": written if isinstance(written, str) else "", "label": label}
        self.files.append({"file": place} | {name: one for name, one in declared.items() if one})
        return {"file": place}

    def _described(self, canvas: Json) -> Json:
        description = Description(self.mapped)
        description.add_pairs(canvas)
        description.add_rights(canvas)
        description.add_summary(canvas)
        description.add_places(canvas)
        self.remarks += [one for one in description.remarks if one not in self.remarks]
        for name in ("seeAlso", "rendering", "related", "homepage"):
            self._note(_BESIDE, canvas, len(listed(canvas.get(name))))
        for name in canvas:
            if name not in _KNOWN:
                self._note(_UNREAD.format(name), canvas)
        return description.said.metadata

    def _texts(self, canvas: Json) -> dict[str, str]:
        """Return the transcripts that *canvas* holds in full, by language."""
        named = [*listed(canvas.get("annotations")), *listed(canvas.get("otherContent"))]
        whole = [one for one in objects(named) if "items" in one or "resources" in one]
        for one in named:
            if one not in whole and address(one):
                self._note(_LINKED, one)
        painted_on = [one for one in objects(canvas.get("items")) if kind(one) == "AnnotationPage"]
        return self._written(resources_in([*whole, *painted_on], "items", "resources"))

    def _written(self, annotations: Iterator[Json]) -> dict[str, str]:
        texts: dict[str, str] = {}
        for annotation in annotations:
            words = [*texts_of(annotation)]
            for text, lang in words:
                add_text(texts, lang or "und", text)
            if not words and not _is_painting(annotation):
                self._note(_COMMENTS, annotation)
        return texts

    def _note(self, message: str, resource: Given, count: int = 1) -> None:
        """Count what *resource* has that a page has no place for; told once for all of them."""
        if count:
            self._counts[message] = self._counts.get(message, 0) + count
            self._examples.setdefault(message, address(resource))


def texts_of(annotation: Json) -> Iterator[Words]:
    """Yield the texts that *annotation* gives of what it is on: transcripts, translations."""
    if _motivations(annotation).isdisjoint(_TRANSCRIBED):
        return
    for body in objects(annotation.get("body", annotation.get("resource"))):
        text = body.get("value", body.get("chars"))
        if isinstance(text, str) and text.strip():
            spoken = said(body.get("language"))
            yield Words(plain(text), spoken[0].text if spoken else None)


def _is_painting(annotation: Json) -> bool:
    return "painting" in _motivations(annotation)


def _motivations(annotation: Json) -> set[str]:
    given = [one for one in listed(annotation.get("motivation")) if isinstance(one, str)]
    return {one.rpartition(":")[2] for one in given}
