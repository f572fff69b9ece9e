"""XML from outside and to the outside: what is refused, and how text is escaped."""

import ast
import contextlib
import io
import socket
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metadata.markup import RefusedXml, attribute, escape, parse, stream, unparsed_files
from schemas.grammar import xml_illegal

HOUSE = Path(__file__).parents[2]

LEVELS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 12))
LAUGHS = b'<!DOCTYPE a [<!ENTITY l0 "lol">' + LEVELS + b"]>"
LONG = b'<!DOCTYPE a [<!ENTITY x "' + b"x" * 100_000 + b'">]>'

DOCTYPES = {
    "bare": b"<!DOCTYPE a><a/>",
    "of XHTML": b'<!DOCTYPE a PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd"><a/>',
    "external": b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>',
    "in UTF-16": '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16"),
    "default attribute": b'<!DOCTYPE a [<!ATTLIST a b CDATA "c">]><a/>',
    "entity of a file": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
    "entity in an attribute": b'<!DOCTYPE a [<!ENTITY x "y">]><a b="&x;"/>',
    "parameter entity": b'<!DOCTYPE a [<!ENTITY % x SYSTEM "file:///etc/hostname">%x;]><a/>',
    "laughs": LAUGHS + b"<a>&l11;</a>",
    "laughs in an attribute": LAUGHS + b'<a b="&l11;"/>',
    "quadratic": LONG + b"<a>" + b"&x;" * 10_000 + b"</a>",
    "quadratic in an attribute": LONG + b'<a b="' + b"&x;" * 10_000 + b'"/>',
}

PICTURES = (
    b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd" [<!NOTATION jpeg SYSTEM "jpeg">'
    b'<!ENTITY p1 SYSTEM "p/1.jpg" NDATA jpeg><!ENTITY p2 PUBLIC "-//p//2" "2.jpg" NDATA jpeg>]>'
)

BROKEN = {
    "empty": b"",
    "text": b"not XML",
    "cut off": b"<a><b>",
    "two roots": b"<a/><a/>",
    "entity of HTML": b"<a>&nbsp;</a>",
    "not UTF-8": b"<a>\xff</a>",
    "NUL": b"<a>\x00</a>",
    "control character": b"<a>&#1;</a>",
    "unknown encoding": b'<?xml version="1.0" encoding="klingon"?><a/>',
    "very deep": b"<a>" * 200_000 + b"</a>" * 200_000,
}


@pytest.mark.parametrize("name", DOCTYPES)
def test_a_doctype_is_refused(name):
    """No standard read here has one, and only it can declare entities (XML §2.8, §4.2)."""
    with pytest.raises(RefusedXml):
        parse(DOCTYPES[name])


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_not_well_formed_is_refused(name):
    """A parser that mends a document would invent what it says (XML §1.2)."""
    with pytest.raises(RefusedXml):
        parse(BROKEN[name])


@pytest.mark.parametrize("name", DOCTYPES)
def test_bombs_are_refused_at_once(name):
    """Neither time nor memory is spent on entities that multiply."""
    started = time.process_time()
    with pytest.raises(RefusedXml):
        parse(DOCTYPES[name])

    assert time.process_time() - started < 0.5


@pytest.mark.parametrize("name", [name for name in DOCTYPES if "ENTITY" in str(DOCTYPES[name])])
def test_a_stream_has_no_entity_that_a_text_could_have(name):
    """One that declares a text, its own or of a file, is refused before anything is read."""
    with pytest.raises(RefusedXml):
        list(stream(io.BytesIO(DOCTYPES[name]), lambda _: True))


def test_a_stream_may_name_pictures():
    """Unparsed entities are names of files that nobody opens here (XML §4.2.2)."""
    document = io.BytesIO(PICTURES + b'<a b="&lt;"/>')
    (root,) = stream(document, lambda _: True)

    assert unparsed_files(root) == {"p1": "p/1.jpg", "p2": "2.jpg"}


def test_a_picture_is_no_text():
    """A reference to an unparsed entity is not well-formed in content (XML §4.1), nor followed."""
    found = [*_texts(PICTURES + b"<a>x&p1;</a>")]

    assert found in ([], ["x"])


def _texts(xml):
    """Yield the texts of the root, as far as it can be read."""
    with contextlib.suppress(RefusedXml):
        for root in stream(io.BytesIO(xml), lambda _: True):
            yield "".join(root.itertext(with_tail=False, tag="a"))


def test_nothing_is_fetched():
    """What a document names is not looked for, whether a DTD, a schema or a style sheet."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        doctype = f'<!DOCTYPE a [<!ENTITY % x SYSTEM "{address}">%x;]><a/>'
        hint = (
            f'<?xml-stylesheet href="{address}"?>'
            f'<a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
            f' xsi:schemaLocation="urn:a {address}"/>'
        )
        with pytest.raises(RefusedXml):
            parse(doctype.encode())
        parse(hint.encode())
        server.settimeout(0)

        with pytest.raises(BlockingIOError):
            server.accept()


def test_inclusions_stay_what_they_are():
    """XInclude is a wish that nobody here grants."""
    xml = b'<a xmlns:x="http://www.w3.org/2001/XInclude"><x:include href="/etc/hostname"/></a>'

    assert parse(xml)[0].tag == "{http://www.w3.org/2001/XInclude}include"


@pytest.mark.parametrize("xml", [b"<a><![CDATA[<!DOCTYPE a>]]></a>", b"<!-- <!DOCTYPE a> --><a/>"])
def test_the_word_doctype_is_no_doctype(xml):
    """In text and comments it declares nothing (XML §2.5, §2.7)."""
    assert parse(xml).tag == "a"


def test_only_one_module_parses_xml():
    """Everything from outside goes through the one parser: nothing goes around it."""
    makers = {"parse", "fromstring", "iterparse", "XML", "XMLID", "HTML", "XMLParser", "XSLT"}
    found = set()
    for package in ("schemas", "metadata", "server"):
        for path in (HOUSE / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Attribute)
                    and node.attr in makers
                    and ast.unparse(node.value).endswith(("etree", "ElementTree", "lxml.html"))
                ):
                    found.add(path.relative_to(HOUSE).as_posix())

    assert found == {"metadata/markup.py"}


legal_text = st.text().filter(lambda text: xml_illegal(text) is None)


@given(legal_text)
def test_escaped_text_is_read_back(text):
    """Whatever XML can carry arrives as it was, carriage returns too (§2.11)."""
    assert (parse(f"<a>{escape(text)}</a>".encode()).text or "") == text


@given(legal_text)
def test_an_escaped_attribute_is_read_back(text):
    """White space in attributes would be normalised if it were not written as references (§3.3.3)."""  # noqa: E501
    assert parse(f"<a b={attribute(text)}/>".encode()).get("b") == text
