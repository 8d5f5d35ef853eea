"""Told to stop while the database is away: the runner ends in time, loses nothing, and the next one goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from archive_store.archive import Archive
from archive_store.reader import Reader
from archive_store.transaction import Transaction
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
