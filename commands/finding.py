"""`search` and `reindex`."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource
from openpyxl import Workbook
from rich.console import Console
from rich.progress import Progress, TextColumn

from archive_store.search.hits import SearchHit, SearchResult
from commands.frame import Exit, json_flag, out, program_command, reading, tell, write_json, writing
from commands.language import language, option, t
from commands.outcomes import dossiers_of
from domain.errors import Unavailable
from pipeline.finding import feed_rows, find
from pipeline.services import Services
from pipeline.views import box_object

MOST_ROWS = 100_000  # of a sheet, where no limit is given
SHEET_COLUMNS = (
    "document",
    "page",
    "score",
    "type",
    "tab",
    "service",
    "request_no",
    "register_no",
    "date",
    "status",
    "subject",
    "snippet",
    "also_in",
)


@program_command(
    "search",
    example="warraq search 'تقرير طبي'\nwarraq search 'طلب:2021-000123' --json\nwarraq search '' --type decision --from 2021-01-01",
)
@click.argument("query", metavar="QUERY", default="")
@option("--limit", type=click.IntRange(min=1), default=20, show_default=True, ar="أقصى عدد", en="at most so many")
@option("--offset", type=click.IntRange(min=0), default=0, ar="ابدأ بعد هذا العدد", en="start after so many")
@option("--service", default=None, metavar="C", ar="خدمة", en="service")
@option("--type", "type_code", default=None, metavar="C", ar="نوع الوثيقة", en="document type")
@option("--tab", default=None, metavar="C", ar="الباب", en="tab")
@option("--request", default=None, metavar="NO", ar="رقم الطلب", en="request number")
@option("--from", "since", default=None, metavar="D", ar="من تاريخ", en="dated from")
@option("--to", "until", default=None, metavar="D", ar="إلى تاريخ", en="dated up to")
@option("--sort", type=click.Choice(["relevance", "date"]), default="relevance", show_default=True, ar="الترتيب", en="order")
@option(
    "--facets", is_flag=True, ar="أعداد النتائج بحسب الخدمة والباب والنوع والسنة …", en="counts by service, tab, type, year …"
)
@option(
    "--out",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    ar="إلى ملف csv أو xlsx",
    en="into a .csv or .xlsx",
)
@json_flag
def search(home: Path, query: str, target: Path | None, as_json: bool, **asked: Any) -> int:
    if target is not None and target.suffix.lower() not in (".csv", ".xlsx"):
        raise click.UsageError(t("‎--out: ملف ينتهي بـ ‎.csv أو ‎.xlsx", "--out: a file that ends in .csv or .xlsx"))
    services = reading(home)
    if target is not None and click.get_current_context().get_parameter_source("limit") is ParameterSource.DEFAULT:
        asked["limit"] = MOST_ROWS
    result = find(services, query, **asked)
    if result.message is not None:
        tell(result.message.ar, result.message.en)
    if target is not None:
        _write_sheet(result, target)
    elif as_json:
        for hit in result.hits:
            write_json(hit_object(hit))
        if result.facets:
            write_json({"facets": result.facets, "total": result.total})
    else:
        print_hits(services, result)
    return Exit.DONE


def hit_object(hit: SearchHit) -> dict[str, Any]:
    """A hit as scripts read it."""
    return {
        "document": hit.document_id,
        "page": hit.page,
        "score": hit.score,
        "type": hit.type,
        "tab": hit.tab,
        "service": hit.service or None,
        "status": hit.status,
        "request_no": hit.request_no,
        "also_in": list(hit.also_in),
        "register_no": hit.register_no,
        "date": hit.date,
        "subject": hit.subject,
        "snippet": hit.snippet,
        "marks": [{"page": mark.page, "text": mark.text, "box": box_object(mark.box)} for mark in hit.marks],
    }


def print_hits(services: Services, result: SearchResult) -> None:
    """Hits for a person: where each stands, and its words in their surroundings with the found ones marked."""
    for hit in result.hits:
        kind = services.catalogue.types.get(hit.type)
        name = (kind.ar if language() == "ar" else kind.en) if kind else hit.type
        dossiers = dossiers_of(hit.request_no, hit.also_in)
        parts = [hit.document_id, name, dossiers, hit.register_no or "", f"{t('ص', 'p.')} {hit.page}"]
        out("  ".join(part for part in parts if part))
        out(f"    {hit.snippet}")
    for name, values in result.facets.items():
        out(f"{name}: " + ", ".join(f"{value} ({count})" for value, count in values.items()))
    tell(f"{result.total} وثيقة", f"{result.total} documents")


def _write_sheet(result: SearchResult, target: Path) -> None:
    rows = [[_cell(hit_object(hit)[column]) for column in SHEET_COLUMNS] for hit in result.hits]
    try:
        _write_rows(rows, target)
    except OSError as error:
        raise Unavailable(f"{target}: {error.strerror}") from error
    tell(f"كُتبت {len(rows)} نتيجة في {target}", f"wrote {len(rows)} hits to {target}")


def _cell(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula stays text: what is read on papers comes from anywhere."""
    if isinstance(value, list):
        value = ", ".join(value)
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t")) else value


def _write_rows(rows: list[list[Any]], target: Path) -> None:
    if target.suffix.lower() == ".csv":
        with target.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(SHEET_COLUMNS)
            writer.writerows(rows)
    else:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        for row in (list(SHEET_COLUMNS), *rows):
            sheet.append(row)
        book.save(target)


@program_command("reindex", example="warraq reindex")
def reindex(home: Path) -> int:
    services = writing(home)
    with services.archive.read() as reader:
        head = reader.feed_head()
    columns = (TextColumn("{task.description}"), *Progress.get_default_columns()[1:])
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
        bar = progress.add_task(t("فهرسة", "indexing"), total=head)
        services.index.rebuild(
            lambda after, limit: feed_rows(services, after, limit), lambda no: progress.update(bar, completed=no)
        )
        progress.update(bar, completed=head)  # a document changed several times has several numbers
    if services.index.needs_rebuild or services.index.head() < head:
        tell("عملية أخرى تبني الفهرس الآن.", "Another process is building the index now.")
        return Exit.SOME_LEFT
    tell(f"الفهرس كامل حتى القيد {head}", f"the index is complete up to feed number {head}")
    return Exit.DONE


COMMANDS: dict[str, Any] = {"search": search, "reindex": reindex}
