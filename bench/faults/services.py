"""The service under test: started, killed at a bad moment, started again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOST_STOP_SECONDS = 12.0
SETTINGS = """
[[folders]]
path = "{inbox}"
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


class Watcher:
    """One `warraq watch`, in a process group of its own."""

    def __init__(self, home: Path, log: Path) -> None:
        self._home, self._log = home, log
        self.slow_stops: list[float] = []
        self.crashes: list[int] = []
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "bench.faults.service", "--home", str(self._home), "watch", "--jobs", "2"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)

    def kill(self, chance: random.Random) -> str:
        """Do something cruel; returns what."""
        if self._process.poll() is not None:
            self.crashes.append(self._process.returncode)
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
            for pid in [self._process.pid, *self._children()]:
                _signal(pid, signal.SIGKILL)
        self._process.wait()
        self.start()
        return way

    def stop(self) -> None:
        """SIGTERM, and a note where it takes too long."""
        began = time.monotonic()
        _signal(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if time.monotonic() - began > MOST_STOP_SECONDS:
            self.slow_stops.append(time.monotonic() - began)

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
