"""Services, of this version and of older ones (Presentation 3.0 §3.3.1 and §5.7)."""

from server.conformance.iiif.kinds import ANYTHING, is_uri
from server.conformance.iiif.place import Place
from server.conformance.iiif.sheet import Sheet

ANY = ANYTHING  # a service says what its own specification wants

_PROFILES = {
    "ImageService3": ("level0", "level1", "level2"),
    "ImageService2": tuple(f"http://iiif.io/api/image/2/level{level}.json" for level in range(3)),
}


def service(place: Place, sheet: Sheet) -> None:
    """Hold a service to an id, a type and a profile."""
    for name in ("id", "type"):
        given = place.value.get(name, place.value.get(f"@{name}"))
        if not isinstance(given, str) or (name == "id" and not is_uri(given)):
            rule = "p3-service"
            what = "a URI" if name == "id" else "text"
            if given is None:
                sheet.miss(rule, place.member(name), f"{name} or @{name}, which is {what}")
            else:
                sheet.refuse(rule, place.member(name if name in place.value else f"@{name}"), what)
    if "@context" in place.value:
        sheet.add("p3-service-context", place.member("@context"), "the top of the document has it.")
    _profile(place, sheet)


def _profile(place: Place, sheet: Sheet) -> None:
    kind = place.value.get("type", place.text("@type"))
    profile = place.member("profile")
    if profile.value is None:
        if isinstance(kind, str) and kind in _PROFILES:
            sheet.add("p3-service-advice", place, "it has no profile.")
        return
    accepted = _PROFILES.get(str(kind), ())
    first = profile.value[0] if isinstance(profile.value, list) and profile.value else profile.value
    if accepted and first not in accepted:
        sheet.refuse("p3-service-profile", profile, f"one of {', '.join(accepted)}")


def not_a_service(place: Place, sheet: Sheet) -> None:
    """Hold the id of a picture to a picture: the address of its service is none (§5.7)."""
    for one in place.objects("service"):
        uri = one.value.get("id", one.text("@id"))
        if isinstance(uri, str) and uri.rstrip("/") == str(place.text("id")).rstrip("/"):
            accepted = f"the address of a picture, such as {uri}/full/max/0/default.jpg"
            sheet.refuse("p3-image-id", place.member("id"), accepted)
