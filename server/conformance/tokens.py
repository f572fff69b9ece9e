"""resumptionTokens (OAI-PMH 2.0 §3.5, §3.5.1): good again, for one verb, and as they were given."""

from collections.abc import Iterator

from server.conformance.findings import Finding
from server.conformance.response import Response
from server.conformance.rules import found
from server.conformance.survey import Survey

_APPENDED = "~x"


def tokens(survey: Survey) -> Iterator[Finding]:
    """Send a token twice, to another verb, and with something appended."""
    if survey.resumed is None:
        survey.unchecked.append("tokens: the list of records comes in one part")
        return
    repository = survey.repository
    began = repository.ask("ListRecords", metadataPrefix=survey.metadata_prefix)
    if began.token is None or not began.token.text:
        return  # the walk has said what is wrong, or the list has become short
    token = began.token.text
    once = repository.ask("ListRecords", resumptionToken=token)
    again = repository.ask("ListRecords", resumptionToken=token)
    yield from _reuse(once, again, survey)
    other = repository.ask("ListIdentifiers", resumptionToken=token)
    yield from _refused("token-verb", "ListIdentifiers takes a token of ListRecords", other)
    changed = repository.ask("ListRecords", resumptionToken=token + _APPENDED)
    yield from _refused("token-tampered", f"A token with {_APPENDED!r} appended is taken", changed)


def _reuse(once: Response, again: Response, survey: Survey) -> Iterator[Finding]:
    if again.root is None or not once.headers:
        return  # an answer that cannot be read, or a token that does not work, is known by now
    if again.errors:
        message = f"The second time it gets {again.said()}."
        yield found("token-reuse", message, again.request)
        return
    kept = [{one for one in part.headers if survey.is_settled(one)} for part in (once, again)]
    if kept[0] != kept[1]:
        message = "The second time it gives other records, none of them changed."
        yield found("token-reuse", message, again.request)


def _refused(rule: str, message: str, response: Response) -> Iterator[Finding]:
    if response.root is not None and not response.errors:
        yield found(rule, f"{message}.", response.request)
