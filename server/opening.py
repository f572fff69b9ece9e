"""What another program asks to be shown: a content state in, the way to the page that shows it.

IIIF Content State 1.0 §3.1. Only what is in this archive is shown: nothing that a state names is
fetched.
"""

from http import HTTPStatus

from flask import Response, request

from server.archive import Archive
from server.html import error_page
from server.iiif.content_state import PARAMETER, BadContentState, Target, read


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
    found = map(archive.urls.shown_by, (target.address, *target.part_of))
    return next((address for address in found if address is not None), None)
