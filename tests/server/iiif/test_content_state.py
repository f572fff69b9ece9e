"""Content State 1.0: its encoding, its forms, and what strangers send for one."""

import base64
import json
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from presenting import URLS

from server.iiif.content_state import (
    MAX_LENGTH,
    BadContentState,
    Target,
    decode,
    encode,
    of_canvas,
    read,
)

MANIFEST = "https://a.example/object1/manifest"
CANVAS = "https://a.example/object1/canvas7"
WHOLE = {"id": MANIFEST, "type": "Manifest"}
BODY = {"id": f"{CANVAS}#xywh=1000,2000,1000,2000", "type": "Canvas", "partOf": [WHOLE]}
PAGE = Target(CANVAS, (MANIFEST,))


def annotation(target, **changed):
    """Return the full form of a state about *target*."""
    return {"type": "Annotation", "motivation": ["contentState"], "target": target} | changed


def encoded(state):
    """Return *state* as it stands in a link."""
    return encode(json.dumps(state))


def test_the_example_of_the_specification_is_read():
    """What its §6.3.2 encodes, byte for byte."""
    condensed = (
        '{"id":"https://example.org/object1/canvas7#xywh=1000,2000,1000,2000","type":"Canvas",'
        '"partOf":[{"id":"https://example.org/object1/manifest","type":"Manifest"}]}'
    )
    told = (
        "JTdCJTIyaWQlMjIlM0ElMjJodHRwcyUzQSUyRiUyRmV4YW1wbGUub3JnJTJGb2JqZWN0MSUyRmNhbnZhczclMjN4"
        "eXdoJTNEMTAwMCUyQzIwMDAlMkMxMDAwJTJDMjAwMCUyMiUyQyUyMnR5cGUlMjIlM0ElMjJDYW52YXMlMjIlMkMl"
        "MjJwYXJ0T2YlMjIlM0ElNUIlN0IlMjJpZCUyMiUzQSUyMmh0dHBzJTNBJTJGJTJGZXhhbXBsZS5vcmclMkZvYmpl"
        "Y3QxJTJGbWFuaWZlc3QlMjIlMkMlMjJ0eXBlJTIyJTNBJTIyTWFuaWZlc3QlMjIlN0QlNUQlN0Q"
    )

    assert encode(condensed) == told
    assert decode(told) == condensed
    assert read(told).address == "https://example.org/object1/canvas7"


@given(st.text())
def test_every_text_comes_back(text):
    """Letters, digits, - and _ only: no further encoding can change it (§6.1)."""
    sent = encode(text)

    assert decode(sent) == text
    assert quote(sent, safe="") == sent


@given(st.text(min_size=1))
def test_padding_may_stay(text):
    """Some programs leave the equals signs that are to be removed."""
    padded = base64.urlsafe_b64encode(quote(text, safe="").encode()).decode()

    assert decode(padded) == text


@pytest.mark.parametrize(
    ("state", "target"),
    [
        (WHOLE, Target(MANIFEST)),
        (BODY, PAGE),
        (annotation(WHOLE), Target(MANIFEST)),
        (annotation(MANIFEST), Target(MANIFEST)),
        (annotation(BODY), PAGE),
        (annotation(BODY, motivation="contentState"), PAGE),
        (annotation(BODY, motivation=["bookmarking", "contentState"]), PAGE),
        (annotation([BODY, WHOLE]), PAGE),
        (annotation(BODY | {"partOf": WHOLE}), PAGE),
        (annotation(BODY | {"partOf": MANIFEST}), PAGE),
        (
            annotation(
                {
                    "type": "SpecificResource",
                    "source": BODY,
                    "selector": {"type": "PointSelector", "t": 14.5},
                }
            ),
            PAGE,
        ),
        ({"type": "SpecificResource", "source": CANVAS}, Target(CANVAS)),
        (MANIFEST, Target(MANIFEST)),
        (
            annotation(BODY, motivation="commenting", id="https://a.example/anno/1"),
            Target("https://a.example/anno/1"),
        ),
    ],
)
def test_every_form_is_read(state, target):
    """Annotation and target, region and moment, one and several (§2.2, §5)."""
    assert read(encoded(state)) == target


@pytest.mark.parametrize(
    "address", [MANIFEST, f"{MANIFEST}#x", "HTTP://a.example/m", f" {MANIFEST} "]
)
def test_a_uri_is_taken_as_it_is(address):
    """It must not be encoded (§3.1.1)."""
    assert read(address) == Target(address.strip().partition("#")[0])


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "x",
        "=",
        "====",
        "é",
        "\ud800",
        "a" * (MAX_LENGTH + 1),
        "https://",
        "https://a.example/\ud800",
        "javascript:alert(1)",
        json.dumps(BODY),
        base64.b64encode(b"\xff\xfe").decode(),
        base64.urlsafe_b64encode(b"%FF%FE").decode(),
        base64.b64encode(b"?>?>?>").decode(),
        encode(""),
        encode("null"),
        encode("[]"),
        encode("1" * 5000),
        encode("[" * 1900),
        base64.urlsafe_b64encode(b"[" * 5700).decode(),
        encode('{"id":"\\ud800"}'),
        base64.urlsafe_b64encode(b'{"a":' * 1100).decode(),
        encoded({}),
        encoded({"id": 1, "type": "Manifest"}),
        encoded({"id": "javascript:alert(1)", "type": "Manifest"}),
        encoded({"id": "file:///etc/passwd", "type": "Manifest"}),
        encoded({"id": [MANIFEST], "type": ["Manifest"]}),
        encoded(annotation(None)),
        encoded(annotation(7)),
        encoded(annotation([])),
        encoded(annotation(annotation(annotation(annotation(annotation(WHOLE)))))),
    ],
)
def test_what_is_none_is_refused(value):
    """With words, whatever it is."""
    with pytest.raises(BadContentState):
        read(value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.just(MANIFEST),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "type", "target", "source", "partOf", "motivation", "x"])
            | st.text(max_size=3),
            inner | st.sampled_from(["Annotation", "SpecificResource", "contentState", "Canvas"]),
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(json_values.map(encoded) | st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_whatever_comes_is_read_or_refused(value):
    """Nothing else leaves the reader, and what it gives are addresses."""
    try:
        target = read(value)
    except BadContentState:
        return

    for address in (target.address, *target.part_of):
        assert urlsplit(address).scheme.lower() in {"http", "https"}
        assert "#" not in address


def test_a_page_is_cited_with_its_manifest():
    """A canvas says what it is part of: no program can find it else (§2.1)."""
    state = json.loads(decode(of_canvas("letters/письмо 1", "p1", URLS)))

    assert state == {
        "id": URLS.canvas("letters/письмо 1", "p1"),
        "type": "Canvas",
        "partOf": [{"id": URLS.manifest("letters/письмо 1"), "type": "Manifest"}],
    }
