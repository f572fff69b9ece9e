"""A harvester for tests: asks in OAI-PMH, holds every answer against the schemas, and reads it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from oai_schemas import validate

from metadata.markup import OAI, OAI_DC
from server.app import create_app
from server.archive import Archive

DC = "oai_dc"
_OAI = f"{{{OAI}}}"


@dataclass(frozen=True)
class Header:
    """A header of a record (§2.5)."""

    identifier: str
    datestamp: str
    set_specs: tuple[str, ...]
    deleted: bool

    @property
    def record_id(self) -> str:
        """The part of the identifier that is the repository's own."""
        return self.identifier.split(":", 2)[2]


@dataclass(frozen=True)
class Token:
    """A resumptionToken element (§3.5); *text* is empty where it closes a list."""

    text: str
    cursor: int
    size: int
    expires: str | None


class Answer:
    """A response, valid against the schemas where they are present."""

    def __init__(self, xml: bytes) -> None:
        self.root = validate(xml)

    def texts(self, name: str) -> list[str]:
        """Return the text of every element *name* of OAI-PMH, in order."""
        return [element.text or "" for element in self.root.iter(_OAI + name)]

    def text(self, name: str) -> str:
        """Return the text of the one element *name* of OAI-PMH."""
        (text,) = self.texts(name)
        return text

    @property
    def verb(self) -> str:
        """The name of the element that carries the answer: a verb, or ``error``."""
        return self.root[2].tag.removeprefix(_OAI)

    @property
    def errors(self) -> list[str]:
        """The codes of the errors (§3.6)."""
        return [element.get("code") for element in self.root.iter(_OAI + "error")]

    @property
    def echo(self) -> dict[str, str]:
        """The attributes of the request element (§3.2)."""
        return dict(self.root[1].attrib)

    @property
    def response_date(self) -> str:
        """When the server says that it answered."""
        return self.text("responseDate")

    @cached_property
    def headers(self) -> list[Header]:
        """The headers in the order of the list."""
        return [
            Header(
                header.findtext(_OAI + "identifier"),
                header.findtext(_OAI + "datestamp"),
                tuple(spec.text for spec in header.iterfind(_OAI + "setSpec")),
                header.get("status") == "deleted",
            )
            for header in self.root.iter(_OAI + "header")
        ]

    @property
    def ids(self) -> list[str]:
        """The ids of the listed records, in order."""
        return [header.record_id for header in self.headers]

    @property
    def deleted(self) -> list[str]:
        """The ids of the listed tombstones, in order."""
        return [header.record_id for header in self.headers if header.deleted]

    @property
    def metadata(self) -> list:
        """The ``oai_dc`` of the listed records, in order."""
        return list(self.root.iter(f"{{{OAI_DC}}}dc"))

    @property
    def token(self) -> Token | None:
        """The resumptionToken, or None where there is none."""
        found = self.root.find(f".//{_OAI}resumptionToken")
        if found is None:
            return None
        return Token(
            found.text or "",
            int(found.get("cursor")),
            int(found.get("completeListSize")),
            found.get("expirationDate"),
        )


class Harvester:
    """Asks *archive*; arguments called ``from_`` are ``from``, which Python has for itself."""

    def __init__(self, archive: Archive) -> None:
        self.client = create_app(archive=archive).test_client()

    def get(self, query: str) -> Answer:
        """Return the answer to *query*, as it stands in an address."""
        response = self.client.get(f"/oai?{query}")
        assert response.status_code == 200, response.status
        return Answer(response.data)

    def ask(self, verb: str, **arguments: str) -> Answer:
        """Return the answer to one request."""
        named = {name.rstrip("_"): value for name, value in arguments.items()}
        response = self.client.get("/oai", query_string={"verb": verb} | named)
        assert response.status_code == 200, response.status
        return Answer(response.data)

    def batches(
        self,
        verb: str = "ListRecords",
        between: Callable[[], object] = lambda: None,
        **arguments: str,
    ) -> Iterator[Answer]:
        """Yield the answers that make a whole list; *between* two of them something may happen."""
        answer = self.ask(verb, **arguments)
        yield answer
        while answer.token and answer.token.text:
            between()
            answer = self.ask(verb, resumptionToken=answer.token.text)
            yield answer

    def headers(self, verb: str = "ListIdentifiers", **arguments: str) -> list[Header]:
        """Return the headers of a whole list in ``oai_dc``."""
        answers = self.batches(verb, metadataPrefix=DC, **arguments)
        return [header for answer in answers for header in answer.headers]

    def ids(self, verb: str = "ListIdentifiers", **arguments: str) -> list[str]:
        """Return the ids of a whole list in ``oai_dc``, in order."""
        return [header.record_id for header in self.headers(verb, **arguments)]

    def status(self, **arguments: str) -> dict[str, str]:
        """Return whether each record of a whole list is ``alive`` or ``deleted``, by its id."""
        names = {False: "alive", True: "deleted"}
        return {one.record_id: names[one.deleted] for one in self.headers(**arguments)}
