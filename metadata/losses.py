"""Losses: what a record is once it was written in a format and read back from it.

A table of losses stands beside each crosswalk that is read too (``metadata.crosswalks.losses``).
``docs/formats.md`` lists it, and a property holds reader and writer to it: what comes back is the
record as it was, after these losses and no others.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from metadata.forms import Form
from metadata.prose import plain_text
from schemas.dates import read_date
from schemas.languages import read_language
from schemas.record import Links, Metadata, Record, Value
from schemas.resource_types import read_type
from schemas.rights import read_rights
from schemas.terms import TERMS, Kind

Values = Sequence[Value]
Forgotten = Iterable[tuple[str, Value]]
"""What is left of a value, each part with the term that it is a value of now."""

ALL = tuple(TERMS)
DATES = tuple(name for name, term in TERMS.items() if term.kind is Kind.DATE)
NAMED = tuple(name for name, term in TERMS.items() if term.kind is Kind.NAMED)
RIGHTS = tuple(name for name, term in TERMS.items() if term.kind is Kind.RIGHTS)


def all_but(*names: str) -> tuple[str, ...]:
    """Return the names of all terms but *names*."""
    return tuple(name for name in ALL if name not in names)


@dataclass(frozen=True, slots=True)
class Loss:
    """What is lost of the values of *terms*; where *where* is given, of those that have that form.

    *what* says it in words. *forget* says what is left of a value of a term. A value that has one
    of the forms *unless* is written in that, and loses something else.
    """

    what: str
    terms: tuple[str, ...]
    forget: Callable[[str, Value], Forgotten]
    where: Form | None = None
    unless: tuple[Form, ...] = ()

    def of(self, metadata: Metadata) -> Metadata:
        """Return what is left of *metadata*: what changes its term comes after what was there."""
        kept: dict[str, list[Value]] = {term: [] for term in TERMS}
        moved: list[tuple[str, Value]] = []
        for term in TERMS:
            for value in metadata.get(term, ()):
                for name, left in self._left(term, value):
                    if name == term:
                        kept[term].append(left)
                    else:
                        moved.append((name, left))
        for name, left in moved:
            kept[name].append(left)
        return _frozen(kept)

    def _left(self, term: str, value: Value) -> Forgotten:
        is_meant = term in self.terms and self._is_of(value)
        return self.forget(term, value) if is_meant else ((term, value),)

    def _is_of(self, value: Value) -> bool:
        is_so = self.where is None or self.where.spell(value) is not None
        return is_so and all(form.spell(value) is None for form in self.unless)


@dataclass(frozen=True, slots=True)
class LossAmong:
    """What is lost among the values of a term, as their order: *forget* says what is left."""

    what: str
    terms: tuple[str, ...]
    forget: Callable[[Values], Values]

    def of(self, metadata: Metadata) -> Metadata:
        """Return what is left of *metadata*."""
        left = {term: self.forget(metadata.get(term, ())) for term in self.terms}
        return _frozen({**metadata, **left})


@dataclass(frozen=True, slots=True)
class LossAcross:
    """What is lost of values of *terms* by those of other terms: *forget* says what is left."""

    what: str
    terms: tuple[str, ...]
    forget: Callable[[Metadata], Metadata]

    def of(self, metadata: Metadata) -> Metadata:
        """Return what is left of *metadata*."""
        return self.forget(metadata)


@dataclass(frozen=True, slots=True)
class PartLoss:
    """What is lost of *parts* of a record beside its metadata: *forget* says what is left.

    It is given the record, and the addresses that stand in the format.
    """

    what: str
    parts: tuple[str, ...]
    forget: Callable[[Record, Links], Record]


AnyLoss = Loss | LossAmong | LossAcross


def after(metadata: Metadata, losses: Iterable[AnyLoss]) -> Metadata:
    """Return what is left of *metadata* after *losses*, one after the other."""
    for loss in losses:
        metadata = loss.of(metadata)
    return metadata


def left_of(
    record: Record, links: Links, losses: Iterable[AnyLoss], parts: Iterable[PartLoss]
) -> Record:
    """Return what is left of *record*, with *links*, after *losses* and those of its *parts*."""
    record = replace(record, metadata=after(record.metadata, losses))
    for loss in parts:
        record = loss.forget(record, links)
    return record


def _frozen(metadata: Mapping[str, Values]) -> Metadata:
    return {term: tuple(values) for term, values in metadata.items() if values}


def _without_markup(term: str, value: Value) -> Forgotten:
    text = plain_text(value.text).strip()
    return ((term, replace(value, text=text)),) if text else ()


_STANDARD = {
    Kind.DATE: read_date,
    Kind.LANGUAGE: read_language,
    Kind.RIGHTS: read_rights,
    Kind.TYPE: read_type,
}


def _renewed(term: str, value: Value) -> Forgotten:
    return ((term, replace(value, derived=_STANDARD[TERMS[term].kind](value.text).value)),)


def _once(values: Values) -> Values:
    return tuple(dict.fromkeys(values))


def first_of(*losses: Loss) -> tuple[Loss, ...]:
    """Return *losses* of which a value has one: the first whose form it has, as it is written."""
    forms = [loss.where for loss in losses if loss.where]
    return tuple(replace(loss, unless=tuple(forms[:at])) for at, loss in enumerate(losses))


def respelled(form: Form, *terms: str) -> Loss:
    """Return the loss of the spelling of what is written in *form*: it is that of the form."""

    def forget(term: str, value: Value) -> Forgotten:
        told = form.read(form.spell(value) or {}) or {}
        return ((term, replace(value, text=told["text"], scheme=told.get("scheme") or None)),)

    return Loss("its spelling", terms, forget, form)


def coded(form: Form, *terms: str) -> Loss:
    """Return the loss of the spelling and the language of what is written in *form*."""
    spelling = respelled(form)

    def forget(term: str, value: Value) -> Forgotten:
        return ((name, replace(left, lang=None)) for name, left in spelling.forget(term, value))

    return Loss("its spelling, and its language", terms, forget, form)


MARKUP = Loss("markup, white space around it, and markup around nothing", ALL, _without_markup)
STANDARD_FORM = Loss(
    "a standard form that its text does not have", (*DATES, "language", *RIGHTS, "type"), _renewed
)
TWICE = LossAmong("what is said twice", ALL, _once)


def language(*terms: str, where: Form | None = None) -> Loss:
    """Return the loss of the language of a value, which is told by ``xml:lang`` elsewhere."""
    return Loss(
        "its language", terms, lambda term, value: ((term, replace(value, lang=None)),), where
    )


def scheme(*terms: str, where: Form | None = None) -> Loss:
    """Return the loss of the encoding scheme of a value."""

    def forget(term: str, value: Value) -> Forgotten:
        return ((term, replace(value, scheme=None)),)

    return Loss("its scheme", terms, forget, where)


def address(*terms: str, where: Form | None = None) -> Loss:
    """Return the loss of the address that an authority file has for what a value names."""

    def forget(term: str, value: Value) -> Forgotten:
        return ((term, replace(value, derived=None)),)

    return Loss("its address in an authority file", terms, forget, where)


def words(form: Form, *terms: str, field: str = "value") -> Loss:
    """Return the loss of the words of a value that is written in *form*, and of their language."""

    def forget(term: str, value: Value) -> Forgotten:
        fields = form.spell(value) or {}
        return ((term, replace(value, text=fields[field], lang=None)),)

    return Loss("its words, and their language", terms, forget, form)


def becomes(other: str, *terms: str) -> Loss:
    """Return the loss of what tells *terms* from the *other*, as which they come back."""
    return Loss(f"its term: it is `{other}`", terms, lambda _, value: ((other, value),))


def gone(*terms: str) -> Loss:
    """Return the loss of the values of *terms*, which are not written."""
    return Loss("all of it", terms, lambda _term, _value: ())


def order(term: str, *forms: Form) -> LossAmong:
    """Return the loss of the order of values: those that have the first of *forms* come first."""

    def rank(value: Value) -> int:
        return next((at for at, form in enumerate(forms) if form.spell(value)), len(forms))

    names = ", then ".join(form.name for form in forms)
    what = f"the order among them: first those that are {names}, then the others"
    return LossAmong(what, (term,), lambda values: sorted(values, key=rank))


_NOTHING = Record("", {})


def parts(*names: str) -> PartLoss:
    """Return the loss of the parts of a record that are called *names*."""

    def forget(record: Record, _links: Links) -> Record:
        return replace(record, **{name: getattr(_NOTHING, name) for name in names})

    return PartLoss("all of it", names, forget)
