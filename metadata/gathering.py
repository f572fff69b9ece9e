"""The rows of a sheet as records and collections, by how they belong to each other there."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from metadata.actions import act
from metadata.columns import Plan
from metadata.compounds import gather
from metadata.dialect import Hierarchy
from metadata.levels import gather_levels
from metadata.models import place_by_model
from metadata.objects import gather_objects
from metadata.roles import Role
from metadata.spreadsheets import TableRow
from schemas.row import Row


def gathered(rows: Iterable[TableRow], plan: Plan, folder: Path) -> Iterator[Row]:
    """Return *rows*, read by *plan*, as what they are together; *folder* is where the sheet lies.

    Where no row can belong to another they come as a stream.
    """
    return _GATHERERS[plan.dialect.hierarchy](rows, plan, folder)


Gatherer = Callable[[Iterable[TableRow], Plan, Path], Iterator[Row]]


def _parts(rows: Iterable[TableRow], plan: Plan, _folder: Path) -> Iterator[Row]:
    return gather(rows) if plan.has(Role.PARENT) else (one.row for one in rows)


_GATHERERS: Mapping[Hierarchy, Gatherer] = {
    Hierarchy.PARTS: _parts,
    Hierarchy.LEVELS: lambda rows, _plan, _folder: gather_levels(rows),
    Hierarchy.MODELS: lambda rows, plan, folder: _parts(place_by_model(rows), plan, folder),
    Hierarchy.OBJECTS: lambda rows, _plan, folder: gather_objects(rows, folder),
    Hierarchy.ACTIONS: lambda rows, _plan, _folder: act(rows),
}
