"""Writing a record and reading it back, for the tests of every format that goes both ways."""

from lxml import etree
from records import natives

from metadata.formats import FORMATS, READERS
from metadata.markup import parse
from metadata.prose import plain_text
from schemas.check import check
from schemas.record import Links
from schemas.row import Row

NOWHERE = Links("")
"""Of a record that is published nowhere, and so has no address to be told apart from its own."""


def _in_words(values):
    """Return those of *values* that have words: markup around nothing is written nowhere."""
    return [one for one in values if plain_text(one if isinstance(one, str) else one["value"])]


titled = natives.map(
    lambda native: (
        native
        | {
            "metadata": {term: _in_words(values) for term, values in native["metadata"].items()}
            | {"title": ["A title", *_in_words(native["metadata"]["title"])]}
        }
    )
)
"""Native JSON with a title of words, since a record without one is not let in again."""


def read_back(prefix, xml):
    """Return the native JSON that the reader of the format *prefix* makes of *xml*."""
    return READERS[FORMATS[prefix].namespace].read(parse(xml)).native


def record_of(native):
    """Return the record that *native* is, once it is checked as ingest checks it."""
    return check(Row("file.xml", 1, {"id": "x"} | native)).record


def parts(xml):
    """Return every text of *xml* with its path, in any order, without white space around it."""
    return sorted(_paths(parse(xml)))


def _paths(element, above=""):
    attributes = sorted((name, value) for name, value in element.attrib.items())
    here = f"{above}/{etree.QName(element).localname}{attributes}"
    inner = [path for child in element for path in _paths(child, here)]
    return inner or [f"{here} {(element.text or '').strip()}"]


def twice(prefix, record):
    """Return what is written of *record*, and what is written of it once it was read back."""
    write = FORMATS[prefix].write
    first = write(record, NOWHERE)
    return parts(first), parts(write(record_of(read_back(prefix, first)), NOWHERE))
