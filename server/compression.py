"""Compression of answers: gzip (RFC 1952), the one encoding that every client knows.

Through ISA-L, which packs a list of records in a quarter of the time of zlib, to the same size.
"""

from isal import igzip

ENCODINGS = ("gzip",)
"""The encodings that a client may ask for besides identity (OAI-PMH §3.1.3)."""

# Smaller answers fit into one packet anyway.
SMALLEST = 860  # bytes

_LEVEL = 1


def gzip(body: bytes) -> bytes:
    """Return *body* compressed; equal bodies, equal bytes."""
    return igzip.compress(body, _LEVEL, mtime=0)
