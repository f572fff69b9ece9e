"""The measurements measure what they say, and still run."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from archives import make_archive, settings_in

from metadata.found import ReadingOptions
from metadata.rows import read
from metadata.sources import Source
from schemas.check import check
from schemas.row import Row
from server.preparing import prepare

ROOT = Path(__file__).parents[1]
BENCH = ROOT / "bench"


def run(folder, script, *arguments):
    """Run a script of the measurements in *folder*; return what it printed."""
    command = [sys.executable, str(BENCH / script), *arguments]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def test_the_archive_is_what_ingest_would_store(tmp_path, clock, monkeypatch):
    """Validation finds nothing in the records, and gives the oai_dc that is measured."""
    monkeypatch.syspath_prepend(BENCH)
    from archive import prepared
    from letters import letters

    archive = make_archive(settings_in(tmp_path), clock)
    natives = list(letters(100))
    checked = [check(Row("letters", number, native)) for number, native in enumerate(natives)]
    written = [
        one.payloads["oai_dc"] for one in prepare([each.record for each in checked], archive)
    ]
    measured = [prepared(native, archive).payloads["oai_dc"] for native in natives]
    archive.store.close()

    assert [one.problems for one in checked] == [()] * 100
    assert measured == written
    assert {one.count(b"<dc:") for one in written} <= set(range(16, 23))
    assert 1600 < sum(map(len, written)) / 100 < 1900


def test_a_measurement_runs_to_its_end(tmp_path):
    """Two servers are filled with the same records, harvested in turn, told and drawn."""
    servers = ("--servers", "fonds", "oaipmh")
    small = ("--records", "300", "--rounds", "1", "--batch", "100", "--clients", "2")
    told = run(tmp_path, "list_records.py", *small, *servers)
    run(tmp_path, "plot.py", "var/bench/list_records.json", "speed.svg")
    (measured,) = json.loads((tmp_path / "var/bench/list_records.json").read_text())["measured"]

    assert "| oaipmh |" in told
    assert set(measured["servers"]) == {"fonds", "oaipmh"}
    assert "batch 100, 2 clients, 2 processes" in (tmp_path / "speed.svg").read_text()


@pytest.mark.parametrize("kind", ["json", "csv", "oai_dc", "mods", "marcxml"])
def test_the_same_letters_are_measured_in_every_kind(tmp_path, monkeypatch, kind):
    """What is read of each file has the same titles, and nothing is wrong with it."""
    monkeypatch.syspath_prepend(BENCH)
    from inputs import write
    from letters import letters

    source = Source(str(write(kind, 3, tmp_path / "letters")), tmp_path)
    rows = [one for one in read(source, ReadingOptions()) if isinstance(one, Row)]
    checked = [check(row) for row in rows]

    assert [one.problems for one in checked] == [()] * 3
    assert [titles(one.record) for one in checked] == [
        [value["value"] for value in native["metadata"]["title"]] for native in letters(3)
    ]


def titles(record):
    """Return the titles of *record*, whatever the kind of title."""
    names = ("title", "alternative")
    return [value.text for name in names for value in record.values(name)]


def test_the_measurement_of_ingest_runs_to_its_end(tmp_path):
    """Letters are stored by Fonds and by the plain loop, every one of them, and both are told."""
    small = ("--records", "20", "--rounds", "1")
    told = run(tmp_path, "ingest.py", *small, "--contenders", "fonds", "plain-loop")
    (measured,) = json.loads((tmp_path / "var/bench/ingest.json").read_text())["measured"]

    assert "### json, 20 letters, sqlite" in told
    assert set(measured["commands"]) == {"fonds", "plain-loop"}
    assert not (tmp_path / "var/bench/ingest").exists()


def test_the_measurement_of_search_runs_to_its_end(tmp_path):
    """Pages are stored twice, and every question is asked."""
    told = run(tmp_path, "search.py", "--pages", "40", "--rounds", "1")

    assert "sqlite, 40 pages" in told
    assert "| a common word, record, Search 2 |" in told
    assert "| terms: Chinese, collection |" in told


def test_the_measurement_of_images_runs_to_its_end(tmp_path):
    """Pictures are made and given to Fonds, every answer has its size, and memory is read."""
    told = run(tmp_path, "images.py", "--quick", "--servers", "fonds")
    run(tmp_path, "plot.py", "var/bench/images.json", "images.svg")
    measured = json.loads((tmp_path / "var/bench/images.json").read_text())["measured"]

    assert "distinct answers, 0 of them a pixel off" in told
    assert "| growth | less than 10 % |" in told
    assert all(one["servers"]["fonds"]["rate"] > 0 for one in measured)
    assert "mixed, nothing kept" in (tmp_path / "images.svg").read_text()
