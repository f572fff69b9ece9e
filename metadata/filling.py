"""XML of a table with fields in its places, made ready once and filled for every value.

The XML is trusted and names its fields in braces, as ``<title{lang}>{value}</title>``; what is put
there is escaped already. An attribute for which there is nothing to say is not written.
"""

import re
from collections.abc import Callable, Sequence

from metadata.forms import Fields

Fill = Callable[[Fields], str]
"""Puts fields, which are escaped, into XML; a KeyError names one that is not there."""

_FIELD = re.compile(r"\{(\w+)\}")
_ATTRIBUTE = re.compile(r' [\w:.-]+="\{(\w+)\}"')


def filler(xml: str) -> Fill:
    """Return what fills *xml*."""
    fill = _join(_FIELD.split(xml)[::2], _FIELD.findall(xml))
    # Each attribute that is one field and nothing else, and the same XML without it.
    less = [(found[1], filler(xml.replace(found[0], ""))) for found in _ATTRIBUTE.finditer(xml)]
    if not less:
        return fill

    def fill_what_there_is(fields: Fields) -> str:
        for name, other in less:
            if not fields[name]:
                return other(fields)
        return fill(fields)

    return fill_what_there_is


def _join(literals: Sequence[str], names: Sequence[str]) -> Fill:
    """Return what puts the fields called *names* between *literals*.

    Most have one or two, and every record has hundreds of them: what Python writes as one string
    takes a third of the time of a loop.
    """
    match names:
        case [name]:
            start, end = literals
            return lambda fields: f"{start}{fields[name]}{end}"
        case [one, other]:
            start, middle, end = literals
            return lambda fields: f"{start}{fields[one]}{middle}{fields[other]}{end}"
    start, pairs = literals[0], list(zip(names, literals[1:], strict=True))
    return lambda fields: start + "".join([fields[name] + then for name, then in pairs])
