"""The marshmallow schema of a record: native JSON in, the form that ``schemas.native`` reads out.

What would break a protocol refuses the row, and everything that does is reported at once. What
is merely advised, or could not be derived, is the business of ``schemas.check``.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, pre_load, validates_schema
from marshmallow.validate import Length

from schemas.datestamp import is_datestamp
from schemas.durations import read_moment
from schemas.grammar import id_fault, is_digest, is_uri, is_uri_reference, is_web_address, key_fault
from schemas.media_types import read_media_type
from schemas.native import Json
from schemas.record import Access
from schemas.record_fields import (
    Metadata,
    Names,
    Parts,
    Places,
    Seconds,
    SetSpecs,
    Text,
    Texts,
    Where,
    Whole,
    set_spec_fault,
    without_null,
)
from schemas.viewing_fields import Behaviors, Direction, Ranges

MAX_ORIGINS = 10

_NO_ID = "has no id: every record needs one, and it never changes"
_NO_TITLE = "has no title: every record needs one"

_MISSING: dict[str, Any] = {"required": "is missing"}


class _Native(Schema):
    """An object of native JSON; a null says nothing, as if its name were left out."""

    class Meta:
        unknown = EXCLUDE

    error_messages: dict[str, str] = {"type": "expected an object"}  # noqa: RUF012 - marshmallow's

    @pre_load
    def _leave_out_null(self, data: Any, **_kwargs: object) -> Any:  # noqa: ANN401
        return without_null(data) if isinstance(data, Mapping) else data


def _name_fault(name: str) -> str | None:
    return None if name.strip() else "names no file"


def _access_fault(access: str) -> str | None:
    return None if access in set(Access) else f"expected one of: {', '.join(Access)}"


def _uri_fault(text: str) -> str | None:
    return None if is_uri(text) else "not a URI, such as http://archive.example/oai or oai:x:1"


def _reference_fault(text: str) -> str | None:
    # Repositories exist whose identifiers are bare numbers; provenance.xsd has room for them.
    return None if is_uri_reference(text) else "not a URI, such as oai:archive.example:1"


def _address_fault(text: str) -> str | None:
    return None if is_web_address(text) else "not an address that begins with http:// or https://"


def _digest_fault(text: str) -> str | None:
    return None if is_digest(text) else "not a SHA-256 in lower-case hexadecimal"


def _media_type_fault(text: str) -> str | None:
    return None if read_media_type(text) == text else "not a media type, such as audio/mpeg"


def _datestamp_fault(text: str) -> str | None:
    return None if is_datestamp(text) else "not a date as YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ"


class ImageSchema(_Native):
    """The picture of a page, as an export has it: what ingest found, and where it is kept."""

    digest = Text(_digest_fault, required=True, error_messages=_MISSING)
    width = Whole(1, required=True, error_messages=_MISSING)
    height = Whole(1, required=True, error_messages=_MISSING)
    original = Text(_digest_fault)
    surface = Whole(0)


class MediaSchema(_Native):
    """The recording of a page, as an export has it: what ingest found, and what is kept."""

    digest = Text(_digest_fault, required=True, error_messages=_MISSING)
    media_type = Text(_media_type_fault, required=True, error_messages=_MISSING)
    size = Whole(0, required=True, error_messages=_MISSING)
    duration = Seconds()
    width = Whole(1)
    height = Whole(1)


class ServiceSchema(_Native):
    """A IIIF image service elsewhere; an export has what ingest was told of it."""

    id = Text(_address_fault, required=True, error_messages=_MISSING)
    version = Whole(1)
    profile = Text()
    width = Whole(1)
    height = Whole(1)
    sizes = fields.List(fields.List(Whole(1), validate=Length(equal=2)))

    @pre_load
    def _spell_out(self, given: Any, **_: Any) -> Any:  # noqa: ANN401 - marshmallow's
        """Take its address alone for a service."""
        return {"id": given} if isinstance(given, str) else given


class PageSchema(_Native):
    """A page; its key may be left out, and then follows from its place."""

    key = Text(key_fault)
    label = Text()
    file = Text(_name_fault)
    text = Texts()
    metadata = Metadata()
    image = fields.Nested(ImageSchema)
    media = fields.Nested(MediaSchema)
    service = fields.Nested(ServiceSchema)
    duration = Seconds()
    captions = Names()
    ocr = Names()
    boxes = Places(4, int)
    times = Places(2, read_moment)


class FileSchema(_Native):
    """A file; its key may be left out, and then follows from its name."""

    key = Text(key_fault)
    label = Text()
    file = Text(_name_fault, required=True, error_messages={"required": "names no file"})
    media_type = Text()
    metadata = Metadata()
    digest = Text(_digest_fault)
    size = Whole(0)


class ProvenanceSchema(_Native):
    """Where a record was harvested from, in native JSON (OAI-PMH provenance guidelines)."""

    class Meta:  # noqa: D106 - marshmallow's own word
        unknown = RAISE

    error_messages: dict[str, str] = {"unknown": "not a name that provenance has"}  # noqa: RUF012

    base_url = Text(_address_fault, required=True, error_messages=_MISSING)
    identifier = Text(_reference_fault, required=True, error_messages=_MISSING)
    datestamp = Text(_datestamp_fault, required=True, error_messages=_MISSING)
    metadata_namespace = Text(_uri_fault, required=True, error_messages=_MISSING)
    harvest_date = Text(_datestamp_fault, required=True, error_messages=_MISSING)
    altered = fields.Boolean(
        required=True, error_messages=_MISSING | {"invalid": "expected true or false"}
    )
    origin = fields.Nested("ProvenanceSchema")


class _Provenance(fields.Nested):
    """Provenance of a depth that somebody could have meant, for every part of it is recursion."""

    def _deserialize(self, value: Any, *rest: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        origin, depth = value, 0
        while isinstance(origin, Mapping):
            origin, depth = origin.get("origin"), depth + 1
        if depth > MAX_ORIGINS:
            raise ValidationError(f"has more than {MAX_ORIGINS} origins, one within the other")
        return super()._deserialize(value, *rest, **kwargs)


class PartSchema(_Native):
    """A record that is to be a page or file of another: it needs neither id nor title."""

    id = Text()
    collections = SetSpecs()
    metadata = Metadata()
    pages = Parts(PageSchema())
    files = Parts(FileSchema())
    text = Texts()
    access = Text(_access_fault)
    viewing_direction = Direction()
    behavior = Behaviors()


class RecordSchema(PartSchema):
    """A record in native JSON."""

    id = Text(id_fault, required=True, error_messages={"required": _NO_ID})
    provenance = _Provenance(ProvenanceSchema)
    start = Text(key_fault)
    ranges = Ranges()

    @validates_schema(skip_on_field_errors=False)
    def _has_a_title(self, data: Json, **_kwargs: object) -> None:
        # A title that was refused stands there without values.
        if "title" not in data.get("metadata", {}):
            raise ValidationError({"metadata": {"title": [_NO_TITLE]}})


_FIELDS = tuple(RecordSchema().fields)
_REQUIRED = frozenset(name for name, field in RecordSchema().fields.items() if field.required)


def record_schema(native: Json) -> Schema:
    """Return the schema of a record, with those of its fields that *native* has or must have.

    That it has none of the others is all that they would find, each by itself.
    """
    return _of_fields(_REQUIRED.union(native.keys() & _FIELDS))


@lru_cache(maxsize=64)  # the records of a source have the same few fields
def _of_fields(names: frozenset[str]) -> Schema:
    return RecordSchema(only=[name for name in _FIELDS if name in names])


class CollectionSchema(_Native):
    """A description of a collection in native JSON."""

    collection = Text(
        set_spec_fault, required=True, error_messages={"required": "names no collection"}
    )
    metadata = Metadata()
    where = Where()
