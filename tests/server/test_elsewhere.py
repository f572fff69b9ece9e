"""Pictures that another server gives: its service is asked at ingest, and used ever after."""

import json
import urllib.request

import pytest
from archives import Clock, make_archive, record_of, settings_in
from hostile import answer, hostile
from live import fonds, free_port, ready_archive, serve
from manifesting import canvas, image, manifest
from PIL import Image as Pillow
from presentation_rules import violations

from metadata.found import ReadingOptions
from metadata.manifests import record_id
from metadata.sources import find_sources
from schemas.native import from_native, to_native
from schemas.row import Row
from server.app import create_app
from server.elsewhere import UnusableService, ask
from server.ingest import Input, ingest
from server.surfaces import Intake


@pytest.fixture(scope="module")
def image_server(tmp_path_factory):
    """The base URL of another server of images, of this house; it has one page."""
    folder = tmp_path_factory.mktemp("elsewhere")
    environment = ready_archive(folder, free_port())
    Pillow.new("RGB", (1200, 900), "teal").save(folder / "page.jpg")
    line = {"id": "scan", "metadata": {"title": ["T"]}, "pages": [{"file": "page.jpg"}]}
    (folder / "records.jsonl").write_text(json.dumps(line))
    assert fonds(environment, "ingest", str(folder / "records.jsonl")).returncode == 0
    with serve(environment) as base:
        yield base


def take(tmp_path, *pages, **changed):
    native = {"id": "r", "metadata": {"title": ["T"]}, "pages": list(pages)}
    settings = settings_in(tmp_path, harvest_allow_private=1, **changed)
    intake = Intake(Row("sheet", 2, native, folder=tmp_path), settings)
    return intake.take(record_of(native, tmp_path)), intake.problems


@pytest.mark.parametrize("version", [3, 2])
def test_its_size_is_recorded_with_its_version_and_level(image_server, tmp_path, version):
    """A manifest never asks for it again."""
    service = f"{image_server}/iiif/image/{version}/scan:p1"
    record, problems = take(tmp_path, {"service": service})
    found = record.pages[0].service

    assert (found.id, found.version, found.profile) == (service, version, "level2")
    assert (found.width, found.height) == (1200, 900)
    assert problems == []


def test_the_address_of_the_description_will_do(image_server, tmp_path):
    """People copy what they see in a browser."""
    service = f"{image_server}/iiif/image/3/scan:p1"
    record, _ = take(tmp_path, {"service": f"{service}/info.json"})

    assert record.pages[0].service.id == service


def test_an_export_has_what_was_told(image_server, tmp_path):
    """Read again, it asks nobody."""
    record, _ = take(tmp_path, {"service": f"{image_server}/iiif/image/3/scan:p1"})

    assert from_native(to_native(record)) == record


def test_a_service_by_another_name_is_told(tmp_path):
    """Viewers will ask for tiles where the document says, and may find nothing."""
    document = {"type": "ImageService3", "width": 9, "height": 9, "id": "http://other.example/x"}
    with hostile({"/x/info.json": answer(json.dumps(document).encode())}) as server:
        record, problems = take(tmp_path, {"service": f"{server.base}/x"})

    assert record.pages[0].service.width == 9
    assert "http://other.example/x" in problems[0].message


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        ("404 Not Found", b"{}", "answers 404"),
        ("200 OK", b"<html>", "is no JSON"),
        ("200 OK", b"[" * 100_000, "is no JSON"),
        ("200 OK", b"{}", "describes no image"),
        ("200 OK", b" " * 2**21, "gives no answer"),
    ],
)
def test_what_is_no_service_is_a_warning_and_the_record_is_stored(tmp_path, status, body, message):
    """The page stays, and is asked again with the next ingest."""
    with hostile({"/x/info.json": answer(body, status)}) as server:
        address = f"{server.base}/x"
        record, (problem,) = take(tmp_path, {"service": address})

    assert not record.pages[0].service.is_known
    assert record.canvases == ()
    assert (problem.field, problem.value) == ("pages.0.service", address)
    assert message in problem.message


def test_private_addresses_are_refused_unless_they_are_allowed(image_server):
    """A row of a spreadsheet is no reason to ask the machine behind the firewall."""
    with pytest.raises(UnusableService, match="gives no answer"):
        ask(f"{image_server}/iiif/image/3/scan:p1", allow_private=False)


def get(address):
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.headers, answer.read()


def test_manifest_and_page_show_it_from_where_it_is(image_server, tmp_path):
    """Both versions of the manifest name the service, and the page may load from it."""
    service = f"{image_server}/iiif/image/2/scan:p1"
    (tmp_path / "list.csv").write_text(f"id,title,IIIF service\nletter,Letter,{service}\n")
    environment = ready_archive(tmp_path, free_port(), FONDS_HARVEST_ALLOW_PRIVATE="1")
    done = fonds(environment, "ingest", str(tmp_path / "list.csv"))
    assert done.returncode == 0, done.stdout
    with serve(environment) as base:
        manifest = json.loads(get(f"{base}/iiif/3/letter/manifest")[1])
        older = json.loads(get(f"{base}/iiif/2/letter/manifest")[1])
        headers, page = get(f"{base}/records/letter")

    assert violations(manifest) == []
    (canvas,) = manifest["items"]
    body = canvas["items"][0]["items"][0]["body"]
    assert (canvas["width"], canvas["height"]) == (1200, 900)
    assert body["service"] == [
        {
            "@id": service,
            "@type": "ImageService2",
            "profile": "http://iiif.io/api/image/2/level2.json",
        }
    ]
    resource = older["sequences"][0]["canvases"][0]["images"][0]["resource"]
    assert resource["service"]["@id"] == service
    assert f'src="{service}/full/' in page.decode()
    assert image_server in headers["Content-Security-Policy"]
    for address in (body["id"], manifest["thumbnail"][0]["id"], resource["@id"]):
        assert address.startswith(service)
        assert get(address)[0]["Content-Type"] == "image/jpeg"


def ingest_documents(folder, **documents):
    """A client of an archive that has read *documents*, and what became of them."""
    sheets = folder / "documents"
    sheets.mkdir()
    for name, document in documents.items():
        (sheets / f"{name}.json").write_text(json.dumps(document, indent=1))
    archive = make_archive(settings_in(folder, harvest_allow_private=1), Clock())
    given = Input(find_sources([str(sheets)]), ReadingOptions())
    report = ingest(given, archive, lambda _report: None)
    return create_app(archive=archive).test_client(), report


def test_a_remote_manifest_is_a_record_whose_pages_keep_their_services(image_server, tmp_path):
    """Both versions, served by another archive and read as files; nothing is fetched but sizes."""
    newer = json.loads(get(f"{image_server}/iiif/3/scan/manifest")[1])
    older = json.loads(get(f"{image_server}/iiif/2/scan/manifest")[1])
    client, report = ingest_documents(tmp_path, newer=newer, older=older)
    found = [
        client.get(f"/iiif/3/{record_id(one)}/manifest").get_json()
        for one in (newer["id"], older["@id"])
    ]

    assert (report.counts["stored"], report.counts["refused"]) == (2, 0)
    for version, shown in zip((3, 2), found, strict=True):
        assert violations(shown) == []
        (page,) = shown["items"]
        picture = page["items"][0]["items"][0]["body"]
        (service,) = picture["service"]
        expected = f"{image_server}/iiif/image/{version}/scan:p1"
        assert service.get("id", service.get("@id")) == expected
        assert (page["width"], page["height"]) == (1200, 900)
        assert get(picture["id"])[0]["Content-Type"] == "image/jpeg"


def test_the_size_of_a_canvas_is_that_of_its_picture_whatever_its_manifest_says(
    image_server, tmp_path
):
    """Sizes in manifests are often those of canvases or of small copies; the service knows."""
    service = f"{image_server}/iiif/image/2/scan:p1"
    named = {"@id": service, "@type": "ImageService2", "profile": "level1"}
    wrong = canvas("p1", image([named], width=120, height=90), width=4000, height=3000)
    gone = canvas("p2", image([{**named, "@id": f"{image_server}/iiif/image/2/none"}]))
    client, report = ingest_documents(tmp_path, book=manifest(wrong, gone))
    served = client.get("/iiif/3/elsewhere.example/iiif/book-1/manifest/manifest").get_json()

    assert [(one["width"], one["height"]) for one in served["items"]] == [(1200, 900)]
    assert [one.field for one in report.problems if "info.json" in one.message] == [
        "pages.1.service"
    ]
