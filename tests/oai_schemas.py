"""The published schemas of OAI-PMH, where the folder that holds them is present.

They are their publishers' and not part of the project: a clone without them tests the same
responses for well-formedness and by rule.
"""

import json
from functools import cache
from pathlib import Path

from lxml import etree

from metadata.markup import parse

FOLDER = Path(__file__).parents[2] / "shared" / "xsd"

_DRIVER = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xs:import namespace="http://www.openarchives.org/OAI/2.0/" schemaLocation="OAI-PMH.xsd"/>
<xs:import namespace="http://www.openarchives.org/OAI/2.0/oai_dc/" schemaLocation="oai_dc.xsd"/>
<xs:import namespace="http://www.openarchives.org/OAI/2.0/oai-identifier"
 schemaLocation="oai-identifier.xsd"/></xs:schema>"""


class _Offline(etree.Resolver):
    """Finds published addresses in the folder."""

    def __init__(self):
        self._files = json.loads((FOLDER / "catalog.json").read_text())

    def resolve(self, url, _public_id, context):
        name = self._files.get(url) or Path(url).name
        return self.resolve_filename(str(FOLDER / name), context)


@cache
def _schema():
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Offline())
    return etree.XMLSchema(etree.fromstring(_DRIVER.encode(), parser, base_url=f"{FOLDER}/x.xsd"))


def validate(xml: bytes) -> etree._Element:
    """Return the root of *xml*, which is well-formed, and valid where the schemas are present."""
    root = parse(xml)
    if FOLDER.is_dir():
        _schema().assertValid(root)
    return root
