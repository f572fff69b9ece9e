"""One process of a crew that takes batches in, started and survived by ``server.crew``.

It hears the settings, then one batch after the other, and tells what became of each. It has its own
connection to the database, whose transactions wait for each other.
"""

import ctypes
import os
import signal
import sys
import traceback
from multiprocessing.connection import Connection
from pickle import PicklingError

from server.archive import open_archive
from server.batches import take_in
from server.leisure import seldom_collecting

_PR_SET_PDEATHSIG = 1  # prctl(2)


def serve(connection: Connection) -> None:
    """Take in what comes from *connection* until it is closed; what goes wrong is told."""
    try:
        _take_all(connection)
    except EOFError:
        return
    except Exception as error:  # noqa: BLE001 - whoever has begun this raises it again
        trace = traceback.format_exc()
        arguments = error.__reduce__()[1]  # more than args: an OSError's has the name of its file
        try:
            connection.send(("failed", (type(error), arguments, trace)))
        except (PicklingError, TypeError, AttributeError):
            connection.send(("failed", (RuntimeError, (repr(error),), trace)))


def _take_all(connection: Connection) -> None:
    settings, order = connection.recv()
    archive = open_archive(settings)

    def tell(doing: str) -> None:
        connection.send(("doing", doing))

    while True:
        connection.send(("taken", take_in(connection.recv(), archive, order, tell)))


def _end_with(parent: int) -> bool:
    """Let this process end with *parent*; return whether that lives."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    return os.getppid() == parent


def _leave(_signal: int, _frame: object) -> None:
    """Stop in an orderly way: files that are not finished are removed."""
    sys.exit(128 + signal.SIGTERM)


def main(descriptor: str, parent: str) -> None:
    """Serve the connection with the number *descriptor* to the process *parent*."""
    signal.signal(signal.SIGTERM, _leave)
    if _end_with(int(parent)):
        with seldom_collecting():
            serve(Connection(int(descriptor)))


if __name__ == "__main__":
    main(*sys.argv[1:])
