"""Manifests and Collections (Presentation 3.0)."""

import copy
import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from presentation_rules import is_in_order, violations
from presenting import BASE, FORMATS, PROVIDER, RICH, URLS, listed

from schemas.grammar import is_id
from schemas.record import Collection, Image, MediaFile, Page, Range, Record, Value
from schemas.terms import TERMS
from schemas.viewing import VIEWING_DIRECTIONS
from server.iiif.presentation import collection_item, manifest, part, write

TESTS = Path(__file__).parents[2]
EXPECTED = TESTS / "data/expected/iiif"
# Of the official validator, where someone has put it.
SCHEMA = TESTS.parents[1] / "shared/iiif/v3/iiif_3_0.json"

# The properties of chapter 3 in its order, then those of chapter 5.
ORDER = (
    "@context", "id", "type", "label", "height", "width", "metadata", "summary",
    "requiredStatement", "rights", "provider", "thumbnail", "navDate", "viewingDirection",
    "behavior", "homepage", "rendering", "service", "seeAlso", "partOf", "start", "items",
    "structures", "annotations",
)  # fmt: skip


def of(record):
    return manifest(record, URLS, PROVIDER, FORMATS)


def plain(**changes):
    title = {"title": (Value("Letter", "en"),)}
    pages = (Page("p1", image=Image("a" * 64, 600, 800)),)
    return replace(Record("letter-1", title, pages=pages), **changes)


@cache
def validator():
    return jsonschema.Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def errors(resource):
    return [error.message[:200] for error in validator().iter_errors(resource)]


def indented(resource):
    return json.dumps(resource, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize(
    ("name", "resource"),
    [
        ("manifest.json", of(RICH)),
        ("canvas.json", part(of(RICH), URLS.canvas(RICH.id, "p1"))),
        ("range.json", part(of(RICH), URLS.range(RICH.id, "2"))),
        (
            "collection.json",
            listed([Collection("papers:letters")], [write(collection_item(RICH, URLS))]),
        ),
    ],
)
def test_a_rich_record_is_presented_as_expected(name, resource):
    """Every property, every key in its place, as a reader has checked it."""
    assert indented(resource) == (EXPECTED / name).read_text(encoding="utf-8")


@pytest.mark.needs(SCHEMA)
@pytest.mark.parametrize("resource", [of(RICH), of(plain()), listed()])
def test_the_official_schema_accepts(resource):
    """The JSON Schema of the official validator finds nothing."""
    assert errors(resource) == []


@pytest.mark.parametrize(
    "resource",
    [
        of(RICH),
        of(plain()),
        listed(),
        listed([Collection("papers:a")], [write(collection_item(RICH, URLS))]),
    ],
)
def test_no_rule_is_broken(resource):
    """The MUST rules of the specification, those that the official schema misses too."""
    assert violations(resource) == []


@pytest.mark.parametrize("resource", [of(RICH), *of(RICH)["items"], listed()])
def test_keys_stand_in_the_order_of_the_specification(resource):
    """The context first (§4.6), then what people read, before what they follow."""
    assert is_in_order(list(resource), ORDER)


def first_canvas(resource):
    return resource["items"][0]


def painting(resource):
    return first_canvas(resource)["items"][0]["items"][0]


def range_of(resource, *items):
    one = {"id": f"{BASE}/range", "type": "Range", "items": list(items)}
    resource["structures"] = [one]


DEFECTS = {
    "no label": lambda m: m.pop("label"),
    "label is text": lambda m: m.update(label="Letter"),
    "empty items": lambda m: m.update(items=[]),
    "no context": lambda m: m.pop("@context"),
    "context order": lambda m: m.update({"@context": [m["@context"], "https://a.example/1"]}),
    "context of https": lambda m: m.update({"@context": m["@context"].replace("http", "https")}),
    "context inside": lambda m: first_canvas(m).update({"@context": m["@context"]}),
    "id with a space": lambda m: m.update(id=f"{BASE}/iiif/3/a b/manifest"),
    "id with script": lambda m: m.update(id=f"{BASE}/iiif/3/письмо/manifest"),
    "unknown property": lambda m: m.update(author="x"),
    "rights without slash": lambda m: m.update(rights=m["rights"].rstrip("/")),
    "rights of https": lambda m: m.update(rights=m["rights"].replace("http", "https")),
    "rights in words": lambda m: m.update(rights="Ask."),
    "fragment": lambda m: first_canvas(m).update(id=f"{first_canvas(m)['id']}#x"),
    "behaviors": lambda m: m.update(behavior=["paged", "continuous"]),
    "behavior is text": lambda m: m.update(behavior="paged"),
    "behavior in time": lambda m: m.update(behavior=["auto-advance"]),
    "direction": lambda m: m.update(viewingDirection="rtl"),
    "start elsewhere": lambda m: m["start"].update(id=f"{BASE}/else"),
    "logo is text": lambda m: m["provider"][0].update(logo=["https://a.example/logo.png"]),
    "no zone": lambda m: m.update(navDate="1958-04-04T00:00:00"),
    "provider without label": lambda m: m["provider"][0].pop("label"),
    "provider is one": lambda m: m.update(provider=m["provider"][0]),
    "rendering without label": lambda m: m["rendering"][0].pop("label"),
    "rendering without type": lambda m: m["rendering"][0].pop("type"),
    "homepage without label": lambda m: m["homepage"][0].pop("label"),
    "wrong target": lambda m: painting(m).update(target=f"{BASE}/else"),
    "supplementing in items": lambda m: painting(m).update(motivation="supplementing"),
    "painting beside": lambda m: first_canvas(m)["annotations"][0]["items"][0].update(
        motivation="painting"
    ),
    "same canvas twice": lambda m: m["items"].append(first_canvas(m)),
    "HTML in a label": lambda m: m.update(label={"en": ["On <b>tests</b>"]}),
    "broken HTML": lambda m: m.update(summary={"en": ["<p>x<br></p>"]}),
    "script": lambda m: m.update(summary={"en": ["<p><script>x</script></p>"]}),
    "link to script": lambda m: m.update(summary={"en": ["<a href='javascript:x'>x</a>"]}),
    "HTML inside plain text": lambda m: m.update(summary={"en": ["a <b>x</b> b"]}),
    "empty range": range_of,
    "range of nothing": lambda m: range_of(m, {"id": f"{BASE}/else", "type": "Canvas"}),
    "no height": lambda m: first_canvas(m).pop("height"),
    "height of half": lambda m: first_canvas(m).update(height=1.5),
    "height of nothing": lambda m: first_canvas(m).update(height=0),
    "service for picture": lambda m: painting(m)["body"].update(
        id=painting(m)["body"]["service"][0]["id"]
    ),
    "old service": lambda m: m["thumbnail"][0]["service"][0].update({"@id": "http://a.example"}),
    "language as list": lambda m: first_canvas(m)["annotations"][0]["items"][0]["body"].update(
        language=["ru"]
    ),
    "language key": lambda m: m.update(label={"Old English": ["Letter"]}),
}


@pytest.mark.parametrize("spoil", DEFECTS.values(), ids=DEFECTS)
def test_the_rules_find_what_is_broken(spoil):
    """A check that never fails checks nothing."""
    spoilt = copy.deepcopy(of(RICH))
    spoil(spoilt)

    assert violations(spoilt)


def test_the_id_is_where_a_manifest_is_published():
    """Special characters are escaped (§6.1), and the id is one segment of the address."""
    assert of(plain(id="a/b?c#d%e f"))["id"] == f"{BASE}/iiif/3/a%2Fb%3Fc%23d%25e%20f/manifest"


def test_canvases_are_named_by_page_keys():
    """A canvas keeps its id when pages are added or change places, so annotations stay."""
    before = plain(pages=tuple(Page(key, image=Image("a" * 64, 1, 1)) for key in "ab"))
    after = plain(pages=(Page("new", image=Image("a" * 64, 1, 1)), *reversed(before.pages)))

    assert [one["id"] for one in of(before)["items"]] == [URLS.canvas("letter-1", k) for k in "ab"]
    assert [one["id"] for one in of(after)["items"][1:]] == [
        URLS.canvas("letter-1", k) for k in "ba"
    ]


def test_a_page_without_a_picture_is_no_canvas():
    """A canvas has the size of its picture (§5.3); without one there is none to give."""
    assert [one["id"] for one in of(RICH)["items"]] == [
        URLS.canvas(RICH.id, "p1"),
        URLS.canvas(RICH.id, "p3"),
    ]


def test_a_page_without_a_label_is_called_by_its_key():
    """A canvas should have a label (§3.1)."""
    assert [one["label"] for one in of(RICH)["items"]] == [{"none": ["1"]}, {"none": ["p3"]}]


def test_the_picture_is_as_large_as_it_gets_and_names_its_service():
    """The body is the address of a picture, never of its service alone (§5.7)."""
    body = painting(of(plain()))["body"]
    service = f"{BASE}/iiif/image/3/letter-1:p1"

    assert body == {
        "id": f"{service}/full/max/0/default.jpg",
        "type": "Image",
        "format": "image/jpeg",
        "height": 800,
        "width": 600,
        "service": [{"id": service, "type": "ImageService3", "profile": "level2"}],
    }


def test_a_thumbnail_has_the_size_that_its_address_asks_for():
    """Width and height are those of the thumbnail (§3.1), not of the page."""
    thumbnail = of(plain())["thumbnail"][0]

    assert thumbnail["id"].endswith("/full/300,400/0/default.jpg")
    assert (thumbnail["width"], thumbnail["height"]) == (300, 400)


def test_the_texts_of_a_page_are_one_annotation_page_with_the_transcript_first():
    """Some viewers read only the first annotation page of a canvas."""
    pages = first_canvas(of(RICH))["annotations"]
    bodies = [annotation["body"] for annotation in pages[0]["items"]]

    assert len(pages) == 1
    assert [body.get("language") for body in bodies] == ["ru", "en", None]
    assert [body["value"] for body in bodies] == ["Дорогой товарищ!", "Dear comrade!", "…"]
    assert {body["format"] for body in bodies} == {"text/plain"}


def test_a_page_without_text_has_no_annotations():
    """An empty list of annotations says nothing (§3.4)."""
    assert "annotations" not in of(RICH)["items"][1]


def test_a_text_of_the_whole_describes_the_manifest():
    """What belongs to no page is about the manifest, and not painted (§5.2)."""
    (page,) = of(RICH)["annotations"]

    assert [(one["motivation"], one["target"]) for one in page["items"]] == [
        ("describing", URLS.manifest(RICH.id))
    ]


def test_files_that_can_be_had_are_renderings():
    """A rendering can be displayed (§3.3.1): what ingest never found cannot."""
    shown = [(one["id"], one["type"], one["format"]) for one in of(RICH)["rendering"]]

    assert shown == [
        (URLS.file(RICH.id, "letter.pdf"), "Text", "application/pdf"),
        ("https://elsewhere.example/a%20talk.mp3?x=1", "Sound", "audio/mpeg"),
    ]


def test_a_file_of_unknown_kind_has_no_format():
    """A format is a media type or is left out (§3.2)."""
    unknown = MediaFile("x", "https://elsewhere.example/x")
    (rendering,) = of(plain(files=(unknown,)))["rendering"]

    assert rendering == {"id": unknown.file, "type": "Dataset", "label": {"none": ["x"]}}


def test_every_format_of_oai_pmh_is_also_to_be_seen():
    """One GetRecord for each format, whose profile is its namespace (§3.3.1, ``seeAlso``)."""
    assert of(plain())["seeAlso"] == [
        {
            "id": URLS.oai_record("letter-1", one.metadata_prefix),
            "type": "Dataset",
            "label": {"en": [one.label]},
            "format": "text/xml",
            "profile": one.namespace,
        }
        for one in FORMATS
    ]


def test_a_manifest_is_part_of_the_collections_that_list_it():
    """Each that its record names (§3.3.2, ``partOf``)."""
    assert of(plain(collections=("a:b", "c")))["partOf"] == [
        {"id": URLS.collection(set_spec), "type": "Collection"} for set_spec in ("a:b", "c")
    ]


def test_a_manifest_of_no_collection_is_part_of_the_root():
    """Which lists it, and is called as the archive is (§3.3.2, ``partOf``)."""
    assert of(plain())["partOf"] == [
        {"id": URLS.collection("top"), "type": "Collection", "label": {"none": [PROVIDER.name]}}
    ]


def test_nothing_is_claimed_of_the_order_of_pages():
    """``paged`` would say that the second picture shows the back of the first (§3.2)."""
    assert not {"behavior", "viewingDirection", "start", "structures"} & of(plain()).keys()


@pytest.mark.parametrize(
    ("behavior", "valid"),
    [
        (("paged",), ["paged"]),
        (("continuous", "auto-advance"), ["continuous"]),
        (("unordered",), ["unordered"]),
        (("auto-advance", "repeat"), None),
    ],
)
def test_a_behavior_is_given_where_it_is_valid(behavior, valid):
    """What advances needs a duration, what is turned a height (§3.2, ``behavior``)."""
    assert of(plain(behavior=behavior)).get("behavior") == valid


@pytest.mark.parametrize(
    ("key", "start"),
    [("p3", {"id": URLS.canvas(RICH.id, "p3"), "type": "Canvas"}), ("lost", None), (None, None)],
)
def test_a_manifest_starts_with_a_canvas_that_it_has(key, start):
    """A page without a picture cannot be opened (§3.3.2, ``start``)."""
    assert of(replace(RICH, start=key)).get("start") == start


def test_ranges_hold_what_can_be_shown():
    """A range is never empty, and holds canvases of its manifest alone (§5.4)."""
    assert of(RICH)["structures"] == [
        {
            "id": URLS.range(RICH.id, "2"),
            "type": "Range",
            "label": {"en": ["The letter"], "ru": ["Письмо"]},
            "items": [
                {"id": URLS.canvas(RICH.id, "p1"), "type": "Canvas"},
                {
                    "id": URLS.range(RICH.id, "2.2"),
                    "type": "Range",
                    "label": {"en": ["Envelope"]},
                    "items": [{"id": URLS.canvas(RICH.id, "p3"), "type": "Canvas"}],
                },
            ],
        }
    ]


def test_a_range_keeps_its_address_when_a_picture_is_found():
    """It is named by its place in the table of contents, not among what can be shown (§3.2)."""
    found = replace(RICH.pages[1], image=Image("c" * 64, 10, 10))
    whole = of(replace(RICH, pages=(RICH.pages[0], found, RICH.pages[2])))
    before, letter = whole["structures"]

    assert (before["id"], letter["id"]) == (URLS.range(RICH.id, "1"), URLS.range(RICH.id, "2"))
    assert [item["id"] for item in letter["items"] if item["type"] == "Range"] == [
        URLS.range(RICH.id, "2.1"),
        URLS.range(RICH.id, "2.2"),
    ]


@pytest.mark.parametrize("place", ["2", "2.2"])
def test_a_range_alone_leads_to_its_manifest(place):
    """Its canvases are only named there, so a client needs the manifest (§3.3.2, ``partOf``)."""
    whole = of(RICH)
    found = part(whole, URLS.range(RICH.id, place))

    assert next(iter(found)) == "@context"
    assert found["partOf"] == [{"id": whole["id"], "type": "Manifest", "label": whole["label"]}]
    assert part(whole, URLS.range(RICH.id, "1")) is None


@pytest.mark.parametrize(
    ("logo", "format"),
    [("https://a.example/logo.JPG", "image/jpeg"), ("https://a.example/logo", None)],
)
def test_the_archive_shows_its_logo(logo, format):
    """A logo is a picture of the agent, and of nothing else (§3.3.1, ``logo``)."""
    shown = manifest(plain(), URLS, replace(PROVIDER, logo=logo), FORMATS)
    (agent,) = shown["provider"]
    known = {"format": format} if format else {}

    assert agent["logo"] == [{"id": logo, "type": "Image", **known}]
    assert "logo" not in shown


def test_an_archive_without_a_logo_shows_none():
    """An empty list says nothing (§4.3)."""
    (agent,) = manifest(plain(), URLS, replace(PROVIDER, logo=""), FORMATS)["provider"]

    assert "logo" not in agent


def test_a_collection_holds_its_children_before_its_records():
    """Entries have an id, a type and a label (§5.1), and stored ones are used as they are."""
    described = Collection("papers:letters", {"title": (Value("Письма", "ru"),)})
    items = listed([described], [b'{"id":"x","type":"Manifest"}'])["items"]

    assert items == [
        {
            "id": URLS.collection("papers:letters"),
            "type": "Collection",
            "label": {"ru": ["Письма"]},
        },
        {"id": "x", "type": "Manifest"},
    ]


@pytest.mark.parametrize(
    ("set_spec", "above"),
    [("top", None), ("papers", "top"), ("papers:letters", "papers"), ("a:b:c", "a:b")],
)
def test_a_collection_is_part_of_the_one_above(set_spec, above):
    """The tree of sets (OAI-PMH §2.6) is the tree of collections, beneath one root."""
    part_of = listed(described=Collection(set_spec)).get("partOf")

    named = {"id": URLS.collection(above or ""), "type": "Collection", "label": {"none": [above]}}
    assert part_of == ([named] if above else None)


def test_a_collection_is_shown_by_its_first_record():
    """A collection should have a thumbnail (§5.1)."""
    items = [write(collection_item(record, URLS)) for record in (RICH, plain())]

    assert listed(items=items)["thumbnail"] == of(RICH)["thumbnail"]
    assert "thumbnail" not in listed([Collection("papers:letters")])


def test_an_empty_collection_has_empty_items():
    """A collection must have ``items``, which may be empty (§5.1)."""
    assert listed()["items"] == []


def test_an_entry_says_what_a_list_shows():
    """An entry has a label and should have a thumbnail (§5.1); the rest is in the manifest."""
    whole = of(RICH)

    assert collection_item(RICH, URLS) == {
        name: whole[name] for name in ("id", "type", "label", "thumbnail", "navDate")
    }


def test_a_part_stands_alone_with_a_context():
    """What is not embedded has a context of its own (§4.6), and is otherwise the same."""
    whole = of(RICH)
    embedded = first_canvas(whole)["annotations"][0]

    assert part(whole, embedded["id"]) == {"@context": whole["@context"], **embedded}


def test_a_canvas_alone_leads_to_its_manifest():
    """A client may want to know where a canvas belongs (§3.3.2, ``partOf``)."""
    whole = of(plain())
    found = part(whole, URLS.canvas("letter-1", "p1"))

    assert found["partOf"] == [{"id": whole["id"], "type": "Manifest", "label": {"en": ["Letter"]}}]


def test_what_a_manifest_does_not_embed_is_no_part():
    """Neither the manifest itself, nor what it only points to."""
    whole = of(RICH)

    assert part(whole, whole["id"]) is None
    assert part(whole, whole["thumbnail"][0]["id"]) is None


def test_json_is_compact_and_keeps_every_script():
    """A harvest of manifests is large: no escapes, no white space."""
    assert write({"a": ["é", 1]}) == '{"a":["é",1]}'.encode()


LANGUAGES = st.sampled_from([None, "und", "en", "ru", "zh-Hans"])
TEXTS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1).filter(
        str.strip
    ),
    st.text("<>/&;ab ipscrt=\"'", min_size=1).filter(str.strip),
    st.sampled_from(["<b>x", "<script>x</script>", "<p>a<p>b", "<x>", "&nbsp;<i>x</i>"]),
)
VALUES = st.lists(st.builds(Value, TEXTS, LANGUAGES), min_size=1, max_size=3).map(tuple)
METADATA = st.builds(
    lambda title, rest: {"title": title} | rest,
    VALUES,
    st.dictionaries(st.sampled_from(list(TERMS)), VALUES, max_size=5),
)
BODIES = st.dictionaries(LANGUAGES.filter(bool), TEXTS, max_size=3)
SIDES = st.integers(1, 100_000)
KEYS = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._~-]{0,8}\Z")
PAGES = st.builds(
    Page,
    KEYS,
    st.none() | TEXTS,
    text=BODIES,
    metadata=st.just({}) | METADATA,
    image=st.builds(Image, st.just("a" * 64), SIDES, SIDES),
)
RANGES = st.recursive(
    st.builds(Range, VALUES, st.lists(KEYS, min_size=1, max_size=3).map(tuple)),
    lambda inner: st.builds(Range, VALUES, st.lists(KEYS | inner, min_size=1).map(tuple)),
    max_leaves=4,
)


@st.composite
def shown_records(draw):
    """Records whose ranges name pages that they have, with and without pictures, and others."""
    pages = draw(st.lists(PAGES, min_size=1, max_size=3, unique_by=lambda page: page.key))
    keys = st.sampled_from([page.key for page in pages])
    named = st.builds(Range, VALUES, st.lists(keys, min_size=1, max_size=3).map(tuple))
    return Record(
        draw(st.text(min_size=1, max_size=20).filter(is_id)),
        draw(METADATA),
        pages=tuple(pages),
        text=draw(BODIES),
        viewing_direction=draw(st.sampled_from([None, *VIEWING_DIRECTIONS])),
        behavior=draw(st.sampled_from([(), ("paged",), ("continuous", "repeat")])),
        start=draw(st.none() | KEYS | keys),
        ranges=tuple(draw(st.lists(RANGES | named, max_size=3))),
    )


RECORDS = shown_records()


@given(RECORDS)
def test_no_record_breaks_a_rule(record):
    """Whatever is written in a record, its manifest keeps every rule and the official schema."""
    whole = json.loads(write(of(record)))

    assert violations(whole) == []
    if SCHEMA.is_file():
        assert errors(whole) == []


@given(RECORDS)
def test_every_canvas_and_annotation_page_is_a_part(record):
    """What a manifest embeds can be had alone, under the id that it has there."""
    whole = of(record)
    inside = [one for canvas in whole["items"] for one in (canvas, *canvas.get("annotations", ()))]

    assert all(part(whole, one["id"])["id"] == one["id"] for one in inside)


@given(TEXTS)
def test_html_in_a_value_is_well_formed(text):
    """A value that a viewer takes for HTML is XML inside one element (§4.5)."""
    (pair,) = of(plain(metadata={"title": (Value(text),)}))["metadata"]
    (value,) = pair["value"]["none"]

    if value.startswith("<") and value.endswith(">"):
        assert ElementTree.fromstring(value) is not None


def test_a_format_may_have_a_profile_of_its_own():
    """Where its namespace is that of a syntax, the registry of profiles names it (§3.3.2)."""
    edm = replace(FORMATS[0], profile="https://www.europeana.eu/schemas/edm/")
    (see_also,) = manifest(RICH, URLS, PROVIDER, [edm])["seeAlso"]

    assert see_also["profile"] == "https://www.europeana.eu/schemas/edm/"
