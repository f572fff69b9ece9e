"""XML of tables with fields in its places, made into Python functions once and called for values.

The XML is trusted and names its fields in braces, as ``<title{lang}>{value}</title>``; what is put
there is escaped already. An attribute for which there is nothing to say is not written. Only the
XML of tables becomes source text, values never do.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from metadata.forms import Fields
from metadata.markup import attribute

Told = Sequence[Fields | None]
"""The fields of a value in each of several forms; None in one that it has not."""

Fill = Callable[[Told], tuple[bytes, ...]]
"""Puts fields into several pieces of XML; a KeyError names one that is not there.

The pieces are encoded: a whole document takes longer, as soon as one letter of it is not ASCII.
"""

_FIELD = re.compile(r"\{(\w+)\}")
_ATTRIBUTE = re.compile(r'( [\w:.-]+=")\{(\w+)\}"')


def filler(pieces: Sequence[tuple[str, int]]) -> Fill:
    """Return what fills *pieces*: XML, and the number of the form that its fields are of."""
    names: dict[str, Any] = {"language": _language}
    code = compile(source_of(pieces), "<XML of a table>", "exec")
    exec(code, names)  # noqa: S102 - made of our own tables alone
    fill: Fill = names["fill"]
    return fill


def source_of(pieces: Sequence[tuple[str, int]]) -> str:
    """Return the source text of what fills *pieces*.

    For ``<t{lang}>{value}</t>`` and ``<d n="{value}"/>``, both of the form 0, it is::

        def fill(told):
            v0 = language(told[0]['lang'])
            v1 = told[0]['value']
            v2 = f' n="{v1}"' if v1 else ''
            return (
                f'<t{v0}>{v1}</t>'.encode(),
                f'<d{v2}/>'.encode(),
            )
    """
    variables = _Variables()
    texts = [variables.put_into(xml, at) for xml, at in pieces]
    lines = [f"    {name} = {value}" for value, name in variables.names.items()]
    items = [f"        f{text!r}.encode()," for text in texts]
    return "\n".join(["def fill(told):", *lines, "    return (", *items, "    )", ""])


def fields_of(xml: str) -> frozenset[str]:
    """Return the names of the fields in *xml*."""
    return frozenset(_FIELD.findall(xml))


class _Variables:
    """The variables of a function by their values, each behind those that its own value has."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def put_into(self, xml: str, at: int) -> str:
        """Return *xml* as it stands in an f-string, with the fields of the form *at*."""
        first, *found = _ATTRIBUTE.split(xml)
        text = self._fields(first, at)
        for start, name, rest in zip(found[::3], found[1::3], found[2::3], strict=True):
            said = self._name(_value(name, at))
            whole = f'{start}{{{said}}}"'
            there = self._name(f"f{whole!r} if {said} else ''")
            text += f"{{{there}}}" + self._fields(rest, at)
        return text

    def _fields(self, xml: str, at: int) -> str:
        # Every second part is the name of a field, the others are letters.
        parts = _FIELD.split(xml)
        parts[1::2] = [f"{{{self._name(_value(name, at))}}}" for name in parts[1::2]]
        parts[::2] = [one.replace("{", "{{").replace("}", "}}") for one in parts[::2]]
        return "".join(parts)

    def _name(self, value: str) -> str:
        return self.names.setdefault(value, f"v{len(self.names)}")


def _value(name: str, at: int) -> str:
    value = f"told[{at}][{name!r}]"
    return f"language({value})" if name == "lang" else value


@lru_cache(maxsize=1024)
def _language(tag: str) -> str:
    return f" xml:lang={attribute(tag)}" if tag else ""
