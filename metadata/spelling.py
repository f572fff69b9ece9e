"""Values, each written at one go as all rules about its source want it, in whatever formats.

A value of a term is met by some ten rules in seven formats. Its forms are told and escaped once for
all of them, and what is written for it is remembered for the records that follow: most names,
places, subjects and types come again.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from metadata.filling import expression, fields_of, run
from metadata.forms import Fields, Form, Xml
from metadata.markup import attribute, escape, is_plain
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


class _Asked(NamedTuple):
    """A form that several rules may ask for, and the parts that are told with it.

    *asks_whole* says whether their XML names what is said of the whole record.
    """

    form: Form
    parts: Parts | None
    asks_whole: bool


class Speller:
    """Writes the values of one source as each of *wanted* wants them, column by column.

    For the name ``Zhou, Enlai`` that is ``<dc:creator>Zhou, Enlai</dc:creator>``, then
    ``<name><namePart>Zhou, Enlai</namePart>…</name>``, and so on. *whole* are the names of what
    XML may say of the whole record; *asks_whole* tells whether any of this does.
    """

    def __init__(self, wanted: Sequence[Wanted], whole: frozenset[str]) -> None:
        self._wanted = wanted
        self._taken = [(at, slice(*one.taken)) for at, one in enumerate(wanted) if any(one.taken)]
        asking = {form for one in wanted for form, xml in one.spellings if fields_of(xml) & whole}
        told = dict.fromkeys((form, one.parts) for one in wanted for form, _ in one.spellings)
        # Parts may name the record too.
        self._asked = [_Asked(form, parts, form in asking or bool(parts)) for form, parts in told]
        self.asks_whole = any(one.asks_whole for one in self._asked)

    def columns(self, values: Sequence[Any], whole: Fields) -> _Columns:
        """Return what each rule writes of *values*, in the order of *wanted*.

        *whole* are the fields of the whole record; there may be none unless this asks for them.
        """
        return self._arranged([self._row(value, whole) for value in values])

    @property
    def source(self) -> str:
        """The Python that writes a value, of which ``row`` is compiled when the first one comes.

        Where one rule has ``<d>{value}</d>`` for an exact date and ``<d{lang}>{value}</d>`` for
        others, and a second rule the latter alone, it is::

            def row(value, whole):
                f0 = spell0(value)
                if f0 is not None:
                    f0 = escaped(f0)
                f1 = spell1(value)
                if f1 is not None:
                    f1 = escaped(f1)
                return (
                    f\'\'\'<d>{f0["value"]}</d>\'\'\'.encode() if f0 is not None else
                    f\'\'\'<d{f1["lang"]}>{f1["value"]}</d>\'\'\'.encode() if f1 is not None else
                    b"",
                    f\'\'\'<d{f1["lang"]}>{f1["value"]}</d>\'\'\'.encode() if f1 is not None else
                    b"",
                )
        """
        forms = [one.form for one in self._asked]
        told = [
            line
            for at, one in enumerate(self._asked)
            for line in _told(at, one, forms.index(one.form))
        ]
        places = {(one.form, one.parts): at for at, one in enumerate(self._asked)}
        pieces = []
        for one in self._wanted:
            for form, xml in one.spellings:
                fields = f"f{places[form, one.parts]}"
                pieces.append(f"{expression(xml, fields)} if {fields} is not None else")
            pieces.append('b"",')
        head, lines = "def row(value, whole):", [f"        {piece}" for piece in pieces]
        return "\n".join([head, *told, "    return (", *lines, "    )", ""])

    @cached_property
    def _row(self) -> Callable[[Any, Fields], _Row]:
        names: dict[str, object] = {"escaped": _escaped}
        for at, one in enumerate(self._asked):
            names |= {f"spell{at}": one.form.spell, f"parts{at}": one.parts}
        row: Callable[[Any, Fields], _Row] = run(self.source, names)["row"]
        return row

    def _arranged(self, rows: Iterable[_Row]) -> _Columns:
        columns = [*zip(*rows, strict=True)]
        for at, taken in self._taken:
            columns[at] = tuple(filter(None, columns[at]))[taken]
        return columns


def _told(at: int, one: _Asked, first: int) -> list[str]:
    """Return the lines that tell a value in a form, as the fields ``f0``, or None.

    *first* is where the form was told already, with other parts, or *at*.
    """
    spelled, own = (f"f{first}",) * 2 if first != at else (f"spell{at}(value)", f"escaped(f{at})")
    fields = [f"**{own}"]
    if one.asks_whole:
        fields.insert(0, "**whole")
    if one.parts:
        fields.append(f'"parts": parts{at}(value, whole)')
    told = own if len(fields) == 1 else f"{{{', '.join(fields)}}}"
    return [f"    f{at} = {spelled}", f"    if f{at} is not None:", f"        f{at} = {told}"]


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


_MOST = 1024


def _escaped(fields: Fields) -> Fields:
    """Return *fields* as they are put into XML; the language as an attribute, if there is one."""
    lang = fields.get("lang")
    if not is_plain("".join(fields.values())):
        fields = {name: one if type(one) is Xml else escape(one) for name, one in fields.items()}
    return {**fields, "lang": _language(lang)} if lang else fields


@lru_cache(maxsize=1024)
def _language(tag: str) -> str:
    return f" xml:lang={attribute(tag)}"
