"""Digital objects of EAD as pages, files and links.

``dao``, ``daogrp`` and ``daoloc`` (EAD 2002), ``dao`` and ``daoset`` (EAD3),
<https://www.loc.gov/ead/EAD3taglib/EAD3.html#elem-dao>. Nothing is fetched to find out what stands
behind an address: its form tells a picture from a service, a manifest or a page for people.
"""

import itertools
import re
from collections.abc import Callable

from lxml import etree

from metadata.crosswalks.ead_unit import Unit
from metadata.mixed import address_in, is_internal, text_of
from metadata.parts import is_page, unique
from metadata.said import children
from schemas.check import key_of
from schemas.grammar import is_web_address
from schemas.media_types import media_type_of
from schemas.native import Json

_XLINK = "{http://www.w3.org/1999/xlink}"
_LOCATORS = ("dao", "daoloc")

# Image API 3.0 §2, with all parameters of §4 behind the base, or info.json (§5).
_SERVICE = re.compile(
    r"(https?://.+?)/(?:info\.json|[^/]+/[^/]+/!?[0-9.]+/(?:default|native|color|gray|bitonal)"
    r"(?:\.\w+)?)",
    re.IGNORECASE,
)
_MANIFEST = re.compile(r"https?://.+/manifest(?:\.json)?/?", re.IGNORECASE)
_IS_MANIFEST = re.compile(r"\bmanifest\b|iiif\.io/api/presentation", re.IGNORECASE)
_IS_METS = re.compile(r"\bmets\b", re.IGNORECASE)
_IS_PICTURE = re.compile(r"\bimage_full\b", re.IGNORECASE)
_IS_SMALL = re.compile(r"thumb|vignette|vorschau", re.IGNORECASE)

_NOWHERE = "not read: names no file and no address"
_SMALL = "not read: a small copy of what stands beside it"


def take_objects(unit: Unit, element: etree._Element) -> None:
    """Take in the digital object that *element* is, or those of the group that it is."""
    inner = [*children(element, *_LOCATORS)]
    shown = [one for one in inner or [element] if not is_internal(one)]
    large = [one for one in shown if not _IS_SMALL.search(_purpose(one))]
    for one in shown:
        if one in large or not large:
            _take(unit, one, _label(one) or _label(element))
        else:
            unit.tell("dao", _address(unit, one), _SMALL)


def _take(unit: Unit, one: etree._Element, label: str) -> None:
    """Take in the one object behind a locator, as what its address has the form of."""
    address = _address(unit, one)
    service = _SERVICE.fullmatch(address)
    kind = next((told for is_so, *told in _KINDS if is_so(address, _purpose(one))), None)
    if not address:
        unit.tell("dao", label, _NOWHERE)
    elif _is_manifest(address, _purpose(one)):
        unit.add("dcterms:isReferencedBy", address)
    elif service is not None:
        _append(unit, "pages", {"service": service[1]}, service[1], label)
    elif kind is not None:
        media_type, name = kind
        part = {"file": address} | ({"media_type": media_type} if media_type else {})
        _append(unit, "files", part, address, label or name)
    elif is_page(address):
        _append(unit, "pages", {"file": address}, address, label)
    elif _is_file(address):
        _append(unit, "files", {"file": address}, address, label)
    else:
        unit.add("identifier", address)


def _is_manifest(address: str, purpose: str) -> bool:
    is_told = is_web_address(address) and _IS_MANIFEST.search(purpose) is not None
    return is_told or _MANIFEST.fullmatch(address) is not None


# What an address leads to in spite of its form, as media type and label.
_KINDS: tuple[tuple[Callable[[str, str], bool], str, str], ...] = (
    (lambda _, purpose: _IS_METS.search(purpose) is not None, "text/xml", "METS"),
    (lambda one, purpose: is_web_address(one) and _IS_PICTURE.search(purpose) is not None, "", ""),
)


def _address(unit: Unit, one: etree._Element) -> str:
    """Return where *one* is: an address, or a file beside this document, as its DOCTYPE may say."""
    href = address_in(one) or unit.files.get((one.get("entityref") or "").strip(), "")
    bare = href.removeprefix("file:///").removeprefix("file://").removeprefix("./")
    return bare.replace("\\", "/") if "://" not in bare else bare


def _purpose(one: etree._Element) -> str:
    """Return what is said of the use of *one*, in any of the places where that is said."""
    names = (
        f"{_XLINK}role",
        "role",
        "linkrole",
        "localtype",
        "label",
        f"{_XLINK}label",
        "altrender",
    )
    return " ".join(filter(None, map(one.get, names)))


def _is_file(address: str) -> bool:
    """Whether *address* is that of a file: of a kind that its name tells, and no page of a site."""
    kind = media_type_of(address)
    return kind is not None and not (kind == "text/html" and is_web_address(address))


def _label(one: etree._Element) -> str:
    said = (one.get(name) for name in (f"{_XLINK}title", "title", "linktitle"))
    notes = [*children(one, "daodesc", "descriptivenote")]
    named = (text_of(name) for note in notes for name in note.iter("{*}name", "{*}title"))
    found = filter(None, itertools.chain(said, named, map(text_of, notes)))
    return " ".join(next(found, "").split())


def _append(unit: Unit, kind: str, part: Json, name: str, label: str) -> None:
    """Add a page or a file under a key of its name, which stays when others come or go."""
    parts = unit.more.get(kind, [])
    if any(part.items() <= known.items() for known in parts):
        return
    key = unique(key_of(name), {known["key"] for known in parts})
    unit.append(kind, {"key": key} | part | ({"label": label} if label else {}))
