"""METS, read: what it describes, its pages in the order of the physical structure, and its files.

Pages are told by the physical structMap, not by the ids of groups; a file that no structure names
is none of the pages. <https://www.loc.gov/standards/mets/METSOverview.v2.html>
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml import etree

from metadata.crosswalks.mets_describing import described, description, take_around, whole_of
from metadata.crosswalks.mets_sections import leave_sections
from metadata.said import Read, Said, children, line_of
from schemas.grammar import is_id
from schemas.native import Json

_XLINK = "{http://www.w3.org/1999/xlink}"
# Of several files of one page: the service first, then what is largest.
_PICTURES = ("MAX", "ORIGINAL", "MASTER", "ARCHIVE", "PRESENTATION", "DEFAULT", "IMAGES", "")
_SERVICE = "application/vnd.kitodo.iiif"
_DOWNLOAD = "DOWNLOAD"  # files of the whole, which are no pages of it
_DEPOSITED = ("ORIGINAL", "CONTENT")  # the bundles of DSpace
_SMALL = ("THUMBS", "THUMBNAIL", "THUMBNAILS", "MIN")
_TEXTS = ("FULLTEXT", "OCR", "ALTO", "TEXT")

# The groups of which something is made, or which hold the same in another size.
_GROUPS = frozenset({*_PICTURES, *_DEPOSITED, *_SMALL, *_TEXTS, _DOWNLOAD})


def read(mets: etree._Element) -> Read:
    """Return what *mets* says, its description, pages, ranges and files, and what is not read."""
    maps = {one.get("TYPE", "").upper(): one for one in children(mets, "structMap")}
    root = description(mets, maps.get("LOGICAL"))
    found = Read(line_of(mets), {}) if root is None else described(root)
    said = Said(more=take_around(mets, found.native or {}, maps.get("LOGICAL")))
    said.more |= _shown(mets, maps)
    if is_id(mets.get("OBJID", "").strip()):
        said.more["id"] = mets.get("OBJID", "").strip()
    leave_sections(said, mets, root)
    for one in _stray(mets):
        said.leave("mets:file", _address(one))
    read = said.read_at(mets)
    return replace(read, remarks=(*found.remarks, *read.remarks))


def _shown(mets: etree._Element, maps: Mapping[str, etree._Element]) -> Json:
    """Return the pages of *mets*, its files and its contents."""
    files = {one.get("ID", ""): one for one in mets.iter("{*}file")}
    physical = maps.get("PHYSICAL", next(iter(maps.values()), None))
    divisions = [] if physical is None else [*_divisions(physical)]
    pages = {one.get("ID", f"{at}"): _page(one, files, at) for at, one in enumerate(divisions, 1)}
    shown = {place: page for place, page in pages.items() if len(page) > 1}
    keys = {place: page["key"] for place, page in shown.items()}
    native = {
        "pages": list(shown.values()),
        "files": [_file(one) for one in files.values() if _is_for_itself(one)],
        "ranges": _ranges(mets, maps.get("LOGICAL"), keys),
    }
    return {name: parts for name, parts in native.items() if parts}


def _stray(mets: etree._Element) -> Iterator[etree._Element]:
    """Yield files that nothing names, of groups of which nothing is made: licenses in DSpace."""
    named = {*_named(mets)}
    for file in mets.iter("{*}file"):
        if _use(file) not in _GROUPS and file.get("ID", "") not in named:
            yield file


def _named(element: etree._Element) -> Iterator[str]:
    """Yield the ids of the files that are named in *element*, whole or in part."""
    for pointer in element.iter("{*}fptr", "{*}area"):
        if pointer.get("FILEID"):
            yield pointer.get("FILEID", "")


def _is_for_itself(file: etree._Element) -> bool:
    """Whether *file* is one of the whole: to be downloaded, or deposited and no picture."""
    use = _use(file)
    return use == _DOWNLOAD or (use in _DEPOSITED and not _is_picture(file))


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
    held = [files[name] for name in _named(division) if name in files]
    label = _label(division)
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


def _label(division: etree._Element) -> str:
    """Return the label of a page; empty for the dash of Goobi, which says that it has none."""
    label = (division.get("ORDERLABEL") or division.get("LABEL") or "").strip()
    return "" if label == "-" else label


def _use(file: etree._Element) -> str:
    group = file.getparent()
    above = None if group is None else group.get("USE")
    return (file.get("USE") or above or "").upper()


def _rank(file: etree._Element) -> int:
    use = _use(file)
    return _PICTURES.index(use) if use in _PICTURES else len(_PICTURES)


def _is_picture(file: etree._Element) -> bool:
    kind = file.get("MIMETYPE", "")
    is_other = _use(file) in {*_SMALL, _DOWNLOAD}
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
    whole = whole_of(logical)
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
