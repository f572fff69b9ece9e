"""Formats that are written and read: what one says of a record comes back as it was said."""

import pytest
from hypothesis import example, given, settings
from records import PUBLISHED, RICH, RICH_LINKS
from roundtrips import record_of, titled, twice

from metadata.formats import FORMATS, READERS
from metadata.markup import parse

LINK = "<a href='https://a.example/?a&b'>"
"""Markup around nothing: all that it says is its address."""


@pytest.mark.parametrize("prefix", ["oai_dc", "oai_qdc", "mods", "marc21"])
@settings(max_examples=150, deadline=None)
@given(native=titled)
@example(native={"id": "x", "metadata": {"title": ["T"], "dcterms:hasFormat": [LINK]}})
def test_what_is_written_is_read_back(prefix, native):
    """What a format says of a record is what it says of it once it was read back."""
    record = record_of(native)
    if record:
        first, second = twice(prefix, record)

        assert first == second


@pytest.mark.parametrize("record", [RICH, PUBLISHED], ids=["rich", "published"])
@pytest.mark.parametrize("prefix", ["oai_dc", "oai_qdc", "mods", "marc21", "mets"])
def test_nothing_that_we_write_is_told_as_unread(prefix, record):
    """What a reader tells is what others write; all of ours is taken in, or left on purpose."""
    written = parse(FORMATS[prefix].write(record, RICH_LINKS))

    assert READERS[FORMATS[prefix].namespace].read(written).remarks == ()


@pytest.mark.parametrize("record", [RICH, PUBLISHED])
@pytest.mark.parametrize("prefix", ["mods", "marc21"])
def test_a_rich_record_is_read_back(prefix, record):
    """Names, places, dates, languages and rights come back as they were written."""
    first, second = twice(prefix, record)

    assert first == second
