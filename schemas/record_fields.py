"""The marshmallow fields of native JSON, each refusing all that is wrong with it at once.

A null says nothing, as if it were left out; text may be written as a number, one value as a list
of one. What a field refuses keeps its sound parts beside the errors, so that the rest of a row
can still be looked at.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from marshmallow import Schema, ValidationError, fields

from schemas.durations import read_duration
from schemas.grammar import MAX_SET_SPEC_LENGTH, ROOT_COLLECTION, is_set_spec, xml_illegal
from schemas.native import Json, add_text
from schemas.problem import UNDECODED
from schemas.selection import HAS, POSSESSIONS
from schemas.terms import TERMS, find_term

MAX_TEXT_LENGTH = 5_000_000
_MAX_DIGITS = 15

K = TypeVar("K")
T = TypeVar("T")

_SET_SPEC = (
    "not a set spec: letters, digits and -_.!~*'() in parts joined by colons, "
    f"such as china-nuclear:letters; {MAX_SET_SPEC_LENGTH} characters at most"
)

# What an object of a value has, in the order of its problems.
_VALUE_NAMES = dict.fromkeys(("value", "lang", "scheme", "derived")).keys()

# What JSON has besides text and numbers, as its writer calls it.
_KINDS = {bool: "true or false", dict: "an object", list: "a list"}


class Text(fields.Field[str]):
    """Text, optionally of a grammar: *fault* says what is wrong with one, or None."""

    def __init__(
        self,
        fault: Callable[[str], str | None] | None = None,
        **kwargs: Any,  # noqa: ANN401 - as marshmallow has it
    ) -> None:
        super().__init__(**kwargs)
        self._fault = fault

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:  # noqa: ANN401
        text = _text(value)
        fault = self._fault(text) if self._fault is not None else None
        if fault is not None:
            raise ValidationError(fault)
        return text


class Whole(fields.Field[int]):
    """A whole number from *least* on; JSON Lines are read with their numbers as written."""

    def __init__(self, least: int, **kwargs: Any) -> None:  # noqa: ANN401 - as marshmallow has it
        super().__init__(**kwargs)
        self._least = least

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> int:  # noqa: ANN401
        text = _text(value)
        if not (text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS):
            raise ValidationError("expected a whole number")
        if int(text) < self._least:
            raise ValidationError(f"expected {self._least} or more")
        return int(text)


class Each(fields.Field[list[T]]):
    """A list of what *read* takes, or one alone; what it refuses is told by place."""

    def __init__(self, read: Callable[[Any], T | None], **kwargs: Any) -> None:  # noqa: ANN401 - as marshmallow has it
        super().__init__(**kwargs)
        self._read = read

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> list[T]:  # noqa: ANN401
        return _each(_listed(value), self._read)


class Values(Each[Json | str]):
    """Values as those of a term: text, or objects with ``value`` and ``lang``."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - as marshmallow has it
        super().__init__(_value, **kwargs)


class Seconds(fields.Field[float]):
    """A length of time, in seconds or as hours, minutes and seconds."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> float:  # noqa: ANN401
        seconds = read_duration(_text(value))
        if seconds is None:
            raise ValidationError("not a duration: write seconds, such as 81.4, or h:mm:ss")
        return seconds


class SetSpecs(fields.Field[list[str]]):
    """Set specs, one or several (OAI-PMH §2.6), each once."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> list[str]:  # noqa: ANN401
        return list(dict.fromkeys(_each(_listed(value), _set_spec)))


class Metadata(fields.Field[Json]):
    """Values by term; a name that is no term is left for ``schemas.check`` to report."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Json:  # noqa: ANN401
        if not isinstance(value, Mapping):
            raise ValidationError(f"expected an object of terms and values, found {_kind(value)}")
        read: Json = {}
        errors: dict[str, Any] = {}
        for name, written in value.items():
            term = TERMS.get(name) or find_term(str(name))
            if term is None:
                continue
            values, listed = read.setdefault(term.name, []), _listed(written)
            if _are_plain(listed):
                values += listed
                continue
            try:
                values += _each(listed, _value)
            except ValidationError as error:
                errors[name] = error.messages
                values += error.valid_data or ()
        if errors:
            raise ValidationError(errors, valid_data=read)
        return {name: values for name, values in read.items() if values}


class Texts(fields.Field[Json]):
    """Transcripts and translations by language; a bare text is of unknown language."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Json:  # noqa: ANN401
        texts = value if isinstance(value, Mapping) else {"und": value}
        read: dict[str, str] = {}
        for written, text in _each_of(without_null(texts), _text).items():
            if text.strip():
                add_text(read, _language_key(written), text)
        return read


class Names(fields.Field[Json]):
    """Names of files by language; a bare name is of a file whose language nobody says."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Json:  # noqa: ANN401
        names = value if isinstance(value, Mapping) else {"und": value}
        read = _each_of(without_null(names), _text)
        return {_language_key(tag): name for tag, name in read.items() if name.strip()}


class Places(fields.Field[Json]):
    """Places of the parts of a text by language: for each, two characters and *measures* numbers.

    The characters are where it begins and ends in the text, the end exclusive.
    """

    def __init__(
        self,
        measures: int,
        read: Callable[[str], float],
        **kwargs: Any,  # noqa: ANN401 - as marshmallow has it
    ) -> None:
        super().__init__(**kwargs)
        self._measures = measures
        self._read = read

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Json:  # noqa: ANN401
        if not isinstance(value, Mapping):
            raise ValidationError(f"expected lists by language, found {_kind(value)}")
        listed = without_null(value)
        return {_language_key(tag): self._places(places) for tag, places in listed.items()}

    def _places(self, places: Any) -> list[list[float]]:  # noqa: ANN401
        if not isinstance(places, list):
            raise ValidationError(f"expected a list, found {_kind(places)}")
        return [self._place(place) for place in places]

    def _place(self, place: Any) -> list[float]:  # noqa: ANN401
        length = 2 + self._measures
        if not isinstance(place, list) or len(place) != length:
            raise ValidationError(f"expected {length} numbers for each part of the text")
        try:
            start, end, *measures = map(str, place)
            return [int(start), int(end), *map(self._read, measures)]
        except (ValueError, OverflowError) as error:
            raise ValidationError(f"expected {length} numbers for each part of the text") from error


class Parts(fields.Field[list[Json]]):
    """Pages or files, each an object of its own schema; a bare name is a file and no more."""

    def __init__(self, schema: Schema, **kwargs: Any) -> None:  # noqa: ANN401 - as marshmallow has it
        super().__init__(**kwargs)
        self._schema = schema

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> list[Json]:  # noqa: ANN401
        if not isinstance(value, list):
            raise ValidationError(f"expected a list of objects, found {_kind(value)}")
        read: list[Json] = []
        errors: dict[int, Any] = {}
        for index, part in enumerate(value):
            try:
                read.append(self._schema.load({"file": part} if isinstance(part, str) else part))
            except ValidationError as error:
                errors[index] = error.messages
                read.append(error.valid_data if isinstance(error.valid_data, dict) else {})
        if errors:
            raise ValidationError(errors, valid_data=read)
        return read


class Where(fields.Field[Json]):
    """What all records of a set have in common: values by term, or ``has``."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Json:  # noqa: ANN401
        if not isinstance(value, Mapping):
            raise ValidationError(f"expected an object of terms and values, found {_kind(value)}")
        named = {_asked(name): name for name in value}
        wanted = _each_of({name: value[written] for name, written in named.items()}, _wanted)
        if not set(wanted.get(HAS, ())) <= set(POSSESSIONS):
            raise ValidationError({HAS: [f"expected one of: {', '.join(POSSESSIONS)}"]})
        return wanted


def set_spec_fault(text: str) -> str | None:
    """Return why *text* cannot name a collection, or None if it can."""
    if text == ROOT_COLLECTION:
        return f"{ROOT_COLLECTION!r} names the collection of all collections"
    return None if is_set_spec(text) else _SET_SPEC


def without_null(native: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """Return *native* without the names that say nothing."""
    if None in native.values():
        return {name: value for name, value in native.items() if value is not None}
    return native


def _text(value: object) -> str:
    """Return *value* as text; a number counts as written.

    Raises:
        ValidationError: it is no text, too long, or holds what XML cannot carry.
    """
    if isinstance(value, str):
        text = value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        text = str(value)
    else:
        raise ValidationError(f"expected text, found {_kind(value)}")
    illegal = xml_illegal(text)
    if illegal is not None:
        raise ValidationError(_illegal_message(illegal))
    if len(text) > MAX_TEXT_LENGTH:
        raise ValidationError(f"longer than {MAX_TEXT_LENGTH} characters")
    return text


def _kind(value: object) -> str:
    return _KINDS.get(type(value), "null" if value is None else "text")


def _illegal_message(character: str) -> str:
    code = ord(character)
    if code in UNDECODED:
        return (
            f"byte 0x{code - UNDECODED.start:02X} is no text in this encoding: save the file as "
            "UTF-8, or name its encoding with --encoding, such as cp1252"
        )
    return f"holds the character U+{code:04X}, which XML cannot carry: remove it"


def _value(written: object) -> Json | str | None:
    """Return one value of a term as native JSON has it, or None when nothing is said.

    Raises:
        ValidationError: it is neither text nor an object with a value, or holds illegal text.
    """
    if isinstance(written, str) or not isinstance(written, Mapping):  # as most are
        text = _text(written)
        return text if text.strip() else None
    if "value" not in written:
        raise ValidationError('expected text, or an object with "value"')
    known = {name: written[name] for name in _VALUE_NAMES if name in written}
    read = _each_of(without_null(known), _text)
    return read if read.get("value", "").strip() else None


def _are_plain(values: list[Any]) -> bool:
    """Return whether ``_value`` takes each of *values* as it is, as nearly always.

    To find that out costs a fifth of what it costs to look for what is wrong.
    """
    for one in values:
        if type(one) is not str:
            if not _is_plain_object(one):
                return False
        elif not one.isprintable() or not one or one.isspace() or len(one) > MAX_TEXT_LENGTH:
            return False
    return True


def _is_plain_object(value: object) -> bool:
    if type(value) is not dict or "value" not in value or not value.keys() <= _VALUE_NAMES:
        return False
    texts = list(value.values())
    return set(map(type, texts)) == {str} and _are_plain(texts)


def _asked(name: object) -> str:
    """Return the term that *name* names, or ``has``.

    Raises:
        ValidationError: it is neither.
    """
    term = find_term(str(name))
    if term is None and name != HAS:
        raise ValidationError(f"{name!r} is neither a term of Dublin Core nor {HAS!r}")
    return HAS if term is None else term.name


def _wanted(values: object) -> list[str]:
    return _each(_listed(values), _text)


def _set_spec(written: object) -> str:
    text = _text(written)
    fault = set_spec_fault(text)
    if fault is not None:
        raise ValidationError(fault)
    return text


def _language_key(tag: str) -> str:
    # IIIF writes "none" where BCP 47 writes "und".
    return "und" if tag in {"", "none"} else tag


def _listed(value: Any) -> list[Any]:  # noqa: ANN401
    return value if isinstance(value, list) else [value]


def _each(values: list[Any], read: Callable[[Any], T | None]) -> list[T]:
    """Return what *read* makes of each value that is not null, where it makes something.

    Raises:
        ValidationError: the errors of all values that *read* refused, by place, and the others.
    """
    try:
        # As nearly always: nothing is refused, so that no place has to be told.
        taken = [read(value) for value in values if value is not None]
        return [one for one in taken if one is not None]
    except ValidationError:
        pass
    results, errors = _sorted(without_null(dict(enumerate(values))), read)
    sound = [one for one in results.values() if one is not None]
    raise ValidationError(errors, valid_data=sound)


def _each_of(values: Mapping[str, Any], read: Callable[[Any], T]) -> dict[str, T]:
    """Return what *read* makes of each value.

    Raises:
        ValidationError: the errors of all values that *read* refused, by key, and the others.
    """
    results, errors = _sorted(values, read)
    if errors:
        raise ValidationError(errors, valid_data=results)
    return results


def _sorted(values: Mapping[K, Any], read: Callable[[Any], T]) -> tuple[dict[K, T], dict[Any, Any]]:
    """Return what *read* makes of the values that it takes, and the errors of those it refuses."""
    results: dict[K, T] = {}
    errors: dict[Any, Any] = {}
    for key, value in values.items():
        try:
            results[key] = read(value)
        except ValidationError as error:
            errors[key] = error.messages
    return results, errors
