"""Manifests and collections of IIIF Presentation 2 and 3, read as native JSON."""

import re

import pytest
from manifesting import (
    SERVICE_2,
    SERVICE_3,
    canvas,
    canvas_2,
    image,
    manifest,
    manifest_2,
    painting,
    pair,
)

from metadata.manifests import (
    Member,
    is_collection,
    is_manifest,
    read_collection,
    read_manifest,
    record_id,
    set_spec,
)
from metadata.places import POINT
from schemas.check import check
from schemas.row import Row

OLD_SERVICE = {
    "@context": "http://library.stanford.edu/iiif/image-api/1.1/context.json",
    "@id": "https://images.example/1/a",
    "profile": "http://library.stanford.edu/iiif/image-api/1.1/compliance.html#level2",
}


def read(document, **options):
    """The native JSON of *document*, which nothing refuses."""
    native = read_manifest(document, **options).native
    assert not check(Row("m", 1, native)).is_refused
    return native


def metadata(document, **options):
    """What is said of *document* beside its title and the address of the manifest."""
    found = read(document, **options)["metadata"]
    found["source"].remove(document.get("id", document.get("@id")))
    return {term: values for term, values in found.items() if values and term != "title"}


def fields(document):
    return [field for field, _, _ in read_manifest(document).remarks]


def remark(document):
    """All that is remarked of *document*, as one text."""
    return "\n".join(message for _, _, message in read_manifest(document).remarks)


# --- its name


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.example/iiif/x/manifest", "a.example/iiif/x/manifest"),
        ("http://a.example/iiif/x/manifest", "a.example/iiif/x/manifest"),
        ("https://a.example/m.json?id=4&v=2", "a.example/m.json?id=4&v=2"),
        ("https://a.example/iiif/x y", "a.example/iiif/x%20y"),
        ("https://a.example/iiif/", "a.example%2Fiiif%2F"),
        ("https://a.example/a/../b", "a.example%2Fa%2F..%2Fb"),
        ("https://a.example/日記/manifest", "a.example/%E6%97%A5%E8%A8%98/manifest"),
        ("urn:nbn:de:1", "urn:nbn:de:1"),
    ],
)
def test_a_record_is_named_by_the_address_of_its_manifest(address, expected):
    """The same one read again is the same record, over http or https."""
    assert record_id(address) == expected


def test_an_address_too_long_for_an_id_is_told_by_its_digest():
    """An id has 255 characters at most; two long addresses stay two."""
    one, other = (record_id(f"https://a.example/{'x' * 300}{end}") for end in "ab")

    assert one.startswith("a.example:sha256:")
    assert one != other


def test_the_address_it_was_asked_at_goes_before_what_it_says_of_itself():
    """A deletion names nothing but the address that a list gave."""
    asked = "https://elsewhere.example/asked"

    assert read_manifest(manifest(), asked).native["id"] == "elsewhere.example/asked"


@pytest.mark.parametrize("document", [manifest(), manifest_2()])
def test_the_address_of_the_manifest_is_kept_as_its_source(document):
    """What it was taken from, a reader wants to see."""
    address = "https://elsewhere.example/iiif/book-1/manifest"

    assert read(document)["metadata"]["source"] == [address]


# --- what is said of it


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Plain", ["Plain"]),
        ({"@value": "Titre", "@language": "fr"}, [{"value": "Titre", "lang": "fr"}]),
        (["One", {"@value": "Zwei", "@language": "de"}], ["One", {"value": "Zwei", "lang": "de"}]),
        ({"fr": ["Titre"]}, [{"value": "Titre", "lang": "fr"}]),
        ({"none": ["Title"]}, ["Title"]),
        ({"@none": ["Title"]}, ["Title"]),
        ({"en": ["One", "Two"]}, [{"value": "One", "lang": "en"}, {"value": "Two", "lang": "en"}]),
        ({"en": "No list"}, [{"value": "No list", "lang": "en"}]),
        ({"en": ["Paris"], "fr": ["Paris"]}, ["Paris"]),
    ],
)
@pytest.mark.parametrize("made", [manifest, manifest_2])
def test_texts_are_read_in_the_forms_of_both_versions(made, label, expected):
    """3.0 §4.4 has maps of languages, 2.1 §4.3 marked texts; what all languages say is of none."""
    assert read(made(label=label))["metadata"]["title"] == expected


def test_a_title_among_the_metadata_is_not_said_twice():
    """Its language and its markup are kept from wherever they stand."""
    pairs = [pair({"en": ["Title"]}, {"fr": ["<i>Le</i> livre"]}), pair("Title", "Another")]
    found = read(manifest(label={"none": ["Le livre"]}, metadata=pairs))

    assert found["metadata"]["title"] == [{"value": "<i>Le</i> livre", "lang": "fr"}, "Another"]


@pytest.mark.parametrize(
    ("label", "term"),
    [
        ("Author(s)", "creator"),
        ("Verfasser:", "creator"),
        ("Auteur", "creator"),
        ("Автор", "creator"),
        ("作者", "creator"),
        ("Date Created", "dcterms:created"),
        ("Date of origin", "date"),
        ("Erscheinungsjahr", "dcterms:issued"),
        ("Shelfmark", "identifier"),
        ("dc:subject", "subject"),
        ("Collection", "dcterms:isPartOf"),
        ("Repository", "source"),
        ({"en": ["Creator"], "cy": ["Crëwr"]}, "creator"),
        ({"xx": ["Gibberish"], "fr": ["Sujet"]}, "subject"),
        ([{"@value": "Etwas", "@language": "de"}, {"@value": "Date", "@language": "en"}], "date"),
    ],
)
def test_a_label_that_is_certain_is_a_term(label, term):
    """Labels are for people, in any language (3.0 §3.1): one that is known speaks for the rest."""
    found = metadata(manifest(metadata=[pair(label, {"none": ["1897"]})]))

    assert found == {term: ["1897"]}


@pytest.mark.parametrize("label", ["Watermark", {"en": ["Creator"], "de": ["Datum"]}])
def test_a_label_that_is_not_certain_is_kept_and_told(label):
    """Nothing is dropped in silence, and nothing guessed."""
    document = manifest(metadata=[pair(label, {"en": ["a crown"], "de": ["eine Krone"]})])
    first = "Watermark" if label == "Watermark" else "Creator"
    found = [one["value"] for one in metadata(document)["description"]]

    assert found[0] == f"{first}: a crown"
    assert len(found) == 2
    assert f'--map "{first}=TERM"' in remark(document)


def test_a_label_can_be_mapped():
    """``--map`` says what a label means, or that nobody wants it."""
    pairs = [pair("Watermark", "a crown"), pair("Bot", "internal")]
    chosen = {"watermark": "dcterms:medium", "bot": "ignore"}

    assert metadata(manifest(metadata=pairs), mapped=chosen) == {"dcterms:medium": ["a crown"]}


def test_markup_stays_in_prose_alone():
    """A name, a date or a language is text; prose may hold HTML (3.0 §4.5)."""
    pairs = [
        pair("Creator", '<a href="https://people.example/1">Ada</a>'),
        pair("Language", "<span>English, Latin</span>"),
        pair("Description", "<p>Of <b>note</b></p>"),
    ]

    assert metadata(manifest_2(metadata=pairs)) == {
        "creator": ["Ada (https://people.example/1)"],
        "language": ["English", "Latin"],
        "description": ["<p>Of <b>note</b></p>"],
    }


def test_summary_and_description_are_kept_unless_said_already():
    """3.0 §3.1 has a summary, 2.1 §3.1 a description."""
    said = [pair("Description", "Long")]

    assert metadata(manifest(summary={"en": ["Short"]}))["dcterms:abstract"] == [
        {"value": "Short", "lang": "en"}
    ]
    assert metadata(manifest_2(description="Long")) == {"description": ["Long"]}
    assert metadata(manifest(summary={"en": ["<p>Long</p>"]}, metadata=said)) == {
        "description": ["Long"]
    }


def test_rights_are_said_once():
    """A licence and the statement that spells it are one thing; a statement of its own is kept."""
    uri = "http://rightsstatements.org/vocab/InC/1.0/"
    spelt = f'<a href="{uri}">In Copyright</a>'
    statement = pair({"en": ["Attribution"]}, {"en": [spelt, "Courtesy of Ada", "The Library"]})
    provider = [{"id": "https://l.example", "type": "Agent", "label": {"en": ["The Library"]}}]
    found = read(manifest(rights=uri, requiredStatement=statement, provider=provider))["metadata"]

    assert found["rights"] == [uri, {"value": "Courtesy of Ada", "lang": "en"}]
    assert found["source"][0] == {"value": "The Library", "lang": "en"}


def test_licence_and_attribution_of_version_2_are_rights():
    """2.1 §3.2; a licence may be several, or no address at all."""
    found = metadata(manifest_2(license=["https://l.example/terms", "CC0"], attribution="By Ada"))

    assert found == {"rights": ["https://l.example/terms", "CC0", "By Ada"]}


@pytest.mark.parametrize(
    ("moment", "date"),
    [
        ("1856-01-01T00:00:00Z", "1856"),
        ("1856-03-02T00:00:00+00:00", "1856-03-02"),
        ("1856-01-01T12:30:00Z", "1856-01-01"),
    ],
)
def test_a_date_to_navigate_by_is_the_date_where_there_is_no_other(moment, date):
    """It may be made up (3.0 §3.1): of the first moment of a year the year alone is sure."""
    assert metadata(manifest(navDate=moment)) == {"date": [date]}
    assert fields(manifest(navDate=moment)) == ["navDate"]
    assert metadata(manifest(navDate=moment, metadata=[pair("Date", "c. 1850")])) == {
        "date": ["c. 1850"]
    }


ROME = {
    "type": "Feature",
    "properties": {"label": {"en": ["Rome; Italy"], "it": ["Roma"]}},
    "geometry": {"type": "Point", "coordinates": ["12.466", "41.9031"]},
}


def test_points_on_a_map_are_places():
    """The navPlace extension, of manifests and of canvases: longitude first (RFC 7946 §3.1.1)."""
    expected = {
        "dcterms:spatial": [
            {
                "value": "name=Rome\\; Italy; east=12.466; north=41.9031",
                "lang": "en",
                "scheme": "dcterms:Point",
            },
            {
                "value": "name=Roma; east=12.466; north=41.9031",
                "lang": "it",
                "scheme": "dcterms:Point",
            },
        ]
    }

    assert (
        metadata(manifest(navPlace={"type": "FeatureCollection", "features": [ROME]})) == expected
    )
    assert read(manifest(canvas(navPlace=ROME)))["pages"][0]["metadata"] == expected
    (place, *_) = check(Row("m", 1, read(manifest(navPlace=ROME)))).record.values("dcterms:spatial")
    assert POINT.spell(place) is not None


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Polygon", "coordinates": [[[1, 2]]]},
        {"type": "Point", "coordinates": [200, 1]},
        {"type": "Point", "coordinates": ["east", 1]},
        {"type": "Point"},
        None,
    ],
)
def test_what_is_no_point_on_the_earth_is_told(geometry):
    """Areas and mistakes are left out."""
    shown = {"type": "FeatureCollection", "features": [ROME | {"geometry": geometry}]}

    assert metadata(manifest(navPlace=shown)) == {}
    assert fields(manifest(navPlace=shown)) == ["navPlace"]


def test_where_it_belongs_and_its_page_are_kept():
    """Homepages are relations; a whole goes by its name, or else by its address."""
    page = {"id": "https://elsewhere.example/book-1", "type": "Text", "label": {"en": ["Page"]}}
    above = {"id": "https://elsewhere.example/all", "type": "Collection", "label": {"en": ["All"]}}
    address = "https://elsewhere.example/all"

    assert metadata(manifest(homepage=[page], partOf=[above])) == {
        "relation": ["https://elsewhere.example/book-1"],
        "dcterms:isPartOf": [{"value": "All", "lang": "en"}],
    }
    assert metadata(manifest_2(related=page["id"], within=address)) == {
        "relation": ["https://elsewhere.example/book-1"],
        "dcterms:isPartOf": [address],
    }


def test_what_has_no_place_is_told():
    """Descriptions for machines, extensions, further sequences."""
    more = manifest_2(seeAlso={"@id": "https://elsewhere.example/mods"}, tracking={})
    more["sequences"].append({"@id": "https://elsewhere.example/other"})

    assert fields(more) == ["tracking", "seeAlso", "sequences"]


def test_what_parts_of_it_say_and_have_no_place_for_is_told_once_for_all():
    """Canvases, ranges and collections, each by what it is."""
    shown = [canvas(name, behavior=["non-paged"], tracking={}) for name in ("p1", "p2")]
    contents = [flat("1", "I", canvases=[C1], metadata=[pair("Scribe", "Ada")])]
    found = read_manifest(manifest(*shown, structures=contents)).remarks

    assert [(field, value[:14], message[:41]) for field, value, message in found] == [
        ("canvases", "2, the first h", 'no page has a place for the "behavior" of'),
        ("canvases", "2, the first h", 'no page has a place for the "tracking" of'),
        ("structures", "https://e.exam", "ranges that say more than their label: a "),
    ]
    listed = read_collection(COLLECTION | {"behavior": ["multi-part"], "rendering": []})
    assert [field for field, _, _ in listed.read.remarks] == ["behavior", "rendering"]


def test_files_to_read_in_its_place_are_files():
    """``rendering`` (3.0 §3.3.1), of 2.1 at the sequence too; a file stands there once."""
    pdf = {"id": "https://e.example/a.pdf", "label": {"en": ["PDF"]}, "format": "application/pdf"}
    old = {"@id": "https://e.example/a.pdf", "label": "PDF", "format": "application/pdf"}
    other = {"@id": "https://e.example/b/a.pdf", "label": "Other"}
    expected = {"key": "a.pdf", "label": "PDF", "media_type": "application/pdf"}

    assert read(manifest(rendering=[pdf]))["files"] == [{"file": pdf["id"], **expected}]
    assert read(manifest_2(rendering=old, sequence={"rendering": [old, other]}))["files"] == [
        {"file": pdf["id"], **expected},
        {"file": other["@id"], "key": "a.pdf-2", "label": "Other", "media_type": None},
    ]


# --- how it is shown


def test_the_way_of_showing_it_is_kept():
    """3.0 §3.2 and §3.3.2."""
    start = {"type": "SpecificResource", "source": "https://elsewhere.example/c/p2"}
    found = read(
        manifest(
            canvas("p1"),
            canvas("p2"),
            viewingDirection="right-to-left",
            behavior=["paged", "no-auto-advance"],
            start=start,
        )
    )

    assert found["viewing_direction"] == "right-to-left"
    assert found["behavior"] == ["paged", "no-auto-advance"]
    assert found["start"] == "p2"


def test_version_2_says_how_it_is_shown_at_its_sequence_too():
    """2.1 §5.2."""
    start = "https://elsewhere.example/c/p2"
    said = {"viewingHint": "paged", "viewingDirection": "right-to-left", "startCanvas": start}
    found = read(manifest_2(canvas_2("p1"), canvas_2("p2"), sequence=said))

    assert (found["behavior"], found["viewing_direction"]) == (["paged"], "right-to-left")
    assert found["start"] == "p2"


def test_a_way_of_showing_it_that_is_none_is_told():
    """It would refuse the record."""
    document = manifest(behavior=["paged", "continuous", "top"], viewingDirection="around")

    assert read(document)["behavior"] == ["paged"]
    assert fields(document) == ["viewingDirection", "behavior", "behavior"]


# --- its pages


@pytest.mark.parametrize(
    "service",
    [
        SERVICE_3,
        [SERVICE_3],
        {**SERVICE_3, "id": "https://images.example/3/a/info.json"},
        [SERVICE_2, SERVICE_3],
        {"@id": "https://images.example/3/a", "@type": "ImageService2", "profile": "level1"},
        {"@id": "https://images.example/3/a", "profile": "http://iiif.io/api/image/2/level1.json"},
        {
            "@context": "http://iiif.io/api/image/2/context.json",
            "@id": "https://images.example/3/a",
        },
        {"id": "https://images.example/3/a", "profile": "level0"},
        "https://images.example/3/a",
    ],
)
def test_a_page_keeps_the_service_of_its_picture(service):
    """In all shapes of both versions; of several, the newest."""
    expected = [{"key": "p1", "service": "https://images.example/3/a"}]

    assert read(manifest(canvas("p1", image(service))))["pages"] == expected
    assert read(manifest_2(canvas_2("p1", service)))["pages"] == expected


def test_a_service_whose_address_is_not_escaped_is_escaped():
    """Blanks and brackets are met in names of images; no address may hold them."""
    service = {**SERVICE_3, "id": "https://images.example/3/a b[1].tif"}
    pages = read(manifest(canvas("p1", image(service))))["pages"]

    assert pages[0]["service"] == "https://images.example/3/a%20b%5B1%5D.tif"


def test_a_service_of_version_1_is_kept_and_told():
    """What its info.json says decides whether it can be shown."""
    document = manifest_2(canvas_2("p1", OLD_SERVICE))

    assert read(document)["pages"][0]["service"] == "https://images.example/1/a"
    assert "version 1 of the Image API" in remark(document)


def test_a_picture_without_a_service_keeps_its_address():
    """Other services are none that give pictures; as a file it can be had."""
    search = {"@id": "https://elsewhere.example/search", "profile": "http://iiif.io/api/search/1/"}
    document = manifest(canvas("p1", image(search)))
    address = "https://images.example/a/full/max/0/default.jpg"

    assert read(document)["pages"] == [{"key": "p1", "file": address}]
    assert read(document)["files"] == [
        {"key": "default.jpg", "file": address, "media_type": "image/jpeg"}
    ]
    assert "without an image service" in remark(document)


@pytest.mark.parametrize(
    "body",
    [
        {"type": "Choice", "items": [image(), image({**SERVICE_3, "id": "https://x.example/"})]},
        {"@type": "oa:Choice", "default": image(), "item": [image(SERVICE_2), "rdf:nil"]},
        {"type": "Choice", "items": [{"type": "SpecificResource", "source": image()}]},
    ],
)
def test_of_a_choice_the_first_is_shown(body):
    """3.0 §5.3: the default is the first; 2.1 §6.3 gives it a name."""
    document = manifest(canvas("p1", body))

    assert read(document)["pages"] == [{"key": "p1", "service": SERVICE_3["id"]}]
    assert ("to choose" in remark(document)) == (len(body.get("items", [1, 2])) > 1)


def test_of_several_pictures_the_whole_one_is_shown():
    """Details are painted on a part of the canvas (3.0 §5.6); what is left out is told."""
    detail = image({**SERVICE_3, "id": "https://images.example/detail"})
    page = canvas("p1")
    on_part = painting(detail, "https://elsewhere.example/c/p1#xywh=10,10,100,100")
    page["items"][0]["items"].insert(0, on_part)

    assert read(manifest(page))["pages"] == [{"key": "p1", "service": SERVICE_3["id"]}]
    assert "beside the first or largest" in remark(manifest(page))


def test_a_region_is_shown_whole_and_told():
    """A page has the whole picture of a service."""
    selector = {"type": "ImageApiSelector", "region": "0,0,100,100"}
    part = {"type": "SpecificResource", "source": image(), "selector": selector}
    turned = {**part, "selector": {"type": "ImageApiSelector", "rotation": "90"}}

    assert "a part is shown" in remark(manifest(canvas("p1", part)))
    assert remark(manifest(canvas("p1", turned))) == ""


def test_a_recording_is_a_page_with_its_length_and_a_file():
    """Sound and video have no service; their address is kept."""
    sound = {"id": "https://e.example/a.mp3", "type": "Sound", "format": "audio/mpeg"}
    found = read(manifest(canvas("p1", sound, duration=65.5, label={"en": ["Talk"]})))

    assert found["pages"] == [
        {"key": "p1", "label": "Talk", "file": sound["id"], "duration": 65.5},
    ]
    assert found["files"] == [
        {"key": "a.mp3", "file": sound["id"], "label": "Talk", "media_type": "audio/mpeg"}
    ]


@pytest.mark.parametrize(
    ("addresses", "keys"),
    [
        (["/c/p1", "/c/p2"], ["p1", "p2"]),
        (["/b$1/canvas", "/b$2/canvas"], ["b-1-canvas", "b-2-canvas"]),
        (["/m#one", "/m#two"], ["one", "two"]),
        (["/c?n=1", "/c?n=2"], ["n-1", "n-2"]),
        (["/c/f%201", "/c/f%202"], ["f-1", "f-2"]),
        (["/c/p1", "/c/p1"], ["p1", "p1-2"]),
    ],
)
def test_keys_of_pages_come_from_the_addresses_of_canvases(addresses, keys):
    """They stay when a canvas is put between; addresses of our own are made of them."""
    shown = [canvas() | {"id": f"https://e.example{one}"} for one in addresses]

    assert [page["key"] for page in read(manifest(*shown))["pages"]] == keys


def test_a_label_that_is_the_name_of_the_canvas_is_none():
    """3.0 §5.3 advises one, so that programs write what they have."""
    assert "label" not in read(manifest(canvas("p1", label={"none": ["p1"]})))["pages"][0]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<span>Of <i>note</i></span>", "Of <i>note</i>"),
        ("<span>Of &amp; note</span>", "Of & note"),
        ("<span>One</span> <span>two</span>", "<span>One</span> <span>two</span>"),
        ("<p>Of note</p>", "<p>Of note</p>"),
    ],
)
def test_the_element_that_stands_around_markup_is_taken_off(written, kept):
    """HTML must be wrapped in one (3.0 §4.5), which says nothing."""
    assert metadata(manifest(summary={"none": [written]})) == {"dcterms:abstract": [kept]}


def test_pages_keep_what_is_said_of_them():
    """Metadata may stand anywhere (3.0 §3.1)."""
    said = {"metadata": [pair({"en": ["Artist"]}, {"en": ["Ada"]})], "summary": {"en": ["A view"]}}

    assert read(manifest(canvas("p1", label={"en": ["f. 1r"]}, **said)))["pages"][0] == {
        "key": "p1",
        "label": "f. 1r",
        "service": SERVICE_3["id"],
        "metadata": {
            "creator": [{"value": "Ada", "lang": "en"}],
            "dcterms:abstract": [{"value": "A view", "lang": "en"}],
        },
    }


def test_transcripts_that_stand_in_the_manifest_are_texts_of_the_page():
    """They supplement the page (3.0 §3.3.2), or are painted in 2.1 §6.2; comments are left out."""
    body = {"type": "TextualBody", "value": "Dear Ada", "language": "en"}
    others = {"motivation": "commenting", "body": {"type": "TextualBody", "value": "Nice"}}
    lists = [{"items": [{"motivation": "supplementing", "body": body}, others]}]
    elsewhere = {"id": "https://e.example/lines", "type": "AnnotationPage"}
    document = manifest(canvas("p1", annotations=[*lists, elsewhere]))
    chars = {"@type": "cnt:ContentAsText", "chars": "Dear Ada", "language": "en"}
    old = [{"resources": [{"motivation": "sc:painting", "resource": chars}]}]

    assert read(document)["pages"][0]["text"] == {"en": "Dear Ada"}
    assert "no transcripts" in remark(document)
    assert "are not fetched" in remark(document)
    assert read(manifest_2(canvas_2(otherContent=old)))["pages"][0]["text"] == {"en": "Dear Ada"}


# --- its table of contents


def test_nested_ranges_are_the_table_of_contents():
    """3.0 §5.4; a part of a canvas stands for its page."""
    part = {"type": "SpecificResource", "source": {"id": "https://elsewhere.example/c/p2"}}
    inner = {"id": "https://e.example/r/2", "type": "Range", "label": {"de": ["II"]}}
    outer = {
        "id": "https://e.example/r/1",
        "type": "Range",
        "label": {"en": ["I"]},
        "items": [
            {"id": "https://elsewhere.example/c/p1#xywh=0,0,9,9", "type": "Canvas"},
            {**inner, "items": [part]},
        ],
    }
    found = read(manifest(canvas("p1"), canvas("p2"), structures=[outer]))

    assert found["ranges"] == [
        {
            "label": [{"value": "I", "lang": "en"}],
            "items": ["p1", {"label": [{"value": "II", "lang": "de"}], "items": ["p2"]}],
        }
    ]


def flat(name, label, **said):
    return {"@id": f"https://e.example/r/{name}", "@type": "sc:Range", "label": label, **said}


C1, C2 = "https://elsewhere.example/c/p1", "https://elsewhere.example/c/p2"
TABLE = [
    {"label": [{"value": "I"}], "items": ["p1", {"label": [{"value": "a"}], "items": ["p2"]}]},
    {"label": [{"value": "II"}], "items": ["p2"]},
]


@pytest.mark.parametrize(
    "structures",
    [
        [
            flat(
                "0",
                "All",
                viewingHint="top",
                ranges=["https://e.example/r/1", "https://e.example/r/3"],
            ),
            flat("1", "I", canvases=[C1], ranges=["https://e.example/r/2"]),
            flat("2", "a", canvases=[C2]),
            flat("3", "II", canvases=[C2]),
        ],
        [
            flat("1", "I", canvases=[C1]),
            flat("2", "a", canvases=[C2], within="https://e.example/r/1"),
            flat("3", "II", canvases=[f"{C2}#xywh=0,0,1,1"]),
        ],
        [
            flat("1", "I", members=[{"@id": C1}, {"@id": "https://e.example/r/2"}]),
            flat("2", "a", canvases=[C2]),
            flat("3", "II", canvases=[C2, C2]),
        ],
    ],
    ids=["ranges", "within", "members"],
)
def test_flat_ranges_are_put_into_each_other(structures):
    """2.1 §5.6; the range on top stands for all of them, and is none."""
    document = manifest_2(canvas_2("p1"), canvas_2("p2"), structures=structures)

    assert read(document)["ranges"] == TABLE


def test_ranges_that_name_nothing_are_left_out():
    """A canvas that is not there, a range without pages, another order of the pages."""
    structures = [
        flat("1", "Gone", canvases=["https://elsewhere.example/c/none"]),
        flat("2", "Empty"),
        flat("3", "Other order", behavior=["sequence"], items=[{"id": C1, "type": "Canvas"}]),
    ]
    document = manifest(structures=structures)

    assert "ranges" not in read(document)
    assert fields(document) == ["structures", "structures"]


def test_ranges_within_themselves_come_to_an_end():
    """Documents are of whoever wrote them."""
    one = flat("1", "One", canvases=[C1], ranges=["https://e.example/r/2"])
    two = flat("2", "Two", canvases=[C1], ranges=["https://e.example/r/1"])

    assert read(manifest_2(structures=[one, two]))["ranges"] == [
        {
            "label": [{"value": "One"}],
            "items": ["p1", {"label": [{"value": "Two"}], "items": ["p1"]}],
        }
    ]


def test_ranges_that_multiply_are_put_in_one_place_each():
    """Two of each level, each in both above: a million ways lead to the last of twenty levels."""
    levels = [
        [
            flat(
                f"{level}{side}", "R", ranges=[f"https://e.example/r/{level + 1}{x}" for x in "ab"]
            )
            for side in "ab"
        ]
        for level in range(20)
    ]
    last = [flat(f"20{side}", "R", canvases=[C1]) for side in "ab"]
    ranges = read_manifest(manifest_2(structures=sum(levels, last))).native.get("ranges", [])

    assert len(str(ranges)) < 10_000


def test_a_range_without_a_label_is_called_as_what_is_in_it():
    """A table of contents has no gaps; 3.0 §5.4 only advises a label."""
    structures = [flat("1", None, items=[{"id": C1, "type": "Canvas"}])]

    assert read(manifest(structures=structures))["ranges"] == [
        {"label": [{"value": "p1"}], "items": ["p1"]}
    ]


# --- collections

COLLECTION = {
    "@context": "http://iiif.io/api/presentation/3/context.json",
    "id": "https://elsewhere.example/iiif/collection/top",
    "type": "Collection",
    "label": {"en": ["All"]},
    "summary": {"en": ["Everything"]},
    "items": [
        {"id": "https://e.example/c", "type": "Collection", "label": {"en": ["Letters"]}},
        {"id": "https://e.example/m", "type": "Manifest", "label": {"en": ["A letter"]}},
    ],
}


def test_a_collection_is_described_and_has_the_addresses_of_its_members():
    """3.0 §5.1."""
    found = read_collection(COLLECTION)

    assert found.read.native == {
        "collection": "elsewhere.example:iiif~collection~top",
        "metadata": {
            "title": [{"value": "All", "lang": "en"}],
            "dcterms:abstract": [{"value": "Everything", "lang": "en"}],
            "source": ["https://elsewhere.example/iiif/collection/top"],
        },
    }
    assert found.members == (
        Member("https://e.example/c", "Letters", True),
        Member("https://e.example/m", "A letter", False),
    )
    assert found.next == ""
    assert not check(Row("c", 1, found.read.native)).is_refused


def test_a_collection_without_an_address_is_refused():
    """It has no name that would not be that of another too."""
    nameless = {name: one for name, one in COLLECTION.items() if name != "id"}

    assert check(Row("c", 1, read_collection(nameless).read.native)).is_refused


def test_a_collection_of_version_2_lists_its_members_in_three_ways():
    """2.1 §5.8; ``members`` may repeat the others, and manifests may stand there whole."""
    whole = manifest_2()
    given = {
        "@id": "https://elsewhere.example/all",
        "@type": "sc:Collection",
        "label": "All",
        "collections": [{"@id": "https://e.example/c", "@type": "sc:Collection", "label": "C"}],
        "manifests": [{"@id": "https://e.example/m", "label": "M"}, whole, "https://e.example/n"],
        "members": [{"@id": "https://e.example/m", "@type": "sc:Manifest", "label": "M"}],
    }

    assert read_collection(given).members == (
        Member("https://e.example/m", "M", False),
        Member("https://e.example/c", "C", True),
        Member(whole["@id"], "A book", False, whole),
        Member("https://e.example/n", "", False),
    )


def test_a_collection_in_pages_says_where_it_goes_on():
    """2.1 §5.10: the first page from above, then from page to page."""
    above = {
        "@id": "https://e.example/all",
        "@type": "sc:Collection",
        "first": "https://e.example/1",
    }
    one = {
        "@id": "https://e.example/1",
        "@type": "sc:Collection",
        "manifests": ["https://m.example"],
    }

    assert read_collection(above).next == "https://e.example/1"
    assert read_collection({**one, "next": "https://e.example/2"}).next == "https://e.example/2"
    assert read_collection(one).next == ""


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.example/iiif/collection/top", "a.example:iiif~collection~top"),
        ("http://a.example/iiif/top-1.json", "a.example:iiif~top-1.json"),
        ("https://a.example", "a.example"),
        ("https://a.example:8080/c?set=a:b", "a.example-8080:c-set-a-b-[0-9a-f]{8}"),
        ("https://a.example/収集", "a.example-[0-9a-f]{8}"),
        ("urn:uuid:" + "x" * 300, "iiif:[0-9a-f]{64}"),
    ],
)
def test_a_collection_is_named_by_its_address(address, expected):
    """A set spec has letters, digits and few signs (OAI-PMH §2.6); different ones stay so."""
    assert re.fullmatch(expected, set_spec(address))


# --- what is no manifest


def test_documents_are_known_by_their_type():
    """Lists of annotations have the same context."""
    assert is_manifest(manifest())
    assert is_manifest(manifest_2())
    assert is_collection(COLLECTION)
    assert not is_manifest({"type": "AnnotationPage"})
    assert not is_manifest([manifest()])


JUNK = (
    None,
    0,
    True,
    "x",
    "<p>\ud800",
    "<b></b>",
    [],
    {},
    [[]],
    [{}],
    {"@value": {}},
    {"en": {"a": 1}},
    [None, "\ud800"],
)


@pytest.mark.parametrize("name", sorted({*manifest_2(), *manifest(), "metadata", "provider"}))
def test_nothing_of_a_wrong_form_breaks_it(name):
    """Whatever stands in a place, a record comes of the rest."""
    for junk in JUNK:
        for made in (manifest, manifest_2):
            native = read_manifest(made(**{name: junk})).native
            told = [one for one in check(Row("m", 1, native)).problems if one.severity == "refuse"]

            assert all(re.search("no title|no id|U\\+D800", one.message) for one in told), told


def _nested(depth):
    found = {"en": ["x"]}
    for _ in range(depth):
        found = {"id": "x", "label": found, "items": [found], "value": [found], "source": found}
    return found


@pytest.mark.parametrize("name", ["label", "metadata", "items", "structures", "provider", "partOf"])
def test_what_is_nested_deeply_is_looked_into_only_so_far(name):
    """A decoder may let through what recursion would not survive."""
    deep = _nested(5000)
    for made in (manifest, manifest_2):
        assert read_manifest(made(**{name: [deep]})).native is not None
    assert read_manifest(manifest(canvas("p1", deep, label=deep))).native is not None


@pytest.mark.parametrize("name", ["id", "items", "images", "service", "body", "label", "target"])
def test_nothing_of_a_wrong_form_in_a_canvas_breaks_it(name):
    """Nor of a canvas, a body or a service."""
    for junk in JUNK:
        shown = [canvas(**{name: junk}), canvas("p2", image(junk)), canvas("p3", junk)]
        for page in shown:
            page["items"] = junk if name == "items" else page["items"]

        assert read_manifest(manifest(*shown)).native is not None
