"""Identify (OAI-PMH 2.0 §4.2): what the repository says of itself, and whether that can be."""

import re
from collections.abc import Callable, Iterator

from lxml import etree

from metadata.markup import OAI_IDENTIFIER, XSI
from server.conformance.findings import Finding
from server.conformance.moments import Granularity, granularity_of
from server.conformance.response import children, text_of, texts_of
from server.conformance.rules import found
from server.conformance.survey import Identity, Survey

_EMAIL = re.compile(r"\w[\w\-.+]*@[a-zA-Z0-9\-.]+\.[a-zA-Z]{2,}")
_DOMAIN = re.compile(r"[a-zA-Z][a-zA-Z0-9\-]*(\.[a-zA-Z][a-zA-Z0-9\-]*)+")
_MAILTO = "mailto:"


class NoRepository(Exception):
    """What answers is no repository of OAI-PMH: there is nothing to check."""


def identify(survey: Survey) -> Iterator[Finding]:
    """Ask who is there, and yield what is wrong with the answer.

    Raises:
        NoRepository: Identify is not answered.
    """
    response = survey.repository.ask("Identify")
    if response.verb is None or etree.QName(response.verb).localname != "Identify":
        reasons = [one.message for one in survey.repository.findings]
        raise NoRepository(f"Identify gets {response.said()}: {' '.join(reasons)}")
    survey.identity = _identity(response.verb)
    survey.repository.own_urls += texts_of(response.verb, "baseURL")
    for check in _CHECKS:
        for rule, message in check(response.verb, survey):
            yield found(rule, message, response.request)


_Said = Iterator[tuple[str, str]]


def _identity(element: etree._Element) -> Identity:
    granularity = text_of(element, "granularity")
    known = granularity in list(Granularity)
    namespaces = [_field(one, "repositoryIdentifier") for one in _descriptions(element)]
    return Identity(
        text_of(element, "earliestDatestamp"),
        text_of(element, "deletedRecord"),
        Granularity(granularity) if known else Granularity.SECOND,
        tuple(texts_of(element, "compression")),
        namespaces[0] if namespaces else None,
    )


def _base_url(element: etree._Element, survey: Survey) -> _Said:
    said = text_of(element, "baseURL")
    if said != survey.repository.url:
        yield "base-url", f"baseURL is {said!r}, asked was {survey.repository.url}."


def _emails(element: etree._Element, _survey: Survey) -> _Said:
    for email in texts_of(element, "adminEmail"):
        plain = email.removeprefix(_MAILTO)
        if plain != email:
            yield "admin-email-plain", f"adminEmail is {email!r}."
        if not _EMAIL.fullmatch(plain) or plain.endswith("@localhost"):
            yield "admin-email", f"adminEmail is {email!r}."


def _earliest(_element: etree._Element, survey: Survey) -> _Said:
    earliest = survey.identity.earliest
    if granularity_of(earliest) is not survey.identity.granularity:
        granularity = survey.identity.granularity
        yield "earliest-form", f"earliestDatestamp is {earliest!r}, granularity {granularity}."


def _deletions(_element: etree._Element, survey: Survey) -> _Said:
    if survey.identity.deleted_record == "no":
        yield "deleted-support", "deletedRecord is no: a harvester cannot learn of deletions."


def _compressions(_element: etree._Element, survey: Survey) -> _Said:
    if "identity" in survey.identity.compressions:
        yield "compression-identity", "compression lists identity."


def _identifiers(element: etree._Element, _survey: Survey) -> _Said:
    descriptions = _descriptions(element)
    if len(descriptions) > 1:
        yield "one-oai-identifier", f"There are {len(descriptions)} oai-identifier descriptions."
    for one in descriptions:
        namespace, sample = _field(one, "repositoryIdentifier"), _field(one, "sampleIdentifier")
        if not _DOMAIN.fullmatch(namespace):
            yield "oai-identifier-form", f"repositoryIdentifier is {namespace!r}."
        elif not sample.startswith(f"oai:{namespace}:"):
            yield "oai-identifier-form", f"sampleIdentifier is {sample!r} in {namespace!r}."


def _names(element: etree._Element, _survey: Survey) -> _Said:
    written = [element, *_descriptions(element)]
    prefixed = [f"{one.prefix}:{etree.QName(one).localname}" for one in written if one.prefix]
    if prefixed:
        yield "plain-names", f"There is {' and '.join(prefixed)}."
    if element.nsmap.get("xsi") != XSI:
        yield "plain-names", "The instance namespace has another prefix than xsi."


_CHECKS: tuple[Callable[[etree._Element, Survey], _Said], ...] = (
    _base_url,
    _emails,
    _earliest,
    _deletions,
    _compressions,
    _identifiers,
    _names,
)


def _descriptions(element: etree._Element) -> list[etree._Element]:
    tag = f"{{{OAI_IDENTIFIER}}}oai-identifier"
    return [one for part in children(element, "description") for one in part.iterfind(tag)]


def _field(element: etree._Element, name: str) -> str:
    return (element.findtext(f"{{{OAI_IDENTIFIER}}}{name}") or "").strip()
