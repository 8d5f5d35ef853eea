"""`records`: the electronic records that papers are linked to."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import click

from commands.frame import Exit, command, group, json_flag, out, reading, table, tell, write_json, writing
from commands.language import language, option, t
from domain.documents import Record
from domain.errors import InvalidRequest, UnknownObject
from domain.messages import Message
from domain.numbers import canonical_request_no
from ingest.record_files import HEADINGS, RecordRow, read_mapping, read_records, row_from_values
from pipeline.records import RowResult, import_records
from pipeline.refreshing import refresh, source_of
from pipeline.views import message_object, record_object

records = group(
    "records",
    example="warraq records import records.csv",
)


@command(
    "import",
    ar="إضافة السجلات أو تحديثها من CSV أو XLSX بحسب رقم الطلب",
    en="add or update records from CSV or XLSX, by request number",
    example="warraq records import requests.xlsx\nwarraq records import requests.csv --mapping columns.toml --json",
    group=records,
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    ar='ملف TOML يسمّي الأعمدة: request_no = "رقم المعاملة"',
    en='TOML file that names the columns: request_no = "their heading"',
)
@json_flag
def import_(home: Path, file: Path, mapping: Path | None, as_json: bool) -> int:
    services = writing(home)
    rows = read_records(file, read_mapping(mapping) if mapping else None)
    tally: Counter[str] = Counter()
    for row in import_records(services, rows):
        tally[row.result] += 1
        _print_row(row, as_json)
    tell(
        f"أضيف {tally['added']}، حُدّث {tally['updated']}، بلا تغيير {tally['unchanged']}، رُفض {tally['rejected']}",
        f"{tally['added']} added, {tally['updated']} updated, {tally['unchanged']} unchanged, {tally['rejected']} rejected",
    )
    return Exit.SOME_LEFT if tally["rejected"] else Exit.DONE


def _print_row(row: RowResult, as_json: bool) -> None:
    if as_json:
        warnings = [message_object(message) for message in row.warnings]
        reason = row.reason.en if row.reason else None
        shown = {"line": row.line, "request_no": row.request_no, "result": row.result, "reason": reason}
        write_json(shown | {"message": message_object(row.reason)} | ({"warnings": warnings} if warnings else {}))
        return
    remarks = ([row.reason] if row.reason else []) + list(row.warnings)
    for remark in remarks:
        out(f"{t('السطر', 'line')} {row.line}: {remark.in_language(language())}")


@command(
    "refresh",
    ar="جلب ما تغيّر من السجلات من قاعدة البيانات المذكورة في الإعدادات [records]، بالقراءة وحدها",
    en="fetch what changed of the records from the database of the settings [records], reading only",
    example="warraq records refresh\nwarraq records refresh --full --json",
    group=records,
)
@option("--full", is_flag=True, ar="كل السجلات، لا ما تغيّر وحده", en="all records, not only what changed")
@json_flag
def refresh_(home: Path, full: bool, as_json: bool) -> int:
    services = writing(home)
    source = source_of(services)
    if source is None:
        raise InvalidRequest(
            Message(
                ar="لا قاعدة سجلات في الإعدادات: أضف قسم [records] (docs/RECORDS.md).",
                en="The settings name no records database: add a section [records] (docs/RECORDS.md).",
            )
        )
    tally: Counter[str] = Counter()
    for row in refresh(services, source, full=full):
        tally[row.result] += 1
        if row.result != "unchanged":
            _print_row(row, as_json)
    tell(
        f"أضيف {tally['added']}، حُدّث {tally['updated']}، بلا تغيير {tally['unchanged']}، رُفض {tally['rejected']}، "
        f"لم يعد في المصدر {tally['gone']}",
        f"{tally['added']} added, {tally['updated']} updated, {tally['unchanged']} unchanged, {tally['rejected']} rejected, "
        f"{tally['gone']} no longer in the source",
    )
    return Exit.SOME_LEFT if tally["rejected"] else Exit.DONE


@command("list", ar="قائمة السجلات", en="list the records", example="warraq records list --limit 20", group=records)
@option("--limit", type=click.IntRange(min=1), default=50, show_default=True, ar="أقصى عدد", en="at most so many")
@option("--offset", type=click.IntRange(min=0), default=0, ar="ابدأ بعد هذا العدد", en="start after so many")
@option("--service", default=None, ar="خدمة بعينها", en="of one service")
@json_flag
def list_(home: Path, limit: int, offset: int, service: str | None, as_json: bool) -> int:
    services = reading(home)
    with services.archive.read() as reader:
        found = list(reader.records(limit=limit, offset=offset, service=service))
    if as_json:
        for record in found:
            write_json(record_object(record))
        return Exit.DONE
    columns = [
        ("رقم الطلب", "request"),
        ("الخدمة", "service"),
        ("مقدم الطلب", "applicant"),
        ("الجهة", "association"),
        ("التاريخ", "date"),
    ]
    table(columns, [_brief(record) for record in found])
    return Exit.DONE


def _brief(record: Record) -> tuple[str, ...]:
    date = record.submitted_on.isoformat() if record.submitted_on else ""
    return (record.request_no, record.service_code, record.applicant_name, record.organization_name, date)


@command(
    "show",
    ar="سجل واحد بكل أعمدته",
    en="one record with all its columns",
    example="warraq records show 2021-000123",
    group=records,
)
@click.argument("request_no", metavar="NO")
@json_flag
def show(home: Path, request_no: str, as_json: bool) -> int:
    services = reading(home)
    with services.archive.read() as reader:
        record = reader.record(canonical_request_no(request_no, typed=True) or request_no)
    if record is None:
        raise UnknownObject(Message(ar=f"لا سجل برقم {request_no}.", en=f"There is no record {request_no}."))
    shown = record_object(record)
    if as_json:
        write_json(shown)
    else:
        table([("العمود", "column"), ("القيمة", "value")], [(key, str(value)) for key, value in shown.items() if value])
    return Exit.DONE


@command(
    "add",
    ar="إضافة سجل واحد أو تعديله",
    en="add or change one record",
    example='warraq records add 2021-000123 --set applicant_name="ليلى سامر الزيتون" --set service_code=mobility-aid',
    group=records,
)
@click.argument("request_no", metavar="NO")
@option("--set", "values", multiple=True, metavar="COLUMN=VALUE", ar="قيمة عمود", en="value of a column")
@json_flag
def add(home: Path, request_no: str, values: tuple[str, ...], as_json: bool) -> int:
    services = writing(home)
    for result in import_records(services, [_row_of(request_no, values)]):
        if result.reason is not None:
            raise InvalidRequest(result.reason)
        _print_row(result, as_json)
        tell(f"السجل {result.request_no}: {result.result}", f"record {result.request_no}: {result.result}")
    return Exit.DONE


def _row_of(request_no: str, values: tuple[str, ...]) -> RecordRow:
    pairs = dict(value.partition("=")[::2] for value in values)
    unknown = sorted(set(pairs) - set(HEADINGS))
    if unknown:
        raise InvalidRequest(
            Message(
                ar=f"عمود غير معروف: {', '.join(unknown)}. المعروف: {', '.join(HEADINGS)}",
                en=f"Unknown column: {', '.join(unknown)}. Known: {', '.join(HEADINGS)}",
            )
        )
    return row_from_values(1, {"request_no": request_no, **pairs})


COMMANDS: dict[str, Any] = {"records": records}
