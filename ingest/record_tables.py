"""The rows of a spreadsheet file: CSV in any usual encoding and separator, or the sheets of an XLSX file."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import openpyxl

from domain.errors import InvalidRequest
from domain.messages import Message

Cell = str | int | float | dt.date | dt.datetime | bool | None
Row = tuple[int, list[Cell]]

SEPARATORS = ",;\t|"
SAMPLE_ROWS = 20
SAMPLE_CHARACTERS = 65_536
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # XLS, and XLSX under a password

# openpyxl's warnings quote cells, which may hold personal data.
warnings.filterwarnings("ignore", module="openpyxl")


@dataclass(frozen=True)
class Table:
    """The rows of one table, each with the line where it begins, read as they are asked for.

    `divided`: separators made the cells, so that a row with more cells than headings was cut in a wrong place.
    """

    rows: Iterator[Row]
    divided: bool


def read_tables(path: Path) -> Iterator[Table]:
    """The one table of a CSV file, or the sheets of an XLSX file. Raises InvalidRequest where it cannot be read."""
    if zipfile.is_zipfile(path):
        yield from _read_xlsx(path)
    else:
        text = _decode(path.read_bytes(), path)
        separator = _separator(text)
        for _ in _csv_rows(text, separator, path):
            pass  # a quote that is never closed shows only at the end: refused before any row is taken
        yield Table(_csv_rows(text, separator, path), divided=True)


# ── CSV ──


def _csv_rows(text: str, separator: str, path: Path) -> Iterator[Row]:
    lines: list[str] = []
    reader = csv.reader(_kept(text, lines), delimiter=separator, skipinitialspace=True)
    first = 1
    try:
        for cells in reader:
            yield first, list(cells)
            last = "".join(lines)
            lines.clear()
            first_of_last, first = first, reader.line_num + 1
    except csv.Error as error:
        raise _open_quote(path, first) from error
    if first > 1 and _is_open(last, separator):
        raise _open_quote(path, first_of_last)


def _kept(text: str, lines: list[str]) -> Iterator[str]:
    """The lines of the text; each is put into `lines` as it is read."""
    for line in io.StringIO(text, newline=""):
        lines.append(line)
        yield line


def _is_open(row: str, separator: str) -> bool:
    """Whether the text of a row ends within quotes. A closing quote changes what follows only there."""
    probe = "\x00"
    cells = next(csv.reader(io.StringIO(row + "\n" + probe, newline=""), delimiter=separator, skipinitialspace=True), [])
    return bool(cells) and probe in cells[-1]


def _open_quote(path: Path, line: int) -> InvalidRequest:
    return InvalidRequest(
        Message(
            ar=f"{path.name}: في السطر {line} علامة اقتباس لا تُغلق. أغلقها أو احذفها.",
            en=f"{path.name}: a quote that opens in line {line} is never closed. Close it or take it out.",
        )
    )


def _decode(raw: bytes, path: Path) -> str:
    """UTF-16 by its mark or its zero bytes, UTF-8 if it is valid, else Windows-1256 (Arabic Excel's CSV)."""
    if raw.startswith(OLD_OFFICE):
        raise InvalidRequest(
            Message(
                ar=f"{path.name} ملف XLS قديم أو محمي بكلمة مرور. احفظه من Excel بصيغة XLSX بلا كلمة مرور.",
                en=f"{path.name} is an old XLS file, or under a password. Save it from Excel as XLSX without a password.",
            )
        )
    encoding = _encoding(raw)
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        raise _not_text(path) from None  # the error would carry the file's bytes along
    if "\x00" in text:
        raise _not_text(path)
    return text


def _encoding(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = raw[:SAMPLE_CHARACTERS]
    if b"\x00" in start:  # separators, digits and line ends have a zero byte in UTF-16, before or behind
        return "utf-16-be" if start[::2].count(0) > start[1::2].count(0) else "utf-16-le"
    loose = raw.decode("utf-8", "replace")
    # Windows-1256 read as UTF-8 leaves next to no Arabic letter whole; where many are, it is UTF-8 with some broken bytes.
    return "cp1256" if loose.count("\ufffd") > len(re.findall("[\u0600-\u06ff]", loose)) else "utf-8-sig"


def _not_text(path: Path) -> InvalidRequest:
    return InvalidRequest(
        Message(
            ar=f"{path.name} ليس جدولًا نصيًا سليمًا: فيه بايتات ليست من أي ترميز معروف. احفظه من جديد CSV UTF-8 أو XLSX.",
            en=f"{path.name} is not a sound text table: it has bytes of no known encoding. Save it again as CSV UTF-8 or XLSX.",
        )
    )


def _separator(text: str) -> str:
    """The separator that divides the most of the first lines into the same number of columns; of equals, the most columns."""
    sample = text[:SAMPLE_CHARACTERS]

    def score(separator: str) -> tuple[int, int]:
        rows = csv.reader(io.StringIO(sample, newline=""), delimiter=separator, skipinitialspace=True)
        try:
            widths = Counter(len(row) for row in islice(filter(any, rows), SAMPLE_ROWS) if len(row) > 1)
        except csv.Error:
            return (0, 0)
        return max(((times, width) for width, times in widths.items()), default=(0, 0))

    return max(SEPARATORS, key=score)


# ── XLSX ──


def _read_xlsx(path: Path) -> Iterator[Table]:
    try:
        sheets = openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets
    except Exception as error:  # openpyxl says of a damaged file whatever its inner parts say
        raise _not_xlsx(path) from error
    for sheet in sheets:
        yield Table(_sheet_rows(sheet, path), divided=False)


def _sheet_rows(sheet: openpyxl.worksheet._read_only.ReadOnlyWorksheet, path: Path) -> Iterator[Row]:
    try:
        sheet.reset_dimensions()  # some programs write wrong ones, and rows beyond them would be lost
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, list(cells)
    except Exception as error:
        raise _not_xlsx(path) from error


def _not_xlsx(path: Path) -> InvalidRequest:
    return InvalidRequest(
        Message(
            ar=f"تعذّر فتح {path.name} كملف XLSX. احفظه من جديد أو صدّره CSV.",
            en=f"{path.name} cannot be opened as XLSX. Save it again or export it as CSV.",
        )
    )
