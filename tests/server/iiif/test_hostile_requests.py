"""Requests for images as attackers write them, sent over a socket to a server with two workers.

Whatever is asked: no answer in the 500s, none that takes long, no worker that dies or grows.
``FONDS_MUTATIONS=10000`` sends as many random ones.
"""

import http.client
import io
import json
import os
import socket
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random
from urllib.parse import quote

import pytest
import pyvips
from live import fonds, free_port, ready_archive, running
from PIL import Image as Pillow
from scanning import mutated

MUTATIONS = int(os.environ.get("FONDS_MUTATIONS", "300"))
LONGEST = 30  # seconds, on a machine with much else to do
LARGEST = 300  # megabytes of a worker
MAX_AREA = 40_000_000  # pixels, of FONDS_IMAGE_MAX_PIXELS
CANARY = b"canary of this archive"

APIS = ("/iiif/image/3", "/iiif/image/2")
NAME = "letter%2F1:p1"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """An archive with one picture, and files about it that no request may reach."""
    folder = tmp_path_factory.mktemp("hostile")
    noise = pyvips.Image.gaussnoise(1_100, 700, seed=1, mean=128, sigma=40).cast("uchar")
    noise.copy(interpretation="b-w").pngsave(str(folder / "p1.png"))
    record = {"id": "letter/1", "metadata": {"title": "T"}, "pages": [{"key": "p1"}]}
    record["pages"][0]["file"] = "p1.png"
    (folder / "letters.jsonl").write_text(json.dumps(record))
    environment = ready_archive(folder, free_port())
    assert fonds(environment, "ingest", folder / "letters.jsonl").returncode == 0
    for place in ("canary", "var/canary", "var/images/canary.tif", "var/images/canary.ready"):
        (folder / place).write_bytes(CANARY)
    with running(environment, folder, 2) as started:
        started.images = folder / "var" / "images"
        yield started


def send(server, target, method=b"GET"):
    """Send a request line to the letter; return the status, the body and how long it took."""
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", server.port), timeout=LONGEST) as connection:
        connection.sendall(method + b" " + target + b" HTTP/1.1\r\nHost: h\r\n")
        connection.sendall(b"Connection: close\r\n\r\n")
        with closing(http.client.HTTPResponse(connection, method=method.decode())) as answer:
            answer.begin()
            body = answer.read()
    return answer.status, body, time.monotonic() - began


def megabytes(pid):
    """Return the most memory that the process *pid* has had."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


@pytest.fixture(autouse=True)
def well(server):
    """After each test the same two workers are there, no larger than before, and give images."""
    yield
    status, body, _ = send(server, f"{APIS[0]}/{NAME}/0,0,512,512/512,/0/default.jpg".encode())

    assert len(server.workers) == 2
    assert [megabytes(pid) < LARGEST for pid in server.workers] == [True, True]
    assert (status, Pillow.open(io.BytesIO(body)).size) == (200, (512, 512))


UP = [
    *("..", "%2e%2e", "%2E%2E", "%252e%252e", "..%2f", "..%5c"),
    *("%c0%ae%c0%ae", "....//", "..;", ".%00."),
]
GOALS = ["canary", "var/canary", "canary.tif", "etc/passwd", "fonds.db", "secret.key"]
NAMES = [
    *(f"{up}/{goal}" for up in UP for goal in GOALS),
    *(f"{up}%2F{up}%2F{quote(goal, safe='')}" for up in UP for goal in GOALS),
    "%2Fetc%2Fpasswd",
    "//etc/passwd",
    "file:%2F%2F%2Fetc%2Fpasswd",
    "C:%5Cwindows%5Cwin.ini",
    "%00",
    "letter%2F1%00:p1",
    "letter%2F1:p1%00.tif",
    "letter%2F1:p1%2F..%2F..%2Fcanary",
    "letter%2F1:..%2Fcanary",
    "letter%2F1:canary",
    "canary:p1",
    "letter%2F1:p1'--",
    "%27%20OR%201=1--:p1",
    "%ff%fe:p1",
    "%ed%a0%80:p1",
    ":p1",
    "letter%2F1:",
    "A" * 4_000 + ":p1",
    "*:*",
    "%25s%25n:p1",
]


@pytest.mark.parametrize("api", APIS)
def test_no_identifier_leads_out_of_the_archive(server, api):
    """It is sought in the database, and is never part of a path."""
    for name in NAMES:
        for rest in ("", "/info.json", "/full/max/0/default.jpg"):
            status, body, _ = send(server, f"{api}/{name}{rest}".encode())

            assert status in (303, 400, 404, 410, 414), (name, rest, status)
            assert CANARY not in body
            assert b"root:" not in body


HUGE = ("9" * 400, "1" + "0" * 400, str(2**31), str(2**32), str(2**63), str(2**64), "0" * 400 + "1")
SLOTS = [
    "{},0,10,10/max/0/default.jpg",
    "0,{},10,10/max/0/default.jpg",
    "0,0,{},10/max/0/default.jpg",
    "0,0,{0},{0}/max/0/default.jpg",
    "pct:{},0,10,10/max/0/default.jpg",
    "pct:0,0,{0},{0}/max/0/default.jpg",
    "full/{},/0/default.jpg",
    "full/,{}/0/default.jpg",
    "full/{0},{0}/0/default.jpg",
    "full/!{0},{0}/0/default.jpg",
    "full/^{},/0/default.jpg",
    "full/^{0},{0}/0/default.jpg",
    "full/^!{0},{0}/0/default.jpg",
    "full/pct:{}/0/default.jpg",
    "full/^pct:{}/0/default.jpg",
    "full/^pct:0.{}/0/default.jpg",
    "full/max/{}/default.jpg",
    "full/max/!0.{}/default.jpg",
]


@pytest.mark.parametrize("slot", SLOTS)
def test_no_number_is_too_large_to_be_refused(server, slot):
    """It is refused, or cut at the edge of the image and at what info.json allows."""
    for api in APIS:
        for number in HUGE:
            status, body, took = send(server, f"{api}/{NAME}/{slot.format(number)}".encode())

            assert status in (200, 400), (slot, number, status)
            assert took < LONGEST
            if status == 200:
                width, height = Pillow.open(io.BytesIO(body)).size
                assert width * height <= MAX_AREA


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ("^max", 200),
        ("^6300,6300", 200),
        ("^!10000,10000", 200),
        ("^20000,20000", 400),
        ("^10000,10000", 400),
        ("^pct:100000", 400),
        ("^,99999999", 400),
    ],
)
def test_no_enlargement_goes_beyond_the_limits(server, size, expected):
    """A hundred pixels can be asked to become any number; forty million are given."""
    target = f"{APIS[0]}/{NAME}/10,10,10,10/{size}/0/gray.jpg"
    status, body, took = send(server, target.encode())

    assert status == expected
    assert took < LONGEST
    if status == 200:
        width, height = Pillow.open(io.BytesIO(body)).size
        assert width * height <= MAX_AREA


def test_a_strip_that_is_turned_is_answered(server):
    """A million pixels fill fifty million when they stand aslant, and no more."""
    status, _, took = send(server, f"{APIS[0]}/{NAME}/full/^10000,100/45/gray.jpg".encode())

    assert status == 200
    assert took < LONGEST


def test_random_requests_are_answered(server):
    """Pieces of the grammar, and bytes of none, in any order."""
    statuses = Counter()
    for number in range(MUTATIONS):
        target = _target(Random(number))
        status, _, took = send(server, target, Random(number).choice(METHODS))
        statuses[status] += 1

        assert status < 500 or status == 501, (number, target, status)
        assert took < LONGEST, (number, target)
    assert {200, 400, 404} <= set(statuses)


def test_a_stored_image_that_rots_is_lost_alone(server):
    """Each flipped bit of it gives an image or none, 404; the workers outlive what they read."""
    statuses = Counter()
    places = [path for path in server.images.glob("??/*") if path.is_file()]
    whole = {path: path.read_bytes() for path in places}
    try:
        for number in range(MUTATIONS // 5):
            random = Random(number)
            rotten = random.choice(places)
            rotten.write_bytes(mutated(random, whole[rotten], list(whole.values())))
            x, y = random.randrange(1_000), random.randrange(600)
            for asked in (f"{x},{y},90,90/45,", "512,0,512,512/512,", "full/50,", "full/1100,"):
                target = f"{APIS[number % 2]}/{NAME}/{asked}/0/default.jpg"
                status, _, took = send(server, target.encode())
                statuses[status] += 1

                assert took < LONGEST
            rotten.write_bytes(whole[rotten])
    finally:
        for path, data in whole.items():
            path.write_bytes(data)

    assert set(statuses) == {200, 404}


METHODS = [b"GET"] * 8 + [b"HEAD", b"OPTIONS", b"POST"]
PIECES = [
    *("full", "square", "max", "^max", "0", "1", "9", ",", "!", "^", "pct:", ".", "-1", "1e9"),
    *("NaN", "0,0,10,10", "100,", ",100", "90", "!45.5", "default", "color", "gray", "bitonal"),
    *(".jpg", ".png", ".webp", ".tif", ".gif", ".jp2", ".pdf", "info.json"),
    *("%", "%25", "%2C", "%00", "%FF", "%20", "%7F", "+", "/", "//", "..", ";", "?", "&", "é"),
]
PARTS = (
    ["full", "square", "0,0,100,100", "pct:5,5,10,10", "1099,699,9,9"],
    ["max", "50,", ",50", "pct:3", "20,30", "!60,60", "^300,", "^!90,9"],
    ["0", "90", "!180", "22.5", "!359.9"],
    [f"{quality}.{kind}" for quality in ("default", "gray", "bitonal") for kind in ("jpg", "png")],
)


def _target(random):
    """Return a path that is a request for an image but for a few pieces."""
    parts = [random.choice(choices) for choices in PARTS]
    for _ in range(random.choice([0, 1, 1, 2, 3])):
        place = random.randrange(4)
        cut = random.randrange(len(parts[place]) + 1)
        keep = random.choice([cut, len(parts[place])])
        parts[place] = parts[place][:cut] + random.choice(PIECES) + parts[place][keep:]
    name = random.choice([NAME] * 6 + ["letter/1:p1", "letter%2f1:p2", random.choice(NAMES)])
    return "/".join([random.choice(APIS), name, *parts]).encode()
