"""The service under test: started, killed at a bad moment, started again."""

from __future__ import annotations

import functools
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROMISED_STOP_SECONDS = 10.0
MOST_STOP_SECONDS = 12.0  # seen from outside: beginning and ending a process takes its time on a busy machine
# The kernel's own limit on watches, set to none in a name space of the service's own: as on a share, no event ever comes.
WITHOUT_EVENTS = [
    "unshare",
    "--user",
    "--map-root-user",
    "sh",
    "-c",
    'echo 0 >/proc/sys/user/max_inotify_instances; exec "$@"',
    "sh",
]
READY = b"Watching:"
SETTINGS = """
[[folders]]
path = "{inbox}"
[[folders]]
path = "{share}"
scanner = "share"
[watch]
settle_seconds = 0.3
rescan_seconds = 0.5
stuck_seconds = 1.0
incomplete_seconds = 8.0
"""


def warraq(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One command of the real program on the instant recogniser."""
    command = [sys.executable, "-m", "bench.faults.service", "--home", str(home), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@functools.cache
def _events_can_be_withheld() -> bool:
    return subprocess.run([*WITHOUT_EVENTS, "true"], capture_output=True, check=False).returncode == 0


class Watcher:
    """One `warraq watch`, in a process group of its own; every second start is without the system's events of its folders."""

    def __init__(self, home: Path, log: Path, environment: Mapping[str, str]) -> None:
        self._home, self._log, self._environment = home, log, {**os.environ, **environment}
        self.deaf = _events_can_be_withheld()
        self.starts = 0
        self.stops: list[float] = []
        self.crashes: list[int] = []
        self.start()

    def start(self) -> None:
        command = [
            sys.executable,
            "-m",
            "bench.faults.service",
            "--home",
            str(self._home),
            "--lang",
            "en",
            "watch",
            "--jobs",
            "2",
        ]
        if self.deaf and self.starts % 2:
            command = [*WITHOUT_EVENTS, *command]
        self.starts += 1
        with self._log.open("ab") as log:
            self._log_begins = log.tell()
            self._process = subprocess.Popen(
                command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True, env=self._environment
            )

    @property
    def lives(self) -> bool:
        return self._process.poll() is None

    @property
    def is_ready(self) -> bool:
        """Whether it says that it watches."""
        with self._log.open("rb") as log:
            log.seek(self._log_begins)
            return self.lives and READY in log.read(4096)

    def pids(self) -> list[int]:
        """The service and its children."""
        return [self._process.pid, *self._children()] if self.lives else []

    def kill(self, chance: random.Random) -> str:
        """Do something cruel; returns what."""
        self.note_crash()
        way = chance.choices(("service", "group", "worker", "term"), (4, 3, 4, 2))[0]
        if way == "worker":
            children = self._children()
            if children:
                _signal(chance.choice(children), signal.SIGKILL)
            return way
        if way == "term":
            self.stop()
        elif way == "service":
            _signal(self._process.pid, signal.SIGKILL)
        else:
            for pid in self.pids():
                _signal(pid, signal.SIGKILL)
        self._process.wait()
        self.start()
        return way

    def note_crash(self) -> None:
        """Where the service ended by itself: note it, and start it again, as its supervisor would."""
        if not self.lives:
            self.crashes.append(self._process.returncode)
            self.start()

    def stop(self) -> None:
        """SIGTERM, and a note how long it took."""
        if not self.lives:
            return
        began = time.monotonic()
        _signal(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self.stops.append(time.monotonic() - began)

    def _children(self) -> list[int]:
        try:
            listed = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text("ascii")
        except OSError:
            return []
        return [int(pid) for pid in listed.split()]


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
