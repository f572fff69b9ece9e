"""A small repository of OAI-PMH 2.0 for the checker to check, and to find fault with.

It shares no code with the house. Clean as it is; a test changes one attribute or method, or what
goes over the wire, and sees which rule notices.
"""

import base64
import gzip
import hashlib
import hmac
import json
import re
import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape, quoteattr

from flask import Flask, Response, request
from werkzeug.serving import WSGIRequestHandler, make_server

OAI = "http://www.openarchives.org/OAI/2.0/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
DC = "http://purl.org/dc/elements/1.1/"
LEGAL = {
    "Identify": ((), ()),
    "ListMetadataFormats": ((), ("identifier",)),
    "ListSets": ((), ("resumptionToken",)),
    "GetRecord": (("identifier", "metadataPrefix"), ()),
    "ListRecords": (("metadataPrefix",), ("from", "until", "set", "resumptionToken")),
    "ListIdentifiers": (("metadataPrefix",), ("from", "until", "set", "resumptionToken")),
}
SPEC = re.compile(r"[A-Za-z0-9\-_.!~*'()]+(:[A-Za-z0-9\-_.!~*'()]+)*")
URI = re.compile(r"[A-Za-z0-9:/._~\-]+")
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Refused(Exception):
    """An error of the protocol; its argument is the code."""


@dataclass(frozen=True)
class Item:
    """Something that is described."""

    number: int
    datestamp: str
    sets: tuple[str, ...]
    deleted: bool = False
    identifier: str = ""
    text: str = ""


def some_items(count=25):
    """Return items over four days, two of them gone."""
    began = datetime(2020, 2, 27, 22, 0, tzinfo=UTC)
    specs = (("a",), ("a:b",), ("a:b", "c"), ())
    return [
        Item(
            number,
            f"{began + timedelta(hours=3 * (number // 2)):%Y-%m-%dT%H:%M:%SZ}",
            specs[number % 4],
            number in (3, 18),
            f"oai:provider.example:{number}",
        )
        for number in range(count)
    ]


class Provider:
    """The repository; every part of an answer has a method or attribute of its own."""

    name = "A provider"
    base_url = ""
    emails = ("archivist@provider.example",)
    earliest = "2020-02-27T22:00:00Z"
    deleted_record = "persistent"
    granularity = "YYYY-MM-DDThh:mm:ssZ"
    compressions = ("gzip",)
    part = 10
    hours = 48
    key = b"key"
    sets = (("a", "First"), ("a:b", "Second"), ("c", "Third"))
    formats = (
        ("oai_dc", f"{OAI}oai_dc.xsd", f"{OAI}oai_dc/"),
        ("x", "http://provider.example/x.xsd", "http://provider.example/x/"),
    )
    namespace = "provider.example"
    described = 1
    location = f"{OAI} {OAI}OAI-PMH.xsd"
    content_type = "text/xml; charset=utf-8"
    head = '<?xml version="1.0" encoding="UTF-8"?>'

    def __init__(self):
        self.items = some_items()

    # -- HTTP

    def application(self):
        app = Flask(__name__)
        app.add_url_rule("/oai", view_func=self.serve, methods=["GET", "POST"])
        return app

    def serve(self):
        raw = request.get_data() if request.method == "POST" else request.query_string
        pairs = parse_qsl(raw.decode("latin-1"), keep_blank_values=True, errors="surrogateescape")
        response = Response(self.respond(pairs), content_type=self.content_type)
        return self.wire(self.pack(response, request.headers.get("Accept-Encoding", "")), pairs)

    def pack(self, response, accepted):
        if "gzip" in accepted and "q=0" not in accepted:
            response.data = gzip.compress(response.data)
            response.headers["Content-Encoding"] = "gzip"
        return response

    def wire(self, response, pairs):
        """What a test may do to the whole response."""
        return response

    # -- the envelope

    def respond(self, pairs):
        try:
            arguments = self.check(pairs)
        except Refused as error:
            return self.refuse(error, pairs, dict(pairs))
        try:
            verb = arguments["verb"]
            body = f"<{verb}>{getattr(self, verb)(arguments)}</{verb}>"
        except Refused as error:
            return self.refuse(error, pairs, arguments)
        return self.envelope(self.echo(arguments), body)

    def refuse(self, error, pairs, arguments):
        is_bare = error.args[0] in ("badVerb", "badArgument")
        echo = self.bare_echo(pairs) if is_bare else self.error_echo(arguments)
        return self.envelope(echo, self.error(error))

    def bare_echo(self, pairs):
        return {}

    def error_echo(self, arguments):
        return arguments if all(URI.fullmatch(one) for one in arguments.values()) else {}

    def echo(self, arguments):
        return arguments

    def error(self, error):
        return f'<error code="{error.args[0]}">No.</error>'

    def now(self):
        return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"

    def request_url(self):
        return self.base_url

    def envelope(self, echo, body):
        attributes = "".join(f" {name}={quoteattr(value)}" for name, value in echo.items())
        return (
            f'{self.head}<OAI-PMH xmlns="{OAI}" xmlns:xsi="{XSI}" '
            f'xsi:schemaLocation="{self.location}"><responseDate>{self.now()}</responseDate>'
            f"<request{attributes}>{escape(self.request_url())}</request>{body}</OAI-PMH>"
        ).encode()

    # -- arguments

    def check(self, pairs):
        verbs = [value for name, value in pairs if name == "verb"]
        if len(verbs) != 1 or verbs[0] not in LEGAL:
            raise Refused("badVerb")
        arguments = self.without_repeats(pairs)
        self.check_names(verbs[0], arguments)
        for name, value in arguments.items():
            self.check_value(name, value)
        self.check_dates(arguments)
        return arguments

    def without_repeats(self, pairs):
        if len(dict(pairs)) != len(pairs):
            raise Refused("badArgument")
        return dict(pairs)

    def check_names(self, verb, arguments):
        required, optional = LEGAL[verb]
        given = set(arguments) - {"verb"}
        if "resumptionToken" in given and "resumptionToken" in optional:
            if given != {"resumptionToken"}:
                raise Refused("badArgument")
        elif not set(required) <= given <= {*required, *optional}:
            raise Refused("badArgument")

    def check_value(self, name, value):
        if ILLEGAL.search(value) or not value:
            raise Refused("badResumptionToken" if name == "resumptionToken" else "badArgument")
        if name == "set" and not SPEC.fullmatch(value):
            raise Refused("badArgument")
        if name == "metadataPrefix" and not SPEC.fullmatch(value):
            raise Refused("badArgument")
        if name in ("from", "until"):
            self.check_date(value)

    def check_date(self, value):
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?", value):
            raise Refused("badArgument")
        try:
            datetime.fromisoformat(value.removesuffix("Z"))
        except ValueError as error:
            raise Refused("badArgument") from error
        if len(value) > len(self.granularity):
            raise Refused("badArgument")

    def check_dates(self, arguments):
        begin, end = arguments.get("from"), arguments.get("until")
        if begin and end:
            self.check_granularities(begin, end)
            self.check_order(begin, end)

    def check_granularities(self, begin, end):
        if len(begin) != len(end):
            raise Refused("badArgument")

    def check_order(self, begin, end):
        if begin > end:
            raise Refused("badArgument")

    # -- verbs

    def Identify(self, arguments):
        emails = "".join(f"<adminEmail>{one}</adminEmail>" for one in self.emails)
        packed = "".join(f"<compression>{one}</compression>" for one in self.compressions)
        return (
            f"<repositoryName>{self.name}</repositoryName><baseURL>{self.base_url}</baseURL>"
            f"<protocolVersion>2.0</protocolVersion>{emails}"
            f"<earliestDatestamp>{self.earliest}</earliestDatestamp>"
            f"<deletedRecord>{self.deleted_record}</deletedRecord>"
            f"<granularity>{self.granularity}</granularity>{packed}"
            + self.description()
            * self.described
        )

    def description(self):
        space = f"{OAI}oai-identifier"
        located = f'xsi:schemaLocation="{space} {space}.xsd"'
        return (
            f'<description><oai-identifier xmlns="{space}" {located}>'
            f"<scheme>oai</scheme><repositoryIdentifier>{self.namespace}</repositoryIdentifier>"
            f"<delimiter>:</delimiter><sampleIdentifier>oai:provider.example:1</sampleIdentifier>"
            "</oai-identifier></description>"
        )

    def ListMetadataFormats(self, arguments):
        if "identifier" in arguments:
            formats = self.formats_of(self.find(arguments["identifier"]))
        else:
            formats = self.formats
        return "".join(
            f"<metadataFormat><metadataPrefix>{prefix}</metadataPrefix><schema>{schema}</schema>"
            f"<metadataNamespace>{space}</metadataNamespace></metadataFormat>"
            for prefix, schema, space in formats
        )

    def formats_of(self, item):
        return self.formats

    def ListSets(self, arguments):
        if not self.sets:
            raise Refused("noSetHierarchy")
        if "resumptionToken" in arguments:
            raise Refused("badResumptionToken")
        return "".join(
            f"<set><setSpec>{spec}</setSpec><setName>{name}</setName></set>"
            for spec, name in self.sets
        )

    def GetRecord(self, arguments):
        self.check_format(arguments)
        item = self.find(arguments["identifier"])
        return self.record(item, arguments["metadataPrefix"])

    def ListRecords(self, arguments):
        return self.list(arguments, self.record)

    def ListIdentifiers(self, arguments):
        return self.list(arguments, lambda item, _prefix: self.header(item))

    # -- records

    def check_format(self, arguments):
        if arguments["metadataPrefix"] not in [one[0] for one in self.formats]:
            raise Refused("cannotDisseminateFormat")

    def find(self, identifier):
        for item in self.items:
            if item.identifier == identifier:
                return item
        raise Refused("idDoesNotExist")

    def stamp(self, item):
        return item.datestamp[: len(self.granularity) if len(self.granularity) == 10 else 20]

    def specs(self, item):
        return item.sets

    def header(self, item):
        status = ' status="deleted"' if item.deleted else ""
        specs = "".join(f"<setSpec>{one}</setSpec>" for one in self.specs(item))
        return (
            f"<header{status}><identifier>{escape(item.identifier)}</identifier>"
            f"<datestamp>{self.stamp(item)}</datestamp>{specs}</header>"
        )

    def record(self, item, prefix):
        if item.deleted:
            return f"<record>{self.header(item)}</record>"
        metadata = f"<metadata>{self.metadata(item, prefix)}</metadata>"
        return f"<record>{self.header(item)}{metadata}</record>"

    def metadata(self, item, prefix):
        if prefix != "oai_dc":
            return (
                '<x xmlns="http://provider.example/x/" xsi:schemaLocation='
                f'"http://provider.example/x/ http://provider.example/x.xsd">{item.number}</x>'
            )
        values = "".join(f"<dc:{name}>{text}</dc:{name}>" for name, text in self.values(item))
        space = f"{OAI}oai_dc/"
        return (
            f'<oai_dc:dc xmlns:oai_dc="{space}" xmlns:dc="{DC}" '
            f'xsi:schemaLocation="{space} {OAI}oai_dc.xsd">{values}</oai_dc:dc>'
        )

    def values(self, item):
        return [
            ("identifier", f"http://provider.example/{item.number}"),
            ("title", f"Récit {item.number}{item.text}"),
            ("creator", "Somebody"),
            ("date", "1958-04-04"),
            ("type", "Text"),
            ("language", "ru"),
        ]

    # -- lists

    def list(self, arguments, write):
        if "resumptionToken" in arguments:
            arguments, start = self.open(arguments["resumptionToken"], arguments["verb"])
        else:
            start = 0
            self.check_format(arguments)
        found = self.select(arguments)
        if not found[start:]:
            raise Refused("noRecordsMatch")
        part = found[start : start + self.part]
        body = "".join(write(item, arguments["metadataPrefix"]) for item in part)
        return body + self.token(arguments, start, len(found))

    def select(self, arguments):
        if "set" in arguments and not self.sets:
            raise Refused("noSetHierarchy")
        return [
            item
            for item in self.items
            if self.is_inside(item, arguments) and self.is_member(item, arguments.get("set"))
        ]

    def is_inside(self, item, arguments):
        begin, end = arguments.get("from", ""), arguments.get("until", "9999")
        stamp = self.stamp(item)
        return stamp[: len(begin)] >= begin and stamp[: len(end)] <= end

    def is_member(self, item, spec):
        return spec is None or any(f"{one}:".startswith(f"{spec}:") for one in item.sets)

    def token(self, arguments, start, size):
        end = start + self.part
        if end >= size:
            return self.closing_token(start, size) if start else ""
        return self.token_element(self.seal(arguments, end), self.cursor(start), size)

    def cursor(self, start):
        return start

    def size(self, size):
        return size

    def closing_token(self, start, size):
        return (
            f'<resumptionToken completeListSize="{self.size(size)}" cursor="{self.cursor(start)}"/>'
        )

    def expires(self):
        return f"{datetime.now(UTC) + timedelta(hours=self.hours):%Y-%m-%dT%H:%M:%SZ}"

    def token_element(self, token, cursor, size):
        return (
            f'<resumptionToken expirationDate="{self.expires()}" '
            f'completeListSize="{self.size(size)}" cursor="{cursor}">{token}</resumptionToken>'
        )

    def seal(self, arguments, start):
        said = base64.urlsafe_b64encode(json.dumps([arguments, start]).encode()).decode()
        return f"{said}.{self.sign(said)}"

    def sign(self, said):
        return hmac.new(self.key, said.encode(), hashlib.sha256).hexdigest()

    def open(self, token, verb):
        said, _, signature = token.rpartition(".")
        if not hmac.compare_digest(signature.encode("utf-8", "replace"), self.sign(said).encode()):
            raise Refused("badResumptionToken")
        arguments, start = json.loads(base64.urlsafe_b64decode(said))
        if arguments["verb"] != verb:
            raise Refused("badResumptionToken")
        return arguments, start

    def change(self, number, **changed):
        """Change one item."""
        self.items = [
            replace(item, **changed) if item.number == number else item for item in self.items
        ]


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_args):
        pass


@contextmanager
def serving(provider):
    """Yield the base URL under which *provider* is served over HTTP."""
    app = provider.application()
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    server.daemon_threads = True
    provider.base_url = provider.base_url or f"http://127.0.0.1:{server.server_port}/oai"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/oai"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
