"""An answer of Content Search 2.0: Annotation Pages, and pages of terms.

<https://iiif.io/api/search/2.0/>, whose sections are meant here.
"""

from collections.abc import Iterator, Mapping, Sequence

from schemas.native import Json
from server.iiif.properties import filled
from server.iiif.search import Answer, Item, Place, Quote
from server.iiif.texts import annotation, annotation_page, textual_body
from server.store.vocabulary import Counted
from server.urls import Urls

# As it stands, and not in a list with that of Presentation, which it brings along itself: some
# clients read nothing else.
CONTEXT = "http://iiif.io/api/search/2/context.json"
MEDIA_TYPE = f'application/ld+json;profile="{CONTEXT}"'

Entries = Mapping[str, Json]
"""The entries of manifests in a collection, by record id."""


def annotation_page_of(answer: Answer, urls: Urls, entries: Entries | None) -> Json:
    """Return *answer* as an Annotation Page (§4.2).

    *entries* tell of the manifests that the canvases are in, where a client has not loaded them
    (§4.2.3): None within a manifest.
    """
    return filled(
        {
            "@context": CONTEXT,
            "id": answer.at(answer.page),
            "type": "AnnotationPage",
            "ignored": list(answer.ignored),
            "partOf": _collection(answer),
            "next": _page(answer, answer.next),
            "prev": _page(answer, answer.previous),
            "startIndex": answer.page.index,
        }
    ) | {
        "items": [_annotation(item, urls, entries) for item in answer.items],
        **filled({"annotations": _told(answer)}),
    }


def term_page(address: str, terms: Sequence[Counted], ignored: Sequence[str]) -> Json:
    """Return *terms* as a Term Page (§5.2): as they are written, with how often they stand."""
    head = {"@context": CONTEXT, "id": address, "type": "TermPage", "ignored": list(ignored)}
    return filled(head) | {"items": [{"value": one.form, "total": one.count} for one in terms]}


def _collection(answer: Answer) -> Json:
    """All pages together (§4.2.2): how many annotations, and where they begin and end."""
    return filled(
        {
            "id": answer.address,
            "type": "AnnotationCollection",
            "total": answer.total,
            "first": _page(answer, Place()),
            "last": _page(answer, answer.last),
        }
    )


def _page(answer: Answer, place: Place | None) -> Json | None:
    return None if place is None else {"id": answer.at(place), "type": "AnnotationPage"}


def _annotation(item: Item, urls: Urls, entries: Entries | None) -> Json:
    text = item.found.text
    motivation = "supplementing" if text.page_key else "describing"
    body = textual_body(text.tag, item.value)
    return annotation(item.id, motivation, body, _target(item, urls, entries))


def _target(item: Item, urls: Urls, entries: Entries | None) -> str | Json:
    """A canvas or part of it, or for a text of the whole the manifest."""
    record_id, page_key = item.found.record_id, item.found.text.page_key
    manifest = urls.manifest(record_id)
    if not page_key:
        return manifest if entries is None else {"id": manifest, "type": "Manifest"}
    canvas = urls.canvas(record_id, page_key) + (f"#{item.fragment}" if item.fragment else "")
    if entries is None:
        return canvas
    known = entries.get(record_id, {})
    within = filled({"id": manifest, "type": "Manifest", "label": known.get("label")})
    return {"id": canvas, "type": "Canvas", "partOf": within}


def _told(answer: Answer) -> list[Json]:
    """The matches in their context, in a page of their own (§4.3); none where there are none."""
    told = [one for quote in answer.quotes for one in _matches(quote)]
    if not told:
        return []
    address = answer.at(answer.page)
    numbered = [
        {"id": f"{address}#match-{number}", "type": "Annotation", **one}
        for number, one in enumerate(told, 1)
    ]
    return [annotation_page(f"{address}#matches", numbered)]


def _matches(quote: Quote) -> Iterator[Json]:
    """Yield what is said of a match: its context, or where it stands in an item (§4.3.1, §4.3.2).

    A match on several lines is said to be one (§4.3.4).
    """
    if not quote.is_context:
        yield _told_of("highlighting", [_selected(quote.items[0], quote.selector)])
        return
    for item in quote.items:
        yield _told_of("contextualizing", [_selected(item, quote.selector_of(item))])
    if len(quote.items) > 1:
        targets = [_selected(item, {"exact": item.value}) for item in quote.items]
        yield _told_of("highlighting", targets)


def _told_of(motivation: str, targets: Sequence[Json]) -> Json:
    return {"motivation": motivation, "target": targets[0] if len(targets) == 1 else list(targets)}


def _selected(item: Item, selector: Mapping[str, str]) -> Json:
    return {
        "type": "SpecificResource",
        "source": item.id,
        "selector": [{"type": "TextQuoteSelector", **selector}],
    }
