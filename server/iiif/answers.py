"""What the edges of IIIF have in common: what is stored, how it is sent, and what is absent."""

import hashlib
from collections.abc import Sequence
from http import HTTPStatus

from flask import Response, request

from schemas.grammar import ROOT_COLLECTION, is_id, is_set_spec
from schemas.native import Json
from schemas.record import Collection, Value
from server import responses
from server.archive import Archive
from server.iiif.texts import lines_of_page
from server.store.prepared import Manifest


def manifest_of(archive: Archive, record_id: str) -> Manifest | None:
    """Return the stored manifest of a visible record, or None where there is none."""
    # Not every text can be sought in every database: PostgreSQL takes no NUL.
    return archive.store.manifest(record_id) if is_id(record_id) else None


def described(archive: Archive, set_spec: str) -> Collection | None:
    """Return what is said of a collection, or of the root of all; None where there is none."""
    if set_spec == ROOT_COLLECTION:
        return Collection(set_spec, {"title": (Value(archive.settings.repository_name),)})
    return archive.store.collection(set_spec) if is_set_spec(set_spec) else None


def lines_at(archive: Archive, record_id: str, page_key: str, address: str) -> Json | None:
    """Return the lines of a page of a visible record, or the one at *address*; None without any.

    They are made when they are asked for: a manifest that held them would be ten times as large.
    """
    kept = archive.store.kept(record_id)
    shown = kept.record.canvases if kept is not None and kept.visible else ()
    pages = [page for page in shown if page.key == page_key and page.boxes]
    whole = [lines_of_page(page, record_id, archive.urls) for page in pages]
    found = (one for page in whole for one in (page, *page["items"]) if one["id"] == address)
    return next(found, None)


def no_manifest(archive: Archive, record_id: str) -> Response:
    """Answer that a record has no manifest."""
    message = f"There is no record “{record_id}” with pictures in this archive."
    return absent(archive, record_id, message)


def no_part(record_id: str, address: str) -> Response:
    """Answer that the manifest of a record holds nothing at *address*."""
    message = f"The manifest of the record “{record_id}” holds no {address}."
    return responses.problem(HTTPStatus.NOT_FOUND, message)


def absent(archive: Archive, record_id: str, message: str) -> Response:
    """Answer 410 for what was withdrawn, and 404 with *message* for what nobody may know of."""
    kept = archive.store.kept(record_id) if is_id(record_id) else None
    # A record that never was public left no trace in the world, and leaves none here.
    if kept is not None and kept.deleted and archive.store.formats(record_id):
        gone = f"The record “{record_id}” was withdrawn from this archive."
        return responses.problem(HTTPStatus.GONE, gone)
    return responses.problem(HTTPStatus.NOT_FOUND, message)


def send(body: bytes, digest: str, offers: Sequence[str]) -> Response:
    """Send *body* in that one of *offers* which Accept prefers."""
    media_type = responses.choose(request, offers)
    return responses.send(request, body, media_type, digest, ["Accept"])


def send_made(make: responses.Maker, digest: str, offers: Sequence[str]) -> Response:
    """Send what *make* gives as :func:`send` does; whoever has it already costs no work."""
    media_type = responses.choose(request, offers)
    return responses.send_made(request, make, media_type, digest, ["Accept"])


def digest_of(body: bytes) -> str:
    """Return what tells *body* from every other."""
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def see_other(address: str) -> Response:
    """Lead to *address* (303)."""
    return Response(status=HTTPStatus.SEE_OTHER, headers={"Location": address})
