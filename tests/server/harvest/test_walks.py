"""A walk through any stream of changes comes to what replaying it from its beginning does."""

import json
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st
from remote import Stream, activity

from server.harvest.changes import walk

NAMES = "abcd"

changes = st.tuples(
    st.sampled_from(["Create", "Update", "Delete", "Move"]),
    st.sampled_from(NAMES),
    st.sampled_from(NAMES),
)


def told(change, day):
    """Return *change* as an activity that ended on a *day*."""
    kind, name, target = change
    more = {"target": {"id": f"BASE/{target}", "type": "Manifest"}} if kind == "Move" else {}
    return activity(kind, name, day, **more)


def replayed(log):
    """Return which manifests there are after *log*, whose moves lead somewhere else."""
    alive = set()
    for kind, name, target in log:
        if kind in ("Delete", "Move"):
            alive.discard(name)
        if kind != "Delete":
            alive.add(target if kind == "Move" else name)
    return {f"http://x/{name}" for name in alive}


def documents(pages):
    """Return what a walk reads, of a stream of *pages*."""
    stream = Stream(*pages)
    stand = {
        f"http://x{path}": json.loads(json.dumps(one).replace("BASE", "http://x"))
        for path, one in stream.documents.items()
    }
    return SimpleNamespace(source="http://x/changes", read=stand.__getitem__)


@given(st.lists(changes, min_size=1, max_size=12), st.sets(st.integers(1, 12)), st.integers(1, 4))
@settings(max_examples=150)
def test_harvests_between_changes_come_to_what_there_is(log, visits, size):
    """The algorithm of §3.5 works backwards, and only to the last visit: the same is alive."""
    log = [one for one in log if one[0] != "Move" or one[1] != one[2]]
    alive, since = set(), None
    for visit in sorted({*(one for one in visits if one < len(log)), len(log)} - {0}):
        activities = [told(one, day) for day, one in enumerate(log[:visit], 1)]
        pages = [activities[start : start + size] for start in range(0, visit, size)]
        read = documents(pages)
        gathered = walk(read, read.read(read.source), since)
        # As a harvest does: what moved keeps its record, and what is gone is withdrawn.
        alive -= {before for one in gathered.wanted for before in one.before}
        alive |= {one.address for one in gathered.wanted}
        alive -= set(gathered.gone)
        since = gathered.newest

        assert alive == replayed(log[:visit])
