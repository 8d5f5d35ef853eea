"""Ctrl-C and SIGTERM as a question that loops ask, so that no transaction is torn."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


class StopSignal:
    """Becomes true at the first SIGINT or SIGTERM; a second SIGINT interrupts at once."""

    def __init__(self, heard: Callable[[], None]) -> None:
        self.by: int | None = None
        self._tell = heard

    def __call__(self) -> bool:
        return self.by is not None

    def _heard(self, number: int, _frame: FrameType | None) -> None:
        if self.by == signal.SIGINT and number == signal.SIGINT:
            raise KeyboardInterrupt
        self.by = number
        self._tell()


@contextmanager
def stop_signals(heard: Callable[[], None]) -> Iterator[StopSignal]:
    """Listen for both signals inside the block; call in the main thread. `heard` is called by the signal's handler."""
    stop = StopSignal(heard)
    before = {number: signal.signal(number, stop._heard) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
