"""Texts for people: safe, in their language and direction, and cut between words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.record import Value
from server.passages import language_name, paragraphs, phrase, shorten, title_of


@pytest.mark.parametrize(
    ("lang", "direction"),
    [
        ("en", "ltr"),
        ("ar", "rtl"),
        ("he", "rtl"),
        ("zh-Hans", "ltr"),
        ("und", "auto"),
        (None, "auto"),
    ],
)
def test_a_passage_runs_as_its_language_does(lang, direction):
    """Where the language is unknown, the browser looks at the letters (HTML §3.2.6.4)."""
    found = phrase("text", lang)

    assert (found.lang, found.dir) == (lang, direction)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ('"quoted"', "&#34;quoted&#34;"),
        ("<i>Pravda</i>", "<i>Pravda</i>"),
        ("<b onclick=x>a</b><script>alert(1)</script>", "<b>a</b>"),
        ("a <img src='https://a.example/x.png' alt='x'> b", "<span>a  b</span>"),
    ],
)
def test_a_phrase_is_escaped_or_made_safe(text, html):
    """Plain text is escaped; of HTML stays what is allowed, without pictures from elsewhere."""
    assert phrase(text).html == html


def test_a_title_holds_no_link():
    """Titles stand in links, and a link in a link would end it."""
    title = Value("<a href='https://a.example/'><i>Pravda</i></a>, 1958<br>", "en")

    assert title_of(title).html == "<span><i>Pravda</i>, 1958</span>"


def test_blank_lines_divide_paragraphs():
    """Lines within a paragraph are kept: a list of names is one."""
    found = paragraphs("One & one\r\ntwo\r\n\r\n \n\nthree\n")

    assert found.html == "<p>One &amp; one\ntwo</p><p>three</p>"


def test_a_text_of_html_keeps_its_own_paragraphs():
    """A transcript may be HTML as any value may."""
    assert paragraphs("<p>a</p><p>b</p>").html == "<div><span><p>a</p><p>b</p></span></div>"


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("one two three", "one two three"),
        ("one two three four", "one two three…"),
        ("one two, three four", "one two…"),
        ("<p>one</p>\n<p>two</p>", "one two"),
        ("一二三四五六七八九十一二三四五", "一二三四五六七八九十一二三…"),
    ],
)
def test_long_text_is_cut_between_words(text, short):
    """No word is broken, no comma left over; Chinese may be cut anywhere."""
    assert shorten(text, 13) == short


@given(st.text(alphabet="ab ,中\n", max_size=80), st.integers(1, 60))
def test_no_cut_is_longer_than_asked(text, longest):
    """The dots come on top, and what is not cut is only tidied."""
    short = shorten(text, longest)

    assert len(short) <= longest + 1
    assert short.endswith("…") or short == " ".join(text.split())


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("ru", "Russian"),
        ("zh-Hans", "Chinese (Simplified)"),
        ("pt-BR", "Portuguese (Brazil)"),
        ("lzh", "Literary Chinese"),
        ("zh-Hant-TW", "Chinese (Traditional, Taiwan)"),
        ("und", "Unknown language"),
        ("x-own", "x (own)"),
    ],
)
def test_a_language_has_its_english_name(tag, name):
    """The names are those of CLDR, <https://cldr.unicode.org>."""
    assert language_name(tag) == name
