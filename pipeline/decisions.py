"""Where every error becomes a decision about its scan. Nobody else decides."""

from __future__ import annotations

import os
import traceback
from dataclasses import dataclass

from domain.documents import Scan
from domain.errors import FixityMismatch, MissingPart, Unacceptable, Unavailable, is_of_the_world
from domain.messages import Reason
from pipeline.workers import WorkerDied, WorkTooSlow

MOST_ATTEMPTS = 4
BACK_OFF_SECONDS = (1.0, 5.0, 15.0, 30.0)


@dataclass(frozen=True)
class Quarantine:
    """The bytes stay, a person must act. `alarm`: the administrator must know at once."""

    reason: Reason
    detail: str
    alarm: bool = False


@dataclass(frozen=True)
class Hold:
    """The whole scan waits in review."""

    reason: Reason
    detail: str


@dataclass(frozen=True)
class TryAgain:
    """Back to waiting, not before so many seconds from now."""

    seconds: float
    detail: str


Decision = Quarantine | Hold | TryAgain
HELD = {Reason.ENCRYPTED, Reason.BLANK, Reason.CUT_UNSURE}


def decide(error: BaseException, scan: Scan) -> Decision:
    """What to do with `scan` after `error`. Raises MissingPart again: without that part no scan can go on."""
    if isinstance(error, Unacceptable):
        return (Hold if error.reason in HELD else Quarantine)(error.reason, error.detail)
    if isinstance(error, Unavailable) or is_of_the_world(error):
        return TryAgain(_pause(scan.attempts), _what_is_away(error))
    if isinstance(error, FixityMismatch):
        return Quarantine(Reason.DAMAGED, f"stored bytes do not match {error.sha256}", alarm=True)
    if isinstance(error, MissingPart):
        raise error
    if isinstance(error, WorkTooSlow):
        return Quarantine(Reason.TOO_SLOW, "time limit for one step")
    if isinstance(error, MemoryError):
        return Quarantine(Reason.TOO_LARGE, "memory limit of a worker")
    return _after_a_fault(error, scan)


def _what_is_away(error: BaseException) -> str:
    """Without the path, which may name a person."""
    return error.detail if isinstance(error, Unavailable) else os.strerror(getattr(error, "errno", 0))


def _after_a_fault(error: BaseException, scan: Scan) -> Decision:
    detail = "".join(traceback.format_exception(error))
    if scan.attempts < MOST_ATTEMPTS:
        return TryAgain(_pause(scan.attempts), detail)
    return Quarantine(Reason.ENGINE_FAILED if isinstance(error, WorkerDied) else Reason.INTERNAL, detail)


def _pause(attempts: int) -> float:
    return BACK_OFF_SECONDS[min(max(attempts, 1), len(BACK_OFF_SECONDS)) - 1]
