"""HTTP (Presentation 3.0 §6.3, Image 3.0 §7): status, media type, CORS, compression, and the id."""

import json
import re
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from server.conformance.iiif.place import Place
from server.conformance.iiif.recognise import Specification
from server.conformance.iiif.server import Server, is_open
from server.conformance.iiif.sheet import Sheet
from server.fetch import Answer

_OK = 200
_ERRORS = range(400, 600)
_GOOD = range(200, 300)
_WORTH_PACKING = 2048
_ABSENT = "-nothing-is-called-so"
_TYPE = re.compile(r"\s*([^;\s]+)\s*(?:;(.*))?", re.DOTALL)
_JSON = ("application/ld+json", "application/json")


def check_answer(answer: Answer, specification: Specification, sheet: Sheet) -> None:
    """Hold the answer that brought a document to what HTTP demands of it."""
    for told in _type(answer.headers.get("content-type", ""), specification):
        rule = "http-type-2" if specification.name == "presentation2" else "http-type"
        sheet.add(rule, None, told)
    if not is_open(answer.headers):
        sheet.add(_cors(specification), None, _said_of_cors(answer.headers))
    for hop in answer.hops:
        if not is_open(hop.headers):
            sheet.add("http-cors-redirect", None, f"{hop.url} redirects, and is not open.")


def check_server(url: str, specification: Specification, server: Server, sheet: Sheet) -> None:
    """Ask for what is not there, by OPTIONS, and in gzip; hold the answers to being usable."""
    absent = server.get(_absent(url))
    if absent is not None and absent.status in _ERRORS and not is_open(absent.headers):
        sheet.add("http-cors-error", None, f"status {absent.status} at {_absent(url)} is not open.")
    preflight = server.preflight(url)
    if preflight is not None:
        if preflight.status not in _GOOD:
            sheet.add("http-options", None, f"OPTIONS gets status {preflight.status}.")
        elif not is_open(preflight.headers):
            sheet.add("http-options", None, f"OPTIONS: {_said_of_cors(preflight.headers)}")
    if specification.name.startswith(("presentation", "search", "discovery")):
        _compression(url, server, sheet)


def check_id(root: Place, answer: Answer, url: str, server: Server, sheet: Sheet) -> None:
    """Hold the id of the top to the address at which it is published (Presentation 3.0 §3.2)."""
    for name in ("id", "@id"):
        given = root.value.get(name)
        if isinstance(given, str) and given not in (url, answer.url, _bare(url)):
            _elsewhere(given, name, root, server, sheet)


def advise_id(root: Place, sheet: Sheet) -> None:
    """Hold the id of the top to https, and to neither query nor fragment (§6.1)."""
    given = root.value.get("id")
    if not isinstance(given, str):
        return
    parts = urlsplit(given) if given.startswith("http") else None
    if parts is not None and parts.scheme == "http" and not _is_near(parts.netloc):
        sheet.refuse("http-https", root.member("id"), "an address that begins with https")
    if parts is not None and (parts.query or parts.fragment):
        sheet.refuse("http-query", root.member("id"), "an address without query and fragment")


def _elsewhere(given: str, name: str, root: Place, server: Server, sheet: Sheet) -> None:
    """An address may be one of several, as long as the id leads to the same."""
    if not given.startswith(("http://", "https://")):
        return
    answer = server.get(given)
    got = "no answer" if answer is None else f"status {answer.status}"
    if answer is not None and answer.status == _OK:
        there = _object(answer.body)
        if all(there.get(key) == root.value.get(key) for key in (name, "type", "@type")):
            return
        got = "another document"
    sheet.add("http-id", root.member(name), f"it is {given!r:.300}, which gets {got}.")


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _type(given: str, specification: Specification) -> Iterator[str]:
    match = _TYPE.fullmatch(given)
    kind = match[1].lower() if match else ""
    if specification.name == "presentation2":
        if kind != "application/json":
            yield f"it is {given!r:.100}; accepted: application/json."
    elif kind not in _JSON:
        yield f"it is {given!r:.100}; accepted: {' or '.join(_JSON)}."
    elif kind == _JSON[0] and specification.name == "presentation3":
        profile = "http://iiif.io/api/presentation/3/context.json"
        if match is None or profile not in (match[2] or ""):
            yield f'it is {given!r:.100}; accepted: {_JSON[0]};profile="{profile}".'


def _cors(specification: Specification) -> str:
    return "http-cors-image" if specification.name.startswith("image") else "http-cors"


def _said_of_cors(headers: Mapping[str, str]) -> str:
    given = headers.get("access-control-allow-origin")
    said = "there is no Access-Control-Allow-Origin"
    if given is not None:
        said = f"Access-Control-Allow-Origin is {given!r:.100}"
    return f"{said}; accepted: *."


def _compression(url: str, server: Server, sheet: Sheet) -> None:
    answer = server.get(url, {"Accept-Encoding": "gzip"})
    if answer is None or answer.status != _OK:
        return
    coding = answer.headers.get("content-encoding", "")
    varies = answer.headers.get("vary", "").lower()
    if not coding and len(answer.body) >= _WORTH_PACKING:
        sheet.add("http-gzip", None, f"{len(answer.body):,} bytes come as they are.")
    if coding and "accept-encoding" not in varies and "*" not in varies:
        sheet.add("http-vary", None, f"Vary is {varies!r:.100}.")


def _absent(url: str) -> str:
    bare, question, query = url.partition("?")
    return f"{bare}{_ABSENT}{question}{query}"


def _bare(url: str) -> str:
    return url.partition("#")[0]


def _is_near(netloc: str) -> bool:
    """Whether a host is on this machine or an intranet, where nobody has a certificate."""
    host = urlsplit(f"//{netloc}").hostname or ""
    try:
        return ip_address(host).is_private
    except ValueError:
        return host == "localhost" or "." not in host
