"""The page of a record and its entry in lists, as values."""

import pytest

from schemas.record import Collection, Image, MediaFile, Page, Record, Recording, Value
from server.iiif.depicted import depicted
from server.iiif.image import DEFAULT_LIMITS, Limits
from server.landing import Player, Track, record_view
from server.pages import counted, crumb_of, entry_of, legible, shelf_of, trail
from server.urls import Urls

URLS = Urls("https://archive.example", "archive.example")
IMAGE = Image("x", 2480, 3508)


def record_of(metadata=None, **parts):
    return Record("letter", {"title": (Value("Letter", "en"),)} | (metadata or {}), **parts)


def view_of(metadata=None, collections=None, **parts):
    return record_view(record_of(metadata, **parts), collections or {}, URLS, DEFAULT_LIMITS)


def test_an_entry_tells_type_languages_and_pages():
    """What a reader chooses by stands in one line."""
    metadata = {
        "type": (Value("Text"), Value("Image")),
        "language": (Value("ru", derived="ru"), Value("English", derived="en")),
    }
    facts = entry_of(record_of(metadata, pages=(Page("p1"), Page("p2"))), URLS).facts

    assert [str(fact.html) for fact in facts] == ["Text", "Russian, English", "2 pages"]


def test_an_entry_has_the_abstract_in_plain_words():
    """Links would lead away from the list; the language stays with the words."""
    abstract = Value(
        "<p>О ракетах, см. <a href='https://a.example/'>опись</a></p> " + "я" * 400, "ru"
    )
    found = entry_of(record_of({"dcterms:abstract": (abstract,)}), URLS).abstract

    assert found.lang == "ru"
    assert found.html.startswith("О ракетах, см. опись (https://a.example/)")
    assert len(found.html) < 330


def test_a_thumbnail_takes_the_place_of_the_first_picture():
    """Width and height are known before the picture is, so that nothing moves."""
    pages = (Page("p1"), Page("p2", image=IMAGE))
    found = entry_of(record_of(pages=pages), URLS).thumbnail

    assert found.url.startswith("https://archive.example/iiif/image/3/letter:p2/full/")
    assert (found.width, found.height) == (102, 144)
    assert entry_of(record_of(pages=(Page("p1"),)), URLS).thumbnail is None


@pytest.mark.parametrize(
    ("image", "limits", "width"),
    [
        (Image("x", 2480, 3508), DEFAULT_LIMITS, 1240),
        (Image("x", 1000, 1500), DEFAULT_LIMITS, 1000),
        (Image("x", 300, 400), DEFAULT_LIMITS, 300),
        (Image("x", 2480, 3508), Limits(8_000, 8_000, 1_000_000), 620),
    ],
)
def test_a_page_is_shown_in_a_size_that_can_be_read(image, limits, width):
    """It is one of the sizes that cost little, never enlarged, never one that is refused."""
    found = legible(depicted(Page("p1", image=image), "letter", URLS, limits))

    assert found.width == width
    assert found.url == (
        f"https://archive.example/iiif/image/3/letter:p1/full/{width},{found.height}/0/default.jpg"
    )


def test_the_way_down_names_every_collection():
    """A set that nobody described shows its spec."""
    described = {"a": Collection("a", {"title": (Value("Aleph", "he"),)})}
    found = trail("a:b", described, URLS)

    assert [str(crumb.title.html) for crumb in found] == ["Aleph", "a:b"]
    assert found[1].url == "https://archive.example/collections/a:b"


def test_a_shelf_tells_what_is_in_it():
    """A collection in a list has its description, and links to those beneath it."""
    described = Collection("a", {"description": (Value("<b>Papers</b>", "en"),)})
    shelf = shelf_of(described, [Collection("a:b")], URLS)

    assert (shelf.description.html, shelf.description.lang) == ("Papers", "en")
    assert shelf.children == (crumb_of(Collection("a:b"), URLS),)


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 pages"), (1, "1 page"), (2, "2 pages"), (1234, "1,234 pages")]
)
def test_things_are_counted_in_their_number(number, words):
    """One page, two pages."""
    assert counted(number, "page") == words


@pytest.mark.parametrize(
    ("page", "heading"),
    [
        (Page("a"), "Page 1"),
        (Page("a", "12r"), "Page 12r"),
        (Page("a", "xiv"), "Page xiv"),
        (Page("a", "Front cover"), "Front cover"),
        (Page("a", "3", metadata={"title": (Value("Anlage", "de"),)}), "Anlage"),
    ],
)
def test_a_page_is_headed_by_its_title_label_or_number(page, heading):
    """A number alone says too little to someone who hears it."""
    (shown,) = view_of(pages=(page,)).pages

    assert shown.heading.html == heading


def test_all_titles_of_a_page_are_shown():
    """The first is the heading; where there are more, the description has them all."""
    titles = {"title": (Value("Annex", "en"), Value("Anlage", "de"))}
    (shown,) = view_of(pages=(Page("a", metadata=titles),)).pages

    assert [field.label for field in shown.fields] == ["Title"]


def test_the_first_text_is_the_transcript():
    """Translations follow, as in the native form."""
    (shown,) = view_of(pages=(Page("a", text={"ru": "раз", "en": "one"}),)).pages

    assert [(one.language, one.is_translation) for one in shown.versions] == [
        ("Russian", False),
        ("English", True),
    ]
    assert shown.versions[0].text.lang == "ru"


def test_the_abstract_is_not_said_twice():
    """It stands in full above the description; everything else is in it."""
    metadata = {"description": (Value("About."),), "subject": (Value("Uranium"),)}
    found = view_of(metadata)

    assert [str(one.html) for one in found.abstracts] == ["<p>About.</p>"]
    assert [field.label for field in found.fields] == ["Title", "Subject"]


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (
            MediaFile("a", "x/letter.pdf", "PDF", "application/pdf", digest="d", size=1_234_567),
            ("PDF", "https://archive.example/files/letter/a", "PDF, 1.2 MB", None),
        ),
        (
            MediaFile("b", "talk.mp3", media_type="audio/mpeg", digest="d", size=999),
            ("talk.mp3", "https://archive.example/files/letter/b", "MP3 audio, 999 B", "audio"),
        ),
        (
            MediaFile("c", "https://elsewhere.example/film.mp4"),
            ("film.mp4", "https://elsewhere.example/film.mp4", "MP4 video, on another site", None),
        ),
        (MediaFile("d", "lost.xyz", "Notes"), ("Notes", None, "", None)),
    ],
)
def test_a_file_says_what_it_is_before_it_is_fetched(file, expected):
    """Type and size are told; only our own recordings are played; what is lost has no link."""
    (shown,) = view_of(files=(file,)).files

    assert (shown.label, shown.url, shown.facts, shown.player) == expected


def test_reference_managers_find_what_they_look_for():
    """citation_* are read by Zotero and Google Scholar, in plain text."""
    metadata = {
        "title": (Value("<i>Letter</i> & answer"),),
        "creator": (Value("Khrushchev, Nikita"),),
        "date": (Value("April 4, 1958", derived="1958-04-04"),),
    }
    file = MediaFile("pdf", "a.pdf", media_type="application/pdf", digest="d", size=1)
    meta = view_of(metadata, files=(file,)).meta

    assert ("citation_title", "Letter & answer") in meta
    assert ("citation_author", "Khrushchev, Nikita") in meta
    assert ("citation_publication_date", "1958/04/04") in meta
    assert ("citation_pdf_url", "https://archive.example/files/letter/pdf") in meta
    assert ("DC.date", "April 4, 1958") in meta


def test_a_citation_names_creators_title_and_date():
    """What is unknown is left out of a footnote."""
    metadata = {"creator": (Value("Marx"), Value("Engels")), "date": (Value("1848"),)}

    assert view_of(metadata).citation == "Marx; Engels, “Letter”, 1848"
    assert view_of().citation == "“Letter”"


def test_only_a_record_with_pictures_claims_a_manifest():
    """A link to nothing helps nobody."""
    assert view_of(pages=(Page("p1"),)).manifest is None
    assert view_of(pages=(Page("p1", image=IMAGE),)).manifest is not None


def test_a_recording_is_played_on_its_page_with_its_captions():
    """Sound without words is for those who hear; each language of captions is a track."""
    media = Recording("d" * 64, "video/mp4", 9, 2.5, 64, 48)
    page = Page(
        "f", "Film", media=media, duration=2.5, captions={"ru": "f.vtt", "und": "g.vtt", "de": "no"}
    )
    files = (
        MediaFile("film", "f.mp4", digest="d" * 64, media_type="video/mp4"),
        MediaFile("f.vtt", "f.vtt", digest="e" * 64, media_type="text/vtt"),
        MediaFile("g.vtt", "g.vtt", digest="f" * 64, media_type="text/vtt"),
        MediaFile("other", "o.mp3", digest="0" * 64, media_type="audio/mpeg"),
    )
    view = view_of(pages=(page,), files=files)

    assert view.manifest
    assert view.pages[0].player == Player(
        "video",
        "https://archive.example/files/letter/film",
        (
            Track("https://archive.example/files/letter/f.vtt", "Russian", "ru"),
            Track("https://archive.example/files/letter/g.vtt", "Unknown language", None),
        ),
    )
    assert [file.player for file in view.files] == [None, None, None, "audio"]
