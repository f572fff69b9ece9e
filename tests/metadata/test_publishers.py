"""Manifests in the manner of libraries and programs that publish them, each as small as it can be.

The words are ours; labels, shapes and slips are theirs.
"""

import pytest
from manifesting import canvas, canvas_2, image, manifest, manifest_2, pair

from metadata.manifests import read_collection, read_manifest
from schemas.check import check
from schemas.problem import Severity
from schemas.row import Row


def old(address, version=2, level=1):
    """An image service as 2.1 names it."""
    context = f"http://iiif.io/api/image/{version}/context.json"
    profile = f"http://iiif.io/api/image/{version}/level{level}.json"
    return {"@context": context, "@id": address, "profile": profile}


def marked(**by_language):
    return [{"@value": text, "@language": lang} for lang, text in by_language.items()]


def en(*texts):
    return {"en": list(texts)}


NATIONAL_LIBRARY_OF_WALES = manifest_2(
    canvas_2("2373815.json", old("https://n.example/iiif/2.0/image/2373815", level=2)),
    label="Yr ardd",
    metadata=[
        pair(marked(en="Title", cy="Teitl"), "Yr ardd"),
        pair(marked(en="Creator", cy="Crëwr"), "Jones, William"),
        pair("", marked(en='<a href="http://n.example/1">View the record</a>')),
        pair(marked(en="Permalink"), '<a href="http://n.example/1">http://n.example/1</a>'),
    ],
    navDate="1864-01-01T00:00:00Z",
    license='<a href="https://creativecommons.org/publicdomain/mark/1.0/">'
    "https://creativecommons.org/publicdomain/mark/1.0/</a>",
    attribution="The National Library – Y Llyfrgell",
)

GOETTINGEN = manifest_2(
    canvas_2("gdz:DE-611:00000001", old("https://g.example/iiif/image/gdz:DE-611:00000001")),
    label="Algebra :\u00a0Vorlesungsmanuskript",
    navDate="1902-01-01T00:00:00+01:00",
    viewingDirection="left-to-right",
    viewingHint="paged",
    metadata=[
        pair("Zusammenfassung", "<br />\n  Notizen<br />\n"),
        pair("Ort", ["o.O. [Halle]"]),
        pair("Jahr", "1902"),
        pair("Digitalisierungsdatum", "2016"),
        pair("Sprache", ["Deutsch"]),
        pair("Signatur", "Cod. Ms. 22 : 5"),
        pair("PURL", "http://g.example/purl?1"),
    ],
    sequence={"viewingHint": "paged"},
)

_SLIP = canvas_2("x", old("https://b.example/dc/840-0001")) | {
    "@id": "https://b.example/dc/840-0001/canvas",
    "label": " -  [1]",
}
_SLIP["images"][0] |= {"motivation": ""}
_SLIP["images"][0]["resource"]["format"] = ""

BERLIN = manifest_2(
    _SLIP,
    metadata=[
        pair("Titel", "A book"),
        pair("_digitalOrigin", "reformatted digital"),
        pair("Umfang", [{"@value": "8 S."}, {"@value": "8°"}]),
        pair("has_fulltext", False),
        pair("Lizenz", "Public Domain Mark 1.0"),
        pair("Sprache", "ger"),
    ],
    structures=[
        {
            "@id": "https://b.example/range-1",
            "@type": "sc:Range",
            "label": "A book",
            "ranges": [
                {
                    "@id": "https://b.example/range-2",
                    "@type": "sc:Range",
                    "label": "cover_front",
                    "within": "https://b.example/range-1",
                }
            ],
        },
        {
            "@id": "https://b.example/range-2",
            "@type": "sc:Range",
            "label": "Vorderdeckel",
            "canvases": ["https://b.example/dc/840-0001/canvas"],
        },
    ],
)

MUNICH = manifest_2(
    canvas_2("bsb1/canvas/1", old("https://m.example/iiif/image/v2/bsb1_00001", level=2)),
    metadata=[
        pair(
            marked(de="Verfasser", zh="作者", en="Author"),
            "<span>Shikibu -- (GND: <a href='http://d-nb.info/gnd/1/'>1</a>)</span>",
        )
    ],
)

GALLICA = manifest_2(
    canvas_2(
        "f1",
        {
            "@context": "http://library.stanford.edu/iiif/image-api/1.1/context.json",
            "@id": "https://gallica.example/iiif/ark:/12148/btv1b1/f1",
            "profile": "http://library.stanford.edu/iiif/image-api/1.1/compliance.html#level2",
        },
    ),
    metadata=[
        pair("Repository", "Bibliothèque"),
        pair("Digitised by", "Bibliothèque"),
        pair("Language", [{"@value": "français"}]),
        pair("Relation", '<a href="http://c.example/1">Notice</a>'),
    ],
)

E_CODICES = manifest_2(
    canvas_2(
        "csg-0390_001.json",
        {
            "@context": "http://iiif.io/api/image/2/context.json",
            "@id": "http://e.example/loris/csg/csg-0390_001.jp2",
            "profile": "http://library.stanford.edu/iiif/image-api/compliance.html#level1",
        },
    ),
    label="St. Gallen, Cod. Sang. 390",
    metadata=[
        pair("Collection Name", "Stiftsbibliothek"),
        pair("Shelfmark", "Cod. Sang. 390"),
        pair("Century", "10th century"),
        pair("Dated", "990-1000"),
        pair("Title (German)", "Antiphonarium"),
        pair("Summary (English)", "<p>A codex</p>"),
        pair("Text Language", "Latin"),
        pair("Number of Pages", "194 pp."),
        pair("DOI", "10.5076/csg"),
    ],
    description=marked(en="A codex", de="Ein Codex"),
)

CONGRESS = manifest_2(
    canvas_2("service:gmd:ct40:cs6", old("https://t.example/iiif/service:gmd:ct40:cs6")),
    metadata=[
        pair("Contributors", ["Map Service.", "Army."]),
        pair("Subjects", ["maps", "military maps"]),
        pair("Original Format", ["map"]),
    ],
    attribution="Provided by the Library",
)

CONTENTDM = manifest_2(
    canvas_2("c0", old("https://c.example/digital/iiif/2/agdm:538")),
    metadata=[
        pair("Creator of Map", "Leardo"),
        pair("Date Original", "1452"),
        pair("Rights", "No known restrictions"),
    ],
)

BODLEIAN = manifest(
    canvas(
        "012b1e0f.json",
        image(
            [
                {
                    "@id": "https://o.example/iiif/image/012b1e0f",
                    "@type": "ImageService2",
                    "profile": "http://iiif.io/api/image/2/level1.json",
                },
                {
                    "id": "https://o.example/iiif/image/012b1e0f",
                    "type": "ImageService3",
                    "profile": "level1",
                },
            ]
        ),
    ),
    label=en("Library LP 44"),
    summary=en("Portrait of a woman"),
    metadata=[
        pair(en("Title"), en("Portrait of a woman")),
        pair(en("Shelfmark"), en("Library LP 44")),
        pair(en("Date Statement"), en("1838")),
        pair(en("Language"), en("No linguistic content")),
        pair(en("Holding Institution"), en("Bodley's")),
        pair(en("Record Created"), en("2019-06-17T15:37:01Z")),
    ],
    requiredStatement=pair(
        en("Terms of Use"), en('<span>See <a href="https://o.example">…</a></span>')
    ),
    provider=[{"id": "https://o.example", "type": "Agent", "label": en("Bodley's")}],
)

WELLCOME = manifest(
    canvas(
        "b1_0001.jp2",
        image(
            [
                {
                    "@id": "https://w.example/iiif-img/6/b1_0001.jp2",
                    "@type": "ImageService2",
                    "profile": "http://iiif.io/api/image/2/level1.json",
                    "width": 2670,
                    "height": 4412,
                }
            ],
            width=620,
            height=1024,
        ),
        seeAlso=[{"id": "https://w.example/alto/1", "type": "Dataset", "format": "text/xml"}],
        annotations=[{"id": "https://w.example/line", "type": "AnnotationPage"}],
    ),
    metadata=[
        pair(en("Contributors"), {"none": ["Urban District Council."]}),
        pair(en("Publication/creation"), {"none": ["1960"]}),
    ],
    rights="https://creativecommons.org/licenses/by/4.0/",
    requiredStatement=pair(en("Attribution and usage"), en("Wellcome", "<span>You may.</span>")),
    provider=[{"label": en("Wellcome", "183 Euston Road", "T +44 1"), "type": "Agent"}],
)

INTERNET_ARCHIVE = manifest(
    *(
        canvas(
            f"img/b1${leaf}/canvas",
            image(
                [
                    {
                        "id": f"https://i.example/image/iiif/3/b1%2Fb1_jp2.zip%2Fb1_{leaf}.jp2",
                        "type": "ImageService3",
                        "profile": "level2",
                    }
                ]
            ),
        )
        for leaf in range(2)
    ),
    metadata=[
        pair({"none": ["creator"]}, {"none": ["Ada", "Bob"]}),
        pair({"none": ["mediatype"]}, {"none": ["texts"]}),
    ],
)

EUROPEANA = manifest_2(
    canvas_2(
        "p21",
        old("https://u.example/image/Journal_littéraire/00021"),
        otherContent=["https://u.example/l"],
    )
)

ST_ANDREWS = manifest_2(sequence={"canvases": []}) | {
    "items": [canvas("406403", {"id": "https://s.example/a.glb", "type": "Model"})]
}

CASES = {
    "National Library of Wales": (
        NATIONAL_LIBRARY_OF_WALES,
        {
            "title": ["Yr ardd"],
            "creator": ["Jones, William"],
            "identifier": ["http://n.example/1"],
            "date": ["1864"],
            "rights": [
                "https://creativecommons.org/publicdomain/mark/1.0/",
                "The National Library – Y Llyfrgell",
            ],
        },
        {"2373815.json": "https://n.example/iiif/2.0/image/2373815"},
        ["metadata", "navDate"],
    ),
    "Göttingen": (
        GOETTINGEN,
        {
            "dcterms:spatial": ["o.O. [Halle]"],
            "date": ["1902"],
            "language": ["Deutsch"],
            "identifier": ["Cod. Ms. 22 : 5", "http://g.example/purl?1"],
        },
        {"gdz-DE-611-00000001": "https://g.example/iiif/image/gdz:DE-611:00000001"},
        ["Digitalisierungsdatum"],
    ),
    "Berlin": (
        BERLIN,
        {
            "title": ["A book"],
            "dcterms:extent": ["8 S.", "8°"],
            "rights": ["Public Domain Mark 1.0"],
            "language": ["ger"],
        },
        {"canvas": "https://b.example/dc/840-0001"},
        ["_digitalOrigin", "has_fulltext"],
    ),
    "Munich": (
        MUNICH,
        {"creator": ["Shikibu -- (GND: 1 (http://d-nb.info/gnd/1/))"]},
        {"1": "https://m.example/iiif/image/v2/bsb1_00001"},
        [],
    ),
    "Gallica": (
        GALLICA,
        {"language": ["français"], "relation": ["Notice (http://c.example/1)"]},
        {"f1": "https://gallica.example/iiif/ark:/12148/btv1b1/f1"},
        ["Digitised by", "canvases"],
    ),
    "e-codices": (
        E_CODICES,
        {
            "title": ["St. Gallen, Cod. Sang. 390", {"value": "Antiphonarium", "lang": "de"}],
            "dcterms:isPartOf": ["Stiftsbibliothek"],
            "date": ["990-1000"],
            "dcterms:temporal": ["10th century"],
            "dcterms:abstract": [{"value": "<p>A codex</p>", "lang": "en"}],
            "description": [{"value": "Ein Codex", "lang": "de"}],
            "identifier": ["Cod. Sang. 390", "10.5076/csg"],
        },
        {"csg-0390_001.json": "http://e.example/loris/csg/csg-0390_001.jp2"},
        [],
    ),
    "Congress": (
        CONGRESS,
        {
            "contributor": ["Map Service.", "Army."],
            "subject": ["maps", "military maps"],
            "dcterms:medium": ["map"],
            "rights": ["Provided by the Library"],
        },
        {"service-gmd-ct40-cs6": "https://t.example/iiif/service:gmd:ct40:cs6"},
        [],
    ),
    "CONTENTdm": (
        CONTENTDM,
        {"rights": ["No known restrictions"]},
        {"c0": "https://c.example/digital/iiif/2/agdm:538"},
        ["Creator of Map", "Date Original"],
    ),
    "Bodleian": (
        BODLEIAN,
        {
            "title": [
                {"value": "Library LP 44", "lang": "en"},
                {"value": "Portrait of a woman", "lang": "en"},
            ],
            "date": [{"value": "1838", "lang": "en"}],
            "dcterms:abstract": [{"value": "Portrait of a woman", "lang": "en"}],
            "rights": [{"value": 'See <a href="https://o.example">…</a>', "lang": "en"}],
        },
        {"012b1e0f.json": "https://o.example/iiif/image/012b1e0f"},
        ["Record Created"],
    ),
    "Wellcome": (
        WELLCOME,
        {
            "contributor": ["Urban District Council."],
            "source": [
                {"value": "Wellcome", "lang": "en"},
                "https://elsewhere.example/iiif/book-1/manifest",
            ],
            "rights": [
                "https://creativecommons.org/licenses/by/4.0/",
                {"value": "You may.", "lang": "en"},
            ],
        },
        {"b1_0001.jp2": "https://w.example/iiif-img/6/b1_0001.jp2"},
        ["Publication/creation", "canvases", "canvases"],
    ),
    "Internet Archive": (
        INTERNET_ARCHIVE,
        {"creator": ["Ada", "Bob"]},
        {
            f"b1-{leaf}-canvas": f"https://i.example/image/iiif/3/b1%2Fb1_jp2.zip%2Fb1_{leaf}.jp2"
            for leaf in range(2)
        },
        ["mediatype"],
    ),
    "Europeana": (
        EUROPEANA,
        {},
        {"p21": "https://u.example/image/Journal_litt%C3%A9raire/00021"},
        ["canvases"],
    ),
    "St Andrews": (ST_ANDREWS, {}, {"406403": None}, ["canvases"]),
}


@pytest.mark.parametrize("name", CASES)
def test_manifests_of_others_are_read(name):
    """What their labels mean, the services of their pictures, and what is told."""
    document, expected, services, told = CASES[name]
    read = read_manifest(document)
    found = read.native["metadata"]

    assert {term: found.get(term) for term in expected} == expected
    assert {page["key"]: page.get("service") for page in read.native["pages"]} == services
    assert [field for field, _, _ in read.remarks] == told


@pytest.mark.parametrize("name", CASES)
def test_nothing_in_them_refuses_their_record(name):
    """What is wrong with them is theirs; the archivist gets the record."""
    checked = check(Row("m", 1, read_manifest(CASES[name][0]).native))

    assert [one for one in checked.problems if one.severity is Severity.REFUSE] == []


def test_ranges_that_repeat_themselves_within_others_are_read_where_they_stand():
    """Berlin names ranges within ranges by another label than their own."""
    assert read_manifest(BERLIN).native["ranges"] == [
        {
            "label": [{"value": "A book"}],
            "items": [{"label": [{"value": "Vorderdeckel"}], "items": ["canvas"]}],
        }
    ]


def test_collections_in_pages_of_others_are_read():
    """Ghent has a summary and no members, Munich pages with a cursor."""
    context = "http://iiif.io/api/presentation/2/context.json"
    ghent = {"first": "https://g.example/sets?start=0", "total": 106, "@type": "sc:Collection"}
    munich = {
        "@context": context,
        "@id": "https://m.example/collection/top?cursor=initial",
        "@type": "sc:Collection",
        "label": "Top",
        "manifests": [{"@type": "sc:Manifest", "@id": "https://m.example/1", "label": "One"}],
        "next": "https://m.example/collection/top?cursor=2",
    }

    assert read_collection(ghent | {"@id": "https://g.example/sets"}).next == ghent["first"]
    assert [one.address for one in read_collection(munich).members] == ["https://m.example/1"]
    assert read_collection(munich).next == munich["next"]
