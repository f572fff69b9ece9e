"""Who takes batches in: this process alone, or several others at the same time.

The others are ``server.crew_member``, each at one batch. One that is killed is told of, and its
batch given to another, once: what it had not committed is not stored.
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import wait
from typing import Any, Protocol

from schemas.dates import DayOrder
from schemas.problem import Problem, Severity
from server.archive import Archive
from server.batches import Batch, Taken, Tell, take_in

_STOP_SECONDS = 3  # until one that does not end by itself is killed

Done = tuple[Batch, Taken]
"""A batch, and what became of it."""


class CrewLost(Exception):
    """Two processes ended over the same batch; the message says which, and how."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """Who hears what is done just now, and of problems that are none of a row."""

    tell: Tell
    warn: Callable[[Iterable[Problem]], None]


class Crew(Protocol):
    """Takes batches in, in any order."""

    def take(self, batch: Batch) -> Sequence[Done]:
        """Begin with *batch* as soon as someone is free; return what was done until then."""

    def wait(self) -> Sequence[Done]:
        """Return what is done next; only where something was begun."""


@contextmanager
def crew_of(
    size: int, archive: Archive, order: DayOrder | None, hearing: Hearing
) -> Iterator[Crew]:
    """Yield a crew of *size* for *archive*; one is this process itself.

    What others have not committed when this is left is not stored.
    """
    if size == 1:
        yield _Alone(archive, order, hearing)
        return
    crew = _Several(size, (archive.settings, order), hearing)
    try:
        yield crew
    finally:
        crew.end()


@dataclass(frozen=True, slots=True)
class _Alone:
    archive: Archive
    order: DayOrder | None
    hearing: Hearing

    def take(self, batch: Batch) -> Sequence[Done]:
        return [(batch, take_in(batch, self.archive, self.order, self.hearing.tell))]

    def wait(self) -> Sequence[Done]:
        return []


class _Several:
    def __init__(self, size: int, told: tuple[Any, ...], hearing: Hearing) -> None:
        self._size = size
        self._told = told
        self._hearing = hearing
        self._members: list[_Member] = []
        self._lost: set[int] = set()  # the numbers of batches over which one was killed

    def take(self, batch: Batch) -> Sequence[Done]:
        done: list[Done] = []
        while (member := self._free()) is None:
            done += self._hear()
        member.give(batch)
        return done

    def wait(self) -> Sequence[Done]:
        done: list[Done] = []
        while not done:
            done += self._hear()
        return done

    def end(self) -> None:
        """End all processes, whatever they are at."""
        for member in self._members:
            member.leave()
        for member in self._members:
            member.end()

    def _free(self) -> "_Member | None":
        """Return who has no batch, a new one while there may be more, or None."""
        free = next((one for one in self._members if one.batch is None), None)
        return self._begin() if free is None and len(self._members) < self._size else free

    def _begin(self) -> "_Member":
        member = _Member(self._told)
        self._members.append(member)
        return member

    def _hear(self) -> Iterator[Done]:
        """Hear from whoever has something to say; yield what is done."""
        heard = wait([member.connection for member in self._members])
        for member in [one for one in self._members if one.connection in heard]:
            try:
                kind, told = member.connection.recv()
            except (EOFError, OSError):
                self._replace(member)
            else:
                yield from self._HEARD[kind](self, member, told)

    def _is_doing(self, _member: "_Member", doing: str) -> Sequence[Done]:
        self._hearing.tell(doing)
        return []

    def _has_taken(self, member: "_Member", taken: Taken) -> Sequence[Done]:
        batch, member.batch = member.batch, None
        return [(batch, taken)] if batch is not None else []

    def _has_failed(self, _member: "_Member", told: tuple[Any, ...]) -> Sequence[Done]:
        kind, arguments, trace = told
        # Not called: some make their message of what they are given.
        raise kind.__new__(kind, *arguments) from _InMember(trace)

    _HEARD: dict[str, Callable[["_Several", "_Member", Any], Sequence[Done]]] = {  # noqa: RUF012
        "doing": _is_doing,
        "taken": _has_taken,
        "failed": _has_failed,
    }

    def _replace(self, member: "_Member") -> None:
        """Give the batch of *member*, who is no more, to another.

        Raises:
            CrewLost: it is the second that ended over it.
        """
        self._members.remove(member)
        ended, batch = member.end(), member.batch
        if batch is None:
            self._warn(f"{ended} while it had nothing to do")
            return
        if batch.number in self._lost:
            message = f"{ended}, and one before it, over {_places(batch)}"
            raise CrewLost(f"{message}: none of that is stored, what came before is")
        self._lost.add(batch.number)
        self._warn(f"{ended} over {_places(batch)}: given to another")
        self._begin().give(batch)

    def _warn(self, message: str) -> None:
        self._hearing.warn([Problem("arguments", 1, "--workers", "", message, Severity.WARN)])


class _InMember(Exception):
    """Where in a process of the crew something went wrong."""

    def __str__(self) -> str:
        return f"\n{self.args[0]}"


class _Member:
    """A process of the crew, and the batch that it is at."""

    def __init__(self, told: tuple[Any, ...]) -> None:
        self.connection, theirs = Pipe()
        self.batch: Batch | None = None
        with theirs:
            self._process = _start(theirs.fileno())
        self._sending = self._send(told)

    def give(self, batch: Batch) -> None:
        """Let it take *batch* in."""
        self.batch = batch
        self._sending.join()
        self._sending = self._send(batch)

    def _send(self, what: object) -> threading.Thread:
        """Send *what* while this process goes on: a new one takes a second to listen."""

        def send() -> None:
            with suppress(OSError):  # one that is no more is missed when it is listened to
                self.connection.send(what)

        sending = threading.Thread(target=send, daemon=True)
        sending.start()
        return sending

    def leave(self) -> None:
        """Tell it to stop where it is."""
        self._process.terminate()

    def end(self) -> str:
        """Return how it has ended, or is made to now."""
        try:
            status = self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        self._sending.join()
        self.connection.close()
        how = f"by {signal.Signals(-status).name}" if status < 0 else f"with status {status}"
        return f"process {self._process.pid} was ended {how}"


def _start(descriptor: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own program
        # Not from the current folder (-P), which may hold anything.
        [sys.executable, "-P", "-m", "server.crew_member", str(descriptor), str(os.getpid())],
        pass_fds=[descriptor],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        process_group=0,  # a Control-C is meant for this process, which ends the others
    )


def _places(batch: Batch) -> str:
    """Return where the rows of *batch* begin and end."""
    rows = batch.rows
    if not rows:
        return "what is no row"
    return f"{rows[0].source} line {rows[0].line} to {rows[-1].source} line {rows[-1].line}"
