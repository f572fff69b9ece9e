"""What another program asks to be shown: a content state in, the way to the page that shows it.

IIIF Content State 1.0 §3.1. Only what is in this archive is shown: nothing that a state names is
fetched.
"""

from http import HTTPStatus

from flask import Response, request

from schemas.grammar import ROOT_COLLECTION
from server import viewer
from server.archive import Archive
from server.html import error_page
from server.iiif.content_state import PARAMETER, BadContentState, Target, read
from server.urls import Named


def opened(archive: Archive) -> Response | None:
    """Return the answer to the content state of the request, or None where there is none."""
    value = request.args.get(PARAMETER)
    if value is None:
        return None
    try:
        target = read(value)
    except BadContentState as error:
        message = f"The parameter {PARAMETER} of this address is no content state. {error}"
        return error_page(archive, HTTPStatus.BAD_REQUEST, message)
    address = _page_of(target, archive)
    if address is None:
        message = f"Only what is in this archive is shown here, and {target.address} is not."
        return error_page(archive, HTTPStatus.NOT_FOUND, message)
    return Response(status=HTTPStatus.SEE_OTHER, headers={"Location": address})


def _page_of(target: Target, archive: Archive) -> str | None:
    """Return the page that shows *target*, or else what it is part of."""
    found = map(archive.urls.named_by, (target.address, *target.part_of))
    return next((_shown(named, archive) for named in found if named is not None), None)


def _shown(named: Named, archive: Archive) -> str:
    """Return the page for people about what is *named*; a page of a record opens the viewer."""
    urls = archive.urls
    if named.set_spec == ROOT_COLLECTION:
        return urls.home()
    if named.set_spec:
        return urls.collection_page(named.set_spec)
    if not named.key:
        return urls.record(named.record_id)
    at = urls.record_in_viewer if viewer.is_offered(archive) else urls.record_page
    return at(named.record_id, named.key)
