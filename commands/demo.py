"""`demo`: the main job at a glance."""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from commands.finding import print_hits
from commands.frame import Exit, console, out, program_command, table, tell
from commands.language import option, t
from commands.outcomes import reason_name, status_name
from domain.documents import Document, Scan
from pipeline.demo import find_samples, is_done, prepare, run_demo, start_afresh
from pipeline.finding import find
from pipeline.services import Services, open_services
from pipeline.stopping import stop_signals

QUERY = "تقرير طبي"
TAB, WIDE = 3, 120  # the column of tabs, and from how many columns of the terminal on it is shown
ROOT = Path(__file__).resolve().parent.parent


@program_command(
    "demo",
    example="warraq demo\nwarraq demo --fresh",
    home=lambda: ROOT / ".demo",
)
@option("--fresh", is_flag=True, ar="من جديد", en="run again")
def demo(home: Path, fresh: bool) -> int:
    samples = find_samples(ROOT)
    if fresh:
        start_afresh(home)
    if is_done(home):
        tell("نتيجة تشغيل سابق (‎--fresh لإعادته):", "The result of an earlier run (--fresh runs it again):")
        services = open_services(home)
    else:
        services = prepare(home, samples)
        began = time.monotonic()
        with stop_signals(services.archive.hurry) as stop:
            total = sum(path.is_file() for path in samples.inbox.rglob("*"))
            with _bar(total) as progress:
                bar = progress.add_task(t("قراءة العينات", "reading the samples"), total=total)
                for _ in run_demo(services, samples, services.settings.worker_count, stop):
                    progress.advance(bar)
            if stop():
                tell("أُوقف؛ أعد الأمر للمتابعة.", "Stopped; run the command again to go on.")
                return Exit.STOPPED
        tell(f"استغرق {time.monotonic() - began:.0f} ثانية", f"took {time.monotonic() - began:.0f} s")
    _show(services)
    _say_next(home)
    return Exit.DONE


def _bar(total: int) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True)


def _show(services: Services) -> None:
    with services.archive.read() as reader:
        scans = list(reader.scans())
        records = reader.record_count()
    columns = [
        ("الملف", "file"),
        ("المصير", "outcome"),
        ("النوع", "type"),
        ("الباب", "tab"),
        ("الطلب", "request"),
        ("القيد", "register"),
        ("السبب", "why"),
    ]
    rows = [row for scan in scans for row in _rows(services, scan)]
    if console().width < WIDE:  # the tab follows from the type
        columns.pop(TAB)
        rows = [(*row[:TAB], *row[TAB + 1 :]) for row in rows]
    table(columns, rows, whole=("outcome", "request", "register"))
    tally = Counter(scan.status for scan in scans)
    out("  ".join(f"{status_name(status)}: {count}" for status, count in tally.items()))
    out(t(f"السجلات الإلكترونية: {records}", f"electronic records: {records}"))
    out(f"\n$ warraq search '{QUERY}'")
    print_hits(services, find(services, QUERY, limit=5))


def _rows(services: Services, scan: Scan) -> list[tuple[str, ...]]:
    name = Path(scan.source.path).name
    if not scan.documents:
        why = scan.duplicate_of or (reason_name(scan.reason) if scan.reason else "")
        return [(name, status_name(scan.status), "", "", "", "", why)]
    return [(name if place == 0 else "″", *_cells(services, document)) for place, document in enumerate(scan.documents)]


def _cells(services: Services, document: Document) -> tuple[str, ...]:
    draft, catalogue = document.draft, services.catalogue
    kind, tab = catalogue.types[draft.classification.type], catalogue.tabs[document.tab]
    outcome = t("مراجعة", "review") if draft.undecided else t("مؤرشف", "archived")
    why = " ".join(map(reason_name, draft.undecided))
    return (outcome, t(kind.ar, kind.en), t(tab.ar, tab.en), draft.link.request_no or "", document.register_no or "", why)


def _say_next(home: Path) -> None:
    program = ".venv/bin/warraq"
    out(t("\nجرّب الآن:", "\nTry next:"))
    for line in (
        f"{program} --home {home} search 'الزيتون'",
        f"{program} --home {home} review list",
        f"{program} --home {home} verify",
        f"{program} --home ~/warraq init        {t('# أرشيف خاص بك', '# an archive of your own')}",
    ):
        out(f"  {line}")


COMMANDS = {"demo": demo}
