"""Told to stop while the database is away: the runner ends in time, loses nothing, and the next one goes on."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from archive_store import engine as engines
from archive_store.archive import Archive
from archive_store.reader import Reader
from archive_store.transaction import Transaction
from bench.faults.services import MOST_STOP_SECONDS, SETTINGS, Watcher, warraq
from domain.documents import ScanStatus
from domain.errors import Unavailable
from ingest.batch import source_file
from pipeline import runner as runner_module
from pipeline.intake import Terms, take_for_import
from pipeline.owners import Owner
from pipeline.runner import Runner
from pipeline.services import Services, open_services
from pipeline.workers import InlineWorkers
from tests.integration.instant import make_template, picture, read_instantly


class Away:
    """The database, away while `now`."""

    def __init__(self, archive: Archive) -> None:
        self._archive, self.now = archive, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._archive, name)

    @contextmanager
    def write(self, agent: str) -> Iterator[Transaction]:
        if self.now:
            raise Unavailable("locked")
        with self._archive.write(agent) as tx:
            yield tx

    @contextmanager
    def read(self) -> Iterator[Reader]:
        if self.now:
            raise Unavailable("locked")
        with self._archive.read() as reader:
            yield reader


@pytest.fixture
def services(tmp_path: Path) -> Services:
    make_template(tmp_path / "home")
    services = open_services(tmp_path / "home")
    services.home.scratch.mkdir(parents=True, exist_ok=True)
    (tmp_path / "a.png").write_bytes(picture(10))
    take_for_import(services, source_file(str(tmp_path / "a.png"), "import"), Terms("DAM"))
    return services


def run(services: Services, away: Away, when: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work until the database goes, before its `when`-th use, and a stop is asked for."""
    from dataclasses import replace

    uses = 0
    real = runner_module.Runner._persist

    def counted(self: Runner, action: Any) -> Any:
        nonlocal uses
        uses += 1
        away.now = away.now or uses == when
        return real(self, action)

    monkeypatch.setattr(Runner, "_persist", counted)
    owner = Owner(services.home.run)
    runner = Runner(
        replace(services, archive=away),  # type: ignore[arg-type]
        InlineWorkers(read_instantly, ()),
        owner,
        lambda scan: None,
        lambda: away.now,
    )
    for _ in range(20):
        if away.now:
            break
        runner.turn(0.0)
    runner.stop(0.2)
    owner.release()
    monkeypatch.undo()


@pytest.mark.parametrize("when", range(1, 7))
def test_a_stop_while_the_database_is_away_loses_nothing(services: Services, when: int, monkeypatch: pytest.MonkeyPatch) -> None:
    away = Away(services.archive)
    run(services, away, when, monkeypatch)
    away.now = False
    owner = Owner(services.home.run)
    runner = Runner(services, InlineWorkers(read_instantly, ()), owner, lambda scan: None)
    runner.drain()
    owner.release()
    with services.archive.read() as reader:
        (scan,) = reader.scans()
        assert scan.status is ScanStatus.ARCHIVED
        assert [entry.no for entry in reader.register()] == [1]
        assert services.index.head() == reader.feed_head()


def test_stops_do_not_count_against_a_scan(services: Services) -> None:
    for _ in range(6):
        owner = Owner(services.home.run)
        runner = Runner(services, InlineWorkers(read_instantly, ()), owner, lambda scan: None)
        runner._claim()
        runner.stop(0.0)
        owner.release()
    with services.archive.read() as reader:
        (scan,) = reader.scans()
    assert (scan.status, scan.attempts) == (ScanStatus.WAITING, 0)


@pytest.mark.timeout(300)
def test_a_service_told_to_stop_does_not_wait_for_a_locked_database(tmp_path: Path) -> None:
    home, inbox, share = tmp_path / "home", tmp_path / "inbox", tmp_path / "share"
    make_template(home)
    inbox.mkdir()
    share.mkdir()
    with (home / "settings.toml").open("a", encoding="utf-8") as file:
        file.write(SETTINGS.format(inbox=inbox, share=share))
    watcher = Watcher(home, tmp_path / "log", os.environ)
    while not watcher.is_ready:
        assert watcher.lives, (tmp_path / "log").read_text()
        time.sleep(0.2)
    other = sqlite3.connect(home / "warraq.db", timeout=60, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        (inbox / "a.png").write_bytes(picture(10))
        time.sleep(3)  # now it waits for the lock, in all its threads
        watcher.stop()
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert watcher.stops[0] < MOST_STOP_SECONDS
    assert (inbox / "a.png").exists()
    assert warraq(home, "watch", "--once").returncode == 0
    (scan,) = [json.loads(line) for line in warraq(home, "scans", "--json").stdout.splitlines()]
    assert scan["status"] == "archived"


def test_a_writer_that_waits_already_hears_of_the_hurry(services: Services) -> None:
    other = sqlite3.connect(services.home.root / "warraq.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    threading.Timer(0.2, services.archive.hurry).start()
    with pytest.raises(Unavailable, match="locked"), services.archive.write("os:test"):
        pass
    other.close()
    assert time.monotonic() - began < engines.LOCK_PATIENCE_SECONDS / 2
