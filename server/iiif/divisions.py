"""Divisions of a large collection: how they are called in addresses, and by people.

A decade is ``195X``, as EDTF has it, a year ``1958``, then ``1958-04`` and ``1958-04-04``; what has
no date is ``undated``. Behind a day, ``@`` and the beginning of ids, where ``=2F`` is a slash.
"""

import re
from urllib.parse import quote, unquote

from schemas.native import Json
from server.iiif.properties import NO_LANGUAGE
from server.store.divisions import DECADE, NO_DATE, WHOLE, Division

_UNDATED = "undated"
_NAME = re.compile(rf"({_UNDATED}|[0-9]{{3}}X|[0-9]{{4}}(?:-[0-9]{{2}}){{0,2}})(?:@(.+))?")


def name_of(division: Division) -> str:
    """Return how *division* is called in addresses; nothing for the whole."""
    if division.is_whole:
        return ""
    beginning = quote(division.record_id, safe="").replace("%", "=")
    return _date(division) + (f"@{beginning}" if beginning else "")


def division_named(name: str) -> Division | None:
    """Return the division that is called *name*, or None if none can be; it undoes the other."""
    if not name:
        return WHOLE
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    date = NO_DATE if found[1] == _UNDATED else found[1].rstrip("X")
    division = Division(date, unquote((found[2] or "").replace("=", "%")))
    # Only the one spelling that we give out is a name, and no database seeks a NUL.
    is_name = name_of(division) == name and division.record_id.isprintable()
    return division if is_name and (division.is_of_one_date or not found[2]) else None


def label(division: Division) -> Json:
    """Return what people call *division*, as a label (Presentation 3.0 §3.1)."""
    if division.record_id:
        return {NO_LANGUAGE: [f"{division.record_id}…"]}
    if division.date == NO_DATE:
        return {"en": ["Undated"]}
    if len(division.date) == DECADE:
        return {NO_LANGUAGE: [f"{division.date}0–{division.date}9"]}
    return {NO_LANGUAGE: [division.date]}


def _date(division: Division) -> str:
    if division.date == NO_DATE:
        return _UNDATED
    return f"{division.date}X" if len(division.date) == DECADE else division.date
