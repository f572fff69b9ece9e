"""Bytes that are no document, or mean no good: a finding, never a fault; and names of one's own."""

import json
import time

import iiif_documents as documents
import pytest

from server.conformance.iiif.place import Place, shown
from server.conformance.iiif.recognise import SPECIFICATIONS, recognise
from server.conformance.iiif.references import references
from server.conformance.iiif.rules import RULES

GOOD = json.dumps(documents.manifest()).encode()
NO_DOCUMENTS = {
    "nothing": (b"", {"json"}),
    "text": (b"manifest", {"json"}),
    "HTML": (b"<!doctype html>", {"json"}),
    "a list": (b"[1]", {"json"}),
    "a number": (b"1", {"json"}),
    "half of it": (GOOD[:1000], {"json"}),
    "more behind it": (GOOD + b"{}", {"json"}),
    "NaN": (b'{"type": "Manifest", "height": NaN}', {"json"}),
    "Infinity": (b'{"type": "Manifest", "height": -Infinity}', {"json"}),
    "a comma too many": (b'{"type": "Manifest",}', {"json"}),
    "a control character": (b'{"type": "Mani\nfest"}', {"json"}),
    "a number of ten thousand digits": (b'{"a": ' + b"9" * 10_000 + b"}", {"json"}),
    "ten thousand lists": (b'{"a":' + b"[" * 10_000, {"json-deep"}),
    "ten thousand objects": (b'{"a":' * 10_000, {"json-deep"}),
    "UTF-16": (GOOD.decode().encode("utf-16"), {"json", "json-utf8"}),
}
FLAWED = {
    "a byte order mark": (b"\xef\xbb\xbf" + GOOD, {"json-bom"}),
    "Latin-1": (GOOD.replace(b"A letter", b"Le\xe9"), {"json-utf8"}),
    "a name twice": (GOOD.replace(b'"rights":', b'"id": "https://a.example/", "rights":'), None),
    "a lone surrogate": (GOOD.replace(b"A letter", b"\\ud800"), set()),
    "a number without end": (GOOD.replace(b'"height": 1600', b'"height": 1e999'), {"p3-height"}),
}


@pytest.mark.parametrize(("body", "rules"), NO_DOCUMENTS.values(), ids=NO_DOCUMENTS.keys())
def test_what_is_no_document_is_said_to_be_none(body, rules, findings_in):
    """The reason is told (RFC 8259)."""
    findings = findings_in(body)

    assert {one.rule for one in findings} == rules
    assert all(len(one.message) < 400 for one in findings)


@pytest.mark.parametrize(("body", "rules"), FLAWED.values(), ids=FLAWED.keys())
def test_what_can_be_read_all_the_same_is_checked(body, rules, findings_in):
    """A flaw of the bytes is one finding, and the document is checked nevertheless."""
    found = {one.rule for one in findings_in(body)}

    assert found == rules if rules is not None else "json-repeated" in found


def test_a_name_that_stands_twice_is_named_at_its_place(findings_in):
    """Readers differ on which of the values they take (RFC 8259 §4)."""
    body = b'{"type": "Canvas", "items": [{"a": 1, "a": 2}]}'
    finding = next(one for one in findings_in(body) if one.rule == "json-repeated")

    assert (finding.path, finding.message) == ("items[0]", "it has more than one 'a'.")


@pytest.mark.parametrize("specification", SPECIFICATIONS.values(), ids=SPECIFICATIONS.keys())
def test_every_table_names_rules_and_shapes_that_there_are(specification):
    """A slip in a table would be a fault on the day that someone makes the mistake."""
    grammar = specification.grammar
    for shape in grammar.shapes.values():
        links = shape.links.values()
        pointed = {one for link in links for one in (*link.shapes.values(), link.other)}

        assert {shape.rule, shape.advice} - {None} <= RULES.keys()
        assert shape.links.keys() | set(shape.must) <= grammar.properties.keys()
        assert shape.rule or not shape.kinds.keys() - grammar.properties.keys()
        assert not shape.must_not or f"{grammar.prefix}-not-allowed" in RULES
        assert pointed | {shape.reference} <= grammar.shapes.keys() | {None}


def test_ranges_that_nest_without_end_are_not_followed(findings_of):
    """What is deeper than anyone would build is said to be so."""
    inner = {"id": "https://a.example/r", "type": "Range", "label": {"en": ["x"]}, "items": []}
    for _ in range(200):
        inner = {**inner, "items": [inner]}
    document = {**documents.manifest(), "structures": [inner]}

    assert "json-deep" in {one.rule for one in findings_of(document)}


@pytest.mark.parametrize("value", [None, True, 7, 1.5, "x", [], {}, [[]], [{}], [None], {"a": 1}])
def test_no_value_of_any_property_is_a_fault_of_ours(value, findings_of):
    """Each property of each resource, with a value of each kind: findings, never a traceback."""
    for make in (documents.manifest, documents.manifest_2, documents.results_2, documents.info_3):
        for way in _places(make()):
            document = make()
            _put(document, way, value)
            findings_of(document, _kind(make()))
            list(references(Place(document)))


def _kind(document):
    return recognise(Place(document)).name


def _places(value, way=()):
    """Every way to a value within *value*, canvases but the first left out."""
    if way:
        yield way
    pairs = value.items() if isinstance(value, dict) else enumerate(value[:1])
    for key, held in pairs if isinstance(value, dict | list) else ():
        yield from _places(held, (*way, key)) if isinstance(held, dict | list) else [(*way, key)]


def _put(document, way, value):
    for key in way[:-1]:
        document = document[key]
    document[way[-1]] = value


def test_a_finding_leads_to_its_place_and_says_what_would_be_accepted(findings_of):
    """``path`` is the way through the document; the message has the value."""
    document = documents.manifest()
    document["items"][2]["height"] = 1600.5
    (finding,) = findings_of(document)

    assert finding.path == "items[2].height"
    assert finding.message == "it is 1600.5; accepted: a whole number above 0."
    assert finding.section == "Presentation 3.0 §3.2"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0"),
        (1, "1"),
        (True, "true"),
        (None, "null"),
        (1e999, "Infinity"),
        ([], "an empty array"),
        ([0], "an array of 1"),
        ({"type": "Canvas"}, "a Canvas"),
        ({"@type": 7}, "an object"),
        ("x" * 99, f"'{'x' * 60}'…"),
    ],
)
def test_a_value_is_shown_in_a_few_words(value, said):
    """As JSON has it, and however large it is."""
    assert shown(value) == said


def test_a_thousand_errors_of_one_rule_are_enough(findings_of):
    """A document that is wrong everywhere stays readable, and is checked in time."""
    document = documents.manifest()
    document["metadata"] = [7] * 5000

    assert sum(one.rule == "p3-metadata" for one in findings_of(document)) == 1000


def test_an_extension_brings_names_and_values_of_its_own(findings_of):
    """With a context that explains them, further values are no findings (§4.6)."""
    document = documents.manifest()
    document["@context"] = ["https://a.example/context.json", documents.P3]
    document["a:thing"] = {"any": ["thing"]}
    document["behavior"] = ["a:spread"]
    document["viewingDirection"] = "a:inwards"
    document["rights"] = "https://a.example/rights"

    assert findings_of(document) == []


@pytest.mark.parametrize(
    ("name", "context"),
    [
        ("navPlace", "http://iiif.io/api/extension/navplace/context.json"),
        ("textGranularity", "http://iiif.io/api/extension/text-granularity/context.json"),
    ],
)
def test_a_registered_extension_comes_with_its_context(name, context, findings_of):
    """Then its properties are known, and others are still looked at."""
    document = documents.manifest()
    document["@context"] = [context, documents.P3]
    document[name] = {"type": "FeatureCollection", "features": []}
    known = findings_of(document)
    document["foo"] = 1

    assert known == []
    assert [(one.rule, one.path) for one in findings_of(document)] == [("p3-extension", "foo")]


def test_georeferencing_is_an_annotation_like_any_other(findings_of):
    """Its body is GeoJSON, which has neither id nor the types of content."""
    document = documents.manifest()
    document["@context"] = ["http://iiif.io/api/extension/georef/1/context.json", documents.P3]
    annotation = document["items"][0]["annotations"][0]["items"][0]
    annotation["motivation"] = "georeferencing"
    annotation["body"] = {
        "type": "FeatureCollection",
        "transformation": {"type": "polynomial", "options": {"order": 1}},
        "features": [{"type": "Feature", "properties": {"resourceCoords": [1, 2]}}],
    }

    assert findings_of(document) == []


def test_a_manifest_of_a_thousand_canvases_is_checked_in_a_second(findings_in):
    """Measured at a quarter of that."""
    document = documents.manifest()
    del document["structures"], document["start"]
    document["items"] = [documents.canvas(f"p{number}") for number in range(1000)]
    body = json.dumps(document).encode()
    began = time.process_time()

    assert findings_in(body) == []
    assert time.process_time() - began < 2
