"""Ids that come twice are known by little more than a digest and a place."""

import tracemalloc
from random import Random

import pytest

from schemas.check import check
from schemas.row import Row
from server.met import Met, key_of


def row(native, source="letters.csv", line=1):
    return Row(source, line, native)


def test_the_place_of_the_first_is_kept_for_each_key():
    """What a dictionary would say of as many sources, lines and names, in any order."""
    chance = Random(1958)
    met, known = Met(), {}
    for _ in range(20_000):
        one = row({"id": f"r{chance.randrange(9000)}"}, f"{chance.randrange(40)}.csv")
        one = row(one.native, one.source, chance.randrange(1 << 36))
        place = known.setdefault(one.native["id"], f"{one.source} line {one.line}")
        before = met.find(one)

        assert before in {"", place}
        if not before:
            met.add(one)

    assert len(met) == len(known)
    assert {name: met.find(row({"id": name})) for name in known} == known


def test_a_record_and_a_collection_may_have_one_name():
    """An id and a set spec name different things, and a row without either is never met."""
    met = Met()
    met.add(row({"id": "letters"}, line=7))

    assert met.find(row({"id": "letters"})) == "letters.csv line 7"
    assert met.find(row({"collection": "letters", "id": "letters"})) == ""
    assert [met.find(row(native)) for native in (None, {}, {"id": None})] == ["", "", ""]


@pytest.mark.parametrize("written", ["letter/1", 1958, 19.5, "1958"])
def test_a_sound_row_is_known_by_the_id_that_it_is_stored_under(written):
    """The key is told before a row is checked, and must be that of the record."""
    one = row({"id": written, "metadata": {"title": "T"}})

    assert check(one).record.id == key_of(one)[1]


def test_an_id_takes_little_room_whatever_its_length():
    """A million ids shall fit into 40 megabytes."""
    tracemalloc.start()
    met = Met()
    for number in range(50_000):
        met.add(row({"id": f"https://archive.example/fonds/letters/{number}"}, line=number))
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert taken / 50_000 < 40
