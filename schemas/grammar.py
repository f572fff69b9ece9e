"""The small grammars that a protocol would break on: text, ids, set specs, keys.

Each function says whether a string is of the grammar; the schema turns a no into a refusal.
"""

import re
import unicodedata

MAX_ID_LENGTH = 255
MAX_SET_SPEC_LENGTH = 255  # a token that carries it, and an address, stay short enough for proxies

ROOT_COLLECTION = "top"  # names the root of all collections, so no set may be called so

# Characters that XML 1.0 cannot carry, even as references (§2.2, production Char).
_XML_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

# Segments of URI-unreserved characters, joined by colons (OAI-PMH.xsd, setSpecType).
_SET_SPEC = re.compile(r"[A-Za-z0-9\-_.!~*'()]+(:[A-Za-z0-9\-_.!~*'()]+)*")

# URIs as XML Schema and harvesters take them: nothing that would have to be escaped, brackets only
# around a host, one number sign (RFC 3986 §2, §3).
_SIGN = r"(?:[a-z0-9\-._~!$&'()*+,;=:@]|%[0-9a-f]{2})"
_AFTER_HOST = rf"(?:/(?:{_SIGN}|/)*)?(?:\?(?:{_SIGN}|[/?])*)?(?:#(?:{_SIGN}|[/?])*)?"
_WEB_ADDRESS = re.compile(
    rf"https?://(?:\[[0-9a-f:.]+\]|(?:(?!:){_SIGN})+)(?::[0-9]*)?{_AFTER_HOST}", re.IGNORECASE
)
_OTHER_URI = re.compile(
    rf"(?!https?:)[a-z][a-z0-9+.\-]*:(?:{_SIGN}|[/?])+(?:#(?:{_SIGN}|[/?])*)?", re.IGNORECASE
)

_REFERENCE = re.compile(rf"(?:{_SIGN}|[/?])+(?:#(?:{_SIGN}|[/?])*)?", re.IGNORECASE)

_DIGEST = re.compile(r"[0-9a-f]{64}")

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,127}")


def xml_illegal(text: str) -> str | None:
    """Return the first character of *text* that XML 1.0 cannot carry, or None (XML §2.2)."""
    if text.isprintable():  # as most are: no control character, no surrogate, nothing unassigned
        return None
    found = _XML_ILLEGAL.search(text)
    return found.group() if found else None


def without_illegal(text: str) -> str:
    """Return *text* without the characters that XML 1.0 cannot carry (XML §2.2)."""
    return _XML_ILLEGAL.sub("", text)


def is_set_spec(text: str) -> bool:
    """Return whether *text* has the form of a setSpec (OAI-PMH §2.6), and no giant's length."""
    return len(text) <= MAX_SET_SPEC_LENGTH and _SET_SPEC.fullmatch(text) is not None


def is_key(text: str) -> bool:
    """Return whether *text* can name a page or a file inside a record."""
    return _KEY.fullmatch(text) is not None


def key_fault(text: str) -> str | None:
    """Return why *text* cannot name a page or a file inside a record, or None if it can."""
    if is_key(text):
        return None
    return "not a key: letters, digits and ._~- only, beginning with a letter or digit"


def is_digest(text: str) -> bool:
    """Return whether *text* is a SHA-256 in lower-case hexadecimal, as files are named by."""
    return _DIGEST.fullmatch(text) is not None


def is_uri(text: str) -> bool:
    """Return whether *text* is an absolute URI, escaped where it must be (RFC 3986 §4.3)."""
    return is_web_address(text) or _OTHER_URI.fullmatch(text) is not None


def is_uri_reference(text: str) -> bool:
    """Return whether *text* is a URI, or could be part of one: ``xs:anyURI`` (RFC 3986 §4.1)."""
    return is_uri(text) or _REFERENCE.fullmatch(text) is not None


def is_web_address(text: str) -> bool:
    """Return whether *text* is the address of something on the web."""
    return _WEB_ADDRESS.fullmatch(text) is not None


def is_id(text: str) -> bool:
    """Return whether *text* can be the id of a record."""
    return id_fault(text) is None


def id_fault(text: str) -> str | None:
    """Return why *text* cannot be the id of a record, or None if it can.

    Nearly anything can: slashes, colons, spaces and every script. Not control characters, not
    white space at the ends, and no ``.`` or ``..`` or empty segment, which browsers and proxies
    rewrite in an address.
    """
    if not 0 < len(text) <= MAX_ID_LENGTH:
        return f"not an id: it has 1 to {MAX_ID_LENGTH} characters, this has {len(text)}"
    if text != text.strip():
        return "not an id: there is white space at its ends"
    if not text.isprintable():
        unseen = next(one for one in text if not one.isprintable())
        name = unicodedata.name(unseen, "a control character").lower()
        return f"not an id: it holds U+{ord(unseen):04X}, {name}: remove it"
    if "://" in text:
        return "not an id: it is an address, which cannot stand within another: leave out http://"
    if {"", ".", ".."} & set(text.split("/")):
        return 'not an id: between slashes there is nothing, or "." or "..", which addresses lose'
    return None


def ancestors(set_spec: str) -> tuple[str, ...]:
    """Return *set_spec* and every set above it, the highest first (OAI-PMH §2.6)."""
    segments = set_spec.split(":")
    return tuple(":".join(segments[: depth + 1]) for depth in range(len(segments)))
