"""Real folders, threads and processes: what lies there is told, whatever its name, with and without events."""

from __future__ import annotations

import multiprocessing
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.faults.services import WITHOUT_EVENTS
from domain.documents import SourceFile
from ingest import folder as folder_module
from ingest.folder import FolderRule, FolderWatch, NoLongerStuck, Patience, Settled, Stuck, list_folder, take_lock
from tests.scan_files import encoded, picture

PATIENCE = Patience(settle_seconds=0.2, rescan_seconds=0.3, stuck_seconds=0.8, incomplete_seconds=1.6)
PNG = encoded(picture(), "PNG")
PATIENT = 20.0


class Heard:
    """What a watch has told so far."""

    def __init__(self, watch: FolderWatch) -> None:
        self._watch = watch
        self.settled: list[str] = []
        self.given_up: list[str] = []
        self.stuck: list[str] = []
        self.freed: list[str] = []

    def until(self, enough: Callable[[], bool], seconds: float = PATIENT) -> bool:
        end = time.monotonic() + seconds
        while not enough() and time.monotonic() < end:
            try:
                item = self._watch.news.get(timeout=0.1)
            except queue.Empty:
                continue
            match item:
                case Settled(source, _, given_up):
                    (self.given_up if given_up else self.settled).append(Path(source.path).name)
                case Stuck(source):
                    self.stuck.append(Path(source.path).name)
                case NoLongerStuck(path):
                    self.freed.append(Path(path).name)
        return enough()


def rule(path: Path) -> FolderRule:
    return FolderRule(path, "DAM", scanner="desk")


@pytest.mark.parametrize("events", [True, False])
def test_what_arrives_is_told_whatever_its_name(tmp_path: Path, events: bool) -> None:
    names = [
        b"plain.png",
        "كتاب وارد.png".encode(),
        "أحمد.png".encode(),
        "ا\u0654حمد.png".encode(),
        b"two\nlines.png",
        b"\xff\xfe.png",
        b"noend",
    ]
    with FolderWatch([rule(tmp_path)], PATIENCE, events=events) as watch:
        heard = Heard(watch)
        for name in names:
            (tmp_path / os.fsdecode(name)).write_bytes(PNG)
        (tmp_path / "deep" / "er").mkdir(parents=True)
        (tmp_path / "deep" / "er" / "below.png").write_bytes(PNG)
        expected = {os.fsdecode(name) for name in names} | {"below.png"}
        assert heard.until(lambda: set(heard.settled) >= expected)
    assert set(heard.settled) == expected


def test_a_system_without_room_for_one_more_who_watches_is_listed(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    script = (
        "import sys; from pathlib import Path; from ingest.folder import *\n"
        "with FolderWatch([FolderRule(Path(sys.argv[1]), 'DAM')], Patience(0.1, 0.2)) as watch: watch.news.get(timeout=20)"
    )
    if subprocess.run([*WITHOUT_EVENTS, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no name spaces of one's own here")
    done = subprocess.run([*WITHOUT_EVENTS, sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("no events, listing only") == 1


def test_only_whole_regular_files_with_final_names_are_told(tmp_path: Path) -> None:
    for name in ("Thumbs.db", ".hidden.png", "a.part", "~b.png", "c.tmp"):
        (tmp_path / name).write_bytes(PNG)
    (tmp_path / "link.png").symlink_to("/etc/hostname")
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "half.png").write_bytes(PNG[:200])
    with FolderWatch([rule(tmp_path)], PATIENCE) as watch:
        heard = Heard(watch)
        assert heard.until(lambda: bool(heard.stuck))
        assert heard.settled == []
        (tmp_path / "a.part").rename(tmp_path / "a.png")
        assert heard.until(lambda: "a.png" in heard.settled)
        with (tmp_path / "half.png").open("ab") as file:
            file.write(PNG[200:])
        assert heard.until(lambda: "half.png" in heard.settled)
        assert heard.until(lambda: heard.freed == ["half.png"])
    assert set(heard.settled) == {"a.png", "half.png"}


def test_a_file_that_nobody_finishes_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "half.png").write_bytes(PNG[:200])
    (tmp_path / "empty.tif").write_bytes(b"")
    with FolderWatch([rule(tmp_path)], PATIENCE) as watch:
        heard = Heard(watch)
        assert heard.until(lambda: len(heard.given_up) >= 2)
    assert set(heard.stuck) == set(heard.given_up) == {"half.png", "empty.tif"}


def test_a_slow_writer_is_waited_for(tmp_path: Path) -> None:
    def write() -> None:
        with (tmp_path / "slow.png").open("wb", buffering=0) as file:
            for start in range(0, len(PNG), len(PNG) // 8 + 1):
                file.write(PNG[start : start + len(PNG) // 8 + 1])
                time.sleep(0.3)

    with FolderWatch([rule(tmp_path)], PATIENCE) as watch:
        heard = Heard(watch)
        writer = threading.Thread(target=write)
        writer.start()
        assert heard.until(lambda: bool(heard.settled))
        writer.join()
        assert (tmp_path / "slow.png").read_bytes() == PNG


def test_a_folder_that_vanishes_and_comes_back(tmp_path: Path) -> None:
    inbox, away = tmp_path / "in", tmp_path / "away"
    with FolderWatch([rule(inbox)], PATIENCE) as watch:
        heard = Heard(watch)
        for name in ("one.png", "two.png"):
            inbox.mkdir()
            (inbox / name).write_bytes(PNG)
            assert heard.until(lambda name=name: name in heard.settled)  # type: ignore[misc]
            shutil.rmtree(away, ignore_errors=True)
            inbox.rename(away)


def test_a_thousand_files_at_once_are_each_told(tmp_path: Path) -> None:
    for number in range(1000):
        (tmp_path / f"{number}.png").write_bytes(PNG)
    with FolderWatch([rule(tmp_path)], PATIENCE) as watch:
        heard = Heard(watch)
        assert heard.until(lambda: len(set(heard.settled)) == 1000)
    assert len(heard.settled) == 1000


def test_a_share_that_hangs_holds_up_no_other_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dead, alive = tmp_path / "dead", tmp_path / "alive"
    dead.mkdir()
    alive.mkdir()
    (alive / "a.png").write_bytes(PNG)
    release = threading.Event()
    names = folder_module._names

    def hanging(path: str) -> list[os.DirEntry[str]]:
        if path == str(dead):
            release.wait(PATIENT)
        return names(path)

    monkeypatch.setattr(folder_module, "_names", hanging)
    began = time.monotonic()
    with FolderWatch([rule(dead), rule(alive)], PATIENCE, events=False) as watch:
        heard = Heard(watch)
        assert heard.until(lambda: heard.settled == ["a.png"])
    release.set()
    assert time.monotonic() - began < PATIENT / 2


def test_a_watched_folder_below_another_has_its_own_rule(tmp_path: Path) -> None:
    below = tmp_path / "below"
    below.mkdir()
    (below / "a.png").write_bytes(PNG)
    with FolderWatch([rule(tmp_path), FolderRule(below, "ALP")], PATIENCE) as watch:
        item = watch.news.get(timeout=PATIENT)
        assert isinstance(item, Settled)
        assert item.rule.centre == "ALP"
        time.sleep(1)
        assert watch.news.empty()


def test_listing_is_by_name_and_not_below_where_not_wanted(tmp_path: Path) -> None:
    for name in ("b.png", "a.png", "c/d.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(PNG)

    def listed(rule: FolderRule) -> list[SourceFile]:
        return list(list_folder(rule))

    assert [Path(found.path).name for found in listed(rule(tmp_path))] == ["a.png", "b.png", "d.png"]
    assert [Path(found.path).name for found in listed(FolderRule(tmp_path, "DAM", recursive=False))] == ["a.png", "b.png"]
    assert {(found.channel, found.folder, found.size) for found in listed(rule(tmp_path))} == {("watch", str(tmp_path), len(PNG))}
    with pytest.raises(OSError):
        listed(rule(tmp_path / "nowhere"))


# ── one taker at a time ──


def _take_many(lock_dir: str, folder: str, taken: str) -> None:
    """Take each file of a folder under its lock: move it away, leaving a line in `taken`."""
    for path in sorted(Path(folder).iterdir()):
        with take_lock(Path(lock_dir), str(path)) as mine:
            if mine and path.exists():
                time.sleep(0.001)
                with Path(taken).open("a") as log:
                    log.write(path.name + "\n")
                path.unlink()


def test_two_processes_never_take_a_file_twice(tmp_path: Path) -> None:
    inbox = tmp_path / "in"
    inbox.mkdir()
    for number in range(300):
        (inbox / f"{number}").touch()
    context = multiprocessing.get_context("spawn")
    args = (str(tmp_path / "locks"), str(inbox), str(tmp_path / "taken"))
    takers = [context.Process(target=_take_many, args=args) for _ in range(3)]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join()
    taken = (tmp_path / "taken").read_text().split()
    assert sorted(taken) == sorted(set(taken))
    assert len(taken) + len(list(inbox.iterdir())) == 300
    assert list((tmp_path / "locks").iterdir()) == []


def test_a_lock_is_one_per_path_and_freed_at_the_end(tmp_path: Path) -> None:
    with (
        take_lock(tmp_path, "/in/a\udcff") as mine,
        take_lock(tmp_path, "/in/a\udcff") as other,
        take_lock(tmp_path, "/in/b") as next_one,
    ):
        assert (mine, other, next_one) == (True, False, True)
    with take_lock(tmp_path, "/in/a\udcff") as again:
        assert again
