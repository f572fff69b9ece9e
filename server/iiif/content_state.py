"""A view of a manifest, as it passes from one program to another: IIIF Content State API 1.0.

<https://iiif.io/api/content-state/1.0/>. Plain functions: what comes from outside is text, and
nothing that it names is fetched. Section numbers are those of the specification.
"""

import base64
import binascii
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from schemas.grammar import is_web_address
from schemas.native import Json
from server.urls import Urls, escaped

PARAMETER = "iiif-content"
"""Where a state stands in a request (§3.1)."""

MAX_LENGTH = 8_000  # characters; a state of one canvas takes some hundred

# What encodeURIComponent leaves as it is, besides letters and digits (§6.1).
_UNESCAPED = "-_.!~*'()"
_MOTIVATION = "contentState"
_NESTED = 3  # a target in an annotation, a source in a target


class BadContentState(ValueError):
    """It cannot be read; the message says what is expected."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a state is about: its address, and those of what it is part of, without fragments."""

    address: str
    part_of: tuple[str, ...] = ()


def encode(text: str) -> str:
    """Return *text*, JSON, in the content-state-encoding (§6.1)."""
    return base64.urlsafe_b64encode(quote(text, _UNESCAPED).encode()).decode().rstrip("=")


def decode(encoded: str) -> str:
    """Return the text that *encoded* stands for (§6.1).

    Raises:
        BadContentState: it is not in the content-state-encoding.
    """
    try:
        padded = encoded.rstrip("=").encode("ascii") + b"=" * (-len(encoded.rstrip("=")) % 4)
        return unquote(
            base64.b64decode(padded, b"-_", validate=True).decode("ascii"), "utf-8", "strict"
        )
    except (UnicodeError, binascii.Error) as error:
        raise BadContentState("JSON in a link has to be content-state-encoded.") from error


def of_canvas(record_id: str, key: str, urls: Urls) -> str:
    """Return the state of a page of a record, encoded, in its briefest form (§2.2.3)."""
    whole = {"id": urls.manifest(record_id), "type": "Manifest"}
    state = {"id": urls.canvas(record_id, key), "type": "Canvas", "partOf": [whole]}
    return encode(json.dumps(state, ensure_ascii=False, separators=(",", ":")))


def read(value: str) -> Target:
    """Return what *value* is about: a URI, or an encoded annotation or target (§2.2, §3.1).

    Of several targets it is the first: one page is shown here at a time.

    Raises:
        BadContentState: it is none of these.
    """
    value = value.strip()
    if len(value) > MAX_LENGTH:
        raise BadContentState(f"It has more than {MAX_LENGTH:,} characters.")
    if value.lower().startswith(("http:", "https:")):
        return Target(_address(value))
    return _target(_json(decode(value)), _NESTED)


def _json(text: str) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadContentState("What is encoded has to be JSON.") from error


def _target(resource: Any, depth: int) -> Target:  # noqa: ANN401 - JSON
    """Return what *resource* is about, with whatever is wrapped around it taken off."""
    if isinstance(resource, str):
        return Target(_address(resource))
    if isinstance(resource, list) and resource:
        return _target(resource[0], depth)
    if not isinstance(resource, dict):
        raise BadContentState("It has to be an annotation or its target.")
    within = _within(resource)
    if within is not None and depth:
        return _target(within, depth - 1)
    return Target(_address(resource.get("id")), tuple(_part_of(resource)))


def _within(resource: Json) -> Any:  # noqa: ANN401 - JSON
    """Return what an annotation or a part of a resource is about; None for a resource itself."""
    motivations = resource.get("motivation")
    listed = motivations if isinstance(motivations, list) else [motivations]
    kinds = {"Annotation": "target" if _MOTIVATION in listed else "", "SpecificResource": "source"}
    kind = resource.get("type")
    return resource.get(kinds.get(kind, "")) if isinstance(kind, str) else None


def _part_of(resource: Json) -> Iterator[str]:
    above = resource.get("partOf")
    for one in above if isinstance(above, list) else [above]:
        address = one.get("id") if isinstance(one, dict) else one
        if isinstance(address, str):
            with suppress(BadContentState):
                yield _address(address)


def _address(value: Any) -> str:  # noqa: ANN401 - JSON
    """Return *value* as the URI of a whole resource, without the part that it may name (§2.2.5).

    A link that holds a URI as it is has lost the escapes of that when it is read.
    """
    try:
        address = escaped(value) if isinstance(value, str) else ""
    except UnicodeEncodeError:
        address = ""
    if not is_web_address(address):
        raise BadContentState("What it is about needs an id, which is an http(s) address.")
    return address.partition("#")[0]
