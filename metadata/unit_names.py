"""Names of described units: what a unit is called among its siblings, its id and its set spec.

They follow from what archivists keep still – ids and reference codes – and never from the place
of a unit, so that a finding aid which grows changes no record that was there before.
"""

import re
import unicodedata
from collections.abc import Sequence
from hashlib import sha256

from schemas.grammar import MAX_ID_LENGTH, MAX_SET_SPEC_LENGTH, is_id

_NOT_PLAIN = re.compile(r"[^A-Za-z0-9_.!~*'()]+")
_LONGEST = 60  # of one segment, as it is written
_ROOM = 190  # of a set spec: beneath it, segments are digests, for seven levels more
_DIGEST = 8


def single_line(text: str) -> str:
    """Return *text* with single blanks."""
    return " ".join(text.split())


def plain(name: str) -> str:
    """Return *name* as a segment of a set spec (OAI-PMH §2.6); two names stay two, nearly always.

    Letters lose their marks, all else becomes a hyphen; where letters are lost, a digest follows.
    """
    folded = unicodedata.normalize("NFKD", name)
    bare = "".join(one for one in folded if not unicodedata.combining(one))
    segment = _NOT_PLAIN.sub("-", bare).strip("-.")
    is_whole = all(one.isascii() or not one.isalnum() for one in bare)
    if segment and is_whole and len(segment) <= _LONGEST:
        return segment
    start = segment[: _LONGEST - _DIGEST - 1].strip("-.")
    return f"{start}-{digest(name)}" if start else digest(name)


def spec_beneath(above: str, name: str) -> str | None:
    """Return the set spec of *name* beneath the one *above*; None where that gets too long."""
    segment = plain(name)
    if len(above) + 1 + len(segment) > _ROOM:
        segment = digest(name)
    spec = f"{above}:{segment}"
    return spec if len(spec) <= MAX_SET_SPEC_LENGTH else None


def id_beneath(above: str, name: str) -> str:
    """Return the id of *name* beneath the one *above*, which may be that of the finding aid."""
    whole = f"{above}:{name}"
    if len(whole) > MAX_ID_LENGTH:
        whole = f"{above[:_ROOM]}:{digest(whole, 2 * _DIGEST)}"
    return whole if is_id(whole) else f"{above}:{plain(name)}"


def id_of_whole(name: str) -> str:
    """Return the id of a finding aid that is called *name*; an address loses its scheme."""
    bare = single_line(re.sub(r"^\w+://", "", name))[:_ROOM]
    return bare if is_id(bare) else plain(bare)


def beneath(code: str, above: Sequence[str]) -> str:
    """Return reference *code* without the one *above* that it repeats at its beginning."""
    for one in above:
        rest = code.removeprefix(one)
        if one and rest != code and rest and not rest[0].isalnum():
            return rest.lstrip(" -–./:,;_|") or code
    return code


def digest(text: str, length: int = _DIGEST) -> str:
    """Return some hexadecimal digits that stand for *text*."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]
