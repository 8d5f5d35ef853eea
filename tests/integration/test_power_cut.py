"""The power goes before each SQL statement, each commit and each file operation in turn; after a restart nothing is missing.

A cut is an exception that nothing catches, and after it every further statement and file operation fails as well.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from sqlalchemy import event

from archive_store.filesystem import RealFileSystem
from archive_store.verify import Checked
from domain.documents import ScanStatus
from pipeline import intake
from pipeline.owners import Owner
from pipeline.runner import Runner
from pipeline.services import Services, open_services
from pipeline.soundness import check_home
from pipeline.watching import empty_folders
from pipeline.workers import InlineWorkers
from tests.integration.instant import Template, make_template, picture, read_instantly

INBOX = {
    "a.png": picture(10),
    "b.png": picture(30),
    "again.png": picture(10),
    "c.png": picture(20),
    "broken.bin": b"no paper at all",
}
SHARDS = 6
EXPECTED = Counter({ScanStatus.ARCHIVED: 2, ScanStatus.DUPLICATE: 1, ScanStatus.REVIEW: 1, ScanStatus.QUARANTINED: 1})


class PowerCut(BaseException):
    """Not an Exception: nothing may catch it, as nothing catches a power cut."""


class Power:
    """Counts what would reach the disk, and goes off before operation number `cut_at`."""

    def __init__(self, cut_at: int | None) -> None:
        self.cut_at, self.count, self.off = cut_at, 0, False

    def use(self, *_: Any) -> None:
        if self.off or self.count == self.cut_at:
            self.off = True
            raise PowerCut
        self.count += 1


class CutFileSystem(RealFileSystem):
    """The real file operations, while there is power."""

    def __init__(self, power: Power) -> None:
        self._power = power

    def create(self, path: Path) -> BinaryIO:
        self._power.use()
        return super().create(path)

    def write(self, file: BinaryIO, chunk: bytes) -> None:
        self._power.use()
        super().write(file, chunk)

    def fsync(self, file: BinaryIO) -> None:
        self._power.use()
        super().fsync(file)

    def rename(self, old: Path, new: Path) -> None:
        self._power.use()
        super().rename(old, new)

    def fsync_dir(self, folder: Path) -> None:
        self._power.use()
        super().fsync_dir(folder)

    def unlink(self, path: Path) -> None:
        self._power.use()
        super().unlink(path)

    def mkdir(self, path: Path) -> None:
        self._power.use()
        super().mkdir(path)


def run(home: Path, power: Power) -> None:
    """One life of the service: takes what lies in the inbox and sees it through, or dies on the way."""
    services = open_services(home, fs=CutFileSystem(power))
    event.listen(services.archive.engine, "before_cursor_execute", power.use)
    event.listen(services.archive.engine, "commit", power.use)
    owner = Owner(services.home.run)
    try:
        runner = Runner(services, InlineWorkers(read_instantly, ()), owner, lambda scan: None)
        empty_folders(services, runner, lambda: False, lambda scan: None)
    except PowerCut:
        pass
    finally:
        owner._file.close()  # the system lets go of a dead process's lock
        services.archive.engine.dispose()


def faults(home: Path) -> list[str]:
    """What is wrong in a home whose service has been restarted and has come to rest."""
    services = open_services(home, read_only=True)
    try:
        return list(_faults(services))
    finally:
        services.archive.close()


def _faults(services: Services) -> Iterator[str]:
    with services.archive.read() as reader:
        scans = list(reader.scans())
        entries = list(reader.register())
    if Counter(scan.status for scan in scans) != EXPECTED:
        yield f"scans: {Counter(scan.status.value for scan in scans)}"
    if sorted(Path(scan.source.path).name for scan in scans) != sorted(INBOX):
        yield f"files: {sorted(Path(scan.source.path).name for scan in scans)}"
    if [entry.no for entry in entries] != [1, 2]:
        yield f"register: {[entry.no for entry in entries]}"
    if left := sorted(path.name for path in services.home.inbox.iterdir()):
        yield f"left in the inbox: {left}"
    for found in check_home(services, lambda done, of: None):
        if not isinstance(found, Checked):
            yield f"verify: {found}"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return make_template(tmp_path_factory.mktemp("home") / "template")


def prepare(template: Template, home: Path) -> Path:
    template.copy(home)
    for name, content in INBOX.items():
        (home / "inbox" / name).write_bytes(content)
    return home


def faults_of_cut(template: Template, home: Path, cut_at: int) -> tuple[bool, list[str]]:
    """Whether the cut was reached, and what was wrong after the restart."""
    prepare(template, home)
    power = Power(cut_at)
    run(home, power)
    if power.off:
        run(home, Power(None))
    return power.off, faults(home)


def test_without_a_cut_all_is_well(template: Template, tmp_path: Path) -> None:
    assert faults_of_cut(template, tmp_path / "home", -1) == (False, [])


@pytest.mark.timeout(900)
@pytest.mark.parametrize("first", range(SHARDS))
def test_a_cut_anywhere_loses_and_doubles_nothing(template: Template, tmp_path: Path, first: int) -> None:
    """Every operation's turn comes in one of the shards, which may run beside one another."""
    found: dict[int, list[str]] = {}
    for cut_at in itertools.count(first, SHARDS):
        reached, wrong = faults_of_cut(template, tmp_path / f"cut{cut_at}", cut_at)
        if wrong:
            found[cut_at] = wrong
        if not reached:
            break
    assert cut_at > 100, "the run had hardly anything to cut"
    assert found == {}


def test_the_wrong_order_is_found_out(template: Template, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Removing the file before its accession is committed must be seen as a loss by the same test."""
    right_order = intake.accession

    def remove_first(services: Services, source: Any, *rest: Any) -> Any:
        services.fs.unlink(Path(source.path))
        return right_order(services, source, *rest)

    monkeypatch.setattr(intake, "accession", remove_first)
    for cut_at in itertools.count():
        reached, wrong = faults_of_cut(template, tmp_path / f"cut{cut_at}", cut_at)
        if wrong or not reached:
            break
    assert reached, "every cut was survived although the order was wrong"
