"""HTML in values: told apart, made safe, made plain (Presentation 3.0 §4.5)."""

import html
import time

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from metadata.prose import ELEMENTS, is_html, plain_text, safe_html

ATTACKS = (
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    '<img src="https://ok.example/x.png" onload="alert(1)" alt="seal">',
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mi//xlink:href='javascript:alert(1)'>x</math>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<a href='//evil.example/'>x</a>",
    "<a href='http://ok.example/' onclick='alert(1)' style='color:red' target=_blank>x</a>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<form action='javascript:alert(1)'><input type=submit></form>",
    "<object data='javascript:alert(1)'></object>",
    "<base href='https://evil.example/'><b>x</b>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<style>*{background:url(//evil.example)}</style>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<b><!--><img src=x onerror=alert(1)>--></b>",
    "<span><![CDATA[<script>alert(1)</script>]]></span>",
    '<p title="<script>alert(1)</script>">x',
    "</span><script>alert(1)</script><span>",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<a href='https://a.example'>a</a>", True),
        ("one<br>two", True),
        ("one<BR/>two", True),
        ("<p>one", True),
        ("</p>", True),
        ("<em>one</em>", True),
        ("<script>one</script>", True),
        ("", False),
        ("plain", False),
        ("1 < 2 > 0", False),
        ("a <b c", False),
        ("<10 cm", False),
        ("<illegible> word", False),
        ("<Anna@archive.example>", False),
        ("<https://archive.example/a>", False),
        ("Smith &amp; Sons", False),
    ],
)
def test_markup_is_the_tag_of_a_known_element(text, expected):
    """A value is HTML when it holds a tag of HTML, not whenever it holds "<"."""
    assert is_html(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>one</p>", "<p>one</p>"),
        ("<span>one</span>", "<span>one</span>"),
        ("one<br>two", "<span>one<br/>two</span>"),
        ("<p>one<p>two", "<span><p>one</p><p>two</p></span>"),
        ("<i>one</i><i>two</i>", "<span><i>one</i><i>two</i></span>"),
        ("<b>R&D</b> & more", "<span><b>R&amp;D</b> &amp; more</span>"),
        ("<b>a&nbsp;b&eacute;</b>", "<b>a\u00a0bé</b>"),
        ("<b>a&#1;b</b>", "<b>ab</b>"),
        ("<em>one</em> two", "<span>one two</span>"),
        ("<ul><li>one<li>two</ul>", "<span>one two</span>"),
        ("<b>one</b> <illegible>", "<span><b>one</b> &lt;illegible&gt;</span>"),
        ("<a href='https://a.example/?b&c'>a</a>", '<a href="https://a.example/?b&amp;c">a</a>'),
        ("<a href='mailto:a@b.example' class=x>a</a>", '<a href="mailto:a@b.example">a</a>'),
        ("<a href='/records/x'>a</a>", "<a>a</a>"),
        ("<img src='http://a.example/' alt='>'>", '<img src="http://a.example/" alt="&gt;"/>'),
    ],
)
def test_safe_html_keeps_the_allowed_in_one_element(text, expected):
    """The result is one element of well-formed XML, of the names that §4.5 lists."""
    assert safe_html(text) == expected


@pytest.mark.parametrize("attack", ATTACKS)
def test_safe_html_keeps_nothing_that_runs(attack):
    """No element, attribute or address survives but those of §4.5."""
    tree = lxml.html.fragment_fromstring(safe_html(attack))

    assert {element.tag for element in tree.iter()} <= ELEMENTS
    for element in tree.iter():
        assert set(element.keys()) <= {"href", "src", "alt"}
        for name in {"href", "src"} & set(element.keys()):
            assert element.get(name).startswith(("http://", "https://", "mailto:"))


def test_safe_html_can_be_kept_to_fewer_elements():
    """A page that loads no foreign pictures asks for none."""
    text = "<p>A seal <img src='https://a.example/s.png' alt='seal'></p>"

    assert safe_html(text, ELEMENTS - {"img"}) == "<p>A seal </p>"


_TAGS = ["p", "/p", "b", "/b", "br", "a href='http://a.example/&'", "/a", "img alt='>'", "/span"]
_OTHER_TAGS = ["table", "td", "li", "svg", "style", "x", "!--", "![CDATA["]
_SIGNS = ["-->", "]]>", "&nbsp;", "&#0;", "&#xb;", "&", "<", ">", '"', "'", "x", "\x01", "\ufffe"]
_PIECES = st.sampled_from([f"<{tag}>" for tag in _TAGS + _OTHER_TAGS] + ["<!--"] + _SIGNS)


@given(st.lists(_PIECES, max_size=12).map("".join))
def test_safe_html_is_well_formed_and_settled(text):
    """Whatever comes in, the result is XML, begins with "<", ends with ">", and stays as it is."""
    result = safe_html(text)

    etree.fromstring(result.encode())
    assert (result[0], result[-1]) == ("<", ">")
    assert safe_html(result) == result


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain  text\nas it is & < >", "plain  text\nas it is & < >"),
        ("<p>One.</p><p>Two.</p>", "One. Two."),
        ("one<br>two", "one two"),
        ("<ul><li>one</li><li>two</li></ul>", "one two"),
        ("<b>R&amp;D</b>&nbsp;&lt;1&gt;", "R&D <1>"),
        ("H<sub>2</sub>O", "H2O"),
        (
            "see <a href='https://a.example/x'>the photo</a>.",
            "see the photo (https://a.example/x).",
        ),
        ("<a href='https://a.example/x'>https://a.example/x</a>", "https://a.example/x"),
        ("<a href='https://a.example/'>a.example</a>", "https://a.example/"),
        ("<a href='mailto:a@b.example'>a@b.example</a>", "a@b.example"),
        ("<a href='https://a.example/?b=1&amp;c=2'><i>x</i></a>", "x (https://a.example/?b=1&c=2)"),
        ("<a href='javascript:alert(1)'>x</a>", "x"),
        ("<b>one</b><script>two</script><style>three</style>", "one"),
        ("<b>one</b> <illegible>", "one <illegible>"),
    ],
)
def test_plain_text_keeps_words_and_addresses(text, expected):
    """Markup goes; words, and where links led, stay."""
    assert plain_text(text) == expected


@given(st.text(alphabet="abc &;.,\n\t<>éж中", max_size=40))
def test_escaped_words_come_back_from_a_paragraph(words):
    """What is escaped into HTML is what plain text gives back, white space apart."""
    assert plain_text(f"<p>{html.escape(words)}</p>") == " ".join(words.split())


@pytest.mark.parametrize(
    "text",
    ["<" * 50_000, "<p " * 50_000, "</" * 50_000, "<a href='" * 50_000, "<b>" + "&" * 50_000],
)
def test_long_nonsense_is_told_apart_in_linear_time(text):
    """No pattern backtracks over what a stranger wrote."""
    start = time.process_time()
    is_html(text)
    plain_text(text)

    assert time.process_time() - start < 1
