"""Files for tests of recordings and texts: a tone, films of our own, a PDF with words."""

import ctypes
import io
import math
import wave
from array import array
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

MEDIA = Path(__file__).parent / "data" / "media"
RATE = 8000  # samples a second


def tone(seconds: float) -> bytes:
    """Return a tone of that length as WAV."""
    samples = array("h", (int(9000 * math.sin(n / 4)) for n in range(int(RATE * seconds))))
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(samples.tobytes())
    return file.getvalue()


def pdf_with(*pages: list[str], rotation: int = 0) -> bytes:
    """Return a PDF whose pages, 300 by 400 points, have these lines, 16 points apart."""
    document = pypdfium2.PdfDocument.new()
    font = pdfium.FPDFText_LoadStandardFont(document, b"Times-Roman")
    for lines in pages:
        page = document.new_page(300, 400)
        for number, line in enumerate(lines):
            text = pdfium.FPDFPageObj_CreateTextObj(document, font, 12)
            units = (line + "\0").encode("utf-16-le")
            wide = (ctypes.c_ushort * (len(units) // 2)).from_buffer_copy(units)
            pdfium.FPDFText_SetText(text, wide)
            pdfium.FPDFPageObj_Transform(text, 1, 0, 0, 1, 30, 350 - 16 * number)
            pdfium.FPDFPage_InsertObject(page, text)
        page.gen_content()
        page.set_rotation(rotation)
    file = io.BytesIO()
    document.save(file)
    document.close()
    return file.getvalue()


def with_page_labels(pdf: bytes, *, start: int = 3) -> bytes:
    """Return *pdf*, as :func:`pdf_with` makes it, with its pages called iii, iv and so on."""
    labels = f"/PageLabels<</Nums[0<</S/r/St {start}>>]>>".encode()
    head, catalog, rest = pdf.partition(b"/Type/Catalog")
    return head + catalog + labels + rest  # PDFium mends the offsets that moved


def locked_pdf() -> bytes:
    """Return a PDF that opens with a password alone (PDF 32000-1 §7.6)."""
    encryption = b"<</Filter/Standard/V 1/R 2/Length 40/P -4/O<%b>/U<%b>>>" % (
        b"31" * 32,
        b"32" * 32,
    )
    catalog, pages = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>"
    body, places = b"%PDF-1.4\n", []
    for number, one in enumerate((catalog, pages, page, encryption), 1):
        places.append(b"%010d 00000 n \n" % len(body))
        body += b"%d 0 obj%bendobj\n" % (number, one)
    table = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(places)
    trailer = b"trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>\nstartxref\n%d\n%%%%EOF"
    return body + table + trailer % len(body)


VTT = b"""WEBVTT

00:00.000 --> 00:01.000
Dear comrade,

00:01.000 --> 00:01.900
a halt to testing.
"""
