"""Texts for people: HTML where it may stand (Presentation 3.0 §4.5), rights and dates (§3.1)."""

import re
from collections.abc import Iterator

from metadata.markup import RefusedXml, parse
from server.conformance.iiif.grammar import Check
from server.conformance.iiif.kinds import is_moment, is_uri
from server.conformance.iiif.place import Place
from server.conformance.iiif.sheet import Sheet

_TAG = re.compile(
    r"</?(?:a|b|blockquote|br|center|div|em|font|form|h[1-6]|hr|i|iframe|img|input|li|object|ol|p"
    r"|pre|script|small|span|strong|style|sub|sup|table|td|th|tr|u|ul)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ALLOWED = frozenset({"a", "b", "br", "i", "img", "p", "small", "span", "sub", "sup"})
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}}
_HREF = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_NOT_ELEMENTS = ("<!--", "<![CDATA[", "<?")
_WRAPPED = "well-formed XML within one element such as <span>, or text without markup"

_COMMONS = re.compile(
    r"http://creativecommons\.org/(?:licenses/[a-z+-]+|publicdomain/(?:zero|mark))/\d\.\d/"
    r"(?:[a-z]+/)?"
)
_STATEMENTS = re.compile(
    r"http://rightsstatements\.org/vocab/"
    r"(?:InC|InC-OW-EU|InC-EDU|InC-NC|InC-RUU|NoC-CR|NoC-NC|NoC-OKLR|NoC-US|CNE|UND|NKC)/1\.0/"
)
_KEEPERS = {
    "creativecommons.org": (_COMMONS, "http://creativecommons.org/licenses/by/4.0/"),
    "rightsstatements.org": (_STATEMENTS, "http://rightsstatements.org/vocab/InC/1.0/"),
}
_HOST = re.compile(r"[a-z]+://(?:www\.)?([^/:?#]+)", re.IGNORECASE)


def _rights(place: Place) -> Iterator[tuple[Place, str]]:
    if not is_uri(place.value):
        yield place, "one URI of Creative Commons or RightsStatements.org"
        return
    pattern, example = _KEEPERS.get(_host(place.value), (None, ""))
    if pattern is not None and not pattern.fullmatch(place.value):
        yield place, f"the URI as its keeper defines it, such as {example}"


RIGHTS = _rights


def rights(rule: str) -> Check:
    """Return what holds rights to the two keepers that everyone knows, or an extension (§3.1)."""

    def check(place: Place, sheet: Sheet) -> None:
        value = place.value.get("rights")
        if not sheet.extended and is_uri(value) and _host(value) not in _KEEPERS:
            accepted = "a URI of creativecommons.org or rightsstatements.org, or an extension's"
            sheet.refuse(rule, place.member("rights"), accepted)

    return check


def _host(uri: str) -> str:
    match = _HOST.match(uri)
    return match[1].lower() if match else ""


def nav_date(place: Place, sheet: Sheet) -> None:
    """Hold a navDate to UTC (§3.1)."""
    value = place.value.get("navDate")
    if is_moment(value, ("+", "-")):
        sheet.refuse("p3-navDate-utc", place.member("navDate"), "the moment in UTC, with Z")


def markup(place: Place, sheet: Sheet) -> None:
    """Hold labels to no HTML, and values to HTML that is well-formed and harmless (§4.5)."""
    pairs = [*place.objects("metadata"), *place.objects("requiredStatement")]
    for label in (place, *pairs):
        for text in _texts(label, "label"):
            if is_markup(text.value):
                sheet.refuse("p3-label-markup", text, "text without markup")
    for holder, name in ((place, "summary"), *((pair, "value") for pair in pairs)):
        for text in _texts(holder, name):
            _value(text, sheet)


def _texts(place: Place, name: str) -> Iterator[Place]:
    """Yield the texts of a language map that could be markup."""
    languages = place.member(name)
    if not isinstance(languages.value, dict):
        return
    for language, texts in languages.value.items():
        if isinstance(texts, list):
            held = Place(texts, language, languages)
            yield from (
                one for one in held.each() if isinstance(one.value, str) and "<" in one.value
            )


def _is_wrapped(text: str) -> bool:
    return text.startswith("<") and text.endswith(">")


def _value(text: Place, sheet: Sheet) -> None:
    if not _is_wrapped(text.value):
        # A space behind the last > says that the text is plain, whatever it looks like.
        plain = text.value.startswith("<") and text.value[-1:].isspace()
        if not plain and _TAG.search(text.value):
            sheet.refuse("p3-markup", text, _WRAPPED)
        return
    try:
        root = parse(text.value.encode(errors="replace"))
    except RefusedXml as error:
        sheet.add("p3-markup", text, f"{error}; accepted: {_WRAPPED}.")
        return
    removed = [one for one in _NOT_ELEMENTS if one in text.value]
    for element in root.iter():
        if isinstance(element.tag, str):
            removed += _removed(
                element.tag, {str(key): str(value) for key, value in element.items()}
            )
    if removed:
        message = f"it has {', '.join(dict.fromkeys(removed))}, which a client removes."
        sheet.add("p3-markup-kept", text, message)


def _removed(tag: str, attributes: dict[str, str]) -> Iterator[str]:
    """Yield what a client removes of an element (§4.5)."""
    if tag not in _ALLOWED:
        yield f"<{tag}>"
        return
    yield from (name for name in attributes if name not in _ATTRIBUTES.get(tag, set()))
    if not _HREF.match(attributes.get("href", "http:")):
        yield "an href of another kind than http, https and mailto"


def is_markup(text: str) -> bool:
    """Whether a label would be taken for HTML."""
    return _TAG.search(text) is not None or _is_wrapped(text)
