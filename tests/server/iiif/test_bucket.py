"""Images kept in a bucket of S3, over the wire, of the server that moto is."""

import io
import json
import os
import shutil
import time
import urllib.request

import boto3
import pytest
from live import fonds, free_port, ready_archive, serve
from moto.server import ThreadedMotoServer
from PIL import Image as Pillow

from server.iiif.bucket import Bucket

KEYS = {
    "AWS_ACCESS_KEY_ID": "of-nobody",
    "AWS_SECRET_ACCESS_KEY": "of-nobody",
    "AWS_DEFAULT_REGION": "us-east-1",
}


@pytest.fixture(scope="module")
def store():
    """Where an S3 server of this machine listens, and what its clients are told."""
    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield KEYS | {"AWS_ENDPOINT_URL": f"http://{host}:{port}"}
    server.stop()


@pytest.fixture
def client(store, monkeypatch):
    """A client of that server, with an empty bucket."""
    for name, value in store.items():
        monkeypatch.setenv(name, value)
    made = boto3.client("s3")
    made.create_bucket(Bucket="archive")
    yield made
    for one in made.list_objects_v2(Bucket="archive").get("Contents", []):
        made.delete_object(Bucket="archive", Key=one["Key"])
    made.delete_bucket(Bucket="archive")


class Now:
    """A clock that a test sets."""

    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def now():
    return Now()


@pytest.fixture
def bucket(client, tmp_path, now):
    return Bucket("s3://archive/images", tmp_path / "copies", 1_000, now)


def put(bucket, folder, name, data):
    path = folder / "new"
    path.write_bytes(data)
    bucket.put(path, name)
    assert not path.exists()


def test_what_is_put_is_found_and_read(bucket, client, tmp_path):
    """A part of it is asked for by its range (RFC 9110 §14.2)."""
    put(bucket, tmp_path, "ab/cd.tif", b"0123456789")
    found = bucket.find("ab/cd.tif")

    assert client.get_object(Bucket="archive", Key="images/ab/cd.tif")["ContentLength"] == 10
    assert (found.size, bucket.read(found, 3, 4), bucket.read(found, 8, 9)) == (10, b"3456", b"89")
    assert bucket.read(found, 10, 5) == b""
    assert abs(found.modified - time.time()) < 60


def test_what_is_not_there_is_not_found(bucket):
    """As in a folder."""
    with pytest.raises(FileNotFoundError):
        bucket.find("ab/none.tif")


def test_what_was_found_is_believed_for_a_minute(bucket, client, tmp_path, now):
    """A tile costs one request, not two; a replaced image is another edition after that."""
    put(bucket, tmp_path, "ab/cd.tif", b"old")
    before = bucket.find("ab/cd.tif")
    client.put_object(Bucket="archive", Key="images/ab/cd.tif", Body=b"newer")

    assert bucket.find("ab/cd.tif") == before
    now.seconds += 61
    assert bucket.find("ab/cd.tif").edition != before.edition


def test_a_whole_file_is_copied_once(bucket, client, tmp_path):
    """libvips reads files of this machine."""
    put(bucket, tmp_path, "ab/cd.tif", b"whole")
    found = bucket.find("ab/cd.tif")
    with bucket.local(found) as path:
        assert path.read_bytes() == b"whole"
    client.delete_object(Bucket="archive", Key="images/ab/cd.tif")
    with bucket.local(found) as again:
        assert again == path


def test_copies_have_an_end_and_those_in_use_stay(bucket, tmp_path):
    """Beyond the measure those go that were used least lately."""
    copies = []
    for number in range(4):
        put(bucket, tmp_path, f"ab/{number}.tif", bytes(400))
        with bucket.local(bucket.find(f"ab/{number}.tif")) as path:
            copies.append(path)
        if number < 2:
            os.utime(path, (number, number))

    assert [path.exists() for path in copies] == [False, False, True, True]
    assert list((tmp_path / "copies").glob("*.part")) == []


def test_an_archive_serves_its_images_from_a_bucket(store, client, tmp_path):
    """Ingest brings them there; tiles, renders and a rebuild find them; nothing stays here."""
    Pillow.effect_noise((1500, 1100), 60).convert("RGB").save(tmp_path / "page.png")
    line = {"id": "letter", "metadata": {"title": ["T"]}, "pages": [{"file": "page.png"}]}
    (tmp_path / "records.jsonl").write_text(json.dumps(line))
    environment = ready_archive(
        tmp_path, free_port(), FONDS_IMAGES_URL="s3://archive/images", **store
    )
    done = fonds(environment, "ingest", str(tmp_path / "records.jsonl"))
    kept = {one["Key"][-6:] for one in client.list_objects_v2(Bucket="archive")["Contents"]}

    assert done.returncode == 0, done.stderr
    assert {name.rpartition(".")[2] for name in kept} == {"tif", "ready"}
    assert not [path for path in (tmp_path / "var" / "images").rglob("*") if path.is_file()]

    shutil.rmtree(tmp_path / "var" / "images", ignore_errors=True)
    again = fonds(environment, "rebuild", "--images", "--json")
    assert json.loads(again.stdout)["unchanged"] == 1
    with serve(environment) as base:
        service = f"{base}/iiif/image/3/letter:p1"
        sizes = [
            size_of(f"{service}/{asked}")
            for asked in (
                "0,0,512,512/512,512/0/default.jpg",
                "1024,1024,476,76/476,76/0/default.jpg",
                "10,10,700,700/300,/90/gray.png",
            )
        ]

    assert sizes == [(512, 512), (476, 76), (300, 300)]


def size_of(address):
    """The size of the picture at *address*."""
    with urllib.request.urlopen(address, timeout=20) as answer:
        return Pillow.open(io.BytesIO(answer.read())).size
