"""`register`, `verify` and `report`: the books."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

import click
from openpyxl import Workbook
from rich.console import Console
from rich.progress import Progress

from archive_store.verify import Checked
from commands.frame import Exit, command, group, json_flag, out, program_command, reading, table, tell, write_json
from commands.language import option, t
from domain.documents import Book
from pipeline.reports import ReportRow, report_rows
from pipeline.soundness import check_home
from pipeline.typed import typed_date
from pipeline.views import entry_object

register = group(
    "register",
    example="warraq register list --year 2026",
)


@command(
    "list", ar="قيود السجل بترتيبها", en="the entries in order", example="warraq register list --year 2026 --json", group=register
)
@option("--year", type=int, default=None, ar="سنة بعينها", en="of one year")
@option("--book", type=click.Choice([b.value for b in Book]), default=None, ar="الوارد أو الصادر", en="incoming or outgoing")
@json_flag
def list_(home: Path, year: int | None, book: str | None, as_json: bool) -> int:
    services = reading(home)
    with services.archive.read() as reader:
        entries = list(reader.register(year=year, book=Book(book) if book else None))
    if as_json:
        for entry in entries:
            write_json(entry_object(entry))
        return Exit.DONE
    columns = [
        ("الرقم", "no"),
        ("السنة", "year"),
        ("التاريخ", "date"),
        ("الوثيقة", "document"),
        ("الطلب", "request"),
        ("الموضوع", "subject"),
    ]
    table(columns, [(e.label, str(e.year), e.date.isoformat(), e.document_id, e.request_no or "", e.subject) for e in entries])
    return Exit.DONE


@program_command(
    "verify",
    example="warraq verify",
)
@json_flag
def verify(home: Path, as_json: bool) -> int:
    services = reading(home)
    code = Exit.DONE
    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as progress:
        bar = progress.add_task(t("فحص", "checking"), total=None)
        for found in check_home(services, lambda done, of: progress.update(bar, completed=done, total=of)):
            if isinstance(found, Checked):
                _print_checked(found, as_json)
                code = Exit.INTEGRITY if found.problems else Exit.DONE
            elif as_json:
                write_json({"kind": found.kind, "where": found.where, "detail": found.detail})
            else:
                out(f"{found.kind}  {found.where}  {found.detail}")
    return code


def _print_checked(found: Checked, as_json: bool) -> None:
    counts = {"objects": found.objects, "entries": found.entries, "events": found.events, "documents": found.documents}
    if as_json:
        write_json({"checked": counts, "problems": found.problems})
        return
    out(
        t(
            f"فُحص {found.objects} ملفًا و{found.entries} قيدًا و{found.events} حدثًا و{found.documents} وثيقة: "
            f"{found.problems} مشكلة",
            f"checked {found.objects} objects, {found.entries} entries, {found.events} events, {found.documents} documents: "
            f"{found.problems} problems",
        )
    )
    for note in found.notes:
        tell(note, note)


@program_command(
    "report",
    example="warraq report --from 2020-07-01 --to 2021-01-26\nwarraq report --format csv > report.csv",
)
@option("--from", "since", metavar="D", default=None, ar="قُدمت من هذا التاريخ", en="submitted from this date on")
@option("--to", "until", metavar="D", default=None, ar="قُدمت حتى هذا التاريخ", en="submitted up to this date")
@option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "xlsx", "json"]),
    default="table",
    show_default=True,
    ar="الصيغة",
    en="form",
)
@option("--out", "target", type=click.Path(path_type=Path, dir_okay=False), default=None, ar="إلى ملف", en="into a file")
def report(home: Path, since: str | None, until: str | None, form: str, target: Path | None) -> int:
    services = reading(home)
    rows = report_rows(services, typed_date(since) if since else None, typed_date(until) if until else None)
    if form == "xlsx" and target is None:
        raise click.UsageError(t("‎--format xlsx يحتاج ‎--out FILE.xlsx", "--format xlsx needs --out FILE.xlsx"))
    headings = ["service", "ar", "en", "requests", "papers", "decided", "kept", "missed", "open"]
    if form == "json":
        for row in rows:
            write_json(dict(zip(headings, row.cells(), strict=True)))
    elif form == "table":
        _print_report(rows)
    else:
        _write_sheet(form, headings, rows, target)
    return Exit.DONE


def _print_report(rows: list[ReportRow]) -> None:
    columns = [("الخدمة", "service"), ("الطلبات", "requests"), ("الأوراق", "papers"), ("بُتّ فيها", "decided")]
    columns += [("ضمن المهلة", "in time"), ("تجاوزت المهلة", "late"), ("قيد الإنجاز", "open")]
    shown = [(t(r.ar, r.en), *map(str, (r.requests, r.papers, r.decided, r.kept, r.missed, r.open))) for r in rows]
    totals = [sum(getattr(r, name) for r in rows) for name in ("requests", "papers", "decided", "kept", "missed", "open")]
    table(columns, [*shown, (t("المجموع", "total"), *map(str, totals))])


def _write_sheet(form: str, headings: list[str], rows: list[ReportRow], target: Path | None) -> None:
    if form == "xlsx" and target is not None:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.sheet_view.rightToLeft = True
        for line in (headings, *(row.cells() for row in rows)):
            sheet.append(list(line))
        book.save(target)
        return
    with target.open("w", encoding="utf-8-sig", newline="") if target else click.open_file("-", "w", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows(row.cells() for row in rows)


COMMANDS: dict[str, Any] = {"register": register, "verify": verify, "report": report}
