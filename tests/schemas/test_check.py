"""A row becomes a record, or all of its problems at once."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from marshmallow import ValidationError

from schemas.check import check
from schemas.problem import Severity
from schemas.record_schema import RecordSchema, record_schema
from schemas.row import Row

COMPLETE = {
    "title": "T",
    "date": "1957",
    "type": "Text",
    "language": "en",
    "rights": "http://rightsstatements.org/vocab/InC/1.0/",
}


IMAGE = {"digest": "0" * 64, "width": 10, "height": 10}


def checked(**native):
    """Return what becomes of a record with *native* and everything that is advised."""
    return check(Row("test", 1, {"id": "a", "metadata": COMPLETE} | native))


def refusals(**native):
    """Return (field, value) of what refuses a record."""
    found = checked(**native)
    assert (found.record is None) == any(one.severity == "refuse" for one in found.problems)
    return [(one.field, one.value) for one in found.problems if one.severity == "refuse"]


def warnings(**native):
    """Return (field, value) of what is said of a record that is kept or not."""
    return [(one.field, one.value) for one in checked(**native).problems if one.severity == "warn"]


def provenance(**changed):
    """Return provenance in native JSON."""
    return {
        "base_url": "http://archive.example/oai",
        "identifier": "oai:archive.example:1",
        "datestamp": "2020-01-01",
        "metadata_namespace": "http://www.openarchives.org/OAI/2.0/oai_dc/",
        "harvest_date": "2020-02-01T10:00:00Z",
        "altered": False,
    } | changed


def nested(depth):
    """Return provenance within provenance."""
    origin = provenance()
    for _ in range(depth - 1):
        origin = provenance(origin=origin)
    return origin


def test_a_complete_record_has_no_problem():
    """Nothing is said where there is nothing to say."""
    assert checked().problems == ()


WRITTEN = st.text("aй \t\x00\u00a0\ud800\U0001f600", max_size=4) | st.sampled_from(
    ("en", "eng", "?", "1957", "02/10/1957", "Text", None, True, 7, [], {})
)
VALUE = WRITTEN | st.dictionaries(
    st.sampled_from(("value", "lang", "scheme", "derived", "other")), WRITTEN
)
METADATA = st.dictionaries(
    st.sampled_from(("title", "DC:Title", "date", "dc.date.issued", "type", "rights", "no term")),
    st.lists(VALUE, max_size=3),
    max_size=4,
)
FIELDS = ("id", "collections", "metadata", "pages", "files", "text", "access", "behavior", "start")


def outcome(native):
    """Return what becomes of a row, but for the row itself."""
    found = check(Row("test", 1, native))
    return found.record, found.problems


def loaded(schema, native):
    """Return what *schema* takes of *native*, and its messages as they follow each other."""
    try:
        return schema.load(native), ""
    except ValidationError as error:
        return error.valid_data, json.dumps(error.messages)


@given(METADATA)
@example({"title": ["T", "a\x01"], "type": [{"value": {"value": "a"}}]})
@example({"title": ["T", {"value": "a", "lang": "en"}], "date": ["1957", " "]})
def test_what_is_plainly_sound_is_taken_as_what_is_looked_at(metadata):
    """Values of which nothing can be wrong are not walked through: with a null between, all are."""
    with_null = {name: [*values, None] for name, values in metadata.items()}
    found, walked = (outcome({"id": "a", "metadata": one}) for one in (metadata, with_null))

    assert found == walked


@given(st.dictionaries(st.sampled_from(FIELDS), VALUE | st.lists(VALUE, max_size=2)))
@example({"metadata": COMPLETE, "pages": ["a.tif"], "access": "secret"})
@example({"files": [{}], "access": "x", "metadata": {"title": "\0"}})
def test_fields_that_a_record_has_not_make_no_difference(native):
    """The schema of those that it has takes and refuses what that of all does, in its order."""
    assert loaded(record_schema(native), native) == loaded(RecordSchema(), native)


def test_an_image_service_is_something_that_a_page_has():
    """What is read is not told to be unread (native form, pages)."""
    service = "https://images.example/iiif/3/1"

    assert checked(pages=[{"key": "p1", "service": service}]).problems == ()


@pytest.mark.parametrize(
    ("native", "field", "value"),
    [
        ({"id": ""}, "id", ""),
        ({"id": None}, "id", ""),
        ({"id": True}, "id", "True"),
        ({"id": ["a"]}, "id", ""),
        ({"id": "x" * 256}, "id", "x" * 119 + "…"),
        ({"id": "a//b"}, "id", "a//b"),
        ({"id": "../a"}, "id", "../a"),
        ({"id": " a"}, "id", " a"),
        ({"id": "a\tb"}, "id", "a\tb"),
        ({"id": "a\u00a0b"}, "id", "a\u00a0b"),
        ({"metadata": None}, "title", ""),
        ({"metadata": {}}, "title", ""),
        ({"metadata": {"title": " "}}, "title", " "),
        ({"metadata": {"title": [None]}}, "title", ""),
        ({"metadata": {"title": {"value": None}}}, "title", ""),
        ({"metadata": {"title": "a\x01"}}, "title", r"a\u0001"),
        ({"metadata": {"title": ["a", "b\ufffe"]}}, "title", r"b\uFFFE"),
        ({"metadata": COMPLETE | {"creator": [["a"]]}}, "creator", ""),
        ({"metadata": COMPLETE | {"creator": {"lang": "en"}}}, "creator", ""),
        (
            {"metadata": COMPLETE | {"creator": {"value": "A", "scheme": []}}},
            "creator.0.scheme",
            "",
        ),
        ({"collections": "a b"}, "collections", "a b"),
        ({"collections": ["ok", "a::b"]}, "collections", "a::b"),
        ({"collections": {"a": 1}}, "collections", ""),
        ({"collections": "top"}, "collections", "top"),
        ({"pages": {"key": "p1"}}, "pages", ""),
        ({"pages": "p1.tif"}, "pages", "p1.tif"),
        ({"pages": [7]}, "pages.0", "7"),
        ({"pages": [{"key": "bad key"}]}, "pages.0.key", "bad key"),
        ({"pages": [{"key": "p"}, {"key": "p"}]}, "pages.1.key", "p"),
        ({"pages": [{"label": {}}]}, "pages.0.label", ""),
        ({"pages": [{"text": {"en": ["a"]}}]}, "pages.0.text.en", ""),
        ({"pages": [{"metadata": {"title": "\x00"}}]}, "pages.0.title", r"\u0000"),
        ({"pages": [{"image": {"digest": "../x"}}]}, "pages.0.image.digest", "../x"),
        ({"pages": [{"image": IMAGE | {"width": 0}}]}, "pages.0.image.width", "0"),
        ({"pages": [{"image": IMAGE | {"height": "1e9"}}]}, "pages.0.image.height", "1e9"),
        ({"pages": [{"image": "a.tif"}]}, "pages.0.image", "a.tif"),
        ({"files": [{"file": "a", "digest": "A" * 64}]}, "files.0.digest", "A" * 64),
        ({"files": [{"file": "a", "size": "-1"}]}, "files.0.size", "-1"),
        ({"files": [{"label": "L"}]}, "files.0.file", ""),
        ({"files": ["a.pdf", "a.pdf"]}, "files.1.key", "a.pdf"),
        ({"text": ["a"]}, "text.und", ""),
        ({"access": "secret"}, "access", "secret"),
        ({"provenance": ["a"]}, "provenance", ""),
        ({"provenance": provenance(altered="perhaps")}, "provenance.altered", "perhaps"),
        ({"provenance": provenance(datestamp=None)}, "provenance.datestamp", ""),
        ({"provenance": provenance(origin={})}, "provenance.origin.altered", ""),
        ({"provenance": provenance(note="n")}, "provenance.note", "n"),
        ({"provenance": nested(300)}, "provenance", ""),
    ],
)
def test_what_would_break_a_protocol_is_refused_where_it_stands(native, field, value):
    """One problem, whose field and value its writer can find."""
    assert (field, value) in refusals(**native)
    assert {one.partition(".")[0] for one, _ in refusals(**native)} == {field.partition(".")[0]}


def test_metadata_that_is_none_is_refused():
    """There is no title in it either."""
    assert sorted(refusals(metadata=["a"])) == [("metadata", ""), ("title", "")]


@pytest.mark.parametrize(
    "native",
    [
        {"pages": None, "files": None, "collections": None, "text": None, "access": None},
        {"pages": [{"key": "p1", "label": None, "file": None, "text": {"en": None}}]},
        {"files": [{"file": "a.pdf", "label": None, "media_type": None}]},
        {"metadata": COMPLETE | {"creator": [None, "A"], "subject": None}},
        {"metadata": COMPLETE | {"creator": {"value": "A", "lang": None}}},
        {"provenance": nested(10)},
    ],
)
def test_null_says_nothing(native):
    """What a program writes for what it does not know is no fault."""
    assert checked(**native).problems == ()


@pytest.mark.parametrize(
    ("native", "field", "value"),
    [
        ({"metadata": COMPLETE | {"date": "some day"}}, "date", "some day"),
        ({"metadata": COMPLETE | {"language": "Martian"}}, "language", "Martian"),
        ({"metadata": COMPLETE | {"type": "record"}}, "type", "record"),
        (
            {"metadata": COMPLETE | {"rights": "http://rightsstatements.org/vocab/X/1.0/"}},
            "rights",
            "http://rightsstatements.org/vocab/X/1.0/",
        ),
        ({"metadata": COMPLETE | {"donor": "Smith"}}, "donor", "Smith"),
        ({"metadata": COMPLETE | {"creator": {"value": "A", "lnag": "x"}}}, "creator.0.lnag", "x"),
        ({"metadata": COMPLETE | {"creator": {"value": "A", "lang": "q"}}}, "creator", "q"),
        ({"ID": "b"}, "ID", "b"),
        ({"pages": [{"image_file": "a.tif"}]}, "pages.0.image_file", "a.tif"),
        ({"text": {"martian": "x"}}, "text.martian", "martian"),
        ({"files": [{"file": "a", "media_type": "x"}]}, "files.0.media_type", "x"),
    ],
)
def test_what_cannot_be_derived_is_told_and_kept_as_written(native, field, value):
    """A warning never costs the record, nor the value that it names."""
    assert warnings(**native) == [(field, value)]
    assert refusals(**native) == []


def derived(term, given):
    """Return what is kept of the standard form *given* with a value of *term*, and who is told."""
    found = checked(metadata=COMPLETE | {term: {"value": "Words", "derived": given}})
    (value,) = found.record.values(term)
    return value.derived, [(one.field, one.value) for one in found.problems]


@pytest.mark.parametrize("term", ["creator", "publisher", "subject", "dcterms:spatial", "coverage"])
@pytest.mark.parametrize(
    "address",
    ["http://id.loc.gov/authorities/names/n79021164", "https://a.example/?q=%D0%90&b#c"],
)
def test_what_has_a_name_keeps_its_address_in_an_authority_file(term, address):
    """It is the standard form of what is named, in whatever authority file."""
    assert derived(term, address) == (address, [])


@pytest.mark.parametrize("given", ["n79021164", "urn:x:y", "https://a.example/a b", "javascript:0"])
def test_what_is_no_address_is_no_standard_form_of_a_name(given):
    """The words are kept without it, and it is told."""
    assert derived("creator", given) == (None, [("creator", given)])


@pytest.mark.parametrize("term", ["title", "description", "identifier", "dcterms:isPartOf"])
def test_what_has_no_standard_form_keeps_none(term):
    """No authority file lists titles and descriptions of single things."""
    assert derived(term, "https://a.example/1") == (None, [(term, "https://a.example/1")])


def test_a_refused_row_says_all_that_is_wrong_with_it():
    """Whoever mends one thing a run needs as many runs as there are things."""
    native = {
        "id": "a//b",
        "metadata": {"date": ["\x00", "some day"], "language": "Martian", "donor": "Smith"},
        "pages": [{"key": "p"}, {"key": "p", "label": []}, 7, {"key": "q", "note": "n"}],
        "files": [{"label": "L"}, {"label": "M"}],
        "access": "secret",
    }
    problems = check(Row("test", 1, native)).problems

    assert {(one.severity, one.field) for one in problems} == {
        (Severity.REFUSE, "id"),
        (Severity.REFUSE, "title"),
        (Severity.REFUSE, "date"),
        (Severity.REFUSE, "pages.1.key"),
        (Severity.REFUSE, "pages.1.label"),
        (Severity.REFUSE, "pages.2"),
        (Severity.REFUSE, "files.0.file"),
        (Severity.REFUSE, "files.1.file"),
        (Severity.REFUSE, "access"),
        (Severity.WARN, "date"),
        (Severity.WARN, "language"),
        (Severity.WARN, "donor"),
        (Severity.WARN, "pages.3.note"),
        (Severity.WARN, "type"),
        (Severity.WARN, "rights"),
    }


def test_a_refused_title_is_not_called_missing():
    """One fault, one problem."""
    assert refusals(metadata=COMPLETE | {"title": "\x00"}) == [("title", r"\u0000")]


@pytest.mark.parametrize(
    ("native", "field"),
    [
        ({"collection": None}, "collection"),
        ({"collection": "a b"}, "collection"),
        ({"collection": "top"}, "collection"),
        ({"collection": "a", "metadata": 5}, "metadata"),
        ({"collection": "a", "metadata": {"title": []}, "id": "x"}, "id"),
    ],
)
def test_a_collection_is_looked_at_as_a_record_is(native, field):
    """It needs a set spec and no title."""
    assert [one.field for one in check(Row("test", 1, native)).problems] == [field]


JSON = st.recursive(
    st.none() | st.booleans() | st.text(max_size=5) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
NAMES = ("id", "collections", "metadata", "pages", "files", "text", "access", "collection", "x")


@given(
    st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, JSON))
    | st.fixed_dictionaries(
        {"id": st.just("a")},
        optional={
            "metadata": st.dictionaries(st.sampled_from(["title", "date", "dc:type", "?"]), JSON),
            "pages": st.lists(
                st.fixed_dictionaries(
                    {}, optional=dict.fromkeys(("key", "label", "file", "text", "metadata"), JSON)
                )
            ),
        },
    )
)
def test_whatever_json_holds_is_a_record_or_a_refusal(native):
    """Never an exception, and never a refusal without a reason."""
    found = check(Row("test", 1, native))

    assert found.is_refused == any(one.severity is Severity.REFUSE for one in found.problems)


def test_every_key_that_a_page_has_is_known():
    """What is read is not told as unread: a service was."""
    native = {"key": "p1", "service": "https://images.example/1", "duration": "5"}
    checked = check(Row("list", 1, {"id": "a", "metadata": {"title": ["A"]}, "pages": [native]}))

    assert [one.field for one in checked.problems if one.field.startswith("pages")] == []
