"""Files taken out of watched folders: on the terms of their folder, whole or left where they lie, whatever befalls others."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bench.faults.instant import InstantRecognizer
from domain.documents import Scan, ScanStatus
from domain.messages import Reason
from ingest.pictures import picture_count
from ingest.record_files import RecordRow
from pipeline import work
from pipeline.decisions import BACK_OFF_SECONDS, TryAgain, decide
from pipeline.health import Pulse
from pipeline.owners import Owner
from pipeline.records import import_records
from pipeline.runner import Runner
from pipeline.services import Services, open_services
from pipeline.views import document_object
from pipeline.watching import _keep_watching, empty_folders
from pipeline.workers import InlineWorkers
from tests.integration.instant import RECORD, make_template, picture, read_instantly

QUICK = "[watch]\nsettle_seconds = 0.1\nrescan_seconds = 0.2\n"
PATIENT = 30.0


class SideBySide(InlineWorkers):
    """Two steps given before either is collected."""

    def free(self) -> int:
        return 2 - len(self._done)


def home_with(tmp_path: Path, settings: str) -> Services:
    root = make_template(tmp_path / "home").root
    (root / "settings.toml").write_text(settings, "utf-8")
    return open_services(root)


@contextmanager
def runner_of(services: Services, workers: InlineWorkers | None = None) -> Iterator[Runner]:
    owner = Owner(services.home.run)
    services.home.scratch.mkdir(parents=True, exist_ok=True)
    yield Runner(services, workers or InlineWorkers(read_instantly, ()), owner, lambda scan: None)
    owner.release()


def emptied(services: Services, workers: InlineWorkers | None = None) -> list[Scan]:
    """What `watch --once` makes of the folders; every scan there is."""
    with runner_of(services, workers) as runner:
        empty_folders(services, runner, lambda: False, lambda scan: None)
    with services.archive.read() as reader:
        return list(reader.scans())


def watched(services: Services, enough: Callable[[list[Scan]], bool]) -> list[Scan]:
    """Watch until the scans are `enough`; every scan there is."""
    end = time.monotonic() + PATIENT
    scans: list[Scan] = []

    def stopped() -> bool:
        with services.archive.read() as reader:
            scans[:] = reader.scans()
        return enough(scans) or time.monotonic() > end

    with runner_of(services) as runner:
        _keep_watching(services, runner, stopped, lambda scan: None, Pulse())
    return scans


def archived(scans: list[Scan]) -> set[str]:
    return {Path(scan.source.path).name for scan in scans if scan.status is ScanStatus.ARCHIVED}


# ── the terms of the folder ──


def test_the_folder_says_centre_scanner_and_the_service_that_papers_are_for(tmp_path: Path) -> None:
    services = home_with(
        tmp_path,
        f'{QUICK}[[folders]]\npath = "inbox"\n[[folders]]\npath = "office"\ncentre = "ALP"\ndefault_service = "annual-plan"\n',
    )
    other = replace(RECORD, request_no="2021-000456", service_code="annual-plan")
    list(import_records(services, [RecordRow(1, other)]))
    (services.home.root / "office").mkdir()
    # a paper of a person with two requests, which does not say for which of them it is
    text = "إخراج قيد مدني\nالاسم: سلمى غسان الصنوبري\nالرقم الوطني: 01614596181\nأمانة السجل المدني"
    work._engine[:] = [InstantRecognizer(lambda shade: text)]
    for folder in ("inbox", "office"):
        (services.home.root / folder / "a.png").write_bytes(picture(10, mark=len(folder)))
    with runner_of(services, InlineWorkers(lambda: None, ())) as runner:
        end = time.monotonic() + PATIENT
        _keep_watching(services, runner, lambda: _two_are_read(services) or time.monotonic() > end, lambda scan: None, Pulse())
    with services.archive.read() as reader:
        plain, ruled = sorted(reader.scans(), key=lambda scan: scan.source.folder)
    assert (plain.centre, plain.default_service) == ("DAM", None)
    assert [one.request_no for one in plain.documents[0].draft.link.proposals] == ["2021-000123", "2021-000456"]
    assert (ruled.centre, ruled.default_service) == ("ALP", "annual-plan")
    assert [one.request_no for one in ruled.documents[0].draft.link.proposals] == ["2021-000456", "2021-000123"]


def _two_are_read(services: Services) -> bool:
    with services.archive.read() as reader:
        return sum(bool(scan.documents) for scan in reader.scans()) == 2


# ── whole, or left where it lies ──


def test_once_does_not_wait_and_leaves_what_may_still_be_finished(tmp_path: Path) -> None:
    services = home_with(tmp_path, QUICK)
    content, inbox = picture(10), services.home.inbox
    (inbox / "half.png").write_bytes(content[:200])
    (inbox / "none.png").write_bytes(b"")
    (inbox / "later.png.part").write_bytes(picture(30))
    began = time.monotonic()
    scans = emptied(services)
    assert time.monotonic() - began < 5
    assert {(Path(scan.source.path).name, scan.status, scan.reason) for scan in scans} == {
        ("half.png", ScanStatus.QUARANTINED, Reason.INCOMPLETE),
        ("none.png", ScanStatus.QUARANTINED, Reason.EMPTY),
    }
    assert {path.name for path in inbox.iterdir()} == {"half.png", "none.png", "later.png.part"}
    assert len(emptied(services)) == 2, "lying there still is nothing new"
    with (inbox / "half.png").open("ab") as file:
        file.write(content[200:])
    (inbox / "later.png.part").rename(inbox / "later.png")
    scans = emptied(services)
    assert archived(scans) == {"half.png", "later.png"}
    assert len(scans) == 4
    assert {path.name for path in inbox.iterdir()} == {"none.png"}


def test_import_does_not_wait_either(tmp_path: Path) -> None:
    make_template(tmp_path / "home")
    (tmp_path / "half.png").write_bytes(picture(10)[:200])
    command = [sys.executable, "-m", "bench.faults.service", "--home", str(tmp_path / "home"), "import", "--json"]
    done = subprocess.run([*command, str(tmp_path / "half.png")], capture_output=True, text=True, timeout=120, check=False)
    (scan,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert (scan["status"], scan["reason"], done.returncode) == ("quarantined", "incomplete", 3)
    assert (tmp_path / "half.png").exists()


def test_a_temporary_name_is_left_alone_until_its_slow_writer_renames_it(tmp_path: Path) -> None:
    services = home_with(tmp_path, QUICK)
    writer = subprocess.Popen([sys.executable, "-c", _SLOW_WRITER, str(services.home.inbox / "paper.png"), picture(10).hex()])
    scans = watched(services, lambda scans: bool(archived(scans)))
    assert writer.wait(timeout=PATIENT) == 0
    assert [(Path(scan.source.path).name, scan.sha256) for scan in scans] == [("paper.png", _digest(picture(10)))]


_SLOW_WRITER = """
import pathlib, sys, time
path, content = pathlib.Path(sys.argv[1]), bytes.fromhex(sys.argv[2])
part = path.with_name(path.name + ".tmp")
with part.open("wb", buffering=0) as file:
    for at in range(0, len(content), len(content) // 5 + 1):
        file.write(content[at : at + len(content) // 5 + 1])
        time.sleep(0.4)
time.sleep(1)
part.rename(path)
"""


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_names_of_every_kind_are_taken(tmp_path: Path) -> None:
    services = home_with(tmp_path, QUICK)
    names = [b"two\nlines.png", b"\xff\xfe.png", "أحمد.png".encode(), "ا\u0654حمد.png".encode()]
    for mark, name in enumerate(names):
        (services.home.inbox / os.fsdecode(name)).write_bytes(picture(10, mark))
    scans = emptied(services)
    assert sorted(os.fsencode(Path(scan.source.path).name) for scan in scans) == sorted(names)
    assert list(services.home.inbox.iterdir()) == []


# ── the same paper again ──


@pytest.mark.parametrize("workers", [InlineWorkers, SideBySide])
def test_a_likely_rescan_is_shown_to_the_clerk(tmp_path: Path, workers: type[InlineWorkers]) -> None:
    services = home_with(tmp_path, QUICK)
    for mark in (0, 1):
        (services.home.inbox / f"{mark}.png").write_bytes(picture(10, mark))
    first, second = emptied(services, workers(read_instantly, ()))
    assert (first.status, second.status) == (ScanStatus.ARCHIVED, ScanStatus.REVIEW)
    shown = document_object(second.documents[0])
    assert (shown["reason"], shown["rescan_of"]) == ("rescan", first.documents[0].id)
    assert set(shown["message"]) == {"ar", "en"}


# ── troubles ──


def test_a_share_that_hangs_holds_up_its_own_files_alone(tmp_path: Path) -> None:
    services = home_with(tmp_path, f'{QUICK}[[folders]]\npath = "inbox"\n[[folders]]\npath = "share"\n')
    share = services.home.root / "share"
    share.mkdir()
    (share / "held.png").write_bytes(picture(10))
    (services.home.inbox / "free.png").write_bytes(picture(30))
    with leased(share / "held.png"):
        assert archived(watched(services, lambda scans: bool(archived(scans)))) == {"free.png"}
    assert archived(watched(services, lambda scans: len(archived(scans)) == 2)) == {"free.png", "held.png"}


@contextmanager
def leased(path: Path) -> Iterator[None]:
    """Whoever opens the file inside the block hangs: another process has a lease on it and does not give it back."""
    holder = subprocess.Popen([sys.executable, "-c", _LEASE, str(path)], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        if holder.stdout.readline().strip() != "held":
            pytest.skip("no leases on this file system")
        yield
    finally:
        holder.kill()
        holder.wait()


_LEASE = """
import fcntl, signal, sys, time
signal.signal(signal.SIGIO, signal.SIG_IGN)
file = open(sys.argv[1], "rb+")
try:
    fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
except OSError:
    print("refused", flush=True)
    sys.exit(1)
print("held", flush=True)
time.sleep(600)
"""


def test_damaged_stored_bytes_end_nothing(tmp_path: Path) -> None:
    services = home_with(tmp_path, QUICK)
    stored = services.home.store / _digest(picture(10))[:2] / _digest(picture(10))
    stored.parent.mkdir(parents=True)
    stored.write_bytes(b"other bytes")
    (services.home.inbox / "damaged.png").write_bytes(picture(10))
    (services.home.inbox / "sound.png").write_bytes(picture(30))
    assert archived(watched(services, lambda scans: bool(archived(scans)))) == {"sound.png"}
    assert [path.name for path in services.home.inbox.iterdir()] == ["damaged.png"]
    (services.home.inbox / "more.png").write_bytes(picture(30, mark=1))
    assert len(emptied(services)) == 2
    assert [path.name for path in services.home.inbox.iterdir()] == ["damaged.png"]


def test_an_index_that_cannot_be_written_ends_nothing(tmp_path: Path) -> None:
    services = home_with(tmp_path, QUICK)
    services.home.index.rename(tmp_path / "index")
    services.home.index.write_bytes(b"in the way")
    (services.home.inbox / "a.png").write_bytes(picture(10))
    assert archived(emptied(services)) == {"a.png"}
    services.home.index.unlink()
    with runner_of(services) as runner:
        runner.settle_index()
    with services.archive.read() as reader:
        assert services.index.head() == reader.feed_head()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO, errno.ESTALE, errno.ENOENT])
def test_a_disk_that_refuses_is_waited_for_and_never_blamed_on_the_paper(tmp_path: Path, number: int) -> None:
    services = home_with(tmp_path, QUICK)
    (services.home.inbox / "a.png").write_bytes(picture(10))
    (scan,) = emptied(services)
    decision = decide(OSError(number, os.strerror(number), "/somewhere"), replace(scan, attempts=99))
    assert isinstance(decision, TryAgain)
    assert decision.seconds <= max(BACK_OFF_SECONDS) < 60


def test_a_disk_that_cannot_be_read_does_not_make_a_picture_damaged(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        picture_count(tmp_path / "gone.png", "png", home_with(tmp_path, QUICK).limits)
