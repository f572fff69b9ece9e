"""Write the golden files of the formats anew: to be read by a person before they are kept.

python tests/golden.py
"""

from pathlib import Path

from lxml import etree
from records import ADDRESSED, PLAIN, PLAIN_LINKS, PUBLISHED, RICH, RICH_LINKS

from metadata.formats import FORMATS

EXPECTED = Path(__file__).parent / "data" / "expected"
WHOLE = (("rich", RICH, RICH_LINKS), ("plain", PLAIN, PLAIN_LINKS))
PLACED = (("published", PUBLISHED, RICH_LINKS),)
NAMED = (("addressed", ADDRESSED, RICH_LINKS),)

# Which records are written in a format, if not the usual ones.
RECORDS = {
    "edm": (*WHOLE, *PLACED, *NAMED),
    "marc21": (*WHOLE, *NAMED),
    "mods": (*WHOLE, *NAMED),
    "oai_datacite": (*PLACED, *NAMED),
}


def indented(xml: bytes) -> str:
    """Return *xml* with a line an element, and a line a namespace of its root."""
    root = etree.fromstring(xml)
    etree.indent(root)
    text = etree.tostring(root, encoding="unicode")
    for attribute in ("xmlns:", "xsi:schemaLocation="):
        text = text.replace(f" {attribute}", f"\n    {attribute}")
    return f"{text}\n"


if __name__ == "__main__":
    for prefix, one in FORMATS.items():
        for name, record, links in RECORDS.get(prefix, WHOLE):
            xml = one.write(record, links)
            if xml is not None:
                path = EXPECTED / prefix / f"{name}.xml"
                path.parent.mkdir(exist_ok=True)
                path.write_text(indented(xml), encoding="utf-8")
