"""Media types, from what archives write and from the names of files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.media_types import iiif_type, media_type_of, read_media_type


@pytest.mark.parametrize(
    ("written", "media_type"),
    [
        ("image/jpeg", "image/jpeg"),
        ("image/jpg", "image/jpeg"),
        ("Image/JPG", "image/jpeg"),
        (" audio/mp3 ", "audio/mpeg"),
        ("audio/x-wav", "audio/wav"),
        ("video/mpeg4", "video/mp4"),
        ("video/mpeg", "video/mpeg"),
        ("text/html; charset=utf-8", "text/html"),
        ("application/ld+json", "application/ld+json"),
        ("multiple", None),
        ("record", None),
        ("compound_object", None),
        ("image/", None),
        ("a/b/c", None),
        ("image/jpeg image/png", None),
        ("3.5x5.5, black/white postcard", None),
        ("", None),
    ],
)
def test_a_media_type_has_one_spelling(written, media_type):
    """Lower case, registered, without parameters; what has another form is none (RFC 6838 §4.2)."""
    assert read_media_type(written) == media_type


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("210a.jpg", "image/jpeg"),
        ("210A.JPG", "image/jpeg"),
        ("page.jpe", "image/jpeg"),
        ("scan.tif", "image/tiff"),
        ("scan.jp2", "image/jp2"),
        ("letter.pdf", "application/pdf"),
        ("tape 1.side b.mp3", "audio/mpeg"),
        ("film.m4v", "video/mp4"),
        ("data.csv", "text/csv"),
        (r"C:\scans\page.png", "image/png"),
        ("folder/photo #3.png", "image/png"),
        ("why?.txt", "text/plain"),
        ("https://example.org/letter.pdf?download=1.zip#page=2", "application/pdf"),
        ("https://example.org/iiif/p1/full/max/0/default.jpg", "image/jpeg"),
        ("https://example.org/show?file=letter.pdf", None),
        ("https://example.zip", None),
        ("https://example.zip/", None),
        ("pdf", None),
        ("letter", None),
        ("letter.", None),
        ("letter.pdf.bak", None),
        ("", None),
    ],
)
def test_a_name_tells_its_media_type_by_its_extension(name, media_type):
    """Case does not count; in a web address neither the host nor the query does."""
    assert media_type_of(name) == media_type


@pytest.mark.parametrize(
    ("media_type", "resource_type"),
    [
        ("image/jpeg", "Image"),
        ("audio/mpeg", "Sound"),
        ("video/mp4", "Video"),
        ("model/gltf-binary", "Model"),
        ("text/plain", "Text"),
        ("text/html", "Text"),
        ("application/pdf", "Text"),
        ("application/epub+zip", "Text"),
        ("text/csv", "Dataset"),
        ("text/xml", "Dataset"),
        ("application/json", "Dataset"),
        ("application/zip", "Dataset"),
        ("", "Dataset"),
    ],
)
def test_a_content_resource_has_the_type_of_what_it_is_for(media_type, resource_type):
    """Seen, heard, watched or read by people; what is not is a Dataset (Presentation 3.0 §3.2)."""
    assert iiif_type(media_type) == resource_type


@given(st.one_of(st.text(), st.from_regex(r"(image|audio|x)/[a-z3-]{1,9}(; .*)?", fullmatch=True)))
def test_whatever_is_read_reads_as_itself(text):
    """Reading never raises; its result is a fixed point."""
    read = read_media_type(text)

    assert read is None or read_media_type(read) == read


@given(st.text())
def test_any_name_may_be_asked_about(text):
    """A file may be called anything, and a type that is known has the form of one."""
    media_type = media_type_of(text)

    assert media_type is None or read_media_type(media_type) == media_type
