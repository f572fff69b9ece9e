"""Resource types, from what archives write to the DCMI Type Vocabulary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.derived import Derived
from schemas.resource_types import DCMITYPE, SYNONYMS, TYPES, read_type


@pytest.mark.parametrize("name", TYPES)
def test_a_type_is_read_from_its_name_in_any_spelling_and_from_its_address(name):
    """The vocabulary has twelve names, each with a URI (DCMI Metadata Terms, section 7)."""
    spellings = [name, name.lower(), name.upper(), f" {name} ", DCMITYPE + name, f"dcmitype:{name}"]
    spellings.append(DCMITYPE.replace("http:", "https:") + name)

    assert {read_type(spelling) for spelling in spellings} == {Derived(name)}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("text", "Text"),
        ("still image", "StillImage"),
        ("Still Image", "StillImage"),
        ("moving-image", "MovingImage"),
        ("interactive_resource", "InteractiveResource"),
        ("Images", "Image"),
        ("Audio", "Sound"),
        ("sound recording-nonmusical", "Sound"),
        ("Photograph", "StillImage"),
        ("photographs", "StillImage"),
        ("Map", "StillImage"),
        ("Video", "MovingImage"),
        ("Letter", "Text"),
        ("three dimensional object", "PhysicalObject"),
        ("Image;StillImage", "StillImage"),
        ("Image; Moving Image", "MovingImage"),
        ("StillImage|Image", "StillImage"),
        ("Text;", "Text"),
    ],
)
def test_what_certainly_means_a_type_is_read_as_it(written, name):
    """Spacing, plurals, the examples of the definitions, and a type written beside a wider one."""
    assert read_type(written) == Derived(name)


@pytest.mark.parametrize(
    "written", ["record", "postcard", "manuscript", "object", "Text;Image", "s", DCMITYPE]
)
def test_what_could_be_several_types_is_answered_with_the_twelve(written):
    """Nothing is guessed; the advice lists what would be accepted."""
    read = read_type(written)

    assert read.value is None
    assert all(name in read.advice for name in TYPES)


@pytest.mark.parametrize("blank", ["", " ", ";"])
def test_a_blank_names_no_type_and_is_no_fault(blank):
    """An empty cell says nothing."""
    assert read_type(blank) == Derived(None)


def test_no_synonym_means_two_types():
    """A synonym that stands twice would be decided by the order of the table."""
    names = [name for names in SYNONYMS.values() for name in names]

    assert len(names) == len(set(names))
    assert set(SYNONYMS) <= set(TYPES)


@given(st.one_of(st.text(), st.text("aegimstlxTSI ;|")))
def test_whatever_is_read_is_one_of_the_twelve(text):
    """Reading never raises; its result is a name of the vocabulary, or none with advice."""
    read = read_type(text)

    assert read.value in {None, *TYPES}
    assert read.value is None or read.advice is None
