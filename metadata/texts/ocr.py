"""A file of OCR, whichever it is: ALTO, hOCR, or text and no more."""

import re

from metadata.texts.alto import read_alto
from metadata.texts.hocr import read_hocr
from metadata.texts.layout import Sheet, UnreadableText, Word

MAX_BYTES = 30_000_000
"""The largest file of OCR that is read; that of a page of newspaper has some five million."""

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset=["']?([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_ocr(data: bytes) -> Sheet:
    """Return what *data* says of a page; what it is, it says itself, not its name.

    Raises:
        UnreadableText: too large, no text, or in XML that is neither ALTO nor hOCR.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableText(f"is larger than {MAX_BYTES:,} bytes")
    if not data.lstrip().removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"<", *_UTF16)):
        return _plain(_decoded(data))
    html = _decoded(data) if _is_html(data) else None
    return read_alto(data) if html is None else read_hocr(html)


def _is_html(data: bytes) -> bool:
    return _HTML.match(data[:4096].decode("utf-8-sig", "replace")) is not None


def _decoded(data: bytes) -> str:
    """Return *data* as text: in UTF-8, or as its HTML says.

    Raises:
        UnreadableText: it is neither.
    """
    declared = _CHARSET.search(data[:4096])
    for encoding in ("utf-8-sig", declared[1].decode() if declared else "utf-8"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise UnreadableText("is not text in UTF-8: save it in that encoding")


def _plain(text: str) -> Sheet:
    """Return *text* as a sheet of lines, of which nobody knows where they stand."""
    blocks = re.split(
        r"\n[^\S\n]*\n\s*", text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    )
    return Sheet([[[Word(line)] for line in block.split("\n")] for block in blocks])
