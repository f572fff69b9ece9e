"""ListMetadataFormats (OAI-PMH 2.0 §4.4): oai_dc is there, and formats can be told apart."""

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from metadata.markup import OAI_DC
from server.conformance.findings import Finding
from server.conformance.response import Response, children, text_of
from server.conformance.rules import found
from server.conformance.survey import DC, Format, Survey

_DC_SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
_UNIQUE = (
    ("unique-prefix", "metadataPrefix", lambda one: one.prefix),
    ("unique-namespace", "metadataNamespace", lambda one: one.namespace),
    ("unique-schema", "schema", lambda one: one.schema),
)


def formats(survey: Survey) -> Iterator[Finding]:
    """Ask for the formats of the repository, and yield what is wrong with them."""
    response = survey.repository.ask("ListMetadataFormats")
    listed = formats_of(response)
    survey.formats = {one.prefix: one for one in listed}
    declared = survey.formats.get(DC)
    if declared is None:
        yield found("oai-dc", f"The formats are {_shown(response)}.", response.request)
    elif (declared.namespace, declared.schema) != (OAI_DC, _DC_SCHEMA):
        message = f"Namespace {declared.namespace}, schema {declared.schema}."
        yield found("oai-dc-declared", message, response.request)
    for rule, name, value_of in _UNIQUE:
        for value, times in Counter(map(value_of, listed)).items():
            if times > 1:
                yield found(rule, f"{name} {value!r} occurs {times} times.", response.request)


def formats_of(response: Response) -> list[Format]:
    """Return the formats that *response* lists."""
    if response.verb is None:
        return []
    return [_format(one) for one in children(response.verb, "metadataFormat")]


def _format(element: etree._Element) -> Format:
    return Format(
        text_of(element, "metadataPrefix"),
        text_of(element, "schema"),
        text_of(element, "metadataNamespace"),
    )


def _shown(response: Response) -> str:
    return ", ".join(one.prefix for one in formats_of(response)) or response.said()
