"""The web application, wired in reading order: settings, archive, edges, what holds for all.

``wsgi.py`` and ``fonds serve`` both call :func:`create_app`; nothing else builds one.
"""

from http import HTTPStatus

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from server import browse, crawlers, observe, responses, viewer
from server.archive import Archive, open_archive
from server.html import error_page
from server.iiif import changes, image_lane, image_routes, routes2, search_routes
from server.iiif import routes as iiif
from server.oai import explore
from server.oai import route as oai
from server.routing import register
from server.settings import Settings, SettingsError, read_settings
from server.store.database import Unavailable

# The longest form that OAI-PMH can have, with room; nothing else is sent to us.
MAX_BODY_BYTES = 1_000_000

ROUTES = (
    *observe.ROUTES,
    *oai.ROUTES,
    *explore.ROUTES,
    *iiif.ROUTES,
    *routes2.ROUTES,
    *image_routes.ROUTES,
    *search_routes.ROUTES,
    *changes.ROUTES,
    *browse.ROUTES,
    *crawlers.ROUTES,
    *viewer.ROUTES,
)


def create_app(settings: Settings | None = None, archive: Archive | None = None) -> Flask:
    """Return the application for *settings*, or for those of the environment.

    Raises:
        SettingsError: a setting is wrong, or there is no secret to sign tokens with.
        DatabaseError: the database is not there or has another schema.
        Unavailable: the database does not answer.
    """
    archive = archive or open_archive(settings or read_settings())
    if not archive.settings.secret_key:
        raise SettingsError("FONDS_SECRET_KEY is not set: run `fonds init` to make one")
    app = Flask("server", static_folder="static", static_url_path="/static")
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY_BYTES, PROPAGATE_EXCEPTIONS=False)
    # No id holds two slashes in a row; to merge them would redirect by the Host header.
    app.url_map.merge_slashes = False
    register(app, ROUTES, archive)
    _answer_errors(app, archive)
    log = observe.watch(app)
    viewer.note_absence(archive)
    app.before_request(_answer_options)
    app.after_request(responses.allow_any_origin)
    app.after_request(_compress)
    # The last is asked first: what harvesters want is told from the rest at a glance.
    for lane in (image_lane.lane, oai.lane):
        app.wsgi_app = lane(archive, app.wsgi_app, log)  # type: ignore[assignment, method-assign]
    return app


def _answer_options() -> Response | None:
    return responses.preflight() if request.method == "OPTIONS" else None


def _compress(response: Response) -> Response:
    return responses.compress(request, response)


def _answer_errors(app: Flask, archive: Archive) -> None:
    """Answer what went wrong in the form that the address promises: JSON or a page."""

    def answer(status: HTTPStatus, detail: str) -> Response:
        if request.path.startswith(("/iiif/", "/oai")) and not explore.is_page(request.path):
            return responses.problem(status, detail)
        return error_page(archive, status, detail)

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        response = answer(HTTPStatus(error.code or 500), error.description or "")
        # Keep what the error says in headers: Allow, Retry-After, Location.
        for name, value in error.get_headers(request.environ):
            if name.lower() not in {"content-type", "content-length"}:
                response.headers[name] = value
        return response

    @app.errorhandler(Unavailable)
    def _unavailable(error: Unavailable) -> Response:
        observe.note_cause(error)
        message = "The archive's database does not answer; please try again."
        response = answer(HTTPStatus.SERVICE_UNAVAILABLE, message)
        response.headers["Retry-After"] = str(observe.RETRY_SECONDS)
        return response
