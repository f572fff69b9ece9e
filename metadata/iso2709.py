"""MARC 21 in ISO 2709, the binary form: rows, as a stream, by way of MARCXML.

The leader says the encoding (Leader/09): UTF-8, or MARC-8, which pymarc turns into Unicode.
<https://www.loc.gov/marc/specifications/specrecstruc.html>
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

import pymarc
from lxml import etree

from metadata.crosswalks import marc21, marc21_reading
from metadata.found import Found, Header
from metadata.said import Read
from schemas.grammar import without_illegal
from schemas.problem import Problem, Severity
from schemas.row import Row

KEY = "marc"
LABEL = "MARC 21 in ISO 2709"

LEADER = re.compile(rb"[0-9]{5}[ -~]{5}[0-9 ]{2}[0-9]{5}[ -~]{3}45")
"""How a record begins: length, status, type and level, encoding, base address, entry map."""


def read_marc(name: str, stream: BinaryIO) -> Iterator[Found]:
    """Yield the header, then a row for each record; its line is the number of the record."""
    yield Header(name, LABEL)
    records = pymarc.MARCReader(stream, to_unicode=True, utf8_handling="replace")
    for number, record in enumerate(records, 1):
        if record is None:
            yield _refused(name, number, f"{records.current_exception}")
        else:
            yield _row(name, number, marc21_reading.read(_element(record)))


def _row(name: str, number: int, read: Read) -> Row:
    problems = tuple(
        Problem(name, number, field, value, message, Severity.WARN)
        for field, value, message in read.remarks
    )
    return Row(name, number, read.native, problems=problems)


def _refused(name: str, number: int, why: str) -> Row:
    message = f"record {number} cannot be read: {why}"
    return Row(name, number, None, problems=(Problem(name, number, "row", "", message),))


def _element(record: pymarc.Record) -> etree._Element:
    """Return *record* as MARCXML."""
    root = etree.Element(_name("record"))
    etree.SubElement(root, _name("leader")).text = without_illegal(str(record.leader))
    for field in record.fields:
        if field.control_field:
            one = etree.SubElement(root, _name("controlfield"), tag=field.tag)
            one.text = without_illegal(field.data or "")
            continue
        first, second = field.indicators or (" ", " ")
        one = etree.SubElement(root, _name("datafield"), tag=field.tag, ind1=first, ind2=second)
        for part in field.subfields:
            inner = etree.SubElement(one, _name("subfield"), code=part.code)
            inner.text = without_illegal(part.value)
    return root


def _name(local: str) -> str:
    return f"{{{marc21.NAMESPACE}}}{local}"
