"""The @context at the top of a document (Presentation 3.0 §4.6, and the same elsewhere)."""

from server.conformance.iiif.place import Place
from server.conformance.iiif.sheet import Sheet

_SHARED = frozenset({"http://www.w3.org/ns/anno.jsonld", "https://www.w3.org/ns/anno.jsonld"})
_IIIF = "iiif.io/api/"


def note(root: Place, sheet: Sheet) -> None:
    """Let *sheet* know the contexts of a document, and whether they are all well known."""
    given = root.value.get("@context")
    listed = given if isinstance(given, list) else [given]
    sheet.contexts = frozenset(one for one in listed if isinstance(one, str))
    known = {one for one in sheet.contexts if _IIIF in one} | _SHARED
    sheet.extended = bool(sheet.contexts - known) or any(isinstance(one, dict) for one in listed)


def last(root: Place, sheet: Sheet, prefix: str, uris: tuple[str, ...]) -> None:
    """Hold the context to one of *uris*, alone or as the last of an array, at the first place."""
    place = root.member("@context")
    accepted = f"{' or '.join(uris)}, alone or as the last of an array"
    if "@context" not in root.value:
        sheet.miss(f"{prefix}-context", place, accepted)
        return
    listed = place.value if isinstance(place.value, list) else [place.value]
    if not listed or listed[-1] not in uris or listed.count(listed[-1]) > 1:
        sheet.add(f"{prefix}-context", place, f"it is {place.value!r:.200}; accepted: {accepted}.")
    first(root, sheet, prefix)


def among(root: Place, sheet: Sheet, prefix: str, uri: str) -> None:
    """Hold the context to *uri*, alone or in an array, at the first place (Presentation 2)."""
    place = root.member("@context")
    listed = place.value if isinstance(place.value, list) else [place.value]
    if uri not in listed:
        sheet.add(f"{prefix}-context", place, f"it is {place.value!r:.200}; accepted: {uri}.")
    first(root, sheet, prefix)


def first(root: Place, sheet: Sheet, prefix: str) -> None:
    """Hold the context to the first place, and the document to no @graph."""
    if "@context" in root.value and next(iter(root.value)) != "@context":
        sheet.add(f"{prefix}-context-first", root.member("@context"), "other keys come before it.")
    if "@graph" in root.value:
        sheet.add(f"{prefix}-context", root.member("@graph"), "a response has no @graph.")
