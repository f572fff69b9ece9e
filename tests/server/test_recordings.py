"""Recordings: length and size are found, and no file harms who asks."""

import os
import subprocess
import sys
import time

import pytest
from recordings import MEDIA, tone

from server import recordings
from server.recordings import Found, UnreadableRecording, examine


def test_sound_has_a_length(tmp_path):
    """A canvas needs its duration (Presentation 3.0 §5.3)."""
    (tmp_path / "a.wav").write_bytes(tone(1.5))

    assert examine(tmp_path / "a.wav") == Found("audio/wav", 1.5)


def test_film_has_a_size_too():
    """A canvas of film needs height and width (Presentation 3.0 §5.3)."""
    assert examine(MEDIA / "film.webm") == Found("video/webm", 2.0, 64, 48)


def test_film_that_is_turned_has_the_size_that_is_seen():
    """Telephones film on their side, and say so."""
    assert examine(MEDIA / "turned.mp4") == Found("video/mp4", 3.0, 48, 64)


def test_sound_in_a_container_of_film_is_sound(tmp_path):
    """What is in it decides, not the name."""
    (tmp_path / "a.mp4").write_bytes(tone(1))

    assert examine(tmp_path / "a.mp4").media_type == "audio/mp4"


HOSTILE = {
    "nothing": b"",
    "text": b"hello",
    "noise": bytes(range(256)) * 500,
    "deep": b"\0\0\xff\xffftypisom" + b"\0\0\xff\x00moov\0\0\xfe\x00trak" * 3000,
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_recording_says_so(tmp_path, data):
    """A file from anywhere ends in a sentence."""
    (tmp_path / "a.mp3").write_bytes(data)

    with pytest.raises(UnreadableRecording, match=r"a\.mp3"):
        examine(tmp_path / "a.mp3")


def test_a_file_that_takes_too_long_is_left(tmp_path, monkeypatch):
    """Whoever ingests ten thousand files is not held up by one."""
    os.mkfifo(tmp_path / "a.mp3")  # opening it for reading waits for a writer, who never comes
    monkeypatch.setattr(recordings, "_PATIENCE", 0.5)
    began = time.monotonic()
    with pytest.raises(UnreadableRecording, match="could not be examined"):
        examine(tmp_path / "a.mp3")

    assert time.monotonic() - began < 10


CONFINED = """
import socket, sys
sys.path.insert(0, {root!r})
from server import probe
probe.MediaInfo.can_parse()
with open({name!r}, "rb") as file:
    probe._confine(file.fileno())
    for reach in (lambda: open("/etc/hostname"), socket.socket, lambda: bytearray(2**31)):
        try:
            reach()
        except (OSError, MemoryError):
            continue
        raise SystemExit("it got out")
    print(probe.probe(file)["duration"])
"""


def test_the_probe_opens_nothing_but_its_file(tmp_path):
    """A film may refer to files and addresses: it reaches neither disk nor net, nor more memory."""
    (tmp_path / "a.wav").write_bytes(tone(1))
    root = os.path.dirname(os.path.dirname(recordings.__file__))
    program = CONFINED.format(root=root, name=str(tmp_path / "a.wav"))
    ran = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True, timeout=30
    )

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "1.0\n", "")
