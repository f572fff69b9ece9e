"""Rows that wait in a temporary file until all of their sheet are known."""

import pickle
import tempfile
from types import TracebackType

from schemas.row import Row


class Waiting:
    """Rows by number, in the order in which they were added; use it in a ``with``.

    Only the places of the rows are kept in memory.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __exit__
        self._places: list[int] = []

    def __enter__(self) -> "Waiting":
        """Begin to keep rows."""
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        """Forget the rows."""
        self._file.close()

    def __len__(self) -> int:
        """How many rows wait."""
        return len(self._places)

    def add(self, row: Row) -> int:
        """Keep *row*; return its number, counted from 0."""
        self._places.append(self._file.tell())
        # Our own rows, written and read back by this process alone.
        pickle.dump(row, self._file)
        return len(self._places) - 1

    def __getitem__(self, number: int) -> Row:
        """Return the row of a *number*; call it when no more rows are added."""
        self._file.seek(self._places[number])
        row: Row = pickle.load(self._file)  # noqa: S301 - written above by this process
        return row
