"""An archive in a temporary folder, and the pages that people see of it."""

import html
import itertools
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import lxml.html
from flask import Flask

from schemas.native import to_native, write_line
from schemas.record import Access, Collection, Image, MediaFile, Page, Record, Value
from server import browse, viewer
from server.archive import Archive
from server.files import keep_file
from server.iiif.pictures import open_pictures
from server.oai.envelope import Records
from server.oai.slots import Slots
from server.oai.tokens import Tokens
from server.routing import register
from server.settings import read_settings
from server.store.database import open_database
from server.store.folding import fold
from server.store.horizon import horizon_of
from server.store.migrating import migrate
from server.store.prepared import Prepared
from server.store.reader import Reader
from server.store.store import Store
from server.urls import Urls

BASE = "https://archive.example/fonds"
CANARY = "zanzibar"
NOON = 1_700_049_600  # 2023-11-15T12:00:00Z
RIGHTS = "http://rightsstatements.org/vocab/NoC-US/1.0/"

RICH = Record(
    id="rich/письмо 1",
    metadata={
        "title": (Value("Letter on testing", "en"), Value("关于试验的信", "zh-Hans")),
        "creator": (Value("ناصر", "ar"),),
        "date": (Value("April 4, 1958", derived="1958-04-04"),),
        "dcterms:abstract": (Value("He <i>urges</i> a halt & a ban.", "en"),),
        "source": (Value("<a href='https://a.example/12'>Fonds 12</a>"),),
        "relation": (Value("https://a.example/other"),),
        "language": (Value("ru", derived="ru"),),
        "type": (Value("Text", derived="Text"),),
        "rights": (Value(RIGHTS, derived=RIGHTS),),
    },
    collections=("papers:letters", "other"),
    pages=(
        Page(
            "p1",
            "1",
            text={"ru": "Первый абзац.\n\nВторой.", "en": "First.", "ar": "أولا"},
            image=Image("x", 1200, 1600),
        ),
        Page("p2", "2", metadata={"title": (Value("Anlage", "de"),), "date": (Value("1957"),)}),
    ),
    files=(
        MediaFile("pdf", "letter.pdf", "PDF", "application/pdf"),
        MediaFile("talk", "talk.mp3", "Talk", "audio/mpeg"),
        MediaFile("film", "film.mp4", "Film", "video/mp4"),
        MediaFile("page", "page.html", "Page", "text/html"),
        MediaFile("seal", "seal.svg", "Seal", "image/svg+xml"),
        MediaFile("note", "note.txt", "Note", "text/plain"),
        MediaFile("away", "https://elsewhere.example/a.mp3", "Away", "audio/mpeg"),
    ),
    text={"en": "A note on the whole."},
)
SECRET = Record(
    id="secret",
    metadata={"title": (Value(CANARY),), "description": (Value(CANARY),)},
    collections=("papers:letters",),
    pages=(Page("p1", CANARY, text={"en": CANARY}, image=Image("x", 10, 10)),),
    files=(MediaFile("pdf", f"{CANARY}.pdf", CANARY, "application/pdf"),),
    access=Access.RESTRICTED,
)


def plain(record_id, number=0, **metadata):
    title = {"title": (Value(f"Document {number}", "en"),)}
    return Record(record_id, title | metadata, collections=("papers:minutes",))


class Site:
    """An archive in a temporary folder, and a browser without scripts."""

    def __init__(self, folder: Path, base: str) -> None:
        settings = read_settings(folder / "no.env")
        self.settings = replace(
            settings,
            data_dir=folder,
            database_url=f"sqlite:///{folder / 'fonds.db'}",
            base_url=base,
            repository_name="Archive of Ärchives & Sons",
        )
        engine = open_database(self.settings.database_url)
        migrate(engine)
        urls = Urls(base, "archive.example")
        clock = itertools.count(NOON)
        spelling = Records(urls.oai_identifier)
        self.store = Store(
            engine, Reader(engine), horizon_of(engine, lambda: next(clock)), spelling
        )
        self.archive = Archive(
            self.settings, self.store, urls, Tokens(""), Slots(0), open_pictures(self.settings)
        )
        app = Flask("server")
        register(app, (*browse.ROUTES, *viewer.ROUTES), self.archive)
        self.client = app.test_client()

    def put(self, *records):
        """Keep *records*, each of their files holding its own name."""
        self.store.put([self._prepare(self._with_files(record)) for record in records])

    def _with_files(self, record):
        ours = [file for file in record.files if not file.is_elsewhere]
        for file in ours:
            (self.settings.data_dir / "source").write_text(f"bytes of {file.file}")
            digest, size = keep_file(self.settings.data_dir / "source", self.settings.files_dir)
            kept = replace(file, digest=digest, size=size)
            files = tuple(kept if one.key == file.key else one for one in record.files)
            record = replace(record, files=files)
        return record

    def _prepare(self, record):
        document = write_line(to_native(record))
        payloads = {"oai_dc": f"<dc>{html.escape(record.id)}</dc>".encode()}
        dates = [value.derived for value in record.values("date")]
        sort_date = dates[0] if dates else None
        return Prepared(record, document, payloads, fold(document), sort_date=sort_date)

    def get(self, path, **kwargs):
        response = self.client.get(path, **kwargs)
        response.get_data()  # all of it, so that a file can be closed
        response.close()
        return response

    def page(self, path, status=200):
        """Return the tree of the page at *path*."""
        response = self.get(path)
        assert response.status_code == status, path
        assert response.content_type == "text/html; charset=utf-8"
        return lxml.html.document_fromstring(response.get_data())


def fill(site):
    """Put 25 documents in, one of them rich, with a restricted and a deleted one beside."""
    site.put(RICH, SECRET, plain("gone", date=(Value("1900", derived="1900"),)))
    site.put(
        *(plain(f"d{n:02}", n, date=(Value(f"19{n}", derived=f"19{n}"),)) for n in range(60, 84))
    )
    site.store.describe(
        [
            Collection(
                "papers",
                {
                    "title": (Value("Papers", "en"), Value("أوراق", "ar")),
                    "description": (Value("All <b>papers</b>.", "en"),),
                    "rights": (Value(RIGHTS, derived=RIGHTS),),
                },
            ),
            Collection("papers:letters", {"title": (Value("Письма", "ru"),)}),
        ]
    )
    site.store.delete(["gone"])


RICH_PATH = f"/records/{quote(RICH.id, safe='')}"
PAGES = {
    "/": 200,
    "/search": 200,
    "/search?page=2": 200,
    "/search?q=document": 200,
    "/search?q=nowhere": 200,
    "/search?page=0": 400,
    "/search?page=9": 404,
    RICH_PATH: 200,
    "/records/d60": 200,
    "/records/gone": 410,
    "/records/unknown": 404,
    "/records/secret": 404,
    "/collections/papers": 200,
    "/collections/papers:letters": 200,
    "/collections/unknown": 404,
    f"/files/{quote(RICH.id, safe='')}/unknown": 404,
}


def words(element):
    return " ".join(element.text_content().split())


def one(tree, path):
    found = tree.xpath(path)
    assert len(found) == 1, (path, len(found))
    return found[0]


def fields_of(tree):
    """The definition list that comes first, as labels and lists of values."""
    groups = tree.xpath("(//dl)[1]/div")
    return {words(group.find("dt")): [words(dd) for dd in group.findall("dd")] for group in groups}
