"""The six verbs: a checked request and an open archive in, the body of the response out.

OAI-PMH 2.0 §4. Nothing here knows HTTP or SQL, and nothing on the way of a list parses or builds
a tree.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from oaipmh.error import (
    CannotDisseminateFormatError,
    ErrorBase,
    IdDoesNotExistError,
    NoRecordsMatchError,
    NoSetHierarchyError,
)

from metadata import containers
from metadata.crosswalks.dublin_core import write_collection
from metadata.formats import FORMATS
from metadata.prose import plain_text
from schemas import datestamp
from schemas.record import Collection
from server.archive import Archive
from server.compression import ENCODINGS
from server.oai import envelope
from server.oai.arguments import RefusedRequest, Request, Verb
from server.oai.tokens import Resumption
from server.settings import Settings
from server.store.prepared import Entry, Part, Position, Window
from server.urls import Urls

_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a request finds the archive.

    *now* is the second up to which lists go, which is what the responseDate tells. *place* is
    where the list of a token goes on; None where there is no token.
    """

    now: int
    place: Resumption | None = None


def stand(request: Request, archive: Archive, closed: int) -> Standing:
    """Return where *request* stands, *closed* being the second that lists may go up to.

    The horizon of a list never retreats (``server.store.horizon``, rule C), and the responseDate
    goes with it: no record is listed with a datestamp that is later.

    Raises:
        RefusedRequest: badResumptionToken.
    """
    token = request.get("resumptionToken")
    if token is None:
        return Standing(closed)
    place = archive.tokens.open(token, request.verb, archive.now())
    if place.horizon >= closed:
        return Standing(place.horizon, place)
    return Standing(closed, replace(place, horizon=closed))


def identify(_request: Request, archive: Archive, standing: Standing) -> list[bytes]:
    """Return what this repository is (§4.2)."""
    settings, urls = archive.settings, archive.urls
    earliest = archive.store.earliest()
    said = containers.elements(
        (
            ("repositoryName", settings.repository_name),
            ("baseURL", urls.oai()),
            ("protocolVersion", "2.0"),
            ("adminEmail", settings.admin_email),
            ("earliestDatestamp", datestamp.write(standing.now if earliest is None else earliest)),
            ("deletedRecord", "persistent"),
            ("granularity", datestamp.Granularity.SECOND),
            *(("compression", name) for name in ENCODINGS),
        )
    )
    return [said.encode(), *map(envelope.description, _descriptions(settings, urls))]


def _descriptions(settings: Settings, urls: Urls) -> Iterator[str]:
    """Yield what the repository says of itself, in the containers of the guidelines."""
    sample = urls.oai_identifier("example")
    yield containers.oai_identifier(settings.repository_identifier, sample)
    if settings.metadata_rights:
        yield containers.rights_manifest([settings.metadata_rights])
    if settings.logo_url:
        yield containers.branding(settings.logo_url, urls.home(), settings.repository_name)
    if settings.oai_friends:
        yield containers.friends(settings.oai_friends.split())
    # Their schema wants both of these.
    if settings.metadata_policy and settings.data_policy:
        policies = containers.Policies(
            content=settings.content_policy,
            metadata=settings.metadata_policy,
            data=settings.data_policy,
            submission=settings.submission_policy,
        )
        yield containers.eprints(policies)


def list_metadata_formats(request: Request, archive: Archive, _standing: Standing) -> list[bytes]:
    """Return the formats of the repository, or of one record (§4.4).

    Raises:
        RefusedRequest: idDoesNotExist.
    """
    identifier = request.get("identifier")
    prefixes = list(FORMATS) if identifier is None else _formats_of(identifier, archive)
    return [envelope.metadata_format(FORMATS[prefix]) for prefix in prefixes]


def _formats_of(identifier: str, archive: Archive) -> list[str]:
    record_id = archive.urls.record_id(identifier)
    prefixes = [] if record_id is None else archive.store.formats(record_id)
    if not prefixes:
        raise RefusedRequest(_unknown_identifier())
    return [prefix for prefix in prefixes if prefix in FORMATS]


def get_record(request: Request, archive: Archive, _standing: Standing) -> list[bytes]:
    """Return one record in one format, or its tombstone (§4.1).

    Raises:
        RefusedRequest: idDoesNotExist or cannotDisseminateFormat.
    """
    _check_format(request["metadataPrefix"])
    record_id = archive.urls.record_id(request["identifier"])
    if record_id is None:
        raise RefusedRequest(_unknown_identifier())
    record = archive.store.rendering(request["metadataPrefix"], record_id)
    if record is None:
        raise RefusedRequest(_not_in_that_format(record_id, archive))
    return [record]


def list_records(request: Request, archive: Archive, standing: Standing) -> list[bytes]:
    """Return one batch of records and the token to the next (§4.5).

    Raises:
        RefusedRequest: the errors of §4.5.
    """
    return _list(request, archive, standing, Part.RECORD)


def list_identifiers(request: Request, archive: Archive, standing: Standing) -> list[bytes]:
    """Return one batch of headers and the token to the next (§4.3).

    Raises:
        RefusedRequest: the errors of §4.3.
    """
    return _list(request, archive, standing, Part.HEADER)


def list_sets(request: Request, archive: Archive, standing: Standing) -> list[bytes]:
    """Return one batch of sets and the token to the next (§4.6).

    Raises:
        RefusedRequest: noSetHierarchy or badResumptionToken.
    """
    place = standing.place or _first_of_sets(archive, standing.now)
    size = archive.settings.oai_batch_size
    collections = archive.store.sets(place.position[1] or None, size + 1)
    if not collections:
        raise RefusedRequest(NoSetHierarchyError("This repository has no sets."))
    body = [_set(collection) for collection in collections[:size]]
    more = len(collections) > size
    last = (0, collections[:size][-1].set_spec)
    return [*body, *_token(archive, _Batch(place, last, len(body), more))]


ANSWERS: dict[Verb, Callable[[Request, Archive, Standing], list[bytes]]] = {
    Verb.GET_RECORD: get_record,
    Verb.IDENTIFY: identify,
    Verb.LIST_IDENTIFIERS: list_identifiers,
    Verb.LIST_METADATA_FORMATS: list_metadata_formats,
    Verb.LIST_RECORDS: list_records,
    Verb.LIST_SETS: list_sets,
}


def _list(request: Request, archive: Archive, standing: Standing, part: Part) -> list[bytes]:
    place = standing.place or _first(request, archive, standing.now)
    size = archive.settings.oai_batch_size
    after = place.position if place.cursor else None
    # The extra row proves that there is another batch.
    found = archive.store.batch(place.window, place.horizon, after, size + 1, part)
    entries = found[:size] or [_last_again(place, archive, part)]
    batch = _Batch(place, entries[-1][:2], len(entries), len(found) > size)
    return [xml for _, _, xml in entries] + _token(archive, batch)


def _first(request: Request, archive: Archive, now: int) -> Resumption:
    """Return the beginning of a list: all of it is before us.

    Raises:
        RefusedRequest: cannotDisseminateFormat, noSetHierarchy or noRecordsMatch.
    """
    _check_format(request["metadataPrefix"])
    set_spec = request.get("set")
    if set_spec is not None and archive.store.count_sets() == 0:
        raise RefusedRequest(NoSetHierarchyError("This repository has no sets."))
    window = Window(request["metadataPrefix"], set_spec, request.from_, request.until)
    size = archive.store.count(window, now)
    if size == 0:
        raise RefusedRequest(_nothing_matches())
    return Resumption(request.verb, window, (0, ""), 0, size, now, 0)


def _first_of_sets(archive: Archive, now: int) -> Resumption:
    return Resumption(Verb.LIST_SETS, Window(""), (0, ""), 0, archive.store.count_sets(), now, 0)


def _last_again(place: Resumption, archive: Archive, part: Part) -> Entry:
    """Return what closes a list whose rest has meanwhile moved to its future.

    The records that a token promised may all have changed since. A list must not be empty, so
    the last record given is given again; harvesters expect repetitions (§3.5.1).

    Raises:
        RefusedRequest: noRecordsMatch: that record has moved too, and nothing is left.
    """
    last = archive.store.last(place.window, place.horizon, place.position, part)
    if last is None:
        raise RefusedRequest(_nothing_matches())
    return last


@dataclass(frozen=True, slots=True)
class _Batch:
    """What has just been given: from which place, up to where, how many, and whether more come."""

    place: Resumption
    position: Position
    given: int
    more: bool


def _token(archive: Archive, batch: _Batch) -> list[bytes]:
    """Return the token that follows *batch*: none when the list came in one piece (§3.5).

    completeListSize is revised when a list grows or shrinks while it is harvested.
    """
    place = batch.place
    given = place.cursor + batch.given
    if not batch.more:
        # What there was is known now; what was told before was an estimate.
        closing = envelope.resumption_token("", given, place.cursor, None)
        return [closing] if place.cursor else []
    expires = archive.now() + archive.settings.oai_token_hours * _HOUR
    size = max(place.size, given + 1)
    following = replace(place, position=batch.position, cursor=given, size=size, expires=expires)
    token = archive.tokens.seal(following)
    return [envelope.resumption_token(token, size, place.cursor, expires)]


def _set(collection: Collection) -> bytes:
    description = write_collection(collection) if collection.metadata else None
    return envelope.set_element(collection.set_spec, plain_text(collection.title.text), description)


def _check_format(metadata_prefix: str) -> None:
    if metadata_prefix not in FORMATS:
        message = f"Formats of this repository: {', '.join(FORMATS)}."
        raise RefusedRequest(CannotDisseminateFormatError(message))


def _not_in_that_format(record_id: str, archive: Archive) -> ErrorBase:
    if not archive.store.formats(record_id):
        return _unknown_identifier()
    return CannotDisseminateFormatError("This record cannot be expressed in that format.")


def _unknown_identifier() -> IdDoesNotExistError:
    return IdDoesNotExistError("No record of this repository has that identifier.")


def _nothing_matches() -> NoRecordsMatchError:
    return NoRecordsMatchError("No record matches from, until and set.")
