"""A whole check of one IIIF resource: its answer, its document, and what it leads to."""

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from server import __version__
from server.conformance.findings import Finding, Outcome, Rule
from server.conformance.iiif import chains, transport
from server.conformance.iiif.document import read
from server.conformance.iiif.images import check_images
from server.conformance.iiif.place import Place
from server.conformance.iiif.recognise import SPECIFICATIONS, Specification, recognise
from server.conformance.iiif.references import references
from server.conformance.iiif.rules import RULES
from server.conformance.iiif.server import Server
from server.conformance.iiif.sheet import Sheet
from server.fetch import Answer, Fetcher, Limits

DEFAULT_FOLLOW = 10
KINDS = tuple(SPECIFICATIONS)

_USER_AGENT = f"fonds/{__version__} (IIIF conformance check)"
_OK = 200
_LARGEST = 64 * 2**20
_BYTES_IN_ALL = 512 * 2**20
_SECONDS_IN_ALL = 600.0


class NotIiif(Exception):
    """What was to be checked is not there, or is nothing of IIIF."""


@dataclass(frozen=True)
class IiifOutcome(Outcome):
    """What a check of a IIIF resource found, and how far it went."""

    kind: Specification | None
    resources: int

    @property
    def rules(self) -> Mapping[str, Rule]:
        """The rules of IIIF."""
        return RULES

    @property
    def specification(self) -> str:
        """What was checked."""
        return self.kind.title if self.kind else "JSON"

    def extent(self) -> dict[str, Any]:
        """Return as what it was checked, and how many documents were read."""
        return {"as": self.kind.name if self.kind else None, "resources": self.resources}

    def extent_in_words(self) -> str:
        """Return the same for people."""
        return f"{self.resources:,} document{'' if self.resources == 1 else 's'}"


@dataclass
class Check:
    """One check: what was found on each document, and what may still be fetched."""

    server: Server
    follow: int = DEFAULT_FOLLOW
    progress: Callable[[int], None] = lambda _: None
    sheets: list[Sheet] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    _began: float = field(default_factory=time.monotonic)

    def run(self, url: str, answer: Answer, kind: str | None) -> IiifOutcome:
        """Return the outcome of checking *answer*, which *url* gave, as *kind* or as it says.

        Raises:
            NotIiif: it does not say.
        """
        sheet = self._sheet(url)
        root = read(answer.body, sheet)
        if answer.status != _OK:
            sheet.add("http-status", None, f"the status is {answer.status}.")
        specification = _specification(root, kind, f"{url} (status {answer.status})")
        if specification is None or root is None:
            return self._outcome(url, specification)
        specification.hold(root, sheet)
        transport.check_answer(answer, specification, sheet)
        transport.check_server(url, specification, self.server, sheet)
        self._specially(url, root, answer, specification, sheet)
        self._follow(root)
        return self._outcome(url, specification)

    def _specially(
        self, url: str, root: Place, answer: Answer, kind: Specification, sheet: Sheet
    ) -> None:
        """Do what only this kind of resource asks for."""
        if kind.name.startswith("image"):
            _info_uri(root, kind, {url, answer.url}, sheet)
            self.unchecked += check_images(root, int(kind.name[-1]), self.server, sheet)
        elif kind.name.startswith("search") and "terms" not in root.value:
            self._told("pages", chains.results(root, sheet, self._fetch))
            chains.ignored(url, sheet, self._fetch)
        elif not kind.name.startswith(("search", "autocomplete")):
            transport.check_id(root, answer, url, self.server, sheet)
            if kind.name == "presentation3":
                transport.advise_id(root, sheet)
        if root.value.get("type") == "OrderedCollection":
            self._told("pages", chains.activities(root, sheet, self._fetch))

    def _told(self, what: str, whole: bool) -> None:
        if not whole:
            self.unchecked.append(f"further {what}: --follow takes more")

    def _follow(self, root: Place) -> None:
        """Check what *root* refers to, and what that refers to, as far as is allowed."""
        waiting = deque(references(root))
        seen = set(waiting)
        while waiting and self._allowed():
            got = self._fetch(waiting.popleft())
            more = [uri for uri in references(got[0]) if uri not in seen] if got else []
            waiting.extend(more)
            seen.update(more)
        if waiting:
            left = f"{len(waiting):,} documents that it refers to"
            self.unchecked.append(f"{left}: --follow takes more")

    def _allowed(self) -> bool:
        """Whether another document may be fetched."""
        in_time = time.monotonic() - self._began < _SECONDS_IN_ALL
        return len(self.sheets) <= self.follow and in_time and self.server.bytes < _BYTES_IN_ALL

    def _fetch(self, url: str) -> tuple[Place, Sheet] | None:
        """Return the document at *url*, checked; None when there is none, or enough is checked."""
        answer = self.server.get(url) if self._allowed() else None
        if answer is None:
            return None
        sheet = self._sheet(url)
        if answer.status != _OK:
            sheet.add("http-status", None, f"the status is {answer.status}.")
            return None
        root = read(answer.body, sheet)
        specification = recognise(root) if root else None
        if root is None or specification is None:
            if root is not None:
                sheet.add("json", None, "it is no document of IIIF.")
            return None
        specification.hold(root, sheet)
        transport.check_answer(answer, specification, sheet)
        if specification.name.startswith("image"):
            _info_uri(root, specification, {url, answer.url}, sheet)
        elif not specification.name.startswith(("search", "autocomplete")):
            transport.check_id(root, answer, url, self.server, sheet)
        return root, sheet

    def _sheet(self, url: str) -> Sheet:
        sheet = Sheet(url, RULES)
        self.sheets.append(sheet)
        self.progress(len(self.sheets))
        return sheet

    def _outcome(self, url: str, kind: Specification | None) -> IiifOutcome:
        found: list[Finding] = [one for sheet in self.sheets for one in sheet.findings]
        found += self.server.findings
        left_out = sum(sheet.left_out for sheet in self.sheets)
        if left_out:
            self.unchecked.append(f"{left_out:,} findings of rules that were broken before")
        return IiifOutcome(
            url,
            tuple(dict.fromkeys(found)),
            self.server.requests,
            tuple(self.unchecked),
            kind,
            len(self.sheets),
        )


def check_url(
    url: str,
    kind: str | None,
    follow: int,
    seconds: float,
    progress: Callable[[int], None] = lambda _: None,
) -> IiifOutcome:
    """Check the resource at *url*, and up to *follow* documents that it leads to.

    The address was typed by whoever wants to know, so it may be one of an intranet.

    Raises:
        NotIiif: it gets no answer, or one that is not of IIIF.
    """
    with Fetcher(_USER_AGENT, Limits(seconds, _LARGEST), allow_private=True) as fetcher:
        server = Server(fetcher)
        answer = server.get(url)
        if answer is None:
            raise NotIiif(f"{url} gets no answer: {server.findings[0].message}")
        return Check(server, follow, progress).run(url, answer, kind)


def check_file(path: Path, kind: str | None) -> IiifOutcome:
    """Check the document in the file *path*, by itself.

    Raises:
        NotIiif: it is not of IIIF, or too large.
        OSError: it cannot be read.
    """
    if path.stat().st_size > _LARGEST:
        raise NotIiif(f"{path} has more than {_LARGEST:,} bytes")
    sheet = Sheet(str(path), RULES)
    root = read(path.read_bytes(), sheet)
    specification = _specification(root, kind, str(path))
    if root is not None and specification is not None:
        specification.hold(root, sheet)
    findings = tuple(dict.fromkeys(sheet.findings))
    return IiifOutcome(str(path), findings, 0, (), specification, 1)


def _specification(root: Place | None, kind: str | None, url: str) -> Specification | None:
    """Return what *root* is held to; None when it could not be read.

    Raises:
        NotIiif: nobody says.
    """
    if kind is not None:
        return SPECIFICATIONS[kind]
    specification = recognise(root) if root is not None else None
    if root is not None and specification is None:
        raise NotIiif(f"{url} gives JSON, whose type and context are not of IIIF; see --as")
    return specification


def _info_uri(root: Place, kind: Specification, urls: set[str], sheet: Sheet) -> None:
    """Hold the information of an image to the address that its id makes (Image 3.0 §2.2)."""
    place = root.member(kind.id_key)
    if isinstance(place.value, str) and f"{place.value}/info.json" not in urls:
        message = f"{place.value}/info.json is another address than {min(urls, key=len)}."
        sheet.add("image-info-uri", place, message)
