"""When a file of a watched folder is taken: decided from listings, a clock and a look at the bytes, all passed in.

seen ─ unchanged for the settle period ─► judged ─ whole ─────────────► settled, told again while it lies there
                                            └ not whole, unchanged ─► stuck ─ much later ─► settled all the same
any change of size, time or identity begins anew
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from domain.documents import SourceFile
from ingest.wholeness import Wholeness

_TELL_AGAIN_SECONDS = 15.0  # a file told and still there was not taken: the store was away, or another process let it go

Judge = Callable[[SourceFile], Wholeness | None]
SecondLook = Callable[[SourceFile], bool | None]


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: unchanged before a file is judged, between listings, until an incomplete file is shown, until it is given up."""

    settle_seconds: float = 2.0
    rescan_seconds: float = 10.0
    stuck_seconds: float = 120.0
    incomplete_seconds: float = 1800.0


@dataclass(frozen=True, slots=True)
class Ready:
    """The file may be taken. `given_up`: it is not whole and will not become so."""

    source: SourceFile
    given_up: bool = False


@dataclass(frozen=True, slots=True)
class Halted:
    """The file is not whole, or not `readable`, and has not changed since `since` (of the clock passed in)."""

    source: SourceFile
    since: float
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Moved:
    """A halted file changed, went or was given up."""

    path: str


Decision = Ready | Halted | Moved


@dataclass(slots=True)
class _Seen:
    """What is known of one path. The only thing here that changes."""

    source: SourceFile
    since: float
    judge_at: float
    verdict: Wholeness | None = None
    told_at: float | None = None
    decodes: bool | None = None
    halted: bool = False


class FolderState:
    """The files of one folder from listing to listing. Not for more than one thread.

    `second_look` is asked about a file that its structure calls incomplete when it is judged again and has not changed; while
    it gives None it is asked again at the next judgement.
    """

    def __init__(self, patience: Patience, second_look: SecondLook | None = None) -> None:
        self.patience = patience
        self._second_look = second_look
        self._files: dict[str, _Seen] = {}

    def look(self, now: float, listing: Iterable[SourceFile], judge: Judge) -> Iterator[Decision]:
        """Decide on a full listing of the folder, file by file. `judge` gives None where the file cannot be read now."""
        listed: set[str] = set()
        for source in listing:
            listed.add(source.path)
            seen = self._files.get(source.path)
            if seen is None or seen.source != source:
                if seen is not None and seen.halted:
                    yield Moved(source.path)
                self._files[source.path] = seen = _Seen(source, now, now + self.patience.settle_seconds)
            yield from self._decide(now, seen, judge)
        for path in [path for path in self._files if path not in listed]:
            if self._files.pop(path).halted:
                yield Moved(path)

    def next_look(self, now: float) -> float:
        """Seconds until something may be due; at most the time between listings."""
        dues = (max(seen.judge_at - now, 0.0) for seen in self._files.values() if seen.verdict is None)
        return min(dues, default=self.patience.rescan_seconds)

    def _decide(self, now: float, seen: _Seen, judge: Judge) -> Iterator[Decision]:
        if now < seen.judge_at:
            return
        if seen.told_at is not None:
            if now - seen.told_at >= self._tell_again(seen):
                seen.told_at = now
                yield Ready(seen.source, given_up=seen.verdict in _NOT_WHOLE)
            return
        seen.verdict = self._verdict(seen, judge)
        if seen.verdict is None or seen.verdict in _NOT_WHOLE:
            # Asked again although nothing changed: copies over a share may fill a file whose size and time stand from the start.
            seen.judge_at = now + self.patience.rescan_seconds
        if seen.verdict in _NOT_WHOLE:
            yield from self._wait(now, seen)
        elif seen.verdict is not None:
            yield from self._ready(now, seen)
        else:
            yield from self._show(now, seen)

    def _verdict(self, seen: _Seen, judge: Judge) -> Wholeness | None:
        before, now = seen.verdict, judge(seen.source)
        if now is not Wholeness.INCOMPLETE:
            return now
        if before is Wholeness.INCOMPLETE and self._second_look and seen.decodes is None:
            seen.decodes = self._second_look(seen.source)
        return Wholeness.WHOLE if seen.decodes else now

    def _wait(self, now: float, seen: _Seen) -> Iterator[Decision]:
        """An incomplete file: shown after a while, given up much later."""
        if now - seen.since >= self.patience.incomplete_seconds:
            yield from self._ready(now, seen)
        else:
            yield from self._show(now, seen)

    def _show(self, now: float, seen: _Seen) -> Iterator[Decision]:
        if now - seen.since >= self.patience.stuck_seconds and not seen.halted:
            seen.halted = True
            yield Halted(seen.source, seen.since, readable=seen.verdict is not None)

    def _ready(self, now: float, seen: _Seen) -> Iterator[Decision]:
        seen.told_at = now
        yield Ready(seen.source, given_up=seen.verdict in _NOT_WHOLE)
        if seen.halted:
            seen.halted = False
            yield Moved(seen.source.path)

    def _tell_again(self, seen: _Seen) -> float:
        """A file given up stays where it lies for good; it is told again in case it could not be taken, but rarely."""
        return max(_TELL_AGAIN_SECONDS, self.patience.stuck_seconds if seen.verdict in _NOT_WHOLE else 0.0)


_NOT_WHOLE = frozenset((Wholeness.INCOMPLETE, Wholeness.EMPTY))
