"""Looking for circles of values seldom, while rows are taken in."""

import gc

import pytest

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
