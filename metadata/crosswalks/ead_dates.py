"""Dates of EAD: what people read, and the standard form that stands beside it as EDTF.

``unitdate`` with ``normal`` (EAD 2002 and EAD3), ``unitdatestructured`` (EAD3), whose attributes
are in ISO 8601, <https://www.loc.gov/ead/EAD3taglib/EAD3.html#elem-unitdatestructured>.
"""

import itertools
import re
from collections.abc import Iterator

from lxml import etree

from metadata.crosswalks.ead_unit import Unit, language_of
from metadata.mixed import is_internal, text_of
from metadata.said import children, name_of
from schemas.dates import read_date
from schemas.edtf import is_edtf

# In full and in the basic form of ISO 8601; some systems write what they do not know as 00.
_DAY = r"(-?\d{4})(?:-?(\d\d)(?:-?(\d\d))?)?"
_ONE = re.compile(_DAY)
_RANGE = re.compile(rf"{_DAY}(?:/|(?<=\d{{8}})-(?=\d{{8}})){_DAY}")
_OPEN_YEAR = "9999"

_DOUBTS = {
    **dict.fromkeys(("approximate", "approximately", "approx", "circa", "ca", "c"), "~"),
    **dict.fromkeys(("about", "estimated", "um", "vers", "environ"), "~"),
    **dict.fromkeys(("questionable", "uncertain", "probable", "probably", "inferred"), "?"),
    **dict.fromkeys(("conjectural", "supposed", "attributed"), "?"),
    **dict.fromkeys(("", "certain", "exact", "known"), ""),
}

_TERMS = {
    "creation": "dcterms:created",
    "publication": "dcterms:issued",
    "issued": "dcterms:issued",
    "copyright": "dcterms:dateCopyrighted",
    "modification": "dcterms:modified",
    "modified": "dcterms:modified",
}

_UNREAD = "not ISO 8601, so its words are read instead: write it as 1920/1935 or 1957-10-02"
_DOUBTFUL = "a certainty that is not read: write circa, approximate or uncertain"


def take_date(unit: Unit, element: etree._Element) -> None:
    """Take in the dates of *element*, a ``unitdate`` or ``unitdatestructured``."""
    if _is_wording(element):
        _reword(unit, element)
        return
    ends = [element]
    if name_of(element) == "unitdatestructured":
        ends = [one for one in element.iter("{*}datesingle", "{*}daterange") if _is_shown(one)]
    for one in ends:
        _take(unit, element, one)


def _is_wording(element: etree._Element) -> bool:
    """Whether *element* says in words what stands before it in fields, as ArchivesSpace does."""
    before = element.getprevious()
    names = ("datechar", "unitdatetype", "certainty")
    return (
        before is not None
        and name_of(element) == "unitdate"
        and name_of(before) == "unitdatestructured"
        and element.get("normal") is None
        and [*map(element.get, names)] == [*map(before.get, names)]
        and len([*before.iter("{*}datesingle", "{*}daterange")]) == 1
    )


def _reword(unit: Unit, element: etree._Element) -> None:
    """Let the words of *element* stand with the standard form of the date before it."""
    values = unit.metadata.get(_term(element), [])
    last = values.pop() if values else ""
    derived = last.get("derived") if isinstance(last, dict) else None
    _add(unit, element, text_of(element), derived)


def _is_shown(element: etree._Element) -> bool:
    return not is_internal(element)


def _take(unit: Unit, whole: etree._Element, one: etree._Element) -> None:
    """Take in *one* date, of which *whole* says the kind."""
    edtf = _edtf(unit, whole, one)
    _add(unit, whole, _words(one) or edtf or "", edtf)


def _add(unit: Unit, whole: etree._Element, text: str, edtf: str | None) -> None:
    kind = whole.get("type") or whole.get("unitdatetype") or ""
    if text and kind == "bulk" and "bulk" not in text.casefold():
        edtf, text = edtf or _plain(text), f"bulk {text}"
    unit.add(_term(whole), text, language_of(whole), derived=edtf)


def _term(whole: etree._Element) -> str:
    return _TERMS.get((whole.get("datechar") or "").strip().casefold(), "date")


def _plain(text: str) -> str | None:
    """Return the EDTF of a date in words, which is lost once a word stands before it."""
    return read_date(text).value


def _words(one: etree._Element) -> str:
    ends = [text_of(end) for end in children(one, "fromdate", "todate")]
    return " – ".join(filter(None, ends)) if ends else text_of(one)


def _edtf(unit: Unit, whole: etree._Element, one: etree._Element) -> str | None:
    """Return the standard form that the attributes of a date say, or None."""
    if (whole.get("era") or "ce").casefold() not in {"ce", "ad"}:
        return None
    certainty = (one.get("certainty") or whole.get("certainty") or "").strip().casefold()
    doubt = _DOUBTS.get(certainty.rstrip("."))
    if doubt is None:
        unit.tell("certainty", certainty, _DOUBTFUL)
    found = next(filter(None, _spellings(one, doubt or "")), None)
    if found is None and (normal := (one.get("normal") or one.get("standarddate") or "").strip()):
        unit.tell(name_of(one), normal, _UNREAD)
    return found


def _spellings(one: etree._Element, doubt: str) -> Iterator[str | None]:
    """Yield the forms of EDTF that *one* may have, the surest first."""
    yield _normal((one.get("normal") or "").strip(), doubt)
    if name_of(one) == "daterange":
        start, end = (next(children(one, name), None) for name in ("fromdate", "todate"))
        yield _sound(_interval(_end(start, "notbefore", doubt), _end(end, "notafter", doubt)))
    elif name_of(one) == "datesingle":
        yield _normal((one.get("standarddate") or "").strip(), doubt)
        yield _between(_day(one.get("notbefore")), _day(one.get("notafter")))


def _normal(text: str, doubt: str) -> str | None:
    both = _RANGE.fullmatch(text)
    if both is None:
        return _sound(_marked(_day(text), doubt))
    start, end = _spelt(*both.groups()[:3]), _spelt(*both.groups()[3:])
    return _sound(_interval(_marked(start, doubt), _marked(end, doubt)))


def _end(element: etree._Element | None, bound: str, doubt: str) -> str:
    """Return one end of a range: its date, else the outermost that it may be."""
    if element is None:
        return ".."
    return _marked(_day(element.get("standarddate") or element.get(bound)), doubt) or ".."


def _interval(start: str, end: str) -> str:
    end = ".." if end.startswith(_OPEN_YEAR) else end
    return "" if start == end == ".." else start if start == end else f"{start}/{end}"


def _between(earliest: str, latest: str) -> str | None:
    """Return a date that lies between two, either of which may be unknown (EDTF, one of a set)."""
    return _sound(f"[{earliest}..{latest}]") if earliest or latest else None


def _day(text: str | None) -> str:
    found = _ONE.fullmatch((text or "").strip())
    return _spelt(*found.groups()) if found else ""


def _spelt(year: str, month: str | None, day: str | None) -> str:
    known = itertools.takewhile(lambda part: part not in {None, "00"}, (year, month, day))
    return "-".join(map(str, known))


def _marked(day: str, doubt: str) -> str:
    return f"{day}{doubt}" if day else ""


def _sound(edtf: str) -> str | None:
    return edtf if is_edtf(edtf) else None
