"""The XML of responses: stored bytes spliced between a head and a tail (OAI-PMH §3.2).

Stored renderings go out untouched; all else is escaped here. A test holds the result against the
same response built as a tree.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from oaipmh.error import ErrorBase

from metadata.formats import Format
from metadata.markup import OAI, XSI, attribute, escape
from schemas import datestamp

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<OAI-PMH xmlns="{OAI}" xmlns:xsi="{XSI}" '
    f'xsi:schemaLocation="{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">'
)


def respond(
    response_date: int, base_url: str, arguments: Mapping[str, str], body: Iterable[bytes]
) -> bytes:
    """Return a whole response; *arguments* are echoed, and must be legal or left out (§3.2)."""
    echo = "".join(f" {name}={attribute(value)}" for name, value in arguments.items())
    head = (
        f"{_HEAD}<responseDate>{datestamp.write(response_date)}</responseDate>"
        f"<request{echo}>{escape(base_url)}</request>"
    )
    return b"".join((head.encode(), *body, b"</OAI-PMH>"))


def error(found: ErrorBase) -> bytes:
    """Return an error element (§3.6)."""
    return f'<error code="{found.oainame()}">{escape(str(found))}</error>'.encode()


@dataclass(frozen=True, slots=True)
class Records:
    """Writes records, given how their identifiers are minted (§2.5)."""

    oai_identifier: Callable[[str], str]

    def header(self, record_id: str, stamp: int, set_specs: Sequence[str], deleted: bool) -> bytes:
        """Return the header of a record as it stands since *stamp*, in seconds since 1970."""
        status = ' status="deleted"' if deleted else ""
        return (
            f"<header{status}><identifier>{escape(self.oai_identifier(record_id))}</identifier>"
            f"{_since(stamp, tuple(set_specs))}</header>"
        ).encode()

    def record(self, header: bytes, metadata: bytes = b"", about: bytes = b"") -> bytes:
        """Return a record of XML that stands alone; without *metadata* it is deleted (§2.5.1)."""
        said = (b"<metadata>", metadata, b"</metadata>", about) if metadata else ()
        return b"".join((b"<record>", header, *said, b"</record>"))


@lru_cache(maxsize=1024)
def _since(stamp: int, set_specs: tuple[str, ...]) -> str:
    """Return what the headers of a batch share: their datestamp, and often their sets."""
    sets = "".join(f"<setSpec>{escape(spec)}</setSpec>" for spec in set_specs)
    return f"<datestamp>{datestamp.write(stamp)}</datestamp>{sets}"


def about(parts: Iterable[str]) -> bytes:
    """Return an about element around each of *parts*, XML that stands alone (§2.5)."""
    return "".join(f"<about>{part}</about>" for part in parts).encode()


def metadata_format(one: Format) -> bytes:
    """Return a metadataFormat element (§4.4)."""
    return (
        f"<metadataFormat><metadataPrefix>{one.metadata_prefix}</metadataPrefix>"
        f"<schema>{escape(one.schema)}</schema>"
        f"<metadataNamespace>{escape(one.namespace)}</metadataNamespace></metadataFormat>"
    ).encode()


def set_element(set_spec: str, set_name: str, description: bytes | None) -> bytes:
    """Return a set element (§4.6); *description* is XML that stands alone."""
    described = b""
    if description is not None:
        described = b"<setDescription>" + description + b"</setDescription>"
    named = f"<set><setSpec>{escape(set_spec)}</setSpec><setName>{escape(set_name)}</setName>"
    return named.encode() + described + b"</set>"


def resumption_token(token: str, size: int, cursor: int, expires: int | None) -> bytes:
    """Return a resumptionToken element; an empty *token* closes a list, and does not expire."""
    expiry = f' expirationDate="{datestamp.write(expires)}"' if expires is not None else ""
    return (
        f'<resumptionToken{expiry} completeListSize="{size}" cursor="{cursor}">'
        f"{escape(token)}</resumptionToken>"
    ).encode()


def description(part: str) -> bytes:
    """Return a description element of Identify around *part*, XML that stands alone (§4.2)."""
    return f"<description>{part}</description>".encode()
