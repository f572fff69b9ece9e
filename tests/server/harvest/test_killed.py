"""A harvest of our own server that is killed again and again: in the end nothing is missing.

``FONDS_TEST_HARVEST=50000`` harvests so many records into either database, and kills it ten times;
without it both are fewer, and the database is SQLite.
"""

import json
import os
import random
import subprocess
import time

import pytest
from live import FONDS, fonds, free_port, ready_archive, serve
from sickle import Sickle
from sqlalchemy import create_engine, text

IS_WHOLE = "FONDS_TEST_HARVEST" in os.environ
RECORDS = int(os.environ.get("FONDS_TEST_HARVEST", "300"))
KILLS = 10 if IS_WHOLE else 4
DATABASES = ("sqlite", "postgresql") if IS_WHOLE else ("sqlite",)
DELETED = 7  # one of so many


def natives():
    """Yield records, some of them in two sets and in two languages."""
    chance = random.Random(1958)
    for number in range(RECORDS):
        yield {
            "id": f"letter/{number}",
            "collections": [f"letters:{number % 5}"] + ["odd"] * (number % 2),
            "metadata": {
                "title": [{"value": f"Letter {number} & <more>", "lang": "en"}, f"Письмо {number}"],
                "date": [f"{chance.randrange(1940, 1990)}-04-04"],
                "type": ["Text"],
                "language": ["ru"],
                "subject": [f"Subject {chance.randrange(50)}" for _ in range(3)],
                "rights": ["http://rightsstatements.org/vocab/NoC-US/1.0/"],
            },
        }


@pytest.fixture
def source(tmp_path):
    """The address of a server with so many records, some of them deleted."""
    folder = tmp_path / "source"
    folder.mkdir()
    batch = str(min(max(RECORDS // 40, 10), 1000))
    environment = ready_archive(folder, free_port(), FONDS_OAI_BATCH_SIZE=batch)
    sheet = folder / "letters.jsonl"
    sheet.write_text("".join(json.dumps(one) + "\n" for one in natives()))
    command = [FONDS, "ingest", str(sheet)]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    gone = [f"letter/{number}" for number in range(0, RECORDS, DELETED)][:500]
    assert fonds(environment, "delete", *gone).returncode == 0
    with serve(environment) as base:
        yield f"{base}/oai"


@pytest.fixture
def database(database_url):
    """The database of the harvester, to look into while it is at work."""
    engine = create_engine(database_url, isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


def done(database):
    """Return how far a harvest has come: how many records, and 0 where there is none."""
    with database.connect() as connection:
        document = connection.scalar(text("SELECT document FROM sources"))
    run = json.loads(document)["run"] if document else None
    return run["done"] if run else 0


def kill_at(target, environment, url, database):
    """Begin a harvest, kill it when it has come to *target*; return how far it was by then."""
    command = [FONDS, "harvest", "--prefix", "oai_dc", url]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        while done(database) < target and process.poll() is None:
            time.sleep(0.005)
        process.kill()
    return done(database)


def harvested(environment):
    """Return what an export says of each record: by the identifier that it has at its source."""
    exported = subprocess.run([FONDS, "export"], env=environment, check=True, capture_output=True)
    lines = [json.loads(line) for line in exported.stdout.decode().splitlines()]
    return {
        one["provenance"]["identifier"]: (
            one["provenance"]["datestamp"],
            sorted(spec.partition(":")[2] for spec in one["collections"]),
            {
                term: [value if isinstance(value, str) else value["value"] for value in values]
                for term, values in one["metadata"].items()
            },
        )
        for one in lines
        if "id" in one
    }


def offered(url):
    """Return the same as another harvester has it from the source itself."""
    records = Sickle(url).ListRecords(metadataPrefix="oai_dc")
    return {
        one.header.identifier: (one.header.datestamp, sorted(one.header.setSpecs), one.metadata)
        for one in records
        if not one.header.deleted
    }


@pytest.mark.parametrize("database_url", DATABASES, indirect=True)
def test_a_harvest_that_is_killed_again_and_again_ends_whole(
    tmp_path, source, database, database_url
):
    """What is kept and how far it came are one transaction: record by record the same."""
    environment = ready_archive(
        tmp_path,
        free_port(),
        FONDS_HARVEST_ALLOW_PRIVATE="1",
        FONDS_DATABASE_URL=database_url,
    )
    chance = random.Random(7)
    targets = sorted(chance.randrange(1, RECORDS * 9 // 10) for _ in range(KILLS))

    reached = [kill_at(target, environment, source, database) for target in targets]
    command = [FONDS, "harvest", "--prefix", "oai_dc", "--json", source]
    last = subprocess.run(command, env=environment, check=False, capture_output=True)

    assert last.returncode == 0, last.stdout
    assert reached == sorted(reached)
    assert 0 < reached[0] <= reached[-1] < RECORDS
    report = json.loads(last.stdout)
    assert report["sources"][0]["outcome"] == "complete"
    assert report["read"] == RECORDS - reached[-1]  # it went on, and did not begin anew
    assert harvested(environment) == offered(source)
