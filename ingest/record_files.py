"""Electronic records out of a spreadsheet: CSV in any usual encoding and separator, or XLSX, with headings in Arabic or English.

Headings are guessed from lists of usual wordings; a mapping file (TOML: our column = "their heading") overrides the guess.
A row that cannot be used is reported with its line number, the others go on.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from domain.arabic import fold
from domain.dates import parse_date
from domain.documents import Record
from domain.errors import InvalidRequest
from domain.messages import Message
from domain.numbers import canonical_national_no, canonical_phone, canonical_request_no

Cell = str | int | float | dt.date | dt.datetime | bool | None
DATE_COLUMNS = ("submitted_on", "due_on", "decided_on")
SEPARATORS = ",;\t|"
EXCEL_EPOCH = dt.date(1899, 12, 30)  # serial 0 of Excel's 1900 system, its leap-year error included
EXCEL_SERIALS = range(20_000, 80_000)  # 1954 to 2119

# Usual headings for each of our columns, besides the column's own name. Compared after folding, spaces and signs dropped.
HEADINGS: dict[str, tuple[str, ...]] = {
    "request_no": (
        "رقم الطلب",
        "رقم المعاملة",
        "رقم القيد الإلكتروني",
        "الرقم المرجعي",
        "رقم الإضبارة",
        "request number",
        "request",
        "reference",
    ),
    "service_code": ("رمز الخدمة", "الخدمة", "نوع الخدمة", "نوع المعاملة", "نوع الطلب", "service", "service type"),
    "applicant_name": (
        "اسم مقدم الطلب",
        "مقدم الطلب",
        "الاسم",
        "الاسم الكامل",
        "الاسم الثلاثي",
        "الاسم والكنية",
        "اسم صاحب الطلب",
        "صاحب العلاقة",
        "اسم المراجع",
        "اسم المواطن",
        "المستفيد",
        "اسم المستفيد",
        "applicant",
        "name",
        "full name",
    ),
    "father_name": ("اسم الأب", "الأب", "اسم الوالد", "father", "father name"),
    "mother_name": ("اسم الأم", "الأم", "اسم الأم ونسبتها", "اسم الوالدة", "mother", "mother name"),
    "national_no": ("الرقم الوطني", "رقم وطني", "الرقم القومي", "رقم الهوية", "national number", "national id"),
    "phone": (
        "الهاتف",
        "رقم الهاتف",
        "الجوال",
        "رقم الجوال",
        "الموبايل",
        "رقم الموبايل",
        "هاتف",
        "mobile",
        "phone number",
        "telephone",
    ),
    "organization_name": (
        "اسم الجمعية",
        "الجمعية",
        "اسم المنظمة",
        "المنظمة",
        "الجهة",
        "اسم الجهة",
        "organization",
        "association",
        "organisation name",
    ),
    "governorate": ("المحافظة", "محافظة", "governorate", "province"),
    "submitted_on": (
        "تاريخ التقديم",
        "تاريخ الطلب",
        "تاريخ تقديم الطلب",
        "تاريخ المعاملة",
        "تاريخ التسجيل",
        "التاريخ",
        "submission date",
        "date",
        "submitted",
    ),
    "centre": ("المركز", "مركز الخدمة", "centre", "center"),
    "state": ("الحالة", "حالة الطلب", "وضع الطلب", "state", "status"),
    "due_on": ("تاريخ الاستحقاق", "الموعد", "موعد الإنجاز", "due date", "due"),
    "decided_on": ("تاريخ البت", "تاريخ القرار", "تاريخ الإنجاز", "decision date", "decided"),
}


@dataclass(frozen=True)
class RecordRow:
    """One row of the file. `record` is None where the row cannot be used, and `problem` says why; `warnings` name repairs."""

    line: int
    record: Record | None
    problem: Message | None = None
    warnings: tuple[Message, ...] = ()


def read_records(path: Path, mapping: Mapping[str, str] | None = None) -> Iterator[RecordRow]:
    """The records of a CSV or XLSX file, in order. Raises InvalidRequest where the file as a whole cannot be used."""
    table = _read_xlsx(path) if zipfile.is_zipfile(path) else _read_csv(path)
    lines = iter(table)
    heading = next(((line, cells) for line, cells in lines if any(_text(cell) for cell in cells)), None)
    if heading is None:
        raise InvalidRequest(Message(ar=f"الملف {path.name} فارغ.", en=f"The file {path.name} is empty."))
    columns = _columns([_text(cell) for cell in heading[1]], mapping or {}, path)
    for line, cells in lines:
        if any(_text(cell) for cell in cells):
            yield _row(line, columns, cells)


def read_mapping(path: Path) -> dict[str, str]:
    """A mapping file: TOML, one line per column, `request_no = "رقم المعاملة"`."""
    try:
        mapping = tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidRequest(
            Message(
                ar=f'ملف المطابقة {path.name} ليس TOML صحيحًا ({error}). مثال سطر: request_no = "رقم المعاملة"',
                en=f'The mapping {path.name} is not valid TOML ({error}). A line looks like: request_no = "رقم المعاملة"',
            )
        ) from error
    unknown = sorted(set(mapping) - set(HEADINGS))
    if unknown or not all(isinstance(value, str) for value in mapping.values()):
        names = ", ".join(unknown) or "?"
        raise InvalidRequest(
            Message(
                ar=f"أعمدة غير معروفة في ملف المطابقة: {names}. المعروف: {', '.join(HEADINGS)}",
                en=f"Unknown columns in the mapping: {names}. Known: {', '.join(HEADINGS)}",
            )
        )
    return mapping


# ── the file ──


def _read_csv(path: Path) -> Iterator[tuple[int, list[Cell]]]:
    text = _decode(path.read_bytes(), path)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        for cells in reader:
            yield reader.line_num, list(cells)
    except csv.Error as error:
        raise InvalidRequest(
            Message(ar=f"{path.name}، السطر {reader.line_num}: {error}", en=f"{path.name}, line {reader.line_num}: {error}")
        ) from error


def _decode(raw: bytes, path: Path) -> str:
    """UTF-8 or UTF-16 by their marks, UTF-8 if it is valid, else Windows-1256 (Arabic Excel's CSV)."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16")
    for encoding in ("utf-8-sig", "cp1256"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InvalidRequest(
        Message(
            ar=f"ترميز الملف {path.name} غير معروف. احفظه UTF-8.", en=f"The encoding of {path.name} is unknown. Save it as UTF-8."
        )
    )


def _separator(text: str) -> str:
    """The separator that divides the first lines into the most columns, the same number in each."""
    sample = text[:65536]

    def score(separator: str) -> tuple[int, int]:
        widths = [
            len(row) for row, _ in zip(csv.reader(io.StringIO(sample), delimiter=separator), range(20), strict=False) if row
        ]
        return (sum(width == widths[0] for width in widths) if widths and widths[0] > 1 else 0, widths[0] if widths else 0)

    return max(SEPARATORS, key=score)


def _read_xlsx(path: Path) -> Iterator[tuple[int, list[Cell]]]:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheet = book.active or book.worksheets[0]
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, list(cells)
    except (InvalidFileException, KeyError, ValueError, zipfile.BadZipFile, OSError) as error:
        raise InvalidRequest(
            Message(
                ar=f"تعذّر فتح {path.name} كملف XLSX. احفظه من جديد أو صدّره CSV.",
                en=f"{path.name} cannot be opened as XLSX. Save it again or export it as CSV.",
            )
        ) from error


# ── headings ──


def _key(heading: str) -> str:
    return re.sub(r"[\W_]+", "", fold(heading).lower())


def _columns(headings: list[str], mapping: Mapping[str, str], path: Path) -> list[str]:
    """Our name for each column; a heading that is not ours stays as it is."""
    wanted = {_key(theirs): ours for ours, theirs in mapping.items()}
    guesses = {_key(word): ours for ours, words in HEADINGS.items() for word in (ours, *words)}
    columns: list[str] = []
    for heading in headings:
        ours = wanted.get(_key(heading)) or guesses.get(_key(heading)) or ""
        if ours in mapping and _key(mapping[ours]) != _key(heading):
            ours = ""  # the mapping gives this column to another heading
        columns.append(ours if ours and ours not in columns else heading)
    if "request_no" not in columns:
        shown = "، ".join(headings)
        raise InvalidRequest(
            Message(
                ar=f'لا عمود لرقم الطلب في {path.name}. الأعمدة: {shown}. حدده بملف --mapping فيه: request_no = "…"',
                en=f"No column of {path.name} holds the request number. Columns: {shown}. "
                'Name it in a --mapping file: request_no = "…"',
            )
        )
    return columns


# ── one row ──


def _row(line: int, columns: list[str], cells: list[Cell]) -> RecordRow:
    values = {name: cell for name, cell in zip(columns, cells, strict=False) if name and cell is not None}
    warnings: list[Message] = []
    printed = _text(values.pop("request_no", None))
    request_no = canonical_request_no(printed)
    if request_no is None:
        return RecordRow(line, None, _bad_request_no(printed))
    dates: dict[str, dt.date | None] = {}
    for name in DATE_COLUMNS:
        try:
            dates[name] = _date(values.pop(name, None))
        except ValueError as error:
            return RecordRow(line, None, Message(ar=f"تاريخ غير مفهوم في {name}: {error}", en=f"not a date in {name}: {error}"))
    texts = {name: _text(values.pop(name, None)) for name in HEADINGS if name not in (*DATE_COLUMNS, "request_no")}
    texts["national_no"] = _national_no(texts["national_no"], warnings)
    texts["phone"] = _phone(texts["phone"], warnings)
    extra = tuple((name, _text(cell)) for name, cell in values.items() if _text(cell))
    known: dict[str, Any] = {**texts, **dates}
    record = Record(request_no=request_no, extra=extra, **known)
    return RecordRow(line, record, None, tuple(warnings))


def row_from_values(line: int, values: Mapping[str, str]) -> RecordRow:
    """A row given value by value under our own column names, checked and repaired like one of a file."""
    return _row(line, list(values), list(values.values()))


def _bad_request_no(printed: str) -> Message:
    if not printed:
        return Message(ar="لا رقم طلب في السطر", en="the row has no request number")
    return Message(
        ar=f"رقم طلب غير صحيح: {printed}. الصيغة 2021-000123", en=f"not a request number: {printed}. It is written 2021-000123"
    )


def _text(cell: Cell) -> str:
    """A cell as text: whole numbers without a decimal point, dates ISO."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return str(cell).strip()


def _date(cell: Cell) -> dt.date | None:
    """A date from a date cell, an Excel serial number, or text in any usual form. Raises ValueError."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    text = _text(cell)
    if not text:
        return None
    serial = re.fullmatch(r"(\d{5})(?:\.\d+)?", fold(text))
    if serial and int(serial[1]) in EXCEL_SERIALS:
        return EXCEL_EPOCH + dt.timedelta(days=int(serial[1]))
    date = parse_date(text)
    if date is None:
        raise ValueError(text)
    return date


def _national_no(text: str, warnings: list[Message]) -> str:
    """Eleven digits; zeros that a spreadsheet dropped at the front come back, with a warning."""
    digits = re.sub(r"\D", "", fold(text))
    if 8 <= len(digits) <= 10:
        warnings.append(
            Message(
                ar=f"أعيدت الأصفار إلى أول الرقم الوطني (كان {len(digits)} أرقام)",
                en=f"leading zeros of the national number restored (it had {len(digits)} digits)",
            )
        )
        return digits.zfill(11)
    canonical = canonical_national_no(text)
    if text and canonical is None:
        warnings.append(
            Message(ar="الرقم الوطني ليس 11 رقمًا؛ حُفظ كما هو", en="the national number does not have 11 digits; kept as it is")
        )
    return canonical or text


def _phone(text: str, warnings: list[Message]) -> str:
    """09XXXXXXXX where it can be told; a dropped leading zero comes back, with a warning."""
    digits = re.sub(r"\D", "", fold(text))
    if re.fullmatch(r"9\d{8}", digits):
        warnings.append(Message(ar="أعيد الصفر إلى أول رقم الهاتف", en="leading zero of the phone number restored"))
        return f"0{digits}"
    return canonical_phone(text) or text
