"""Electronic records out of the spreadsheets that offices really have."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart, Reference

import cli
from domain.errors import InvalidRequest
from ingest.record_files import RecordRow, read_mapping, read_records, row_from_values

HEADINGS = ["رقم الطلب", "اسم مقدّم الطلب", "الرقم الوطني", "رقم الهاتف", "تاريخ التقديم"]
ROW = ["2021-000126", "ليلى سامر الزيتون", "01234567890", "0912345678", "2021-03-04"]
TEXT = f"{','.join(HEADINGS)}\r\n{','.join(ROW)}\r\n"


def written(tmp_path: Path, content: str | bytes, name: str = "records.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def workbook(tmp_path: Path, *sheets: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    path = tmp_path / "records.xlsx"
    book.save(path)
    return path


def rows_of(path: Path, mapping: dict[str, str] | None = None) -> list[RecordRow]:
    return list(read_records(path, mapping))


def the_row(path: Path, mapping: dict[str, str] | None = None) -> RecordRow:
    (row,) = rows_of(path, mapping)
    return row


def one_value(tmp_path: Path, column: str, value: str) -> RecordRow:
    return the_row(written(tmp_path, f"request_no;{column}\n2021-000126;{value}\n"))


def numbers(rows: list[RecordRow]) -> list[str | None]:
    return [row.record.request_no if row.record else None for row in rows]


# ── encodings ──


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1256"])
def test_every_usual_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    record = the_row(written(tmp_path, TEXT.encode(encoding))).record
    assert record is not None
    assert (record.request_no, record.applicant_name) == ("2021-000126", "ليلى سامر الزيتون")
    assert (record.national_no, record.phone, record.submitted_on) == ("01234567890", "0912345678", dt.date(2021, 3, 4))


def test_utf16_big_endian_with_its_mark(tmp_path: Path) -> None:
    assert numbers(rows_of(written(tmp_path, b"\xfe\xff" + TEXT.encode("utf-16-be")))) == ["2021-000126"]


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode("utf-16")[:-1],  # cut off within a letter
        TEXT.encode("utf-16-le") + b"\x00",
        TEXT.encode("utf-32"),
        TEXT.encode().replace("ليلى".encode(), "ليلى".encode()[:-1]),  # never read as Windows-1256, into nonsense
        TEXT.encode() + b"\x00",
        bytes(range(256)) * 20,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
        b"PK\x03\x04" + b"\x00" * 50,
        b"",
        b"\n\n \n",
    ],
)
def test_what_is_no_sound_table_is_refused_in_both_languages(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        rows_of(written(tmp_path, content))
    assert "records.csv" in refusal.value.message.ar and "records.csv" in refusal.value.message.en
    assert "ليلى" not in refusal.value.message.en


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=200), st.text(max_size=60).map(lambda text: (TEXT + text).encode("utf-16-le", "ignore"))))
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    try:
        rows_of(written(tmp_path, content))
    except InvalidRequest as error:
        assert error.message.ar and error.message.en


def test_the_program_refuses_with_usage_and_without_a_traceback(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    home, file = str(tmp_path / "home"), written(tmp_path, TEXT.encode("utf-16")[:-1])
    mapping = written(tmp_path, 'request_no = "رقم الملف"\n', "columns.toml")
    assert cli.run(["--home", home, "init"]) == 0
    assert cli.run(["--home", home, "records", "import", str(file)]) == 2
    file.write_text(TEXT)
    assert cli.run(["--home", home, "records", "import", str(file), "--mapping", str(mapping)]) == 2
    told = capfd.readouterr().err
    assert "Traceback" not in told and "ليلى" not in told
    assert "رقم الملف" in told and "الرقم الوطني" in told
    assert cli.run(["--home", home, "records", "import", str(file)]) == 0


# ── separators, quotes ──


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_separators_and_line_ends(tmp_path: Path, separator: str, line_end: str) -> None:
    rows = [HEADINGS, ROW, ["2021-000127", '"النيلي, سمر; أنور"', "", "", ""]]
    content = line_end.join(separator.join(cells) for cells in rows)
    first, second = rows_of(written(tmp_path, content))
    assert first.record and second.record
    assert second.record.applicant_name == "النيلي, سمر; أنور"
    assert (first.line, second.line) == (2, 3)


def test_a_quoted_line_break_stays_in_its_cell_and_lines_are_still_counted(tmp_path: Path) -> None:
    first, second = rows_of(written(tmp_path, 'رقم الطلب,الاسم,ملاحظات\n2021-000126,"ليلى\nالزيتون","أ\nب"\nهباء,,\n'))
    assert first.record is not None
    assert first.record.applicant_name == "ليلى الزيتون" and first.record.extra == (("ملاحظات", "أ\nب"),)
    assert (first.line, second.line, second.record) == (2, 5, None)


@pytest.mark.parametrize("after", ["\n2021-000128,ب\n", "", "\n" + "2021-000129,ت\n" * 20_000])
def test_a_quote_never_closed_does_not_swallow_the_rows_behind_it(tmp_path: Path, after: str) -> None:
    with pytest.raises(InvalidRequest, match="line 3 is never closed"):
        next(read_records(written(tmp_path, f'رقم الطلب,الاسم\n2021-000126,أ\n2021-000127,"سمر{after}')))


def test_a_row_with_a_loose_separator_is_rejected_not_shifted(tmp_path: Path) -> None:
    rows = rows_of(written(tmp_path, "رقم الطلب,الجمعية,المحافظة\n2021-000126,غيمة, بيضاء,حلب\n2021-000127,غيمة,حلب,,\n"))
    assert numbers(rows) == [None, "2021-000127"]
    assert rows[0].line == 2 and rows[0].problem


# ── headings, mapping ──


@pytest.mark.parametrize("above", [["سجل طلبات، 2021"], ["", "سجل الطلبات", "", "دائرة الخدمات"], [""] * 30])
def test_titles_and_empty_rows_may_stand_above_the_headings(tmp_path: Path, above: list[str]) -> None:
    semicolons = TEXT.replace(",", ";")
    csv_row = the_row(written(tmp_path, "".join(f"{line}\n" for line in above) + semicolons))
    xlsx_row = the_row(workbook(tmp_path, [*([line] for line in above), HEADINGS, ROW]))
    for row in (csv_row, xlsx_row):
        assert row.record is not None and row.record.applicant_name == "ليلى سامر الزيتون"
        assert row.line == len(above) + 2


def test_headings_far_below_are_not_looked_for(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="holds the request number"):
        rows_of(written(tmp_path, "عنوان\n" * 10 + TEXT))


def test_headings_in_other_spellings_and_languages(tmp_path: Path) -> None:
    for heading in ("رقم  المعاملة", "رَقْم المعامله:", "REQUEST NUMBER", "request_no", "رقم_الطلب"):
        assert numbers(rows_of(written(tmp_path, f"{heading};الأسم\n2021-000126;أ\n"))) == ["2021-000126"]


def test_unknown_columns_are_kept_also_where_a_heading_comes_twice(tmp_path: Path) -> None:
    record = the_row(written(tmp_path, "رقم الطلب,ملاحظات,ملاحظات,الطابق\n2021-000126,أ,ب,٣\n")).record
    assert record is not None
    assert record.extra == (("ملاحظات", "أ"), ("ملاحظات (2)", "ب"), ("الطابق", "٣"))


def test_a_mapping_overrides_the_guess(tmp_path: Path) -> None:
    file = written(tmp_path, "request_no;رقم الملف;الاسم;الكاتب\n7;2021-000126;أنور;سمر\n")
    given = read_mapping(written(tmp_path, 'request_no = "رقم الملف"\napplicant_name = "الكاتب"\n', "columns.toml"))
    record = the_row(file, given).record
    assert record is not None
    assert (record.request_no, record.applicant_name) == ("2021-000126", "سمر")
    assert dict(record.extra) == {"request_no (2)": "7", "الاسم": "أنور"}


@pytest.mark.parametrize("named", [{"phone": "هاتف البيت"}, {"request_no": "رقم الملف"}])
def test_a_mapping_to_a_heading_that_is_not_there_is_refused(tmp_path: Path, named: dict[str, str]) -> None:
    for file in (written(tmp_path, TEXT), workbook(tmp_path, [HEADINGS, ROW])):
        with pytest.raises(InvalidRequest) as refusal:
            rows_of(file, named)
        for told in (refusal.value.message.ar, refusal.value.message.en):
            assert all(text in told for text in (*named.values(), "رقم الطلب", "الرقم الوطني"))


@pytest.mark.parametrize("text", ['colour = "لون"', "phone = 3", 'phone = "أ"\nrequest_no = "أ"', 'phone = ""', "هاتف"])
def test_a_mapping_that_cannot_be_meant_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidRequest):
        read_mapping(written(tmp_path, text, "columns.toml"))


def test_values_of_a_file_without_headings_are_not_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        rows_of(written(tmp_path, ",".join(ROW)))
    assert "01234567890" not in refusal.value.message.ar + refusal.value.message.en


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        rows_of(written(tmp_path, "\x1b[31mعنوان\x07,آخر\n"))
    assert "عنوان، آخر" in refusal.value.message.ar and "\x1b" not in refusal.value.message.ar


# ── request numbers ──


@pytest.mark.parametrize(
    "cell",
    [
        "2021-000126",
        "٢٠٢١-٠٠٠١٢٦",
        "2021/000126",
        "000126/2021",
        "٠٠٠١٢٦/٢٠٢١",
        "2021-126",
        "2021 / 126",
        "2021000126",
        "2021000126.0",
        2021000126,
        2021000126.0,
    ],
)
def test_request_numbers_are_understood_as_typed_ones(tmp_path: Path, cell: str | float) -> None:
    rows = rows_of(workbook(tmp_path, [["رقم الطلب"], [cell]]))
    if isinstance(cell, str):
        rows += rows_of(written(tmp_path, f"رقم الطلب,الاسم\n{cell},\n"))
    assert set(numbers(rows)) == {"2021-000126"}
    short = "126" in str(cell) and "000126" not in str(cell).replace("٠٠٠", "000")
    assert all(bool(row.warnings) == short for row in rows)


def test_a_site_before_the_number_stays(tmp_path: Path) -> None:
    assert numbers(rows_of(written(tmp_path, "رقم الطلب\nDAM-2021-126\n"))) == ["DAM-2021-000126"]


def test_nonsense_for_a_request_number_is_rejected_with_its_line(tmp_path: Path) -> None:
    # 2021.126 is a decimal number whose last zeros are lost; 2021-12-01 is a date that Excel made of 2021-12
    nonsense = ["2021.126", "2021126", "12021000126", "0912345678", "2.021E+09", "126", "هباء", "-2021000126", "2021-1234567"]
    rows = rows_of(written(tmp_path, "رقم الطلب,الاسم\n" + "".join(f"{text},أ\n" for text in nonsense) + "2021-000126,ب\n,ت\n"))
    assert numbers(rows) == [*[None] * len(nonsense), "2021-000126", None]
    assert [row.line for row in rows] == list(range(2, 2 + len(rows)))
    assert all(row.problem and row.problem.ar and row.problem.en for row in rows if row.record is None)
    cells = [2021.126, 126, dt.datetime(2021, 12, 1), True]
    assert numbers(rows_of(workbook(tmp_path, [["رقم الطلب"], *([cell] for cell in cells)]))) == [None] * len(cells)


# ── other numbers ──


@pytest.mark.parametrize(
    ("written_as", "kept", "warned"),
    [
        ("01234567890", "01234567890", False),
        ("٠١٢٣٤٥٦٧٨٩٠", "01234567890", False),
        ("012 3456 7890", "01234567890", False),
        ("1234567890", "01234567890", True),
        ("1234567890.0", "01234567890", True),
        ("12345678", "00012345678", True),
        ("1.23457E+09", "1.23457E+09", True),
        ("قيد 12345678", "قيد 12345678", True),
        ("123", "123", True),
        ("", "", False),
    ],
)
def test_national_numbers(tmp_path: Path, written_as: str, kept: str, warned: bool) -> None:
    row = one_value(tmp_path, "national_no", written_as)
    assert row.record is not None
    assert (row.record.national_no, bool(row.warnings)) == (kept, warned)
    assert all("12345" not in warning.ar + warning.en for warning in row.warnings)


@pytest.mark.parametrize(
    ("written_as", "kept", "warned"),
    [
        ("٠٩١٢٣٤٥٦٧٨", "0912345678", False),
        ("+963 912 345 678", "0912345678", False),
        ("912345678", "0912345678", True),
        ("912345678.0", "0912345678", True),
        ("9.1234567E+08", "9.1234567E+08", False),
        ("011 2345678", "011 2345678", False),
    ],
)
def test_phones(tmp_path: Path, written_as: str, kept: str, warned: bool) -> None:
    row = one_value(tmp_path, "phone", written_as)
    assert row.record is not None
    assert (row.record.phone, bool(row.warnings)) == (kept, warned)


def test_numbers_that_excel_holds_as_numbers(tmp_path: Path) -> None:
    row = the_row(workbook(tmp_path, [HEADINGS, [2021000126, "أنور", 1234567890, 912345678, 44259]]))
    assert row.record is not None
    assert (row.record.national_no, row.record.phone, row.record.submitted_on) == (
        "01234567890",
        "0912345678",
        dt.date(2021, 3, 4),
    )
    assert len(row.warnings) == 2


# ── dates ──


@pytest.mark.parametrize(
    "cell",
    [
        "2021-03-04",
        "4/3/2021",
        "٤/٣/٢٠٢١",
        "4 آذار 2021",
        "44259",
        "٤٤٢٥٩",
        "44259.5",
        "2021-03-04 00:00:00",
        "2021-03-04T10:20:30.5Z",
        "4/3/2021 0:00",
        44259,
        44259.75,
        dt.date(2021, 3, 4),
        dt.datetime(2021, 3, 4, 13, 30),
    ],
)
def test_dates(tmp_path: Path, cell: Any) -> None:
    row = the_row(workbook(tmp_path, [["رقم الطلب", "تاريخ الطلب"], ["2021-000126", cell]]))
    assert row.record is not None and row.record.submitted_on == dt.date(2021, 3, 4)


def test_what_is_no_date_is_rejected_with_its_line(tmp_path: Path) -> None:
    rows = rows_of(
        written(tmp_path, "رقم الطلب,التاريخ\n2021-000126,قريبًا\n2021-000127,32/13/2021\n2021-000128,123\n2021-000129,\n")
    )
    assert numbers(rows) == [None, None, None, "2021-000129"]
    assert [row.line for row in rows] == [2, 3, 4, 5]


def test_a_date_that_excel_cannot_show_is_told_without_its_value(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["رقم الطلب", "التاريخ"], ["2021-000126", 987654321]])
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["B2"].number_format = "yyyy-mm-dd"
    book.save(path)
    code = "import sys, pathlib, ingest.record_files as f; print([r.record for r in f.read_records(pathlib.Path(sys.argv[1]))])"
    run = subprocess.run(
        [sys.executable, "-c", code, path], capture_output=True, text=True, check=True
    )  # pytest has its own filters
    assert (run.stdout, run.stderr) == ("[None]\n", "")


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(st.text(), st.from_regex(r"[-+]?[\d٠-٩]{0,12}[./ -]?[\d٠-٩]{0,6}([./ -]\d{0,4})?")), min_size=1, max_size=5
    )
)
def test_any_values_make_a_record_or_a_problem(values: list[str]) -> None:
    columns = ("request_no", "national_no", "phone", "submitted_on", "applicant_name")
    row = row_from_values(1, {**dict.fromkeys(columns, ""), **dict(zip(columns, values, strict=False))})
    assert (row.record is None) != (row.problem is None)


# ── sheets ──


def test_the_first_sheet_with_headings_is_read(tmp_path: Path) -> None:
    path = workbook(tmp_path, [], [["مقدمة"], ["كلام", "كلام"]], [["سجل"], [], HEADINGS, ROW], [HEADINGS, ["2021-000999"]])
    row = the_row(path)
    assert row.record is not None and (row.record.request_no, row.line) == ("2021-000126", 4)


def test_a_chart_and_cells_beyond_the_headings_do_no_harm(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["رقم الطلب", "الاسم"], ["2021-000126", "أنور", None, "تدقيق"]])
    book = openpyxl.load_workbook(path)
    chart = BarChart()
    chart.add_data(Reference(book.worksheets[0], min_col=1, min_row=1))
    book.create_chartsheet(index=0).add_chart(chart)
    book.active = 0
    book.save(path)
    assert numbers(rows_of(path)) == ["2021-000126"]


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, [HEADINGS, ROW])
    whole = path.read_bytes()
    for place in range(100, len(whole) - 200, 301):
        path.write_bytes(whole[:place] + bytes(byte ^ 0x55 for byte in whole[place : place + 40]) + whole[place + 40 :])
        try:
            rows_of(path)
        except InvalidRequest as error:
            assert error.message.ar and error.message.en
