"""What a request asks: pairs of names and values in, a checked request or its errors out.

The arguments of each verb are the table of the ``oaipmh`` library; the errors are its classes.
OAI-PMH §3.1.1 and §3.6.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from oaipmh.error import (
    BadArgumentError,
    BadVerbError,
    ErrorBase,
    IdDoesNotExistError,
)
from oaipmh.validation import ResumptionValidationSpec

from schemas import datestamp
from schemas.grammar import is_set_spec, xml_illegal

MAX_ARGUMENT_LENGTH = 4096

_METADATA_PREFIX = re.compile(r"[A-Za-z0-9\-_.!~*'()]+")  # OAI-PMH.xsd, metadataPrefixType

# What every reader of xsd:anyURI takes for one, and so can be echoed (identifierType): a URI with
# or without authority (RFC 3986 §3), or a mere name.
_NAMED = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=@]|%[0-9A-Fa-f]{2})"
_SCHEME = r"[A-Za-z][A-Za-z0-9+.\-]*:"
_AUTHORITY = r"//[A-Za-z0-9.\-]+(?::[0-9]{1,5})?(?=[/?#]|\Z)"
_IDENTIFIER = re.compile(
    rf"{_NAMED}+|{_SCHEME}(?:{_AUTHORITY}|(?!//|#|\Z))(?:{_NAMED}|[:/?])*(?:#(?:{_NAMED}|[:/?])*)?"
)


class Verb(StrEnum):
    """The six requests of OAI-PMH (§4)."""

    GET_RECORD = "GetRecord"
    IDENTIFY = "Identify"
    LIST_IDENTIFIERS = "ListIdentifiers"
    LIST_METADATA_FORMATS = "ListMetadataFormats"
    LIST_RECORDS = "ListRecords"
    LIST_SETS = "ListSets"


def _of_library(verb: Verb) -> dict[str, str]:
    # The library calls "from" "from_", since Python has that word for itself.
    table: dict[str, str] = vars(ResumptionValidationSpec).get(verb) or getattr(
        ResumptionValidationSpec, verb
    )
    return {name.rstrip("_"): role for name, role in table.items()}


ARGUMENTS = {verb: _of_library(verb) for verb in Verb}
"""Name and role (required, optional, exclusive) of each argument, by verb."""


def _names(*roles: str) -> dict[Verb, set[str]]:
    return {
        verb: {name for name, role in table.items() if role in roles}
        for verb, table in ARGUMENTS.items()
    }


_ALONE, _NEEDED, _TOGETHER = _names("exclusive"), _names("required"), _names("required", "optional")
"""Names of arguments by verb: the one that no other goes with, those at least, those at most."""


class RefusedRequest(Exception):
    """A request that OAI-PMH answers with errors; it carries all that were found (§3.6)."""

    def __init__(self, *errors: ErrorBase) -> None:
        super().__init__(*errors)
        self.errors: Sequence[ErrorBase] = errors


@dataclass(frozen=True, slots=True)
class Request:
    """A request whose arguments are legal.

    *arguments* are as sent, to be echoed. *from_* and *until* are seconds since 1970, both ends
    included.
    """

    verb: Verb
    arguments: Mapping[str, str] = field(default_factory=dict)
    from_: int | None = None
    until: int | None = None

    def __getitem__(self, name: str) -> str:
        """Return the argument *name*, which the verb requires."""
        return self.arguments[name]

    def get(self, name: str) -> str | None:
        """Return the argument *name*, or None if it was not sent."""
        return self.arguments.get(name)


def parse(pairs: Sequence[tuple[str, str]]) -> Request:
    """Return the request that *pairs* make, in whatever order they came.

    Raises:
        RefusedRequest: badVerb, or every badArgument that could be found; or, of a value that
            no record here can have, idDoesNotExist.
    """
    verb = _verb([value for name, value in pairs if name == "verb"])
    given = [(name, value) for name, value in pairs if name != "verb"]
    arguments = dict(given)
    misnamed = [] if _is_named_well(verb, given, arguments) else _name_errors(verb, given)
    errors = [*misnamed, *_value_errors(arguments)]
    if errors:
        raise RefusedRequest(*map(BadArgumentError, errors))
    _check_names(arguments)
    return _with_window(verb, arguments)


def _verb(values: Sequence[str]) -> Verb:
    if len(values) != 1:
        found = "no verb" if not values else "the verb more than once"
        raise RefusedRequest(BadVerbError(f"The request has {found}; it needs one."))
    try:
        return Verb(values[0])
    except ValueError as error:
        message = f"Not a verb of OAI-PMH; these are: {', '.join(Verb)}."
        raise RefusedRequest(BadVerbError(message)) from error


def _is_named_well(
    verb: Verb, given: Sequence[tuple[str, str]], arguments: Mapping[str, str]
) -> bool:
    """Return whether there is nothing to say of the names, as of nearly all that are sent."""
    names = arguments.keys()
    if len(names) < len(given):
        return False
    return _NEEDED[verb] <= names <= _TOGETHER[verb] or (bool(names) and names == _ALONE[verb])


def _name_errors(verb: Verb, given: Sequence[tuple[str, str]]) -> Iterator[str]:
    roles = ARGUMENTS[verb]
    counts = Counter(name for name, _ in given)
    exclusive = [name for name in counts if roles.get(name) == "exclusive"]
    for name, times in counts.items():
        if name not in roles:
            yield f"{verb} takes no argument {_quote(name)}."
        if times > 1:
            yield f"The argument {_quote(name)} is repeated."
    if exclusive and len(counts) > 1:
        yield f"{exclusive[0]} must be the only argument besides the verb."
    if not exclusive:
        for name, role in roles.items():
            if role == "required" and name not in counts:
                yield f"{verb} needs the argument {name}."


def _value_errors(arguments: Mapping[str, str]) -> Iterator[str]:
    for name, value in arguments.items():
        accepts, accepted = _ACCEPTED.get(name, _ANYTHING)
        if xml_illegal(value):
            yield f"The argument {_quote(name)} holds a character that XML cannot carry."
        elif len(value) > MAX_ARGUMENT_LENGTH:
            yield f"The argument {_quote(name)} is longer than {MAX_ARGUMENT_LENGTH} characters."
        elif not accepts(value):
            yield f"{name} must be {accepted}."


def _is_metadata_prefix(text: str) -> bool:
    return _METADATA_PREFIX.fullmatch(text) is not None


def _is_anything(_text: str) -> bool:
    return True


_ANYTHING = (_is_anything, "")
_DATESTAMP = (datestamp.is_datestamp, "a date as YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ")
_ACCEPTED: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "from": _DATESTAMP,
    "until": _DATESTAMP,
    "set": (is_set_spec, "a setSpec, such as letters or letters:1958"),
    "metadataPrefix": (_is_metadata_prefix, "a metadataPrefix, such as oai_dc"),
    "identifier": (bool, "an identifier"),
}


def _quote(name: str) -> str:
    # A name may hold anything; what XML cannot carry is shown as an escape.
    return ascii(name[:100]) if xml_illegal(name) else f'"{name[:100]}"'


def _check_names(arguments: Mapping[str, str]) -> None:
    """Refuse what names nothing and cannot be echoed as if it did (§3.2)."""
    identifier = arguments.get("identifier")
    if identifier is not None and not _IDENTIFIER.fullmatch(identifier):
        raise RefusedRequest(IdDoesNotExistError("An identifier here looks like oai:NAME:ID."))


def _with_window(verb: Verb, arguments: Mapping[str, str]) -> Request:
    """Return the request with both ends of its window in seconds (§2.7.1)."""
    from_, until = arguments.get("from"), arguments.get("until")
    if from_ and until and datestamp.granularity(from_) != datestamp.granularity(until):
        raise RefusedRequest(BadArgumentError("from and until must be of the same granularity."))
    start = datestamp.parse(from_) if from_ else None
    end = _end(until) if until else None
    if start is not None and end is not None and start > end:
        raise RefusedRequest(BadArgumentError("from must not be later than until."))
    return Request(verb, arguments, start, end)


def _end(until: str) -> int:
    """Return the last second that *until* includes: a day goes to its end."""
    start = datestamp.parse(until)
    day = datestamp.granularity(until) is datestamp.Granularity.DAY
    return start + datestamp.DAY_SECONDS - 1 if day else start
