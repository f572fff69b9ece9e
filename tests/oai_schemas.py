"""The published schemas of OAI-PMH and its formats, where the folder that holds them is present.

They are their publishers' and not part of the project: a clone without them tests the same
responses for well-formedness and by rule.
"""

import json
from copy import deepcopy
from functools import cache
from pathlib import Path

from lxml import etree

from metadata import containers
from metadata.markup import OAI, OAI_DC, OAI_IDENTIFIER, parse
from schemas.terms import DC

FOLDER = Path(__file__).parents[2] / "shared" / "xsd"

MARC = "http://www.loc.gov/MARC21/slim"
MODS = "http://www.loc.gov/mods/v3"
QDC = "http://worldcat.org/xmlschemas/qdc-1.0/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"  # what holds EDM
METS = "http://www.loc.gov/METS/"
DATACITE = "http://datacite.org/schema/kernel-4"

# The file that each namespace is defined in. A root is validated against its own alone: simple and
# qualified Dublin Core declare the same elements in different ways.
FILES = {
    OAI: "OAI-PMH.xsd",
    OAI_DC: "oai_dc.xsd",
    OAI_IDENTIFIER: "oai-identifier.xsd",
    containers.RIGHTS: "rightsManifest.xsd",
    containers.PROVENANCE: "provenance.xsd",
    containers.BRANDING: "branding.xsd",
    containers.FRIENDS: "friends.xsd",
    containers.EPRINTS: "eprints.xsd",
    QDC: "qdc-1.0.xsd",
    RDF: "edm/EDM.xsd",
    METS: "mets.xsd",
    DC: "simpledc20021212.xsd",
    DATACITE: "datacite/4.4/metadata.xsd",
    MARC: "MARC21slim.xsd",
    MODS: "mods-3-8.xsd",
}
# What a root needs besides: the envelope wants parts that it knows, METS what it wraps.
BESIDES = {OAI: (OAI_DC,), METS: (DC,)}

# The container of DCMI belongs to no namespace: whoever uses it puts it into one of his own.
_APPLICATION_SCHEMA = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
 targetNamespace="{QDC}" elementFormDefault="qualified">
<xs:include schemaLocation="qualifieddc.xsd"/></xs:schema>"""

# What holds a part that has a schema of its own (OAI-PMH §2.5, §4.2, §4.6).
CONTAINERS = ("metadata", "about", "description", "setDescription")


class _Offline(etree.Resolver):
    """Finds published addresses in the folder."""

    def __init__(self):
        self._files = json.loads((FOLDER / "catalog.json").read_text())

    def resolve(self, url, _public_id, context):
        if Path(url).is_file():
            return self.resolve_filename(url, context)
        name = self._files.get(url) or Path(url).name
        if name == FILES[QDC]:
            return self.resolve_string(_APPLICATION_SCHEMA, context, base_url=f"{FOLDER}/{name}")
        return self.resolve_filename(str(FOLDER / name), context)


@cache
def _schema(namespaces):
    imports = "".join(
        f'<xs:import namespace="{namespace}" schemaLocation="{FILES[namespace]}"/>'
        for namespace in namespaces
    )
    driver = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>'
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Offline())
    return etree.XMLSchema(etree.fromstring(driver, parser, base_url=f"{FOLDER}/x.xsd"))


def validate(xml: bytes) -> etree._Element:
    """Return the root of *xml*, which is well-formed, and valid where the schemas are present.

    Each part of a response is held against its own schema, and the response against that of
    OAI-PMH.
    """
    root = parse(xml)
    if FOLDER.is_dir():
        _validate(deepcopy(root))
    return root


def _validate(root):
    for container in root.iter(*(f"{{{OAI}}}{name}" for name in CONTAINERS)):
        for part in list(container):
            _validate(part)
            # What was held against its own schema makes way for a part that the envelope knows.
            container.replace(part, etree.Element(f"{{{OAI_DC}}}dc"))
    document = etree.fromstring(etree.tostring(root, with_tail=False))
    namespace = etree.QName(root).namespace
    _schema((namespace, *BESIDES.get(namespace, ()))).assertValid(document)
