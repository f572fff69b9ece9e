"""Records for the tests of every format: one plain, one that says everything, and any other.

*RICH* has every kind of value that a crosswalk meets, and *PUBLISHED* what only some formats
tell; their renderings are the golden files in ``tests/data/expected``.
"""

from dataclasses import replace

from hypothesis import strategies as st
from lxml import etree

from metadata.markup import parse
from schemas.record import (
    FileLinks,
    Image,
    Links,
    MediaFile,
    Page,
    PageLinks,
    RangeLinks,
    Record,
    TextLinks,
    Value,
)
from schemas.terms import TERMS

LANDING = "https://archive.example/records/letter-1"
MANIFEST = "https://archive.example/iiif/3/letter-1/manifest"
THUMBNAIL = "https://archive.example/iiif/image/3/letter-1:p1/full/113,160/0/default.jpg"
PDF = "https://archive.example/files/letter-1/pdf"
IMAGES = "https://archive.example/iiif/image/3"
TEXTS = "https://archive.example/iiif/3/letter-1"
NO_COPYRIGHT = "http://rightsstatements.org/vocab/NoC-US/1.0/"

PLAIN_LINKS = Links(LANDING)
RICH_LINKS = Links(
    LANDING,
    MANIFEST,
    THUMBNAIL,
    identifier="oai:archive.example:letter-1",
    archive="Archive of Letters & Sons",
    pages=tuple(
        PageLinks(
            key=f"p{number}",
            number=number,
            label=label,
            image=f"{IMAGES}/letter-1:p{number}/full/max/0/default.jpg",
            thumbnail=f"{IMAGES}/letter-1:p{number}/full/113,160/0/default.jpg",
            service=f"{IMAGES}/letter-1:p{number}",
            implements="http://iiif.io/api/image/3/level2.json",
            canvas=f"https://archive.example/iiif/3/letter-1/canvas/p{number}",
            width=2480,
            height=3508,
            texts=tuple(
                TextLinks(number, tag, f"{TEXTS}/annotations/p{number}:{tag}") for tag in tags
            ),
        )
        for number, label, tags in ((1, "1", ("ru", "en")), (2, "2 <verso>", ()))
    ),
    media=(
        FileLinks("pdf", 1, "PDF", PDF, "application/pdf", 12_345, "c" * 64),
        FileLinks("tape", 2, "Tape", "https://a.example/tape.mp3?a=1&b=2"),
    ),
    texts=(TextLinks(None, "en", f"{TEXTS}/text:en"),),
    ranges=(
        RangeLinks(
            "1",
            "Letter & envelope",
            f"{TEXTS}/range/1",
            (1, 2),
            (RangeLinks("1.2", "“Verso” <2>", f"{TEXTS}/range/1.2", (2,)),),
        ),
        RangeLinks("3", "Seal", f"{TEXTS}/range/3", (1,)),
    ),
)

RICH = Record(
    id="letter-1",
    metadata={
        "title": (
            Value("Letter on <i>testing</i> & the ban", "en"),
            Value("关于试验的信", "zh-Hans"),
        ),
        "creator": (Value("Khrushchev, Nikita"), Value("Хрущёв, Н. С.", "ru")),
        "subject": (Value("Nuclear weapons; testing"),),
        "description": (Value("<p>See the <a href='https://a.example/12'>list</a>.</p>", "en"),),
        "publisher": (Value("Archive of Ärchives & Sons"),),
        "contributor": (Value("Zhou Enlai"),),
        "date": (
            Value("April 4, 1958", derived="1958-04-04"),
            Value("1958 or so", "en", derived="1958~"),
            Value("spring"),
        ),
        "type": (Value("letter", derived="Text"), Value("drawing of a seal")),
        "format": (Value("image/tiff"),),
        "identifier": (Value("F. 52, op. 1, d. 12"), Value(LANDING)),
        "source": (Value("Fonds 52"),),
        "language": (
            Value("Russian", "en", derived="ru"),
            Value("rus", derived="ru"),
            Value("Old Permic"),
        ),
        "relation": (Value("https://a.example/other"),),
        "coverage": (Value("Moscow", "en"),),
        "rights": (Value("No Copyright - United States", "en", derived=NO_COPYRIGHT),),
        "dcterms:alternative": (Value("On testing", "en"),),
        "dcterms:abstract": (Value("He urges a halt: 2 < 3.", "en"),),
        "dcterms:created": (Value("4.4.1958", derived="1958-04-04"),),
        "dcterms:issued": (Value("1959/1960", derived="1959/1960"),),
        "dcterms:extent": (Value("2 pages"),),
        "dcterms:isPartOf": (Value("Letters", "en"),),
        "dcterms:spatial": (Value("Moscow", "en"), Value("name=Moscow", scheme="dcterms:Point")),
        "dcterms:license": (Value(NO_COPYRIGHT, derived=NO_COPYRIGHT),),
        "dcterms:audience": (Value("Historians"),),
        "dcterms:provenance": (Value("Given in 1990"),),
    },
    collections=("letters",),
    pages=(
        Page("p1", "1", text={"ru": "Письмо", "en": "Letter"}, image=Image("a" * 64, 2480, 3508)),
        Page("p2", "2 <verso>", image=Image("b" * 64, 2480, 3508)),
    ),
    files=(
        MediaFile("pdf", "letter.pdf", "PDF", "application/pdf", digest="c" * 64, size=12_345),
        MediaFile("tape", "https://a.example/tape.mp3?a=1&b=2", "Tape"),
    ),
    text={"en": "Of the whole"},
)
PLAIN = Record("letter-1", {"title": (Value("Letter"),)})
PUBLISHED = replace(
    RICH,
    metadata={
        **RICH.metadata,
        "identifier": (Value("F. 52, op. 1, d. 12"), Value("https://doi.org/10.1234/letter.1")),
        "dcterms:issued": (Value("1959/1960", derived="1959/1960"), Value("2021", derived="2021")),
        "dcterms:isPartOf": (Value("Letters", "en"), Value("https://a.example/letters")),
        "dcterms:spatial": (
            Value("Moscow", "en"),
            Value("name=Bandung; east=107.61; north=-6.91", "en", "dcterms:Point"),
            Value("east=37.62; north=55.75", scheme="dcterms:Point"),
            Value(
                "name=Alps; northlimit=48; southlimit=43.5; westlimit=5; eastlimit=17",
                scheme="dcterms:Box",
            ),
        ),
        "dcterms:temporal": (Value("1950/1968"),),
        "dcterms:tableOfContents": (Value("1. The ban"),),
        "dcterms:rightsHolder": (Value("The heirs"),),
    },
)
"""*RICH* as it was published: with a year, a DOI, and places on the map."""


ADDRESSED = replace(
    PUBLISHED,
    metadata={
        **PUBLISHED.metadata,
        "creator": (
            Value("Khrushchev, Nikita", "en", derived="http://www.wikidata.org/entity/Q35314"),
            Value("Хрущёв, Н. С.", "ru", derived="http://www.wikidata.org/entity/Q35314"),
            Value("A secretary"),
        ),
        "contributor": (Value("Zhou Enlai", derived="https://d-nb.info/gnd/118808451"),),
        "publisher": (Value("Archive of Ärchives & Sons", derived="https://ror.org/00f54p054"),),
        "subject": (
            Value(
                "Nuclear weapons",
                scheme="dcterms:LCSH",
                derived="http://id.loc.gov/authorities/subjects/sh85093031",
            ),
            Value("Kernwaffe", "de", derived="https://d-nb.info/gnd/4030333-9"),
            Value("Khrushchev", "en", derived="http://www.wikidata.org/entity/Q35314"),
            Value("Tests", derived="https://thesaurus.example/?id=1&lang=en"),
        ),
        "dcterms:medium": (Value("paper", "en", "aat", "http://vocab.getty.edu/aat/300014109"),),
        "dcterms:temporal": (Value("Cold War", derived="https://n2t.net/ark:/99152/p0bm2fx"),),
        "dcterms:spatial": (
            Value("Moscow", "en", derived="https://sws.geonames.org/524901/"),
            Value(
                "name=Bandung; east=107.61; north=-6.91",
                "en",
                "dcterms:Point",
                "https://sws.geonames.org/1650357/",
            ),
        ),
    },
)
"""*PUBLISHED* with what authority files have of its names, topics, places and materials."""


def canonical(xml):
    """Return *xml* in canonical form, without the white space that indents it."""
    root = parse(xml)
    for element in root.iter():
        element.tail = None
        if len(element):
            element.text = None
    return etree.tostring(root, method="c14n")


TAGS = ["<br>", "<i>", "</i>", "<a href='https://a.example/?a&b'>", "<script>", "<!--", "]]>"]
CHARACTERS = ["&#1;", "&nbsp;", "&lt;", "&#xFFFE;", "\r\n", "\u2028", "\x85", "信", "\U0001f4dc"]
pieces = st.sampled_from([*TAGS, *CHARACTERS])
texts_of_people = st.lists(pieces | st.text(max_size=8), max_size=6).map("".join)
values = texts_of_people | st.fixed_dictionaries(
    {"value": texts_of_people},
    optional={
        "lang": st.sampled_from(["en", "Russian", "zh-hans", "xx", "not a language"])
        | st.text(max_size=6),
        "scheme": st.text(max_size=6),
        "derived": st.sampled_from(["1958", "1958~", "ru", "Text", NO_COPYRIGHT])
        | st.text(max_size=6),
    },
)
natives = st.builds(
    lambda title, metadata: {"id": "x", "metadata": {"title": title} | metadata},
    st.lists(values, min_size=1, max_size=2),
    st.dictionaries(st.sampled_from(sorted(TERMS)), st.lists(values, max_size=3), max_size=6),
)
links = (PLAIN_LINKS, RICH_LINKS, Links(LANDING, "https://a.example/?a=1&b=<>"))
