"""Pictures of harvested pages: their image services are asked for their size, as ingest does."""

import json

import pytest
from aggregating import Aggregator
from archives import letter, put
from elsewhere import elsewhere
from hostile import answer, hostile, silence
from PIL import Image
from provider import Provider, serving

from server.harvest.harvest import Outcome

METS = "http://www.loc.gov/METS/"
MODS = "http://www.loc.gov/mods/v3"


class Books(Provider):
    """Has one book of five pages, in METS; *service* is what they are at."""

    formats = (("mets", "http://www.loc.gov/standards/mets/mets.xsd", METS),)
    service = ""

    def __init__(self):
        super().__init__()
        self.items = self.items[:1]

    def metadata(self, item, prefix):
        pages = range(1, 6)
        files = "".join(
            f'<file ID="F{n}" MIMETYPE="application/vnd.kitodo.iiif"><FLocat LOCTYPE="URL" '
            f'xmlns:l="http://www.w3.org/1999/xlink" l:href="{self.service}/{n}"/></file>'
            for n in pages
        )
        divisions = "".join(
            f'<div ID="P{n}" ORDER="{n}" TYPE="page"><fptr FILEID="F{n}"/></div>' for n in pages
        )
        return (
            f'<mets xmlns="{METS}"><dmdSec ID="D"><mdWrap MDTYPE="MODS"><xmlData>'
            f'<mods xmlns="{MODS}"><titleInfo><title>Book{item.text}</title></titleInfo></mods>'
            f"</xmlData></mdWrap></dmdSec><fileSec><fileGrp>{files}</fileGrp></fileSec>"
            f'<structMap TYPE="PHYSICAL"><div DMDID="D">{divisions}</div></structMap></mets>'
        )


def info(width):
    return answer(json.dumps({"type": "ImageService3", "width": width, "height": 9}).encode())


def test_pages_of_another_archive_are_shown_from_there(tmp_path, archive):
    """A harvested METS names the image service of each page: it is a canvas here."""
    aggregator = Aggregator(archive)
    with elsewhere(tmp_path / "source") as source:
        Image.new("RGB", (120, 90), "teal").save(tmp_path / "p1.png")
        page = {"key": "p1", "file": "p1.png"}
        put(source, letter("book", pages=[page]), folder=tmp_path)
        source.now.tick(60)
        last, one = aggregator.first(f"{source.urls.base}/oai")
        service = f"{source.urls.base}/iiif/image/3/book:p1"
    (record,) = aggregator.records().values()

    assert last.outcome == Outcome.COMPLETE
    assert [problem for problem in one.report.problems if "service" in problem.field] == []
    (canvas,) = record.canvases
    assert (canvas.service.id, canvas.service.width, canvas.service.height) == (service, 120, 90)
    manifest = json.loads(archive.store.manifest(record.id).body)
    assert service in json.dumps(manifest["items"][0])


def test_what_is_known_of_a_service_is_not_asked_again(archive):
    """A record that changes brings its pages again; their sizes are here."""
    provider = Books()
    aggregator = Aggregator(archive)
    with (
        hostile({f"/{n}/info.json": info(n) for n in range(1, 6)}) as images,
        serving(provider) as url,
    ):
        provider.service = images.base
        aggregator.first(url)
        provider.change(0, text=", changed", datestamp="2030-01-01T00:00:00Z")
        aggregator.again()
    (record,) = aggregator.records().values()

    assert record.title.text == "Book, changed"
    assert [page.service.width for page in record.canvases] == [1, 2, 3, 4, 5]
    assert len(images.requests) == 5


@pytest.mark.parametrize(
    ("behaviour", "asked"),
    [(answer(b"", "500 Oops"), 5), (answer(b"<html>"), 5), (silence, 3)],
    ids=["500", "no JSON", "silence"],
)
def test_a_service_that_fails_costs_its_page_a_warning(archive, behaviour, asked):
    """The record is kept; a server that is silent three times is left alone."""
    provider = Books()
    aggregator = Aggregator(archive, seconds=0.15)
    with (
        hostile({f"/{n}/info.json": behaviour for n in range(1, 6)}) as images,
        serving(provider) as url,
    ):
        provider.service = images.base
        last, one = aggregator.first(url)
    (record,) = aggregator.records().values()

    assert (last.outcome, last.counts["stored"]) == (Outcome.COMPLETE, 1)
    assert record.canvases == ()
    assert [page.service.id for page in record.pages] == [f"{images.base}/{n}" for n in range(1, 6)]
    assert len(images.requests) == asked
    told = [problem.field for problem in one.report.problems if "service" in problem.field]
    assert told == [f"pages.{n}.service" for n in range(5)]


def test_a_public_repository_names_no_private_service(archive, monkeypatch):
    """What may be private is the source that somebody typed, not what it names (SSRF)."""
    # The first host counts as public, so that only what it names is at stake.
    monkeypatch.setattr("server.wire.is_public", lambda address: address != "127.0.0.2")
    provider = Books()
    with hostile({"/1/info.json": info(9)}, "127.0.0.2") as inside, serving(provider) as url:
        provider.service = inside.base
        last, one = Aggregator(archive).first(url)

    assert last.counts["stored"] == 1
    assert inside.requests == []
    assert any("not on the public internet" in problem.message for problem in one.report.problems)
