"""What harvests saw of a source, on either database."""

from archives import book, keep

from server.store.prepared import Harvested, Member, Page

SOURCE = Harvested("http://archive.example/list", "", "{}")
OTHER = Harvested("http://archive.example/other", "", "{}")


def see(archive, source, *seen):
    """Have a harvest of *source* see these."""
    known = {(one.url, one.set_spec): one.document for one in archive.store.sources()}
    archive.store.take(Page(source, known.get((source.url, source.set_spec)), seen=seen))


def test_what_was_seen_is_known_by_address_and_by_id(any_archive):
    """The newest word on a record counts; another source knows nothing of it."""
    see(any_archive, SOURCE, Member("x:a", "http://a.example/a", "then", "{}", 1))
    see(any_archive, SOURCE, Member("x:a", "http://a.example/b", "now", "", 2), Member("x:b"))
    members = any_archive.store.members(SOURCE)

    assert members.at(["http://a.example/a"]) == {}
    found = members.at(["http://a.example/b", "http://a.example/c"])
    assert found == {"http://a.example/b": Member("x:a", "http://a.example/b", "now", "", 2)}
    assert set(members.named(["x:a", "x:b", "x:c"])) == {"x:a", "x:b"}
    assert any_archive.store.members(OTHER).named(["x:a"]) == {}


def test_what_a_run_did_not_see_is_told(any_archive):
    """Of what is here and not deleted, by the ids that begin as those of the source do."""
    keep(any_archive, *(book(name) for name in ("x:a", "x:b", "x:c", "x:d", "x;e", "w:f", "xx:g")))
    any_archive.store.delete(["x:d"])
    see(any_archive, SOURCE, Member("x:a", run=2), Member("x:b", run=1), Member("x:d", run=2))
    see(any_archive, OTHER, Member("x:c", run=2))
    members = any_archive.store.members(SOURCE)

    assert members.unseen("x:", 2) == ["x:b", "x:c"]
    assert (members.seen(2), members.seen(1), members.seen(3)) == (1, 1, 0)


def test_a_source_that_is_forgotten_is_forgotten_whole(any_archive):
    """Nothing of what was seen stays, but the records do."""
    keep(any_archive, book("x:a"))
    see(any_archive, SOURCE, Member("x:a", run=2))
    any_archive.store.forget(SOURCE)

    assert any_archive.store.members(SOURCE).named(["x:a"]) == {}
    assert any_archive.store.kept("x:a") is not None
