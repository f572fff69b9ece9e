"""The one list of formats (OAI-PMH §3.4)."""

import re
from dataclasses import replace

import pytest
from lxml import etree
from oai_schemas import validate
from records import PUBLISHED as RECORD
from records import RICH_LINKS as LINKS

from metadata import formats
from metadata.crosswalk import Crosswalk, Source, rule
from metadata.formats import FORMATS, render
from metadata.forms import Form
from metadata.markup import SCHEMA_LOCATION


def test_dublin_core_is_a_format():
    """oai_dc is obligatory, with this namespace and this schema (§3.4)."""
    one = FORMATS["oai_dc"]

    assert one.namespace == "http://www.openarchives.org/OAI/2.0/oai_dc/"
    assert one.schema == "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"


@pytest.mark.parametrize("prefix", FORMATS)
def test_a_prefix_is_of_the_characters_of_the_schema(prefix):
    """And names its format in the table (OAI-PMH.xsd, metadataPrefixType)."""
    assert re.fullmatch(r"[A-Za-z0-9\-_.!~*'()]+", prefix)
    assert FORMATS[prefix].metadata_prefix == prefix


@pytest.mark.parametrize("field", ["namespace", "schema", "label"])
def test_no_two_formats_are_the_same(field):
    """Prefix, namespace, schema and name tell them apart (§3.4)."""
    assert len({getattr(one, field) for one in FORMATS.values()}) == len(FORMATS)


@pytest.mark.parametrize("prefix", FORMATS)
def test_a_rendering_is_what_its_format_promises(prefix):
    """The root is of the namespace, and points to the schema, that ListMetadataFormats says."""
    one = FORMATS[prefix]
    root = validate(one.write(RECORD, LINKS))

    assert etree.QName(root).namespace == one.namespace
    assert root.get(SCHEMA_LOCATION).split()[:2] == [one.namespace, one.schema]


def test_a_record_is_rendered_in_every_format():
    """By prefix, as it will be stored."""
    assert render([(RECORD, LINKS)])[0] == {
        prefix: one.write(RECORD, LINKS) for prefix, one in FORMATS.items()
    }


def test_a_format_that_cannot_say_a_record_is_left_out(monkeypatch):
    """noMetadataFormats is for the reader to hear, not an empty rendering (§4.4)."""
    nobody = Form("what no record has", lambda _record: None)
    demanding = Crosswalk("x", (rule(Source.RECORD, "<a/>", nobody, required=True),))
    mute = replace(FORMATS["oai_dc"], metadata_prefix="mute", crosswalk=demanding)
    monkeypatch.setattr(formats, "FORMATS", FORMATS | {"mute": mute})

    assert set(render([(RECORD, LINKS)])[0]) == set(FORMATS)
