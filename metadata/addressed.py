"""Forms of values that come with the address of what they name in an authority file."""

from collections.abc import Callable
from dataclasses import replace

from metadata.authorities import file_of, is_of_thing
from metadata.forms import WRITTEN, Fields, Form, Spoken
from schemas.grammar import is_web_address
from schemas.record import Value


def address_of(value: Value) -> str | None:
    """Return the address of what *value* names, or None; only of terms of that kind."""
    derived = value.derived
    return derived if derived is not None and is_web_address(derived) else None


_ADDRESS = "its address in an authority file"


def addressed(form: Form, which: Callable[[str], bool] | None = None, name: str = _ADDRESS) -> Form:
    """Return *form* for values with an address: ``uri``, and of what it is one, if that is known.

    ``file`` and ``source`` are name and code of the authority file, and ``start`` what all
    addresses in it have in front. *which* says which addresses are meant, *name* tells people.
    """

    def spell(value: Value) -> Fields | None:
        address = address_of(value)
        if address is None or (which is not None and not which(address)):
            return None
        fields = form.spell(value)
        return fields if fields is None else {**fields, **_of_file(address)}

    def read(fields: Fields) -> Spoken | None:
        address = fields.get("uri", "").strip()
        told = form.read(fields) if is_web_address(address) else None
        return {**told, "derived": address} if told else None

    return Form(f"{form.name}, with {name}", spell, read)


def of_record(form: Form) -> Form:
    """Return *form* for values with the address of what an authority file has noted (MARC, $0)."""
    return addressed(form, lambda address: not is_of_thing(address), f"{_ADDRESS}, of the entry")


def of_thing(form: Form) -> Form:
    """Return *form* for values with the address of the thing itself (MARC 21, $1)."""
    return addressed(form, is_of_thing, f"{_ADDRESS}, of the thing itself")


def _of_file(address: str) -> dict[str, str]:
    known = file_of(address)
    if known is None:
        return {"uri": address, "source": "", "start": "", "file": ""}
    start = address[: address.index("://") + 3 + len(known.bare_start)]
    return {"uri": address, "source": known.code, "start": start.rstrip("/"), "file": known.name}


def unaddressed(form: Form) -> Form:
    """Return *form* for values that have no address."""
    return replace(form, spell=lambda value: None if address_of(value) else form.spell(value))


ADDRESSED = addressed(WRITTEN)
