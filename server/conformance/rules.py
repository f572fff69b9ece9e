"""Every rule that the checker of OAI-PMH knows, in one table.

Sections are those of OAI-PMH 2.0 (2015-01-08); "guidelines" are its implementation guidelines,
"practice" is what harvesters ask for beyond the letter.
"""

from server.conformance.findings import Finding, Rule, Severity, found_against

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE

_TRANSPORT = (
    Rule("http-answer", "§3.1", _E, "Every request is answered, in time and in one piece."),
    Rule("http-status", "§3.1.2.2", _E, "An answer, one that tells an error too, has status 200."),
    Rule("redirect", "§3.1.2.2", _W, "Load is spread by 302; a permanent redirect means that the base URL is another one."),
    Rule("retry-after", "§3.1.2.2", _W, "Status 503 says in Retry-After, in whole seconds up to an hour, when to come back."),
    Rule("content-type", "§3.1.2.1", _E, "The Content-Type is text/xml."),
    Rule("post", "§3.1.1", _E, "POST is answered like GET."),
    Rule("compression-unasked", "§3.1.3", _E, "Who accepts only identity gets an answer that is not compressed."),
    Rule("compression-same", "§3.1.3", _E, "A compressed answer says the same as one that is not."),
    Rule("compression-declared", "§3.1.3", _W, "Identify names the compressions that are given, and no others."),
)  # fmt: skip
_ENVELOPE = (
    Rule("well-formed", "§3.2", _E, "A response is well-formed XML without a DOCTYPE."),
    Rule("utf-8", "§3.2", _E, "A response is in UTF-8, and says nothing else."),
    Rule("root", "§3.2", _E, "The root is OAI-PMH in the namespace http://www.openarchives.org/OAI/2.0/."),
    Rule("schema-location", "§3.2", _E, "The root pairs its namespace with OAI-PMH.xsd in xsi:schemaLocation."),
    Rule("grammar", "§3.2.1", _E, "A response follows the grammar of OAI-PMH and of its containers."),
    Rule("answer-verb", "§3.2", _E, "A response carries the element of the verb that was asked, or errors."),
    Rule("clock", "§3.2", _W, "responseDate is the time of the response, within an hour."),
    Rule("request-url", "§3.2", _E, "The request element holds the base URL."),
    Rule("request-echo", "§3.2", _E, "The attributes of the request element are the arguments, as they were sent."),
    Rule("request-echo-on-error", "§3.2", _W, "They are there beside an error too, unless it is badVerb or badArgument."),
    Rule("request-bare", "§3.2", _E, "Beside badVerb and badArgument the request element has no attributes."),
)  # fmt: skip
_IDENTIFY = (
    Rule("base-url", "§4.2", _E, "baseURL is the address under which the repository is asked."),
    Rule("admin-email", "§4.2", _E, "adminEmail is an address that a harvester can write to."),
    Rule("admin-email-plain", "§4.2", _W, "adminEmail is written without mailto:."),
    Rule("earliest-form", "§4.2", _E, "earliestDatestamp is a real date in the granularity of the repository."),
    Rule("earliest", "§4.2", _E, "No record has a datestamp before earliestDatestamp."),
    Rule("deleted-support", "guidelines", _N, "A repository keeps track of deletions, so that harvesters learn of them."),
    Rule("compression-identity", "§3.1.3", _W, "identity is not listed as a compression."),
    Rule("one-oai-identifier", "guidelines", _E, "Identify explains its identifiers once: no two oai-identifier descriptions."),
    Rule("plain-names", "practice", _N, "Elements have no prefix, xsi: is called so: the official validator compares names as written."),
    Rule("oai-identifier-form", "guidelines", _E, "repositoryIdentifier is a domain name, and the sample identifier is in it."),
)  # fmt: skip
_FORMATS = (
    Rule("oai-dc", "§3.4", _E, "oai_dc is among the formats, of the repository and of each item."),
    Rule("oai-dc-declared", "§3.4", _E, "oai_dc is declared with its published namespace and schema."),
    Rule("unique-prefix", "§3.4", _E, "A metadataPrefix names one format."),
    Rule("unique-namespace", "practice", _N, "Two formats have two namespaces."),
    Rule("unique-schema", "practice", _N, "Two formats have two schemas."),
    Rule("formats-of-item", "§4.4", _E, "The formats of an item are formats of the repository, and it is given in each of them."),
    Rule("payload-namespace", "§3.4", _E, "Metadata is in the namespace of its format."),
    Rule("payload-schema-location", "§3.4", _E, "The root of metadata pairs its namespace with a schema in xsi:schemaLocation."),
    Rule("payload-schema", "§3.4", _W, "That schema is the one that ListMetadataFormats names."),
)  # fmt: skip
_SETS = (
    Rule("unique-set", "§2.6", _E, "A setSpec is listed once."),
    Rule("set-ancestors", "§2.6", _W, "The sets above a listed set are listed."),
    Rule("set-name", "§4.6", _W, "A set has a name."),
    Rule("set-listed", "§2.6", _E, "A setSpec of a header is listed, or one above it."),
    Rule("set-members", "§2.7.2", _E, "A record harvested from a set names that set, or one beneath it."),
    Rule("set-complete", "§2.7.2", _E, "A record that names a set, or one beneath it, is harvested from that set."),
)  # fmt: skip
_LISTS = (
    Rule("list-answers", "§4.5", _E, "A list is given, or an error says why there is none."),
    Rule("token-single", "§3.5", _E, "A list that comes in one response has no resumptionToken."),
    Rule("token-closes", "§3.5", _E, "A list that came in parts ends in an empty resumptionToken."),
    Rule("token-works", "§3.5", _E, "A resumptionToken that was just given leads on."),
    Rule("token-repeats", "§3.5", _E, "A list never returns to a token that it has given."),
    Rule("token-progress", "§3.5", _E, "A part of a list holds something that was not there before."),
    Rule("cursor", "§3.5", _E, "cursor counts what was given before this part, from 0."),
    Rule("list-size", "§3.5", _W, "completeListSize is the size of the list, once all of it is there."),
    Rule("token-advice", "practice", _N, "A token says completeListSize, cursor and expirationDate."),
    Rule("token-life", "practice", _N, "A token lives for 23 hours or longer."),
    Rule("token-expired", "§3.5", _E, "expirationDate is not past when it is given."),
    Rule("duplicates", "§3.5", _E, "A list holds a record once."),
    Rule("living-record", "practice", _W, "A list begins with a record that is not deleted within its first part: the official validator goes on from one."),
    Rule("lists-agree", "§4.3", _E, "ListIdentifiers gives the headers that ListRecords gives."),
    Rule("token-reuse", "§3.5.1", _E, "The newest token gives the same again when it is sent again."),
    Rule("token-verb", "§3.5", _W, "A token of one verb is refused by another."),
    Rule("token-tampered", "§3.5", _W, "A token with something appended is refused."),
)  # fmt: skip
_RECORDS = (
    Rule("identifier-uri", "§2.4", _E, "An identifier is a URI."),
    Rule("identifier-form", "guidelines", _E, "An oai: identifier is oai:, a domain name, a colon and characters of a URI."),
    Rule("identifier-namespace", "guidelines", _W, "The domain name is the one that Identify explains, unless the record was harvested elsewhere."),
    Rule("datestamp-form", "§2.5", _E, "A datestamp is a real date in the granularity of the repository."),
    Rule("datestamp-future", "§2.5", _W, "A datestamp is not later than the response."),
    Rule("metadata-present", "§2.5", _E, "A record that is not deleted has metadata."),
    Rule("deleted-bare", "§2.5.1", _E, "A deleted record has neither metadata nor about."),
    Rule("deleted-declared", "§2.5.1", _E, "A repository that keeps no track of deletions shows no deleted record."),
    Rule("get-record", "§4.1", _E, "A listed record is given by GetRecord, deleted or not."),
    Rule("record-same", "§2.5", _E, "GetRecord gives the record that ListRecords gives."),
    Rule("deleted-formats", "§2.5.1", _W, "A deleted record is not alive in another of its formats."),
)  # fmt: skip
_DATES = (
    Rule("window-inclusive", "§2.7.1", _E, "from and until are inclusive: the window of its own datestamp holds a record."),
    Rule("window-outside", "§2.7.1", _E, "A window holds no record with a datestamp outside it."),
    Rule("day-window", "§2.7.1", _E, "Days are accepted whatever the granularity, until the end of the last one."),
    Rule("no-match", "§3.6", _E, "A window or set in which nothing is gets noRecordsMatch, never an empty list."),
)  # fmt: skip
_ARGUMENTS = (
    Rule("bad-verb", "§3.6", _E, "A verb that is missing, unknown or repeated gets badVerb."),
    Rule("bad-argument", "§3.6", _E, "An argument that is missing or does not belong gets badArgument."),
    Rule("repeated-argument", "§3.6", _E, "A repeated argument gets badArgument."),
    Rule("bad-date", "§3.3.1", _E, "A date that is not YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ gets badArgument."),
    Rule("mixed-granularity", "§2.7.1", _E, "from and until of different granularity get badArgument."),
    Rule("finer-granularity", "§2.7.1", _E, "Seconds get badArgument from a repository of days."),
    Rule("date-order", "§2.7.1", _E, "from after until gets badArgument."),
    Rule("empty-argument", "§3.6", _W, "An argument without a value gets badArgument."),
    Rule("set-syntax", "§2.6", _W, "What is no setSpec gets badArgument."),
    Rule("unknown-format", "§3.6", _E, "A format that is not there gets cannotDisseminateFormat, from every verb that takes one."),
    Rule("unknown-identifier", "§3.6", _E, "An identifier that is not there gets idDoesNotExist."),
    Rule("unknown-token", "§3.6", _E, "A token that was never given gets badResumptionToken."),
    Rule("token-exclusive", "§3.5", _E, "A token beside another argument gets an error."),
    Rule("no-sets", "§3.6", _E, "A repository without sets says noSetHierarchy, to ListSets and to set."),
    Rule("hostile-argument", "§3.6", _E, "Characters that mean something to XML, or nothing to it, get an error in XML."),
)  # fmt: skip
_ADVICE = (
    Rule("dc-minimal", "practice", _N, "oai_dc has identifier, title, date, type and creator."),
    Rule("dc-date", "practice", _N, "dc:date is in ISO 8601."),
    Rule("dc-language", "practice", _N, "dc:language is a code of ISO 639, or a tag that begins with one."),
    Rule("dc-address", "practice", _N, "dc:identifier has an address on the web, each record its own, and no placeholder."),
    Rule("dc-empty", "practice", _N, "No element is empty."),
    Rule("double-encoding", "§3.2", _W, "Text was encoded once: no letters such as Ã© in the place of é."),
)  # fmt: skip

RULES: dict[str, Rule] = {
    rule.id: rule
    for part in (
        _TRANSPORT,
        _ENVELOPE,
        _IDENTIFY,
        _FORMATS,
        _SETS,
        _LISTS,
        _RECORDS,
        _DATES,
        _ARGUMENTS,
        _ADVICE,
    )
    for rule in part
}


def found(rule_id: str, message: str, request: str) -> Finding:
    """Return what was found against the rule *rule_id*; *message* says what was seen."""
    return found_against(RULES[rule_id], message, request)
