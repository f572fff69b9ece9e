"""The index of texts and of their terms, on both kinds of database."""

from collections import Counter

import pytest
from archives import letter
from searching import LETTER, prepared, store, written
from sqlalchemy import select

from schemas.record import Collection
from server.rebuild import reselect
from server.store.finding import Sought
from server.store.folding import MOST_CHARACTERS, MOST_TIMES, fold, words
from server.store.scopes import EVERYTHING, OF_PAGE, OF_RECORD, Scope
from server.store.tables import terms, texts
from server.store.vocabulary import terms as terms_of


def sought(archive, phrase, scope=EVERYTHING, **asked):
    """The record, page and language of each text that is found."""
    phrases = (phrase,) if phrase else ()
    found = archive.store.find_texts(Sought(scope, phrases, **asked), 0, 100).found
    return [(one.record_id, one.text.page_key, one.text.tag) for one in found]


def rows(archive):
    """What the index holds, as one sees it from outside."""
    with archive.store.engine.connect() as connection:
        return connection.execute(select(texts).order_by(texts.c.number)).all()


def counted(archive, scope):
    """The terms of *scope*, as they are kept."""
    query = select(terms.c.term, terms.c.form, terms.c.total).where(terms.c.scope == scope.number)
    with archive.store.engine.connect() as connection:
        found = connection.execute(query)
        return {(row.term, row.form or row.term): row.total for row in found}


@pytest.mark.parametrize(
    ("phrase", "tag"),
    [
        ("дорогои товарищ", "ru"),
        ("еще", "ru"),
        ("treaty", "en"),
        ("核 试 验", "zh"),
        ("كتاب", "ar"),
        ("الكتاب", "ar"),
        (fold("ทดลองอาวุธ"), "th"),
    ],
)
def test_a_text_is_found_in_its_language(any_archive, tmp_path, phrase, tag):
    """Case, accents and vowel signs make no difference; characters of Chinese are neighbours."""
    store(any_archive, tmp_path, written("a", LETTER), written("b", {"en": "Nothing 试 核 验."}))

    assert sought(any_archive, phrase) == [("a", "p1", tag)]


def test_a_search_is_confined_to_a_record_or_a_set(any_archive, tmp_path):
    """A set holds those beneath it; the root holds everything."""
    one, two = {"en": "A bird."}, {"en": "Two birds, one bird."}
    store(
        any_archive,
        tmp_path,
        written("a", one, two, collections=["zoo:birds"]),
        written("b", one, collections=["zoo"]),
        written("c", one, collections=[]),
    )

    def ids(**scope):
        return [found[:2] for found in sought(any_archive, "bird", Scope(**scope))]

    assert ids(record_id="a") == [("a", "p1"), ("a", "p2")]
    assert ids(set_spec="zoo:birds") == [("a", "p1"), ("a", "p2")]
    assert ids(set_spec="zoo") == [("a", "p1"), ("a", "p2"), ("b", "p1")]
    assert ids(set_spec="top") == [("a", "p1"), ("a", "p2"), ("b", "p1"), ("c", "p1")]
    assert ids(set_spec="zoo:bir") == ids(record_id="zoo") == []


def test_words_that_name_marks_are_words(any_archive, tmp_path):
    """What a text is, and which sets it is in, is no word of it."""
    mark = Scope(set_spec="letters").mark.removeprefix("#")
    store(any_archive, tmp_path, written("a", {"en": "A page."}), written("b", {"en": mark}))

    assert sought(any_archive, "page") == [("a", "p1", "en")]
    assert sought(any_archive, "record") == []
    assert sought(any_archive, mark) == [("b", "p1", "en")]


def test_only_what_a_manifest_shows_is_found(any_archive, tmp_path):
    """A page without a picture has no canvas, a record without pictures no manifest."""
    lost = {"key": "lost", "text": {"en": "A lost bird."}}
    native = written("a", {"en": "A bird."}, text={"en": "Of a bird."})
    native["pages"].append(lost)
    store(any_archive, tmp_path, native, letter("b", pages=[lost], text={"en": "No bird."}))

    assert sought(any_archive, "bird") == [("a", "p1", "en"), ("a", "", "en")]
    assert sought(any_archive, "bird", kinds=(OF_PAGE,)) == [("a", "p1", "en")]
    assert sought(any_archive, "", kinds=(OF_RECORD,)) == [("a", "", "en")]


@pytest.mark.parametrize("going", ["deleted", "restricted"])
def test_what_is_hidden_is_found_no_more(any_archive, tmp_path, going):
    """By the transaction that hides it, and its terms are counted no more."""
    native = written("a", LETTER)
    store(any_archive, tmp_path, native, written("b", {"en": "The treaty."}))
    if going == "deleted":
        any_archive.store.delete(["a"])
    else:
        store(any_archive, tmp_path, native | {"access": "restricted"})

    assert sought(any_archive, "treaty") == [("b", "p1", "en")]
    assert sought(any_archive, "", Scope("a")) == []
    assert counted(any_archive, Scope("a")) == {}
    assert counted(any_archive, EVERYTHING) == {("the", "The"): 1, ("treaty", "treaty"): 1}


def test_a_record_that_leaves_a_set_is_not_found_there(any_archive, tmp_path):
    """And its terms leave with it."""
    store(any_archive, tmp_path, written("a", LETTER, collections=["old"]))
    store(any_archive, tmp_path, written("a", LETTER, collections=["new"]))

    assert sought(any_archive, "treaty", Scope(set_spec="old")) == []
    assert counted(any_archive, Scope(set_spec="old")) == {}
    assert sought(any_archive, "treaty", Scope(set_spec="new")) == [("a", "p1", "en")]
    assert counted(any_archive, Scope(set_spec="new")) == counted(any_archive, Scope("a"))


def test_a_set_of_a_kind_can_be_searched(any_archive, tmp_path):
    """Membership is settled on write, for texts as for lists."""
    store(any_archive, tmp_path, written("a", LETTER))
    any_archive.store.describe([Collection("russian", where={"language": ("ru",)})])
    reselect(any_archive, lambda report: None)

    assert sought(any_archive, "treaty", Scope(set_spec="russian")) == [("a", "p1", "en")]


def test_texts_that_did_not_change_are_not_written(any_archive, tmp_path):
    """A new title moves no text; a new text moves those of its record alone."""
    store(any_archive, tmp_path, written("a", LETTER), written("b", {"en": "A bird."}))
    before = rows(any_archive)
    store(any_archive, tmp_path, written("a", LETTER, metadata={"title": ["Another"]}))
    assert rows(any_archive) == before

    store(any_archive, tmp_path, written("b", {"en": "A cat."}))
    assert [row for row in rows(any_archive) if row.record_id == "a"] == before[: len(LETTER)]
    assert sought(any_archive, "bird") == []


def test_terms_are_counted_as_if_counted_anew(any_archive, tmp_path):
    """Whatever comes, changes and goes, a set counts what its records hold."""
    versions = [LETTER, {"en": "A treaty, a bird."}, {"ru": "Ёлка, ёлка, Ёлка."}, {}]
    kept = {}
    for number, sets in enumerate([["x"], ["x:y"], ["x", "z"], []] * 4):
        record_id, version = "abc"[number % 3], versions[number * 7 % 4]
        kept[record_id] = (sets, version)
        store(any_archive, tmp_path, written(record_id, version, collections=sets))

    def anew(scope):
        return Counter(
            term
            for sets, version in kept.values()
            if scope == "top" or any(one.startswith(scope) for one in sets)
            for one in version.values()
            for term in terms_of(one, words(one))
        )

    for spec in ("top", "x", "x:y", "z"):
        assert counted(any_archive, Scope(set_spec=spec)) == anew(spec)


def test_a_long_text_comes_in_pieces(any_archive, tmp_path):
    """A tsvector holds no more; what is beyond the first piece is found where it stands."""
    long = "lorem ipsum " * MOST_TIMES + "lorem sit amet"
    store(any_archive, tmp_path, written("a", {"la": long}))
    (found,) = any_archive.store.find_texts(Sought(Scope("a"), ("sit amet",)), 0, 10).found

    assert len(rows(any_archive)) == 2
    assert found.text.text == "lorem sit amet"
    assert found.text.start == long.rindex("lorem")
    assert found.text.is_quoted


@pytest.mark.parametrize(
    ("word", "phrase"),
    [
        ("a" * 5_000, fold("a" * 5_000)),
        ("ก" * 5_000, "ก ก"),
        ("\U00010330" * 600, "\U00010330" * 100 + "x"),
    ],
    ids=["Latin", "Thai", "Gothic"],
)
def test_a_word_that_does_not_end_is_found(any_archive, tmp_path, word, phrase):
    """PostgreSQL has room for 2,046 bytes of a word, and passes over a longer one."""
    store(any_archive, tmp_path, written("a", {"und": f"one {word}x"}))

    assert sought(any_archive, phrase)[0] == ("a", "p1", "und")


def test_many_long_words_come_in_pieces(any_archive, tmp_path):
    """A tsvector has room for a megabyte, of words and of where they stand."""
    stem = "\U00010330" * 400  # a letter of Gothic, of four bytes
    long = " ".join(f"{stem}{number}" for number in range(1_000))
    store(any_archive, tmp_path, written("a", {"got": long}))

    assert len(rows(any_archive)) == -(-len(long) // MOST_CHARACTERS)
    assert sought(any_archive, f"{stem}999") == [("a", "p1", "got")]


def test_what_stands_after_many_of_its_like_is_found(any_archive, tmp_path):
    """PostgreSQL remembers 255 places of a word: beyond them no phrase would be found."""
    long = "the end " * 400 + "of the treaty"
    store(any_archive, tmp_path, written("a", {"en": long}))

    assert sought(any_archive, "of the treaty") == [("a", "p1", "en")]


def test_boxes_go_with_their_piece(any_archive, tmp_path):
    """They are counted from where it begins."""
    long = "lorem ipsum " * MOST_TIMES + "lorem"
    end = len(long)
    boxes = ((0, 5, 1, 1, 9, 9), (end - 5, end, 2, 2, 9, 9))
    any_archive.store.put([prepared(any_archive, written("a", {"la": long}), tmp_path, boxes)])
    found = any_archive.store.find_texts(Sought(Scope("a"), ()), 0, 10).found

    assert [list(map(list, one.text.boxes)) for one in found] == [
        [[0, 5, 1, 1, 9, 9]],
        [[0, 5, 2, 2, 9, 9]],
    ]


def test_a_list_goes_on_from_where_it_stood(any_archive, tmp_path):
    """Forth and back, by numbers: what comes before is not read again."""
    native = written("a", *({"en": f"bird {number}"} for number in range(7)))
    store(any_archive, tmp_path, written("before", {"en": "bird"}), native)
    find = any_archive.store.find_texts
    asked = Sought(Scope("a"), ("bird",))
    first = find(asked, 0, 3)
    second = find(asked, first.next, 3)

    assert [one.text.page_key for one in first.found] == ["p1", "p2", "p3"]
    assert [one.text.page_key for one in second.found] == ["p4", "p5", "p6"]
    assert second.before == first.found
    assert first.total == second.total == 7
    assert find(asked, second.next, 3) == find(asked, first.last, 3)
    assert find(asked, second.next, 3).next is None


def test_nobody_is_told_how_many_of_too_many(any_archive, tmp_path):
    """A text with places for its words answers by each of them, so texts are no number of hits."""
    native = written("a", {"en": "bird bird"})
    any_archive.store.put([prepared(any_archive, native, tmp_path, ((0, 4, 1, 1, 9, 9),))])

    assert any_archive.store.find_texts(Sought(EVERYTHING, ("bird",)), 0, 1).total is None


def test_the_most_frequent_form_completes(any_archive, tmp_path):
    """In original writing, by the alphabet; of many the most frequent; none below the least."""
    store(any_archive, tmp_path, written("a", LETTER), written("b", {"en": "A TREATY. Trees"}))

    def completed(prefix, scope=EVERYTHING, least=1, limit=10):
        found = any_archive.store.complete(scope, prefix, least, limit)
        return [(one.form, one.count) for one in found]

    assert completed("tre") == [("treaty", 4), ("Trees", 1)]
    assert completed("tre", Scope("a")) == [("treaty", 3)]
    assert completed("t", limit=1) == [("treaty", 4)]
    assert completed("t", least=2) == [("treaty", 4)]
    assert completed("елк") == [("ёлка", 1)]
    assert completed("كتا") == [("كِتَابٌ", 1)]
    assert completed("核") == [("核武", 1), ("核武器", 1), ("核试", 1), ("核试验", 1)]
    assert completed("核试") == [("核试", 1), ("核试验", 1)]
    assert completed("zzz") == []


def test_korean_is_completed_by_words(any_archive, tmp_path):
    """It has blanks between words, though each syllable is sought by itself."""
    store(any_archive, tmp_path, written("a", {"ko": "핵실험 금지"}))

    assert [one.form for one in any_archive.store.complete(EVERYTHING, "핵실", 1, 9)] == ["핵실험"]
