"""The addresses that crosswalks write: of what is there, and of nothing else."""

from presenting import BASE, RICH, URLS

from schemas.record import (
    Image,
    MediaFile,
    Page,
    Range,
    RangeLinks,
    Record,
    Recording,
    Value,
)
from server.links import links_of

LINKS = links_of(RICH, URLS, "An archive")
ITEM = f"{BASE}/iiif/3/letters%2F%D0%BF%D0%B8%D1%81%D1%8C%D0%BC%D0%BE%201"


def test_only_pages_with_a_picture_are_listed():
    """Counted among themselves; one without a label is called by its number."""
    assert [(page.key, page.number, page.label) for page in LINKS.pages] == [
        ("p1", 1, "1"),
        ("p3", 2, "2"),
    ]


def test_a_page_has_a_small_picture_of_its_own():
    """In the size that the image service gives exactly, and never enlarged (Image 3.0 §4.2)."""
    small = [page.thumbnail.removeprefix(page.service) for page in LINKS.pages]

    assert small == ["/full/300,400/0/default.jpg", "/full/300,200/0/default.jpg"]
    assert LINKS.thumbnail == LINKS.pages[0].thumbnail


def test_texts_stand_with_their_page_and_then_with_the_whole():
    """Each under the address of its annotation; a page that nobody can see has none."""
    assert [(text.page, text.lang, text.address) for text in LINKS.transcripts] == [
        (1, "ru", f"{ITEM}/annotations/p1:ru"),
        (1, "en", f"{ITEM}/annotations/p1:en"),
        (1, "und", f"{ITEM}/annotations/p1:und"),
        *((None, tag, f"{ITEM}/text:{tag}") for tag in RICH.text),
    ]


def test_a_record_without_pictures_has_no_manifest_to_point_to():
    """Nor a thumbnail, nor texts: nothing would answer there."""
    links = links_of(Record("1", {}, text={"en": "Words"}), URLS, "An archive")

    assert (links.manifest, links.thumbnail, links.pages, links.transcripts) == (None, None, (), ())


def test_only_files_that_an_address_leads_to_are_listed():
    """Those kept here and those elsewhere; a lost file has no address."""
    files = (
        MediaFile("lost", "lost.pdf"),
        MediaFile("kept", "kept.pdf", "Report", "application/pdf", digest="a" * 64, size=7),
        MediaFile("tape", "https://a.example/a b.mp3"),
    )
    links = links_of(Record("1", {}, files=files), URLS, "An archive")

    assert [(one.number, one.label, one.address) for one in links.media] == [
        (1, "Report", f"{BASE}/files/1/kept"),
        (2, "tape", "https://a.example/a%20b.mp3"),
    ]
    assert [(one.size, one.digest) for one in links.media] == [(7, "a" * 64), (None, None)]


def test_ranges_hold_what_the_manifest_shows_of_them():
    """Numbers are those of pages with a picture; what has none is in no range, as in a manifest."""
    picture = Image("a" * 64, 10, 10)
    pages = (Page("a", image=picture), Page("lost"), Page("b", image=picture))
    inner = Range((Value("Of <i>b</i>"),), ("b", "lost"))
    outer = Range((Value("All", "en"),), ("b", inner, "a", Range((Value("Gone"),), ("lost",))))
    record = Record("x", {}, pages=pages, ranges=(Range((Value("No"),), ("lost",)), outer))

    assert links_of(record, URLS, "").ranges == (
        RangeLinks(
            "2",
            "All",
            URLS.range("x", "2"),
            (2, 1),
            (RangeLinks("2.1", "Of b", URLS.range("x", "2.1"), (2,)),),
        ),
    )


def test_captions_are_no_view_of_the_thing():
    """Europeana would show them beside the recording; they belong to it, as a transcript does."""
    media = Recording("d" * 64, "audio/mpeg", 9, 2.5)
    page = Page("t", media=media, duration=2.5, captions={"en": "t.vtt"})
    files = (
        MediaFile("t.mp3", "t.mp3", media_type="audio/mpeg", digest="d" * 64),
        MediaFile("t.vtt", "t.vtt", media_type="text/vtt", digest="e" * 64),
    )
    record = Record("talk", {"title": (Value("Talk"),)}, pages=(page,), files=files)
    links = links_of(record, URLS, "An archive")

    assert [file.key for file in links.media] == ["t.mp3"]
    assert links.manifest == URLS.manifest("talk")
    assert links.thumbnail is None
