"""`import` and `watch`: papers into the archive."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
import structlog
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from commands.frame import Exit, json_flag, out, program_command, tell, write_json, writing
from commands.language import option, t
from commands.outcomes import outcome_line
from domain.documents import Given, Scan, ScanStatus
from domain.errors import Unavailable
from domain.messages import Reason
from ingest.batch import read_manifest, walk
from pipeline.batch import Batch, Imported, Item
from pipeline.engine import engine
from pipeline.intake import Terms
from pipeline.services import Services
from pipeline.stopping import StopSignal, stop_signals
from pipeline.views import scan_object, shown_path
from pipeline.waiting import when_available
from pipeline.watching import watch_folders

log = structlog.get_logger("watch")
LEFT_OVER = {ScanStatus.REVIEW, ScanStatus.QUARANTINED}
jobs_option = option("--jobs", type=click.IntRange(min=1), ar="عدد عمليات القراءة المتوازية", en="worker processes", default=None)


@program_command(
    "import",
    example="warraq import /mnt/scans --jobs 2 --json\nwarraq import letter.pdf --request 2021-000123",
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(exists=True, path_type=str))
@jobs_option
@json_flag
@option(
    "--request", "request_no", metavar="NO", ar="رقم الطلب الذي تعود إليه كل الملفات", en="the request that all files belong to"
)
@option(
    "--manifest",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE.csv",
    ar="ما هو معروف لكل ملف: path, request_no, type, date, box",
    en="what is known of each file: path, request_no, type, date, box",
)
@option(
    "--no-register",
    is_flag=True,
    ar="أوراق قديمة مسجلة على الورق: بلا قيد جديد",
    en="old papers, registered on paper: no new entry",
)
def import_(
    home: Path,
    paths: tuple[str, ...],
    jobs: int | None,
    as_json: bool,
    request_no: str | None,
    manifest: Path | None,
    no_register: bool,
) -> int:
    services = writing(home)
    items = list(_items(services, paths, request_no, manifest, not no_register))
    code = Exit.DONE
    unread: list[str] = []

    def report_unread(file: str) -> None:
        unread.append(file)
        tell(f"تعذّرت قراءة الملف، ولم يُستورد: {shown_path(file)}", f"cannot be read, not imported: {shown_path(file)}")

    with stop_signals(services.archive.hurry) as stop:
        batch = Batch(services, jobs or services.settings.worker_count, report_unread)
        results = _import(services, batch, items, jobs or services.settings.worker_count, stop)
        for result in _with_progress(results, len(items), as_json):
            if result.scan.status in LEFT_OVER or result.scan.reason is Reason.ALSO_IN:
                code = Exit.SOME_LEFT
    if stop():
        tell("أُوقف الاستيراد؛ أعد الأمر نفسه للمتابعة.", "Stopped; run the same command to go on.")
        return Exit.STOPPED
    return Exit.SOME_LEFT if unread else code


def _import(services: Services, batch: Batch, items: list[Item], jobs: int, stop: StopSignal) -> Iterator[Imported]:
    with engine(services, jobs, batch.scan_done, stop) as runner:
        yield from batch.run(items, runner, stop)


def _items(
    services: Services, paths: tuple[str, ...], request_no: str | None, manifest: Path | None, register: bool
) -> Iterator[Item]:
    known = read_manifest(manifest) if manifest else {}
    common = Given(request_no=request_no)
    for found in walk(paths):
        given = known.get(found.source.path, common)
        yield Item(found.given_path, found.source, Terms(services.settings.centre, given, register))


def _with_progress(results: Iterable[Imported], total: int, as_json: bool) -> Iterator[Imported]:
    """Print each result as it comes, below a bar on a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
        bar = progress.add_task(t("استيراد", "importing"), total=total)
        for result in results:
            _print_result(result, as_json)
            progress.advance(bar)
            yield result


def _print_result(result: Imported, as_json: bool) -> None:
    if as_json:
        write_json(scan_object(result.scan, Path("/"), file=result.file, resumed=result.resumed))
    else:
        out(outcome_line(result.file, result.scan, result.resumed))


@program_command(
    "watch",
    example="warraq watch\nwarraq watch --once",
)
@option("--once", is_flag=True, ar="أفرغ الوارد ثم توقف", en="empty the inbox and stop")
@jobs_option
def watch(home: Path, once: bool, jobs: int | None) -> int:
    services = writing(home) if once else _opened_when_it_can_be(home)
    left: list[Scan] = []
    borne = () if once else (OSError,)  # a full disk under its output ends no service

    def report(scan: Scan) -> None:
        with suppress(*borne):
            out(outcome_line(scan_object(scan, home)["file"], scan, False))
            sys.stdout.flush()
        if scan.status in LEFT_OVER:
            left.append(scan)

    with stop_signals(services.archive.hurry) as stop:
        folders = ", ".join(str(folder.path) for folder in services.settings.folders)
        with suppress(*borne):
            tell(f"أراقب: {folders}", f"Watching: {folders}")
        watch_folders(services, jobs or services.settings.worker_count, stop, report, once=once)
    if once and stop():
        return Exit.STOPPED
    return Exit.SOME_LEFT if once and left else Exit.DONE


def _opened_when_it_can_be(home: Path) -> Services:
    """The services of a home; a database that is away or a full disk at the start is waited for, as it is later."""

    def pause(error: Unavailable, seconds: float) -> None:
        with suppress(OSError):
            tell(error.message.ar, error.message.en)
        log.warning("waiting for the store", error=error.detail)
        time.sleep(seconds)

    return when_available(lambda: writing(home), pause)


COMMANDS: dict[str, Any] = {"import": import_, "watch": watch}
