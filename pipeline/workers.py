"""Processes that compute. A worker may die, hang or eat memory: it alone is ended, and the caller learns how.

Each worker has a pipe of its own, so that a kill in the middle of a message harms nobody else. Work is a module-level function
with picklable arguments; what it raises comes back as it was raised.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import connection
from typing import Any, Protocol

Task = Callable[..., Any]


class WorkerDied(Exception):
    """The worker ended in the middle of its work. `exitcode` is as in multiprocessing (negative: a signal)."""

    def __init__(self, exitcode: int | None) -> None:
        super().__init__(f"worker ended with code {exitcode}")
        self.exitcode = exitcode


class WorkTooSlow(Exception):
    """The work took longer than it may; the worker was ended."""


class WorkFailed(Exception):
    """The work raised something that cannot travel between processes; its traceback is the text of this error."""


@dataclass(frozen=True)
class Outcome:
    """What came of one task: its value, or the error that ended it. `seconds` is wall time."""

    key: object
    value: Any
    error: BaseException | None
    seconds: float


class Workers(Protocol):
    """Something that runs tasks, several at a time."""

    def free(self) -> int:
        """How many tasks may be given now."""

    def give(self, key: object, task: Task, args: Sequence[Any], seconds: float) -> None:
        """Start a task that may take `seconds` of wall time. Call only while `free()` is not 0."""

    def collect(self, timeout: float) -> list[Outcome]:
        """What has ended, waiting at most `timeout` seconds for the first."""

    def close(self) -> None:
        """End every worker."""


class ProcessWorkers:
    """Worker processes, started when first needed and replaced when they end.

    `prepare` runs once in each new process (limits, engines); it and its arguments must be picklable.
    """

    def __init__(self, count: int, prepare: Task, args: Sequence[Any]) -> None:
        self._slots = [_Slot(prepare, tuple(args)) for _ in range(count)]

    def free(self) -> int:
        return sum(not slot.busy for slot in self._slots)

    def give(self, key: object, task: Task, args: Sequence[Any], seconds: float) -> None:
        next(slot for slot in self._slots if not slot.busy).start(key, task, tuple(args), seconds)

    def collect(self, timeout: float) -> list[Outcome]:
        busy = [slot for slot in self._slots if slot.busy]
        if not busy:
            return []
        patience = max(0.0, min(timeout, min(slot.deadline for slot in busy) - time.monotonic()))
        connection.wait([slot.pipe for slot in busy], patience)
        return [outcome for slot in busy if (outcome := slot.outcome())]

    def close(self) -> None:
        for slot in self._slots:
            slot.end()

    def pids(self) -> list[int]:
        """Process ids of the living workers."""
        return [pid for slot in self._slots if (pid := slot.pid) is not None]


class _Slot:
    """One worker process and the task it is at."""

    def __init__(self, prepare: Task, args: tuple[Any, ...]) -> None:
        self._prepare = (prepare, args)
        self._process: multiprocessing.process.BaseProcess | None = None
        self.pipe: connection.Connection
        self._key: object = None
        self._began = 0.0
        self.busy = False
        self.deadline = 0.0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.is_alive() else None

    def start(self, key: object, task: Task, args: tuple[Any, ...], seconds: float) -> None:
        self._key, self.busy, self._began = key, True, time.monotonic()
        self.deadline = self._began + seconds
        if self.pid is None:
            self._start_process()
        with contextlib.suppress(OSError):  # it died while idle; outcome() sees the end of the pipe
            self.pipe.send((task, args))

    def outcome(self) -> Outcome | None:
        """The end of the task if it has come by now."""
        try:
            if self.pipe.poll():
                value, error = self.pipe.recv()
            elif time.monotonic() >= self.deadline:
                self.end()
                value, error = None, WorkTooSlow()
            else:
                return None
        except (EOFError, OSError):
            value, error = None, WorkerDied(self._exitcode())
            self.end()
        self.busy = False
        return Outcome(self._key, value, error, time.monotonic() - self._began)

    def end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self.pipe.close()
            self._process = None

    def _start_process(self) -> None:
        self.end()
        context = multiprocessing.get_context("spawn")
        self.pipe, far_end = context.Pipe()
        self._process = context.Process(target=_serve, args=(far_end, *self._prepare), name="warraq-worker", daemon=True)
        self._process.start()
        far_end.close()

    def _exitcode(self) -> int | None:
        if self._process is None:
            return None
        self._process.join(timeout=1)
        return self._process.exitcode


def _serve(pipe: connection.Connection, prepare: Task, prepare_args: tuple[Any, ...]) -> None:
    """A worker's life: prepare, then one task after another until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which decides what is finished
    prepare(*prepare_args)
    while True:
        try:
            task, args = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer: tuple[Any, Exception | None] = (task(*args), None)
        except Exception as error:  # carried to the parent, where errors become decisions
            answer = (None, _portable(error))
        pipe.send(answer)


def _portable(error: Exception) -> Exception:
    """The error itself with its traceback as a note, or WorkFailed if it cannot be pickled."""
    text = traceback.format_exc()
    error.add_note(text)
    try:
        multiprocessing.reduction.ForkingPickler.loads(multiprocessing.reduction.ForkingPickler.dumps(error))
    except Exception:
        return WorkFailed(text)
    return error


class InlineWorkers:
    """Runs each task at once in this process: for tests, and where one process must do."""

    def __init__(self, prepare: Task, args: Sequence[Any]) -> None:
        prepare(*args)
        self._done: list[Outcome] = []

    def free(self) -> int:
        return 0 if self._done else 1

    def give(self, key: object, task: Task, args: Sequence[Any], seconds: float) -> None:
        began = time.monotonic()
        try:
            value, error = task(*args), None
        except Exception as caught:
            value, error = None, caught
        self._done.append(Outcome(key, value, error, time.monotonic() - began))

    def collect(self, timeout: float) -> list[Outcome]:
        done, self._done = self._done, []
        return done

    def close(self) -> None:
        self._done.clear()
