"""What became of manifests, in the log of changes (``server.store.activities``)."""

from contextlib import suppress
from dataclasses import replace

from alembic import command
from archives import NEW_YEAR, book, keep, make_archive, settings_in
from sqlalchemy import select

from schemas.record import Access
from server.rebuild import rebuild
from server.store.activities import SAFETY
from server.store.database import writing
from server.store.migrating import configuration, migrate
from server.store.tables import changes


def logged(archive):
    """Return all activities, as pairs of the record and what became of its manifest."""
    return [(one.record_id, one.change) for one in archive.store.activities(1, 1000)]


def total(archive, clock):
    """Return how many activities are published after a while."""
    clock.tick(SAFETY + 1)
    return archive.store.published(clock.now).number


def test_a_manifest_comes_changes_and_goes(any_archive):
    """Create, Update, Delete; and Create again, when its address is used again (§3.3)."""
    keep(any_archive, book("a"))
    keep(any_archive, book("a", title="Other"))
    any_archive.store.delete(["a"])
    keep(any_archive, book("a"))

    assert logged(any_archive) == [
        ("a", "Create"),
        ("a", "Update"),
        ("a", "Delete"),
        ("a", "Create"),
    ]


def test_only_what_has_a_manifest_is_listed(any_archive):
    """A record without pictures has none: its changes are the concern of OAI-PMH alone."""
    keep(any_archive, book("a", pages=0), book("b"))
    keep(any_archive, book("a", pages=0, title="Other"))
    any_archive.store.delete(["a"])

    assert logged(any_archive) == [("b", "Create")]


def test_the_first_picture_makes_a_manifest_and_the_last_unmakes_it(any_archive):
    """What is created and deleted is the manifest, not the record."""
    for pages in (0, 1, 2, 0):
        keep(any_archive, book("a", pages=pages))

    assert logged(any_archive) == [("a", "Create"), ("a", "Update"), ("a", "Delete")]


def test_what_becomes_restricted_is_deleted_and_published_created(any_archive):
    """De-publication from the web is a Delete (§3.3, §4.2)."""
    keep(any_archive, replace(book("a"), access=Access.RESTRICTED))
    keep(any_archive, book("a"))
    keep(any_archive, replace(book("a"), access=Access.RESTRICTED))
    any_archive.store.delete(["a"])

    assert logged(any_archive) == [("a", "Create"), ("a", "Delete")]


def test_what_does_not_show_in_the_manifest_is_no_activity(any_archive):
    """The same bytes are no change, whatever else of the record has changed."""
    keep(any_archive, book("a"))
    silent = replace(any_archive.settings, metadata_rights="")
    outcomes = keep(replace(any_archive, settings=silent), book("a"))

    assert outcomes == ["stored"]
    assert logged(any_archive) == [("a", "Create")]


def test_activities_are_numbered_without_gaps(any_archive):
    """Whatever lies between them in the log, a page of them is a range of numbers."""
    keep(any_archive, book("a"), book("x", pages=0), book("b"))
    keep(any_archive, book("x", pages=0, title="Other"))
    keep(any_archive, book("c"))
    with any_archive.store.engine.connect() as connection:
        numbers = connection.scalars(select(changes.c.activity).order_by(changes.c.number)).all()

    assert numbers == [1, None, 2, None, 3]


def test_a_transaction_that_fails_leaves_no_gap(any_archive):
    """Numbers are given inside it, so they are given again."""
    keep(any_archive, book("a"))
    with suppress(RuntimeError), any_archive.store._writer() as writer:
        writer.delete(["a"])
        raise RuntimeError
    keep(any_archive, book("b"))

    assert logged(any_archive) == [("a", "Create"), ("b", "Create")]


def test_every_transaction_ends_later_than_the_one_before(any_archive, clock):
    """Even within a second, and when the clock is set back: times never run backwards (§2.1.2)."""
    for number, tick in enumerate((0, 0, 1, -3600, 0)):
        clock.tick(tick)
        keep(any_archive, book(f"a{number}"), book(f"b{number}"))
    ended = [one.ended for one in any_archive.store.activities(1, 100)]

    assert ended == sorted(ended)
    assert len(set(ended)) == 5
    assert ended[0] == (NEW_YEAR + SAFETY) * 1000


def test_an_activity_is_published_when_it_is_over(any_archive, clock):
    """A manifest is there at its endTime, and its endTime is past when it is read (§3.3)."""
    keep(any_archive, book("a"))
    clock.tick(SAFETY - 1)
    before = any_archive.store.published(clock.now)
    clock.tick()

    assert before.number == 0
    assert any_archive.store.published(clock.now).number == 1


def test_a_clock_read_before_the_newest_change_publishes_nothing_early(any_archive, clock):
    """A reader that waited since it read the clock must not see pages that are not there yet."""
    for record_id in ("a", "b"):
        keep(any_archive, book(record_id))
        clock.tick(SAFETY)
    keep(any_archive, book("c"))
    clock.tick(-1)

    assert any_archive.store.published(clock.now).number == 2


def test_a_clock_that_was_wrong_hides_nothing(any_archive, clock):
    """An archive whose clock went ahead for a day goes on telling what happens."""
    clock.tick(86_400)
    keep(any_archive, book("a"))
    clock.tick(-86_400)
    keep(any_archive, book("b"))

    assert any_archive.store.published(clock.now).number == 2


def test_a_new_base_url_moves_every_manifest(any_archive, clock):
    """The same content at another address is a Move, told where from (§3.3)."""
    keep(any_archive, book("a"), book("b"))
    any_archive.store.note("base_url", any_archive.settings.base_url)
    base = "https://new.example"
    moved = replace(
        any_archive,
        settings=replace(any_archive.settings, base_url=base),
        urls=replace(any_archive.urls, base=base),
    )
    rebuild(moved, lambda _: None)
    rebuild(moved, lambda _: None)
    activities = any_archive.store.activities(3, 100)

    assert [(one.record_id, one.change) for one in activities] == [("a", "Move"), ("b", "Move")]
    assert {one.moved_from for one in activities} == {any_archive.urls.base}


def test_a_rebuild_that_changes_nothing_is_no_activity(any_archive):
    """As with datestamps: what stays the same did not happen."""
    keep(any_archive, book("a"))
    rebuild(any_archive, lambda _: None)

    assert logged(any_archive) == [("a", "Create")]


def test_an_archive_of_before_begins_with_what_it_has(tmp_path, database_url, clock):
    """The migration lists each manifest that is there, in the order of their last changes."""
    archive = make_archive(settings_in(tmp_path, database_url), clock)
    keep(archive, book("a"), book("b"), book("gone"), book("x", pages=0))
    clock.tick(10)
    keep(archive, book("a", title="Changed"))
    archive.store.delete(["gone"])
    with writing(archive.store.engine) as connection:
        command.downgrade(configuration(connection), "0005")
    migrate(archive.store.engine)
    found = archive.store.activities(1, 100)
    published = total(archive, clock)
    keep(archive, book("c"))
    archive.store.close()

    assert [(one.record_id, one.change) for one in found] == [("b", "Create"), ("a", "Create")]
    assert [one.ended for one in found] == [NEW_YEAR * 1000, (NEW_YEAR + 10) * 1000]
    assert published == 2
