"""Lists in several pages: activities from the last page back, results from the first page on.

Change Discovery 1.0 §3.2, Content Search 2.0 §4.2.2.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from server.conformance.iiif.place import Place
from server.conformance.iiif.sheet import Sheet

Fetch = Callable[[str], tuple[Place, Sheet] | None]

_NOBODY = "https://nobody.example/93d2c7"


@dataclass
class _Chain:
    """Pages in the order in which they were fetched, and whether the end was reached."""

    pages: list[tuple[Place, Sheet]] = field(default_factory=list)
    whole: bool = False


def _uri(place: Place, name: str) -> str | None:
    linked = place.value.get(name)
    uri = linked.get("id", linked.get("@id")) if isinstance(linked, dict) else linked
    return uri if isinstance(uri, str) else None


def _walk(first: str | None, name: str, fetch: Fetch, rule: str, sheet: Sheet) -> _Chain:
    """Follow *name* from page to page, until there is none, or *fetch* gives no more."""
    chain, seen, uri = _Chain(), set[str](), first
    while uri is not None:
        if uri in seen:
            sheet.add(rule, None, f"{name} leads back to {uri!r:.300}.")
            return chain
        seen.add(uri)
        got = fetch(uri)
        if got is None:
            return chain
        chain.pages.append(got)
        sheet, uri = got[1], _uri(got[0], name)
    chain.whole = bool(chain.pages)
    return chain


def _items(page: Place, name: str) -> list[Any]:
    held = page.value.get(name)
    return held if isinstance(held, list) else []


def activities(collection: Place, sheet: Sheet, fetch: Fetch) -> bool:
    """Hold the pages of *collection* to their order; return whether all were seen."""
    last = _uri(collection, "last")
    chain = _walk(last, "prev", fetch, "discovery-chain", sheet)
    pages = list(reversed(chain.pages))
    for page, on in pages:
        if _uri(page, "partOf") not in (None, collection.text("id")):
            on.add("discovery-chain", page.member("partOf"), "it is another collection.")
    for (earlier, _), (later, on) in pairwise(pages):
        _neighbours(earlier, later, on)
    if chain.pages and "next" in chain.pages[0][0].value:
        chain.pages[0][1].add(
            "discovery-chain", chain.pages[0][0].member("next"), "this is the last."
        )
    if chain.whole:
        _totals(collection, pages, sheet)
    return chain.whole


def _neighbours(earlier: Place, later: Place, sheet: Sheet) -> None:
    following = _uri(earlier, "next")
    if following is not None and following != later.text("id"):
        message = f"the page before it goes on to {following!r:.300}."
        sheet.add("discovery-chain", later.member("prev"), message)
    end = max((_time(one) for one in _items(earlier, "orderedItems")), default="")
    begin = next((when for one in _items(later, "orderedItems") if (when := _time(one))), "")
    if begin and begin < end:
        message = f"{begin:.40} comes after {end:.40}, which is on the page before."
        sheet.add("discovery-order", later.member("orderedItems"), message)


def _time(activity: Any) -> str:  # noqa: ANN401
    when = activity.get("endTime") if isinstance(activity, dict) else None
    return when if isinstance(when, str) else ""


def _totals(collection: Place, pages: list[tuple[Place, Sheet]], sheet: Sheet) -> None:
    count = 0
    for page, on in pages:
        start = page.value.get("startIndex", count)
        if start != count:
            on.add("discovery-total", page.member("startIndex"), f"{count} activities come before.")
        count += len(_items(page, "orderedItems"))
    if collection.value.get("totalItems", count) != count:
        sheet.add("discovery-total", collection.member("totalItems"), f"the pages hold {count}.")
    first = _uri(collection, "first")
    if first not in (None, pages[0][0].value.get("id")):
        sheet.add("discovery-chain", collection.member("first"), "prev leads to another page.")


def results(page: Place, sheet: Sheet, fetch: Fetch) -> bool:
    """Hold the results that begin with *page* to their count; return whether all were seen."""
    name = "resources" if "@id" in page.value else "items"
    chain = _walk(_uri(page, "next"), "next", fetch, "search-chain", sheet)
    pages = [(page, sheet), *chain.pages]
    count = page.value.get("startIndex", 0)
    count = count if isinstance(count, int) else 0
    for one, on in pages:
        if one.value.get("startIndex", count) != count:
            on.add("search-chain", one.member("startIndex"), f"{count} results come before.")
        count += len(_items(one, name))
    total = next((whole.value.get("total") for whole in _wholes(page)), None)
    is_whole = chain.whole or "next" not in page.value
    if is_whole and total is not None and total != count:
        sheet.add("search-chain", page, f"total is {total}, the pages hold {count}.")
    return is_whole


def _wholes(page: Place) -> list[Place]:
    return [*page.objects("partOf"), *page.objects("within")]


def ignored(url: str, sheet: Sheet, fetch: Fetch) -> None:
    """Ask for annotations of nobody: there are none, unless the parameter is ignored (§4.2.4)."""
    separator = "&" if "?" in url else "?"
    got = fetch(f"{url}{separator}{urlencode({'user': _NOBODY})}")
    if got is None or "user=" in url:
        return
    page, _ = got
    said = [page.value.get("ignored"), *(one.value.get("ignored") for one in _wholes(page))]
    told = any(isinstance(names, list) and "user" in names for names in said)
    if not told and (_items(page, "items") or _items(page, "resources")):
        sheet.add("search-ignored", None, "user is passed over, and nothing says so.")
