"""The marshmallow fields for how a record asks to be shown (``schemas.viewing``)."""

from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields
from marshmallow.validate import Length

from schemas import viewing
from schemas.grammar import key_fault
from schemas.native import Json
from schemas.record_fields import Each, Text, Values, without_null

MAX_DEPTH = 20

_NO_LABEL = "has no label: write what stands in the table of contents"
_NO_ITEMS = "holds nothing: name a page by its key, or a range within"
_NO_RANGE = 'expected an object with "label" and "items"'

_KEY = Text(key_fault)
_BEHAVIOR = Text(viewing.behavior_fault)


class Direction(Text):
    """A viewing direction, in the spelling of Presentation 3."""

    def __init__(self) -> None:
        super().__init__(viewing.direction_fault)

    def _deserialize(self, *value: Any, **kwargs: Any) -> str:  # noqa: ANN401
        return viewing.direction(super()._deserialize(*value, **kwargs))


class Behaviors(Each[str]):
    """Behaviors that do not exclude each other, each once."""

    def __init__(self) -> None:
        super().__init__(_behavior)

    def _deserialize(self, *value: Any, **kwargs: Any) -> list[str]:  # noqa: ANN401
        behaviors = list(dict.fromkeys(super()._deserialize(*value, **kwargs)))
        fault = viewing.contradiction(behaviors)
        if fault is not None:
            raise ValidationError(fault)
        return behaviors


class Ranges(Each[Json]):
    """A table of contents of a depth that somebody could have meant: each level is recursion."""

    def __init__(self) -> None:
        super().__init__(_range)

    def _deserialize(self, value: Any, *rest: Any, **kwargs: Any) -> list[Json]:  # noqa: ANN401
        if _depth(value) > MAX_DEPTH:
            raise ValidationError(f"more than {MAX_DEPTH} ranges, one within the other")
        return super()._deserialize(value, *rest, **kwargs)


def _behavior(written: object) -> str:
    return viewing.behavior(_BEHAVIOR.deserialize(written))


def _range(written: object) -> Json:
    if not isinstance(written, Mapping):
        raise ValidationError(_NO_RANGE)
    native: Json = _RANGE_SCHEMA.load(without_null(written), unknown=EXCLUDE)
    return native


def _item(written: object) -> str | Json:
    """Return one item of a range: the key of a page, or a range within.

    Raises:
        ValidationError: it is neither.
    """
    return _range(written) if isinstance(written, Mapping) else _KEY.deserialize(written)


def _depth(ranges: Any) -> int:  # noqa: ANN401 - JSON
    """Return how many ranges stand within each other at most."""
    level, depth = [ranges], -1
    while level:
        items = [item for one in level for item in (one if isinstance(one, list) else [one])]
        level = [one["items"] for one in items if isinstance(one, Mapping) and "items" in one]
        depth += 1
    return depth


class _RangeSchema(Schema):
    """An entry of a table of contents; one without a label would be a gap in it."""

    label = Values(
        required=True, validate=Length(1, error=_NO_LABEL), error_messages={"required": _NO_LABEL}
    )
    items: fields.Field[list[str | Json]] = Each(
        _item,
        required=True,
        validate=Length(1, error=_NO_ITEMS),
        error_messages={"required": _NO_ITEMS},
    )


_RANGE_SCHEMA = _RangeSchema()
