"""WebVTT: cues with their times, and what is wrong with the others."""

import time

import pytest

from metadata.texts.layout import UnreadableText
from metadata.texts.webvtt import MAX_BYTES, Cue, Fault, read_captions

WHOLE = """WEBVTT – a talk
Kind: captions

STYLE
::cue { color: red }

NOTE
not said

1
00:01.000 --> 00:04.500 line:0 align:start
<v Fred>Dear <i>comrade</i> &amp; friend,
<00:02.000>two lines</v>

01:00:00.000 --> 01:00:02.000
The end &lt;so far&gt;

NOTE the last word
"""


def test_cues_have_their_times_and_words():
    """Markup is left out, escapes are read, styles and notes are none (WebVTT §4)."""
    captions = read_captions(WHOLE.encode())

    assert captions.cues == (
        Cue(1, 4.5, "Dear comrade & friend, two lines"),
        Cue(3600, 3602, "The end <so far>"),
    )
    assert captions.faults == ()


def test_the_text_is_a_line_a_cue_and_knows_its_times():
    """What is found in the text is heard at a time."""
    captions = read_captions(WHOLE.encode())
    said = [(captions.text[start:end], begin) for start, end, begin, _ in captions.times]

    assert said == [("Dear comrade & friend, two lines", 1), ("The end <so far>", 3600)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_like(end):
    """All three ends of a line are one (WebVTT §6.1)."""
    data = ("\ufeff" + WHOLE.replace("\n", end)).encode()

    assert len(read_captions(data).cues) == 2


@pytest.mark.parametrize(
    ("block", "line"),
    [
        ("0:01.000 --> 0:02.000\nx", 3),
        ("00:01,000 --> 00:02,000\nx", 3),
        ("00:01.000 --> 00:60.000\nx", 3),
        ("one\n00:01.000-->00:02.000\nx", 4),
        ("00:02.000 --> 00:01.000\nx", 3),
        ("00:01.000 --> 00:01.000\nx", 3),
        ("nothing but words", 3),
    ],
)
def test_a_cue_that_players_would_leave_out_is_told(block, line):
    """The line of the fault is named, and the next cue is read (WebVTT §4.1)."""
    captions = read_captions(f"WEBVTT\n\n{block}\n\n00:05.000 --> 00:06.000\nnext\n".encode())

    assert [fault.line for fault in captions.faults] == [line]
    assert all(isinstance(fault, Fault) and fault.message for fault in captions.faults)
    assert captions.text == "next"


@pytest.mark.parametrize("head", ["WEBVTT", "WEBVTT\n", "WEBVTT \tx", "\ufeffWEBVTT\n\n"])
def test_a_file_without_cues_is_sound(head):
    """Nothing need be said (WebVTT §4.1)."""
    assert read_captions(head.encode()).cues == ()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"webvtt\n",
        b"WEBVTTX\n",
        b"1\n00:00:01,000 --> 00:00:02,000\nSubRip\n",
        "WEBVTT\n\nGrüße".encode("latin-1"),
        b"WEBVTT\n" + b"x" * MAX_BYTES,
    ],
)
def test_what_is_not_webvtt_is_refused(data):
    """The first line says what the file is, and it is in UTF-8 (WebVTT §4.1)."""
    with pytest.raises(UnreadableText):
        read_captions(data)


@pytest.mark.parametrize(
    "payload", ["<" * 200_000, "&" * 200_000, "-->" * 100_000, " \t" * 200_000]
)
def test_hostile_captions_take_no_time(payload):
    """A file from anywhere is read in a time that grows with its length."""
    began = time.monotonic()
    read_captions(f"WEBVTT\n\n00:01.000 --> 00:02.000 {payload}\n{payload}\n".encode())

    assert time.monotonic() - began < 2
