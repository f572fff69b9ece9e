"""Formats that are written and read: a record comes back as it was, but for the losses of a table.

What is compared is the record itself, with the order of its values, its pages, files and contents,
and nothing else in it: no address at which it was published is said of it.
"""

import pytest
from hypothesis import example, given, settings
from records import ADDRESSED, PUBLISHED, RICH, RICH_LINKS
from roundtrips import (
    POOL,
    described,
    in_order,
    left,
    published,
    record_for,
    returned,
    titled,
    titled_as,
    whole,
)

from metadata.crosswalks.losses import LOSSES, PART_LOSSES
from metadata.formats import FORMATS, READERS
from metadata.losses import Loss, LossAmong, left_of
from metadata.markup import parse
from schemas.terms import TERMS

SCAN = {
    "file": "1.tif",
    "text": {"en": "Letter"},
    "image": {"digest": "a" * 64, "width": 2480, "height": 3508},
}

LINK = "<a href='https://a.example/?a&b'>"
"""Markup around nothing: all that it says is its address."""

EVERYTHING = {
    "id": "letter-1",
    "metadata": {"title": ["A"], "identifier": ["https://archive.example/a/records/letter-1"]},
    "collections": ["letters"],
    "pages": [{"key": f"scan-{number}", **SCAN} for number in (1, 2)],
    "files": [{"file": "letter.pdf", "label": "PDF", "digest": "c" * 64, "size": 5}],
    "text": {"en": "All"},
    "access": "restricted",
    "viewing_direction": "right-to-left",
    "behavior": ["paged"],
    "start": "scan-1",
    "ranges": [{"label": "All", "items": [{"label": "In it", "items": ["scan-2"]}, "scan-1"]}],
}

EVERY_KIND = pytest.mark.parametrize(
    "record", [RICH, PUBLISHED, ADDRESSED], ids=["rich", "published", "addressed"]
)

BOTH_WAYS = pytest.mark.parametrize("prefix", LOSSES)


def test_every_format_that_is_read_has_a_table_of_losses():
    """And no other has one."""
    read = {prefix for prefix, one in FORMATS.items() if one.namespace in READERS}

    assert set(LOSSES) == set(PART_LOSSES) == read


@BOTH_WAYS
@settings(max_examples=60, deadline=None)
@given(native=described | titled)
@example(native={"id": "x", "metadata": {"title": ["T"], "dcterms:hasFormat": [LINK]}})
def test_a_description_comes_back(prefix, native):
    """Whatever its values are, and in their order."""
    record = record_for(prefix, native)
    if record:
        assert in_order(returned(prefix, record)) == left(prefix, record)


@BOTH_WAYS
@settings(max_examples=25, deadline=None)
@given(native=whole)
def test_a_published_record_comes_back(prefix, native):
    """With its pages, files and contents; its addresses are no identifiers and relations of it."""
    record = record_for(prefix, native)
    if record:
        links = published(record)

        assert in_order(returned(prefix, record, links)) == left(prefix, record, links)


@BOTH_WAYS
@EVERY_KIND
def test_a_rich_record_comes_back(prefix, record):
    """Names, places, dates, languages and rights, of a record with all kinds of links."""
    assert in_order(returned(prefix, record, RICH_LINKS)) == left(prefix, record, RICH_LINKS)


@BOTH_WAYS
def test_every_kind_of_value_comes_back_in_every_term(prefix):
    """One record for each kind of value, which all terms have."""
    for value in POOL:
        record = record_for(prefix, titled_as({term: [value] for term in TERMS}))

        assert in_order(returned(prefix, record)) == left(prefix, record), value


@BOTH_WAYS
def test_every_loss_is_one(prefix):
    """What the table names is lost: for each loss there is a record that has it."""
    for loss in LOSSES[prefix]:
        record = _with_loss(prefix, loss)

        assert record is not None, loss
        assert in_order(returned(prefix, record)) == left(prefix, record), loss


def _with_loss(prefix, loss):
    """Return a record of which more would be left without *loss*, or None."""
    others = [one for one in LOSSES[prefix] if one is not loss]
    for native in _examples(loss):
        record = record_for(prefix, native)
        if record and left(prefix, record) != left(prefix, record, losses=others):
            return record
    return None


def _examples(loss: Loss | LossAmong):
    """Yield native JSON with a term of *loss*: each value, then each pair, and one said twice."""
    for term in loss.terms:
        for value in POOL:
            yield titled_as({term: [value]})
        for first in POOL:
            yield titled_as({term: [first, *POOL]})
            yield titled_as({term: [first, first]})


@BOTH_WAYS
def test_every_loss_of_a_part_is_one(prefix):
    """What is not in the format does not come back: of a record that has it all."""
    record = record_for(prefix, EVERYTHING)
    links = published(record)
    for loss in PART_LOSSES[prefix]:
        others = [one for one in PART_LOSSES[prefix] if one is not loss]
        less = left_of(record, links, LOSSES[prefix], others)

        assert in_order(less) != in_order(returned(prefix, record, links)), loss


@BOTH_WAYS
@EVERY_KIND
def test_nothing_that_we_write_is_told_as_unread(prefix, record):
    """What a reader tells is what others write; all of ours is taken in, or left on purpose."""
    written = parse(FORMATS[prefix].write(record, RICH_LINKS))

    assert READERS[FORMATS[prefix].namespace].read(written).remarks == ()
