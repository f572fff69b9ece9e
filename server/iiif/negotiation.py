"""Which version of a document a reader asks for, by the ``profile`` of a media type in Accept.

<https://iiif.io/api/presentation/3.0/#63-responses>, with the weights of RFC 9110 §12.5.1. Most
viewers ask for anything at all and are not refused: they get the newest version.
"""

import re

# A media range: what stands between commas, save those in quotation marks.
_RANGE = re.compile(r'(?:[^,"]|"[^"]*")+')
_JSON = re.compile(r"\s*(application/(ld\+json|json|\*)|\*/\*)\s*(;|$)", re.IGNORECASE)
_PROFILE = re.compile(r';\s*profile\s*=\s*(?:"([^"]*)"|([^;,\s]+))', re.IGNORECASE)
_WEIGHT = re.compile(r";\s*q\s*=\s*([01](?:\.[0-9]*)?)", re.IGNORECASE)

_VERSION = re.compile(r"https?://iiif\.io/api/presentation/([0-9])(?:\.[0-9])?/context\.json")


def asks_for_version_2(accept: str) -> bool:
    """Return whether the header *accept* prefers Presentation 2.1 to the newest version."""
    return _preference(accept, "2") > _preference(accept, "3")


def _preference(accept: str, version: str) -> tuple[float, bool]:
    """How much *version* is wanted: a range that names it counts before those that name none."""
    ranges = [one for one in _RANGE.findall(accept) if _JSON.match(one)]
    weights = [(_profiles(one), _weight(one)) for one in ranges]
    named = [weight for profiles, weight in weights if version in profiles]
    unnamed = [weight for profiles, weight in weights if not profiles]
    weight = max(named or unnamed, default=0.0)
    return weight, bool(named) and weight > 0


def _profiles(media_range: str) -> list[str]:
    """The versions that a media range names; quotation marks are often forgotten."""
    found = _PROFILE.search(media_range)
    return _VERSION.findall(found[1] or found[2] or "") if found else []


def _weight(media_range: str) -> float:
    found = _WEIGHT.search(media_range)
    return float(found[1]) if found else 1.0
