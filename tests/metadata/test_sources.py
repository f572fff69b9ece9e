"""Where input comes from: files, folders and pipes, in whatever encoding."""

import pytest

from metadata.sources import SourceError, check_encoding, find_sources


def names_of(folder, *paths):
    """Return the names of the sources in *paths*, relative to *folder*."""
    found = find_sources(str(folder / path) for path in paths)
    return [source.name.removeprefix(f"{folder}/") for source in found]


def text_of(folder, content, encoding="utf-8"):
    path = folder / "sheet.csv"
    path.write_bytes(content)
    (source,) = find_sources([str(path)])
    with source.lines(encoding) as lines:
        return "".join(lines)


def test_a_folder_stands_for_the_files_beneath_it(tmp_path):
    """Hidden files, such as the shadows that macOS leaves, and folders are not taken."""
    for name in ("b.CSV", "a.tsv", "in/c.jsonl", "notes.txt", "._b.csv", "__MACOSX/._c.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "folder.csv").mkdir()

    assert names_of(tmp_path, "") == ["a.tsv", "b.CSV", "in/c.jsonl"]


def test_a_file_that_is_named_twice_is_read_once(tmp_path):
    """A folder and a file in it are no two sources."""
    (tmp_path / "a.csv").touch()

    assert names_of(tmp_path, "a.csv", "", "./a.csv") == ["a.csv"]


@pytest.mark.parametrize("name", ["nowhere.csv", "empty"])
def test_what_is_not_there_is_said(tmp_path, name):
    """The message names the place."""
    (tmp_path / "empty").mkdir()

    with pytest.raises(SourceError, match=name):
        names_of(tmp_path, name)


def test_an_address_is_no_file_and_says_who_reads_it():
    """A file fetches nothing."""
    with pytest.raises(SourceError, match="fonds harvest"):
        find_sources(["https://elsewhere.example/iiif/book-1/manifest"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_known_without_being_told(tmp_path, encoding):
    """UTF-16 by its mark, or by the zeros of its first letters."""
    assert text_of(tmp_path, "id,Привет\r\n".encode(encoding)) == "id,Привет\r\n"


@pytest.mark.parametrize(
    ("encoding", "content", "kept"),
    [
        ("utf-8", b"caf\xe9", "caf\udce9"),
        ("cp1252", b"a\x81", "a\udc81"),
        ("utf-16", b"\xff\xfea\0\0\xd8b\0c", "a\udc00\udcd8b\udc63"),
    ],
)
def test_a_byte_that_is_no_text_is_kept_in_every_encoding(tmp_path, encoding, content, kept):
    """The stream goes on, and the row can name the byte (PEP 383)."""
    assert text_of(tmp_path, content, encoding) == kept


def test_an_encoding_that_needs_a_mark_says_so(tmp_path):
    """The file is not what --encoding says."""
    with pytest.raises(SourceError, match=r"sheet\.csv: .*--encoding"):
        text_of(tmp_path, b"id,title\n", "utf-16")


@pytest.mark.parametrize("name", ["nonsense", "base64", "undefined", "a\0b"])
def test_what_is_no_encoding_of_text_is_said(name):
    """Before anything is read."""
    with pytest.raises(SourceError, match="no encoding of text"):
        check_encoding(name)


@pytest.mark.parametrize("name", ["utf-8", "UTF8", "cp1252", "utf-16", "utf-32-le", "shift_jis"])
def test_encodings_of_text_pass(name):
    """Whatever Python can read text in."""
    check_encoding(name)
