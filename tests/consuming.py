"""A consumer of Change Discovery: the algorithm of §3.5, which knows nothing of us."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

BEFORE = "before"
BEFORE_OR_THEN = "before or then"
_STOPS: dict[str, Callable[[datetime, datetime], bool]] = {
    BEFORE: lambda ended, last: ended < last,  # as the specification has it
    BEFORE_OR_THEN: lambda ended, last: ended <= last,  # as many programs have it
}


def moment(text: str) -> datetime:
    """Return an xsd:dateTime in UTC."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


class Consumer:
    """Keeps a copy of which manifests there are; *get* returns the JSON at an address.

    *stop* says at which activities it turns back, *now* what it takes for the time of a visit;
    without it, that of the last activity that it saw.
    """

    def __init__(
        self,
        get: Callable[[str], dict],
        collection: str,
        stop: str = BEFORE,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self.alive: dict[str, datetime] = {}
        self.fetched: list[str] = []
        self._get, self._collection, self._stop, self._now = get, collection, _STOPS[stop], now
        self._last: datetime | None = None

    def visit(self) -> list[dict]:
        """Walk back to the last visit, and process what is new; return it, newest first."""
        began = self._now() if self._now else None
        new = list(self._new())
        processed: set[str] = set()
        for activity in new:
            address = activity["object"]["id"]
            if address not in processed:
                self._process(activity)
                processed.add(address)
        seen = moment(new[0]["endTime"]) if new else self._last
        self._last = began or seen
        return new

    def _new(self) -> Iterator[dict]:
        page = self._fetch(self._collection).get("last")
        while page:
            resource = self._fetch(page["id"])
            for activity in reversed(resource["orderedItems"]):
                if self._last and self._stop(moment(activity["endTime"]), self._last):
                    return
                yield activity
            page = resource.get("prev")

    def _process(self, activity: dict) -> None:
        address, ended = activity["object"]["id"], moment(activity["endTime"])
        if activity["type"] in {"Delete", "Move"}:
            self.alive.pop(address, None)
        if activity["type"] != "Delete":
            self.alive[activity.get("target", activity["object"])["id"]] = ended

    def _fetch(self, address: str) -> dict:
        self.fetched.append(address)
        return self._get(address)


def wall_clock() -> datetime:
    """Return the time of the consumer's own machine."""
    return datetime.now(UTC)
