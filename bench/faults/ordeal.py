"""One run: the home, the writers, the kills, the troubles, the rest, and what came of it."""

from __future__ import annotations

import random
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bench.faults.account import Account, at_rest, reckon
from bench.faults.clock import Clock
from bench.faults.instant import RECORD, picture
from bench.faults.progress import MOST_STILL_SECONDS, Memory, Progress, memory_of
from bench.faults.services import MOST_STOP_SECONDS, PROMISED_STOP_SECONDS, SETTINGS, Watcher, warraq
from bench.faults.share import Share
from bench.faults.troubles import Scene, left_out, small_disk, troubles_of
from bench.faults.writers import Writers

REST_SECONDS = 300.0
READY_SECONDS = 30.0
MOST_GROWTH_MEGABYTES = 15.0  # of the undisturbed service, once a third of its files has warmed it up
TROUBLE_EVERY = 12  # kills
KILLED_UNREADY = 0.5  # of the kills do not wait until the service is up


@dataclass(frozen=True)
class Ordeal:
    """How much is dropped and killed, by how many watchers, at what pace (seconds between two files), with what troubles.

    `troubles`: how many, one of each kind in turn, each for `trouble_seconds`. `steady`: files that the service takes undisturbed
    at the end.
    """

    files: int
    kills: int
    watchers: int
    seed: str
    pause: float = 0.3
    troubles: int = 0
    trouble_seconds: float = 20.0
    steady: int = 0
    may_mount: bool = True


@dataclass
class Told:
    """What came of an ordeal. Filled while it goes on."""

    dropped: int = 0
    struck: Counter[str] = field(default_factory=Counter)
    memory: tuple[Memory, Memory] | None = None
    stillest: tuple[float, str] = (0.0, "nothing")
    unfinished: tuple[float, str] = (0.0, "nothing")
    stops: list[float] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    account: Account = field(default_factory=lambda: Account(Counter(), ()))
    faults: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """For the reader."""
        yield from self.left_out
        yield f"struck {self.struck.total()} times: " + ", ".join(f"{kind} {count}" for kind, count in self.struck.items())
        yield self.account.line(self.dropped)
        yield f"undisturbed, no whole file stood still for more than {self.stillest[0]:.1f} s ({self.stillest[1]})"
        yield f"no unfinished file waited for its writer for more than {self.unfinished[0]:.1f} s ({self.unfinished[1]})"
        if self.stops:
            promised = PROMISED_STOP_SECONDS
            late = sum(seconds > promised for seconds in self.stops)
            usual, longest = statistics.median(self.stops), max(self.stops)
            yield f"{len(self.stops)} stops: median {usual:.1f} s, longest {longest:.1f} s, {late} over {promised:.0f} s"
        if self.memory:
            yield f"memory, undisturbed: {self.memory[0]} at the start, {self.memory[1]} at the end"
        yield from (f"WRONG: {fault}" for fault in self.faults)


def undergo(folder: Path, ordeal: Ordeal) -> Told:
    """The ordeal in a fresh home below `folder`, which is empty."""
    told = Told()
    with ExitStack() as stack:
        mounted = ordeal.may_mount and stack.enter_context(small_disk(folder / "disk"))
        share = stack.enter_context(Share(folder, mounted).open())
        home, inbox = folder / "disk" / "home", folder / "inbox"
        inbox.mkdir()
        clock = Clock(folder)
        prepare(home, inbox, share.seen)
        logs = [folder / f"watch{number}.log" for number in range(ordeal.watchers)]
        scene = Scene(home, share, clock, [Watcher(home, log, clock.environment) for log in logs], mounted)
        for watcher in scene.watchers:
            stack.callback(watcher.stop)
        told.left_out = left_out(scene)
        _Run(scene, inbox, ordeal, told).all()
    return told


def prepare(home: Path, inbox: Path, share: Path) -> None:
    """A home with one record and short patience, which watches both folders."""
    done = warraq(home, "init")
    if done.returncode:
        raise RuntimeError(done.stderr)
    with (home / "settings.toml").open("a", encoding="utf-8") as file:
        file.write(SETTINGS.format(inbox=inbox, share=share))
    (home / "record.csv").write_text(
        "request_no,service_code,applicant_name,national_no\n"
        f"{RECORD.request_no},{RECORD.service_code},{RECORD.applicant_name},{RECORD.national_no}\n",
        "utf-8",
    )
    warraq(home, "records", "import", str(home / "record.csv"))


class _Run:
    """The parts of a run, in order."""

    def __init__(self, scene: Scene, inbox: Path, ordeal: Ordeal, told: Told) -> None:
        self.scene, self.inbox, self.ordeal, self.told = scene, inbox, ordeal, told
        self._chance = random.Random(ordeal.seed)
        self._folders = {inbox: inbox, scene.share.seen: scene.share.behind}
        places = [inbox, inbox, inbox / "دمشق", inbox / "a/b", scene.share.behind, scene.share.behind]
        self._writers = Writers(places, ordeal.files, random.Random(f"{ordeal.seed} writers"), ordeal.pause)
        self._trouble: threading.Thread | None = None
        self._progress = Progress(scene.home, self._folders, self._undisturbed, self._starts)

    def all(self) -> None:
        self._progress.start()
        self._strike()
        self._rest(self.scene.watchers)
        if self.ordeal.steady:
            self._work_undisturbed()
        self._progress.end()
        self.told.dropped = self._writers.dropped.files
        self.told.account = reckon(self.scene.home, self.told.dropped)
        for watcher in self.scene.watchers:
            watcher.stop()
        self.told.stillest, self.told.unfinished = self._progress.stillest, self._progress.unfinished
        self.told.stops = [seconds for watcher in self.scene.watchers for seconds in watcher.stops]
        self.told.faults = [*self.told.account.faults, *self._more_faults()]

    def _undisturbed(self) -> bool:
        return not self._troubled() and any(watcher.is_ready for watcher in self.scene.watchers)

    def _starts(self) -> int:
        return sum(watcher.starts for watcher in self.scene.watchers)

    def _troubled(self) -> bool:
        return self._trouble is not None and self._trouble.is_alive()

    def _strike(self) -> None:
        """Writers write, services are killed, troubles come, until all have had their fill."""
        writing = threading.Thread(target=self._writers.run)
        writing.start()
        kills = troubles = 0
        while writing.is_alive() or kills < self.ordeal.kills or troubles < self.ordeal.troubles:
            due = troubles * TROUBLE_EVERY < max(kills, 1) or kills >= self.ordeal.kills
            if troubles < self.ordeal.troubles and due and not self._troubled():
                self._begin_trouble(troubles)
                troubles += 1
            if kills < self.ordeal.kills:
                self.told.struck[self._kill()] += 1
                kills += 1
            else:
                time.sleep(0.5)
        writing.join()
        if self._trouble:
            self._trouble.join()

    def _kill(self) -> str:
        watcher = self._chance.choice(self.scene.watchers)
        end = time.monotonic() + (0.0 if self._chance.random() < KILLED_UNREADY else READY_SECONDS)
        while not watcher.is_ready and watcher.lives and time.monotonic() < end:
            time.sleep(0.1)
        time.sleep(self._chance.uniform(0.1, 2.0))
        return watcher.kill(self._chance)

    def _begin_trouble(self, number: int) -> None:
        kinds = troubles_of(self.scene)
        trouble = kinds[number % len(kinds)]
        self._trouble = threading.Thread(target=trouble, args=(self.scene, self.ordeal.trouble_seconds))
        self._trouble.start()
        self.told.struck[trouble.__name__] += 1

    def _rest(self, watchers: list[Watcher]) -> None:
        """Until nothing is under way any more."""
        end = time.monotonic() + REST_SECONDS
        behind = self._folders.values()
        while time.monotonic() < end and not at_rest(self.scene.home, behind, self._writers.dropped.broken):
            for watcher in watchers:
                watcher.note_crash()
            time.sleep(2)

    def _work_undisturbed(self) -> None:
        for watcher in self.scene.watchers:
            watcher.stop()
        watcher = self.scene.watchers[0]
        watcher.start()
        first = self.ordeal.steady // 3
        memories = []
        for numbers in (range(first), range(first, self.ordeal.steady)):
            for number in numbers:
                (self.inbox / f"steady {number}.png").write_bytes(picture(self.ordeal.files + number))
                self._writers.dropped.files += 1
                time.sleep(0.1)
            self._rest([watcher])
            memories.append(memory_of(watcher))
        self.told.memory = memories[0], memories[1]

    def _more_faults(self) -> Iterator[str]:
        for watcher in self.scene.watchers:
            yield from (f"stopping took {seconds:.0f} s" for seconds in watcher.stops if seconds > MOST_STOP_SECONDS)
            yield from (f"a service ended by itself with {code}" for code in watcher.crashes)
        if self.told.stillest[0] > MOST_STILL_SECONDS:
            yield f"a file stood still for {self.told.stillest[0]:.0f} s: {self.told.stillest[1]}"
        if self.told.memory:
            start, end = self.told.memory
            growth = max(end.service_pss - start.service_pss, end.worker_pss - start.worker_pss)
            if growth > MOST_GROWTH_MEGABYTES:
                yield f"memory grew by {growth:.0f} MB"
