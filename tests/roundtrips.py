"""Writing a record and reading it back, for the tests of every format that goes both ways."""

from dataclasses import replace

from crosswalking import VALUES
from hypothesis import strategies as st
from records import natives, values

from metadata.crosswalks.losses import LOSSES, PART_LOSSES
from metadata.formats import FORMATS, READERS
from metadata.losses import left_of
from metadata.markup import parse
from metadata.prose import plain_text
from schemas.check import check
from schemas.native import metadata_to_native
from schemas.record import Links
from schemas.row import Row
from schemas.terms import TERMS
from server.links import links_of
from server.urls import Urls

NOWHERE = Links("")
"""Of a record that is published nowhere, and so has no address to be told apart from its own."""

_URLS = Urls("https://archive.example/a", "archive.example")

_ADDRESSED = [
    {"value": "Letters", "derived": "http://id.loc.gov/authorities/subjects/sh85076238"},
    {"value": "Briefe", "lang": "de", "derived": "http://www.wikidata.org/entity/Q133492"},
    {"value": "Letters", "scheme": "dcterms:LCSH", "derived": "https://a.example/?id=1&b=2"},
    {"value": "1.2", "scheme": "DDC", "derived": "https://a.example/class/1.2"},
    {"value": "RU", "scheme": "ISO3166", "derived": "https://sws.geonames.org/2017370/"},
    {"value": "north=-6.91; east=107.61", "scheme": "Point", "lang": "en"}
    | {"derived": "https://sws.geonames.org/1650357/"},
]
"""Words that come with an address in an authority file."""

_OF_NOBODY = [
    {"value": "<i>A</i> b", "lang": "en"},
    {"value": "4.4.1958", "derived": "1958-04-04"},
    {"value": "02/10/1957", "derived": "1957-10-02"},
    {"value": "1935 bis 1950", "lang": "de", "derived": "1935/1950"},
    {"value": "1950s.", "lang": "fr"},
    {"value": "https://a.example/c", "lang": "fr"},
    {"value": "image/tiff", "lang": "fr"},
    {"value": "1958-04-04", "scheme": "dcterms:W3CDTF"},
    {"value": "In French and Latin", "derived": "fr"},
    {"value": "photo of a seal", "derived": "StillImage"},
    {"value": "Ask us", "derived": "http://creativecommons.org/publicdomain/zero/1.0/"},
    {"value": "thing", "derived": "Event"},
    {"value": "x", "derived": "Dataset"},
    *({"value": "1.2", "scheme": name, "lang": "en"} for name in ("DDC", "LCC", "UDC")),
    {"value": "Letters", "scheme": "lcsh", "lang": "en"},
    {"value": "Letters", "scheme": "dcterms:LCSH", "lang": "en"},
    {"value": "RU", "scheme": "ISO3166", "lang": "en"},
    {"value": "northlimit=48; southlimit=43.5; westlimit=-05; eastlimit=17", "scheme": "Box"},
    *_ADDRESSED,
    *("eng", "fre", "zh-Hans", "map", "photograph", "letter", "manuscript", "Image", "1900/.."),
    *("1958-04-04T10:00:00Z", "[1935,1936]", "1958 or so", "[s.n.]", "Name :", "urn:x:y", "T /"),
    *("https://doi.org/10.1234/A", "https://a.example/b ", " image/jpg", "In copyright"),
]

POOL = [metadata_to_native({"title": (value,)})["title"][0] for value in VALUES] + _OF_NOBODY
"""Values of every kind that a crosswalk tells apart, in native JSON."""

# The terms whose values have several forms, by which formats tell them apart.
_MANY_SIDED = (
    *("type", "language", "date", "dcterms:created", "dcterms:issued", "dcterms:modified"),
    *("dcterms:valid", "dcterms:spatial", "coverage", "subject", "rights", "dcterms:license"),
    *("identifier", "format", "relation", "source"),
)
_pooled = st.sampled_from(POOL)
_focused = st.dictionaries(
    st.sampled_from(_MANY_SIDED), st.lists(_pooled, min_size=1, max_size=4), min_size=1, max_size=2
)
_scattered = st.dictionaries(
    st.sampled_from([*TERMS]), st.lists(_pooled | values, max_size=3), max_size=5
)


def _in_words(values):
    """Return those of *values* that have words: markup around nothing is written nowhere."""
    return [one for one in values if plain_text(one if isinstance(one, str) else one["value"])]


def titled_as(metadata):
    """Return native JSON with *metadata* and a title of words; without one it is not let in."""
    said = {term: _in_words(values) for term, values in metadata.items()}
    return {"id": "x", "metadata": said | {"title": ["A title", *said.get("title", ())]}}


titled = natives.map(lambda native: native | titled_as(native["metadata"]))
described = (_focused | _scattered).map(titled_as)

_pages = st.lists(
    st.fixed_dictionaries(
        {"key": st.uuids().map(str)},
        optional={
            "label": st.text("abc <&", min_size=1, max_size=4).map(lambda text: f"p{text}q"),
            "image": st.just({"digest": "a" * 64, "width": 2480, "height": 3508}),
            "text": st.just({"en": "Letter"}),
        },
    ),
    max_size=3,
    unique_by=lambda page: page["key"],
)
_files = st.lists(
    st.sampled_from(
        [
            {"file": "a.pdf", "digest": "c" * 64, "size": 5, "label": "PDF & more"},
            {"file": "b", "digest": "d" * 64, "media_type": "audio/mpeg"},
            {"file": "https://a.example/tape.mp3?a=1&b=2"},
        ]
    ),
    max_size=2,
    unique_by=lambda file: file["file"],
)


def _with_contents(native):
    keys = [page["key"] for page in native["pages"]]
    inner = [{"label": "In it", "items": keys[1:]}] if len(keys) > 1 else []
    ranges = [{"label": [{"value": "All", "lang": "en"}], "items": [*inner, *keys[:2]]}]
    return native | ({"ranges": ranges} if keys else {})


whole = st.builds(
    lambda native, pages, files: native | {"pages": pages, "files": files},
    (_focused | _scattered).map(titled_as),
    _pages,
    _files,
).map(_with_contents)
"""Native JSON of records with pages, files and a table of contents."""


def read_back(prefix, xml):
    """Return the native JSON that the reader of the format *prefix* makes of *xml*."""
    return READERS[FORMATS[prefix].namespace].read(parse(xml)).native


def record_of(native):
    """Return the record that *native* is, once it is checked as ingest checks it."""
    return check(Row("file.xml", 1, {"id": "x"} | native)).record


def published(record):
    """Return the addresses at which an archive publishes *record*."""
    return links_of(record, _URLS, "An archive")


_UNPUBLISHED = {"edm": Links("", identifier="oai:archive.example:x", archive="An archive")}

# What a format demands of every record, for those that have it not.
_DEMANDED = {
    "edm": {"type": "Image", "rights": "http://creativecommons.org/publicdomain/zero/1.0/"}
}


def record_for(prefix, native):
    """Return the record that *native* is, with what the format demands; None if it is refused."""
    record = record_of(native)
    for name, value in _DEMANDED.get(prefix, {}).items():
        if record is None or FORMATS[prefix].write(record, unpublished(prefix)) is not None:
            break
        said = native["metadata"]
        native = native | {"metadata": said | {name: [*said.get(name, ()), value]}}
        record = record_of(native)
    return record


def unpublished(prefix):
    """Return what is known of a record that is published nowhere, and the format demands."""
    return _UNPUBLISHED.get(prefix, NOWHERE)


def returned(prefix, record, links=None):
    """Return *record*, with *links*, as it comes back from the format *prefix*."""
    written = FORMATS[prefix].write(record, links or unpublished(prefix))
    return record_of({"id": record.id} | read_back(prefix, written))


def left(prefix, record, links=None, losses=None):
    """Return *record*, with *links*, after the losses of the format *prefix*, or after *losses*."""
    told = LOSSES[prefix] if losses is None else losses
    return in_order(left_of(record, links or unpublished(prefix), told, PART_LOSSES[prefix]))


def in_order(record):
    """Return *record* with its terms in one order: that of terms says nothing."""
    return replace(
        record, metadata={name: record.metadata[name] for name in sorted(record.metadata)}
    )
