"""Electronic records out of a spreadsheet: CSV in any usual encoding and separator, or XLSX, with headings in Arabic or English.

Headings are guessed from lists of usual wordings; a mapping file (TOML: our column = "their heading") overrides the guess.
A row that cannot be used is reported with its line number, the others go on.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, count, islice
from pathlib import Path
from typing import Any

from domain.arabic import fold
from domain.dates import parse_date
from domain.documents import Record
from domain.errors import InvalidRequest
from domain.messages import Message
from domain.numbers import canonical_national_no, canonical_phone, canonical_request_no
from ingest.record_tables import Cell, read_tables

DATE_COLUMNS = ("submitted_on", "due_on", "decided_on")
HEADING_ROWS = 10  # the headings are looked for in so many rows that hold something
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
    """The records of a CSV or XLSX file, in order. Raises InvalidRequest where the file as a whole cannot be used.

    Titles and empty rows may stand above the headings. Of several sheets the first with our headings is read.
    """
    given = {ours: _key(theirs) for ours, theirs in (mapping or {}).items()}
    likeliest: list[str] = []
    for table in read_tables(path):
        rows = ((line, cells) for line, cells in table.rows if any(_text(cell) for cell in cells))
        top = list(islice(rows, HEADING_ROWS))
        headings = [[_text(cell) for cell in cells] for _, cells in top]
        place = _heading_place(headings, given)
        if place is None:
            likeliest = max([likeliest, *headings], key=_likeness)
            continue
        columns = _columns(headings[place], given)
        for line, cells in chain(top[place + 1 :], rows):
            yield _row(line, columns, cells, strayed=table.divided and any(_text(cell) for cell in cells[len(columns) :]))
        return
    raise InvalidRequest(_no_headings(path, likeliest, mapping or {}))


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
    if len({_key(theirs) for theirs in mapping.values()} - {""}) < len(mapping):
        raise InvalidRequest(
            Message(
                ar=f"في ملف المطابقة {path.name} اسم عمود فارغ أو مذكور مرتين.",
                en=f"The mapping {path.name} has an empty heading, or gives one heading to two columns.",
            )
        )
    return mapping


# ── headings ──


def _key(heading: str) -> str:
    return re.sub(r"[\W_]+", "", fold(heading).lower())


GUESSES = {_key(word): ours for ours, words in HEADINGS.items() for word in (ours, *words)}


def _likeness(headings: list[str]) -> tuple[int, int]:
    """How much a row looks like headings: known wordings, then filled cells."""
    return (sum(_key(heading) in GUESSES for heading in headings), sum(bool(heading) for heading in headings))


def _heading_place(rows: list[list[str]], given: Mapping[str, str]) -> int | None:
    """Which of the rows holds the headings: every one that the mapping names, and one for the request number."""
    places = []
    for place, row in enumerate(rows):
        keys = {_key(heading) for heading in row} - {""}
        numbered = "request_no" in given or any(GUESSES.get(key) == "request_no" for key in keys)
        if numbered and keys.issuperset(given.values()):
            places.append(place)
    return max(places, key=lambda place: _likeness(rows[place]), default=None)


def _columns(headings: list[str], given: Mapping[str, str]) -> list[str]:
    """Our name for each column; a heading that is not ours stays as it is, numbered where it stands there again."""
    wanted = {key: ours for ours, key in given.items()}
    columns: list[str] = []
    for heading in headings:
        key = _key(heading)
        ours = wanted.get(key) or GUESSES.get(key, "")
        if given.get(ours, key) != key or ours in columns:
            ours = ""  # the column is another heading's: by the mapping, or because that one stands before
        columns.append(ours or _unused(heading, columns))
    return columns


def _unused(heading: str, columns: list[str]) -> str:
    taken = {*columns, *HEADINGS}
    names = chain([heading], (f"{heading} ({number})" for number in count(2)))
    return next(name for name in names if not name or name not in taken)


def _no_headings(path: Path, likeliest: list[str], mapping: Mapping[str, str]) -> Message:
    if not likeliest:
        return Message(ar=f"الملف {path.name} فارغ.", en=f"The file {path.name} is empty.")
    # Where a file has no headings these are values: what has a number in it is not shown.
    printable = ("".join(filter(str.isprintable, heading))[:40] for heading in likeliest)
    shown = "، ".join(heading for heading in printable if heading and not re.search(r"\d{4}", fold(heading))) or "—"
    there = {_key(heading) for heading in likeliest} - {""}
    lacking = "، ".join(theirs for theirs in mapping.values() if _key(theirs) not in there)
    if lacking:
        return Message(
            ar=f"ملف المطابقة يسمّي أعمدة ليست في {path.name}: {lacking}. أعمدة الملف: {shown}",
            en=f"The mapping names headings that {path.name} does not have: {lacking}. Its headings: {shown}",
        )
    return Message(
        ar=f'لا عمود لرقم الطلب في {path.name}. الأعمدة: {shown}. حدده بملف --mapping فيه: request_no = "…"',
        en=f'No column of {path.name} holds the request number. Columns: {shown}. Name it in a --mapping file: request_no = "…"',
    )


# ── one row ──


def _row(line: int, columns: list[str], cells: list[Cell], *, strayed: bool = False) -> RecordRow:
    """`strayed`: the row has more cells than there are headings, so that nobody knows which cell is what."""
    if strayed:
        return RecordRow(line, None, _STRAYED)
    values = {name: cell for name, cell in zip(columns, cells, strict=False) if name and cell is not None}
    warnings: list[Message] = []
    printed = _text(values.pop("request_no", None))
    request_no = _request_no(printed, warnings)
    if request_no is None:
        return RecordRow(line, None, _bad_request_no(printed))
    dates: dict[str, dt.date | None] = {}
    for name in DATE_COLUMNS:
        try:
            dates[name] = _date(values.pop(name, None))
        except ValueError as error:
            return RecordRow(line, None, Message(ar=f"تاريخ غير مفهوم في {name}: {error}", en=f"not a date in {name}: {error}"))
    texts = {
        name: " ".join(_text(values.pop(name, None)).split()) for name in HEADINGS if name not in (*DATE_COLUMNS, "request_no")
    }
    texts["national_no"] = _national_no(texts["national_no"], warnings)
    texts["phone"] = _phone(texts["phone"], warnings)
    extra = tuple((name, _text(cell)) for name, cell in values.items() if _text(cell))
    known: dict[str, Any] = {**texts, **dates}
    record = Record(request_no=request_no, extra=extra, **known)
    return RecordRow(line, record, None, tuple(warnings))


_STRAYED = Message(
    ar="خلايا السطر أكثر من العناوين. ضع القيمة التي فيها فاصل بين علامتي اقتباس",
    en="the row has more cells than there are headings. Put a value that holds the separator in quotes",
)


def row_from_values(line: int, values: Mapping[str, Cell]) -> RecordRow:
    """A row given value by value under our own column names, checked and repaired like one of a file."""
    return _row(line, list(values), list(values.values()))


def _bad_request_no(printed: str) -> Message:
    if not printed:
        return Message(ar="لا رقم طلب في السطر", en="the row has no request number")
    return Message(
        ar=f"رقم طلب غير صحيح: {printed}. الصيغة 2021-000123", en=f"not a request number: {printed}. It is written 2021-000123"
    )


def _request_no(printed: str, warnings: list[Message]) -> str | None:
    """The canonical request number: written in full, typed without its zeros, or ten digits that a sheet holds as a number."""
    number = _whole(printed)
    if re.fullmatch(r"\d{4}\.\d{1,5}", number):  # a sheet's decimal number: the zeros at its end are lost
        return None
    exact = canonical_request_no(re.sub(r"^((?:19|20)\d\d)(\d{6})$", r"\1-\2", number) if number.isdecimal() else number)
    typed = exact or canonical_request_no(number, typed=True)
    if typed and not exact:
        warnings.append(Message(ar="أعيدت الأصفار إلى رقم الطلب", en="leading zeros of the request number restored"))
    return typed


def _text(cell: Cell) -> str:
    """A cell as text: whole numbers without a decimal point, dates ISO, with the time if there is one."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ", "seconds")
    return str(cell).strip()


def _whole(text: str) -> str:
    """A number in ASCII digits, without the `.0` that programs append where a column had gaps."""
    return re.sub(r"^(\d+)\.0$", r"\1", fold(text).strip())


# The time that databases write behind a date.
_TIME = re.compile(r"(?<=\d)(?:T|\s+)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2}|\s?[AP]M)?$", re.IGNORECASE)


def _date(cell: Cell) -> dt.date | None:
    """A date from a date cell, an Excel serial number, or text in any usual form. Raises ValueError."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    text = _TIME.sub("", _text(cell))
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
    number = _whole(text)
    digits = re.sub(r"[\s\-/]", "", number)
    if re.fullmatch(r"\d{8,10}", digits):
        warnings.append(
            Message(
                ar=f"أعيدت الأصفار إلى أول الرقم الوطني (كان {len(digits)} أرقام)",
                en=f"leading zeros of the national number restored (it had {len(digits)} digits)",
            )
        )
        return digits.zfill(11)
    canonical = canonical_national_no(number)
    if text and canonical is None:
        warnings.append(
            Message(ar="الرقم الوطني ليس 11 رقمًا؛ حُفظ كما هو", en="the national number does not have 11 digits; kept as it is")
        )
    return canonical or text


def _phone(text: str, warnings: list[Message]) -> str:
    """09XXXXXXXX where it can be told; a dropped leading zero comes back, with a warning."""
    number = _whole(text)
    digits = re.sub(r"[\s\-/()]", "", number)
    if re.fullmatch(r"9\d{8}", digits):
        warnings.append(Message(ar="أعيد الصفر إلى أول رقم الهاتف", en="leading zero of the phone number restored"))
        return f"0{digits}"
    return canonical_phone(number) or text
