"""Whether a batch import keeps the cores as busy as reading alone would, and what memory it takes.

    python -m bench.throughput [FOLDER OF SCANS] [--jobs 2]

The same one-page scans (by default the samples, 60 of them by turns) are read by so many independent processes, each its share,
then imported with `warraq import --jobs N` into a fresh home. Printed: CPU seconds, wall seconds and their ratio for both, the
import's ratio as a share of the other's, CPU seconds a page, and the largest sum of PSS over the import's processes.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.errors import Unacceptable
from ingest.decode import page_count
from ingest.formats import HEAD_BYTES, sniff
from ingest.limits import Limits
from pipeline import work
from pipeline.settings import OcrSettings

ROOT = Path(__file__).resolve().parents[1]
SCANS = 60
SAMPLE_SECONDS = 0.3


@dataclass(frozen=True)
class Spent:
    """CPU and wall seconds."""

    cpu: float
    wall: float

    @property
    def busy(self) -> float:
        return self.cpu / self.wall


@contextlib.contextmanager
def measured(into: list[Spent]) -> Iterator[None]:
    """Notes what the children of this process spent inside the block."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    yield
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    into.append(Spent(cpu, time.monotonic() - began))


def read_all(paths: Sequence[Path]) -> None:
    """One independent process: its share of the scans, page one of each."""
    work.prepare(work.WorkerSetup(Limits(), OcrSettings()))
    for path in paths:
        with contextlib.suppress(Unacceptable):
            work.read_page(path, sniff(path.read_bytes()[:HEAD_BYTES]) or "", 1, Limits(), None)


def alone(paths: Sequence[Path], jobs: int) -> Spent:
    """Reading alone, in independent processes."""
    spent: list[Spent] = []
    with measured(spent):
        context = multiprocessing.get_context("spawn")
        processes = [context.Process(target=read_all, args=(paths[first::jobs],)) for first in range(jobs)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
    return spent[0]


def imported(folder: Path, home: Path, jobs: int) -> tuple[Spent, int]:
    """The whole job on the command line; what it spent and the largest sum of PSS in kilobytes."""
    program = [sys.executable, str(ROOT / "cli.py"), "--home", str(home)]
    subprocess.run([*program, "init"], check=True, capture_output=True)
    subprocess.run([*program, "records", "import", str(ROOT / "samples" / "records.csv")], check=True, capture_output=True)
    spent: list[Spent] = []
    peak = [0]
    with measured(spent):
        running = subprocess.Popen([*program, "import", str(folder), "--jobs", str(jobs)], stdout=subprocess.DEVNULL)
        threading.Thread(target=_watch_memory, args=(running, peak), daemon=True).start()
        running.wait()
    return spent[0], peak[0]


def _pages(path: Path) -> int:
    try:
        return page_count(path, sniff(path.read_bytes()[:HEAD_BYTES]) or "")
    except Unacceptable:
        return 0


def _watch_memory(running: subprocess.Popen[bytes], peak: list[int]) -> None:
    while running.poll() is None:
        peak[0] = max(peak[0], sum(map(_pss, _family(running.pid))))
        time.sleep(SAMPLE_SECONDS)


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError:
        return []
    return [pid, *(each for child in children for each in _family(int(child)))]


def _pss(pid: int) -> int:
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0
    return next((int(row.split()[1]) for row in rows if row.startswith("Pss:")), 0)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.throughput", description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "samples" / "inbox")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-throughput-") as made:
        scans = Path(made) / "scans"
        scans.mkdir()
        given = sorted(path for path in asked.folder.iterdir() if path.suffix in {".jpg", ".png", ".tif"} and _pages(path) == 1)
        for number in range(SCANS):
            copy = scans / f"{number:03d}{given[number % len(given)].suffix}"
            shutil.copy(given[number % len(given)], copy)
            with copy.open("ab") as file:
                file.write(bytes([number]))  # other bytes, so that none is a duplicate
        reading = alone(sorted(scans.iterdir()), asked.jobs)
        job, pss = imported(scans, Path(made) / "home", asked.jobs)
    print(f"reading alone, {asked.jobs} processes: {reading.cpu:.1f} s CPU / {reading.wall:.1f} s = {reading.busy:.2f} cores")
    print(f"import --jobs {asked.jobs}: {job.cpu:.1f} s CPU / {job.wall:.1f} s = {job.busy:.2f} cores")
    print(f"busy, against reading alone: {job.busy / reading.busy:.2f}   {job.cpu / SCANS:.2f} s a page   PSS {pss // 1024} MB")


if __name__ == "__main__":
    main()
