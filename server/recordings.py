"""Recordings: sound and film, their length and size found by a process of its own.

A hostile file neither kills nor holds up who asks: see ``server.probe``.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.media_types import media_type_of

_PROBE = Path(__file__).with_name("probe.py")
_PATIENCE = 60.0  # seconds, of a disk that is far away

_KINDS = ("audio", "video")


class UnreadableRecording(Exception):
    """A file that is no sound or film that can be read; the message tells an archivist why."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a file turned out to be; *duration* is None where it does not tell.

    *media_type* is ``audio`` or ``video`` by what is in it, whatever its name says.
    """

    media_type: str
    duration: float | None = None
    width: int | None = None
    height: int | None = None


def is_recording(media_type: str | None) -> bool:
    """Return whether *media_type* is of sound or film."""
    return (media_type or "").partition("/")[0] in _KINDS


def examine(source: Path, media_type: str | None = None) -> Found:
    """Return what *source*, of *media_type* or what its name says, is.

    Raises:
        UnreadableRecording: there is neither sound nor film in it, or it takes too much to see.
    """
    told = _probe(source)
    kinds = {"Audio": "audio", "Video": "video"}
    present = [kinds[kind] for kind in told["kinds"] if kind in kinds]
    if not present:
        raise UnreadableRecording(f"{source.name} holds neither sound nor film that can be played")
    declared = media_type or media_type_of(source.name) or f"{present[-1]}/mp4"
    subtype = declared.partition("/")[2]
    # A film has both; "Video" sorts after "Audio".
    return Found(
        f"{present[-1]}/{subtype}", told["duration"], told.get("width"), told.get("height")
    )


def _probe(source: Path) -> dict[str, Any]:
    """Return what the probe prints of *source*.

    Raises:
        UnreadableRecording: the probe was ended, or had to end.
    """
    command = [sys.executable, "-I", str(_PROBE), str(source)]
    try:
        ran = subprocess.run(  # noqa: S603 - our own program, on a file that was found
            command, capture_output=True, check=True, timeout=_PATIENCE, stdin=subprocess.DEVNULL
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        message = f"{source.name} could not be examined: it is damaged, or made to do harm"
        raise UnreadableRecording(message) from error
    told: dict[str, Any] = json.loads(ran.stdout)
    return told
