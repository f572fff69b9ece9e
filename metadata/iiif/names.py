"""Names here for what has an address elsewhere: ids of records, set specs, keys of pages.

Each is a function of the address alone, so that a manifest is the same record whenever it is read;
keys of pages need the canvases beside them too, which they are to be told from.
"""

import re
from collections.abc import Sequence
from hashlib import sha256
from urllib.parse import quote, unquote

from metadata.parts import unique
from schemas.grammar import is_id, is_key, is_set_spec, is_web_address

# As they are; a slash too, unless addresses would lose it there.
_PLAIN = "!$&'()*+,;=:@-._~?#%"
_IN_ADDRESS = f"{_PLAIN}/"

_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_NO_SEGMENT = re.compile(r"[^A-Za-z0-9\-_.!~*'()]+")
_LONGEST = 100
_SHORT = 8
_MOST_SEGMENTS = 12


def record_id(address: str) -> str:
    """Return the id of the record that the manifest at *address* is: its address, without scheme.

    What an id cannot hold is percent-encoded, and what is too long is replaced by a digest.
    """
    bare = _SCHEME.sub("", address, count=1)
    for safe in (f"{_PLAIN}/", _PLAIN):
        name = quote(bare, safe, errors="surrogatepass")
        if is_id(name):
            return name
    host = bare.partition("/")[0] if _SCHEME.match(address) else "iiif"
    return f"{quote(host[:_LONGEST], _PLAIN, errors='surrogatepass')}:sha256:{_digest(bare)}"


def set_spec(address: str) -> str:
    """Return the set spec of the collection at *address*: its host, and beneath that its path.

    ``~`` stands for a slash. Where other signs had to give way, a digest tells it from others.
    """
    bare = _SCHEME.sub("", address, count=1).strip("/")
    host, _, path = bare.partition("/")
    exact = ":".join(filter(None, (host, path.replace("/", "~"))))
    if "~" not in path and ":" not in f"{host}{path}" and is_set_spec(exact):
        return exact
    spelt = (_NO_SEGMENT.sub("-", one).strip("-") for one in (host, path.replace("/", "~")))
    told = f"{':'.join(filter(None, spelt))}-{_digest(bare)[:_SHORT]}"
    return told if is_set_spec(told) else f"iiif:{_digest(bare)}"


def page_keys(addresses: Sequence[str]) -> list[str]:
    """Return a key for each of *addresses*, which are those of canvases in their order.

    It is the last part of the address that tells them apart: ``p1`` of ``…/canvas/p1``, and
    ``12-canvas`` of ``…/12/canvas``.
    """
    paths = [_segments(one) for one in addresses]
    for depth in range(1, _MOST_SEGMENTS):
        keys = ["-".join(path[-depth:]) for path in paths]
        if len(set(keys)) == len(set(addresses)):
            break
    taken: set[str] = set()
    return [_free(key, place, taken) for place, key in enumerate(keys, 1)]


def web_address(text: str) -> str:
    """Return *text* as an address of the web, what it must not hold escaped; "" if it is none."""
    if is_web_address(text):
        return text
    escaped = quote(text, _IN_ADDRESS, errors="surrogatepass")
    return escaped if is_web_address(escaped) else ""


def _free(key: str, place: int, taken: set[str]) -> str:
    sound = key if is_key(key) else f"p{place}"
    free = unique(sound, taken)
    taken.add(free)
    return free


def _segments(address: str) -> list[str]:
    """Return the parts of the path, query and fragment of *address* as keys are spelt."""
    _, _, path = _SCHEME.sub("", address, count=1).partition("/")
    spelt = (_spelt(unquote(one)) for one in re.split(r"[/?#&]", path or address))
    return [one for one in spelt if one]


def _spelt(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9._~-]+", "-", text).strip("-._~")[-_LONGEST:].lstrip("-._~")


def _digest(address: str) -> str:
    return sha256(address.encode("utf-8", "surrogatepass")).hexdigest()
