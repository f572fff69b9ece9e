"""The formats in which records are disseminated: the one list of them (OAI-PMH §3.4)."""

from collections.abc import Callable
from dataclasses import dataclass

from metadata.crosswalks import dublin_core
from schemas.record import Links, Record


@dataclass(frozen=True, slots=True)
class Format:
    """A metadata format: its namespace, its published schema, and how a record is written in it.

    *write* returns None for a record that the format cannot express.
    """

    metadata_prefix: str
    namespace: str
    schema: str
    label: str
    write: Callable[[Record, Links], bytes | None]


_ALL = (
    Format(
        "oai_dc",
        dublin_core.NAMESPACE,
        dublin_core.SCHEMA,
        "Dublin Core",
        dublin_core.write,
    ),
)

FORMATS = {one.metadata_prefix: one for one in _ALL}


def render(record: Record, links: Links) -> dict[str, bytes]:
    """Return *record* in every format that can express it, by ``metadataPrefix``."""
    written = {prefix: one.write(record, links) for prefix, one in FORMATS.items()}
    return {prefix: payload for prefix, payload in written.items() if payload is not None}
