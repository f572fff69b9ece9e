"""METS, read: what it describes, its pages in the order of the physical structure, and its files.

Pages are told by the physical structMap, not by the ids of groups; a file that no structure names
is none of the pages. <https://www.loc.gov/standards/mets/METSOverview.v2.html>
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml import etree

from metadata.crosswalks import dublin_core, mods_reading
from metadata.crosswalks.mets_sections import leave_sections
from metadata.said import Read, Said, children, line_of, name_of
from schemas.grammar import is_id
from schemas.native import Json
from schemas.terms import DC

_XLINK = "{http://www.w3.org/1999/xlink}"
_DESCRIPTIONS = {
    "mods": mods_reading.read,
    "dc": dublin_core.read,
    "qualifieddc": dublin_core.read,
}
# Of several files of one page: the service first, then what is largest.
_PICTURES = ("MAX", "ORIGINAL", "MASTER", "ARCHIVE", "PRESENTATION", "DEFAULT", "IMAGES", "")
_SERVICE = "application/vnd.kitodo.iiif"
_DOWNLOAD = "DOWNLOAD"  # files of the whole, which are no pages of it
_TEXTS = ("FULLTEXT", "OCR", "ALTO", "TEXT")


def read(mets: etree._Element) -> Read:
    """Return what *mets* says, its description, pages, ranges and files, and what is not read."""
    root = _description(mets)
    described = Read(line_of(mets), {}) if root is None else _described(root)
    native = {**(described.native or {})}
    files = {one.get("ID", ""): one for one in mets.iter("{*}file")}
    maps = {one.get("TYPE", "").upper(): one for one in children(mets, "structMap")}
    physical = maps.get("PHYSICAL", next(iter(maps.values()), None))
    divisions = [] if physical is None else [*_divisions(physical)]
    pages = {one.get("ID", f"{at}"): _page(one, files, at) for at, one in enumerate(divisions, 1)}
    shown = {place: page for place, page in pages.items() if len(page) > 1}
    if shown:
        native["pages"] = list(shown.values())
    downloads = [_file(one) for one in files.values() if _use(one) == _DOWNLOAD]
    if downloads:
        native["files"] = downloads
    ranges = _ranges(mets, maps.get("LOGICAL"), {at: page["key"] for at, page in shown.items()})
    if ranges:
        native["ranges"] = ranges
    if is_id(mets.get("OBJID", "").strip()):
        native["id"] = mets.get("OBJID", "").strip()
    said = Said(more=native)
    leave_sections(said, mets, root)
    read = said.read_at(mets)
    return replace(read, remarks=(*described.remarks, *read.remarks))


def _description(mets: etree._Element) -> etree._Element | None:
    """Return the first description that is in a format which is read here, or None."""
    roots = (root for wrap in mets.iter("{*}xmlData") for root in children(wrap, *_DESCRIPTIONS))
    # Our own METS, and DSpace's, have the elements of Dublin Core without a root.
    bare = (one for one in mets.iter("{*}xmlData") if _is_bare(one))
    first = next(roots, None)
    return next(bare, None) if first is None else first


def _described(root: etree._Element) -> Read:
    return _DESCRIPTIONS.get(name_of(root), dublin_core.read)(root)


def _is_bare(data: etree._Element) -> bool:
    return any(str(one.tag).startswith(f"{{{DC}}}") for one in data)


def _divisions(physical: etree._Element) -> Iterator[etree._Element]:
    """Yield the divisions that are pages: in order, those that hold files and no divisions."""
    found = [
        one
        for one in physical.iter("{*}div")
        if next(children(one, "div"), None) is None and next(one.iter("{*}fptr"), None) is not None
    ]
    order = {one: (_number(one.get("ORDER")), at) for at, one in enumerate(found)}
    yield from sorted(found, key=lambda one: order[one])


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


def _page(division: etree._Element, files: Mapping[str, etree._Element], number: int) -> Json:
    named = [files.get(one.get("FILEID", "")) for one in division.iter("{*}fptr")]
    held = [one for one in named if one is not None]
    label = division.get("ORDERLABEL") or division.get("LABEL")
    page: Json = {"key": f"p{number}"} | ({"label": label} if label else {})
    service = next((one for one in held if one.get("MIMETYPE") == _SERVICE), None)
    picture = min((one for one in held if _is_picture(one)), key=_rank, default=None)
    text = next((one for one in held if _is_text(one)), None)
    if service is not None:
        page["service"] = _address(service)
    elif picture is not None:
        page["file"] = _address(picture)
    if text is not None:
        page["ocr"] = _address(text)
    return page if len(page) > (2 if label else 1) else {"key": page["key"]}


def _use(file: etree._Element) -> str:
    group = file.getparent()
    above = None if group is None else group.get("USE")
    return (file.get("USE") or above or "").upper()


def _rank(file: etree._Element) -> int:
    use = _use(file)
    return _PICTURES.index(use) if use in _PICTURES else len(_PICTURES)


def _is_picture(file: etree._Element) -> bool:
    kind = file.get("MIMETYPE", "")
    is_other = _use(file) in {"THUMBS", "THUMBNAIL", "THUMBNAILS", "MIN", _DOWNLOAD}
    return kind.startswith(("image/", "audio/", "video/", "application/pdf")) and not is_other


def _is_text(file: etree._Element) -> bool:
    kind, use = file.get("MIMETYPE", ""), _use(file)
    return kind in {"text/xml", "application/xml", "application/alto+xml"} and use in _TEXTS


def _address(file: etree._Element) -> str:
    """Return where *file* is: an address, or a name beside this document."""
    locator = next(children(file, "FLocat"), None)
    href = "" if locator is None else locator.get(f"{_XLINK}href", "")
    return href.removeprefix("file:///").removeprefix("file://").removeprefix("./").strip()


def _file(file: etree._Element) -> Json:
    kind = file.get("MIMETYPE")
    return {"file": _address(file)} | ({"media_type": kind} if kind else {})


def _ranges(
    mets: etree._Element, logical: etree._Element | None, keys: Mapping[str, str]
) -> list[Json]:
    """Return the table of contents: divisions within the whole that have a label and pages."""
    if logical is None:
        return []
    linked: dict[str, list[str]] = {}
    for link in mets.iter("{*}smLink"):
        key = keys.get(link.get(f"{_XLINK}to", ""))
        if key is not None:
            linked.setdefault(link.get(f"{_XLINK}from", ""), []).append(key)
    whole = next(children(logical, "div"), None)
    tops = () if whole is None else children(whole, "div")
    return [one for one in (_range(top, linked) for top in tops) if one]


def _range(division: etree._Element, linked: Mapping[str, list[str]]) -> Json:
    inner = [one for one in (_range(child, linked) for child in children(division, "div")) if one]
    below = {key for one in inner for key in _keys(one)}
    own = [key for key in linked.get(division.get("ID", ""), ()) if key not in below]
    label = division.get("LABEL") or division.get("TYPE")
    return {"label": label, "items": [*own, *inner]} if label and (own or inner) else {}


def _keys(one: Json) -> Iterator[str]:
    for item in one["items"]:
        yield from _keys(item) if isinstance(item, dict) else (item,)
