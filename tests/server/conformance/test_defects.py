"""Defects, each seeded into a clean provider: the rules that see it, and no others.

Many are those of pyoai (numbers as its users count them), the others have been seen in the wild.
"""

import gzip
import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import redirect, request
from provider import OAI, Provider, Refused

from server.conformance.rules import RULES


def seeded(defect, *rules, **changed):
    """Return a row of the table: a provider with *changed*, and the *rules* that must notice."""
    return pytest.param(type("Seeded", (Provider,), changed), set(rules), id=defect)


def replaced(before, after, when=lambda pairs: True):
    """Return a ``wire`` that replaces bytes in the answers to some requests."""

    def wire(self, response, pairs):
        if when(dict(pairs)) and not response.headers.get("Content-Encoding"):
            response.data = response.data.replace(before, after)
        return response

    return wire


def status_of_errors(self, response, pairs):
    if b"<error" in response.data:
        response.status_code = 422
    return response


def packed_in_brotli(self, response, pairs):
    if pairs == [("verb", "GetRecord")]:
        response.headers["Content-Encoding"] = "br"
    return response


def moved(self, response, pairs):
    if pairs == [("verb", "ListSets")] and not getattr(self, "has_moved", False):
        self.has_moved = True
        return redirect("/oai?verb=ListSets", 301)
    return response


def busy(**headers):
    def wire(self, response, pairs):
        if pairs == [("verb", "ListSets")] and not getattr(self, "was_busy", False):
            self.was_busy = True
            response.status_code = 503
            response.headers.update(headers)
        return response

    return wire


def no_posts(self, response, pairs):
    if request.method == "POST":
        response.status_code = 405
        response.data = b"<html>not allowed</html>"
    return response


def another_by_post(self, response, pairs):
    if request.method == "POST":
        response.data = response.data.replace(b"A provider", b"Another provider")
    return response


def always_gzip(self, response, accepted):
    response.data = gzip.compress(response.data)
    response.headers["Content-Encoding"] = "gzip"
    return response


def never_gzip(self, response, accepted):
    return response


def stale_gzip(self, response, accepted):
    if "gzip" in accepted and "q=0" not in accepted:
        old = response.data.replace("Récit".encode(), b"Old")
        response.data = gzip.compress(old)
        response.headers["Content-Encoding"] = "gzip"
    return response


def latin(self, echo, body):
    return Provider.envelope(self, echo, body).decode().encode("latin-1", "xmlcharrefreplace")


def swapped_verb(self, pairs):
    answer = Provider.respond(self, pairs)
    return re.sub(rb"<(/?)ListIdentifiers>", rb"<\1ListRecords>", answer)


def in_three_hours(self):
    return f"{datetime.now(UTC) + timedelta(hours=3):%Y-%m-%dT%H:%M:%SZ}"


def dates_in_seconds(self, arguments):
    return {
        name: f"{value}T00:00:00Z" if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else value
        for name, value in arguments.items()
    }


def fractions(self, item):
    return item.datestamp.replace("Z", ".5Z")


def with_items(**changed):
    """Return an ``__init__`` that changes items: by ``_5={"datestamp": "…"}``."""

    def init(self):
        Provider.__init__(self)
        for name, fields in changed.items():
            self.change(int(name[1:]), **fields)

    return init


def without_deletions(self):
    Provider.__init__(self)
    self.items = [item for item in self.items if not item.deleted]


def without_sets(self):
    Provider.__init__(self)
    for item in self.items:
        self.change(item.number, sets=())


def only_beneath(self):
    Provider.__init__(self)
    for item in self.items:
        self.change(item.number, sets=("a:b",))


def one_twice(self):
    Provider.__init__(self)
    self.items = [*self.items[:6], self.items[4], *self.items[6:]]


def more_formats(self, item):
    return (*Provider.formats, ("z", "http://z.example/z.xsd", "http://z.example/"))


def not_in_x(self, arguments):
    if arguments["metadataPrefix"] == "x":
        raise Refused("cannotDisseminateFormat")
    return Provider.GetRecord(self, arguments)


def another_namespace(self, item, prefix):
    written = Provider.metadata(self, item, prefix)
    return written.replace('xmlns="http://provider.example/x/"', 'xmlns="http://other.example/"')


def another_schema(self, item, prefix):
    return Provider.metadata(self, item, prefix).replace("/x.xsd", "/x-2.xsd")


def pair_of_elements(self, item, prefix):
    written = Provider.metadata(self, item, prefix)
    return written.replace(f'schemaLocation="{OAI}oai_dc/ ', 'schemaLocation="http://purl.org/dc/ ')


def strangers_in_c(self, item, spec):
    return Provider.is_member(self, item, spec) or (spec == "c" and item.sets == ("a",))


def exact_sets(self, item, spec):
    return spec is None or spec in item.sets


def no_records(self, arguments):
    if set(arguments) == {"verb", "metadataPrefix"}:
        self.check_format(arguments)
        raise Refused("badArgument")
    return Provider.ListRecords(self, arguments)


def no_identifiers(self, arguments):
    if set(arguments) == {"verb", "metadataPrefix"}:
        self.check_format(arguments)
        raise Refused("noRecordsMatch")
    return Provider.ListIdentifiers(self, arguments)


def closes_at_once(self, arguments, start, size):
    return Provider.token(self, arguments, start, size) or self.closing_token(start, size)


def dies_at_twenty(self, token, verb):
    arguments, start = Provider.open(self, token, verb)
    if start >= 20:
        raise Refused("badResumptionToken")
    return arguments, start


def same_part_for_ever(self, arguments, start):
    return Provider.seal(self, arguments, 10)


def new_token_for_the_same(self, arguments, start):
    self.given = getattr(self, "given", 0) + 1
    return Provider.seal(self, arguments | {"n": str(self.given)}, 0)


def bare_token(self, token, cursor, size):
    return f"<resumptionToken>{token}</resumptionToken>"


def misspelt_token(self, token, cursor, size):
    written = Provider.token_element(self, token, cursor, size)
    return written.replace("expirationDate", "expiration_date")


def headers_without_sets(self, arguments):
    return re.sub("<setSpec>.*?</setSpec>", "", Provider.ListIdentifiers(self, arguments))


def used_up(self, token, verb):
    self.used = getattr(self, "used", set())
    if token in self.used:
        raise Refused("badResumptionToken")
    opened = Provider.open(self, token, verb)
    self.used.add(token)
    return opened


def numbered(self, arguments, start):
    self.number = getattr(self, "number", 0) + 1
    return Provider.seal(self, arguments | {"n": str(self.number)}, start)


def of_any_verb(self, token, verb):
    for one in ("ListRecords", "ListIdentifiers"):
        try:
            return Provider.open(self, token, one)
        except Refused:
            continue
    raise Refused("badResumptionToken")


def until_the_tilde(self, token, verb):
    return Provider.open(self, token.partition("~")[0], verb)


def bare_record(self, item, prefix):
    if item.number == 6:
        return f"<record>{self.header(item)}</record>"
    return Provider.record(self, item, prefix)


def metadata_of_the_dead(self, item, prefix):
    metadata = f"<metadata>{self.metadata(item, prefix)}</metadata>"
    return f"<record>{self.header(item)}{metadata}</record>"


def dead_are_gone(self, arguments):
    self.check_format(arguments)
    if self.find(arguments["identifier"]).deleted:
        raise Refused("idDoesNotExist")
    return Provider.GetRecord(self, arguments)


def another_title(self, arguments):
    return Provider.GetRecord(self, arguments).replace("Récit", "Title")


def alive_in_x(self, arguments):
    written = Provider.GetRecord(self, arguments)
    return (
        written.replace(' status="deleted"', "") if arguments["metadataPrefix"] == "x" else written
    )


def exclusive_until(self, item, arguments):
    end = arguments.get("until", "")
    inside = Provider.is_inside(self, item, arguments)
    return inside and (len(end) != 20 or self.stamp(item) < end)


def until_midnight(self, item, arguments):
    end = arguments.get("until", "9999")
    inside = Provider.is_inside(self, item, arguments)
    return inside and self.stamp(item) <= (f"{end}T00:00:00Z" if len(end) == 10 else end)


def whole_days(self, item, arguments):
    return Provider.is_inside(self, item, {name: one[:10] for name, one in arguments.items()})


def seconds_only(self, value):
    if len(value) != 20:
        raise Refused("badArgument")
    Provider.check_date(self, value)


def an_empty_list(self, arguments, write):
    try:
        return Provider.list(self, arguments, write)
    except Refused as error:
        if error.args[0] == "noRecordsMatch":
            return ""
        raise


def identify_by_default(self, pairs):
    return Provider.respond(self, pairs or [("verb", "Identify")])


def get_metadata(self, pairs):
    known = [(name, "GetRecord" if value == "GetMetadata" else value) for name, value in pairs]
    return Provider.respond(self, known)


def any_name(self, verb, arguments):
    known = {"identifier", "metadataPrefix", "from", "until", "set", "resumptionToken", "verb"}
    kept = {name: value for name, value in arguments.items() if name in known}
    for name in set(arguments) - known:
        del arguments[name]
    Provider.check_names(self, verb, kept)


def last_one_wins(self, pairs):
    return dict(pairs)


def lenient_dates(self, value):
    if not re.fullmatch(r"\s*\+?\d{4}-\d{1,2}-\d{1,2}(T\d+:\d+:\d+Z)?\s*", value):
        raise Refused("badArgument")


def accepted(self, *_):
    return None


def any_length(self, value):
    before, self.granularity = self.granularity, Provider.granularity
    try:
        Provider.check_date(self, value)
    finally:
        self.granularity = before


def empty_is_absent(self, pairs):
    return Provider.without_repeats(self, [pair for pair in pairs if pair[1]])


def any_set(self, name, value):
    if name != "set" or not value:
        Provider.check_value(self, name, value)


def identifiers_in_any_format(self, arguments):
    return Provider.ListIdentifiers(self, arguments | {"metadataPrefix": "oai_dc"})


def the_dead_in_any_format(self, arguments):
    item = self.find(arguments["identifier"])
    return self.record(item, "oai_dc") if item.deleted else Provider.GetRecord(self, arguments)


def bad_identifier(self, identifier):
    try:
        return Provider.find(self, identifier)
    except Refused as error:
        raise Refused("badArgument") from error


def nothing_for_a_token(self, token, verb):
    try:
        return Provider.open(self, token, verb)
    except Refused as error:
        raise Refused("noRecordsMatch") from error


def token_beside_others(self, verb, arguments):
    if "metadataPrefix" in arguments:
        arguments.pop("resumptionToken", None)
    Provider.check_names(self, verb, arguments)


def no_such_set(self, arguments):
    if "set" in arguments:
        raise Refused("noRecordsMatch")
    return Provider.select(self, arguments)


def echo_of_everything(self, echo, body):
    written = Provider.envelope(self, echo, body)
    verb = request.args.get("verb", "")
    return written.replace(b">No.<", f">No {verb}.<".encode("utf-8", "replace"))


def prefixed(self, echo, body):
    written = Provider.envelope(self, echo, body).decode()
    named = re.sub(r"<(/?)(?!oai_dc:|dc:|x |x>|/x>|\?)(\w)", r"<\1oai:\2", written)
    named = named.replace(f'OAI-PMH xmlns="{OAI}"', f'OAI-PMH xmlns:oai="{OAI}"')
    named = named.replace("oai:oai-identifier xmlns=", "oai:oai-identifier xmlns:oai=")
    return named.encode()


def deleted_first(self):
    Provider.__init__(self)
    for item in self.items[:10]:
        self.change(item.number, deleted=True)


def whatever_q(self, response, accepted):
    return always_gzip(self, response, accepted) if "gzip" in accepted else response


def values(**changed):
    def written(self, item):
        return [(name, changed.get(name, text)) for name, text in Provider.values(self, item)]

    return written


def without(name):
    def written(self, item):
        return [pair for pair in Provider.values(self, item) if pair[0] != name]

    return written


DEFECTS = [
    # HTTP
    seeded("an answer in brotli that nobody can open", "http-answer", wire=packed_in_brotli),
    seeded("422 for errors of the protocol (invenio)", "http-status", wire=status_of_errors),
    seeded("301 in the place of 302", "redirect", wire=moved),
    seeded("503 without Retry-After", "retry-after", wire=busy()),
    seeded("503 with words", "retry-after", wire=busy(**{"Retry-After": "soon"})),
    seeded("application/xml", "content-type", content_type="application/xml"),
    seeded("another charset in the header", "utf-8", content_type="text/xml; charset=latin-1"),
    seeded("another answer by POST", "post", wire=another_by_post),
    seeded("no POST at all", "post", "http-status", wire=no_posts),
    seeded("gzip for everybody", "compression-unasked", pack=always_gzip),
    seeded("a cache of compressed answers", "compression-same", pack=stale_gzip),
    seeded("gzip that is not listed", "compression-declared", compressions=()),
    seeded("gzip that is not given", "compression-declared", pack=never_gzip),
    seeded("identity is listed", "compression-identity", compressions=("gzip", "identity")),
    # The envelope
    seeded(
        "U+0003 in a title (Dataverse 8306)",
        "well-formed",
        __init__=with_items(_5={"text": "\x03"}),
    ),
    seeded("an entity of HTML", "well-formed", __init__=with_items(_5={"text": "&nbsp;"})),
    seeded("a verb repeated unescaped", "well-formed", envelope=echo_of_everything),
    seeded(
        "a DOCTYPE",
        "well-formed",
        wire=replaced(b"<OAI", b"<!DOCTYPE OAI-PMH><OAI", lambda a: not a),
    ),
    seeded(
        "Latin-1",
        "utf-8",
        envelope=latin,
        head='<?xml version="1.0" encoding="ISO-8859-1"?>',
    ),
    seeded(
        "another namespace",
        "root",
        wire=replaced(OAI.encode(), b"http://x.example/", lambda a: "junk" in a),
    ),
    seeded("no schemaLocation", "schema-location", location=""),
    seeded(
        "an attribute expiration_date (oai-repo)",
        "grammar",
        "token-advice",
        token_element=misspelt_token,
    ),
    seeded(
        "no deletedRecord",
        "grammar",
        wire=replaced(b"<deletedRecord>persistent</deletedRecord>", b""),
    ),
    seeded("protocolVersion 1.1", "grammar", wire=replaced(b"Version>2.0</p", b"Version>1.1</p")),
    seeded("records for headers", "answer-verb", "grammar", respond=swapped_verb),
    seeded("a clock three hours ahead", "clock", now=in_three_hours),
    seeded(
        "localhost in the request (HydraNorth 1007)",
        "request-url",
        request_url=lambda self: "http://localhost/",
    ),
    seeded("days repeated as seconds (pyoai 7)", "request-echo", echo=dates_in_seconds),
    seeded(
        "no arguments beside an error (pyoai 6)",
        "request-echo-on-error",
        error_echo=lambda self, _: {},
    ),
    seeded(
        "the verb beside badArgument",
        "request-bare",
        bare_echo=lambda self, _: {"verb": "Identify"},
    ),
    # Identify
    seeded(
        "another baseURL (Scholars-Archive 2548)",
        "base-url",
        base_url="https://provider.example/oai",
    ),
    seeded("mail to localhost", "admin-email", "grammar", emails=("root@localhost",)),
    seeded("mail to a domain of one letter", "admin-email", emails=("root@archive.e",)),
    seeded("mailto:", "admin-email-plain", emails=("mailto:root@archive.example",)),
    seeded("earliestDatestamp of a day", "earliest-form", earliest="2020-02-27"),
    seeded(
        "earliestDatestamp without the deleted (eprints 151)",
        "earliest",
        earliest="2020-02-28T02:00:00Z",
    ),
    seeded(
        "no track of deletions", "deleted-support", deleted_record="no", __init__=without_deletions
    ),
    seeded(
        "deletions of which there is no track",
        "deleted-support",
        "deleted-declared",
        deleted_record="no",
    ),
    seeded("two oai-identifiers (zenodo 228)", "one-oai-identifier", described=2),
    seeded(
        "identifiers of another domain",
        "oai-identifier-form",
        "identifier-namespace",
        namespace="other.example",
    ),
    seeded(
        "one identifier of another domain",
        "identifier-namespace",
        __init__=with_items(_5={"identifier": "oai:elsewhere.example:5"}),
    ),
    seeded(
        "an oai: identifier without domain",
        "identifier-form",
        __init__=with_items(_5={"identifier": "oai:5"}),
    ),
    seeded("prefixes (Dataverse 6242)", "plain-names", envelope=prefixed),
    # Formats
    seeded("no oai_dc", "oai-dc", formats=Provider.formats[1:]),
    seeded("an item without oai_dc", "oai-dc", formats_of=lambda self, _: self.formats[1:]),
    seeded(
        "the schema of OAI 1.1",
        "oai-dc-declared",
        "payload-schema",
        formats=(
            ("oai_dc", "http://www.openarchives.org/OAI/1.1/dc.xsd", f"{OAI}oai_dc/"),
            Provider.formats[1],
        ),
    ),
    seeded(
        "a prefix for two formats",
        "unique-prefix",
        formats=(
            ("x", "http://provider.example/y.xsd", "http://provider.example/y/"),
            *Provider.formats,
        ),
    ),
    seeded(
        "two prefixes for a format",
        "unique-namespace",
        "unique-schema",
        formats=(*Provider.formats, ("y", *Provider.formats[1][1:])),
    ),
    seeded("an item in a format of its own", "formats-of-item", formats_of=more_formats),
    seeded("an item that is not given in its format", "formats-of-item", GetRecord=not_in_x),
    seeded("another namespace than advertised", "payload-namespace", metadata=another_namespace),
    seeded(
        "oai_dc.xsd for the namespace of the elements (pyoai 5)",
        "payload-schema-location",
        metadata=pair_of_elements,
    ),
    seeded("another schema than advertised", "payload-schema", metadata=another_schema),
    # Sets
    seeded("a set listed twice (pkp 4790)", "unique-set", sets=(*Provider.sets, ("c", "Third"))),
    seeded("no set above", "set-ancestors", sets=(("a:b", "Second"),), __init__=only_beneath),
    seeded("a set without name", "set-name", sets=(*Provider.sets[:2], ("c", ""))),
    seeded("a set that is not listed", "set-listed", sets=Provider.sets[:2]),
    seeded("strangers in a set", "set-members", is_member=strangers_in_c),
    seeded("a set without what is beneath it", "set-complete", is_member=exact_sets),
    # Lists and tokens
    seeded("no identifiers", "list-answers", ListIdentifiers=no_identifiers),
    seeded("badArgument for every list of records", "list-answers", ListRecords=no_records),
    seeded("an empty token in a list of one part", "token-single", token=closes_at_once),
    seeded("no empty token at the end (pyoai 4)", "token-closes", closing_token=lambda *_: ""),
    seeded("a token that dies", "token-works", open=dies_at_twenty),
    seeded("the same part for ever (kor 55)", "token-repeats", seal=same_part_for_ever),
    seeded(
        "new tokens for the same part",
        "token-progress",
        "duplicates",
        "cursor",
        seal=new_token_for_the_same,
    ),
    seeded(
        "cursor counts parts (fairchive 2888)", "cursor", cursor=lambda self, start: start // 10
    ),
    seeded("completeListSize is one too many", "list-size", size=lambda self, size: size + 1),
    seeded("tokens without attributes (pyoai 3)", "token-advice", token_element=bare_token),
    seeded("tokens of one hour", "token-life", hours=1),
    seeded("tokens that have expired", "token-expired", hours=-1),
    seeded("a record twice", "duplicates", __init__=one_twice),
    seeded(
        "headers without sets (Dataverse 3687)",
        "lists-agree",
        "set-members",
        ListIdentifiers=headers_without_sets,
    ),
    seeded("tokens that work once (kor 110)", "token-reuse", open=used_up, seal=numbered),
    seeded("tokens for every verb (pyoai 15)", "token-verb", open=of_any_verb),
    seeded("tokens with something appended (pyoai 15)", "token-tampered", open=until_the_tilde),
    # Records
    seeded(
        "an identifier that is no URI",
        "identifier-uri",
        __init__=with_items(_5={"identifier": "5"}),
    ),
    seeded(
        "a day among seconds (pyoai 8)",
        "datestamp-form",
        __init__=with_items(_5={"datestamp": "2020-02-29"}),
    ),
    seeded(
        "seconds in a repository of days (pyoai 8)",
        "datestamp-form",
        "earliest-form",
        "window-inclusive",
        granularity="YYYY-MM-DD",
        stamp=lambda self, item: item.datestamp,
    ),
    seeded(
        "a record from the future",
        "datestamp-future",
        __init__=with_items(_5={"datestamp": "2998-01-01T00:00:00Z"}),
    ),
    seeded("a record without metadata", "metadata-present", record=bare_record),
    seeded("metadata of the deleted", "deleted-bare", record=metadata_of_the_dead),
    seeded(
        "the deleted are not given (zenodo 2447)",
        "get-record",
        "formats-of-item",
        GetRecord=dead_are_gone,
    ),
    seeded("another title by GetRecord", "record-same", GetRecord=another_title),
    seeded("deleted here, alive there", "deleted-formats", GetRecord=alive_in_x),
    seeded(
        "fractions of a second (sickle 56)",
        "grammar",
        "datestamp-form",
        stamp=fractions,
    ),
    # Dates
    seeded("until is exclusive", "window-inclusive", is_inside=exclusive_until),
    seeded("a day ends when it begins (invenio)", "day-window", is_inside=until_midnight),
    seeded("seconds are taken for days", "window-outside", is_inside=whole_days),
    seeded("days are refused", "day-window", "no-match", check_date=seconds_only),
    seeded("an empty list for nothing", "no-match", "grammar", list=an_empty_list),
    # Arguments
    seeded("Identify for no verb (Dataverse 6242)", "bad-verb", respond=identify_by_default),
    seeded("GetMetadata (pyoai 14)", "bad-verb", respond=get_metadata),
    seeded("any argument", "bad-argument", "hostile-argument", check_names=any_name),
    seeded("repeated arguments (pyoai 13)", "repeated-argument", without_repeats=last_one_wins),
    seeded("lenient dates (pyoai 9)", "bad-date", "grammar", check_date=lenient_dates),
    seeded(
        "mixed granularity (simple-oai-pmh 5)", "mixed-granularity", check_granularities=accepted
    ),
    seeded(
        "seconds to a repository of days (pyoai 8)",
        "finer-granularity",
        granularity="YYYY-MM-DD",
        earliest="2020-02-27",
        check_date=any_length,
    ),
    seeded("from after until (pyoai 10)", "date-order", check_order=accepted),
    seeded(
        "nothing is no argument (b2share 116)", "empty-argument", without_repeats=empty_is_absent
    ),
    seeded("any set spec", "set-syntax", "grammar", check_value=any_set),
    seeded(
        "ListIdentifiers in any format (pyoai 11)",
        "unknown-format",
        ListIdentifiers=identifiers_in_any_format,
    ),
    seeded(
        "the deleted in any format (pyoai 11)", "unknown-format", GetRecord=the_dead_in_any_format
    ),
    seeded("badArgument for an identifier", "unknown-identifier", find=bad_identifier),
    seeded("noRecordsMatch for a token", "unknown-token", open=nothing_for_a_token),
    seeded(
        "a token beside other arguments",
        "token-exclusive",
        "request-echo",
        check_names=token_beside_others,
    ),
    seeded(
        "sets where there are none", "no-sets", sets=(), __init__=without_sets, select=no_such_set
    ),
    seeded("the deleted come first", "living-record", __init__=deleted_first),
    seeded("gzip for who forbids it", "compression-unasked", pack=whatever_q),
    # Advice
    seeded("no creator", "dc-minimal", values=without("creator")),
    seeded("a date in words", "dc-date", values=values(date="4 April 1958")),
    seeded("a language in words", "dc-language", values=values(language="Russian")),
    seeded("no address", "dc-address", values=values(identifier="Box 1")),
    seeded("one address for all", "dc-address", values=values(identifier="http://a.example/")),
    seeded(
        "a handle of nobody",
        "dc-address",
        values=values(identifier="http://hdl.handle.net/123456789/1"),
    ),
    seeded("an empty element", "dc-empty", values=values(language="")),
    seeded("UTF-8 twice", "double-encoding", values=values(title="RÃ©cit")),
]


@pytest.mark.parametrize(("provider", "rules"), DEFECTS)
def test_a_seeded_defect_is_found_and_nothing_else(provider, rules, outcome_of):
    """One thing is wrong, and the findings are about that."""
    outcome = outcome_of(provider())

    assert {one.rule for one in outcome.findings} == rules


def test_every_rule_has_a_defect_that_it_finds():
    """A rule that never fires holds nothing."""
    proven = set().union(*(defect.values[1] for defect in DEFECTS))

    assert set(RULES) - proven == set()
