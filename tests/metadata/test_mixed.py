"""Mixed content becomes what people read: blanks, lines and paragraphs."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metadata.markup import escape, parse
from metadata.mixed import text_of
from schemas.grammar import xml_illegal

CASES = [
    (
        "words within words",
        "<p>un<emph>believ</emph>able, <title>X</title>'s</p>",
        "unbelievable, X's",
    ),
    ("line ends", "<p>\n  one\n\ttwo </p>", "one two"),
    ("a blank that stays", "<p>10\u00a0km</p>", "10\u00a0km"),
    ("lb", "<p>one<lb/>two <lb/> three</p>", "one\ntwo\nthree"),
    ("p", "<a><p>one</p>\n\n<p>two</p></a>", "one\n\ntwo"),
    (
        "blockquote in p",
        "<a><p>one <blockquote><p>two</p></blockquote> three</p></a>",
        "one\n\ntwo\n\nthree",
    ),
    ("list", "<a><list><head>H</head><item>one</item><item>two</item></list></a>", "H\none\ntwo"),
    (
        "list of definitions",
        "<a><list type='deflist'><defitem><label>a</label><item>one</item></defitem>"
        "<defitem><label>b</label>\n<item>two</item></defitem></list></a>",
        "a: one\nb: two",
    ),
    (
        "chronlist",
        "<a><chronlist><chronitem><date>1900</date><event>born</event></chronitem><chronitem>"
        "<date>1910</date><eventgrp><event>a</event><event>b</event></eventgrp></chronitem>"
        "</chronlist></a>",
        "1900: born\n1910: a\nb",
    ),
    (
        "chronlist (EAD3)",
        "<a><chronlist><chronitem><daterange><fromdate>1900</fromdate><todate>1910</todate>"
        "</daterange><chronitemset><event>a</event><event>b</event></chronitemset></chronitem>"
        "</chronlist></a>",
        "1900 1910: a\nb",
    ),
    (
        "table",
        "<a><table><tgroup><tbody><row><entry>a</entry><entry>b</entry></row><row><entry>c</entry>"
        "</row></tbody></tgroup></table></a>",
        "a b\nc",
    ),
    ("parts that touch", "<a><extent>2 m</extent><dimensions>3 cm</dimensions></a>", "2 m 3 cm"),
    ("a date in brackets", "<a>Map (<unitdate>1790</unitdate>)</a>", "Map (1790)"),
    (
        "a link",
        "<p>see <ref href='https://a.example/b'>this</ref>.</p>",
        "see this (https://a.example/b).",
    ),
    (
        "a link that says it",
        "<p><ref href='https://a.example/'>https://a.example/</ref></p>",
        "https://a.example/",
    ),
    (
        "a link without words",
        "<p>see <ptr href='https://a.example/'/> too</p>",
        "see https://a.example/ too",
    ),
    ("a link within", "<p>see <ref target='c7'>file 7</ref></p>", "see file 7"),
    ("what is internal", "<p>a <emph audience='internal'>b</emph> c</p>", "a c"),
    ("comments", "<p>a<!-- b -->c</p>", "ac"),
    ("nothing", "<p/>", ""),
]


@pytest.mark.parametrize(
    ("xml", "text"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_mixed_content_reads_as_it_is_meant(xml, text):
    """Elements within a sentence leave no trace, those that lay it out become line ends."""
    assert text_of(parse(xml.encode())) == text


def test_a_child_may_be_left_out():
    """The heading of a section is its label, where it stands right in it."""
    xml = b"<odd><head>A</head><p>b</p><list><head>C</head></list></odd>"

    assert text_of(parse(xml), ("head",)) == "b\n\nC"


@settings(max_examples=50)
@given(st.text().filter(lambda text: xml_illegal(text) is None))
def test_words_are_kept_whatever_marks_them(text):
    """No letter is lost or added between elements."""
    xml = f"<p>a <emph>{escape(text)}</emph><lb/>{escape(text)} b</p>"
    read = text_of(parse(xml.encode()))

    assert "".join(read.split()) == "".join(f"a{text}{text}b".split())


@pytest.mark.parametrize(
    "inside",
    ["<part/>" * 50_000, "a<part/>b" * 50_000, "<defitem><label/></defitem>" * 25_000],
    ids=["parts", "words", "labels"],
)
def test_many_empty_elements_take_no_time_to_speak_of(inside):
    """What separates words is read once, however much of it there is."""
    element = parse(f"<a>{inside}</a>".encode())
    started = time.process_time()

    assert set(text_of(element)) <= set("ab: \n")
    assert time.process_time() - started < 5
