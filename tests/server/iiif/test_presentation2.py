"""Presentation 2.1 as a function of 3.0."""

import copy
import json
from dataclasses import replace
from pathlib import Path

import PIL.Image
import pytest
from hypothesis import given
from hypothesis import strategies as st
from presentation2_rules import CONTEXT, violations
from presenting import BASE, FORMATS, PROVIDER, RICH, URLS, listed

from schemas.record import Collection, Image, Page, Record, Value
from server.iiif.presentation import collection_item, manifest, part, write
from server.iiif.presentation2 import range_of, version_2

TESTS = Path(__file__).parents[2]
EXPECTED = TESTS / "data/expected/iiif"
# Manifests of others, where someone has put them.
COOKBOOK = TESTS.parents[1] / "shared/iiif/cookbook"
CONTEXTS = TESTS.parents[1] / "shared/iiif/contexts"

ELSEWHERE = "https://elsewhere.example"


def of(record):
    return manifest(record, URLS, PROVIDER, FORMATS)


def in_2(resource):
    """*resource* in 2.1, as a reader gets it."""
    return json.loads(write(version_2(resource, URLS)))


def plain(**changes):
    title = {"title": (Value("Letter", "en"),)}
    pages = tuple(Page(f"p{n}", image=Image("a" * 64, 600, 800)) for n in (1, 2, 3))
    return replace(Record("letter-1", title, pages=pages), **changes)


def with_more(resource, **more):
    return copy.deepcopy(resource) | more


def address(key):
    return URLS.canvas("letter-1", key)


def range_3(name, *items, label="Chapter"):
    """A range of 3.0, as METS and native JSON declare them."""
    members = [
        {"id": address(item), "type": "Canvas"} if isinstance(item, str) else item for item in items
    ]
    id_ = f"{BASE}/iiif/3/letter-1/range/{name}"
    return {"id": id_, "type": "Range", "label": {"en": [label]}, "items": members}


def range_2(name):
    return f"{BASE}/iiif/2/letter-1/range/{name}"


TREE = [
    range_3(
        "0",
        range_3("0-0", "p1", range_3("0-0-0", "p2", label="Section"), label="First"),
        range_3("0-1", "p3", label="Second"),
        label="Contents",
    )
]

SOUND = {
    "id": f"{BASE}/files/letter-1/talk.mp3",
    "type": "Sound",
    "format": "audio/mpeg",
    "duration": 61.5,
}


def recording(key="p9", **more):
    """A canvas of 3.0 on which a recording is painted."""
    canvas = URLS.canvas("letter-1", key)
    painting = {
        "id": URLS.painting_annotation("letter-1", key),
        "type": "Annotation",
        "motivation": "painting",
        "body": SOUND,
        "target": canvas,
    }
    page = {
        "id": URLS.painting("letter-1", key),
        "type": "AnnotationPage",
        "items": [painting],
    }
    label = {"en": ["Talk"]}
    return {
        "id": canvas,
        "type": "Canvas",
        "label": label,
        "duration": 61.5,
        "items": [page],
    } | more


SPOKEN = of(plain()) | {"items": [recording()]}
FULL = of(RICH) | {
    "behavior": ["paged", "no-auto-advance"],
    "viewingDirection": "right-to-left",
    "start": {"id": URLS.canvas(RICH.id, "p3"), "type": "Canvas"},
    "navDate": "1958-04-04T23:00:00-05:00",
}


def indented(resource):
    return json.dumps(resource, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize(
    ("name", "resource"),
    [
        ("manifest-2.json", FULL),
        ("recording-2.json", SPOKEN),
        ("ranges-2.json", with_more(of(plain()), structures=TREE)),
        ("annotations-2.json", part(of(RICH), URLS.annotations(RICH.id, "p1"))),
        (
            "collection-2.json",
            listed([Collection("papers:letters")], [write(collection_item(RICH, URLS))]),
        ),
    ],
)
def test_a_rich_record_is_presented_as_expected(name, resource):
    """Every property, every key in its place, as a reader has checked it."""
    assert indented(version_2(resource, URLS)) == (EXPECTED / name).read_text(encoding="utf-8")


EVERYTHING = {
    "rich": FULL,
    "plain": of(plain()),
    "recording": SPOKEN,
    "ranges": with_more(of(plain()), structures=TREE),
    "several tops": with_more(of(plain()), structures=TREE[0]["items"]),
    "lone chapter": with_more(of(plain()), structures=[range_3("0", "p1")]),
    "continuous": with_more(of(plain()), behavior=["continuous"]),
    "canvas": part(of(RICH), URLS.canvas(RICH.id, "p1")),
    "texts of a page": part(of(RICH), URLS.annotations(RICH.id, "p1")),
    "text": part(of(RICH), URLS.annotation(RICH.id, "p1", "ru")),
    "texts of the whole": part(of(RICH), URLS.text(RICH.id)),
    "picture": part(of(RICH), URLS.painting_annotation(RICH.id, "p1")),
    "collection": listed([Collection("papers:a")], [write(collection_item(RICH, URLS))]),
    "empty collection": listed(),
    "mixed collection": listed(
        [], [write(collection_item(RICH, URLS)), write(listed(described=Collection("papers:b")))]
    ),
}


@pytest.mark.parametrize("resource", EVERYTHING.values(), ids=EVERYTHING)
def test_no_rule_is_broken(resource):
    """The MUST rules of 2.1, and nothing of 3.0 is left over."""
    assert violations(in_2(resource)) == []


def first_canvas(resource):
    return resource["sequences"][0]["canvases"][0]


DEFECTS = {
    "no label": lambda m: m.pop("label"),
    "no context": lambda m: m.pop("@context"),
    "context of 3": lambda m: m.update({"@context": CONTEXT.replace("/2/", "/3/")}),
    "context not first": lambda m: m.update({"@context": m.pop("@context")}),
    "context twice": lambda m: first_canvas(m).update({"@context": CONTEXT}),
    "id of 3": lambda m: m.update(id="https://a.example"),
    "id with a space": lambda m: m.update({"@id": f"{BASE}/iiif/2/a b/manifest"}),
    "no type": lambda m: m.update({"@type": "Manifest"}),
    "language map": lambda m: m.update(label={"en": ["x"]}),
    "value without language": lambda m: m.update(description={"@value": "x"}),
    "language none": lambda m: m.update(description={"@value": "x", "@language": "none"}),
    "HTML in a label": lambda m: m.update(label="<b>x</b>"),
    "broken HTML": lambda m: m.update(description="<p>x<br></p>"),
    "license in words": lambda m: m.update(license="Ask."),
    "no sequences": lambda m: m.pop("sequences"),
    "no canvases": lambda m: m["sequences"][0].update(canvases=[]),
    "no height": lambda m: first_canvas(m).pop("height"),
    "duration": lambda m: first_canvas(m).update(duration=1),
    "height of half": lambda m: first_canvas(m).update(height=1.5),
    "canvas without label": lambda m: first_canvas(m).pop("label"),
    "same canvas twice": lambda m: m["sequences"][0]["canvases"].append(first_canvas(m)),
    "painting elsewhere": lambda m: first_canvas(m)["images"][0].update(on=f"{BASE}/else"),
    "motivation of 3": lambda m: first_canvas(m)["images"][0].update(motivation="painting"),
    "text among images": lambda m: first_canvas(m)["images"][0].update(
        resource={"@type": "cnt:ContentAsText", "chars": "x"}
    ),
    "embedded list": lambda m: first_canvas(m)["otherContent"][0].update(resources=[]),
    "list that is none": lambda m: m.update(structures={}),
    "date not in UTC": lambda m: m.update(navDate="1958-04-04T00:00:00+01:00"),
    "date on a canvas": lambda m: first_canvas(m).update(navDate="1958-04-04T00:00:00Z"),
    "hint of 3": lambda m: m.update(viewingHint="unordered"),
    "hint of another": lambda m: first_canvas(m).update(viewingHint="paged"),
    "continuous": lambda m: m.pop("viewingDirection") and m.update(viewingHint="continuous"),
    "start elsewhere": lambda m: m["sequences"][0].update(startCanvas=f"{BASE}/else"),
    "rendering without format": lambda m: m["rendering"][0].pop("format"),
    "rendering without label": lambda m: m["rendering"][0].pop("label"),
    "within as object": lambda m: m.update(within={"id": f"{BASE}/x"}),
    "service of 3": lambda m: m["thumbnail"].update(
        service={"id": f"{BASE}/x", "type": "ImageService3", "profile": "level2"}
    ),
    "image service of 3": lambda m: m["thumbnail"]["service"].update(
        {"@context": "http://iiif.io/api/image/3/context.json"}
    ),
    "range of nothing": lambda m: m.update(
        structures=[{"@id": f"{BASE}/r", "@type": "sc:Range", "label": "x", "canvases": ["x"]}]
    ),
    "nested range": lambda m: m.update(
        structures=[
            {
                "@id": f"{BASE}/r",
                "@type": "sc:Range",
                "label": "x",
                "viewingHint": "top",
                "ranges": [{"@id": f"{BASE}/s", "@type": "sc:Range", "label": "y"}],
            }
        ]
    ),
}


@pytest.mark.parametrize("spoil", DEFECTS.values(), ids=DEFECTS)
def test_the_rules_find_what_is_broken(spoil):
    """A check that never fails checks nothing."""
    spoilt = in_2(FULL)
    spoil(spoilt)

    assert violations(spoilt)


def test_what_it_is_made_of_is_left_as_it_was():
    """A function: what is stored can be read in 3.0 and in 2.1 alike."""
    before = copy.deepcopy(FULL)
    version_2(FULL, URLS)

    assert before == FULL


def test_documents_have_addresses_of_their_own_and_canvases_are_shared():
    """A manifest must be published at its @id (§3.3); a canvas is one thing in both versions."""
    made = in_2(of(plain()))

    assert made["@id"] == f"{BASE}/iiif/2/letter-1/manifest"
    assert made["within"] == f"{BASE}/iiif/2/collection/top"
    assert [one["@id"] for one in made["sequences"][0]["canvases"]] == [
        one["id"] for one in of(plain())["items"]
    ]
    assert first_canvas(made)["images"][0]["on"] == address("p1")


def test_a_text_in_several_languages_is_a_list_of_values():
    """One value stands alone, several in a list, each with its language (§4.2, §4.3)."""
    titles = (Value("Letter", "en"), Value("Письмо", "ru"), Value("X"))
    made = in_2(of(plain(metadata={"title": titles})))

    assert made["label"] == [
        {"@value": "Letter", "@language": "en"},
        {"@value": "Письмо", "@language": "ru"},
        "X",
    ]
    assert in_2(of(plain()))["label"] == {"@value": "Letter", "@language": "en"}


def test_a_canvas_without_a_label_goes_by_its_key():
    """A canvas must have a label (§3.1), which 3.0 only advises."""
    whole = of(plain())
    del whole["items"][0]["label"]
    whole["items"][1]["label"] = {"en": []}

    assert [one["label"] for one in in_2(whole)["sequences"][0]["canvases"]] == ["p1", "p2", "p3"]


def test_pictures_are_served_by_version_2():
    """A reader of 2.1 knows the Image API 2, whose context must be there (§5.4)."""
    made = in_2(of(plain()))
    service = f"{BASE}/iiif/image/2/letter-1:p1"

    assert first_canvas(made)["images"][0]["resource"] == {
        "@id": f"{service}/full/max/0/default.jpg",
        "@type": "dctypes:Image",
        "format": "image/jpeg",
        "height": 800,
        "width": 600,
        "service": {
            "@context": "http://iiif.io/api/image/2/context.json",
            "@id": service,
            "profile": "http://iiif.io/api/image/2/level2.json",
        },
    }


SEARCH_1 = {
    "@context": "http://iiif.io/api/search/1/context.json",
    "@id": f"{BASE}/iiif/search/1/letter-1",
    "@type": "SearchService1",
    "profile": "http://iiif.io/api/search/1/search",
    "service": [
        {
            "@id": f"{BASE}/iiif/autocomplete/1/letter-1",
            "@type": "AutoCompleteService1",
            "profile": "http://iiif.io/api/search/1/autocomplete",
        }
    ],
}
SEARCH_2 = {
    "id": f"{BASE}/iiif/search/2/letter-1",
    "type": "SearchService2",
    "service": [{"id": f"{BASE}/iiif/autocomplete/2/letter-1", "type": "AutoCompleteService2"}],
}


def test_search_of_version_1_is_kept_and_that_of_version_2_is_not():
    """A reader of 2.1 knows Content Search 1, each service with its context (§4.5)."""
    made = in_2(of(plain()) | {"service": [SEARCH_2, SEARCH_1]})

    assert made["service"] == {
        "@context": "http://iiif.io/api/search/1/context.json",
        "@id": f"{BASE}/iiif/search/1/letter-1",
        "profile": "http://iiif.io/api/search/1/search",
        "service": {
            "@context": "http://iiif.io/api/search/1/context.json",
            "@id": f"{BASE}/iiif/autocomplete/1/letter-1",
            "profile": "http://iiif.io/api/search/1/autocomplete",
        },
    }
    assert violations(made) == []


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ({"id": f"{ELSEWHERE}/x", "type": "ImageService3", "profile": "level2"}, None),
        (
            {"@id": f"{ELSEWHERE}/x", "@type": "ImageService2", "profile": "level1"},
            {
                "@context": "http://iiif.io/api/image/2/context.json",
                "@id": f"{ELSEWHERE}/x",
                "profile": "http://iiif.io/api/image/2/level1.json",
            },
        ),
        ({"id": f"{ELSEWHERE}/x", "type": "AuthProbeService2"}, None),
    ],
)
def test_what_version_a_service_has_elsewhere_is_for_others_to_say(service, expected):
    """Only our own images are known to be served in both versions."""
    body = {"id": f"{ELSEWHERE}/x.jpg", "type": "Image", "service": [service]}
    made = in_2(of(plain()) | {"thumbnail": [body]})

    assert made["thumbnail"].get("service") == expected


def test_rights_and_what_must_be_shown():
    """``rights`` is a licence; the required statement is the attribution (§3.2)."""
    made = in_2(FULL)

    assert made["license"] == "http://rightsstatements.org/vocab/NoC-US/1.0/"
    assert [one["@value"] for one in made["attribution"]][-1] == PROVIDER.name


def test_without_a_statement_the_provider_is_named_and_its_logo_shown():
    """The attribution may be an acknowledgement of the institution (§3.2)."""
    logo = {"id": f"{BASE}/static/fonds.svg", "type": "Image", "format": "image/svg+xml"}
    agents = [
        {"id": f"{ELSEWHERE}/a", "type": "Agent", "label": {"en": ["A", "B"]}, "logo": [logo]},
        {"id": f"{ELSEWHERE}/b", "type": "Agent", "label": {"none": ["C"]}},
    ]
    whole = of(plain()) | {"provider": agents}
    del whole["requiredStatement"]
    made = in_2(whole)

    assert made["attribution"] == [
        {"@value": "A", "@language": "en"},
        {"@value": "B", "@language": "en"},
        "C",
    ]
    assert made["logo"] == {
        "@id": logo["id"],
        "@type": "dctypes:Image",
        "format": "image/svg+xml",
    }


def test_the_page_for_people_is_related_and_every_format_is_also_to_be_seen():
    """Links keep their labels, formats and profiles (§3.4)."""
    made = in_2(of(plain()))

    assert made["related"] == {
        "@id": URLS.record("letter-1"),
        "label": {"@value": "Letter", "@language": "en"},
        "format": "text/html",
    }
    assert made["seeAlso"][0] == {
        "@id": URLS.oai_record("letter-1", "oai_dc"),
        "label": {"@value": "Dublin Core", "@language": "en"},
        "format": "text/xml",
        "profile": FORMATS[0].namespace,
    }


def test_a_file_of_unknown_kind_is_related():
    """A rendering must have a format, a related resource only should (§3.4)."""
    link = {"id": f"{ELSEWHERE}/x", "type": "Dataset", "label": {"none": ["x"]}}
    made = in_2(of(plain()) | {"rendering": [link]})

    assert "rendering" not in made
    assert made["related"][1] == {"@id": f"{ELSEWHERE}/x", "label": "x"}


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("1958-04-04T00:00:00Z", "1958-04-04T00:00:00Z"),
        ("1958-04-04T23:00:00-05:00", "1958-04-05T04:00:00Z"),
        ("0079-08-24T00:00:00Z", "0079-08-24T00:00:00Z"),
        ("-0043-03-15T00:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_a_navigation_date_is_in_utc(moment, expected):
    """2.1 demands the letter Z (§3.3); a year that Python has not is left out."""
    assert in_2(of(plain()) | {"navDate": moment}).get("navDate") == expected


@pytest.mark.parametrize(
    ("behavior", "hint", "direction"),
    [
        (["paged"], "paged", None),
        (["individuals", "auto-advance"], "individuals", None),
        (["unordered"], None, None),
        (["continuous"], "continuous", "left-to-right"),
    ],
)
def test_behavior_is_a_hint_as_far_as_2_1_knows_it(behavior, hint, direction):
    """``continuous`` must have a direction, that of 3.0 if none is said (§3.3)."""
    made = in_2(of(plain()) | {"behavior": behavior})

    assert (made.get("viewingHint"), made.get("viewingDirection")) == (hint, direction)


@pytest.mark.parametrize("hint", ["non-paged", "facing-pages"])
def test_a_canvas_may_have_a_hint(hint):
    """Those that are valid only for canvases (§3.3)."""
    whole = of(plain())
    whole["items"][1]["behavior"] = [hint]

    assert in_2(whole)["sequences"][0]["canvases"][1]["viewingHint"] == hint


def test_the_sequence_begins_where_the_manifest_says():
    """``startCanvas`` is a canvas of the sequence, not a part of one (§3.4)."""
    start = {
        "id": f"{BASE}/start",
        "type": "SpecificResource",
        "source": {"id": address("p2"), "type": "Canvas"},
        "selector": {"type": "PointSelector", "t": 3},
    }

    assert in_2(FULL)["sequences"][0]["startCanvas"] == URLS.canvas(RICH.id, "p3")
    assert in_2(of(plain()) | {"start": start})["sequences"][0]["startCanvas"] == address("p2")


def test_texts_are_in_lists_of_their_own():
    """An annotation list is never embedded (§5.5), and paints the text of the page (§5.4)."""
    made = in_2(FULL)
    list_address = f"{made['@id'].removesuffix('manifest')}annotations/p1"
    texts = in_2(part(of(RICH), URLS.annotations(RICH.id, "p1")))

    assert first_canvas(made)["otherContent"] == [
        {"@id": list_address, "@type": "sc:AnnotationList"}
    ]
    assert texts["@id"] == list_address
    assert texts["resources"][0] == {
        "@id": f"{list_address}:ru",
        "@type": "oa:Annotation",
        "motivation": "sc:painting",
        "resource": {
            "@type": "cnt:ContentAsText",
            "format": "text/plain",
            "chars": "Дорогой товарищ!",
            "language": "ru",
        },
        "on": URLS.canvas(RICH.id, "p1"),
    }


def test_a_text_of_the_whole_describes_the_manifest_of_version_2():
    """Any resource may have a list of annotations (§6.7)."""
    made = in_2(FULL)
    texts = in_2(part(of(RICH), URLS.text(RICH.id)))

    assert [one["@id"] for one in made["otherContent"]] == [texts["@id"]]
    assert [(one["motivation"], one["on"]) for one in texts["resources"]] == [
        ("oa:describing", made["@id"])
    ]


def annotated(**more):
    """An annotation of 3.0 in 2.1."""
    usual = {
        "id": f"{BASE}/iiif/3/letter-1/annotations/p1:x",
        "type": "Annotation",
        "motivation": "commenting",
        "body": {"type": "TextualBody", "value": "x"},
        "target": address("p1"),
    }
    return in_2(usual | more)


def selecting(**selector):
    source = {"id": address("p1"), "type": "Canvas"}
    return {"type": "SpecificResource", "source": source, "selector": selector}


@pytest.mark.parametrize(
    ("target", "on"),
    [
        (address("p1"), address("p1")),
        (f"{address('p1')}#xywh=1,2,3,4", f"{address('p1')}#xywh=1,2,3,4"),
        (f"{address('p1')}#t=1,2&xywh=1,2,3,4", f"{address('p1')}#xywh=1,2,3,4"),
        (f"{address('p1')}#t=1,2", address("p1")),
        (
            selecting(type="FragmentSelector", value="xywh=1,2,3,4"),
            f"{address('p1')}#xywh=1,2,3,4",
        ),
        (selecting(type="PointSelector", x=10, y=20.6), f"{address('p1')}#xywh=10,21,1,1"),
        (selecting(type="PointSelector", t=3), address("p1")),
        (
            selecting(type="SvgSelector", value="<svg/>"),
            {
                "@type": "oa:SpecificResource",
                "full": address("p1"),
                "selector": {
                    "@type": ["oa:SvgSelector", "cnt:ContentAsText"],
                    "chars": "<svg/>",
                },
            },
        ),
        ([address("p1"), address("p2")], [address("p1"), address("p2")]),
    ],
)
def test_a_part_of_a_canvas_is_a_rectangle_or_a_drawing(target, on):
    """A rectangle is a fragment (§6.1), another shape SVG (§6.4); 2.1 has no time."""
    assert annotated(target=target)["on"] == on


@pytest.mark.parametrize(
    ("motivation", "expected"),
    [
        ("painting", "sc:painting"),
        ("supplementing", "sc:painting"),
        ("commenting", "oa:commenting"),
        ("tagging", "oa:tagging"),
        ("assessing", "oa:commenting"),
        ("ex:lettering", "ex:lettering"),
        (["tagging", "commenting"], ["oa:tagging", "oa:commenting"]),
    ],
)
def test_motivations_are_those_of_open_annotation(motivation, expected):
    """A text of the page is painted; a comment is one of Open Annotation's (§5.5, §6.7)."""
    assert annotated(motivation=motivation)["motivation"] == expected


def test_a_choice_has_a_default_and_others():
    """One image is the default, and at least one more to choose (§6.3)."""
    images = [
        {"id": f"{ELSEWHERE}/{n}.jpg", "type": "Image", "label": {"en": [n]}} for n in ("a", "b")
    ]
    made = annotated(motivation="painting", body={"type": "Choice", "items": images})
    alone = annotated(motivation="painting", body={"type": "Choice", "items": images[:1]})
    default, other = (
        {
            "@id": one["id"],
            "@type": "dctypes:Image",
            "label": {"@value": one["label"]["en"][0], "@language": "en"},
        }
        for one in images
    )

    assert made["resource"] == {"@type": "oa:Choice", "default": default, "item": [other]}
    assert alone["resource"] == default


def test_captions_are_a_text_in_their_language():
    """What is linked keeps its label, format and language (§5.5, §6.2)."""
    captions = {
        "id": f"{BASE}/files/letter-1/talk.en.vtt",
        "type": "Text",
        "label": {"en": ["Captions (English)"]},
        "format": "text/vtt",
        "language": "en",
    }

    assert annotated(motivation="supplementing", body=captions)["resource"] == {
        "@id": captions["id"],
        "@type": "dctypes:Text",
        "label": {"@value": "Captions (English)", "@language": "en"},
        "format": "text/vtt",
        "language": "en",
    }


def test_ranges_are_flat_and_lead_from_the_top():
    """Ranges name each other by address (§5.6); both kinds in order where they are mixed."""
    contents, first, section, second = in_2(of(plain()) | {"structures": TREE})["structures"]

    assert contents["viewingHint"] == "top"
    assert contents["ranges"] == [range_2("0-0"), range_2("0-1")]
    assert (first["canvases"], first["ranges"]) == ([address("p1")], [range_2("0-0-0")])
    assert [(one["@id"], one["@type"], one["label"]) for one in first["members"]] == [
        (address("p1"), "sc:Canvas", "p1"),
        (range_2("0-0-0"), "sc:Range", {"@value": "Section", "@language": "en"}),
    ]
    assert section["canvases"] == [address("p2")]
    assert "members" not in second
    assert [one.get("viewingHint") for one in (first, section, second)] == [None] * 3


@pytest.mark.parametrize(
    "tops", [TREE[0]["items"], [range_3("0", "p1")], [range_3("0", "p1", range_3("0-0", "p2"))]]
)
def test_chapters_without_one_above_them_get_it(tops):
    """What is beneath the top is shown (§3.3), which should only list ranges (§5.6)."""
    root, *chapters = in_2(of(plain()) | {"structures": tops})["structures"]

    assert root["@id"] == range_2("top")
    assert root["label"] == {"@value": "Letter", "@language": "en"}
    assert root["ranges"] == [one["id"].replace("/3/", "/2/") for one in tops]
    assert "canvases" not in root
    assert all("viewingHint" not in one for one in chapters)


def test_a_part_of_a_canvas_in_a_range_is_a_fragment():
    """Parts must be rectangles (§5.6); those of time are the whole canvas, named once."""
    parts = (
        selecting(type="FragmentSelector", value="xywh=0,0,9,9"),
        selecting(type="FragmentSelector", value="t=0,9"),
        selecting(type="FragmentSelector", value="t=9,12"),
    )
    _, chapter = in_2(of(plain()) | {"structures": [range_3("0", *parts)]})["structures"]

    assert chapter["canvases"] == [f"{address('p1')}#xywh=0,0,9,9", address("p1")]


def test_a_range_can_be_had_alone():
    """A range may be dereferenced; it is flat there too."""
    whole = of(plain()) | {"structures": TREE}
    found = range_of(whole, range_2("0-0"), URLS)

    assert found == {"@context": CONTEXT, **in_2(whole)["structures"][1]}
    assert range_of(whole, range_2("7"), URLS) is None
    assert range_of(of(plain()), range_2("top"), URLS) is None


def test_a_recording_is_beside_a_canvas_and_can_be_fetched():
    """Sound is in ``otherContent`` (§5.3, §5.5), and a rendering for readers that play none."""
    made = in_2(SPOKEN)
    canvas = first_canvas(made)
    painted = in_2(part(SPOKEN, URLS.painting("letter-1", "p9")))
    sound = {"@id": SOUND["id"], "@type": "dctypes:Sound", "format": "audio/mpeg"}

    assert canvas["otherContent"] == [{"@id": painted["@id"], "@type": "sc:AnnotationList"}]
    assert (canvas["width"], canvas["height"]) == (1280, 720)
    assert [(one["resource"]["@id"], one["on"]) for one in canvas["images"]] == [
        (URLS.static("recording.png"), canvas["@id"])
    ]
    assert [(one["resource"], one["on"]) for one in painted["resources"]] == [
        (sound, canvas["@id"])
    ]
    assert made["rendering"] == {
        "@id": SOUND["id"],
        "label": {"@value": "Talk", "@language": "en"},
        "format": "audio/mpeg",
    }


def test_a_recording_that_is_a_rendering_already_is_one_once():
    """The same file is not offered twice."""
    link = {key: SOUND[key] for key in ("id", "type", "format")} | {"label": {"en": ["MP3"]}}
    made = in_2(SPOKEN | {"rendering": [link]})

    assert made["rendering"]["label"] == {"@value": "MP3", "@language": "en"}


@pytest.mark.parametrize("role", ["accompanyingCanvas", "placeholderCanvas"])
def test_a_recording_is_shown_by_the_canvas_that_stands_in_for_it(role):
    """A reader of 2.1 shows pictures: the one that 3.0 shows meanwhile is the best there is."""
    poster = of(plain())["items"][0]
    made = in_2(of(plain()) | {"items": [recording(**{role: poster})]})
    canvas = first_canvas(made)

    assert (canvas["width"], canvas["height"]) == (600, 800)
    assert [one["on"] for one in canvas["images"]] == [canvas["@id"]]
    assert violations(made) == []


def test_the_sign_of_a_recording_has_the_size_that_is_said():
    """A picture of our own is described as every other (§5.4)."""
    (image,) = first_canvas(in_2(SPOKEN))["images"]
    with PIL.Image.open(TESTS.parent / "server/static/recording.png") as sign:
        assert sign.size == (image["resource"]["width"], image["resource"]["height"])


def test_a_canvas_without_anything_shows_nothing():
    """A canvas may be empty (§5.3): a page that is known of, and was never photographed."""
    empty = {"id": address("p1"), "type": "Canvas", "height": 10, "width": 20}

    assert "images" not in first_canvas(in_2(of(plain()) | {"items": [empty]}))


def test_a_video_keeps_its_surface():
    """A canvas has the size that 3.0 gives it (§5.3)."""
    made = in_2(of(plain()) | {"items": [recording(height=480, width=640)]})

    assert (first_canvas(made)["width"], first_canvas(made)["height"]) == (640, 480)


def test_a_collection_lists_collections_and_manifests():
    """Two lists, which every reader of 2.0 knows too (§5.8)."""
    item = write(collection_item(RICH, URLS))
    made = in_2(listed([Collection("papers:a"), Collection("papers:b")], [item]))

    assert [one["@id"] for one in made["collections"]] == [
        f"{BASE}/iiif/2/collection/papers:a",
        f"{BASE}/iiif/2/collection/papers:b",
    ]
    assert [one["@id"] for one in made["manifests"]] == [URLS.in_version_2(URLS.manifest(RICH.id))]
    assert made["manifests"][0]["navDate"] == "1958-04-04T00:00:00Z"
    assert "members" not in made


def test_an_empty_collection_has_an_empty_list():
    """An empty collection is allowed, and one of the lists should be there (§5.8)."""
    made = in_2(listed())

    assert made["manifests"] == []
    assert "collections" not in made


def test_a_collection_of_both_in_turn_lists_members_as_well():
    """The order is kept in ``members``, where a collection must have a hint (§5.8)."""
    members = in_2(EVERYTHING["mixed collection"])["members"]

    assert [(one["@type"], one.get("viewingHint")) for one in members] == [
        ("sc:Manifest", None),
        ("sc:Collection", "individuals"),
    ]


def test_a_collection_in_a_collection_may_be_given_in_full():
    """Sub-collections may be embedded, without their manifests being so (§5.8)."""
    inner = listed([], [write(collection_item(RICH, URLS))], Collection("papers:a"))
    del inner["@context"]
    made = in_2(listed([], [write(inner)]))

    assert [one["@id"] for one in made["collections"][0]["manifests"]] == [
        URLS.in_version_2(URLS.manifest(RICH.id))
    ]
    assert violations(made) == []


LANGUAGES = st.sampled_from([None, "und", "en", "ru", "zh-Hans"])
TEXTS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1).filter(
        str.strip
    ),
    st.text("<>/&;ab ipscrt=\"'", min_size=1).filter(str.strip),
)
VALUES = st.lists(st.builds(Value, TEXTS, LANGUAGES), min_size=1, max_size=3).map(tuple)
BODIES = st.dictionaries(LANGUAGES.filter(bool), TEXTS, max_size=3)
PAGES = st.builds(
    Page,
    st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._~-]{0,8}\Z"),
    st.none() | TEXTS,
    text=BODIES,
    image=st.builds(Image, st.just("a" * 64), st.integers(1, 99_999), st.integers(1, 99_999)),
)
RECORDS = st.builds(
    lambda metadata, pages, text: Record("a/б", metadata, pages=pages, text=text),
    st.fixed_dictionaries({"title": VALUES}, optional={"rights": VALUES, "description": VALUES}),
    st.lists(PAGES, min_size=1, max_size=3, unique_by=lambda page: page.key).map(tuple),
    BODIES,
)


@given(RECORDS)
def test_no_record_breaks_a_rule(record):
    """Whatever is written in a record, its manifest is one of 2.1, and so is every list in it."""
    whole = of(record)
    pages = [page for one in (whole, *whole["items"]) for page in one.get("annotations", ())]

    assert violations(in_2(whole)) == []
    assert all(violations(in_2(part(whole, page["id"]))) == [] for page in pages)


@pytest.mark.needs(COOKBOOK)
def test_manifests_of_others_can_be_read_too():
    """Nothing that 3.0 allows is too much: all recipes of the cookbook come out, with canvases."""
    for path in sorted(COOKBOOK.glob("*.json")):
        resource = json.loads(path.read_text(encoding="utf-8"))
        if resource.get("type") in ("Annotation", "AnnotationPage", "Collection", "Manifest"):
            made = in_2(resource)
            canvases = made.get("sequences", [{}])[0].get("canvases", [])

            assert made["@id"] == resource["id"], path.name
            assert len(canvases) == len(resource["items"] if canvases else ()), path.name


def loaded(address, _options=None):
    """The JSON-LD context at *address*, from where someone has put it."""
    name = address.partition("iiif.io/api/")[2].replace("/", "__")
    document = json.loads((CONTEXTS / name).read_text(encoding="utf-8"))
    return {"contextUrl": None, "documentUrl": address, "document": document}


@pytest.mark.needs(CONTEXTS)
@pytest.mark.parametrize("resource", EVERYTHING.values(), ids=EVERYTHING)
def test_the_official_reader_accepts(resource, monkeypatch):
    """iiif-prezi, by which the official validator reads 2.1: types, properties, JSON-LD."""
    from iiif_prezi.loader import ManifestReader
    from pyld import jsonld

    monkeypatch.setattr(jsonld, "_default_document_loader", loaded)
    made = version_2(resource, URLS)
    read = ManifestReader(write(made).decode(), version="2.1").read().toJSON()

    assert read["@id"] == made["@id"]


@pytest.mark.needs(CONTEXTS)
def test_the_official_reader_refuses_what_is_broken(monkeypatch):
    """A reader that takes everything proves nothing."""
    from iiif_prezi.factory import PresentationError
    from iiif_prezi.loader import ManifestReader
    from pyld import jsonld

    monkeypatch.setattr(jsonld, "_default_document_loader", loaded)
    for spoil in ("label", "sequences"):
        made = version_2(FULL, URLS)
        del made[spoil]

        with pytest.raises(PresentationError):
            ManifestReader(write(made).decode(), version="2.1").read()
