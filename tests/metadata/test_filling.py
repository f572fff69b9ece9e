"""Python made of the XML of tables: what it looks like, and that values stay values."""

import re

import pytest

from metadata.filling import expression, filler
from metadata.forms import Xml


def filled(xml, **fields):
    """Return *xml* with *fields* in its places."""
    return filler(xml)(fields).decode()


def test_the_source_text_is_as_it_is_shown():
    """Whoever reads the docstring has seen what is made of a table."""
    xml, source = re.search(r"For ``(.*)`` it is::\s+(.*)", expression.__doc__).groups()

    assert expression(xml, "a") == source


@pytest.mark.parametrize(
    "odd", ["'", '"', "\\", "\\x41", "'''", '"""', "\n", "\0", "№", "%s", "\\N{DIGIT ONE}"]
)
def test_values_and_letters_are_taken_as_they_are(odd):
    """Neither the letters of a table nor those of a value mean anything in Python."""
    letters = odd.replace("{DIGIT ONE}", "")

    assert filled(f"<a>{{value}}</a>{letters}", value=odd) == f"<a>{odd}</a>{letters}"


@pytest.mark.parametrize("value", ["{value}", "{{", "{1 + 1}", "__import__", "''' + '"])
def test_a_value_is_never_source_text(value):
    """It is given to the function that was made before it came."""
    assert filled('<a b="{value}">{value}</a>', value=value) == f'<a b="{value}">{value}</a>'


def test_braces_around_no_name_are_letters():
    """Only a name in braces is a field."""
    assert filled("<a>{ } {-} {{</a>{value}", value="x") == "<a>{ } {-} {{</a>x"


def test_an_attribute_without_anything_to_say_is_not_written():
    """Of several, each for itself; one that has other letters too is always there."""
    xml = '<p a="{one}" b="{two}" c="no {two}" d:e="{one}"/>'

    assert filled(xml, one="", two="2") == '<p b="2" c="no 2"/>'
    assert filled(xml, one="1", two="") == '<p a="1" c="no " d:e="1"/>'


def test_xml_is_put_in_as_it_is():
    """What was escaped before, or is XML itself."""
    assert filled("<a>{value}</a>", value=Xml("<b/>")) == "<a><b/></a>"


def test_a_field_that_nobody_gives_is_an_error():
    """It is an error in the table, which its tests are to find."""
    with pytest.raises(KeyError, match="label"):
        filled("<a>{label}</a>", value="x")
