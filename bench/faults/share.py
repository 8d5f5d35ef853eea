"""A share: a folder of another computer that stalls, vanishes and comes back, while those who write to it go on writing.

Where mounting is allowed, the watched folder is a mount of a folder elsewhere; otherwise the watched folder itself is moved away
and back. Writers reach the files by a descriptor of the folder, as the other computer does, whatever is mounted where.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

LONGEST_STALL = 40.0  # the kernel takes a lease away after /proc/sys/fs/lease-break-time, 45 s


class Share:
    """The share `seen` by the service; its files lie at `behind`, wherever it is mounted."""

    def __init__(self, folder: Path, mounted: bool) -> None:
        self.seen = folder / "share"
        self._elsewhere = folder / ("other computer" if mounted else "share away")
        self._mounted = mounted
        self._folder = -1

    @property
    def behind(self) -> Path:
        return Path(f"/proc/self/fd/{self._folder}")

    @contextlib.contextmanager
    def open(self) -> Iterator[Share]:
        """The share is there inside the block. Call in the main thread."""
        signal.signal(signal.SIGIO, signal.SIG_IGN)  # by which the kernel asks for a lease to be given back
        self.seen.mkdir()
        if self._mounted:
            self._elsewhere.mkdir()
            self._come()
        self._folder = os.open(self.seen, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield self
        finally:
            os.close(self._folder)
            if self._mounted:
                run("umount", "--lazy", str(self.seen))

    def vanish(self, seconds: float) -> None:
        """Gone for so long, then back."""
        if self._mounted:
            run("umount", "--lazy", str(self.seen))
        else:
            self.seen.rename(self._elsewhere)
        time.sleep(seconds)
        self._come()

    def stall(self, seconds: float) -> None:
        """Whoever opens one of the files that lie there now hangs for so long: this process has a lease on it."""
        held = [file for path in self.behind.iterdir() if (file := _leased(path)) is not None]
        time.sleep(min(seconds, LONGEST_STALL))
        for file in held:
            os.close(file)

    def _come(self) -> None:
        if self._mounted:
            run("mount", "--bind", str(self._elsewhere), str(self.seen))
        elif self._elsewhere.is_dir():
            self._elsewhere.rename(self.seen)


def _leased(path: Path) -> int | None:
    """A descriptor with a lease on the file, None where it cannot be had (somebody has the file open)."""
    file = -1
    try:
        file = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        return file
    except OSError:
        if file >= 0:
            os.close(file)
        return None


def run(*command: str) -> bool:
    """Whether a command of the system succeeds."""
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
