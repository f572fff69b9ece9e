"""An archive with pictures behind a real application, and a client that asks it for IIIF."""

import json

import PIL.Image
from archives import BASE, Clock, letter, make_archive, put, settings_in

from server.app import create_app

NAME = "Archive of Ärchives & Sons"
JSON = "application/json"

IDS = [
    "letter-1",
    "letters/1958/4",
    "ark:/12345/x9",
    "100%",
    "a%2Fb",
    "two words",
    "what?",
    "number#4",
    "a+b&c=d;e,f",
    "письмо",
    "信/一",
    'back\\slash"quote',
    "x/manifest",
    "x/canvas/p1",
    "x/text",
    "x/range/1",
    "x/info.json",
    "x/full/max/0/default.jpg",
    "manifest",
    "canvas",
    "text",
    "range",
    "image/3/x",
    "3",
    "collection",
    "top",
]

PAGES = [
    {"key": "p1", "label": "1", "file": "page.png", "text": {"ru": "Товарищ!", "en": "Comrade!"}},
    {"key": "p2", "label": "2", "file": "page.png"},
]


def shown(record_id, **changed):
    """A letter with pictures and texts."""
    contents = [{"label": "Letter", "items": ["p1", {"label": "Verso", "items": ["p2"]}]}]
    whole = {"pages": PAGES, "text": {"en": "The whole."}, "ranges": contents}
    return letter(record_id, **(whole | changed))


class Served:
    """An archive, and a client that asks for addresses as a proxy would pass them on."""

    def __init__(self, folder):
        PIL.Image.new("RGB", (600, 800), "maroon").save(folder / "page.png")
        self.folder = folder
        self.archive = make_archive(settings_in(folder, repository_name=NAME), Clock())
        self.client = create_app(archive=self.archive).test_client()

    def put(self, *natives):
        put(self.archive, *natives, folder=self.folder)

    def get(self, address, **headers):
        return self.client.get(address.removeprefix(BASE), headers=headers)

    def json(self, address, **headers):
        response = self.get(address, **headers)
        assert response.status_code == 200, (address, response.get_data(as_text=True))
        return json.loads(response.get_data())
