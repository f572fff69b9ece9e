"""Responses are spliced from bytes; here the same ones are built as trees (OAI-PMH §3.2)."""

import re

from archives import BASE, NAMESPACE, letter, payload_of, put, record_of
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from oai_schemas import validate
from oaipmh.error import BadArgumentError, IdDoesNotExistError

from metadata import containers
from metadata.formats import FORMATS
from metadata.markup import OAI, OAI_IDENTIFIER, XSI, parse
from schemas.grammar import is_id, xml_illegal
from server.links import links_of
from server.oai import envelope
from server.urls import Urls

NEW_YEAR = 1_767_225_600
URLS = Urls(BASE, NAMESPACE)
LOCATION = f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"

# Line ends are made one by every parser (XML §2.11), so none tells a tree from a text.
legal = st.text().filter(lambda text: xml_illegal(text) is None and "\r" not in text)
awkward = st.text("&<>\"' \t\n]a-é信\u2028\U0001f4dc", max_size=12)


def tree(*children, echo=None, date="2026-01-01T00:00:00Z"):
    """Build a response with *children* after the request."""
    root = etree.Element(f"{{{OAI}}}OAI-PMH", nsmap={None: OAI, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", LOCATION)
    etree.SubElement(root, f"{{{OAI}}}responseDate").text = date
    etree.SubElement(root, f"{{{OAI}}}request", echo or {}).text = f"{BASE}/oai"
    root.extend(children)
    return root


def element(name, *children, text=None, **attributes):
    """Build an element of OAI-PMH."""
    made = etree.Element(f"{{{OAI}}}{name}", attributes, nsmap={None: OAI})
    made.text = text
    made.extend(children)
    return made


def canonical(xml):
    """Return *xml* in canonical form: equal for equal documents (Canonical XML 1.0)."""
    root = parse(xml) if isinstance(xml, bytes) else xml
    return etree.tostring(root, method="c14n")


def respond(body, echo=None):
    return envelope.respond(NEW_YEAR, f"{BASE}/oai", echo or {}, [body])


RECORDS = envelope.Records(URLS.oai_identifier)


def header(record_id, sets=(), deleted=False):
    return RECORDS.header(record_id, NEW_YEAR, sets, deleted)


@given(st.dictionaries(st.sampled_from(["verb", "set", "resumptionToken"]), legal | awkward))
def test_the_echo_is_what_was_sent(echo):
    """Attributes of request are the arguments, character by character (§3.2)."""
    assert canonical(respond(b"", echo)) == canonical(tree(echo=echo))


@given(legal | awkward)
def test_an_error_says_its_message(message):
    """The code is an attribute, the text explains (§3.6)."""
    expected = element("error", text=message, code="badArgument")
    spliced = respond(envelope.error(BadArgumentError(message)))

    assert canonical(spliced) == canonical(tree(expected))


def test_several_errors_stand_side_by_side():
    """Each error has an element (§3.6)."""
    errors = [BadArgumentError("a"), IdDoesNotExistError("b")]
    spliced = respond(b"".join(map(envelope.error, errors)))

    assert [one.get("code") for one in validate(spliced)[2:]] == ["badArgument", "idDoesNotExist"]


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
    st.lists(st.sampled_from(["a", "a:b", "x-y_z.!~*'()"]), unique=True),
    st.booleans(),
)
def test_a_header_says_identifier_datestamp_sets_and_deletion(record_id, sets, deleted):
    """In this order, and status only where it is deleted (§2.5)."""
    expected = element(
        "header",
        element("identifier", text=URLS.oai_identifier(record_id)),
        element("datestamp", text="2026-01-01T00:00:00Z"),
        *(element("setSpec", text=spec) for spec in sets),
        **({"status": "deleted"} if deleted else {}),
    )
    spliced = respond(header(record_id, sets, deleted))

    assert canonical(spliced) == canonical(tree(expected))


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(is_id))
def test_an_identifier_is_a_uri_whatever_the_id(record_id):
    """What a URI does not allow is percent-encoded (§2.4, oai-identifier.xsd)."""
    pattern = rf"oai:{re.escape(NAMESPACE)}:(?:[A-Za-z0-9\-_.!~*'();/?:@&=+$,]|%[0-9A-F]{{2}})+"
    identifier = URLS.oai_identifier(record_id)

    assert re.fullmatch(pattern, identifier)
    assert URLS.record_id(identifier) == record_id


@given(awkward, awkward)
def test_a_set_says_spec_name_and_description(name, title):
    """The description is XML that stands alone (§4.6)."""
    description = f"<d xmlns='urn:d'>{envelope.escape(title)}</d>".encode()
    described = element("setDescription", parse(description))
    spec, named = element("setSpec", text="a:b"), element("setName", text=name)
    spliced = respond(envelope.set_element("a:b", name, description))

    assert canonical(spliced) == canonical(tree(element("set", spec, named, described)))


def test_a_token_says_where_it_stands():
    """expirationDate, completeListSize and cursor are attributes (§3.5)."""
    expected = element(
        "resumptionToken",
        text="abc",
        expirationDate="2026-01-01T00:00:00Z",
        completeListSize="250",
        cursor="100",
    )

    assert canonical(respond(envelope.resumption_token("abc", 250, 100, NEW_YEAR))) == canonical(
        tree(expected)
    )


def test_identify_describes_the_identifiers_with_a_default_namespace():
    """The validator of openarchives.org looks for xmlns on this very element."""
    xml = containers.oai_identifier("archive.example", "oai:archive.example:x")

    assert xml.startswith(f'<oai-identifier xmlns="{OAI_IDENTIFIER}"')


def test_a_whole_list_is_the_tree_of_its_parts():
    """Stored bytes go out untouched, and say what a tree of the same parts says (§3.2, §4.5)."""
    record = record_of(letter("a & <b>", collections=["x:y"]))
    payload = FORMATS["oai_dc"].write(record, links_of(record, URLS, "An archive"))
    alive = RECORDS.record(header(record.id, ["x:y"]), payload)
    gone = RECORDS.record(header("gone", [], True))
    body = b"<ListRecords>" + alive + gone
    spliced = respond(body + b"</ListRecords>", {"verb": "ListRecords", "metadataPrefix": "oai_dc"})

    datestamp = element("datestamp", text="2026-01-01T00:00:00Z")
    first = element(
        "header",
        element("identifier", text="oai:archive.example:a%20&%20%3Cb%3E"),
        datestamp,
        element("setSpec", text="x:y"),
    )
    second = element(
        "header",
        element("identifier", text="oai:archive.example:gone"),
        element("datestamp", text="2026-01-01T00:00:00Z"),
        status="deleted",
    )
    records = element(
        "ListRecords",
        element("record", first, element("metadata", parse(payload))),
        element("record", second),
    )
    expected = tree(records, echo={"verb": "ListRecords", "metadataPrefix": "oai_dc"})

    assert canonical(spliced) == canonical(expected)
    assert validate(spliced) is not None


def test_each_payload_stands_alone(archive, clock, harvester):
    """It can be cut out of the response as text, and is still a document (§3.4)."""
    put(archive, letter("a"))
    clock.tick()
    response = harvester.client.get("/oai?verb=ListRecords&metadataPrefix=oai_dc").data
    payload = response.partition(b"<metadata>")[2].partition(b"</metadata>")[0]

    assert parse(payload).get(f"{{{XSI}}}schemaLocation")
    assert payload == payload_of(archive.store, "a")


def test_a_response_is_utf_8_and_says_so(archive, clock, harvester):
    """XML responses are UTF-8, with no entities but those of XML (§3.2)."""
    put(archive, letter("письмо", metadata={"title": ["Ünïcode & <信>"]}))
    clock.tick()
    response = harvester.client.get("/oai?verb=ListRecords&metadataPrefix=oai_dc").data

    assert response.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH ')
    assert "Ünïcode &amp; &lt;信&gt;" in response.decode("utf-8")
