"""Records to present, and the addresses that they are presented under."""

import json

from metadata.formats import Format
from schemas.record import Collection, Image, MediaFile, Page, Range, Record, Value
from server.iiif.collection import Shown, above, collection
from server.iiif.properties import Provider
from server.store.contents import Contents, Entry
from server.store.divisions import WHOLE
from server.urls import Urls

BASE = "https://archive.example/fonds"
URLS = Urls(BASE, "archive.example")
PROVIDER = Provider(
    "Archive of Ärchives & Sons", URLS.home(), "https://elsewhere.example/logo.png?v=2"
)
FORMATS = (
    Format(
        "oai_dc",
        "http://www.openarchives.org/OAI/2.0/oai_dc/",
        "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
        "Dublin Core",
        lambda record, links: b"<dc/>",
        (),
    ),
    Format(
        "mods",
        "http://www.loc.gov/mods/v3",
        "http://www.loc.gov/standards/mods/v3/mods-3-7.xsd",
        "MODS",
        lambda record, links: None,
        (),
    ),
)

NO_COPYRIGHT = "http://rightsstatements.org/vocab/NoC-US/1.0/"

RICH = Record(
    id="letters/письмо 1",
    metadata={
        "title": (
            Value("Letter on <i>testing</i>", "en"),
            Value("关于试验的信", "zh-Hans"),
            Value("Letter <draft>"),
        ),
        "creator": (Value("Khrushchev, Nikita"), Value("Хрущёв, Н. С.", "ru")),
        "description": (Value("Two pages & an envelope, 2 < 3.", "en"),),
        "date": (Value("spring"), Value("April 4, 1958", derived="1958-04-04")),
        "language": (Value("Russian", derived="ru"),),
        "rights": (
            Value(NO_COPYRIGHT, derived=NO_COPYRIGHT),
            Value("Ask the <a href='https://a.example/' onclick='x()'>archive</a>.", "en"),
        ),
        "dcterms:abstract": (Value("<p>He urges<br>a halt.</p><script>x()</script>", "en"),),
        "dcterms:issued": (Value("1959", derived="1959"),),
    },
    collections=("papers:letters", "other"),
    pages=(
        Page(
            "p1",
            "1",
            text={"ru": "Дорогой товарищ!", "en": "Dear comrade!", "und": "…"},
            image=Image("a" * 64, 1200, 1600),
        ),
        Page("lost", "2", text={"ru": "…"}),
        Page("p3", metadata={"title": (Value("Envelope", "en"),)}, image=Image("b" * 64, 300, 200)),
    ),
    files=(
        MediaFile("letter.pdf", "letter.pdf", "PDF", "application/pdf", digest="c" * 64, size=9),
        MediaFile(
            "talk",
            "https://elsewhere.example/a talk.mp3?x=1",
            media_type="audio/mpeg",
            metadata={"language": (Value("en", derived="en"),)},
        ),
        MediaFile("missing.pdf", "missing.pdf", "Never found", "application/pdf"),
    ),
    text={"en": "The whole, in English."},
    viewing_direction="right-to-left",
    behavior=("paged", "repeat"),
    start="p3",
    ranges=(
        Range((Value("Before the letter"),), ("lost",)),
        Range(
            (Value("The <i>letter</i>", "en"), Value("Письмо", "ru")),
            (
                "p1",
                "lost",
                Range((Value("Lost"),), ("lost",)),
                Range((Value("Envelope", "en"),), ("p3",)),
            ),
        ),
    ),
)

PAPERS = Collection(
    "papers",
    {
        "title": (Value("Papers", "en"), Value("أوراق", "ar")),
        "description": (Value("All papers.", "en"),),
        "rights": (Value(NO_COPYRIGHT, derived=NO_COPYRIGHT),),
    },
)


def listed(children=(), items=(), described=PAPERS, *, divisions=(), division=WHOLE):
    """Return the Collection *described*, of children without a picture, divisions and entries."""
    above_it = above(described.set_spec)
    shown = Shown(described, Collection(above_it) if above_it else None, division)
    within = [Entry(child, None) for child in children] + list(divisions)
    contents = Contents(tuple(within), tuple(items), items[0] if items else None)
    return json.loads(collection(shown, contents, URLS, PROVIDER))
