"""A PostgreSQL server of the tests' own: in a temporary folder, on a Unix socket, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

_SUPERUSER = "warraq"


def find_programs() -> Path | None:
    """The folder with `initdb` and `postgres` of the newest version installed; None where there is none."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found and shutil.which("postgres") else None


def unprivileged_user() -> str | None:
    """As whom the server runs: it refuses root. None: as who we are."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


class ThrowawayCluster:
    """A running server; `database` makes databases in it."""

    def __init__(self, programs: Path) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="warraq-pg-", dir="/tmp"))
        self._user = unprivileged_user()
        if self._user:
            shutil.chown(self._folder, self._user)
        storage = self._folder / "data"
        flags = ["-D", str(storage), "-A", "trust", "-U", _SUPERUSER, "-N", "-E", "UTF8", "--locale=C"]
        self._run([str(programs / "initdb"), *flags])
        quick = ["-c", "listen_addresses=", "-c", "fsync=off", "-c", "shared_buffers=16MB", "-c", "max_connections=30"]
        self._server = subprocess.Popen(
            [str(programs / "postgres"), "-D", str(storage), "-k", str(self._folder), *quick],
            user=self._user,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait()
        self._count = 0

    def _run(self, command: list[str]) -> None:
        subprocess.run(command, user=self._user, cwd=self._folder, check=True, capture_output=True)

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                self._connect().close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self._server.poll() is not None:
                    raise
                time.sleep(0.05)

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(host=str(self._folder), user=_SUPERUSER, dbname="postgres", autocommit=True)

    def database(self, template: str = "template0") -> tuple[str, str]:
        """Makes a database like `template`; returns its name and URL."""
        self._count += 1
        name = f"archive{self._count}"
        with self._connect() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name, f"postgresql://{_SUPERUSER}@/{name}?host={self._folder}"

    def stop(self) -> None:
        """Ends the server and removes all of it."""
        self._server.send_signal(signal.SIGQUIT)  # at once: what is lost here is worth nothing
        try:
            self._server.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        shutil.rmtree(self._folder, ignore_errors=True)
