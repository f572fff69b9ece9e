"""What aggregators ask of oai_dc beyond its schema; advice, and never an error.

Counted over a list, not told record by record.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from metadata.markup import OAI_DC
from server.conformance.findings import Finding
from server.conformance.response import Record
from server.conformance.rules import found

_DC = "{http://purl.org/dc/elements/1.1/}"
_MINIMAL = ("identifier", "title", "date", "type", "creator")
_W3CDTF = re.compile(
    r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?"
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
# UTF-8 read as Latin-1 or Windows-1252 and written again: a lead byte, then a continuation.
_TWICE = re.compile("[ÂÃ][\u0080-\u00bf]|â€[\u0080-\u00bf™œ“”˜¦]|Ã[ŠŒŽ‘’“”•–—˜™š›œžŸ]")
_PLACEHOLDER = "/123456789/"  # the prefix that DSpace is delivered with
_EXAMPLES = 3


@dataclass
class Advice:
    """What was seen, record by record: by rule and kind, the identifiers it was seen in."""

    seen: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    addresses: dict[str, set[str]] = field(default_factory=dict)
    records: int = 0

    def take(self, record: Record) -> None:
        """Look at *record*, when it has oai_dc."""
        for root in (one for payload in record.payloads for one in payload):
            if root.tag == f"{{{OAI_DC}}}dc":
                self.records += 1
                identifier = record.header.identifier
                for address in _addresses(root)[:1]:
                    self.addresses.setdefault(address, set()).add(identifier)
                for rule, kind in _advice(root):
                    self.seen.setdefault((rule, kind), []).append(identifier)

    def findings(self, request: str) -> Iterator[Finding]:
        """Yield what was seen, once for each kind."""
        for (rule, kind), identifiers in self.seen.items():
            unique = list(dict.fromkeys(identifiers))
            examples = ", ".join(unique[:_EXAMPLES])
            message = f"{kind} in {len(unique):,} of {self.records:,} records: {examples}."
            yield found(rule, message, request)
        shared = {one: len(by) for one, by in self.addresses.items() if len(by) > 1}
        for address in sorted(shared, key=lambda one: -shared[one])[:1]:
            message = f"{address} identifies {shared[address]:,} records."
            yield found("dc-address", message, request)


def _advice(root: etree._Element) -> Iterator[tuple[str, str]]:
    values = _values(root)
    names = {name for name, text in values if text}
    for name in _MINIMAL:
        if name not in names:
            yield "dc-minimal", f"No {name}"
    for name, text in values:
        yield from _value(name, text)
    if "identifier" in names and not _addresses(root):
        yield "dc-address", "No address in identifier"


def _values(root: etree._Element) -> list[tuple[str, str]]:
    return [(str(one.tag).removeprefix(_DC), (one.text or "").strip()) for one in root]


def _addresses(root: etree._Element) -> list[str]:
    found_here = [text for name, text in _values(root) if name == "identifier"]
    return [text for text in found_here if _ADDRESS.fullmatch(text)]


def _value(name: str, text: str) -> Iterator[tuple[str, str]]:
    if not text:
        yield "dc-empty", f"An empty {name}"
    elif name == "date" and not _W3CDTF.fullmatch(text):
        yield "dc-date", "Another form of date"
    elif name == "language" and not _LANGUAGE.fullmatch(text):
        yield "dc-language", "Another form of language"
    elif name == "identifier" and _PLACEHOLDER in text:
        yield "dc-address", "The handle of an installation that has none of its own"
    if _TWICE.search(text):
        yield "double-encoding", f"Text encoded twice, in {name}"
