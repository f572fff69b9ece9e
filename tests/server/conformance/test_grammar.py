"""Our grammar of the response, against the published schemas where their folder is present."""

import pytest
from lxml import etree
from oai_schemas import FOLDER, _Offline

from metadata.markup import OAI, XSI, parse
from server.conformance.envelope import _relax_ng

PUBLISHED = {
    OAI: "OAI-PMH.xsd",
    f"{OAI}oai_dc/": "oai_dc.xsd",
    f"{OAI}oai-identifier": "oai-identifier.xsd",
    f"{OAI}branding/": "branding.xsd",
    f"{OAI}friends/": "friends.xsd",
    f"{OAI}provenance": "provenance.xsd",
    f"{OAI}rights/": "rightsManifest.xsd",
    "http://www.openarchives.org/OAI/1.1/eprints": "eprints.xsd",
}
URL = "http://a.example/oai"
NOW = "2020-01-01T00:00:00Z"


def response(body, request="", date=NOW):
    return (
        f'<OAI-PMH xmlns="{OAI}" xmlns:xsi="{XSI}"><responseDate>{date}</responseDate>'
        f"<request{request}>{URL}</request>{body}</OAI-PMH>"
    )


def identify(description="", email="a@b.example", earliest=NOW, rest=""):
    return response(
        f"<Identify><repositoryName>A</repositoryName><baseURL>{URL}</baseURL>"
        f"<protocolVersion>2.0</protocolVersion><adminEmail>{email}</adminEmail>"
        f"<earliestDatestamp>{earliest}</earliestDatestamp><deletedRecord>no</deletedRecord>"
        f"<granularity>YYYY-MM-DD</granularity>{rest}{description}</Identify>"
    )


def described(payload):
    return identify(f"<description>{payload}</description>")


def header(inside="", status=""):
    return (
        f"<header{status}><identifier>oai:a.example:1</identifier>"
        f"<datestamp>2020-01-01</datestamp>{inside}</header>"
    )


def records(inside="", token=""):
    return response(f"<ListRecords><record>{header()}{inside}</record>{token}</ListRecords>")


def dublin_core(inside):
    dc = f'<o:dc xmlns:o="{OAI}oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">{inside}</o:dc>'
    return records(f"<metadata>{dc}</metadata>")


def about(payload):
    return records(f"<about>{payload}</about>")


def sets(inside, token=""):
    return response(f"<ListSets><set>{inside}</set>{token}</ListSets>")


def formats(prefix):
    return response(
        f"<ListMetadataFormats><metadataFormat><metadataPrefix>{prefix}</metadataPrefix><schema>"
        f"{URL}</schema><metadataNamespace>{URL}</metadataNamespace></metadataFormat>"
        "</ListMetadataFormats>"
    )


def error(code):
    return response(f'<error code="{code}">No.</error>')


def oai_identifier(namespace="a.example", sample="oai:a.example:1", scheme="oai"):
    return described(
        f'<oai-identifier xmlns="{OAI}oai-identifier"><scheme>{scheme}</scheme>'
        f"<repositoryIdentifier>{namespace}</repositoryIdentifier><delimiter>:</delimiter>"
        f"<sampleIdentifier>{sample}</sampleIdentifier></oai-identifier>"
    )


def origin(attributes, inside=""):
    return (
        f"<originDescription {attributes}><baseURL>{URL}</baseURL><identifier>oai:b.example:1"
        f"</identifier><datestamp>2019-01-01</datestamp><metadataNamespace>{OAI}oai_dc/"
        f"</metadataNamespace>{inside}</originDescription>"
    )


def provenance(attributes, inside=""):
    return about(f'<provenance xmlns="{OAI}provenance">{origin(attributes, inside)}</provenance>')


def rights(inside, name="rights", attributes=""):
    return f'<{name} xmlns="{OAI}rights/"{attributes}>{inside}</{name}>'


def eprints(inside):
    return described(
        f'<eprints xmlns="http://www.openarchives.org/OAI/1.1/eprints">{inside}</eprints>'
    )


def branding(inside):
    return described(f'<branding xmlns="{OAI}branding/">{inside}</branding>')


HARVESTED = f'harvestDate="{NOW}" altered="true"'
POLICIES = (
    "<metadataPolicy><text>T</text></metadataPolicy><dataPolicy><URL>http://a/</URL></dataPolicy>"
)
REFERENCE = '<rightsReference ref="http://a.example/"/>'
TOKEN = "<resumptionToken{}>t</resumptionToken>"
METADATA = ' appliesTo="http://www.openarchives.org/OAI/2.0/entity#metadata"'

GOOD = {
    "identify": identify(),
    "day": identify(earliest="2020-01-01"),
    "compressions": identify(
        rest="<compression>gzip</compression><compression>deflate</compression>"
    ),
    "oai-identifier": oai_identifier(),
    "friends": described(f'<friends xmlns="{OAI}friends/"><baseURL>{URL}</baseURL></friends>'),
    "no friends": described(f'<friends xmlns="{OAI}friends/"/>'),
    "branding": branding(
        "<collectionIcon><url>http://a/</url><link>http://b/</link><title>T</title><width>1</width>"
        '</collectionIcon><metadataRendering metadataNamespace="http://n/" mimeType="text/xsl">'
        "http://r/</metadataRendering>"
    ),
    "eprints": eprints(f"<content><text>T</text></content>{POLICIES}<comment>C</comment>"),
    "rights manifest": described(rights(rights(REFERENCE), "rightsManifest", METADATA)),
    "rights": about(rights(REFERENCE)),
    "provenance": provenance(HARVESTED),
    "nested provenance": provenance(HARVESTED, origin('harvestDate="2018-01-01" altered="0"')),
    "dublin core": dublin_core('<dc:title xml:lang="zh-Hant">T</dc:title><dc:date/>'),
    "empty dublin core": dublin_core(""),
    "no metadata": records(),
    "token": records(
        token=TOKEN.format(f' expirationDate="{NOW}" completeListSize="2" cursor="0"')
    ),
    "bare token": records(token="<resumptionToken/>"),
    "deleted": response(
        "<GetRecord><record>" + header("", ' status="deleted"') + "</record></GetRecord>"
    ),
    "sets of a header": response(
        f"<ListIdentifiers>{header('<setSpec>a:b</setSpec><setSpec>c</setSpec>')}</ListIdentifiers>"
    ),
    "sets": sets("<setSpec>a:b-._~!*'()</setSpec><setName>N</setName>", "<resumptionToken/>"),
    "formats": formats("oai_dc"),
    "errors": response('<error code="badVerb"/><error code="badArgument">x</error>'),
    "echo": response(
        '<error code="noRecordsMatch"/>',
        ' verb="ListRecords" metadataPrefix="oai_dc" from="2020-01-01" until="2020-01-02" set="a"',
    ),
}
BAD = {
    "no verb": response(""),
    "two verbs": response("<error code='badVerb'/><ListSets><set/></ListSets>"),
    "unknown code": error("badGranularity"),
    "no code": response("<error>No.</error>"),
    "offset": identify(earliest="2020-01-01T00:00:00+01:00"),
    "no zone": response('<error code="badVerb"/>', date="2020-01-01 00:00:00"),
    "no such day": identify(earliest="2020-02-30"),
    "e-mail": identify(email="nobody"),
    "order": identify(rest="<protocolVersion>2.0</protocolVersion>"),
    "unknown element": identify(rest="<license>CC0</license>"),
    "text in description": described("words"),
    "two in a description": described(
        f'<friends xmlns="{OAI}friends/"/><friends xmlns="{OAI}friends/"/>'
    ),
    "no payload": identify("<description/>"),
    "namespace": oai_identifier(namespace="localhost"),
    "sample": oai_identifier(sample="oai:a.example:with space"),
    "scheme": oai_identifier(scheme="urn"),
    "friends of another name": described(f'<friends xmlns="{OAI}friends/"><url>x</url></friends>'),
    "icon without address": branding("<collectionIcon><title>T</title></collectionIcon>"),
    "rendering without type": branding(
        '<metadataRendering metadataNamespace="http://n/">http://r/</metadataRendering>'
    ),
    "eprints without policy": eprints("<metadataPolicy/>"),
    "rights twice": about(rights(REFERENCE * 2)),
    "rights of nothing": about(rights("")),
    "reference without address": about(rights("<rightsReference/>")),
    "manifest of other things": described(
        rights(rights(REFERENCE), "rightsManifest", ' appliesTo="http://a/"')
    ),
    "empty manifest": described(rights("", "rightsManifest")),
    "provenance without date": provenance('altered="true"'),
    "provenance neither altered nor not": provenance(f'harvestDate="{NOW}" altered="perhaps"'),
    "unknown element of Dublin Core": dublin_core("<dc:author>A</dc:author>"),
    "attribute of Dublin Core": dublin_core('<dc:title scheme="x">T</dc:title>'),
    "element in Dublin Core": dublin_core("<dc:title><dc:title/></dc:title>"),
    "dc of OAI": records("<metadata><dc/></metadata>"),
    "about before metadata": records(f"<about>{rights(REFERENCE)}</about><metadata/>"),
    "size zero": records(token=TOKEN.format(' completeListSize="0"')),
    "cursor below": records(token=TOKEN.format(' cursor="-1"')),
    "expiration_date": records(token=TOKEN.format(f' expiration_date="{NOW}"')),
    "two tokens": records(token=TOKEN.format("") * 2),
    "empty list": response("<ListRecords/>"),
    "list of a token": response(f"<ListIdentifiers>{TOKEN.format('')}</ListIdentifiers>"),
    "status": response("<ListIdentifiers>" + header("", ' status="gone"') + "</ListIdentifiers>"),
    "set spec": sets("<setSpec>a::b</setSpec><setName>N</setName>"),
    "no name": sets("<setSpec>a</setSpec>"),
    "prefix": formats("oai dc"),
    "echo of no argument": response('<error code="badVerb"/>', ' junk="x"'),
    "echo of no verb": response('<error code="badVerb"/>', ' verb="junk"'),
    "echo of no date": response('<error code="badVerb"/>', ' from="junk"'),
}
STRICTER = {
    "fractions of a second": response('<error code="badVerb"/>', date="2020-01-01T00:00:00.5Z"),
    "an offset of the response": response(
        '<error code="badVerb"/>', date="2020-01-01T00:00:00+01:00"
    ),
    "a year before Christ": identify(earliest="-2020-01-01"),
    "fractions of expiry": records(token=TOKEN.format(' expirationDate="2020-01-01T00:00:00.5Z"')),
}
UNKNOWN = '<y xmlns="http://unknown.example/"><z a="1">t<y xmlns=""/></z></y>'


@pytest.fixture(scope="module")
def published():
    """The published schemas together."""
    imports = "".join(
        f'<xs:import namespace="{space}" schemaLocation="{name}"/>'
        for space, name in PUBLISHED.items()
    )
    driver = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>'
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Offline())
    return etree.XMLSchema(etree.fromstring(driver, parser, base_url=f"{FOLDER}/x.xsd"))


def is_valid(xml):
    return _relax_ng().validate(parse(xml.encode()))


@pytest.mark.parametrize("xml", GOOD.values(), ids=GOOD.keys())
def test_what_the_specification_allows_is_valid(xml):
    """Every element and container has its place."""
    assert is_valid(xml)


@pytest.mark.parametrize("xml", [*BAD.values(), *STRICTER.values()], ids=[*BAD, *STRICTER])
def test_what_it_does_not_allow_is_not(xml):
    """One thing is wrong with each."""
    assert not is_valid(xml)


@pytest.mark.needs(FOLDER)
@pytest.mark.parametrize("xml", GOOD.values(), ids=GOOD.keys())
def test_the_published_schemas_agree_on_what_is_good(xml, published):
    """Nothing is taken that other validators refuse."""
    published.assertValid(parse(xml.encode()))


@pytest.mark.needs(FOLDER)
@pytest.mark.parametrize("xml", BAD.values(), ids=BAD.keys())
def test_the_published_schemas_agree_on_what_is_bad(xml, published):
    """Nothing is refused that other validators take."""
    assert not published.validate(parse(xml.encode()))


@pytest.mark.needs(FOLDER)
@pytest.mark.parametrize("xml", STRICTER.values(), ids=STRICTER.keys())
def test_the_grammar_is_stricter_where_the_text_is(xml, published):
    """Moments are UTC, in whole seconds (§3.3); the schema takes any dateTime."""
    assert published.validate(parse(xml.encode()))


@pytest.mark.parametrize(
    "xml",
    [
        records(f"<metadata>{UNKNOWN}</metadata>"),
        about(UNKNOWN),
        described(UNKNOWN),
        sets(f"<setSpec>a</setSpec><setName>N</setName><setDescription>{UNKNOWN}</setDescription>"),
        about(rights(f"<rightsDefinition>{UNKNOWN}</rightsDefinition>")),
    ],
)
def test_payloads_of_other_communities_are_any_element(xml):
    """A format that is not known here is judged by nobody here (§3.4)."""
    assert is_valid(xml)


@pytest.mark.parametrize("payload", ['<y xmlns=""/>', "<y/>", UNKNOWN * 2])
def test_a_payload_is_one_element_in_a_namespace(payload):
    """It has to stand alone, outside the namespace of OAI-PMH (§2.5)."""
    assert not is_valid(records(f"<metadata>{payload}</metadata>"))


@pytest.mark.needs(FOLDER)
@pytest.mark.parametrize(
    "path", sorted((FOLDER / "samples").glob("*.xml")), ids=lambda path: path.name
)
def test_the_samples_beside_the_schemas_are_judged_alike(path):
    """Whole responses, good ones and bad ones."""
    assert _relax_ng().validate(parse(path.read_bytes())) is path.name.startswith("ok-")
