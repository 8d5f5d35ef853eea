"""What the world takes away for a while (a database, a disk) is waited for, with pauses that grow."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from domain.errors import Unavailable

T = TypeVar("T")
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0  # seconds


def when_available(action: Callable[[], T], pause: Callable[[Unavailable, float], None]) -> T:
    """What `action` gives once it can. `pause` hears what is away and waits so many seconds; what it raises ends the waiting."""
    seconds = FIRST_PAUSE
    while True:
        try:
            return action()
        except Unavailable as error:
            pause(error, seconds)
            seconds = min(seconds * 2, LONGEST_PAUSE)
