"""What is written in an afternoon: each line loaded by marshmallow, rendered by lxml, committed.

    python bench/plain_loop.py letters.jsonl letters.db

It checks no more than that values are values, writes ``oai_dc`` alone, and finds nothing: no
duplicates, no dates, no sets, no words. Every record is a transaction of its own, with SQLite's
defaults.
"""

import json
import sqlite3
import sys
from collections.abc import Mapping
from typing import Any

from lxml import etree
from marshmallow import Schema, ValidationError, fields

ELEMENTS = (
    *("title", "creator", "subject", "description", "publisher", "contributor", "date", "type"),
    *("format", "identifier", "source", "language", "relation", "coverage", "rights"),
)
_OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
_DC = "http://purl.org/dc/elements/1.1/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SCHEMA = f"{_OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd"

Value = tuple[str, str | None]
"""A text, and its language where it is known."""


class _Value(fields.Field[Value]):
    """Text, or an object with its language."""

    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, Any] | None, **_: object
    ) -> Value:
        if isinstance(value, str):
            return value, None
        if isinstance(value, dict) and isinstance(value.get("value"), str):
            return value["value"], value.get("lang")
        raise ValidationError("Not a value.")


_Metadata = Schema.from_dict({name: fields.List(_Value()) for name in ELEMENTS}, name="Metadata")


class _Record(Schema):
    """A record in native form, as far as the fifteen elements go."""

    id = fields.String(required=True)
    collections = fields.List(fields.String())
    metadata = fields.Nested(_Metadata, required=True)


def render(record: Mapping[str, Any]) -> bytes:
    """Return *record* as ``oai_dc``."""
    root = etree.Element(f"{{{_OAI_DC}}}dc", nsmap={"oai_dc": _OAI_DC, "dc": _DC, "xsi": _XSI})
    root.set(f"{{{_XSI}}}schemaLocation", _SCHEMA)
    for name in ELEMENTS:
        for text, lang in record["metadata"].get(name, ()):
            element = etree.SubElement(root, f"{{{_DC}}}{name}")
            element.text = text
            if lang:
                element.set(_LANG, lang)
    return etree.tostring(root)


def main(source: str, database: str) -> None:
    """Store the records in the file *source* in the file *database*; print how many."""
    connection = sqlite3.connect(database)
    connection.execute("CREATE TABLE records (id TEXT PRIMARY KEY, native TEXT, oai_dc BLOB)")
    schema, count = _Record(), 0
    with open(source, encoding="utf-8") as lines:
        for line in lines:
            record = schema.load(json.loads(line))
            row = (record["id"], line, render(record))
            connection.execute("INSERT INTO records VALUES (?, ?, ?)", row)
            connection.commit()
            count += 1
    print(json.dumps({"read": count, "stored": count}))


if __name__ == "__main__":
    main(*sys.argv[1:])
