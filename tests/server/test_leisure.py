"""Looking for circles of values seldom, while rows are taken in."""

import gc

import pytest
from archives import Clock, letter, make_archive, settings_in

from schemas.row import Row
from server.batches import Batch, take_in
from server.leisure import seldom_collecting


def test_python_looks_as_often_as_before_when_it_is_over():
    """What serves requests in the same process is not left with it, whatever went wrong."""
    before, during = gc.get_threshold(), []

    def fail():
        with seldom_collecting():
            during.append((gc.get_threshold()[0], gc.get_freeze_count()))
            raise ValueError("wrong")

    with pytest.raises(ValueError, match="wrong"):
        fail()
    ((threshold, frozen),) = during

    assert threshold > before[0]
    assert frozen > 0
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0


def test_what_batches_leave_behind_does_not_pile_up(tmp_path):
    """Statements of SQLAlchemy are circles: they are freed long before Python would look."""
    archive = make_archive(settings_in(tmp_path), Clock())
    with seldom_collecting():
        for number in range(64):
            row = Row("test", number, letter(f"l{number}"))
            take_in(Batch(number, [row]), archive, None, lambda doing: None)
        unreachable = gc.collect()

    assert unreachable < 2_000
