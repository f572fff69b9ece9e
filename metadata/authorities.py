"""Authority files: how their addresses begin, what they are called, and which numbers they give.

Names are those of LC's lists of sources, <https://www.loc.gov/standards/sourcelist/>, and of the
agencies that control numbers of MARC 21 begin with, ``(DE-588)``; addresses are those that each
file publishes. An address that none of them begins is one too: it is only not called anything.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from schemas.grammar import is_web_address


@dataclass(frozen=True, slots=True)
class AuthorityFile:
    """One authority file.

    *name* is for people, *code* its source code at LC. *start* is how its addresses begin, behind
    which come a number of the form *numbers* and the *end*; http and https are the same file.
    *aliases* are what else a number is said to be of. *is_of_things*: its addresses are of the
    people and places themselves, and not of what a file has noted of them (MARC 21, $1 and $0).
    """

    name: str
    code: str
    start: str
    numbers: str
    aliases: tuple[str, ...] = ()
    end: str = ""
    is_of_things: bool = False

    _number: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_number", re.compile(self.numbers))

    @property
    def bare_start(self) -> str:
        """The start without its scheme."""
        return self.start.partition("://")[2]

    def address_of(self, number: str) -> str | None:
        """Return the address of what has *number* here; None if no number is of that form."""
        found = self._number.fullmatch("".join(number.split()))
        return f"{self.start}{found[found.lastindex or 0]}{self.end}" if found else None


_LC = ("dlc", "lc", "lcnaf", "lccn")

FILES = (
    AuthorityFile("LCSH", "lcsh", "http://id.loc.gov/authorities/subjects/", r"sh[0-9]{8,10}", _LC),
    AuthorityFile(
        "LCNAF", "naf", "http://id.loc.gov/authorities/names/", r"n[a-z]?[0-9]{8,10}", _LC
    ),
    AuthorityFile(
        "LCGFT", "lcgft", "http://id.loc.gov/authorities/genreForms/", r"gf[0-9]{10}", _LC
    ),
    AuthorityFile(
        "LCDGT", "lcdgt", "http://id.loc.gov/authorities/demographicTerms/", r"dg[0-9]{10}", _LC
    ),
    AuthorityFile("TGM", "tgm", "http://id.loc.gov/vocabulary/graphicMaterials/", r"tgm[0-9]{6}"),
    # (OCoLC) without fst is a number of a description in WorldCat.
    AuthorityFile(
        "FAST", "fast", "http://id.worldcat.org/fast/", r"fst0*([1-9][0-9]*)", ("ocolc",)
    ),
    AuthorityFile(
        "GND",
        "gnd",
        "https://d-nb.info/gnd/",
        r"1[0-9]{7,9}[0-9X]|[47][0-9]{6}-[0-9]|[1-9][0-9]{0,7}-[0-9X]|3[0-9]{7}[0-9X]",
        ("de-588",),
    ),
    AuthorityFile("MeSH", "mesh", "http://id.nlm.nih.gov/mesh/", r"[DC][0-9]{6,9}", ("dnlm",)),
    AuthorityFile("AAT", "aat", "http://vocab.getty.edu/aat/", r"300[0-9]{6}"),
    AuthorityFile("ULAN", "ulan", "http://vocab.getty.edu/ulan/", r"500[0-9]{6}"),
    AuthorityFile("TGN", "tgn", "http://vocab.getty.edu/tgn/", r"[1-9][0-9]{6}"),
    AuthorityFile("IdRef", "idref", "http://www.idref.fr/", r"[0-9]{8}[0-9X]", ("sudoc",), "/id"),
    AuthorityFile("VIAF", "viaf", "http://viaf.org/viaf/", r"[1-9][0-9]{1,21}", is_of_things=True),
    AuthorityFile(
        "Wikidata",
        "wikidata",
        "http://www.wikidata.org/entity/",
        r"Q[1-9][0-9]*",
        ("wd",),
        is_of_things=True,
    ),
    AuthorityFile("ISNI", "isni", "https://isni.org/isni/", r"[0-9]{15}[0-9X]", is_of_things=True),
    AuthorityFile(
        "ORCID",
        "orcid",
        "https://orcid.org/",
        r"(?:[0-9]{4}-){3}[0-9]{3}[0-9X]",
        is_of_things=True,
    ),
    AuthorityFile("ROR", "ror", "https://ror.org/", r"0[a-z0-9]{8}", is_of_things=True),
    AuthorityFile(
        "GeoNames",
        "geonames",
        "https://sws.geonames.org/",
        r"[1-9][0-9]*",
        end="/",
        is_of_things=True,
    ),
)

_PREFIXED = re.compile(r"\(([^()]+)\)\s*(\S.*)")

# Getty tells apart what it has noted of a person or place, and that itself.
_THING_AT_GETTY = re.compile(r"https?://vocab\.getty\.edu/(?:ulan|tgn)/[0-9]+-(?:agent|place)")


@lru_cache(maxsize=4096)
def file_of(address: str) -> AuthorityFile | None:
    """Return the authority file that *address* is one of, or None."""
    bare = address.partition("://")[2]
    return next((one for one in FILES if bare.startswith(one.bare_start)), None)


def name_of_file(address: str) -> str:
    """Return what people call the file of *address*: its host, where it is not known here."""
    known = file_of(address)
    return known.name if known else urlsplit(address).hostname or address


def is_of_thing(address: str) -> bool:
    """Whether *address* is of what is named itself: a URI of a real world object (MARC 21, $1)."""
    known = file_of(address)
    is_so = known is not None and known.is_of_things
    return is_so or _THING_AT_GETTY.fullmatch(address) is not None


def read_address(written: str, source: str = "") -> str | None:
    """Return the address that is *written*, or that a number of *source* certainly has; or None.

    A number may say itself what it is of, as control numbers of MARC 21 do: ``(DE-588)118634615``.
    *source* is the name of a file, or an address that all of it have in front.
    """
    text = written.strip().removeprefix("(uri)").strip()
    if is_web_address(text):
        return None if _is_start(text) else text
    prefixed = _PREFIXED.fullmatch(text)
    if prefixed:
        source, text = prefixed.groups()
    return _in_file(text, source.strip().casefold())


def _is_start(address: str) -> bool:
    """Whether *address* is of a whole file: programs write that where they have no number."""
    bare = address.partition("://")[2].rstrip("/")
    return any(bare == one.bare_start.rstrip("/") for one in FILES)


def _in_file(number: str, source: str) -> str | None:
    bare = source.partition("://")[2].rstrip("/")
    for one in FILES:
        starts = bool(bare) and one.bare_start.rstrip("/").casefold() == bare
        if starts or source == one.code or source in one.aliases:
            address = one.address_of(number)
            if address:
                return address
    return None
