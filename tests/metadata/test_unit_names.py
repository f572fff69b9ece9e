"""Names of units: ids and set specs that are in order, whatever archivists write."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from metadata.unit_names import beneath, id_beneath, id_of_whole, plain, spec_beneath
from schemas.grammar import is_id, is_set_spec

names = st.text(min_size=1).filter(lambda text: " ".join(text.split()) == text != "")


@settings(max_examples=60)
@given(names, st.lists(names, max_size=15))
def test_every_name_makes_an_id_and_a_set_spec(whole, path):
    """An id and a setSpec (OAI-PMH §2.6) come out of any reference code, at any depth."""
    unit_id = id_of_whole(whole)
    spec = plain(unit_id)
    assert is_set_spec(spec)
    for name in path:
        unit_id = id_beneath(unit_id, name)
        spec = spec_beneath(spec, name) or spec

        assert is_id(unit_id)
        assert is_set_spec(spec)


@settings(max_examples=40)
@given(names, names)
def test_names_that_differ_in_letters_stay_apart(one, other):
    """What a setSpec cannot say, a digest does: no two collections fall together."""
    letters = ["".join(filter(str.isalnum, name)) for name in (one, other)]
    assume(not all(name.isascii() for name in letters))
    assume(letters[0].casefold() != letters[1].casefold())
    assume(not any(name.isascii() for name in letters))

    assert plain(one) != plain(other)


def test_a_code_loses_what_is_above_it():
    """Only where the code above ends at a sign: F1 is not above F10."""
    assert beneath("F1-S1", ["F1"]) == "S1"
    assert beneath("F1/S1/2", ["x", "F1/S1"]) == "2"
    assert beneath("F10", ["F1"]) == "F10"
    assert beneath("F1", ["F1"]) == "F1"
    assert beneath("F1-", ["F1"]) == "F1-"


def test_an_address_is_an_id_without_its_scheme():
    """An address cannot stand within another."""
    assert id_of_whole("http://a.example/ark:/1/2") == "a.example/ark:/1/2"
