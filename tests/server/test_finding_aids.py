"""A finding aid as an archivist gives it to the commands: told, stored, shown and stored again."""

import json
from pathlib import Path

import pytest
from live import fonds, free_port, ready_archive
from PIL import Image as Picture

from metadata.found import ReadingOptions
from metadata.sources import find_sources
from server.ingest import Input, ingest, validate
from server.shown import forecast

SAMPLES = Path(__file__).parents[1] / "data" / "finding-aids"


@pytest.fixture
def take(archive, tmp_path):
    """Ingest a finding aid, changed as a test says, and return the report."""

    def take(name, *changes):
        text = (SAMPLES / name).read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / name).write_text(text, encoding="utf-8")
        given = Input(find_sources([str(tmp_path / name)]), ReadingOptions())
        return ingest(given, archive, lambda _report: None)

    return take


def test_a_finding_aid_is_told_before_it_is_stored(tmp_path):
    """`fonds validate` says what would happen, and counts what is not read by element."""
    environment = ready_archive(tmp_path, free_port())
    sample = str(SAMPLES / "archivesspace.xml")

    told = json.loads(fonds(environment, "validate", "--as", "ead", "--json", sample).stdout)

    assert told["summary"]["sources"] == [f"{sample}: EAD 2002"]
    assert (told["read"], told["stored"], told["refused"]) == (5, 5, 0)
    assert {"ead:physloc", "ead:acqinfo", "ead:audience"} <= {
        one["field"] for one in told["problems"]
    }


def test_collections_are_counted_beside_records():
    """What would be stored of the rows that are no record is said as well."""
    given = Input(find_sources([str(SAMPLES / "archivesspace.xml")]), ReadingOptions())
    report = validate(given, lambda _report: None)

    assert forecast(report).startswith(
        "5 read: 5 would be stored as 3 records, 2 collections and 1 page; "
    )
    assert report.summary.as_json()["collections"] == 2


def test_a_finding_aid_is_stored_once(take, clock):
    """What did not change is not written again, and a component in between changes no other."""
    first = take("atom.xml")
    clock.tick(60)
    again = take("atom.xml")
    new = '<c level="series"><did><unittitle>New</unittitle><unitid>F1-S0</unitid></did></c>'
    grown = take("atom.xml", ('<c level="series">', f'{new}<c level="series">'))

    assert (first.counts["stored"], first.counts["refused"]) == (5, 0)
    assert (again.counts["stored"], again.counts["unchanged"]) == (0, 5)
    assert (grown.counts["stored"], grown.counts["unchanged"]) == (1, 5)


def test_levels_are_pages_within_each_other(take, client):
    """A reader goes from the whole to a series, and to what lies in it."""
    take("atom.xml")

    whole = client.get("/collections/F1").text
    series = client.get("/collections/F1:S1").text

    assert "Mill fonds" in whole
    assert "/collections/F1:S1" in whole
    assert "/records/F1:S1:1" in series
    assert "Ledger" in client.get("/records/F1:S1:1").text


def test_what_is_internal_is_in_no_answer(take, client, clock):
    """Neither pages nor harvests nor searches show it, and what was public is withdrawn."""
    record, secret = "ms-0012:aspace_f2", ' audience="internal"'
    pages = (
        f"/records/{record}",
        "/search?q=nobody",
        "/collections/ms-0012:aspace_s1",
    )
    harvest = f"/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:archive.example:{record}"
    take("archivesspace.xml", (f'level="file"{secret}', 'level="file"'))
    clock.tick(60)
    before = [client.get(page).text for page in (*pages, harvest)]

    take("archivesspace.xml")
    clock.tick(60)
    after = [client.get(page).text for page in (*pages, harvest)]

    assert ["nobody may see" in text for text in before] == [True] * 4
    assert ["nobody may see" in text for text in after] == [False] * 4
    assert client.get(pages[0]).status_code == 404
    assert 'status="deleted"' in after[-1]


def test_pictures_that_a_doctype_names_are_shown(take, client, tmp_path):
    """Files of older finding aids lie beside them and become canvases (Presentation 3 §5.3)."""
    (tmp_path / "pictures").mkdir()
    for number in (1, 2):
        Picture.new("RGB", (40, 30), (number, 9, 9)).save(tmp_path / f"pictures/map-{number}.jpg")

    take("entities.xml")
    address = "PUBLIC-Museum-TEXT-(US-MM-7-Maps)-EN-maps.xml:Maps:River-1790"
    manifest = client.get(f"/iiif/3/{address}/manifest").json

    assert [(canvas["width"], canvas["height"]) for canvas in manifest["items"]] == [(40, 30)] * 2
