"""What OCR read: ALTO of every version, hOCR, plain text, with the places of words."""

import time

import pytest

from metadata.texts.alto import NAMESPACES
from metadata.texts.layout import UnreadableText, compose
from metadata.texts.ocr import MAX_BYTES, read_ocr

LINES = """
<TextBlock ID="b1"><TextLine ID="l1" HPOS="10" VPOS="10" WIDTH="80" HEIGHT="10">
<String CONTENT="Дорогой" HPOS="10" VPOS="10" WIDTH="40" HEIGHT="10"/><SP/>
<String CONTENT="това" SUBS_TYPE="HypPart1" SUBS_CONTENT="товарищ!"
 HPOS="55" VPOS="10" WIDTH="30" HEIGHT="10"/>
<HYP CONTENT="-"/></TextLine>
<TextLine ID="l2"><String CONTENT="рищ!" SUBS_TYPE="HypPart2" SUBS_CONTENT="товарищ!"
 HPOS="10" VPOS="25" WIDTH="20" HEIGHT="10"/></TextLine></TextBlock>
<TextBlock ID="b2"><TextLine ID="l3">
<String CONTENT="1958" HPOS="10" VPOS="100" WIDTH="20" HEIGHT="10"/></TextLine></TextBlock>
"""


def alto(lines=LINES, namespace=NAMESPACES[-1], page='WIDTH="100" HEIGHT="200"', **parts):
    """Return ALTO around *lines*."""
    unit = parts.get("unit", "pixel")
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><alto xmlns="{namespace}">'
        f"<Description><MeasurementUnit>{unit}</MeasurementUnit></Description>"
        f"{parts.get('order', '')}<Layout><Page ID='P1' PHYSICAL_IMG_NR='1' {page}>"
        f"<PrintSpace>{lines}</PrintSpace></Page></Layout></alto>"
    ).encode()


def read(data, width=100, height=200):
    """Return the reading of *data* on a picture of that size."""
    return compose(read_ocr(data), width, height)


def words(reading):
    """Return the piece of text and the rectangle of each box."""
    return [(reading.text[box.start : box.end], tuple(box[2:])) for box in reading.boxes]


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_every_version_of_alto_is_read(namespace):
    """A line of the page is a line of the text, a blank line divides blocks."""
    reading = read(alto(namespace=namespace))

    assert reading.text == "Дорогой товарищ!\n\n1958"
    assert reading.remark is None


def test_a_word_with_a_hyphen_is_whole_and_has_two_boxes():
    """SUBS_CONTENT is the word, each half stands where it is (ALTO, SUBS_TYPE)."""
    assert words(read(alto())) == [
        ("Дорогой", (10, 10, 40, 10)),
        ("това", (55, 10, 30, 10)),
        ("рищ!", (10, 25, 20, 10)),
        ("1958", (10, 100, 20, 10)),
    ]


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("Zuk", "ker", "Zucker"),
        ("exam-", "ple", "example"),
        ("whole", "x", "whole"),
        ("", "a", "a"),
    ],
)
def test_halves_make_the_word_that_the_source_says(first, second, whole):
    """Old spelling changes letters at the hyphen."""
    part = '<TextLine><String CONTENT="{}" SUBS_TYPE="HypPart{}" SUBS_CONTENT="{}" {}/></TextLine>'
    place = 'HPOS="1" VPOS="1" WIDTH="5" HEIGHT="5"'
    halves = (part.format(one, n, whole, place) for n, one in enumerate((first, second), 1))

    assert read(alto(f"<TextBlock>{''.join(halves)}</TextBlock>")).text == whole


def test_half_a_word_at_the_end_of_a_page_is_the_word():
    """Who looks for it finds it where it begins."""
    line = (
        '<TextLine><String CONTENT="exam" SUBS_TYPE="HypPart1" SUBS_CONTENT="example"/></TextLine>'
    )

    assert read(alto(f"<TextBlock>{line}</TextBlock>")).text == "example"


@pytest.mark.parametrize("unit", ["mm10", "inch1200", "pixel"])
def test_places_are_scaled_to_the_picture(unit):
    """The page is measured as its words are, so the unit need not be known."""
    reading = read(alto(unit=unit), 1000, 2000)

    assert words(reading)[0] == ("Дорогой", (100, 100, 400, 100))


def test_without_a_size_pixels_are_pixels():
    """A print space from the corner on is the picture."""
    space = '<PrintSpace HPOS="0" VPOS="0" WIDTH="100" HEIGHT="200">'
    data = alto(page="").replace(b"<PrintSpace>", space.encode())

    assert words(read(data))[0] == ("Дорогой", (10, 10, 40, 10))


@pytest.mark.parametrize("page", ["", 'WIDTH="0" HEIGHT="0"', 'WIDTH="nan" HEIGHT="9"'])
def test_without_a_size_in_other_units_there_are_no_boxes(page):
    """Nobody knows how many tenths of a millimetre make the picture: no place is invented."""
    reading = read(alto(page=page, unit="mm10"))

    assert (reading.text[:7], reading.boxes) == ("Дорогой", ())
    assert "no size" in reading.remark


def test_the_page_of_another_shape_gives_no_boxes():
    """A picture that was cut or turned since has its words elsewhere."""
    reading = read(alto(), 200, 100)

    assert reading.boxes == ()
    assert "not the shape" in reading.remark


def test_boxes_end_at_the_edge_and_vanish_beyond():
    """A box is within its canvas, in whole pixels."""
    strings = "".join(
        f'<String CONTENT="{n}" HPOS="{x}" VPOS="-5" WIDTH="20.4" HEIGHT="10"/>'
        for n, x in enumerate((-10, 90, 300))
    )
    reading = read(alto(f"<TextBlock><TextLine>{strings}</TextLine></TextBlock>"))

    assert words(reading) == [("0", (0, 0, 11, 5)), ("1", (90, 0, 10, 5))]


def test_words_without_places_have_the_place_of_their_line():
    """HPOS and its kin are optional of a String."""
    line = (
        '<TextLine HPOS="5" VPOS="6" WIDTH="70" HEIGHT="8"><String CONTENT="two"/>'
        '<String CONTENT="words"/></TextLine>'
    )

    assert words(read(alto(f"<TextBlock>{line}</TextBlock>"))) == [("two words", (5, 6, 70, 8))]


def block(name, following=""):
    """Return a block that says its name."""
    after = f'IDNEXT="{following}"' if following else ""
    line = f'<TextLine><String CONTENT="{name}"/></TextLine>'
    return f'<TextBlock ID="{name}" {after}>{line}</TextBlock>'


ORDERS = {
    "document": ("", block("a") + block("b"), "a b"),
    "IDNEXT": ("", block("c") + block("a", "b") + block("b", "c"), "a b c"),
    "past a picture": (
        "",
        block("b") + block("a", "i") + '<Illustration ID="i" IDNEXT="b"/>',
        "a b",
    ),
    "into a composition": (
        "",
        f'<ComposedBlock ID="x">{block("b")}</ComposedBlock>' + block("a", "x"),
        "a b",
    ),
    "a circle": ("", block("a", "b") + block("b", "a"), "a b"),
    "ReadingOrder": (
        "<ReadingOrder><OrderedGroup ID='g'><ElementRef ID='r1' REF='b'/>"
        "<UnorderedGroup ID='h'><ElementRef ID='r2' REF='a'/></UnorderedGroup>"
        "</OrderedGroup></ReadingOrder>",
        block("a", "b") + block("b") + block("c"),
        "b a c",
    ),
}


@pytest.mark.parametrize(("order", "blocks", "expected"), ORDERS.values(), ids=ORDERS)
def test_blocks_are_read_in_the_order_that_is_meant(order, blocks, expected):
    """ReadingOrder, else IDNEXT, else the document (ALTO 4.4, BlockType)."""
    assert read(alto(blocks, order=order)).text.split() == expected.split()


def test_languages_are_those_of_the_words():
    """That of the page is a default (ALTO 4.4, LANG)."""
    here = alto(LINES.replace("<TextBlock", '<TextBlock LANG="ru"'), page='LANG="en"')

    assert read_ocr(here).languages == {"ru"}
    assert read_ocr(alto(page='LANG="en"')).languages == {"en"}


HOCR = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en"><head></head><body>
<div class='ocr_page' id='page_1' title='image "a; bbox 1.png"; bbox 0 0 100 200; ppageno 0'>
<div class='ocr_carea' title="bbox 5 5 90 60"><p class='ocr_par' lang='deu'>
<span class='ocr_line' title="bbox 10 10 90 20; baseline 0 -3">
<span class='ocrx_word' title='bbox 10 10 40 20; x_wconf 96'>Größe &amp;</span>
<span class='ocrx_word' title='bbox 45 10 60 20'><strong>Bei&shy;</strong></span></span>
<span class='ocr_line' title="bbox 10 25 90 35">
<span class='ocrx_word' title='bbox 10 25 30 35'>spiel</span></span></p>
<p class='ocr_par' lang='deu'>
<span class='ocr_header' title='bbox 10 50 50 60'>Ohne Wörter</span></p></div>
</div></body></html>"""


def test_hocr_is_read_with_its_places():
    """Words, lines that have none, soft hyphens, entities (hOCR 1.2 §4, §5)."""
    reading = read(HOCR.encode())

    assert reading.text == "Größe & Beispiel\n\nOhne Wörter"
    assert words(reading) == [
        ("Größe &", (10, 10, 30, 10)),
        ("Bei", (45, 10, 15, 10)),
        ("spiel", (10, 25, 20, 10)),
        ("Ohne Wörter", (10, 50, 40, 10)),
    ]


def test_hocr_is_scaled_from_the_box_of_its_page():
    """OCR often works on another size than that of the picture."""
    half = HOCR.replace("bbox 0 0 100 200", "bbox 0 0 50 100")

    assert words(read(half.encode()))[0] == ("Größe &", (20, 20, 60, 20))


def test_the_language_of_hocr_is_that_of_its_paragraphs():
    """The document says "en" whatever is in it."""
    assert read_ocr(HOCR.encode()).languages == {"deu"}


def test_hocr_that_is_broken_is_read_as_far_as_it_goes():
    """Programs write it carelessly."""
    broken = (
        HOCR[: HOCR.index("spiel") + 5].replace("</strong>", "").replace("'bbox 10 10", "'bbox x")
    )

    assert read(broken.encode()).text == "Größe & Beispiel"


def test_an_encoding_that_is_declared_is_read():
    """Older programs wrote in the encoding of their country."""
    old = '<html><head><meta charset="iso-8859-1"></head>' + HOCR[HOCR.index("<body>") :]

    assert read(old.encode("iso-8859-1")).text.startswith("Größe")


def test_plain_text_is_text_without_places():
    """What it says is kept as it is; nobody knows where it stands."""
    reading = read("\ufeffEine Zeile\r\nnoch eine\n\n\nund ein Absatz\n".encode())

    assert reading.text == "Eine Zeile\nnoch eine\n\nund ein Absatz"
    assert reading.boxes == ()


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE alto [<!ENTITY a "aaaaaaaaaa">'
    b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><alto>&b;</alto>'
)
UNREADABLE = {
    "a bomb": BOMB,
    "not well-formed": alto()[:-20],
    "deep": b"<alto>" + b"<a>" * 5000,
    "another standard": b'<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"/>',
    "another namespace": alto(namespace="http://example.org/"),
    "HTML of something else": b"<html><body><p>Hello</p></body></html>",
    "nothing but a tag": b"<html>",
    "bytes": b"\x89PNG\r\n\xff\xfe",
    "too large": b"x" * (MAX_BYTES + 1),
}


@pytest.mark.parametrize("data", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_says_why(data):
    """A hostile or a wrong file is a sentence, in little time."""
    began = time.monotonic()
    with pytest.raises(UnreadableText) as refusal:
        read_ocr(data)

    assert len(str(refusal.value)) > 10
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("data", [b"", b"<alto/>", alto(""), alto("<TextBlock/>")])
def test_a_page_without_words_is_an_empty_text(data):
    """A blank page is no fault."""
    assert read(data).text == ""


def test_characters_that_xml_cannot_carry_are_left_out():
    """The text goes into renderings."""
    assert read(b"a\x00\x0bb\xef\xbf\xbe").text == "ab"


def test_a_large_page_is_read_in_little_time():
    """A page of a newspaper, ten times over, is no reason to wait."""
    string = '<String CONTENT="word" HPOS="1" VPOS="1" WIDTH="5" HEIGHT="5"/>'
    line = f"<TextLine>{string * 10}</TextLine>"
    data = alto(f"<TextBlock>{line * 100}</TextBlock>" * 30)
    began = time.process_time()
    reading = read(data)

    assert len(reading.boxes) == 30_000
    assert time.process_time() - began < 5
