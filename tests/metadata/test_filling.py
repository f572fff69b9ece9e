"""Functions made of the XML of tables: what they look like, and that values stay values."""

import re

import pytest

from metadata import filling
from metadata.filling import filler, source_of
from metadata.forms import Xml

PIECES = [("<t{lang}>{value}</t>", 0), ('<d n="{value}"/>', 0)]


def filled(xml, **fields):
    """Return *xml* with *fields* in its places."""
    (found,) = filler([(xml, 0)])([fields])
    return found.decode()


def test_the_source_text_is_as_it_is_shown():
    """Whoever reads the docstring has seen what is made of a table."""
    shown = re.search(r"it is::\n\n(.*)", filling.source_of.__doc__, re.DOTALL)[1]
    lines = [line.removeprefix(" " * 8) for line in shown.rstrip().splitlines()]

    assert source_of(PIECES) == "\n".join(lines) + "\n"


def test_each_piece_has_the_fields_of_its_form():
    """Of several forms that a value has, each rule takes its own."""
    fill = filler([("<a>{value}</a>", 1), ("<b>{value}</b>", 0), ("<c/>", 0)])

    assert fill([{"value": "W"}, {"value": "1958"}]) == (b"<a>1958</a>", b"<b>W</b>", b"<c/>")


@pytest.mark.parametrize(
    "odd", ["{value}", "{{", "'", '"', "\\", "\\x41", "'''", "\n", "\0", "№", "{told}", "%s"]
)
def test_values_and_literals_are_taken_as_they_are(odd):
    """Neither the letters of a table nor those of a value mean anything in Python."""
    assert filled(f"<a>{{value}}</a>{odd.replace('{', '').replace('}', '')}", value=odd) == (
        f"<a>{odd}</a>{odd.replace('{', '').replace('}', '')}"
    )


def test_braces_around_no_name_are_letters():
    """Only a name in braces is a field."""
    assert filled("<a>{ } {-} {{</a>{value}", value="x") == "<a>{ } {-} {{</a>x"


def test_an_attribute_without_anything_to_say_is_not_written():
    """Of several, each for itself; one that has other letters too is always there."""
    xml = '<p a="{one}" b="{two}" c="no {two}" d:e="{one}"/>'

    assert filled(xml, one="", two="2") == '<p b="2" c="no 2"/>'
    assert filled(xml, one="1", two="") == '<p a="1" c="no " d:e="1"/>'


def test_a_language_is_an_attribute():
    """xml:lang where it is known, quoted as an attribute; Xml is put in as it is."""
    xml = "<a{lang}>{value}</a>"

    assert filled(xml, lang="zh-Hans", value=Xml("<b/>")) == '<a xml:lang="zh-Hans"><b/></a>'
    assert filled(xml, lang="", value="x") == "<a>x</a>"


def test_a_field_that_nobody_gives_is_an_error():
    """It is an error in the table, which its tests are to find."""
    with pytest.raises(KeyError, match="label"):
        filled("<a>{label}</a>", value="x")
