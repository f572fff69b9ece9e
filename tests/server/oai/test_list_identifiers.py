"""ListIdentifiers: what a window and a set let through (OAI-PMH §2.5.1, §2.6, §2.7, §4.3)."""

import pytest
from archives import letter, put
from harvesting import DC

SECOND = "2026-01-01T00:00:{:02}Z".format


@pytest.fixture
def three_days(listing, clock):
    """One record in the first second of a day, one in its last, one in the next day's first."""
    put(listing, letter("new-year"))
    clock.tick(86_399)
    put(listing, letter("midnight"))
    clock.tick(1)
    put(listing, letter("next-day"))
    clock.tick(1)


WINDOWS = [
    ({}, ["new-year", "midnight", "next-day"]),
    ({"from_": "2026-01-01"}, ["new-year", "midnight", "next-day"]),
    ({"until": "2026-01-01"}, ["new-year", "midnight"]),
    ({"from_": "2026-01-01", "until": "2026-01-01"}, ["new-year", "midnight"]),
    ({"from_": "2026-01-02"}, ["next-day"]),
    ({"from_": "2026-01-02", "until": "2026-01-02"}, ["next-day"]),
    ({"from_": "2026-01-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"}, ["new-year"]),
    ({"from_": "2026-01-01T00:00:01Z", "until": "2026-01-01T23:59:58Z"}, []),
    ({"from_": "2026-01-01T23:59:59Z"}, ["midnight", "next-day"]),
    ({"until": "2026-01-01T23:59:59Z"}, ["new-year", "midnight"]),
    ({"until": "2026-01-01T23:59:58Z"}, ["new-year"]),
    ({"from_": "0001-01-01", "until": "9999-12-31"}, ["new-year", "midnight", "next-day"]),
    ({"until": "2025-12-31"}, []),
    ({"from_": "2026-01-03"}, []),
    ({"from_": "9999-12-31"}, []),
]


@pytest.mark.usefixtures("three_days")
def test_a_window_includes_both_its_ends(lister):
    """from and until belong to it, and a day reaches to its last second (§2.7.1)."""
    listed = []
    for window, _ in WINDOWS:
        answer = lister.ask("ListIdentifiers", metadataPrefix=DC, **window)
        assert answer.errors == ([] if answer.ids else ["noRecordsMatch"])
        listed.append((window, answer.ids))

    assert listed == WINDOWS


def test_headers_come_alone(listing, lister, clock):
    """The headers of ListRecords, and nothing else of it (§4.3)."""
    put(listing, letter("a", collections=["x:y", "z"]))
    clock.tick()

    answer = lister.ask("ListIdentifiers", metadataPrefix=DC)

    assert [child.tag.partition("}")[2] for child in answer.root[2]] == ["header"]
    assert answer.headers == lister.headers("ListRecords")


SETS = {
    "x": ["deep", "leaf", "root"],
    "x:y": ["deep", "leaf"],
    "x:y:z": ["deep"],
    "xy": ["other"],
    "x:y:z:w": [],
    "y": [],
    "X": [],
    "x_y": [],  # in SQL's LIKE this would be x:y
    "x.y": [],
    "nothing:here": [],
}


def test_a_set_holds_the_records_of_those_beneath_it(listing, lister, clock):
    """Harvesting a set includes its descendants, and no set that is merely spelt alike (§2.7.2)."""
    places = {"root": "x", "leaf": "x:y", "deep": "x:y:z", "other": "xy"}
    put(listing, *(letter(name, collections=[spec]) for name, spec in places.items()))
    clock.tick()

    assert {spec: sorted(lister.ids(set=spec)) for spec in SETS} == SETS


def test_a_record_in_two_branches_is_listed_once(listing, lister, clock):
    """A list holds a record once, however many sets lead to it (§2.7.2)."""
    put(listing, letter("a", collections=["x:y", "x:z", "x"]))
    clock.tick()

    assert lister.ids(set="x") == ["a"]


def test_a_set_and_a_window_both_hold(listing, lister, clock):
    """Selective harvesting by set and datestamp together (§2.7)."""
    put(listing, letter("old", collections=["x"]), letter("no", collections=["y"]))
    clock.tick(10)
    put(listing, letter("new", collections=["x"]), letter("not", collections=["y"]))
    clock.tick()

    assert lister.ids(set="x", from_=SECOND(10)) == ["new"]
    assert lister.ids(set="x", until=SECOND(9)) == ["old"]


def test_a_deleted_record_stays_as_a_tombstone(listing, lister, clock):
    """deletedRecord is persistent: header alone, the time of deletion, sets kept (§2.5.1)."""
    put(listing, letter("a", collections=["x:y"]))
    clock.tick(10)
    listing.store.delete(["a"])
    clock.tick(31_536_000)

    for arguments in ({}, {"set": "x"}, {"set": "x:y"}, {"from_": SECOND(10)}):
        (header,) = lister.headers("ListRecords", **arguments)
        assert (header.record_id, header.deleted, header.datestamp) == ("a", True, SECOND(10))
        assert header.set_specs == ("x:y",)


def test_a_tombstone_has_left_the_window_of_its_record(listing, lister, clock):
    """Its datestamp is that of the deletion (§2.5.1)."""
    put(listing, letter("a"))
    clock.tick(10)
    listing.store.delete(["a"])
    clock.tick()

    assert lister.ids(until=SECOND(9)) == []


def test_deleting_twice_moves_nothing(listing, lister, clock):
    """What is gone cannot change (§2.5.1)."""
    put(listing, letter("a"))
    clock.tick(10)
    listing.store.delete(["a"])
    clock.tick(10)
    listing.store.delete(["a"])
    clock.tick()

    assert [one.datestamp for one in lister.headers()] == [SECOND(10)]


def test_a_record_that_leaves_a_set_is_deleted_there_only(listing, lister, clock):
    """Who harvests a set learns that a record has left it; nobody else is troubled."""
    put(listing, letter("a", collections=["x:y", "z"]))
    clock.tick(10)
    put(listing, letter("a", collections=["z"]))
    clock.tick()

    assert lister.status(set="x", from_=SECOND(10)) == {"a": "deleted"}
    assert lister.status(set="x:y", from_=SECOND(10)) == {"a": "deleted"}
    assert lister.status(set="z", from_=SECOND(10)) == {"a": "alive"}
    assert lister.status() == {"a": "alive"}
    assert [one.set_specs for one in lister.headers(set="x")] == [("x",)]  # what was asked for


def test_a_record_that_moves_within_a_set_stays_in_it(listing, lister, clock):
    """Only the subset has lost it (§2.6)."""
    put(listing, letter("a", collections=["x:y"]))
    clock.tick(10)
    put(listing, letter("a", collections=["x:z"]))
    clock.tick()

    assert lister.status(set="x") == {"a": "alive"}
    assert lister.status(set="x:y") == {"a": "deleted"}
    assert lister.status(set="x:z") == {"a": "alive"}


def test_a_withdrawn_record_keeps_the_time_at_which_it_left(listing, lister, clock):
    """Later changes of the record are no news for a set that it has left."""
    put(listing, letter("a", collections=["x", "z"]))
    clock.tick(10)
    put(listing, letter("a", collections=["z"]))
    clock.tick(10)
    put(listing, letter("a", collections=["z"], metadata={"title": ["Changed"]}))
    clock.tick()

    assert [one.datestamp for one in lister.headers(set="x")] == [SECOND(10)]
    assert [one.datestamp for one in lister.headers(set="z")] == [SECOND(20)]


def test_a_record_that_returns_to_a_set_is_alive_in_it(listing, lister, clock):
    """Leaving leaves no trace on who comes back."""
    for number, collections in enumerate((["x", "z"], ["z"], ["x", "z"])):
        put(listing, letter("a", collections=collections))
        clock.tick(10 if number < 2 else 1)

    assert lister.status(set="x") == {"a": "alive"}
    assert [one.datestamp for one in lister.headers(set="x")] == [SECOND(20)]


def test_a_record_that_left_and_is_deleted_is_deleted_everywhere(listing, lister, clock):
    """Both lists end in a tombstone, each with its own time."""
    put(listing, letter("a", collections=["x", "z"]))
    clock.tick(10)
    put(listing, letter("a", collections=["z"]))
    clock.tick(10)
    listing.store.delete(["a"])
    clock.tick()

    assert lister.status(set="x") == lister.status(set="z") == {"a": "deleted"}
    assert lister.headers(set="z")[0].datestamp == SECOND(20)


def test_entering_a_set_is_a_change(listing, lister, clock):
    """Whoever harvests the set from then on must meet the record (§2.7.2)."""
    put(listing, letter("a", collections=["z"]))
    clock.tick(10)
    put(listing, letter("a", collections=["x", "z"]))
    clock.tick()

    assert lister.ids(set="x", from_=SECOND(10)) == ["a"]
    assert lister.headers()[0].datestamp == SECOND(10)


def test_a_record_that_becomes_restricted_is_deleted_for_harvesters(listing, lister, clock):
    """They have it, and learn that it is no longer public; its sets learn it too."""
    put(listing, letter("a"))
    clock.tick(10)
    put(listing, letter("a", access="restricted"))
    clock.tick()

    assert lister.status() == lister.status(set="letters") == {"a": "deleted"}
    assert lister.headers()[0].datestamp == SECOND(10)


def test_what_happens_out_of_sight_is_no_news(listing, lister, clock):
    """The tombstone of a restricted record keeps its time, whatever becomes of it (§2.5.1)."""
    put(listing, letter("a"))
    clock.tick(10)
    put(listing, letter("a", access="restricted"))
    clock.tick(10)
    put(listing, letter("a", access="restricted", collections=["secret"]))
    clock.tick(10)
    listing.store.delete(["a"])
    clock.tick()

    for arguments in ({}, {"set": "letters"}):
        (header,) = lister.headers(**arguments)
        assert (header.datestamp, header.set_specs) == (SECOND(10), ("letters:1958",))


def test_a_record_that_becomes_public_appears(listing, lister, clock):
    """With the datestamp of that moment, so that incremental harvests meet it."""
    put(listing, letter("a", access="restricted"))
    clock.tick(10)
    put(listing, letter("a"))
    clock.tick()

    assert lister.ids(from_=SECOND(10)) == ["a"]


def test_untouched_input_moves_no_datestamp(listing, lister, clock):
    """A datestamp changes with the record, not with a visit (§2.7.2)."""
    put(listing, letter("a"))
    clock.tick(10)
    put(listing, letter("a"))
    clock.tick()

    assert [one.datestamp for one in lister.headers()] == [SECOND(0)]


def test_a_change_that_no_format_shows_moves_no_datestamp(listing, lister, clock):
    """The datestamp is of the record in this format, not of the item behind it (§2.5)."""
    put(listing, letter("a", text={"en": "A first reading."}))
    clock.tick(10)
    put(listing, letter("a", text={"en": "A better reading."}))
    clock.tick()

    assert [one.datestamp for one in lister.headers()] == [SECOND(0)]


def test_a_list_of_identifiers_has_tokens_of_its_own(listing, lister, clock):
    """Batches, cursors and the empty token, as in ListRecords (§3.5)."""
    put(listing, *(letter(f"l{number:02}") for number in range(25)))
    clock.tick()
    batches = list(lister.batches("ListIdentifiers", metadataPrefix=DC))

    assert [len(answer.ids) for answer in batches] == [10, 10, 5]
    assert [answer.token.cursor for answer in batches] == [0, 10, 20]
    assert batches[-1].token.text == ""
