"""Archives whose texts are sought: pages with pictures, texts with and without places."""

from dataclasses import replace

import PIL.Image
from archives import letter, record_of

from schemas.row import Row
from server.preparing import prepare
from server.surfaces import Intake

WIDTH, HEIGHT = 600, 800

LETTER = {
    "ru": "Дорогой товарищ Чжоу! Ещё одна ёлка.",
    "en": "Dear comrade Zhou! The treaty bans tests; a treaty is a Treaty.",
    "zh": "关于禁止核试验的信。核武器试验。",
    "ar": "كِتَابٌ عن السلام. الكتـاب.",
    "th": "สนธิสัญญาห้ามทดลองอาวุธนิวเคลียร์",
}


def pages(*texts):
    """Return pages with pictures, in native form, one for each of *texts*."""
    return [
        {"key": f"p{number}", "file": "page.png", "text": text}
        for number, text in enumerate(texts, 1)
    ]


def prepared(archive, native, folder, places=()):
    """Return what the store is given for *native*, whose first text has *places* for its words."""
    path = folder / "page.png"
    if not path.exists():
        PIL.Image.new("RGB", (WIDTH, HEIGHT), "maroon").save(path)
    record = Intake(Row("test", 1, native, folder=folder), archive.settings).take(
        record_of(native, folder)
    )
    (made,) = prepare([record], archive)
    if not places:
        return made
    first, *rest = made.texts
    return replace(made, texts=(replace(first, boxes=places), *rest))


def store(archive, folder, *natives):
    """Store *natives*, as ingest does."""
    return archive.store.put([prepared(archive, native, folder) for native in natives])


def written(record_id, *texts, **changed):
    """Return a letter with pages of *texts*, in native form."""
    return letter(record_id, pages=pages(*texts), **changed)
