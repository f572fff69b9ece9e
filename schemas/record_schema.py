"""The marshmallow schema of a record: native JSON in, the form that ``schemas.native`` reads out.

What would break a protocol refuses the row, and everything that does is reported at once. What
is merely advised, or could not be derived, is the business of ``schemas.checks``.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from marshmallow import EXCLUDE, Schema, ValidationError, fields, pre_load, validates_schema

from schemas.grammar import ROOT_COLLECTION, is_id, is_key, is_set_spec, xml_illegal
from schemas.native import Json
from schemas.record import Access
from schemas.terms import find_term

MAX_TEXT_LENGTH = 5_000_000

K = TypeVar("K")
T = TypeVar("T")

# How a byte that is not of the encoding is kept, so that it can be named (PEP 383).
_UNDECODED = range(0xDC80, 0xDD00)

_SET_SPEC = (
    "not a set spec: letters, digits and -_.!~*'() in parts joined by colons, "
    "such as china-nuclear:letters"
)
_ID = (
    "not an id: 1 to 255 characters without control characters, without white space at the "
    "ends, and between slashes neither nothing nor . or .."
)
_NO_TITLE = "has no title: every record needs one"
_KEY = "not a key: letters, digits and ._~- only, beginning with a letter or digit"


def _text(value: object) -> str:
    """Return *value* as text; a number counts as written.

    Raises:
        ValidationError: it is no text, too long, or holds what XML cannot carry.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValidationError("expected text")
    text = str(value)
    illegal = xml_illegal(text)
    if illegal is not None:
        raise ValidationError(_illegal_message(illegal))
    if len(text) > MAX_TEXT_LENGTH:
        raise ValidationError(f"longer than {MAX_TEXT_LENGTH} characters")
    return text


def _illegal_message(character: str) -> str:
    code = ord(character)
    if code in _UNDECODED:
        return (
            f"byte 0x{code - _UNDECODED.start + 0x80:02X} is not UTF-8: save the file as UTF-8, "
            "or name its encoding with --encoding, such as cp1252"
        )
    return f"holds the character U+{code:04X}, which XML cannot carry: remove it"


class Text(fields.Field[str]):
    """Text, optionally of a grammar; what *accepts* refuses is explained by *message*."""

    def __init__(
        self,
        accepts: Callable[[str], bool] | None = None,
        message: str = "",
        **kwargs: Any,  # noqa: ANN401 - as marshmallow has it
    ) -> None:
        super().__init__(**kwargs)
        self._accepts = accepts
        self._message = message

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:  # noqa: ANN401
        text = _text(value)
        if self._accepts is not None and not self._accepts(text):
            raise ValidationError(self._message)
        return text


class SetSpecs(fields.Field[list[str]]):
    """Set specs, one or several (OAI-PMH §2.6), each once."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> list[str]:  # noqa: ANN401
        return list(dict.fromkeys(_each(_listed(value), _set_spec)))


class Metadata(fields.Field[Json]):
    """Values by term; a name that is no term is left for ``schemas.checks`` to report."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Json:  # noqa: ANN401
        if not isinstance(value, Mapping):
            raise ValidationError("expected an object of terms and values")
        read: Json = {}
        errors: dict[str, Any] = {}
        for name, written in value.items():
            term = find_term(str(name))
            if term is None:
                continue
            try:
                values = [one for one in _each(_listed(written), _value) if one is not None]
            except ValidationError as error:
                errors[name] = error.messages
            else:
                read.setdefault(term.name, []).extend(values)
        if errors:
            raise ValidationError(errors)
        return {name: values for name, values in read.items() if values}


class Texts(fields.Field[Json]):
    """Transcripts and translations by language; a bare text is of unknown language."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Json:  # noqa: ANN401
        texts = value if isinstance(value, Mapping) else {"und": value}
        read = _each_of(texts, _text)
        return {_language_key(tag): text for tag, text in read.items() if text.strip()}


class _Part(Schema):
    """What a page and a file have in common."""

    class Meta:
        unknown = EXCLUDE

    label = Text()
    file = Text(lambda name: bool(name.strip()), "names no file")
    metadata = Metadata()


class PageSchema(_Part):
    """A page; its key may be left out, and then follows from its place."""

    key = Text(is_key, _KEY)
    text = Texts()


class FileSchema(_Part):
    """A file; a bare name stands for a file that is nothing but its name."""

    key = Text(is_key, _KEY)
    media_type = Text()

    @pre_load
    def _bare_name(self, data: Any, **_kwargs: object) -> Any:  # noqa: ANN401
        return {"file": data} if isinstance(data, str) else data

    @validates_schema
    def _has_a_file(self, data: Json, **_kwargs: object) -> None:
        if "file" not in data:
            raise ValidationError("names no file", "file")


class RecordSchema(Schema):
    """A record in native JSON."""

    class Meta:  # noqa: D106 - marshmallow's own word
        unknown = EXCLUDE

    id = Text(
        is_id,
        _ID,
        required=True,
        error_messages={"required": "has no id: every record needs one, and it never changes"},
    )
    collections = SetSpecs()
    metadata = Metadata(required=True, error_messages={"required": _NO_TITLE})
    pages = fields.List(fields.Nested(PageSchema))
    files = fields.List(fields.Nested(FileSchema))
    text = Texts()
    access = Text(lambda access: access in set(Access), f"expected one of: {', '.join(Access)}")

    @validates_schema
    def _has_a_title(self, data: Json, **_kwargs: object) -> None:
        if "title" not in data.get("metadata", {"title": ()}):
            raise ValidationError({"metadata": {"title": [_NO_TITLE]}})


class CollectionSchema(Schema):
    """A description of a collection in native JSON."""

    class Meta:  # noqa: D106 - marshmallow's own word
        unknown = EXCLUDE

    collection = Text(
        lambda spec: is_set_spec(spec) and spec != ROOT_COLLECTION, _SET_SPEC, required=True
    )
    metadata = Metadata()


def _value(written: object) -> Json | None:
    """Return one value of a term as an object, or None when nothing is said.

    Raises:
        ValidationError: it is neither text nor an object with a value, or holds illegal text.
    """
    value = written if isinstance(written, Mapping) else {"value": written}
    if "value" not in value:
        raise ValidationError('expected text, or an object with "value"')
    known = {name: value[name] for name in ("value", "lang", "scheme", "derived") if name in value}
    read = _each_of(known, _text)
    return read if read["value"].strip() else None


def _set_spec(written: object) -> str:
    text = _text(written)
    if not is_set_spec(text):
        raise ValidationError(_SET_SPEC)
    if text == ROOT_COLLECTION:
        raise ValidationError(f"{ROOT_COLLECTION!r} names the collection of all collections")
    return text


def _language_key(tag: str) -> str:
    # IIIF writes "none" where BCP 47 writes "und".
    return "und" if tag in {"", "none"} else tag


def _listed(value: Any) -> list[Any]:  # noqa: ANN401
    return list(value) if isinstance(value, list | tuple) else [value]


def _each(values: list[Any], read: Callable[[Any], T]) -> list[T]:
    return list(_each_of(dict(enumerate(values)), read).values())


def _each_of(values: Mapping[K, Any], read: Callable[[Any], T]) -> dict[K, T]:
    """Return what *read* makes of each value.

    Raises:
        ValidationError: the errors of all values that *read* refused, by key.
    """
    results: dict[K, T] = {}
    errors: dict[Any, Any] = {}
    for key, value in values.items():
        try:
            results[key] = read(value)
        except ValidationError as error:
            errors[key] = error.messages
    if errors:
        raise ValidationError(errors)
    return results
