"""An answer of Content Search 1.0: Annotation Lists with hits, and lists of terms.

<https://iiif.io/api/search/1.0/>, whose sections are meant here. Motivations and resources are
those of Open Annotation, as in Presentation 2.1.
"""

from collections.abc import Callable, Mapping, Sequence

from schemas.native import Json
from server.iiif.matching import seconds
from server.iiif.properties import NO_LANGUAGE, filled, language_key
from server.iiif.properties2 import texts
from server.iiif.search import Answer, Item, Place, Quote
from server.store.vocabulary import Counted
from server.urls import Urls

CONTEXT = "http://iiif.io/api/search/1/context.json"
PRESENTATION = "http://iiif.io/api/presentation/2/context.json"
MEDIA_TYPE = "application/json"  # unless the other is asked for (Presentation 2.1 §7.2)
LINKED_DATA = f'application/ld+json;profile="{CONTEXT}"'

Entries = Mapping[str, Json]
"""The entries of manifests in a collection, by record id."""


def annotation_list_of(answer: Answer, urls: Urls, entries: Entries | None) -> Json:
    """Return *answer* as an Annotation List (§3.3, §3.4).

    *entries* tell of the manifests that the canvases are in (§3.3.3): None within a manifest.
    """
    return filled(
        {
            "@context": [PRESENTATION, CONTEXT],
            "@id": answer.at(answer.page),
            "@type": "sc:AnnotationList",
            "within": _layer(answer),
            "next": _page(answer, answer.next),
            "prev": _page(answer, answer.previous),
            "startIndex": answer.page.index,
        }
    ) | {
        "resources": [_annotation(item, urls, entries) for item in answer.items],
        "hits": [_hit(quote) for quote in answer.quotes],
    }


def term_list(
    address: str,
    terms: Sequence[Counted],
    ignored: Sequence[str],
    search: Callable[[str], str],
) -> Json:
    """Return *terms* as a Term List (§4.3), each with the address of the *search* for it."""
    head = {
        "@context": CONTEXT,
        "@id": address,
        "@type": "search:TermList",
        "ignored": list(ignored),
    }
    told = [{"match": one.form, "url": search(one.form), "count": one.count} for one in terms]
    return filled(head) | {"terms": told}


def _layer(answer: Answer) -> Json:
    """All pages together (§3.3.2), and what was left out of account (§3.4.1)."""
    return filled(
        {
            "@type": "sc:Layer",
            "total": answer.total,
            "first": _page(answer, Place()),
            "last": _page(answer, answer.last),
            "ignored": list(answer.ignored),
        }
    )


def _page(answer: Answer, place: Place | None) -> str | None:
    return None if place is None else answer.at(place)


def _annotation(item: Item, urls: Urls, entries: Entries | None) -> Json:
    text = item.found.text
    language = language_key(text.tag)
    return {
        "@id": item.id,
        "@type": "oa:Annotation",
        "motivation": "sc:painting" if text.page_key else "oa:describing",
        "resource": filled(
            {
                "@type": "cnt:ContentAsText",
                "format": "text/plain",
                "language": None if language == NO_LANGUAGE else language,
                "chars": item.value,
            }
        ),
        "on": _on(item, urls, entries),
    }


def _on(item: Item, urls: Urls, entries: Entries | None) -> str | Json:
    """Part of a canvas, even where it is all of it: there are viewers that need a fragment.

    They can go nowhere but to a canvas, so a text of the whole is found on the first one.
    """
    found = item.found
    canvas = f"{urls.canvas(found.record_id, found.text.canvas)}#{item.fragment or _all_of(item)}"
    if entries is None:
        return canvas
    known = entries.get(found.record_id, {})
    within = {"@id": urls.manifest(found.record_id), "@type": "sc:Manifest"}
    return {
        "@id": canvas,
        "@type": "sc:Canvas",
        "within": filled(within | {"label": texts(known.get("label", {}))}),
    }


def _all_of(item: Item) -> str:
    text = item.found.text
    if text.size is None:
        return f"t=0,{seconds(text.duration or 0)}"
    width, height = text.size
    return f"xywh=0,0,{width},{height}"


def _hit(quote: Quote) -> Json:
    """Return a match with what stands around it (§3.4.2, §3.4.4), and where in a whole (§3.4.3)."""
    hit = {
        "@type": "search:Hit",
        "annotations": [item.id for item in quote.items],
        "match": quote.exact,
        "before": quote.before,
        "after": quote.after,
    }
    selector = {"@type": "oa:TextQuoteSelector", **quote.selector}
    return hit if quote.is_context else hit | {"selectors": [selector]}
