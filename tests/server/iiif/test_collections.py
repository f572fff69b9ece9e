"""Collections over HTTP: divided when large, and never stale."""

import json
import random
import re
from dataclasses import replace
from urllib.parse import quote

import pytest
from archives import BASE, NAMESPACE, Clock, letter, make_archive, settings_in
from hypothesis import given
from hypothesis import strategies as st
from presentation_rules import violations
from sqlalchemy import insert, text
from sqlalchemy.dialects import sqlite

from schemas.check import check
from schemas.record import Collection, Image, Page, Value
from schemas.row import Row
from server.app import create_app
from server.archive import open_archive
from server.iiif.divisions import division_named, name_of
from server.preparing import prepare
from server.rebuild import rebuild
from server.store import contents
from server.store import tables as t
from server.store.contents import MOST
from server.store.divisions import NO_DATE, Division
from server.urls import Urls

URLS = Urls(BASE, NAMESPACE)
PICTURE = Image("a" * 64, 600, 800)


class Asked:
    """An archive, and a client that asks it for collections."""

    def __init__(self, folder, database_url="", **changed):
        self.settings = settings_in(folder, database_url, **changed)
        self.archive = make_archive(self.settings, Clock())
        self.client = create_app(archive=self.archive).test_client()

    def put(self, record_id, *collections, date="1958", title=None, picture=PICTURE, **changed):
        """Store a record with one page, as ingest would after it has seen its picture."""
        native = letter(record_id, collections=list(collections), **changed)
        native["metadata"] |= {"date": [date] if date else [], "title": [title or record_id]}
        record = check(Row("test", 1, native)).record
        pages = (Page("p1", image=picture),) if picture else ()
        self.archive.store.put(prepare([replace(record, pages=pages)], self.archive))

    def describe(self, set_spec, title):
        self.archive.store.describe([Collection(set_spec, {"title": (Value(title),)})])

    def get(self, name, **headers):
        return self.client.get(f"/iiif/3/collection/{name}", headers=headers)

    def json(self, name):
        response = self.get(name)
        assert response.status_code == 200, (name, response.get_data(as_text=True))
        found = json.loads(response.get_data())
        assert violations(found) == []
        assert found["id"] == f"{URLS.base}/iiif/3/collection/{name}"
        return found

    def place(self, set_spec, keys):
        """Let records stand in a collection, as a large ingest would leave them."""
        rows = [
            {
                "set_spec": set_spec,
                "sort_date": date,
                "record_id": record_id,
                "item": entry(record_id),
            }
            for date, record_id in keys
        ]
        with self.archive.store.engine.begin() as connection:
            connection.execute(insert(t.placements), rows)
            found = connection.execute(t.collections.select()).all()
            if set_spec and set_spec not in {row.set_spec for row in found}:
                document = json.dumps({"collection": set_spec})
                described = {"set_spec": set_spec, "document": document, "selective": False}
                connection.execute(insert(t.collections), [described])


def entry(record_id):
    """A stored entry, as ``collection_item`` writes it."""
    named = {"id": URLS.manifest(record_id), "type": "Manifest", "label": {"none": [record_id]}}
    picture = {"id": f"{BASE}/{quote(record_id)}.jpg", "type": "Image"}
    return json.dumps({**named, "thumbnail": [picture]}).encode()


def name_in(item):
    return item["id"].rpartition("/")[2]


def labels(found):
    return [next(iter(item["label"].values()))[0] for item in found["items"]]


def manifests(asked, name):
    """Every manifest beneath a collection, in the order in which they are met."""
    for item in asked.json(name)["items"]:
        if item["type"] == "Manifest":
            yield item["id"]
        else:
            yield from manifests(asked, name_in(item))


@pytest.fixture
def asked(tmp_path):
    made = Asked(tmp_path)
    yield made
    made.archive.store.close()


@pytest.fixture
def asked_of_any(tmp_path, database_url):
    made = Asked(tmp_path, database_url)
    yield made
    made.archive.store.close()


def dated(*days, many=600):
    """Keys of *many* records on each of *days*."""
    return [(day, f"{day}/{number:05}") for day in days for number in range(many)]


def test_a_large_collection_is_divided_by_decade_and_year(asked_of_any):
    """Presentation 3.0 has no paging: members are grouped (§5.1) by what people know them by."""
    keys = dated("1949-01-01", "1957-03-01", "1958-03-01", "1958-04-01")
    asked_of_any.place("letters", [*keys, (NO_DATE, "x"), (NO_DATE, "y")])
    whole = asked_of_any.json("letters")
    fifties = asked_of_any.json("letters@195X")
    of_1958 = asked_of_any.json("letters@1958")

    assert labels(whole) == ["1940–1949", "1950–1959", "Undated"]
    assert [name_in(one) for one in whole["items"]] == [
        "letters@194X",
        "letters@195X",
        "letters@undated",
    ]
    assert labels(fifties) == ["1957", "1958"]
    assert labels(of_1958) == ["1958-03", "1958-04"]
    assert len(asked_of_any.json("letters@1957")["items"]) == 600
    assert labels(asked_of_any.json("letters@undated")) == ["x", "y"]


def test_every_record_is_in_one_division_in_order(asked_of_any):
    """Nothing is lost on the way from the top, nothing met twice, and all parts are small."""
    chance = random.Random(4)
    days = [f"{chance.randint(1890, 1970)}-{chance.randint(1, 12):02}-01" for _ in range(40)]
    heavy = ["1917-11-07"] * 20 + [NO_DATE] * 15
    keys = {
        (chance.choice([*days, *heavy]), chance.choice("aбB9信") + f"{chance.randint(0, 9**6)}/x y")
        for _ in range(5_000)
    }
    asked_of_any.place("all", keys)

    found = list(manifests(asked_of_any, "all"))
    assert found == [URLS.manifest(record_id) for _, record_id in sorted(keys)]


def test_levels_that_hold_all_are_left_out(asked):
    """A year with one decade above it, and one month in it, is no step on the way."""
    asked.place("a", dated("1958-04-01", "1958-04-02"))
    asked.place("b", dated("1958-04-01", many=MOST + 1))

    assert labels(asked.json("a")) == ["1958-04-01", "1958-04-02"]
    assert labels(asked.json("b"))[0] == "1958-04-01/00…"


def test_records_of_one_day_are_divided_by_the_beginning_of_their_ids(asked):
    """The address says how the ids begin, whatever it is made of."""
    ids = [f"ark:/9 9%@=/{number:04}" for number in range(1_500)]
    asked.place("", [("1958-04-04", one) for one in (*ids, "ark:/9 9%@=/")])
    whole = asked.json("top")
    alone, *divided = reversed(whole["items"])

    assert alone["id"] == URLS.manifest("ark:/9 9%@=/")
    assert [next(iter(one["label"].values())) for one in divided] == [
        ["ark:/9 9%@=/1…"],
        ["ark:/9 9%@=/0…"],
    ]
    assert name_in(divided[0]) == "top@1958-04-04@ark=3A=2F9=209=25=40=3D=2F1"
    assert len(asked.json(name_in(divided[1]))["items"]) == 1_000


@pytest.mark.parametrize("count", [MOST, MOST + 1])
def test_a_collection_is_divided_beyond_a_thousand(asked, count):
    """What a viewer can take in at once is listed at once."""
    asked.place("a", dated("1957-01-01", "1958-01-01", many=count)[::2][:count])
    types = {one["type"] for one in asked.json("a")["items"]}

    assert types == ({"Manifest"} if count == MOST else {"Collection"})


def test_a_division_keeps_its_address(asked):
    """It is made of what its records have in common, so it stays when others come (§6.1)."""
    asked.place("a", dated("1957-01-01", "1958-01-01"))
    before = asked.json("a@1958")
    asked.place("a", dated("1956-01-01", "1901-01-01", "1958-01-02"))
    after = asked.json("a@1958")

    assert labels(after) == ["1958-01-01", "1958-01-02"]
    assert asked.json("a@1958-01-01")["items"] == before["items"]


def test_a_division_leads_up(asked):
    """To the division above, and in the end to the whole, each by its name (§3.3.2)."""
    asked.describe("papers:a", "Letters <i>of</i> A")
    asked.place("papers:a", dated("1957-01-01", "1958-01-01"))
    day, met = "papers:a@1957-01-01", []
    while "partOf" in (found := asked.json(day)):
        (above,) = found["partOf"]
        met.append((name_in(above), *above["label"].values()))
        day = name_in(above)

    assert met == [
        ("papers:a@1957-01", ["1957-01"]),
        ("papers:a@1957", ["1957"]),
        ("papers:a@195X", ["1950–1959"]),
        ("papers:a", ["Letters of A"]),
        ("papers", ["papers"]),
        ("top", ["An archive on Fonds"]),
    ]


def test_a_division_says_what_holds_of_it(asked):
    """Whose it is, and under what terms; the description is that of the whole."""
    asked.archive.store.describe(
        [
            Collection(
                "a",
                {
                    "title": (Value("A"),),
                    "description": (Value("All of it"),),
                    "rights": (Value("Ask us"),),
                },
            )
        ]
    )
    asked.place("a", dated("1957-01-01", "1958-01-01"))
    found = asked.json("a@1957")

    assert "metadata" not in found
    assert "summary" not in found
    assert found["requiredStatement"] == asked.json("a")["requiredStatement"]
    assert found["thumbnail"] == json.loads(entry("1957-01-01/00000"))["thumbnail"]


NOTHING = (
    "a@1959", "a@19", "a@195", "a@1958-1", "a@1958@x", "a@1958-01-01@zzz", "a@1958-01-01@", "a@",
    "a@undated", "a@1958-01-01@=00", "a@1958-01-01@%2525", "a@1958-01-01@=FF", "a@195x", "b@1958",
    "@1958", "top@1958", "a@1958@", "a@1958-01-01@1=39", "a@@",
)  # fmt: skip


def test_a_division_of_nothing_is_not_found(asked_of_any):
    """What has no record, and what is no name of ours; not even for who takes anything."""
    asked_of_any.place("a", dated("1957-01-01", "1958-01-01"))
    for name in NOTHING:
        assert asked_of_any.get(name).status_code == 404, name
        assert asked_of_any.get(name, **{"If-None-Match": "*"}).status_code == 404, name


def test_records_without_pictures_cost_no_steps(asked):
    """They are in no IIIF collection, so they neither divide one nor are walked over."""
    asked.place("a", dated("1958-01-01", many=1))
    rows = [
        {"set_spec": "a", "sort_date": f"19{n % 90}-01-01", "record_id": f"{n}", "item": None}
        for n in range(5_000)
    ]
    with asked.archive.store.engine.begin() as connection:
        connection.execute(insert(t.placements), rows)

    assert [one["type"] for one in asked.json("a")["items"]] == ["Manifest"]
    assert asked.get("a@1901").status_code == 404


def test_divisions_are_found_by_steps_in_the_index(asked):
    """A range of one index for each step, in SQLite's own words: no list is walked or sorted."""
    lists = (contents._ITEMS, contents._COUNT, contents._BENEATH)
    plans = []
    with asked.archive.store.reader.connection() as connection:
        for statement in (contents._FIRST, contents._LAST, *lists):
            sql = str(statement.compile(dialect=sqlite.dialect(paramstyle="named")))
            names = dict.fromkeys(re.findall(r":(\w+)", sql), "0")
            plans += [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", names)]

    assert len([plan for plan in plans if "SEARCH placements USING" in plan]) == 5
    assert not any("SCAN placements" in plan or "TEMP B-TREE" in plan for plan in plans)


NAMES = st.one_of(
    st.sampled_from(["", "195", "1958", "1958-04", NO_DATE]).map(Division),
    st.builds(
        Division,
        st.sampled_from(["1958-04-04", NO_DATE]),
        st.text(min_size=1, max_size=5).filter(str.isprintable),
    ),
)


@given(NAMES)
def test_a_name_is_read_as_it_is_written(division):
    """An address leads back to the division that it was made for."""
    assert division_named(name_of(division)) == division


@given(st.text(max_size=12) | st.from_regex(r"\A(undated|1958-04-04)@[=0-9A-F@%]*\Z"))
def test_there_is_one_name_for_a_division(name):
    """Whatever else is asked for is the name of none."""
    found = division_named(name)

    assert found is None or name_of(found) == name


def state_of(asked, names):
    """What each collection is now: its validator and its bytes."""
    found = {name: asked.get(name) for name in names}
    return {
        name: (one.status_code, one.headers.get("ETag"), one.get_data())
        for name, one in found.items()
    }


SETS = ["top", "a", "a:b", "a:b:c", "d"]

CHANGES = {
    "title of a record": lambda one: one.put("r", "a:b:c", title="New"),
    "picture of a record": lambda one: one.put("r", "a:b:c", picture=Image("b" * 64, 5, 5)),
    "no picture any more": lambda one: one.put("r", "a:b:c", picture=None),
    "date of a record": lambda one: one.put("r", "a:b:c", date="1949"),
    "moved": lambda one: one.put("r", "d"),
    "moved up": lambda one: one.put("r", "a"),
    "restricted": lambda one: one.put("r", "a:b:c", access="restricted"),
    "deleted": lambda one: one.archive.store.delete(["r"]),
    "a new record": lambda one: one.put("new", "a:b:c", date="1900"),
    "a new collection": lambda one: one.put("new", "a:new"),
    "name of a collection": lambda one: one.describe("a:b", "New"),
    "name of the one above": lambda one: one.describe("a", "New"),
    "name of the one beneath": lambda one: one.describe("a:b:c", "New"),
    "a described collection": lambda one: one.describe("a:b:new", "New"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_no_change_leaves_a_collection_stale(asked, change):
    """What is sent under a validator stays what it was, children and grandchildren included.

    A cache of another server forgot grandchildren, one was stale until midnight.
    """
    for record_id, set_spec in (("r", "a:b:c"), ("s", "a:b"), ("t", "d"), ("u", "a")):
        asked.put(record_id, set_spec)
    before = state_of(asked, SETS)
    change(asked)
    after = state_of(asked, SETS)

    assert any(after[name] != before[name] for name in SETS)
    for name in SETS:
        same_tag, same_body = (after[name][part] == before[name][part] for part in (1, 2))
        assert same_body or not same_tag, name
        told = asked.get(name, **{"If-None-Match": before[name][1]})
        assert told.status_code == (304 if same_tag else 200)


def test_whatever_happens_no_validator_stands_for_two_states(asked_of_any):
    """Sixty changes by chance: each validator that was ever given out means one body."""
    chance, meant = random.Random(7), {}
    acts = [
        lambda: asked_of_any.put(
            chance.choice("rst"), *chance.sample(SETS[1:], chance.randint(0, 2)),
            title=chance.choice("xyz"), date=chance.choice(["1950", "1960", ""]),
            picture=chance.choice([PICTURE, PICTURE, None]),
            access=chance.choice(["public", "public", "restricted"]),
        ),
        lambda: asked_of_any.archive.store.delete([chance.choice("rst")]),
        lambda: asked_of_any.describe(chance.choice(SETS[1:]), chance.choice("xyz")),
    ]  # fmt: skip
    for _ in range(60):
        chance.choices(acts, [6, 1, 3])[0]()
        for name, (status, tag, body) in state_of(asked_of_any, SETS).items():
            if status == 200:
                assert meant.setdefault((name, tag), body) == body


def test_a_change_elsewhere_leaves_a_collection_alone(asked_of_any):
    """Whoever has a collection of last year's letters does not fetch it for today's."""
    asked_of_any.put("r", "a:b")
    asked_of_any.put("s", "d")
    before = state_of(asked_of_any, SETS)
    asked_of_any.put("s", "d", title="New")
    asked_of_any.put("r", "a:b")
    after = state_of(asked_of_any, SETS)

    assert after["a"] == before["a"]
    assert after["a:b"] == before["a:b"]
    assert after["d"][1] != before["d"][1]
    assert after["top"][1] != before["top"][1]


def test_304_is_answered_before_any_content_is_read(asked):
    """Even when what a collection lists cannot be read at all."""
    asked.put("r", "a")
    tag = asked.get("a").headers["ETag"]
    with asked.archive.store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE placements RENAME TO lost"))

    assert asked.get("a", **{"If-None-Match": tag}).status_code == 304
    assert asked.get("a").status_code >= 500


def test_every_process_knows_the_newest_edition(asked_of_any):
    """Nothing is remembered outside the database: what one process writes, the next one tells."""
    asked_of_any.put("r", "a")
    other = open_archive(asked_of_any.settings, Clock())
    client = create_app(archive=other).test_client()
    tag = client.get("/iiif/3/collection/a").headers["ETag"]
    asked_of_any.put("r", "a", title="New")
    told = client.get("/iiif/3/collection/a", headers={"If-None-Match": tag})
    other.store.close()

    assert told.status_code == 200
    assert told.get_json(force=True)["items"][0]["label"] == {"none": ["New"]}


@pytest.mark.parametrize(
    "changed",
    [
        {"base_url": "https://elsewhere.example"},
        {"repository_name": "New"},
        {"logo_url": "https://a.example/logo.png"},
    ],
)
def test_a_changed_setting_is_a_new_edition(asked, changed):
    """A collection names the archive, and is made of its addresses."""
    asked.put("r", "a")
    before = asked.get("a").headers["ETag"]
    other = open_archive(replace(asked.settings, **changed), Clock())
    after = create_app(archive=other).test_client().get("/iiif/3/collection/a").headers["ETag"]
    other.store.close()

    assert before != after


def test_a_rebuild_is_a_new_edition(asked):
    """What writes collections may have changed, though no record of them did."""
    asked.put("r", "a")
    before = {name: asked.get(name).headers["ETag"] for name in ("a", "top")}
    rebuild(asked.archive, lambda _report: None)

    assert all(asked.get(name).headers["ETag"] != before[name] for name in before)


def test_a_collection_of_collections_has_a_thumbnail_from_below(asked_of_any):
    """A collection, and each that it lists, should have one (§5.1)."""
    asked_of_any.put("r", "a:b:c")
    asked_of_any.put("bare", "d", picture=None)
    (shown,) = asked_of_any.json("a:b:c")["items"]
    root = asked_of_any.json("top")

    for name in ("a:b", "a", "top"):
        assert asked_of_any.json(name)["thumbnail"] == shown["thumbnail"]
    assert [one.get("thumbnail") for one in root["items"]] == [shown["thumbnail"], None]
