"""Rights: statements and licences, read as the one URI that identifies each.

RightsStatements.org (<https://rightsstatements.org/>) and Creative Commons identify a statement by
an ``http`` URI with a final slash; Presentation 3.0 §3.2 (``rights``) demands that very form.
Sources hold the address of the page about it, or its name.
"""

import re
from functools import cache, lru_cache

from babel import Locale

from schemas.derived import Derived

STATEMENTS = {
    "InC": "In Copyright",
    "InC-OW-EU": "In Copyright - EU Orphan Work",
    "InC-EDU": "In Copyright - Educational Use Permitted",
    "InC-NC": "In Copyright - Non-Commercial Use Permitted",
    "InC-RUU": "In Copyright - Rights-holder(s) Unlocatable or Unidentifiable",
    "NoC-CR": "No Copyright - Contractual Restrictions",
    "NoC-NC": "No Copyright - Non-Commercial Use Only",
    "NoC-OKLR": "No Copyright - Other Known Legal Restrictions",
    "NoC-US": "No Copyright - United States",
    "CNE": "Copyright Not Evaluated",
    "UND": "Copyright Undetermined",
    "NKC": "No Known Copyright",
}
LICENSES = {
    "by": "Attribution",
    "by-sa": "Attribution-ShareAlike",
    "by-nd": "Attribution-NoDerivatives",
    "by-nc": "Attribution-NonCommercial",
    "by-nc-sa": "Attribution-NonCommercial-ShareAlike",
    "by-nc-nd": "Attribution-NonCommercial-NoDerivatives",
}
EDITIONS = {
    "1.0": "Generic",
    "2.0": "Generic",
    "2.5": "Generic",
    "3.0": "Unported",
    "4.0": "International",
}
DEDICATIONS = {"zero": "CC0 1.0 Universal", "mark": "Public Domain Mark 1.0"}

# Ports that ISO 3166 does not name; every other port is a country, in two letters.
_PORTS = {"igo": "IGO", "scotland": "UK: Scotland", "uk": "UK: England & Wales"}

_CREATIVE_COMMONS = "http://creativecommons.org/"
_UNPORTED = "4.0"  # the one version that is the same everywhere
_ZERO, _MARK = (f"{_CREATIVE_COMMONS}publicdomain/{code}/1.0/" for code in DEDICATIONS)

_URIS = {code: f"http://rightsstatements.org/vocab/{code}/1.0/" for code in STATEMENTS}
_URIS_BY_FOLDED_CODE = {code.casefold(): uri for code, uri in _URIS.items()}
_LABELS = {_URIS[code]: label for code, label in STATEMENTS.items()} | {
    _ZERO: DEDICATIONS["zero"],
    _MARK: DEDICATIONS["mark"],
}

# White space, and what editors leave that nobody sees.
_BLANKS = re.compile(r"[\s\u00ad\u200b-\u200d\u2060\ufeff]+")

# A slip in the scheme or in the name of the house leaves no doubt when all of the rest is right.
_SCHEME = r"(?:ht+ps?[:;]?/*)?(?:www\.)?"
_ADDRESS = re.compile(
    rf"{_SCHEME}(?:(?P<rs>rightss?tate?ments?)|creativecommons)\.org(?P<path>/[^?#]*)(?:[?#].*)?"
)
# A name with its address behind it: In Copyright (http://rightsstatements.org/vocab/InC/1.0/).
_NAME_AND_ADDRESS = re.compile(
    r"(?P<name>[^:/]+?)[\s:(\[<–-]+(?P<address>https?://[^\s)\]>]+)[)\]>.]*"
)
_STATEMENT = re.compile(r"rightsstatements\.org/(?:vocab|page|data)/([a-z-]+)(?:/1\.0)?")
_PAGE = r"(?:/(?:deed|legalcode|rdf)[a-z0-9._-]*)?"
_DEDICATION = re.compile(rf"creativecommons\.org/publicdomain/(zero|mark)(?:/1\.0)?{_PAGE}")
_LICENSE = re.compile(
    rf"creativecommons\.org/licenses/([a-z-]+)/([0-9.]+)(?:/([a-z]{{2}}|igo|scotland))?{_PAGE}"
)
_MEANT_AS_ADDRESS = re.compile(r"https?[:/]*(?:\w+\.)?(rightsstatements|creativecommons)\.")

# Names are compared by their letters and digits alone: "CC-BY-SA 3.0" is "ccbysa30".
_LICENSE_NAME = re.compile(
    r"(?:(?P<family>cc|creativecommons)(?:by|attribution)|attribution)"
    r"(?P<nc>nc|noncommercial)?"
    r"(?:(?P<sa>sa|sharealike)|(?P<nd>nd|noderivs|noderivatives|noderivativeworks))?"
    r"(?:licen[cs]e)?"
    r"(?:(?P<version>[1-4][05]?)(?:generic|unported|international)?(?P<port>[a-z]{2})?)?"
    r"(?:licen[cs]e)?"
)
# "Attribution 4.0 International (CC BY 4.0)" says its name twice.
_NAME_AGAIN = re.compile(r"\(\s*cc[ -]by[^()]*\)", re.IGNORECASE)

_ZERO_NAMES = (
    "CC0",
    "CC0 1.0",
    "CC Zero",
    "Creative Commons Zero",
    "CC0 1.0 Universal (CC0 1.0)",
    "CC0 1.0 Universal (CC0 1.0) Public Domain Dedication",
    "CC0 1.0 Universal Public Domain Dedication",
)
_MARK_NAMES = ("Public Domain Mark", "PDM", "PDM 1.0", "CC PDM 1.0")

_PUBLIC_DOMAIN = frozenset({"publicdomain", "inpublicdomain", "inthepublicdomain", "pd"})
_CHOICES = (
    f"may mean several things: write {_MARK} (no copyright anywhere), "
    f"{_URIS['NoC-US']} (none in the United States) or {_URIS['NKC']} (none known)"
)

_BROKEN = {
    "rightsstatements": "write http://rightsstatements.org/vocab/CODE/1.0/ with one of "
    + ", ".join(STATEMENTS),
    "creativecommons": "write for example http://creativecommons.org/licenses/by/4.0/ or "
    "http://creativecommons.org/publicdomain/mark/1.0/",
}


@lru_cache(maxsize=1024)
def read_rights(text: str) -> Derived:
    """Return the canonical URI of the statement or licence that *text* names.

    Never raises. ``http`` or ``https``, ``www.``, a missing final slash and white space around
    are all one address, and pass without a word. Any other repair is used and reported: white
    space inside, capitals, the address of a page, deed or legal code, a missing version.
    A sentence names nothing and is no fault. An address of either house that leads to no
    statement is one, and so is a name that fits several.
    """
    compact = _BLANKS.sub("", text)
    uri = _repair(compact)
    if uri:
        return Derived(uri, None if _is_plain(text, uri) else f"{text.strip()} → {uri}")
    house = _MEANT_AS_ADDRESS.match(compact.casefold())
    if house:
        return Derived(None, f'"{text}" leads to no rights statement: {_BROKEN[house[1]]}')
    return _read_name(text)


def is_canonical(uri: str) -> bool:
    """Return whether *uri* is the URI that identifies a statement (Presentation 3.0 §3.2)."""
    return _repair(uri) == uri


def rights_label(uri: str) -> str | None:
    """Return the English name of the statement that a canonical *uri* identifies, else None."""
    if not is_canonical(uri):
        return None
    return _LABELS.get(uri) or _license_label(uri)


def _repair(address: str) -> str | None:
    """The canonical URI of the statement that *address*, free of white space, leads to."""
    found = _ADDRESS.fullmatch(address.strip("<>.,;").casefold())
    if not found:
        return None
    house = "rightsstatements.org" if found["rs"] else "creativecommons.org"
    path = house + re.sub("/+", "/", found["path"]).rstrip("/")
    if statement := _STATEMENT.fullmatch(path):
        return _URIS_BY_FOLDED_CODE.get(statement[1])
    if dedication := _DEDICATION.fullmatch(path):
        return f"{_CREATIVE_COMMONS}publicdomain/{dedication[1]}/1.0/"
    terms = _LICENSE.fullmatch(path)
    return _license_uri(terms[1], terms[2], terms[3]) if terms else None


def _is_plain(text: str, uri: str) -> bool:
    """Whether *text* is *uri* but for the scheme, ``www.`` and the final slash."""
    bare = re.sub("^https?://(www[.])?", "http://", text.strip())
    return bare.rstrip("/") + "/" == uri


def _license_uri(code: str, version: str, port: str | None) -> str | None:
    """The canonical URI of a licence, or None when there is no such licence."""
    code = "by-nc-nd" if code == "by-nd-nc" else code
    if code not in LICENSES or version not in EDITIONS:
        return None
    if port and (version == _UNPORTED or not _port_name(port)):
        return None
    # The first version alone is published as by-nd-nc.
    spelled = "by-nd-nc" if (code, version) == ("by-nc-nd", "1.0") else code
    return f"{_CREATIVE_COMMONS}licenses/{spelled}/{version}/" + (f"{port}/" if port else "")


def _license_label(uri: str) -> str:
    _, _, _, _, code, version, port, *_ = f"{uri}/".split("/")
    name = LICENSES["by-nc-nd" if code == "by-nd-nc" else code]
    if version != _UNPORTED:
        name = name.replace("NoDerivatives", "NoDerivs")
    return f"Creative Commons {name} {version} {_port_name(port) or EDITIONS[version]}"


def _port_name(port: str) -> str | None:
    """The name of the jurisdiction that a licence was adapted to; None when there is none."""
    return _PORTS.get(port) or Locale("en").territories.get(port.upper())


def _read_name(text: str) -> Derived:
    if text.strip() in STATEMENTS:  # as written: "und" and "inc" are words
        return Derived(_URIS[text.strip()])
    if both := _NAME_AND_ADDRESS.fullmatch(text.strip()):
        return Derived(_address_of_name(both["name"], both["address"]))
    name = _squash(_NAME_AGAIN.sub("", text)) or _squash(text)
    if name in _PUBLIC_DOMAIN:
        return Derived(None, f'"{text}" {_CHOICES}')
    found = _LICENSE_NAME.fullmatch(name)
    return _read_license(text, found) if found else Derived(_uris_by_name().get(name))


def _address_of_name(name: str, address: str) -> str | None:
    """Return the statement that *address* leads to, if *name* is its name too."""
    uri = _repair(address)
    return uri if uri is not None and uri == _read_name(name).value else None


def _read_license(text: str, name: re.Match[str]) -> Derived:
    parts = ["by", *(part for part in ("nc", "sa", "nd") if name[part])]
    code, version = "-".join(parts), ".".join(name["version"] or "")
    uri = _license_uri(code, version, name["port"])
    if uri or not (version or name["family"]):  # "Attribution" alone is a word
        return Derived(uri)
    example = f"{_CREATIVE_COMMONS}licenses/{code}/4.0/"
    return Derived(
        None, f'"{text}" is no exact licence: write its address and version, as {example}'
    )


def _squash(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


@cache
def _uris_by_name() -> dict[str, str]:
    names = [(label, uri) for uri, label in _LABELS.items()]
    names += [(name, _ZERO) for name in _ZERO_NAMES] + [(name, _MARK) for name in _MARK_NAMES]
    return {_squash(name): uri for name, uri in names}
