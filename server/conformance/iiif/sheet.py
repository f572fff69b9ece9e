"""What is found in one document, written down as it is found, and no more than can be read."""

from collections import Counter
from collections.abc import Mapping

from server.conformance.findings import Finding, Rule, found_against
from server.conformance.iiif.place import Place, shown

_MOST_OF_ONE_RULE = 1000


class Sheet:
    """Takes down what is found against *rules* in the document at *url*."""

    def __init__(self, url: str, rules: Mapping[str, Rule]) -> None:
        self.url = url
        self.findings: list[Finding] = []
        self.left_out = 0
        self.contexts: frozenset[str] = frozenset()
        self.extended = False  # by a context of one's own, which may define any name
        self._rules = rules
        self._counts: Counter[str] = Counter()

    def add(self, rule: str, place: Place | None, message: str) -> None:
        """Write down that *rule* is broken at *place*, or by the whole answer."""
        self._counts[rule] += 1
        if self._counts[rule] > _MOST_OF_ONE_RULE:
            self.left_out += 1
            return
        path = None if place is None else place.path
        self.findings.append(found_against(self._rules[rule], message, self.url, path))

    def refuse(self, rule: str, place: Place, accepted: str) -> None:
        """Write down the value at *place*, and what would be accepted in its stead."""
        self.add(rule, place, f"it is {shown(place.value)}; accepted: {accepted}.")

    def miss(self, rule: str, place: Place, accepted: str) -> None:
        """Write down that what belongs at *place* is missing."""
        self.add(rule, place, f"it is missing; accepted: {accepted}.")
