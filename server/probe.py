"""What a recording is, told by libmediainfo: run by itself on a file, it prints JSON.

The file may come from anybody, and libmediainfo follows what a file refers to, on the disk and in
the net. So this is a process of its own, which may neither open anything but that file, nor grow,
nor go on for long; ``server.recordings`` starts it, and survives it.
"""

import json
import os
import resource
import sys
from typing import Any, BinaryIO

from pymediainfo import MediaInfo, Track

_SECONDS = 20  # of processor time
_BYTES = 2**30  # of memory
_MILLISECONDS = 1000
_UPRIGHT, _TURNED = (0, 180), (90, 270)  # degrees


def probe(file: BinaryIO) -> dict[str, Any]:
    """Return the kinds of track that *file* has, its duration in seconds, and its size in pixels.

    A film is as large as it is shown: turned upright, its pixels made square.
    """
    tracks = MediaInfo.parse(file).tracks
    durations = [float(one.duration) for one in tracks if one.duration]
    films = [one for one in tracks if one.track_type == "Video" and one.width and one.height]
    found = {
        "kinds": sorted({one.track_type for one in tracks}),
        "duration": round(max(durations) / _MILLISECONDS, 3) if durations else None,
    }
    return found | (_shown_size(films[0]) if films else {})


def _shown_size(film: Track) -> dict[str, int]:
    width = round(film.width * float(film.pixel_aspect_ratio or 1))
    size = (width, film.height)
    if round(float(film.rotation or 0)) % 360 in _TURNED:
        size = (film.height, width)
    return dict(zip(("width", "height"), size, strict=True))


def _confine(last: int) -> None:
    """Let this process open nothing after the file *last*, and use no more than it needs."""
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_BYTES, _BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (last + 1, last + 1))


def main(name: str) -> None:
    """Print what the file *name* is."""
    MediaInfo.can_parse()  # loads the library, which is a file too
    with open(name, "rb") as file:
        _confine(file.fileno())
        sys.stdout.write(json.dumps(probe(file)))
        sys.stdout.flush()
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
