"""Who is at work on a home: each process holds a lock file, and the system lets go of it whatever way the process ends."""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
from pathlib import Path


class Owner:
    """This process as the owner of claimed scans. Alive for others as long as it holds its lock."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"
        self._folder = folder
        self._path = _lock_path(folder, self.name)
        self._file = self._path.open("w")
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def alive(self, name: str) -> bool:
        """Whether the process of that name still runs. Clears away the lock file of one that does not."""
        if name == self.name:
            return True
        path = _lock_path(self._folder, name)
        try:
            with path.open("r+") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink(missing_ok=True)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def release(self) -> None:
        """Let go: what is still claimed in this name may be taken by others."""
        self._path.unlink(missing_ok=True)
        self._file.close()


def _lock_path(folder: Path, name: str) -> Path:
    return folder / f"{name}.lock"
