"""Resources of Presentation 2 and 3, looked at alike: address, type, and what is said in languages.

<https://iiif.io/api/presentation/3.0/#4-json-ld-considerations>,
<https://iiif.io/api/presentation/2.1/#json-ld-considerations>. Real documents mix the two, so no
version is asked for. What is not of the form that a place should have says nothing.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, NamedTuple

from metadata.prose import plain_text
from schemas.grammar import xml_illegal
from schemas.native import Json

Given = Any
"""JSON from elsewhere, of whatever form."""

_NO_LANGUAGE = frozenset({"", "none", "@none", "und"})
_MOST_NESTED = 3  # a list of objects whose values are lists


class Words(NamedTuple):
    """A text, and the language that it is said to be in, or None."""

    text: str
    lang: str | None = None


def listed(value: Given) -> list[Given]:
    """Return *value* as a list: itself, or with what stands alone as its only part."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def objects(value: Given) -> list[Json]:
    """Return the objects that *value* is or holds."""
    return [one for one in listed(value) if isinstance(one, dict)]


def address(resource: Given) -> str:
    """Return the address of *resource*, which may be nothing but its address; "" for none."""
    if isinstance(resource, dict):
        resource = resource.get("id", resource.get("@id"))
    return resource.strip() if isinstance(resource, str) else ""


def kind(resource: Given) -> str:
    """Return the type of *resource* without a prefix: ``Manifest`` for ``sc:Manifest`` too."""
    given = resource.get("type", resource.get("@type")) if isinstance(resource, dict) else None
    names = [one for one in listed(given) if isinstance(one, str)]
    return names[0].rpartition(":")[2] if names else ""


def number(value: Given) -> float | None:
    """Return *value* as a number above 0, or None; numbers may be kept as they were written."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if 0 < found < float("inf") else None


def said(value: Given) -> list[Words]:
    """Return the texts of *value*: plain, in a language map (3.0 §4.4), or marked (2.1 §4.3).

    A text that is the same in every one of several languages is of none of them.
    """
    words = [one for one in _words(value, _MOST_NESTED) if one.text]
    spoken: dict[str, set[str]] = {}
    for text, lang in words:
        if lang is not None:
            spoken.setdefault(lang, set()).add(text)
    common = set.intersection(*spoken.values()) if len(spoken) > 1 else set()
    unbound = (Words(text) if text in common else Words(text, lang) for text, lang in words)
    return list(dict.fromkeys(unbound))


def plain(text: str) -> str:
    """Return *text* without markup; as it is where it holds what no text may, to be refused."""
    return text if xml_illegal(text) else plain_text(text)


def first_text(value: Given) -> str:
    """Return the first text of *value*, or ""."""
    return next((one.text for one in said(value)), "")


def _words(value: Given, depth: int) -> Iterator[Words]:
    if isinstance(value, list) and depth:
        for one in value:
            yield from _words(one, depth - 1)
    elif isinstance(value, dict):
        yield from _marked(value) if "@value" in value else _mapped(value, depth)
    else:
        yield from map(Words, _plain(value))


def _marked(value: Json) -> Iterator[Words]:
    for text in _plain(value["@value"]):
        yield Words(text, _language(value.get("@language")))


def _mapped(value: Json, depth: int) -> Iterator[Words]:
    """Yield the texts of a language map; an object that is none may have a label or an address."""
    if "@id" in value or "id" in value:
        labels = [*_words(value.get("label"), depth - 1)] if depth else []
        yield from labels or [Words(address(value))]
        return
    for lang, texts in value.items():
        for text in _plain(texts):
            yield Words(text, _language(lang))


def _plain(value: Given) -> Iterator[str]:
    for one in listed(value):
        if isinstance(one, str | int | float):
            # As JSON writes them: true, and not True.
            yield (str(one).lower() if isinstance(one, bool) else str(one)).strip()


def _language(tag: Given) -> str | None:
    return tag if isinstance(tag, str) and tag not in _NO_LANGUAGE else None


def resources_in(lists: Iterable[Json], *names: str) -> Iterator[Json]:
    """Yield what each of *lists* holds in full under any of *names*."""
    return chain.from_iterable(objects(one.get(name)) for one in lists for name in names)


def counted(count: int, example: str) -> str:
    """Return what to show of *count* things of one kind, of which *example* is the first."""
    return example if count == 1 else f"{count}, the first {example}"
