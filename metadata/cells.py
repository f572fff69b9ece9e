"""One row of a spreadsheet, cell by cell, into native JSON.

Terms that hold prose keep their cell whole; others may hold several values between separators.
A picture, a PDF or a recording that lies beside the spreadsheet is a page; everything else is a
file.
"""

from collections.abc import Callable, Mapping, Sequence

from metadata.columns import TOGETHER, Group, Plan
from metadata.dialect import Doubt, Statement
from metadata.roles import Column, Means, Role, Trait
from metadata.settling import DEGREES, READ_FILES, settle, take_identifier_as_id
from metadata.sheet_row import SheetRow
from metadata.splitting import split_names, split_values
from schemas.languages import read_language
from schemas.native import Json
from schemas.record import Access
from schemas.terms import TERMS, Kind

_YES = frozenset({"yes", "y", "true", "1", "x", "approximate", "approximately", "ca", "circa"})
_NO = frozenset({"no", "n", "false", "0", "exact"})

# What programs write of a record that everybody may see, or nobody yet.
_PUBLIC = frozenset({"1", "true", "yes", "y", "t", "public", "published"})
_HIDDEN = frozenset({"0", "false", "no", "n", "f", "private", "draft", "unpublished"})
_UNRESTRICTED = _HIDDEN | {"none"}

_TRANSCRIPT_FILES = (".txt", ".pdf", ".htm", ".html", ".csv", ".md", *READ_FILES)


def read_cells(plan: Plan, cells: Sequence[str], row: SheetRow) -> SheetRow:
    """Return the empty *row* with what *cells* say, read as *plan* has it."""
    for column, cell in zip(plan.columns, cells, strict=False):
        if column is not None:
            _take(row, column, cell)
    separator = next(iter(plan.dialect.separators), " ")
    for group in plan.groups:
        _take_group(row, group, cells, separator)
    settle(row)
    if plan.identifier_is_id or (plan.dialect.identifier_may_be_id and "id" not in row.native):
        take_identifier_as_id(row)
    return row


def _take(row: SheetRow, column: Column, cell: str) -> None:
    """Take in *cell* of *column*; an empty one says nothing."""
    text = cell.strip()
    if not text or text in row.blanks:
        return
    if "\r" in text:
        text = _ended(text)
    means = column.means
    if means is not None and means.clean is not None and column.target not in TERMS:
        text = _cleaned(row, column, text)
    if text:
        _TAKERS.get(column.target, _take_term)(row, column, text)


def _take_group(row: SheetRow, group: Group, cells: Sequence[str], separator: str) -> None:
    """Take in what the columns of *group* say together."""
    said = {
        name: _joined(row, [cells[place] for place in places if place < len(cells)], separator)
        for name, places in group.places.items()
    }
    told = {name: text for name, text in said.items() if text}
    for one in group.read.read(told) if told else ():
        if isinstance(one, Doubt):
            row.doubts.append((group.header, one.value, one.message))
        else:
            _take_statement(row, group.header, one)


def _joined(row: SheetRow, cells: Sequence[str], separator: str) -> str:
    """Return what stands in the columns of one header, mostly a single one."""
    written = (cell.strip() for cell in cells)
    # What a program writes where there is nothing says nothing.
    return separator.join(_ended(text) for text in written if text and text not in row.blanks)


def _take_statement(row: SheetRow, header: str, said: Statement) -> None:
    column = Column(header, said.target, None, Means(said.target, said.scheme, ()))
    if said.derived is None or said.target not in TERMS:
        _take(row, column, said.text)
        return
    row.metadata(said.target).append({"value": said.text, "derived": said.derived})
    row.note_first(("metadata", said.target), column)


def _cleaned(row: SheetRow, column: Column, text: str) -> str:
    """Return *text* without what its program adds; what there is to remark is a doubt."""
    clean = column.means.clean if column.means else None
    if clean is None:
        return text
    value, doubt = clean(text)
    if doubt is not None:
        row.doubt(column, text, doubt)
    return value.strip()


def _take_term(row: SheetRow, column: Column, text: str) -> None:
    said: Sequence[str | Json]
    if column.lang is None and (column.means is None or column.means.is_plain):
        said = split_values(text, column.target, row.separators)
    else:
        said = _values(row, column, text)
    if said:
        row.metadata(column.target).extend(said)
        row.note_first(("metadata", column.target), column)


def _values(row: SheetRow, column: Column, text: str) -> list[str | Json]:
    """Return the values of *text* in a column that has a language or a way of its own."""
    prose = column.means is not None and bool(column.means.separators)
    pieces = split_values(text, column.target, row.between(column), prose=prose)
    values = (_value(row, column, one) for one in pieces)
    return [value for value in values if value]


def _value(row: SheetRow, column: Column, written: str) -> str | Json:
    """Return a value of *column* as native JSON; an empty text where nothing is left of it."""
    value = _cleaned(row, column, written)
    scheme = column.means.scheme if column.means else None
    address = _address(column, written)
    if not value or not (column.lang or scheme or address):
        return value
    said = {"value": value, "lang": column.lang, "scheme": scheme, "derived": address}
    return {name: part for name, part in said.items() if part}


def _address(column: Column, written: str) -> str | None:
    """Return the address of an authority file that is *written* with a value of *column*."""
    find = column.means.address if column.means else None
    return find(written) if find and TERMS[column.target].kind is Kind.NAMED else None


def _take_rights_uri(row: SheetRow, column: Column, text: str) -> None:
    # A statement that machines read stands before the words that explain it.
    row.metadata("rights").insert(0, text)
    row.note(("metadata", "rights", 0), column)


def _take_published(row: SheetRow, column: Column, text: str) -> None:
    """Restrict what is not published; what is neither is told, and stays closed."""
    said = text.casefold().rstrip(".")
    if said not in _PUBLIC:
        _restrict(row, column)
    if said not in _PUBLIC | _HIDDEN:
        message = "neither published nor a draft, so the record is restricted: write yes or no"
        row.doubt(column, text, message)


def _take_restricted(row: SheetRow, column: Column, text: str) -> None:
    """Restrict what has restrictions; words about them are conditions of access."""
    said = text.casefold().rstrip(".")
    if said in _UNRESTRICTED:
        return
    _restrict(row, column)
    if said not in _PUBLIC:
        row.doubt(column, text, "read as conditions of access, and the record is restricted")
        row.metadata("dcterms:accessRights").append(text)


def _restrict(row: SheetRow, column: Column) -> None:
    row.native[Role.ACCESS] = Access.RESTRICTED.value
    row.note((Role.ACCESS,), column)


def _take_access(row: SheetRow, column: Column, text: str) -> None:
    if row.native.get(Role.ACCESS) != Access.RESTRICTED:
        _take_field(row, column, text)


def _take_trait(row: SheetRow, column: Column, text: str) -> None:
    row.traits[column.target] = text
    row.note((column.target,), column)


def _take_culture(row: SheetRow, column: Column, text: str) -> None:
    tag = read_language(text).value
    if tag is None:
        row.doubt(column, text, "no language that is known, so it is not read")
    else:
        _take_trait(row, column, tag)


def _take_field(row: SheetRow, column: Column, text: str) -> None:
    row.native[column.target] = text
    row.note((column.target,), column)


def _take_parent(row: SheetRow, column: Column, text: str) -> None:
    row.parent = text
    row.note(("parent",), column)


def _take_list(row: SheetRow, column: Column, text: str) -> None:
    values = split_values(text, column.target, row.between(column))
    row.native.setdefault(column.target, []).extend(values)
    row.note((column.target,), column)


def _take_service(row: SheetRow, column: Column, text: str) -> None:
    """Make a page of each address of a IIIF image service."""
    for address in split_names(text, row.between(column)):
        pages = row.native.setdefault("pages", [])
        pages.append({"service": address.removesuffix("/info.json")})
        row.note(("pages", len(pages) - 1, "service"), column)


def _take_youtube(row: SheetRow, column: Column, text: str) -> None:
    row.add_file(column, f"https://www.youtube.com/watch?v={text}", "YouTube")


def _take_vimeo(row: SheetRow, column: Column, text: str) -> None:
    row.add_file(column, f"https://vimeo.com/{text}", "Vimeo")


def _take_text(row: SheetRow, column: Column, text: str) -> None:
    one_word = len(text.split()) == 1
    is_file = one_word and text.lower().endswith(_TRANSCRIPT_FILES)
    (row.belongings if is_file else row.texts).append((column, text))


def _take_belonging(row: SheetRow, column: Column, text: str) -> None:
    row.belongings.append((column, text))


def _take_approximate(row: SheetRow, column: Column, text: str) -> None:
    said = text.casefold().rstrip(".")
    if said in _YES:
        row.approximate = column
    elif said not in _NO:
        row.doubt(column, text, "neither yes nor no, so it is not read")


def _take_point(row: SheetRow, column: Column, text: str) -> None:
    row.point[column.target] = (column, text)
    if not _is_degree(text, DEGREES[Role(column.target)]):
        message = f"not a decimal degree such as 46.7300: kept as the {column.target} it is"
        row.doubt(column, text, message)


def _ignore(_row: SheetRow, _column: Column, _text: str) -> None:
    """A column that ``--map`` says is not wanted."""


_TAKERS: Mapping[str, Callable[[SheetRow, Column, str], None]] = {
    Role.ID: _take_field,
    Role.ACCESS: _take_access,
    Role.PUBLISHED: _take_published,
    Role.RESTRICTED: _take_restricted,
    Role.LABEL: _take_field,
    Role.PARENT: _take_parent,
    Role.COLLECTIONS: _take_list,
    Role.BEHAVIOR: _take_list,
    Role.VIEWING_DIRECTION: _take_field,
    Role.FILE: SheetRow.add_files,
    Role.SERVICE: _take_service,
    Role.TEXT: _take_text,
    Role.CAPTIONS: _take_belonging,
    Role.OCR: _take_belonging,
    Role.DURATION: _take_belonging,
    Role.YOUTUBE: _take_youtube,
    Role.VIMEO: _take_vimeo,
    Role.APPROXIMATE: _take_approximate,
    Role.LATITUDE: _take_point,
    Role.LONGITUDE: _take_point,
    Role.RIGHTS_URI: _take_rights_uri,
    Role.CULTURE: _take_culture,
    Role.ORDER: _take_trait,
    **dict.fromkeys(Trait, _take_trait),
    Role.IGNORE: _ignore,
    TOGETHER: _ignore,
}


def _ended(text: str) -> str:
    """Return *text* with ends of lines that are the writer's, not the file's."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_degree(text: str, most: int) -> bool:
    try:
        return abs(float(text)) <= most
    except ValueError:
        return False
