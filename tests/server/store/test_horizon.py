"""Datestamps that lose nothing, on SQLite and on PostgreSQL (``server.store.horizon``)."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from archives import Clock, datestamp_of, letter, make_archive, put, settings_in, slow_writer

from server.archive import open_archive

YEAR = 31_536_000


@pytest.mark.parametrize("years", [0, 20, 70])
def test_a_list_does_not_pass_a_writer_that_is_still_writing(any_archive, clock, years):
    """Rule A: what a response did not see is stamped at its date or later, after 2038 too."""
    clock.tick(years * YEAR)
    put(any_archive, letter("before"))
    clock.tick(10)
    any_archive.store.closed()
    with slow_writer(any_archive) as stamp:
        clock.tick(10)

        assert clock.now - 10 == any_archive.store.closed() == stamp


def test_a_writer_does_not_take_a_list_back(any_archive, clock):
    """A second found closed stays closed: an archive left alone for a year is not of last year."""
    put(any_archive, letter("before"))
    clock.tick(YEAR)
    before = any_archive.store.closed()
    clock.tick()
    with slow_writer(any_archive) as stamp:
        clock.tick(10)

        assert before <= any_archive.store.closed() <= stamp


def test_a_clock_set_back_closes_no_second_twice(any_archive, clock):
    """What it had reached may be stamped again, so that is not closed any more."""
    put(any_archive, letter("before"))
    clock.tick(10)
    any_archive.store.closed()
    clock.tick(-5)
    with slow_writer(any_archive) as stamp:
        clock.tick(1)

        assert any_archive.store.closed() <= stamp


def test_readers_are_not_taken_for_writers(database_url, tmp_path):
    """However many ask at once, each is told of the present and not of the last commit."""
    long_ago = make_archive(settings_in(tmp_path, database_url), Clock())
    put(long_ago, letter())
    long_ago.store.close()
    archive = open_archive(settings_in(tmp_path, database_url))
    began = int(time.time())
    with ThreadPoolExecutor(8) as readers:
        told = list(readers.map(lambda _: archive.store.closed(), range(800)))
    archive.store.close()

    assert min(told) >= began - 1


def test_datestamps_never_run_backwards(any_archive, clock):
    """A clock set back does not hide new records from harvesters."""
    put(any_archive, letter("one"))
    first = any_archive.store.newest()
    clock.tick(-3600)
    put(any_archive, letter("two"))

    assert datestamp_of(any_archive.store, "two") >= first


def test_a_clock_set_back_hides_nothing_that_was_closed(any_archive, clock):
    """What lies before the last change stays listed while the clock catches up."""
    put(any_archive, letter("one"))
    clock.tick(10)
    put(any_archive, letter("two"))
    newest = clock.now
    clock.tick(-3600)

    assert any_archive.store.closed() == newest
