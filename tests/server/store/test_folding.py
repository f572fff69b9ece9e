"""Folding: what counts as the same word, and where it stands in the text as written."""

import unicodedata
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.store.folding import (
    LONGEST_WORD,
    MOST_CHARACTERS,
    MOST_TIMES,
    MOST_WORDS,
    cuts,
    fold,
    words,
)

# Scripts whose characters depend on their neighbours, marks, ligatures, blanks of all kinds.
TRICKY = st.text(
    alphabet="aZé\u0301\u0308йИ\u1100\u1161\u11a8한국핵核试ｱﾞか\u3099\u0640كِتَابٌﷺﬁ①½ßſς"
    "ที่ดินกำမြန်ខ្មែหिन्दी_.,- \n\u00a0\u3000"
)


@given(st.text() | TRICKY)
@example("\u1112\u1161\u11ab")
@example("e\u0301te\u0301")
def test_the_words_are_those_of_the_index(written):
    """Whoever shows where a word stands sees the words that the index has."""
    assert [word.folded for word in words(written)] == fold(written).split()


@given(st.text() | TRICKY)
def test_a_word_stands_where_it_is_said_to_stand(written):
    """Cut out of the text and folded, a place gives its word again; places follow each other."""
    found = words(written)

    assert all(word.folded in fold(written[word.start : word.end]).split() for word in found)
    assert [word.start for word in found] == sorted(word.start for word in found)
    assert all(0 <= word.start < word.end <= len(written) for word in found)


@given(st.text() | TRICKY | st.text("aZ_\u00e9\u0301\u0439\u0130\u0133\u03c2\u2014\u2026 .\x1c"))
@example("A_b" + "c" * LONGEST_WORD)
def test_letters_that_most_people_write_are_folded_as_all_are(written):
    """ASCII, and Latin, Greek and Cyrillic, have a shorter way; a letter of Hindi closes it."""
    assert fold(f"{written} \u0915") == f"{fold(written)} \u0915".strip()


@pytest.mark.parametrize(
    ("written", "folded", "shown"),
    [
        ("«Ёлка»", "елка", "Ёлка"),
        ("страной, ", "странои", "страной"),
        (unicodedata.normalize("NFD", "страной, "), "странои", "страной"),
        ("كِتَابٌ،", "كتاب", "كِتَابٌ"),
        ("كتـــاب", "كتاب", "كتـــاب"),
        ("ﬁn", "fin", "ﬁn"),
        ("Straße", "strasse", "Straße"),
        ("हिन्दी,", "हनद", "हिन्दी"),
    ],
)
def test_marks_belong_to_the_word_that_they_stand_on(written, folded, shown):
    """Case, accents, vowel signs and tatweel make no other word, and are shown with it."""
    (word,) = words(written)

    assert word.folded == folded
    assert unicodedata.normalize("NFC", written[word.start : word.end]) == shown


def test_each_character_of_chinese_is_a_word():
    """Chinese has no blanks: two characters are found as surely as ten."""
    assert [tuple(word) for word in words("核试验")] == [("核", 0, 1), ("试", 1, 2), ("验", 2, 3)]


def test_each_letter_of_thai_is_a_word():
    """It has no blanks either; vowels and tones above and below belong to their letter."""
    found = words("ที่ดิน")

    assert [word.folded for word in found] == ["ท", "ด", "น"]
    assert [(word.start, word.end) for word in found] == [(0, 3), (3, 5), (5, 6)]


def test_a_word_without_end_is_cut():
    """It is found as those that it is cut into, which follow each other."""
    found = words("x" * (LONGEST_WORD + 1) + " y")

    assert [word.folded for word in found] == ["x" * LONGEST_WORD, "x", "y"]


@given(
    st.lists(st.tuples(st.integers(1, 6_000), st.integers(1, LONGEST_WORD)), max_size=6),
    st.sampled_from([1, 100, 2_000]),
)
def test_no_piece_is_too_large_for_an_index(runs, different):
    """Every word is in one piece, none holds too many, and none could hold the next word."""
    folded = [
        f"{number % different:0{length}}"[:LONGEST_WORD]
        for count, length in runs
        for number in range(count)
    ]
    edges = [0, *cuts(folded), len(folded)]
    pieces = [folded[first:end] for first, end in pairwise(edges)]

    def is_too_full(piece):
        most = max(Counter(piece).values(), default=0)
        size = sum(map(len, piece))
        return len(piece) > MOST_WORDS or size > MOST_CHARACTERS or most > MOST_TIMES

    assert [word for piece in pieces for word in piece] == folded
    assert not any(map(is_too_full, pieces))
    assert all(is_too_full([*one, *other[:1]]) for one, other in pairwise(pieces))


def test_korean_that_is_spelt_by_letters_stands_between_blanks():
    """Letters of Hangul make syllables only together, so their place is that of the whole word."""
    spelt = unicodedata.normalize("NFD", "핵 실험")

    assert [(word.folded, word.start, word.end) for word in words(spelt)] == [
        ("핵", 0, 3),
        ("실", 4, 10),
        ("험", 4, 10),
    ]
