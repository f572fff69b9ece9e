"""The small grammars: what an id may be, and why not."""

import pytest

from schemas.grammar import id_fault


@pytest.mark.parametrize(
    "text", ["a", "MS 12/3 a", "档案-1", "أرشيف 2", "q?x=1&y#z", "100%", "doi:10.1/x", "x" * 255]
)
def test_nearly_anything_is_an_id(text):
    """Slashes, spaces, signs and every script."""
    assert id_fault(text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has 0"),
        ("x" * 256, "has 256"),
        ("a ", "at its ends"),
        ("a\u00a0b", "U+00A0, no-break space"),
        ("a\u200bb", "U+200B, zero width space"),
        ("a\nb", "U+000A, a control character"),
        ("a//b", "between slashes"),
        ("a/../b", "between slashes"),
    ],
)
def test_a_fault_says_what_nobody_sees(text, said):
    """An archivist looks at "MS 12" for an hour before the space is found to be another."""
    assert said in id_fault(text)
