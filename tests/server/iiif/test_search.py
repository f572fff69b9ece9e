"""Content Search 2.0 and 1.0, asked through a real application and store.

<https://iiif.io/api/search/2.0/> and <https://iiif.io/api/search/1.0/>; sections are those of the
specification of the version that a test speaks of.
"""

import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from archives import BASE, Clock, letter, make_archive, record_of, settings_in
from searching import HEIGHT, LETTER, WIDTH, prepared, store, written

from schemas.record import MediaFile, Moment, Page, Recording
from server.app import create_app
from server.iiif.search import MAX_QUERY_LENGTH, TEXTS
from server.preparing import prepare

EXPECTED = Path(__file__).parents[2] / "data" / "expected" / "iiif"
SEARCH_2 = "http://iiif.io/api/search/2/context.json"
SEARCH_1 = "http://iiif.io/api/search/1/context.json"
PRESENTATION_2 = "http://iiif.io/api/presentation/2/context.json"

LINES = "A bird in the hand\nis worth two birds."
BOXES = (
    (0, 1, 100, 100, 10, 20), (2, 6, 120, 100, 40, 20), (7, 9, 170, 100, 20, 20),
    (10, 13, 200, 100, 30, 20), (14, 18, 240, 100, 40, 20), (19, 21, 100, 140, 20, 20),
    (22, 27, 130, 140, 50, 20), (28, 31, 190, 140, 30, 20), (32, 37, 230, 140, 50, 20),
)  # fmt: skip

BOOK = "books/книга 1"
PAGES_OF_BOOK = 2 * TEXTS + 5

HOSTILE = [
    "\0", "\ud800", '"', '"" ""', "*", "^", "NEAR(a b)", "a NOT b", "words:a", "scopes : page",
    "-a", "a OR", "(", "'", "'; DROP TABLE texts; --", "\\", "a:*", "!a & | <-> b", "%", "_", "🙂",
    "\u202e", "\u0640", "\u0301", "½", "#page", "..", "a" * MAX_QUERY_LENGTH, '"a ' * 160,
    "é" * 250,
]  # fmt: skip


class Served:
    """An archive with texts of every kind, and a viewer that searches it."""

    def __init__(self, folder):
        settings = settings_in(folder, repository_name="Archive of Birds")
        self.archive = make_archive(settings, Clock())
        self.client = create_app(archive=self.archive).test_client()
        store(
            self.archive,
            folder,
            written("letter", LETTER, {"en": "No treaty."}, text={"en": "On the treaty."}),
            written(BOOK, *({"en": f"page {n}, a leaf"} for n in range(PAGES_OF_BOOK))),
            written("silent", {}),
            written("secret", {"en": "A secret bird."}, access="restricted"),
            written("gone", {"en": "A bird that is gone."}),
            written("collection/2/letters", {"en": "An odd bird."}, collections=["odd"]),
        )
        self.archive.store.put(
            [prepared(self.archive, written("boxed", {"en": LINES}), folder, BOXES)]
        )
        self.archive.store.delete(["gone"])

    def get(self, address, **headers):
        return self.client.get(address.removeprefix(BASE), headers=headers)

    def json(self, address, status=200):
        response = self.get(address)
        assert response.status_code == status, (address, response.get_data(as_text=True))
        return json.loads(response.get_data())

    def found(self, record_id, version=2, **asked):
        return self.json(service(record_id, version, **asked))


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """An archive to search."""
    served = Served(tmp_path_factory.mktemp("search"))
    yield served
    served.archive.store.close()


def service(record_id, version=2, kind="search", **asked):
    parameters = "&".join(f"{name}={quote(value)}" for name, value in asked.items())
    return f"{BASE}/iiif/{kind}/{version}/{quote(record_id, safe='')}?{parameters}"


def within(set_spec, version=2, kind="search", **asked):
    return service(set_spec, version, f"{kind}/collection", **asked)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("search2", service("letter", q="treaty", user="x")),
        ("search2-boxes", service("boxed", q='"hand is" bird')),
        ("search2-collection", within("letters", q="bird")),
        ("search1", service("letter", 1, q="treaty", user="x")),
        ("search1-boxes", service("boxed", 1, q='"hand is" bird')),
        ("search1-collection", within("letters", 1, q="bird")),
        ("autocomplete2", service("letter", 2, "autocomplete", q="T", date="x")),
        ("autocomplete1", service("letter", 1, "autocomplete", q="T", date="x")),
    ],
)
def test_answers_are_as_a_reader_has_checked_them(served, name, address):
    """Every property in its place, held against the specifications by eye."""
    answer = json.dumps(served.json(address), ensure_ascii=False, indent=2) + "\n"

    assert answer == (EXPECTED / f"{name}.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("version", [1, 2])
def test_search_and_terms_are_declared_where_there_is_text(served, version):
    """A manifest and a collection lead to their services (2.0 §3, 1.0 §3.1), if they have text."""
    types = {"SearchService2": 2, "SearchService1": 1}

    def declared(address):
        services = served.json(f"{BASE}{address}").get("service", [])
        named = {types[one.get("type") or one["@type"]]: one for one in services}
        found = named.get(version)
        return found and [found.get("id") or found["@id"] for found in (found, *found["service"])]

    assert declared("/iiif/3/letter/manifest") == [
        f"{BASE}/iiif/search/{version}/letter",
        f"{BASE}/iiif/autocomplete/{version}/letter",
    ]
    assert declared("/iiif/3/collection/letters:1958") == [
        f"{BASE}/iiif/search/collection/{version}/letters:1958",
        f"{BASE}/iiif/autocomplete/collection/{version}/letters:1958",
    ]
    assert declared("/iiif/3/silent/manifest") is None


def test_a_record_without_text_answers_an_empty_page(served):
    """Its address is that of no error."""
    assert served.found("silent", q="bird")["items"] == []
    assert served.found("silent", 1, q="bird")["resources"] == []


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("kind", ["search", "autocomplete"])
def test_what_is_not_there_is_said_in_json(served, kind, version):
    """404 for what nobody may know of, 410 for what was withdrawn."""
    for record_id, status in [("nobody", 404), ("secret", 404), ("gone", 410), ("a\0b", 404)]:
        assert served.json(service(record_id, version, kind, q="b"), status)["status"] == status
    for set_spec in ("nothing", "a b", "letters:19"):
        assert served.json(within(set_spec, version, kind, q="b"), 404)["status"] == 404


def test_an_id_with_slashes_is_no_collection(served):
    """The address of a collection begins with what no record's can."""
    assert [one["id"] for one in served.found("collection/2/letters", q="odd")["items"]] == [
        f"{BASE}/iiif/3/collection%2F2%2Fletters/annotations/p1:en"
    ]
    assert served.json(within("letters", q="odd"))["items"] == []
    assert len(served.json(within("odd", q="odd"))["items"]) == 1


def test_the_context_stands_alone(served):
    """Some clients of 2.0 compare it with this very text; 1.0 has two, in this order (§3.4)."""
    assert next(iter(served.found("letter", q="x").items())) == ("@context", SEARCH_2)
    assert next(iter(served.found("letter", 1, q="x").items())) == (
        "@context",
        [PRESENTATION_2, SEARCH_1],
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("treaty", 3),
        ("TREATY", 3),
        ("treaty comrade", 1),
        ("treaty nothing", 0),
        ('"the treaty"', 2),
        ('"treaty the"', 0),
        ('"the treaty" comrade', 1),
        ('"the treaty', 2),
        ("treat*", 0),
        ("елка", 1),
        ("ЁЛКА", 1),
        ("核试验", 1),
        ("试验核", 0),
        ("核武 试验", 1),
        ("كتاب", 1),
        ("!!!", 0),
        ("https://a.example/", 0),
    ],
)
def test_all_words_are_in_one_text(served, query, found):
    """Words in any order, quoted words as they follow; an asterisk is no letter."""
    assert len(served.found("letter", q=query)["items"]) == found
    assert len(served.found("letter", 1, q=query)["resources"]) == found


def test_who_asks_for_nothing_is_told_everything(served):
    """An empty parameter restricts nothing (2.0 §4.1.1)."""
    everything = served.found("letter")["items"]

    assert [one["body"]["value"] for one in everything] == [
        *LETTER.values(),
        "No treaty.",
        "On the treaty.",
    ]
    assert served.found("letter", q=" ")["items"] == everything
    assert "annotations" not in served.found("letter")


@pytest.mark.parametrize(
    ("version", "motivation", "found"),
    [
        (2, "supplementing", 2),
        (2, "describing", 1),
        (2, "tagging describing", 1),
        (2, "supplementing describing", 3),
        (2, "painting", 0),
        (2, "highlighting", 0),
        (2, "", 3),
        (1, "painting", 2),
        (1, "non-painting", 1),
        (1, "describing", 1),
        (1, "oa:describing sc:painting", 3),
        (1, "commenting", 0),
    ],
)
def test_motivations_restrict(served, version, motivation, found):
    """An annotation is found if it has one of them (2.0 §4.1.1, 1.0 §3.2.1)."""
    answer = served.found("letter", version, q="treaty", motivation=motivation)

    assert len(answer["items" if version == 2 else "resources"]) == found


def test_what_makes_no_difference_is_named(served):
    """Parameters that are not understood are ignored, and listed (2.0 §4.2.4, 1.0 §3.4.1)."""
    asked = {"q": "treaty", "motivation": "supplementing", "user": "x", "date": "", "foo": "1"}

    assert served.found("letter", **asked)["ignored"] == ["user", "date", "foo"]
    assert served.found("letter", 1, **asked)["within"]["ignored"] == ["user", "date", "foo"]
    assert "ignored" not in served.found("letter", q="treaty")
    assert set(dict(parse_qsl(urlsplit(served.found("letter", **asked)["id"]).query))) == {
        "q",
        "motivation",
        "page",
    }


def test_every_annotation_is_one_of_its_manifest(served):
    """A whole text is found under the id that the manifest gives it, on the same canvas."""
    manifest = served.json(f"{BASE}/iiif/3/letter/manifest")
    known = {
        one["id"]: one
        for holder in (*manifest["items"], manifest)
        for page in holder.get("annotations", [])
        for one in page["items"]
    }

    for one in served.found("letter", q="treaty")["items"]:
        assert one == known[one["id"]]


def test_a_hit_is_shown_on_a_canvas_of_its_manifest(served):
    """Viewers of 1.0 go to a canvas, and take nothing without a fragment."""
    manifest = served.json(f"{BASE}/iiif/3/letter/manifest")
    canvases = {canvas["id"] for canvas in manifest["items"]}
    shown = [one["on"].split("#") for one in served.found("letter", 1, q="treaty")["resources"]]

    assert {canvas for canvas, _ in shown} <= canvases
    assert {fragment for _, fragment in shown} == {f"xywh=0,0,{WIDTH},{HEIGHT}"}


def test_every_match_is_quoted_from_its_text(served):
    """Prefix, match and suffix joined stand in the text as it was written (2.0 §4.3)."""
    answer = served.found("letter", q="treaty")
    texts = {one["id"]: one["body"]["value"] for one in answer["items"]}
    targets = [one["target"] for one in answer["annotations"][0]["items"]]

    assert len(targets) == 5
    for target in targets:
        (selector,) = target["selector"]
        quoted = (selector.get(name, "") for name in ("prefix", "exact", "suffix"))
        assert selector["exact"].casefold() == "treaty"
        assert "".join(quoted) in texts[target["source"]]


@pytest.mark.parametrize("version", [1, 2])
def test_pages_are_walked_forth_and_back(served, version):
    """Each hit once, in the order of the book; every page says where it stands (2.0 §4.2.2)."""

    def listed(page):
        return page["items"] if version == 2 else [one["resource"] for one in page["resources"]]

    def to(link):
        return link["id"] if version == 2 else link

    forth = [served.found(BOOK, version, q="leaf")]
    while "next" in forth[-1]:
        forth.append(served.json(to(forth[-1]["next"])))
    back = [forth[-1]]
    while "prev" in back[-1]:
        back.append(served.json(to(back[-1]["prev"])))
    collected = forth[0]["partOf" if version == 2 else "within"]
    values = [
        one["body"]["value"] if version == 2 else one["chars"]
        for page in forth
        for one in listed(page)
    ]

    assert values == [f"page {n}, a leaf" for n in range(PAGES_OF_BOOK)]
    assert back[::-1] == forth
    assert [page["startIndex"] for page in forth] == [0, TEXTS, 2 * TEXTS]
    assert collected["total"] == PAGES_OF_BOOK
    assert served.json(to(collected["first"])) == forth[0]
    assert served.json(to(collected["last"])) == forth[-1]
    assert [page["id" if version == 2 else "@id"] for page in forth] == [
        to(forth[0]["partOf" if version == 2 else "within"]["first"]),
        to(forth[0]["next"]),
        to(forth[1]["next"]),
    ]


def test_places_come_with_the_page(tmp_path):
    """What ingest read of a page of OCR, or is declared, is where a hit is shown."""
    served = Served(tmp_path)
    page = {"key": "p1", "file": "page.png", "text": {"en": "Dear comrade"}}
    boxes = {"boxes": {"en": [[0, 4, 10, 20, 30, 40], [5, 12, 50, 20, 60, 40]]}}
    store(served.archive, tmp_path, written("ocr", {}) | {"pages": [page | boxes]})
    (hit,) = served.found("ocr", q='"dear comrade"')["items"]
    served.archive.store.close()

    assert hit["target"].endswith("/iiif/3/ocr/canvas/p1#xywh=10,20,100,40")


def test_a_recording_is_searched_by_time(tmp_path):
    """The seconds at which it is said; in 1.0 all of them where nobody knows."""
    served = Served(tmp_path)
    record = record_of(letter("talk"))
    sound = Recording("a" * 64, "audio/mpeg", 9, 60.5)
    file = MediaFile("talk.mp3", "talk.mp3", media_type="audio/mpeg", digest="a" * 64, size=9)
    text = {"en": "Good evening.\nA bird sings.", "fr": "Un oiseau."}
    times = {"en": (Moment(0, 13, 1.5, 3.0), Moment(14, 27, 3.0, 5.25))}
    page = Page("p1", text=text, times=times, media=sound, duration=60.5, file="talk.mp3")
    heard = replace(record, pages=(page,), files=(file,))
    served.archive.store.put(prepare([heard], served.archive))
    (said,) = served.found("talk", q="bird")["items"]
    (whole,) = served.found("talk", 1, q="oiseau")["resources"]
    served.archive.store.close()

    assert said["target"].endswith("/iiif/3/talk/canvas/p1#t=3,5.25")
    assert whole["on"].endswith("/iiif/3/talk/canvas/p1#t=0,60.5")


def test_a_manifest_of_version_2_can_be_searched(served):
    """Its canvases are those of version 3, so what search finds holds for both."""
    manifest = served.json(f"{BASE}/iiif/2/letter/manifest")
    canvases = {canvas["@id"] for canvas in manifest["sequences"][0]["canvases"]}
    hits = served.json(f"{manifest['service']['@id']}?q=treaty")["resources"]

    assert manifest["service"]["profile"] == "http://iiif.io/api/search/1/search"
    assert {hit["on"].partition("#")[0] for hit in hits} <= canvases


def test_what_two_matches_share_answers_once(served):
    """No two annotations of an answer have one id (Presentation 3.0 §3.2)."""
    answer = served.found("boxed", q='hand "hand is"')
    ids = [one["id"].partition("#")[2] for one in answer["items"]]
    hits = served.found("boxed", 1, q='hand "hand is"')["hits"]

    assert ids == ["char=14,18", "char=19,21"]
    assert [len(hit["annotations"]) for hit in hits] == [1, 2]


def test_a_page_of_hits_with_places_goes_on(served, tmp_path):
    """Where a text answers by every match, an index counts matches; nobody says a wrong total."""
    natives = [written(f"n{n}", {"en": "fish fish"}, collections=["sea"]) for n in range(TEXTS + 1)]
    boxes = ((0, 4, 0, 0, 9, 9), (5, 9, 20, 0, 9, 9))
    served.archive.store.put([prepared(served.archive, one, tmp_path, boxes) for one in natives])
    first = served.json(within("sea", q="fish"))
    second = served.json(first["next"]["id"])

    assert len(first["items"]) == 2 * TEXTS
    assert (first["startIndex"], second["startIndex"]) == (0, 2 * TEXTS)
    assert "total" not in first["partOf"]
    assert len({one["id"] for one in first["items"] + second["items"]}) == 2 * TEXTS + 2
    assert served.json(second["prev"]["id"]) == first


@pytest.mark.parametrize(
    "page", ["", "2", "x", "-1", "1-", "9" * 19, "1-0-0", "１-0", "0-0", "7-99"]
)
def test_any_page_is_answered(served, page):
    """A place that was never given out is 400, or the hits that follow it."""
    response = served.get(service(BOOK, q="leaf", page=page))

    assert response.status_code in {200, 400}
    assert response.is_json


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("query", HOSTILE)
def test_any_question_is_answered(served, query, version):
    """What is no word is no operator either."""
    asked = quote(query.encode("utf-8", "surrogatepass"))
    for kind in ("search", "autocomplete"):
        for scope in ("letter", "collection"):
            path = f"{version}/letter" if scope == "letter" else f"collection/{version}/top"
            response = served.get(f"/iiif/{kind}/{path}?q={asked}")

            assert response.status_code == 200, response.get_data(as_text=True)
            json.loads(response.get_data())


def test_a_question_without_end_is_refused(served):
    """Nobody is sought a hundred thousand characters for."""
    for kind in ("search", "autocomplete"):
        assert served.json(service("letter", kind=kind, q="a" * 100_000), 400)["status"] == 400


def test_terms_are_asked_for_by_their_first_letters(served):
    """One string to begin with (2.0 §5.1), so no term has a blank; no string is no question."""

    def terms(query, **asked):
        answer = served.json(service("letter", 2, "autocomplete", q=query, **asked))
        return [one["value"] for one in answer["items"]]

    assert terms("com") == ["comrade"]
    assert terms("Дор") == ["Дорогой"]
    assert terms("核武") == ["核武", "核武器"]
    assert terms("كتا") == ["كِتَابٌ"]
    assert terms("green bir") == terms("") == terms("?") == []
    assert terms("t", min="4") == ["treaty"]
    assert served.json(service("letter", 2, "autocomplete"), 400)["status"] == 400


def test_a_minimum_that_is_no_number_is_ignored(served):
    """And said to be (2.0 §5.2)."""
    answer = served.json(service("letter", 2, "autocomplete", q="tre", min="many"))

    assert answer["ignored"] == ["min"]
    assert [one["total"] for one in answer["items"]] == [5]


def test_a_term_leads_to_its_search(served):
    """What is suggested is found (1.0 §4.3)."""
    answer = served.json(within("top", 1, "autocomplete", q="ел"))

    assert [one["match"] for one in answer["terms"]] == ["ёлка"]
    assert len(served.json(answer["terms"][0]["url"])["resources"]) == 1


@pytest.mark.parametrize(
    ("version", "accept", "media_type"),
    [
        (2, None, f'application/ld+json;profile="{SEARCH_2}"'),
        (2, "application/json, text/javascript, text/plain", "application/json"),
        (2, "text/html", f'application/ld+json;profile="{SEARCH_2}"'),
        (1, None, "application/json"),
        (1, "*/*", "application/json"),
        (1, "application/ld+json", f'application/ld+json;profile="{SEARCH_1}"'),
    ],
)
def test_any_accept_is_answered(served, version, accept, media_type):
    """Never 406; to every origin; HEAD too."""
    headers = {} if accept is None else {"Accept": accept}
    response = served.get(service("letter", version, q="treaty"), **headers)
    head = served.client.head(
        service("letter", version, q="treaty").removeprefix(BASE), headers=headers
    )

    assert response.content_type == media_type
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Accept" in response.headers["Vary"]
    assert head.headers["ETag"] == response.headers["ETag"]


def test_an_answer_is_good_until_something_changes(tmp_path):
    """304 while the change log stands still; a change of any record makes a new answer."""
    served = Served(tmp_path)
    address = service("letter", q="treaty")
    known = {"If-None-Match": served.get(address).headers["ETag"]}

    assert served.get(address, **known).status_code == 304
    assert served.get(service("letter", q="other"), **known).status_code == 200
    store(served.archive, tmp_path, written("letter", {"en": "A treaty."}))
    assert served.get(address, **known).status_code == 200
    served.archive.store.close()
