"""Values, each written at one go as all rules about its source want it, in whatever formats.

A value of a term is met by some ten rules in seven formats. Its forms are told and escaped once for
all of them, and what is written for it is remembered for the records that follow: most names,
places, subjects and types come again.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from metadata.filling import Fill, fields_of, filler
from metadata.forms import Fields, Form, Xml
from metadata.markup import escape, is_plain
from schemas.record import Value

Spellings = tuple[tuple[Form, str], ...]
"""Forms that are tried in turn, and the XML of a value that has one."""

Column = tuple[bytes, ...]
"""What one rule writes, value by value; empty for a value that has no form that it asks for."""

Parts = Callable[[object, Fields], str]
"""Gives the XML of what a value has of its own, told what XML may say of the whole record."""

_Row = tuple[bytes, ...]
_Columns = list[Column]


class Wanted(NamedTuple):
    """What a rule wants of the values of its source: of those with a form, the ones *taken*.

    *parts* stand in its XML as ``{parts}``.
    """

    spellings: Spellings
    taken: tuple[int, int | None] = (0, None)
    parts: Parts | None = None


class Speller:
    """Writes the values of one source as each of *wanted* wants them, column by column.

    For the name ``Zhou, Enlai`` that is ``<dc:creator>Zhou, Enlai</dc:creator>``, then
    ``<name><namePart>Zhou, Enlai</namePart>…</name>``, and so on. *whole* are the names of what
    XML may say of the whole record.
    """

    def __init__(self, wanted: Sequence[Wanted], whole: frozenset[str]) -> None:
        told = list(dict.fromkeys((form, one.parts) for one in wanted for form, _ in one.spellings))
        self._spells = [form.spell for form, _ in told]
        self._spellings = [
            [(xml, told.index((form, one.parts))) for form, xml in one.spellings] for one in wanted
        ]
        self._taken = [(at, slice(*one.taken)) for at, one in enumerate(wanted) if any(one.taken)]
        self._parts = [(at, parts) for at, (_, parts) in enumerate(told) if parts]
        # The forms to whose fields those of the whole are added; parts may ask for them too.
        asking = {form for one in wanted for form, xml in one.spellings if fields_of(xml) & whole}
        self._asking = [at for at, (form, parts) in enumerate(told) if form in asking or parts]
        self._chosen: dict[tuple[bool, ...], _Chosen] = {}

    @property
    def asks_whole(self) -> bool:
        """Whether what is written depends on more than the value."""
        return bool(self._asking)

    def columns(self, values: Sequence[Any], whole: Fields) -> _Columns:
        """Return what each rule writes of *values*, in the order of *wanted*.

        *whole* are the fields of the whole record; there may be none unless this asks for them.
        """
        return self._arranged([self._row(value, whole) for value in values])

    def _arranged(self, rows: Iterable[_Row]) -> _Columns:
        columns = [*zip(*rows, strict=True)]
        for at, taken in self._taken:
            columns[at] = tuple(filter(None, columns[at]))[taken]
        return columns

    def _row(self, value: object, whole: Fields) -> _Row:
        told: list[Any] = [spell(value) for spell in self._spells]
        lacking = tuple([fields is None for fields in told])
        chosen = self._chosen.get(lacking)
        if chosen is None:
            chosen = self._chosen[lacking] = self._choose(lacking)
        if not is_plain("".join([text for at in chosen.told for text in told[at].values()])):
            for at in chosen.told:
                told[at] = _escaped(told[at])
        if self._asking:
            self._add(told, value, whole)
        return chosen.fill(told)

    def _add(self, told: list[Any], value: object, whole: Fields) -> None:
        """Add to *told* what XML may say of the whole, and the parts of *value*."""
        for at in self._asking:
            if told[at] is not None:
                told[at] = {**whole, **told[at]}
        for at, parts in self._parts:
            if told[at] is not None:
                told[at] = {**told[at], "parts": parts(value, whole)}

    def _choose(self, lacking: tuple[bool, ...]) -> "_Chosen":
        """Return how to write a value that has none of the forms that are *lacking*."""
        nothing = "", 0
        pieces = [
            next((one for one in spellings if not lacking[one[1]]), nothing)
            for spellings in self._spellings
        ]
        return _Chosen(sorted({at for xml, at in pieces if xml}), filler(pieces))


class _Chosen(NamedTuple):
    """Which forms of a value are written, and what writes them, rule by rule."""

    told: list[int]
    fill: Fill


class Recurring(Speller):
    """Writes the values of a source whose values come again, and remembers what it wrote."""

    def __init__(self, wanted: Sequence[Wanted], whole: frozenset[str]) -> None:
        super().__init__(wanted, whole)
        self._known: dict[object, tuple[_Row, _Columns]] = {}

    def columns(self, values: Sequence[Any], whole: Fields) -> _Columns:
        """Return what each rule writes of *values*, in the order of *wanted*."""
        if len(values) == 1:
            return self._written(values[0], whole)[1]
        return self._arranged([self._written(value, whole)[0] for value in values])

    def _written(self, value: Value, whole: Fields) -> tuple[_Row, _Columns]:
        """Return what each rule writes of *value*, and the same as the columns of it alone."""
        # In a tuple, since a Value takes twice the time to be looked up.
        said = value.text, value.lang, value.scheme, value.derived
        found = self._known.get(said)
        if found is None:
            row = self._row(value, whole)
            found = row, self._arranged((row,))
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[said] = found
        return found


_MOST = 512


def _escaped(fields: Fields) -> Fields:
    # A language is told in an attribute of its own, which takes care of it.
    return {
        name: text if type(text) is Xml or name == "lang" else escape(text)
        for name, text in fields.items()
    }
