"""Pairs of names and values become a checked request, or the errors of it (OAI-PMH §3.6, §4)."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.grammar import xml_illegal
from server.oai.arguments import (
    ARGUMENTS,
    MAX_ARGUMENT_LENGTH,
    RefusedRequest,
    Request,
    Verb,
    parse,
)

DAY = 86_400
NEW_YEAR = 1_767_225_600  # 2026-01-01T00:00:00Z
LIST = [("verb", "ListRecords"), ("metadataPrefix", "oai_dc")]

# The tables "Arguments" of §4.1 to §4.6.
TABLES = {
    "GetRecord": {"identifier": "required", "metadataPrefix": "required"},
    "Identify": {},
    "ListIdentifiers": {
        "from": "optional",
        "until": "optional",
        "metadataPrefix": "required",
        "set": "optional",
        "resumptionToken": "exclusive",
    },
    "ListMetadataFormats": {"identifier": "optional"},
    "ListRecords": {
        "from": "optional",
        "until": "optional",
        "set": "optional",
        "metadataPrefix": "required",
        "resumptionToken": "exclusive",
    },
    "ListSets": {"resumptionToken": "exclusive"},
}

GOOD = {
    "identifier": "oai:archive.example:letter-1",
    "metadataPrefix": "oai_dc",
    "from": "2026-01-01",
    "until": "2026-01-02",
    "set": "letters:1958",
    "resumptionToken": "x",
}

FORMS = [(verb, name) for verb, table in TABLES.items() for name in GOOD if name not in table]


def codes(pairs):
    """Return the codes of the errors that *pairs* get."""
    with pytest.raises(RefusedRequest) as refused:
        parse(pairs)
    return [error.oainame() for error in refused.value.errors]


def messages(pairs):
    """Return what the errors that *pairs* get say."""
    with pytest.raises(RefusedRequest) as refused:
        parse(pairs)
    return [str(error) for error in refused.value.errors]


def is_taken(pairs):
    """Return whether *pairs* make a request."""
    try:
        parse(pairs)
    except RefusedRequest:
        return False
    return True


def pairs_of(names):
    """Return good arguments of *names*."""
    return [(name, GOOD[name]) for name in names]


def required(verb):
    """Return a request of *verb* with no more than it needs."""
    needed = [name for name, role in TABLES[verb].items() if role == "required"]
    return [("verb", verb), *((name, GOOD[name]) for name in needed)]


def test_the_tables_are_those_of_the_specification():
    """Name and role of each argument, by verb (§4)."""
    assert {str(verb): table for verb, table in ARGUMENTS.items()} == TABLES


@pytest.mark.parametrize("verb", TABLES)
def test_what_a_verb_needs_is_enough(verb):
    """Required arguments alone make a request (§4)."""
    assert parse(required(verb)).verb == verb


@pytest.mark.parametrize(
    "pairs",
    [
        [],
        [("verb", "")],
        [("verb", "junk")],
        [("verb", "identify")],
        [("verb", "Identify ")],
        [("verb", "GetMetadata")],  # of the library, not of the protocol
        [("Verb", "Identify")],
        [("verb[]", "Identify")],
        [("verb", "Identify"), ("verb", "Identify")],
        [("verb", "Identify"), ("verb", "ListSets")],
        [("verb", "\x01\x02")],
        [("verb", "A" * 3000)],
    ],
)
def test_a_verb_is_one_of_six_and_given_once(pairs):
    """badVerb: missing, repeated or not of the protocol (§3.6)."""
    assert codes(pairs) == ["badVerb"]


@pytest.mark.parametrize(("verb", "name"), FORMS)
def test_a_verb_takes_no_argument_of_another(verb, name):
    """badArgument: the request includes illegal arguments (§3.6)."""
    assert codes([*required(verb), (name, GOOD[name])]) == ["badArgument"]


@pytest.mark.parametrize("verb", TABLES)
def test_arguments_that_may_come_together_are_taken_and_no_others(verb):
    """Of all that there are: what is needed and what is optional, or the exclusive one (§4)."""
    roles = TABLES[verb]
    named = {role: {name for name in roles if roles[name] == role} for role in roles.values()}
    needed, alone = named.get("required", set()), named.get("exclusive", set())
    every = [set(names) for n in range(len(GOOD) + 1) for names in combinations(GOOD, n)]
    taken = [names for names in every if is_taken([("verb", verb), *pairs_of(names)])]

    assert taken == [
        names
        for names in every
        if needed <= names <= roles.keys() - alone or (alone and names == alone)
    ]


@pytest.mark.parametrize("verb", TABLES)
@pytest.mark.parametrize("name", ["foo", "from_", "cursor", "amp;set", "METADATAPREFIX", "", "\0"])
def test_unknown_arguments_are_refused(verb, name):
    """An argument that the verb does not list is illegal, however it came about (§3.6)."""
    assert codes([*required(verb), (name, "1")]) == ["badArgument"]


@pytest.mark.parametrize(
    ("verb", "name"),
    [(verb, name) for verb, table in TABLES.items() for name in table if table[name] == "required"],
)
def test_required_arguments_are_required(verb, name):
    """badArgument: the request is missing required arguments (§3.6)."""
    assert codes([pair for pair in required(verb) if pair[0] != name]) == ["badArgument"]


@pytest.mark.parametrize(
    ("verb", "name"), [(verb, name) for verb, table in TABLES.items() for name in table]
)
def test_no_argument_may_be_repeated(verb, name):
    """badArgument: an argument more than once, even with the same value (§3.6)."""
    pair = (name, GOOD[name])
    others = [one for one in required(verb) if one[0] != name]
    exclusive = TABLES[verb][name] == "exclusive"

    assert codes([*(others[:1] if exclusive else others), pair, pair]) == ["badArgument"]


@pytest.mark.parametrize("name", ["metadataPrefix", "from", "until", "set"])
def test_a_token_stands_alone(name):
    """ResumptionToken is exclusive: no argument but the verb beside it (§3.5)."""
    pairs = [("verb", "ListRecords"), ("resumptionToken", "x"), (name, GOOD[name])]

    assert codes(pairs) == ["badArgument"]


def test_a_token_replaces_what_is_required():
    """Whoever resumes a list sends verb and token, and no prefix (§3.5)."""
    request = parse([("verb", "ListRecords"), ("resumptionToken", "x")])

    assert request["resumptionToken"] == "x"


@pytest.mark.parametrize("name", ["from", "until"])
@pytest.mark.parametrize(
    "date",
    [
        "",
        "junk",
        "2026",
        "2026-01",
        "2026-1-1",
        "26-01-01",
        "20260101",
        "2026-13-01",
        "2026-00-01",
        "2026-02-29",
        "2026-02-30T00:00:00Z",
        "12026-01-01",
        "+2026-01-01",
        "-2026-01-01",
        "0000-01-01",
        " 2026-01-01",
        "2026-01-01 ",
        "2026-01-01\n",
        "2026-01-01\0",
        "2026-01-01T",
        "2026-01-01T00Z",
        "2026-01-01T00:00Z",
        "2026-01-01T00:00:00",
        "2026-01-01T00:00:00z",
        "2026-01-01t00:00:00Z",
        "2026-01-01 00:00:00Z",
        "2026-01-01T00:00:00+00:00",
        "2026-01-01T00:00:00.0Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T23:60:00Z",
        "2026-01-01T23:59:60Z",
        "٢٠٢٦-٠١-٠١",
        "２０２６-01-01",
        "2026–01–01",
        "2026-01-01T00:00:00Z/2026-01-02T00:00:00Z",
    ],
)
def test_dates_have_two_forms_and_no_other(name, date):
    """YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ, in the calendar (§3.3.1)."""
    assert codes([*LIST, (name, date)]) == ["badArgument"]


@pytest.mark.parametrize(
    ("arguments", "window"),
    [
        ({}, (None, None)),
        ({"from": "2026-01-01"}, (NEW_YEAR, None)),
        ({"from": "2026-01-01T00:00:01Z"}, (NEW_YEAR + 1, None)),
        ({"until": "2026-01-01T00:00:01Z"}, (None, NEW_YEAR + 1)),
        ({"until": "2026-01-01"}, (None, NEW_YEAR + DAY - 1)),
        ({"from": "2026-01-01", "until": "2026-01-01"}, (NEW_YEAR, NEW_YEAR + DAY - 1)),
        ({"from": "2026-01-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"}, (NEW_YEAR, NEW_YEAR)),
        ({"from": "1969-12-31T23:59:59Z"}, (-1, None)),
        ({"from": "9999-12-31", "until": "9999-12-31"}, (253_402_214_400, 253_402_300_799)),
    ],
)
def test_a_window_includes_both_ends(arguments, window):
    """A day runs from its first second to its last (§2.7.1)."""
    request = parse([*LIST, *arguments.items()])

    assert (request.from_, request.until) == window


@pytest.mark.parametrize(
    ("from_", "until"),
    [
        ("2026-01-01", "2026-01-02T00:00:00Z"),
        ("2026-01-01T00:00:00Z", "2026-01-02"),
        ("2026-01-02", "2026-01-01"),
        ("2026-01-01T00:00:01Z", "2026-01-01T00:00:00Z"),
    ],
)
def test_the_ends_of_a_window_fit_each_other(from_, until):
    """badArgument: of two granularities, or the first end after the last (§2.7.1, §3.6)."""
    assert codes([*LIST, ("from", from_), ("until", until)]) == ["badArgument"]


@pytest.mark.parametrize("name", ["x", "oai_dc", "marc21", "a.b-c_d!~*'()", "OAI_DC"])
def test_a_metadata_prefix_is_of_unreserved_characters(name):
    """The grammar of metadataPrefixType (§3.4)."""
    request = parse([("verb", "ListRecords"), ("metadataPrefix", name)])

    assert request["metadataPrefix"] == name


@pytest.mark.parametrize("name", ["", "a b", "a<b", "a:b", "a/b", "a%20b", "письмо", "oai_dc\n"])
def test_other_characters_make_no_metadata_prefix(name):
    """What could not be echoed is badArgument (OAI-PMH.xsd, metadataPrefixType)."""
    assert codes([("verb", "ListRecords"), ("metadataPrefix", name)]) == ["badArgument"]


@pytest.mark.parametrize("spec", ["a", "a:b", "a:b:c", "A-b_c.d!~*'()", "1958"])
def test_a_set_spec_is_of_unreserved_characters(spec):
    """Segments joined by colons (§2.6)."""
    assert parse([*LIST, ("set", spec)])["set"] == spec


@pytest.mark.parametrize("spec", ["", ":", "a:", ":a", "a::b", "a b", "a/b", "a%", "письма", "a\n"])
def test_other_characters_make_no_set_spec(spec):
    """What could not be echoed is badArgument (OAI-PMH.xsd, setSpecType)."""
    assert codes([*LIST, ("set", spec)]) == ["badArgument"]


@pytest.mark.parametrize(
    "identifier",
    [
        "oai:archive.example:letter-1",
        "oai:archive.example:a/b?c=d&e=f",
        "oai:archive.example:%D0%BF",
        "urn:isbn:0-486-27557-4",
        "x:y",
        "https://hdl.handle.net/10622/ARCH00293",
        "http://archive.example:8080?id=1#top",
        "letter-1",
    ],
)
def test_an_identifier_is_a_uri_or_a_name(identifier):
    """Whether of ours or not is for the verbs to say (§2.4)."""
    assert parse([("verb", "ListMetadataFormats"), ("identifier", identifier)])


@pytest.mark.parametrize(
    "identifier",
    [":", "1:2", "a:%zz", "a:b c", 'a:b"', "a:[", "a:#b", "http://[", "http://a:b/", "é:a", "a b"],
)
def test_what_is_no_uri_identifies_nothing(identifier):
    """idDoesNotExist: unknown, or illegal in this repository (§3.6)."""
    assert codes([("verb", "ListMetadataFormats"), ("identifier", identifier)]) == [
        "idDoesNotExist"
    ]


@pytest.mark.parametrize("verb", ["GetRecord", "ListRecords", "ListSets"])
@pytest.mark.parametrize("character", ["\0", "\x1b", "\ud800", "\udcff", "\ufffe", "\uffff"])
def test_what_xml_cannot_carry_is_refused(verb, character):
    """It could not be echoed (XML §2.2)."""
    name = next(iter(TABLES[verb]))

    assert "badArgument" in codes([("verb", verb), (name, f"a{character}b")])


def test_an_argument_has_a_greatest_length():
    """Nothing that this repository gave out is longer."""
    longest = "x" * MAX_ARGUMENT_LENGTH

    assert parse([("verb", "ListSets"), ("resumptionToken", longest)])
    assert codes([("verb", "ListSets"), ("resumptionToken", longest + "x")]) == ["badArgument"]


def test_all_errors_are_reported_at_once():
    """A repository should report all that it finds (§3.6)."""
    pairs = [("verb", "ListRecords"), ("from", "junk"), ("foo", "1"), ("set", "a"), ("set", "b")]

    assert len(messages(pairs)) == 4  # no prefix, a wrong date, an unknown name, a repetition


def test_messages_name_the_argument():
    """Whoever reads the error knows what to change."""
    assert messages([*LIST, ("from", "junk")]) == [
        "from must be a date as YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ."
    ]
    assert messages([*LIST, ("\x07bell", "1")]) == ["ListRecords takes no argument '\\x07bell'."]


def test_the_order_of_arguments_does_not_count():
    """A request is a set of key=value pairs (§3.1.1)."""
    pairs = [*LIST, ("set", "a"), ("from", "2026-01-01")]

    assert parse(pairs) == parse(pairs[::-1])


# Names and values near those of the protocol, so that more than badVerb is met.
names = st.sampled_from(["verb", *GOOD, "foo"]) | st.text(max_size=8)
values = (
    st.sampled_from([*TABLES, *GOOD.values(), "2026-01-01T00:00:00Z", ""])
    | st.text(max_size=20)
    | st.from_regex(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?\Z")
    | st.text(st.characters(), max_size=5)  # lone surrogates too
)
begun = st.sampled_from(list(Verb)).map(lambda verb: [("verb", str(verb))]) | st.just([])


@given(begun, st.lists(st.tuples(names, values), max_size=6))
def test_whatever_is_sent_is_a_request_or_refused(begin, rest):
    """Nothing else leaves, and what is refused can be said in XML (§3.6)."""
    try:
        request = parse([*begin, *rest])
    except RefusedRequest as refused:
        assert refused.errors
        assert all(xml_illegal(str(error)) is None for error in refused.errors)
    else:
        assert isinstance(request, Request)
        assert {("verb", str(request.verb)), *request.arguments.items()} == {*begin, *rest}
