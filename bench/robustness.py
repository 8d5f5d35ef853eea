"""What becomes of odd, broken and hostile files.

    python -m bench.robustness [FOLDER | --made SEED] [--archive]

Each file of the folder (or each of those that bench.hostile makes) is opened in a worker process with the limits of production,
every page of it; the table says what came out, and at what cost. No file may cost more than its time, and none may end this
program. With `--archive` the files go through `warraq import` instead, and the table says in what state each ends, and why.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.hostile import hostile_files
from domain.errors import Unacceptable
from ingest.decode import decode_page, page_count
from ingest.formats import HEAD_BYTES, sniff
from ingest.limits import Limits, apply_limits
from ingest.mail import unpack_mail
from pipeline.workers import ProcessWorkers, WorkerDied, WorkTooSlow

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "robustness"
MOST_PAGES = 40  # of one file, enough to see what it does


@dataclass(frozen=True)
class Fate:
    """What became of a file: `pages`, or a reason code (`died` and `too-slow` are the worker's end)."""

    path: Path
    result: str
    detail: str
    pages: int
    cpu_seconds: float
    wall_seconds: float
    peak_megabytes: int


def read_file(path: Path, limits: Limits) -> tuple[str, str, int, float, int]:
    """In the worker: decode every page; the result, its detail, pages, CPU seconds and peak memory of the process in MB."""
    began = time.process_time()
    pages = 0
    result, detail = "pages", ""
    try:
        with path.open("rb") as file:
            fmt = sniff(file.read(HEAD_BYTES)) or "unknown"
        if fmt == "eml":
            with tempfile.TemporaryDirectory() as folder:
                return result, detail, len(unpack_mail(path, Path(folder), limits)), time.process_time() - began, _peak()
        count = page_count(path, fmt, limits)
        for number in range(1, min(count, MOST_PAGES) + 1):
            page = decode_page(path, fmt, number, limits)
            assert len(page.pixels) == page.width * page.height * page.channels
            pages += 1
    except Unacceptable as error:
        result, detail = error.reason.value, error.detail
    return result, detail, pages, time.process_time() - began, _peak()


def _peak() -> int:
    """The most memory that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def survey(paths: Iterable[Path], limits: Limits) -> Iterator[Fate]:
    """The fate of each file, one worker for all of them for as long as it lives."""
    workers = ProcessWorkers(1, apply_limits, (limits,))
    try:
        for path in paths:
            workers.give(path, read_file, (path, limits), limits.seconds_per_page)
            outcomes = []
            while not outcomes:
                outcomes = workers.collect(1.0)
            outcome = outcomes[0]
            if outcome.error is None:
                result, detail, pages, cpu, peak = outcome.value
                yield Fate(path, result, detail, pages, cpu, outcome.seconds, peak)
            else:
                yield Fate(path, _end(outcome.error), str(outcome.error), 0, 0.0, outcome.seconds, 0)
    finally:
        workers.close()


def _end(error: BaseException) -> str:
    """How a worker ended, or the name of an error that no decoder should let through."""
    return {WorkerDied: "died", WorkTooSlow: "too-slow"}.get(type(error), type(error).__name__)


def _survey_all(folder: Path) -> None:
    """Print a line per file, then how many came to which end."""
    ends: Counter[str] = Counter()
    slowest = 0.0
    for fate in survey(_files(folder), Limits()):
        ends[fate.result] += 1
        slowest = max(slowest, fate.wall_seconds)
        cost = f"{fate.cpu_seconds:6.2f} s {fate.peak_megabytes:5d} MB"
        print(f"{fate.result:12} {fate.pages:4d} p {cost}  {_shown(fate.path, folder):70} {fate.detail[:60]}", flush=True)
    print(", ".join(f"{count} {result}" for result, count in ends.most_common()), f"· slowest {slowest:.1f} s")


def _archive_all(folder: Path) -> None:
    """Print in what state each file ends after `warraq import`, and the reasons: of the scan, else of its documents."""
    ends: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as home:
        program = [sys.executable, "-m", "cli", "--home", home]
        subprocess.run([*program, "init"], check=True, capture_output=True)
        listed = subprocess.run([*program, "import", folder, "--json"], check=False, stdout=subprocess.PIPE, text=True).stdout
    for scan in sorted(map(json.loads, listed.splitlines()), key=lambda scan: str(scan["file"])):
        why = scan["reason"] or ", ".join(sorted({reason for one in scan["documents"] for reason in one["undecided"]}))
        ends[f"{scan['status']} {scan['reason'] or ''}".strip()] += 1
        print(f"{scan['status']:12} {_shown(Path(scan['file']), folder):70} {why}")
    print(", ".join(f"{count} {result}" for result, count in ends.most_common()))


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _shown(path: Path, folder: Path) -> str:
    name = path.relative_to(folder) if path.is_relative_to(folder) else path
    return ascii(str(name))[1:-1][:70]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.robustness", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=CORPUS)
    parser.add_argument("--made", type=int, metavar="SEED", help="the files that bench.hostile makes by this seed")
    parser.add_argument("--archive", action="store_true", help="through `warraq import`")
    asked = parser.parse_args()
    look = _archive_all if asked.archive else _survey_all
    if asked.made is None:
        look(asked.folder.absolute())
        return
    with tempfile.TemporaryDirectory() as made:
        for name, content in hostile_files(asked.made):
            Path(made, name).write_bytes(content)
        look(Path(made))


if __name__ == "__main__":
    main()
