"""How soon a paper is found once archived: a real `warraq watch`, files dropped one by one, the index asked from outside."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from archive_store.search.query import parse_query
from bench.faults.instant import picture, text_of
from bench.faults.ordeal import prepare
from bench.faults.services import Watcher
from domain.documents import ScanStatus
from pipeline.services import Services, open_services

PATIENCE_SECONDS = 60.0
_LOOK_EVERY = 0.02


def seconds_until_found(folder: Path, papers: int) -> list[float]:
    """For each paper, the seconds from its archiving to the first search that finds it; nothing but the watcher indexes.

    Raises TimeoutError where a paper is neither archived nor found in PATIENCE_SECONDS.
    """
    home, inbox, other = folder / "home", folder / "inbox", folder / "other"
    inbox.mkdir()
    other.mkdir()
    prepare(home, inbox, other)
    watcher = Watcher(home, folder / "watch.log", {})
    try:
        services = open_services(home, read_only=True)
        return [_one(services, inbox, number) for number in range(1, papers + 1)]
    finally:
        watcher.stop()


def _one(services: Services, inbox: Path, number: int) -> float:
    (inbox / f"{number}.png").write_bytes(picture(number))
    _until(lambda: _read(services) >= number)
    began = time.monotonic()
    words = text_of(10 + number).split("\n")[-1].split()[:6]
    query = parse_query(f'"{" ".join(words)}"', services.catalogue)
    _until(lambda: bool(services.index.search(query).hits))
    return time.monotonic() - began


def _read(services: Services) -> int:
    """Scans that are read: archived or in review."""
    with services.archive.read() as reader:
        return sum(scan.status in (ScanStatus.ARCHIVED, ScanStatus.REVIEW) for scan in reader.scans())


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError("the watcher did not get there in time")
        time.sleep(_LOOK_EVERY)
