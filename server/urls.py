"""Every public address, minted here and only here, from ``FONDS_BASE_URL``.

An address never comes from the Host header: a proxy, a port or a wrong name would end up in
identifiers that harvesters and viewers keep for years.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote, urlencode

from schemas.grammar import is_id, is_key, is_set_spec
from schemas.record import MediaFile

# What a URI may carry unescaped after "oai:NAMESPACE:" (RFC 2396 via oai-identifier.xsd).
_OAI_SAFE = "-_.!~*'();/?:@&=+$,"

# What a URI is made of (RFC 3986 §2): addresses elsewhere are escaped already, save what is not.
# Brackets belong to a host alone, a number sign opens the one fragment, a percent sign an escape.
_URI_SAFE = _OAI_SAFE + "%"
_QUERY_SAFE = _URI_SAFE
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")

# What stands as it is in any part of an address (§2.3), as most ids do.
_UNRESERVED = re.compile(r"[A-Za-z0-9_.~-]+")

# Addresses in IIIF by which records and collections are known, after ``/iiif/``.
_IN_IIIF = (
    r"(?:[23]/)?(?P<id>{id})/manifest",
    r"[23]/(?P<id>{id})/(?:canvas|annotations|painting)/(?P<key>[^/:]+)(?::[^/]*)?",
    r"[23]/(?P<id>{id})/(?:range/[^/]+|text(?::[^/]+)?)",
    r"[23]/collection/(?P<spec>[^/]+)",
)
# As they are minted; and with an id whose slashes lost their escapes.
_AS_MINTED = [re.compile(one.replace("{id}", "[^/]+")) for one in _IN_IIIF]
_BARE = [re.compile(one.replace("{id}", ".+")) for one in _IN_IIIF]

# Where version 3 is published, and version 2.1 beside it.
_VERSIONS = (("/iiif/3/", "/iiif/2/"), ("/iiif/image/3/", "/iiif/image/2/"))


@dataclass(frozen=True, slots=True)
class Named:
    """What an address in IIIF is of: a record and perhaps a page of it, or else a collection."""

    record_id: str = ""
    key: str = ""
    set_spec: str = ""


@dataclass(frozen=True, slots=True)
class Urls:
    """The addresses of one repository; *base* has no slash at its end."""

    base: str
    repository_identifier: str

    def home(self) -> str:
        """The first page for people."""
        return f"{self.base}/"

    def search(self, query: str = "", page: int = 1) -> str:
        """A page of search results; the first carries no number."""
        asked = {"q": query} if query else {}
        numbered = {"page": str(page)} if page > 1 else {}
        parameters = urlencode(asked | numbered)
        return f"{self.base}/search" + (f"?{parameters}" if parameters else "")

    def record(self, record_id: str) -> str:
        """The page of a record for people: its landing page."""
        return f"{self.base}/records/{_segment(record_id)}"

    def record_page(self, record_id: str, key: str) -> str:
        """The place of the page *key* on the page of a record for people."""
        return f"{self.record(record_id)}#page-{key}"

    def record_state(self, record_id: str, state: str) -> str:
        """The page of a record, opened by a content state (Content State 1.0 §3.1)."""
        return f"{self.record(record_id)}?{urlencode({'iiif-content': state})}"

    def record_to_drag(self, record_id: str) -> str:
        """The same for the whole record, as what is dragged from one viewer to another.

        Viewers know ``manifest``, which is older; Content State has the other name.
        """
        manifest = self.manifest(record_id)
        return f"{self.record_state(record_id, manifest)}&{urlencode({'manifest': manifest})}"

    def named_by(self, address: str) -> Named | None:
        """What of ours has *address* in IIIF, or None."""
        path = address.removeprefix(f"{self.base}/iiif/")
        return None if path == address else _named(path)

    def record_in_viewer(self, record_id: str, key: str) -> str:
        """The page of a record for people, its viewer open at the page *key*."""
        return f"{self.record(record_id)}?{urlencode({'page': key})}#viewer"

    def viewer(self, record_id: str, page: str = "", query: str = "") -> str:
        """The viewer of a record, at one of its pages and with a search, where these are given."""
        asked = {name: value for name, value in (("page", page), ("q", query)) if value}
        parameters = f"?{urlencode(asked)}" if asked else ""
        return f"{self.base}/viewer/{_segment(record_id)}{parameters}"

    def collection_page(self, set_spec: str, page: int = 1) -> str:
        """The page of a collection for people; the first part of its list carries no number."""
        numbered = f"?page={page}" if page > 1 else ""
        return f"{self.base}/collections/{_segment(set_spec)}{numbered}"

    def file(self, record_id: str, key: str) -> str:
        """A file that accompanies a record."""
        return f"{self.base}/files/{_segment(record_id)}/{key}"

    def media_file(self, record_id: str, file: MediaFile) -> str:
        """A file that accompanies a record, here or elsewhere; always a URI (RFC 3986 §2)."""
        if file.is_elsewhere:
            return escaped(file.file)
        return self.file(record_id, file.key)

    def sitemap(self, after: str | None = None, upto: str | None = None) -> str:
        """The list of all pages of records and collections, or the part between two records."""
        bounds = {name: at for name, at in (("after", after), ("upto", upto)) if at}
        return f"{self.base}/sitemap.xml" + (f"?{urlencode(bounds)}" if bounds else "")

    def static(self, name: str) -> str:
        """A style sheet or picture of our own."""
        return f"{self.base}/static/{name}"

    def oai(self) -> str:
        """The base URL of OAI-PMH (§3.1.1)."""
        return f"{self.base}/oai"

    def oai_asked(self, query: bytes) -> str:
        """The request of OAI-PMH that *query* makes, which is of an address and escaped."""
        return f"{self.oai()}?{quote(query, safe=_QUERY_SAFE)}"

    def explore(self, arguments: Mapping[str, str] | None = None) -> str:
        """The page about an answer of OAI-PMH, or about none yet."""
        return f"{self.oai()}/explore" + (f"?{urlencode(arguments)}" if arguments else "")

    def oai_record(self, record_id: str, metadata_prefix: str) -> str:
        """The GetRecord request of a record in one format."""
        identifier = self.oai_identifier(record_id)
        arguments = {
            "verb": "GetRecord",
            "identifier": identifier,
            "metadataPrefix": metadata_prefix,
        }
        return f"{self.oai()}?{urlencode(arguments)}"

    def oai_set(self, set_spec: str, metadata_prefix: str) -> str:
        """The ListRecords request of a set in one format."""
        arguments = {"verb": "ListRecords", "set": set_spec, "metadataPrefix": metadata_prefix}
        return f"{self.oai()}?{urlencode(arguments)}"

    def oai_identifier(self, record_id: str) -> str:
        """The identifier of a record, ``oai:NAMESPACE:ID`` (oai-identifier guidelines)."""
        return f"oai:{self.repository_identifier}:{_escaped(record_id, _OAI_SAFE)}"

    def record_id(self, oai_identifier: str) -> str | None:
        """Return the id of the record that *oai_identifier* names, or None if not of ours."""
        prefix = f"oai:{self.repository_identifier}:"
        if not oai_identifier.startswith(prefix):
            return None
        record_id = unquote(oai_identifier.removeprefix(prefix))
        # Only the one spelling that we give out is an identifier; what can be no id, such as
        # NUL, cannot be sought in every database.
        is_ours = is_id(record_id) and self.oai_identifier(record_id) == oai_identifier
        return record_id if is_ours else None

    def manifest(self, record_id: str) -> str:
        """The Presentation 3 manifest of a record."""
        return f"{self.base}/iiif/3/{_segment(record_id)}/manifest"

    def any_manifest(self, record_id: str) -> str:
        """The address that leads to the manifest of a record in the version that is wanted."""
        return f"{self.base}/iiif/{_segment(record_id)}/manifest"

    def changes(self, page: int | None = None) -> str:
        """What became of manifests (Change Discovery 1.0): the whole, or one page of it."""
        return f"{self.base}/iiif/discovery/changes" + (f"/{page}" if page else "")

    def canvas(self, record_id: str, key: str) -> str:
        """A canvas: the page *key* of a record, whatever its place in the order."""
        return f"{self.base}/iiif/3/{_segment(record_id)}/canvas/{key}"

    def painting(self, record_id: str, key: str) -> str:
        """The annotation page that paints the page *key* on its canvas."""
        return f"{self.base}/iiif/3/{_segment(record_id)}/painting/{key}"

    def painting_annotation(self, record_id: str, key: str, what: str = "image") -> str:
        """The one annotation of :meth:`painting`, of an ``image`` or of ``media``.

        Keys hold no colon, so a colon may follow.
        """
        return f"{self.painting(record_id, key)}:{what}"

    def annotations(self, record_id: str, key: str) -> str:
        """The annotation page with the transcripts and translations of the page *key*."""
        return f"{self.base}/iiif/3/{_segment(record_id)}/annotations/{key}"

    def annotation(self, record_id: str, key: str, tag: str) -> str:
        """The transcript or translation of the page *key* in the language *tag*."""
        return f"{self.annotations(record_id, key)}:{_segment(tag)}"

    def range(self, record_id: str, place: str) -> str:
        """The range at *place* in the table of contents of a record: 2.1 is the first in 2."""
        return f"{self.base}/iiif/3/{_segment(record_id)}/range/{place}"

    def captions_annotation(self, record_id: str, key: str, tag: str) -> str:
        """The captions of the page *key* in the language *tag*."""
        return f"{self.annotation(record_id, key, tag)}:captions"

    def lines(self, record_id: str, key: str) -> str:
        """The annotation page with the lines of the page *key*, each where it stands."""
        return f"{self.base}/iiif/3/{_segment(record_id)}/lines/{key}"

    def line(self, record_id: str, key: str, tag: str, number: int) -> str:
        """A line of the text of the page *key* in the language *tag*, counted from 1."""
        return f"{self.lines(record_id, key)}:{_segment(tag)}:{number}"

    def text(self, record_id: str) -> str:
        """The annotation page with the texts of a record that belong to no one page."""
        return f"{self.base}/iiif/3/{_segment(record_id)}/text"

    def text_annotation(self, record_id: str, tag: str) -> str:
        """The text of a whole record in the language *tag*."""
        return f"{self.text(record_id)}:{_segment(tag)}"

    def collection(self, set_spec: str, division: str = "") -> str:
        """The IIIF collection of a set, or a division of it; ``top`` is the root."""
        address = f"{self.base}/iiif/3/collection/{_segment(set_spec)}"
        return f"{address}@{division}" if division else address

    def content_search(self, version: int, record_id: str) -> str:
        """The search inside a manifest (Content Search 1.0 and 2.0)."""
        return f"{self.base}/iiif/search/{version}/{_segment(record_id)}"

    def collection_search(self, version: int, set_spec: str) -> str:
        """The search inside a collection; no id of a record can stand before the version."""
        return f"{self.base}/iiif/search/collection/{version}/{_segment(set_spec)}"

    def autocomplete(self, version: int, record_id: str) -> str:
        """The terms to seek inside a manifest with."""
        return f"{self.base}/iiif/autocomplete/{version}/{_segment(record_id)}"

    def collection_autocomplete(self, version: int, set_spec: str) -> str:
        """The terms to seek inside a collection with."""
        return f"{self.base}/iiif/autocomplete/collection/{version}/{_segment(set_spec)}"

    def image_service(self, record_id: str, key: str) -> str:
        """The base URI of the image of a page (Image API 3.0 §2)."""
        return f"{self.base}/iiif/image/3/{_segment(image_identifier(record_id, key))}"

    def image_service_2(self, record_id: str, key: str) -> str:
        """The base URI of the image of a page in version 2.1 (Image API 2.1 §2)."""
        return self.in_version_2(self.image_service(record_id, key))

    def in_version_2(self, address: str) -> str:
        """Return where version 2.1 publishes what version 3.0 has at *address*.

        What is elsewhere stays as it is, and so do canvases: they are the same in both, so that
        annotations and search results hold for both.
        """
        for ours, beside in _VERSIONS:
            beginning = f"{self.base}{ours}"
            if address.startswith(beginning):
                path = address[len(beginning) :]
                is_canvas = path.split("/", 2)[1:2] == ["canvas"]
                return address if is_canvas else f"{self.base}{beside}{path}"
        return address

    def range_2(self, record_id: str, name: str) -> str:
        """A range in version 2.1."""
        return self.in_version_2(f"{self.base}/iiif/3/{_segment(record_id)}/range/{name}")

    def top_range(self, manifest: str) -> str:
        """The range above all others in *manifest* of version 2.1."""
        return f"{manifest.removesuffix('/manifest')}/range/top"


def _named(path: str) -> Named | None:
    """Return what *path* names, after ``/iiif/``; an id that lost its escapes is understood."""
    found = (one.fullmatch(path) for one in (*_AS_MINTED, *_BARE))
    names = next((one.groupdict() for one in found if one), {})
    record_id, key, set_spec = (unquote(names.get(name) or "") for name in ("id", "key", "spec"))
    if is_set_spec(set_spec):
        return Named(set_spec=set_spec)
    return Named(record_id, key if is_key(key) else "") if is_id(record_id) else None


def image_identifier(record_id: str, key: str) -> str:
    """The identifier of the image of a page; :func:`split_image_identifier` undoes it."""
    return f"{record_id}:{key}"


def split_image_identifier(identifier: str) -> tuple[str, str]:
    """Return the record id and the page key of an image; keys hold no colon, so the last splits."""
    record_id, _, key = identifier.rpartition(":")
    return record_id, key


# A record has one id and many addresses.
@lru_cache(maxsize=256)
def _segment(text: str) -> str:
    """*text* as one path segment; a colon may stand there bare (RFC 3986 §3.3)."""
    return _escaped(text, ":")


def _escaped(text: str, safe: str) -> str:
    return text if _UNRESERVED.fullmatch(text) else quote(text, safe=safe)


def escaped(address: str) -> str:
    """Return an *address* elsewhere as a URI; what is escaped already is left alone."""
    scheme, _, rest = _BARE_PERCENT.sub("%25", address).partition("://")
    host, slash, path = rest.partition("/")
    path, sign, fragment = path.partition("#")
    host = quote(host, safe=f"{_URI_SAFE}[]")
    return f"{scheme}://{host}{slash}{quote(path, _URI_SAFE)}{sign}{quote(fragment, _URI_SAFE)}"
