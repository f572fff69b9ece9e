"""The containers of OAI-PMH: what is said about a record, and about a repository.

Each is XML that stands alone, to be put into ``about`` or ``description`` (OAI-PMH §2.5, §4.2).
The implementation guidelines define them, one page each:
<https://www.openarchives.org/OAI/2.0/guidelines.htm>.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from metadata.markup import OAI_IDENTIFIER, XSI, attribute, escape
from schemas.grammar import is_web_address
from schemas.record import Provenance

RIGHTS = "http://www.openarchives.org/OAI/2.0/rights/"
PROVENANCE = "http://www.openarchives.org/OAI/2.0/provenance"
BRANDING = "http://www.openarchives.org/OAI/2.0/branding/"
FRIENDS = "http://www.openarchives.org/OAI/2.0/friends/"
EPRINTS = "http://www.openarchives.org/OAI/1.1/eprints"

_METADATA = "http://www.openarchives.org/OAI/2.0/entity#metadata"


def rights(address: str) -> str:
    """Return that the metadata, not the thing described, are given under *address* (rights §2)."""
    schema = "http://www.openarchives.org/OAI/2.0/rights.xsd"
    return _container("rights", RIGHTS, schema, _rights_reference(address))


def rights_manifest(addresses: Iterable[str]) -> str:
    """Return under which statements the metadata of the repository are given (rights §3)."""
    schema = "http://www.openarchives.org/OAI/2.0/rightsManifest.xsd"
    stated = "".join(f"<rights>{_rights_reference(address)}</rights>" for address in addresses)
    applies = f' appliesTo="{_METADATA}"'
    return _container("rightsManifest", RIGHTS, schema, stated, applies)


def provenance(origin: Provenance) -> str:
    """Return where a record was harvested from, the latest harvest outermost (provenance §2)."""
    schema = "http://www.openarchives.org/OAI/2.0/provenance.xsd"
    return _container("provenance", PROVENANCE, schema, _origin_description(origin))


def oai_identifier(repository_identifier: str, sample: str) -> str:
    """Return how the identifiers of the repository are made (oai-identifier §2)."""
    said = (
        ("scheme", "oai"),
        ("repositoryIdentifier", repository_identifier),
        ("delimiter", ":"),
        ("sampleIdentifier", sample),
    )
    # The validator of openarchives.org wants this namespace as the default one, here.
    return _container("oai-identifier", OAI_IDENTIFIER, f"{OAI_IDENTIFIER}.xsd", elements(said))


def branding(icon: str, link: str, title: str) -> str:
    """Return the *icon* that may stand beside our records, where it leads, and what it says."""
    said = elements((("url", icon), ("link", link), ("title", title)))
    schema = "http://www.openarchives.org/OAI/2.0/branding.xsd"
    return _container("branding", BRANDING, schema, f"<collectionIcon>{said}</collectionIcon>")


def friends(base_urls: Iterable[str]) -> str:
    """Return the base URLs of other repositories that a harvester may like (friends §2)."""
    said = elements(("baseURL", base_url) for base_url in base_urls)
    return _container("friends", FRIENDS, "http://www.openarchives.org/OAI/2.0/friends.xsd", said)


@dataclass(frozen=True, slots=True)
class Policies:
    """What a repository lets be done; each is a text or the address of one, or empty."""

    content: str = ""
    metadata: str = ""
    data: str = ""
    submission: str = ""


def eprints(policies: Policies) -> str:
    """Return the *policies* of a repository; those for metadata and data are required (eprints)."""
    said = (
        ("content", policies.content),
        ("metadataPolicy", policies.metadata),
        ("dataPolicy", policies.data),
        ("submissionPolicy", policies.submission),
    )
    stated = "".join(f"<{name}>{_text_or_url(text)}</{name}>" for name, text in said if text)
    return _container("eprints", EPRINTS, "http://www.openarchives.org/OAI/1.1/eprints.xsd", stated)


def elements(said: Iterable[tuple[str, str]]) -> str:
    """Return one element of text for each pair of name and content."""
    return "".join(f"<{name}>{escape(text)}</{name}>" for name, text in said)


def _container(name: str, namespace: str, schema: str, inside: str, attributes: str = "") -> str:
    return (
        f'<{name} xmlns="{namespace}" xmlns:xsi="{XSI}" '
        f'xsi:schemaLocation="{namespace} {schema}"{attributes}>{inside}</{name}>'
    )


def _rights_reference(address: str) -> str:
    return f"<rightsReference ref={attribute(address)}/>"


def _origin_description(origin: Provenance) -> str:
    altered = "true" if origin.altered else "false"
    said = (
        ("baseURL", origin.base_url),
        ("identifier", origin.identifier),
        ("datestamp", origin.datestamp),
        ("metadataNamespace", origin.metadata_namespace),
    )
    before = _origin_description(origin.origin) if origin.origin else ""
    return (
        f'<originDescription harvestDate="{origin.harvest_date}" altered="{altered}">'
        f"{elements(said)}{before}</originDescription>"
    )


def _text_or_url(text: str) -> str:
    name = "URL" if is_web_address(text) else "text"
    return f"<{name}>{escape(text)}</{name}>"
