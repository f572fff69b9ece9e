"""Documents of IIIF at their addresses: JSON, over the guarded fetch, with patience.

What was fetched before is asked for with the validators that came with it (RFC 9110 §13): who has
not changed it says so, and sends nothing.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

from schemas.native import Json
from server.fetch import Answer, Fetcher
from server.harvest.asking import Patience, Unreadable, get_changed

ACCEPT = (
    'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json", '
    "application/ld+json;q=0.9, application/json;q=0.8, */*;q=0.1"
)

# What is sent to ask whether something has changed, by the header that it came in.
_CONDITIONS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON object as it came; *validators* are what to ask with whether it has changed since."""

    content: Json
    validators: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Documents:
    """Fetches documents that the one at *source*, which somebody typed, leads to.

    Every method raises what :meth:`server.harvest.asking.Patience.persist` does.
    """

    source: str
    fetcher: Fetcher
    headers: Mapping[str, str]
    patience: Patience

    def read(self, url: str) -> Json:
        """Return the JSON object at *url*."""
        document = self.changed(url, "")
        if document is None:  # nobody asked whether it had changed
            raise Unreadable(f"{url} says that it has not changed, and not what it is")
        return document.content

    def changed(self, url: str, validators: str) -> Document | None:
        """Return what is at *url*, or None where it is as it was when *validators* came."""
        conditions = json.loads(validators) if validators else {}
        headers = {"Accept": ACCEPT, **self.headers, **conditions}
        named_by = None if url == self.source else self.source
        answer = self.patience.persist(lambda: get_changed(self.fetcher, url, headers, named_by))
        return None if answer is None else _document(url, answer)


def parse(body: bytes) -> object:
    """Return *body* as JSON.

    Raises:
        ValueError: it is none.
    """
    try:
        return json.loads(body.decode("utf-8-sig"), parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _document(url: str, answer: Answer) -> Document:
    try:
        content = parse(answer.body)
    except ValueError as error:
        raise Unreadable(f"{url} is no JSON: {error}") from error
    if not isinstance(content, dict):
        raise Unreadable(f"{url} is JSON, but no object")
    kept = {
        condition: answer.headers[name]
        for name, condition in _CONDITIONS.items()
        if name in answer.headers
    }
    validators = json.dumps(kept) if kept else ""
    return Document(content, validators, answer.headers.get("last-modified", ""))
