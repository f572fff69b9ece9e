"""Resource types: the twelve names of the DCMI Type Vocabulary, and what is written for them.

The vocabulary is part of DCMI Metadata Terms,
<https://www.dublincore.org/specifications/dublin-core/dcmi-terms/>.
"""

import re
from functools import lru_cache

from schemas.derived import Derived

DCMITYPE = "http://purl.org/dc/dcmitype/"

TYPES = (
    "Collection",
    "Dataset",
    "Event",
    "Image",
    "InteractiveResource",
    "MovingImage",
    "PhysicalObject",
    "Service",
    "Software",
    "Sound",
    "StillImage",
    "Text",
)

# Only what the definition of a type names as its example, or the same thing under another name.
# A postcard may be a picture or a letter, a manuscript may be music: they are not here.
SYNONYMS = {
    "Dataset": ("database",),
    "Image": ("picture",),
    "MovingImage": ("animation", "film", "motion picture", "movie", "video", "video recording"),
    "PhysicalObject": ("sculpture", "three dimensional object"),
    "Software": ("computer program",),
    "Sound": (
        "audio",
        "audio recording",
        "sound recording",
        "sound recording-musical",
        "sound recording-nonmusical",
    ),
    "StillImage": (
        "drawing",
        "map",
        "painting",
        "photo",
        "photograph",
        "photographic print",
    ),
    "Text": (
        "article",
        "bachelor thesis",
        "book",
        "book part",
        "conference paper",
        "dissertation",
        "doctoral thesis",
        "journal article",
        "letter",
        "master thesis",
        "newspaper",
        "newspaper article",
        "poem",
        "preprint",
        "report",
        "thesis",
        "working paper",
    ),
}
# By the top level of a media type; a text may as well be a table of numbers.
_MEDIA = {"audio": "Sound", "image": "Image", "video": "MovingImage"}

# "Image;StillImage" says one thing twice, the second time more exactly.
_NARROWER: dict[frozenset[str | None], str] = {
    frozenset({"Image", name}): name for name in ("MovingImage", "StillImage")
}

_PREFIX = re.compile(
    r"(?:https?://purl\.org/dc/dcmitype/|dcmitype:|dctype:|info:eu-repo/semantics/)",
    re.IGNORECASE,
)
_MEDIA_TYPE = re.compile(r"(audio|image|video)/[a-z0-9.+-]+", re.IGNORECASE)


def _fold(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


_TYPES_BY_NAME = {
    _fold(name) + plural: resource_type
    for resource_type in TYPES
    for name in (resource_type, *SYNONYMS.get(resource_type, ()))
    for plural in ("", "s")
}


@lru_cache(maxsize=1024)
def read_type(text: str) -> Derived:
    """Return the DCMI type that *text* names: its name or address, or a certain synonym.

    Never raises. Case, spacing and a plural do not count; of ``Image;StillImage`` the narrower
    is returned.
    """
    written = [part.strip() for part in re.split(r"[;|]", text) if part.strip()]
    found = set(map(_type, written))
    value = found.pop() if len(found) == 1 else _NARROWER.get(frozenset(found))
    return Derived(value, _advice(text) if written and value is None else None)


def _type(name: str) -> str | None:
    """Return the type that one *name*, address or media type stands for."""
    media = _MEDIA_TYPE.fullmatch(name)
    if media:
        return _MEDIA[media[1].lower()]
    return _TYPES_BY_NAME.get(_fold(_PREFIX.sub("", name, count=1)))


def _advice(text: str) -> str:
    return f'"{text}" is not one type of the DCMI Type Vocabulary: write one of {", ".join(TYPES)}'
