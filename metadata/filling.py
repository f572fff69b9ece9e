"""XML of tables with fields in its places, made into Python once and run for every value.

The XML is trusted and names its fields in braces, as ``<title{lang}>{value}</title>``; what is put
there is escaped already. An attribute for which there is nothing to say is not written. Only the
XML of tables becomes source text, values never do.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from metadata.forms import Fields

Fill = Callable[[Fields], bytes]
"""Puts fields into XML, encoded; a KeyError names one that is not there."""

_FIELD = re.compile(r"\{(\w+)\}")
_ATTRIBUTE = re.compile(r'( [\w:.-]+)="\{(\w+)\}"')


# The start tags of a table are wanted again for every set of things that are known of a record.
@lru_cache(maxsize=256)
def filler(xml: str) -> Fill:
    """Return what fills *xml*."""
    fill: Fill = run(f"def fill(a):\n    return {expression(xml, 'a')}\n", {})["fill"]
    return fill


def fields_of(xml: str) -> frozenset[str]:
    """Return the names of the fields in *xml*."""
    return frozenset(_FIELD.findall(xml))


def expression(xml: str, fields: str) -> str:
    """Return the Python that fills *xml* with what the variable *fields* holds, encoded.

    For ``<d n="{number}">{value}</d>`` it is::

        f'''<d{attribute(" n", a["number"])}>{a["value"]}</d>'''.encode()

    To encode each piece takes less than to encode a whole document with one letter outside ASCII.
    """
    first, *found = _ATTRIBUTE.split(xml)
    text = _text(first, fields)
    for start, name, rest in zip(found[::3], found[1::3], found[2::3], strict=True):
        text += f'{{attribute("{start}", {fields}["{name}"])}}' + _text(rest, fields)
    return f"f'''{text}'''.encode()"


def run(source: str, names: Mapping[str, object]) -> dict[str, Any]:
    """Return what the *source* text defines, made of the XML of tables, with *names* to call."""
    known: dict[str, Any] = {"attribute": _attribute, **names}
    code = compile(source, "<XML of a table>", "exec")
    exec(code, known)  # noqa: S102 - none of it is from outside
    return known


def _text(xml: str, fields: str) -> str:
    # Every second part is the name of a field, the others are letters.
    parts = _FIELD.split(xml)
    parts[1::2] = [f'{{{fields}["{name}"]}}' for name in parts[1::2]]
    parts[::2] = [_quoted(one) for one in parts[::2]]
    return "".join(parts)


def _quoted(letters: str) -> str:
    """Return *letters* as they stand between the quotation marks of an f-string."""
    plain = letters.encode("unicode_escape").decode().replace("'", "\\'")
    return plain.replace("{", "{{").replace("}", "}}")


def _attribute(start: str, text: str) -> str:
    return f'{start}="{text}"' if text else ""
