"""Records (OAI-PMH 2.0 §2.4, §2.5): each one of the full list looked at, some asked for again."""

import re
from collections.abc import Iterator

from lxml import etree

from metadata.markup import SCHEMA_LOCATION
from server.conformance.dublin_core import Advice
from server.conformance.findings import Finding
from server.conformance.formats import formats_of
from server.conformance.lists import Listing, Walk
from server.conformance.moments import granularity_of, moment
from server.conformance.response import Header, Record, Response
from server.conformance.rules import found
from server.conformance.survey import DC, Format, Listed, Survey

_SAMPLES = 9
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S+")
_OAI_IDENTIFIER = re.compile(
    r"oai:([A-Za-z][A-Za-z0-9\-]*(?:\.[A-Za-z][A-Za-z0-9\-]*)+):[A-Za-z0-9\-_.!~*'();/?:@&=+$,%]+"
)

_Said = Iterator[tuple[str, str]]


def list_records(survey: Survey) -> Iterator[Finding]:
    """Walk the full list of records, and yield what is wrong with any of them."""
    advice = Advice()

    def visit(response: Response) -> Iterator[Finding]:
        for record in response.records:
            yield from _record(record, response, survey)
            advice.take(record)
            listed = Listed(record.header, record.digest, response.request)
            survey.listed[record.header.identifier] = listed
        survey.progress(len(survey.listed))
        if survey.resumed is None and response.token is not None and response.token.text:
            survey.resumed = response

    arguments = {"metadataPrefix": survey.metadata_prefix}
    walk = Walk(survey.repository, Listing("ListRecords", arguments, survey.limit, visit))
    yield from walk.steps()
    survey.whole, survey.began = walk.whole, walk.began
    if walk.was_cut:
        survey.unchecked.append(
            f"what the list holds after its first {len(survey.listed):,} records"
        )
    if walk.first.errors == ["noRecordsMatch"]:
        survey.unchecked.append("records: the repository has none")
    elif not survey.listed and walk.first.root is not None:
        message = f"ListRecords gets {walk.first.said()}."
        yield found("list-answers", message, walk.first.request)
    if survey.metadata_prefix == DC:
        yield from advice.findings(walk.first.request)


def list_identifiers(survey: Survey) -> Iterator[Finding]:
    """Walk the full list of headers, and yield where it differs from that of records (§4.3)."""
    arguments = {"metadataPrefix": survey.metadata_prefix}
    walk = Walk(survey.repository, Listing("ListIdentifiers", arguments, survey.limit))
    yield from walk.steps()
    if not walk.headers and survey.listed and walk.first.root is not None:
        message = f"ListIdentifiers gets {walk.first.said()}."
        yield found("list-answers", message, walk.first.request)
        return
    if walk.first.headers and all(one.deleted for one in walk.first.headers):
        message = f"All {len(walk.first.headers)} of the first part are deleted."
        yield found("living-record", message, walk.first.request)
    for message in _differences(survey, walk):
        yield found("lists-agree", message, walk.first.request)


def _differences(survey: Survey, walk: Walk) -> Iterator[str]:
    for identifier, one in survey.listed.items():
        header = walk.headers.get(identifier)
        if header is None:
            if walk.whole and survey.is_settled(one.header):
                yield f"{identifier} is not there."
        elif header != one.header and survey.is_settled(header):
            yield f"{identifier} has another header than in ListRecords."
    if survey.whole:
        for identifier, header in walk.headers.items():
            if identifier not in survey.listed and survey.is_settled(header):
                yield f"{identifier} is not in ListRecords."


def get_records(survey: Survey) -> Iterator[Finding]:
    """Ask for some records by themselves, in each of their formats (§4.1, §4.4)."""
    for sample in survey.samples(_SAMPLES):
        yield from _again(sample, survey)
        yield from _formats_of_item(sample, survey)


def other_formats(survey: Survey) -> Iterator[Finding]:
    """Look at the beginning of the list in each other format."""
    for one in survey.formats.values():
        if one.prefix != survey.metadata_prefix:
            response = survey.repository.ask("ListRecords", metadataPrefix=one.prefix)
            for record in response.records:
                for rule, message in _payload(record, one):
                    yield found(rule, message, response.request)


def _record(record: Record, response: Response, survey: Survey) -> Iterator[Finding]:
    for check in (_identifier, _datestamp, _deletion, _sets):
        for rule, message in check(record, response, survey):
            yield found(rule, message, response.request)
    declared = survey.formats.get(survey.metadata_prefix)
    if declared is not None:
        for rule, message in _payload(record, declared):
            yield found(rule, message, response.request)


def _identifier(record: Record, _response: Response, survey: Survey) -> _Said:
    identifier = record.header.identifier
    if not _URI.fullmatch(identifier):
        yield "identifier-uri", f"{identifier!r} is no URI."
    elif identifier.startswith("oai:"):
        domain = _OAI_IDENTIFIER.fullmatch(identifier)
        if domain is None:
            yield "identifier-form", f"{identifier} is not written so."
        elif survey.identity.namespace not in (None, domain[1]):
            yield "identifier-namespace", f"{identifier} is not in {survey.identity.namespace}."


def _datestamp(record: Record, response: Response, survey: Survey) -> _Said:
    identity, stamp = survey.identity, record.header.datestamp
    if granularity_of(stamp) is not identity.granularity:
        yield "datestamp-form", f"{record.header.identifier} has the datestamp {stamp!r}."
        return
    if granularity_of(identity.earliest) and moment(stamp) < moment(identity.earliest):
        yield (
            "earliest",
            f"{record.header.identifier} has {stamp}, the earliest is {identity.earliest}.",
        )
    if stamp > response.date[: len(stamp)]:
        yield "datestamp-future", f"{record.header.identifier} has {stamp}."


def _deletion(record: Record, _response: Response, survey: Survey) -> _Said:
    identifier = record.header.identifier
    if not record.header.deleted:
        if not any(len(one) for one in record.payloads):
            yield "metadata-present", f"{identifier} has none."
        return
    if record.payloads or record.abouts:
        yield "deleted-bare", f"{identifier} has some."
    if survey.identity.deleted_record == "no":
        yield "deleted-declared", f"{identifier} is deleted, and deletedRecord is no."


def _sets(record: Record, _response: Response, survey: Survey) -> _Said:
    known = survey.sets or {}
    for spec in sorted(record.header.set_specs) if survey.knows_sets else ():
        if not any(up in known for up in _path(spec)):
            yield "set-listed", f"{record.header.identifier} names {spec}."


def _path(spec: str) -> list[str]:
    parts = spec.split(":")
    return [":".join(parts[:end]) for end in range(1, len(parts) + 1)]


def _payload(record: Record, declared: Format) -> _Said:
    """Yield what is wrong with the metadata as being in the format *declared* (§3.4)."""
    identifier = record.header.identifier
    for root in (one for payload in record.payloads for one in payload):
        namespace = etree.QName(root).namespace
        if namespace != declared.namespace:
            yield "payload-namespace", f"{identifier} in {declared.prefix} is in {namespace}."
            continue
        located = (root.get(SCHEMA_LOCATION) or "").split()
        schema = dict(zip(located[::2], located[1::2], strict=False)).get(namespace)
        if schema is None:
            said = " ".join(located) or "no schemaLocation"
            yield "payload-schema-location", f"{identifier} in {declared.prefix} has {said}."
        elif schema != declared.schema:
            yield "payload-schema", f"{identifier} in {declared.prefix} has {schema}."


def _again(sample: Listed, survey: Survey) -> Iterator[Finding]:
    """Ask for *sample* by GetRecord."""
    header = sample.header
    response = survey.repository.ask(
        "GetRecord", identifier=header.identifier, metadataPrefix=survey.metadata_prefix
    )
    if response.root is None:
        return
    if not response.records:
        message = f"{header.identifier} gets {response.said()}."
        yield found("get-record", message, response.request)
        return
    record = response.records[0]
    changed = not survey.is_settled(record.header)
    if not changed and (record.header, record.digest) != (header, sample.digest):
        part = "header" if record.header != header else "metadata or about"
        message = f"{header.identifier} has another {part} than in {sample.request}."
        yield found("record-same", message, response.request)


def _formats_of_item(sample: Listed, survey: Survey) -> Iterator[Finding]:
    identifier = sample.header.identifier
    response = survey.repository.ask("ListMetadataFormats", identifier=identifier)
    prefixes = [one.prefix for one in formats_of(response)]
    if response.root is None or (sample.header.deleted and not prefixes):
        return  # a deleted item may have no formats any more
    if survey.metadata_prefix not in prefixes:
        rule = "oai-dc" if survey.metadata_prefix == DC else "formats-of-item"
        listed = ", ".join(prefixes) or response.said()
        yield found(rule, f"The formats of {identifier} are {listed}.", response.request)
    for prefix in prefixes:
        if prefix not in survey.formats:
            message = f"{prefix} of {identifier} is no format of the repository."
            yield found("formats-of-item", message, response.request)
        elif prefix != survey.metadata_prefix:
            yield from _in_format(sample.header, survey.formats[prefix], survey)


def _in_format(header: Header, one: Format, survey: Survey) -> Iterator[Finding]:
    response = survey.repository.ask(
        "GetRecord", identifier=header.identifier, metadataPrefix=one.prefix
    )
    if response.root is None:
        return
    if not response.records:
        message = f"{header.identifier} in {one.prefix} gets {response.said()}."
        yield found("formats-of-item", message, response.request)
    for record in response.records:
        if header.deleted and not record.header.deleted and survey.is_settled(record.header):
            message = f"{header.identifier} is alive in {one.prefix}."
            yield found("deleted-formats", message, response.request)
        for rule, message in _payload(record, one):
            yield found(rule, message, response.request)
