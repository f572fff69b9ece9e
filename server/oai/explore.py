"""The answers of ``/oai`` as pages, for whoever wants to know what a harvester is told.

Every answer is made by the function that harvesters call, of the same query, and read back. The
form takes no script: what is sent of it leads on to the tidy address that a harvester would ask.
"""

import time
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import parse_qsl

from flask import Response, request

from metadata.formats import FORMATS
from metadata.markup import RefusedXml
from metadata.prose import plain_text
from server.archive import Archive
from server.compression import gzip
from server.html import error_page, passing_page
from server.oai.answer import answer
from server.oai.arguments import ARGUMENTS, Verb
from server.oai.reading import MOST_ENTRIES, Reading, read
from server.oai.slots import RETRY_SECONDS, Busy
from server.routing import Route

SENT_BY_FORM = "form"
"""The name of the button: a query that holds it is of the form, empty fields and all."""

_FIELDS = ("verb", "metadataPrefix", "set", "from", "until", "identifier", "resumptionToken")
_MOST_SETS = 200  # offered for a choice
_MOST_PAIRS = 50


def explore(archive: Archive) -> Response:
    """Show the answer to the request of the query, or only the form that makes one."""
    pairs = _pairs()
    asked = dict(pairs)
    if SENT_BY_FORM in asked:
        address = archive.urls.explore(_tidy(asked))
        return Response(status=HTTPStatus.SEE_OTHER, headers={"Location": address})
    if not request.query_string:
        return _page(archive, {})
    return _shown(archive, asked)


def _shown(archive: Archive, asked: Mapping[str, str]) -> Response:
    started = time.perf_counter()
    try:
        xml = answer(request.query_string, b"", archive).xml
    except Busy:
        return _come_back(archive)
    taken = (time.perf_counter() - started) * 1000
    return _page(
        archive,
        asked,
        reading=_reading(xml),
        raw=archive.urls.oai_asked(request.query_string),
        taken=f"{taken:,.1f}",
        size=len(xml),
        packed=len(gzip(xml)),
        others=_formats(archive, asked),
    )


def _reading(xml: bytes) -> Reading | None:
    """Return what *xml* says, or None when it is more than a page can tell."""
    try:
        return read(xml)
    except RefusedXml:
        return None


def _page(archive: Archive, asked: Mapping[str, str], **answered: object) -> Response:
    values = {
        "asked": {name: asked.get(name, "") for name in _FIELDS},
        "verbs": list(Verb),
        "prefixes": list(FORMATS),
        "offered": _offered_sets(archive),
        "button": SENT_BY_FORM,
        "most": MOST_ENTRIES,
        "raw": None,
    }
    return passing_page(archive, "explore.html", values | answered)


def _offered_sets(archive: Archive) -> list[tuple[str, str]]:
    found = archive.store.sets(None, _MOST_SETS)
    return [(one.set_spec, plain_text(one.title.text)) for one in found]


def _formats(archive: Archive, asked: Mapping[str, str]) -> list[str]:
    """Return the formats of the one record that is asked for."""
    record_id = archive.urls.record_id(asked.get("identifier", ""))
    return [] if record_id is None else archive.store.formats(record_id)


def _tidy(asked: Mapping[str, str]) -> dict[str, str]:
    """Return what of the form makes a request: filled, and of the verb that was chosen.

    A token is alone with its verb (§3.5), whatever else the form still shows.
    """
    filled = {name: asked[name].strip() for name in _FIELDS if asked.get(name, "").strip()}
    roles = {"verb": "required", **_roles(filled.get("verb", ""))}
    taken = {name: value for name, value in filled.items() if name in roles}
    exclusive = {name for name in taken if roles[name] == "exclusive"}
    return {name: value for name, value in taken.items() if name in {"verb", *(exclusive or taken)}}


def _roles(verb: str) -> Mapping[str, str]:
    return ARGUMENTS[Verb(verb)] if verb in set(Verb) else dict.fromkeys(_FIELDS, "optional")


def _pairs() -> list[tuple[str, str]]:
    """Return the pairs of the query, with a sign for each byte that is no character.

    They are for the form alone: the answer is made of the query as it is.
    """
    text = request.query_string.decode("utf-8", "replace")
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_PAIRS)
    except ValueError:
        return []


def _come_back(archive: Archive) -> Response:
    message = "Too many lists are being made at the moment; please come back in a few seconds."
    response = error_page(archive, HTTPStatus.SERVICE_UNAVAILABLE, message)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


_RULE = "/oai/explore"


def is_page(path: str) -> bool:
    """Return whether *path* is that of the pages here, whose errors are pages too."""
    return path == _RULE


ROUTES = (Route(_RULE, explore, "The same answers as pages, for people"),)
