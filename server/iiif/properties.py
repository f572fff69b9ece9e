"""What IIIF resources say of themselves to people: the descriptive properties of Presentation 3.0.

<https://iiif.io/api/presentation/3.0/#31-descriptive-properties>, with the language maps of §4.4
and the HTML of §4.5. Manifests, collections and canvases are described by the same functions.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from metadata.prose import is_html, plain_text, safe_html
from schemas.edtf import navigation_date
from schemas.media_types import media_type_of
from schemas.native import Json
from schemas.record import Metadata, Value
from schemas.rights import is_canonical, rights_label
from schemas.terms import TERMS

NO_LANGUAGE = "none"

_SUMMARY_TERMS = ("dcterms:abstract", "description")
_RIGHTS_TERMS = ("rights", "dcterms:license", "dcterms:accessRights")

# Dates of the thing itself: when it was made available is no date to find it by.
_DATE_TERMS = ("date", "dcterms:created", "dcterms:issued")

_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Provider:
    """The archive: its name, the addresses of its first page, and of its logo if it has one."""

    name: str
    home: str
    logo: str = ""


def description(metadata: Metadata, provider: Provider) -> Json:
    """Return the descriptive properties that manifests and collections share (§3.1)."""
    return {
        "metadata": pairs(metadata),
        "summary": _summary(metadata),
        "requiredStatement": _required_statement(metadata, provider),
        "rights": _rights(metadata),
        "provider": [_agent(provider)],
    }


def pairs(metadata: Metadata) -> list[Json]:
    """Return *metadata* as pairs of label and value, in the order of the table of terms."""
    return [
        {
            "label": {"en": [term.label]},
            "value": _value_map(metadata[term.name]),
        }
        for term in TERMS.values()
        if metadata.get(term.name)
    ]


def label(values: Iterable[Value], otherwise: str) -> Json:
    """Return *values* as a label, which holds no HTML (§4.5); *otherwise* if nothing is left."""
    return _language_map(values, _unmarked) or {NO_LANGUAGE: [otherwise]}


def nav_date(metadata: Metadata) -> str | None:
    """Return the beginning of the first date that has an exact one, as a ``navDate``."""
    values = (value.derived for term in _DATE_TERMS for value in metadata.get(term, ()))
    moments = (navigation_date(edtf) for edtf in values if edtf)
    return next((moment for moment in moments if moment), None)


def web_page(address: str, titled: Json) -> Json:
    """Return a page for people as a content resource; *titled* is its label (§3.3.1)."""
    return {"id": address, "type": "Text", "label": titled, "format": "text/html"}


def language_key(tag: str | None) -> str:
    """Return the key for text in *tag* in a language map (§4.4)."""
    return tag if tag and tag != "und" else NO_LANGUAGE


def filled(resource: Mapping[str, object]) -> Json:
    """Return *resource* without the properties that say nothing."""
    return {name: value for name, value in resource.items() if value not in (None, "", [], {})}


def _summary(metadata: Metadata) -> Json:
    term = next((term for term in _SUMMARY_TERMS if metadata.get(term)), "")
    return _value_map(metadata.get(term, ()))


def _required_statement(metadata: Metadata, provider: Provider) -> Json:
    """What is written of rights, the statements that are meant, and the archive."""
    written = [value for term in _RIGHTS_TERMS for value in metadata.get(term, ())]
    spoken = [said for value in written for said in _in_words(value)]
    # Rights and licence may both name one statement.
    stated = dict.fromkeys((*spoken, Value(provider.name)))
    return {
        "label": {"en": ["Rights" if written else "Attribution"]},
        "value": _value_map(stated),
    }


def _in_words(value: Value) -> Iterator[Value]:
    """Yield what was written, unless it is an address, and a link to the statement it names."""
    name = rights_label(value.derived) if value.derived else None
    if name is None or not (_ADDRESS.fullmatch(value.text.strip()) or value.text == name):
        yield Value(value.text, value.lang)
    if name is not None:
        yield Value(f'<a href="{value.derived}">{escape(name)}</a>')


def _rights(metadata: Metadata) -> str | None:
    """The first URI of a rights statement or licence: one string, and no other kind (§3.1)."""
    values = (value.derived for term in _RIGHTS_TERMS for value in metadata.get(term, ()))
    return next((uri for uri in values if uri and is_canonical(uri)), None)


def _agent(provider: Provider) -> Json:
    named = label((Value(provider.name),), provider.home)
    return {
        "id": provider.home,
        "type": "Agent",
        "label": named,
        "homepage": [web_page(provider.home, named)],
        **({"logo": [_logo(provider.logo)]} if provider.logo else {}),
    }


def _logo(address: str) -> Json:
    """A small picture elsewhere, of which nothing is known but what its name tells (§3.3.1)."""
    return filled({"id": address, "type": "Image", "format": media_type_of(address)})


def _language_map(values: Iterable[Value], spell: Callable[[str], str]) -> dict[str, list[str]]:
    """*values* by language, as *spell* writes them; what comes out empty is left out (§4.4)."""
    by_language: dict[str, list[str]] = {}
    for value in values:
        spelt = spell(value.text)
        if spelt.strip():
            by_language.setdefault(language_key(value.lang), []).append(spelt)
    return by_language


def _value_map(values: Iterable[Value]) -> dict[str, list[str]]:
    """*values* by language, and those of no language in each.

    A viewer shows the values of one language alone, and those of ``none`` only where that one
    is missing (§4.4): a reader of English would see no name that was written without a language.
    """
    spelt = [(language_key(value.lang), _marked_up(value.text)) for value in values]
    said = [(tag, text) for tag, text in spelt if text.strip()]
    tags = list(dict.fromkeys(tag for tag, _ in said))
    return {
        tag: [text for its, text in said if its in (tag, NO_LANGUAGE)]
        for tag in tags
        if tag != NO_LANGUAGE or len(tags) == 1
    }


def _marked_up(text: str) -> str:
    return safe_html(text) if is_html(text) else _unmistakable(text)


def _unmarked(text: str) -> str:
    return _unmistakable(plain_text(text))


def _unmistakable(text: str) -> str:
    """Plain *text* that no viewer takes for HTML, which it knows by its ends (§4.5)."""
    return f"{text} " if text.startswith("<") and text.endswith(">") else text
