"""A search inside a record, on its page: every place, in its language, and the way to it."""

from dataclasses import replace

import lxml.html
import pytest
from browsing import BASE, CANARY, RICH, RICH_PATH, SECRET, one, words

from schemas.record import Image, Page, Record, Value
from server.inside import MOST_HITS, places
from server.preparing import prepare
from server.store.search import MAX_QUERY_LENGTH, fold, phrases

LETTERS = Record(
    "letters",
    {"title": (Value("Letters", "en"),)},
    pages=(
        Page("p1", "1", text={"ru": "О запрещении.", "en": "On a ban."}, image=Image("x", 9, 9)),
        Page("p2", "2", text={"ar": "رسالة عن الحظر"}, image=Image("x", 9, 9)),
        Page("p3", "3", text={"en": "A ban & <b>bans</b>: one Ban more."}, image=Image("x", 9, 9)),
    ),
    text={"en": "All of them speak of a ban."},
)


@pytest.fixture
def look(archive, client):
    """Return a function that seeks words inside the letters, and reads the page."""
    archive.store.put(prepare([LETTERS, RICH, SECRET], archive))

    def look(query, path="/records/letters"):
        answer = client.get(path, query_string={"q": query} if query else {})
        assert answer.status_code == 200
        return lxml.html.document_fromstring(answer.get_data())

    return look


def hits(tree):
    """What was found, as address, heading, language and the words with their marks."""
    return [
        (
            item.find("a").get("href"),
            words(item.find("a")),
            words(item.find("small")),
            words(item.find("p")),
            [words(mark) for mark in item.iter("mark")],
        )
        for item in tree.xpath("//ol[@class='hits']/li")
    ]


def test_a_record_with_texts_has_a_form(look):
    """A search that every browser can send, to the page itself, labelled and without results."""
    section = one(look(""), "//section[@id='inside']")
    form = one(section, "form")

    assert form.get("action") == f"{BASE}/records/letters#inside"
    assert form.get("method") == "get"
    assert words(one(form, "label[@for='words']")) == "Words of the text"
    assert one(form, "input[@id='words']").get("name") == "q"
    assert not section.xpath("ol|p")


def test_every_place_is_found(look):
    """Case is folded and markup no obstacle; each place leads to its page."""
    tree = look("ban")
    found = hits(tree)

    assert [hit[:3] for hit in found] == [
        ("#page-p1", "Page 1", "English"),
        ("#page-p3", "Page 3", "English"),
        ("#text", "Text", "English"),
    ]
    assert [hit[4] for hit in found] == [["ban"], ["ban", "Ban"], ["ban"]]
    assert found[0][3] == "On a ban."
    assert words(one(tree, "//section[@id='inside']/p")) == "3 places with ban"
    for address, *_ in found:
        assert len(tree.xpath(f"//*[@id='{address[1:]}']")) == 1


def test_what_is_found_stands_in_its_language_and_direction(look):
    """A screen reader changes its voice, and Arabic begins at the right."""
    (hit,) = look("الحظر").xpath("//ol[@class='hits']/li/p")

    assert (hit.get("lang"), hit.get("dir")) == ("ar", "rtl")


def test_text_is_shown_as_text(look):
    """What looks like markup in a transcript is shown, and acts on nothing."""
    tree = look("bans")

    assert not tree.xpath("//ol[@class='hits']//b")
    assert hits(tree)[0][3].startswith("A ban & <b>bans</b>")


@pytest.mark.parametrize(
    ("query", "said"), [("zeppelin", "has this word"), ("ban zeppelin", "has all of these words")]
)
def test_nothing_found_says_what_to_try(look, query, said):
    """An empty list would leave the reader wondering."""
    section = one(look(query), "//section[@id='inside']")

    assert f"No text here {said}." in words(section)
    assert not section.xpath("ol")


def test_the_viewer_seeks_the_same(look):
    """Who opens it after a search finds it done."""
    assert one(look("ban"), "//iframe").get("src") == f"{BASE}/viewer/letters?q=ban"


def test_a_search_of_any_length_is_answered(look):
    """What nobody would type is cut, not refused: the page of the record is there all the same."""
    field = one(look("ban " * MAX_QUERY_LENGTH), "//input[@id='words']")

    assert len(field.get("value")) <= MAX_QUERY_LENGTH


def test_a_record_without_texts_has_no_form(archive, client):
    """There is nothing to seek in."""
    bare = replace(LETTERS, id="bare", text={}, pages=(Page("p1", image=Image("x", 9, 9)),))
    archive.store.put(prepare([bare], archive))
    tree = lxml.html.document_fromstring(client.get("/records/bare?q=ban").get_data())

    assert not tree.xpath("//*[@id='inside']")


def test_nothing_of_a_restricted_record_is_found(look, client):
    """Neither on its own page nor from another."""
    assert client.get(f"/records/secret?q={CANARY}").status_code == 404
    assert hits(look(CANARY)) == []
    assert hits(look("Первый", RICH_PATH))


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("nasser", "Gamal Abdel-NASSER’s", ["NASSER"]),
        ("отчет", "Ёлка, отчётъ и отчёт.", ["отчёт"]),
        ("核武器", "禁止核武器试验,核武器!", ["核武器", "核武器"]),
        ("ناصر", "قال نَاصِر ذلك", ["نَاصِر"]),
        ("cafe", "cafe\u0301 CAFÉ café", ["cafe\u0301", "CAFÉ", "café"]),
        ("strasse", "Die Straße.", ["Straße"]),
        ("한국", "한국어", ["한국"]),
        ("ban test", "A test ban, and a ban.", ["test", "ban", "ban"]),
        ("ban test", "A ban.", []),
        ("ban", "Banned; urban; ban-", ["ban"]),
        ("!?", "Really!?", []),
        ("核武 武器", "禁止核武器", ["核武器"]),
    ],
)
def test_words_are_found_as_the_archive_finds_them(query, text, found):
    """By the folding of full text; what is marked is what is written, without its punctuation."""
    marked = [text[start:end] for start, end in places(text, phrases(query))]

    assert marked == found
    # A text that the index of the archive has for these words, and no other, has places here.
    folded = f" {fold(text)} "
    asked = phrases(query)
    assert bool(found) == (bool(asked) and all(f" {one} " in folded for one in asked))


def test_neighbours_are_shown_together(look):
    """Words that stand beside each other are read in one sentence, each of them marked."""
    (hit,) = hits(look("speak ban"))

    assert hit[3:] == ("All of them speak of a ban.", ["speak", "ban"])


def test_an_answer_of_many_hits_is_cut(archive, client):
    """The page stays one that can be read, and says that there is more."""
    text = f"ban {'and so on ' * 10}" * (MOST_HITS + 1)
    many = replace(LETTERS, id="many", text={"en": text})
    archive.store.put(prepare([many], archive))
    tree = lxml.html.document_fromstring(client.get("/records/many?q=ban").get_data())

    assert len(hits(tree)) == MOST_HITS
    assert "and more further on" in words(one(tree, "//section[@id='inside']/p"))
