"""What poppler, PDFium, MuPDF and pdf.js (where it is) read back from our PDFs: the words put in, in order, at their places."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.ocr.pdf_readers import MARKS, READERS, installed, words
from domain.documents import Box, Line, PageImage, RecognizedPage, Word
from ocr.pdf import PageSource, PdfPage, write_pdf
from tests.pages import HEIGHT, WIDTH, laid_out, recognized

BLANK = PageImage(1, WIDTH, HEIGHT, 1, (150, 150), b"\xff" * (WIDTH * HEIGHT))

OFFICE_LINES = [
    ["الجمهورية", "العربية", "السورية"],
    ["رقم", "الطلب", "2021-000123", "تاريخ", "26/1/2021"],
    ["السيد", "أحمد", "المحترم."],
    ["هاتف:", "0912345678", "الرقم", "الوطني", "01234567890"],
    ["بتاريخ", "٢٦/١/٢٠٢١", "رقم", "٢٠٢١-٠٠٠١٢٣", "صفحة", "٥"],
    ["و", "في", "1", "من", "A4"],
    ["12", "34", "56", "كلمة"],
    ["رقم", "DAM-2021-000123", "(الاسم)", "(2021)", "«نص»", "17/و", "كتابًا"],
    ["(٢٠٢١)", "قال:", "«نعم»،", "٪٥٠", "50%", "3.5", "ثم،"],
    ["١-", "بحسب", '"باب"', "المادة", "هـ1446"],
    ["12", "34", "5"],
    ["كتابًا", "جديدًا"],
]


def pdf_of(page: RecognizedPage) -> bytes:
    out = io.BytesIO()
    source = PageSource(None, "", 1, dataclasses.replace(BLANK, width=page.width, height=page.height))
    write_pdf([PdfPage(source, page)], out, title="وثيقة", document_id="D-1", created=dt.datetime(2021, 1, 26, tzinfo=dt.UTC))
    return out.getvalue()


def words_of(page: RecognizedPage) -> list[str]:
    return words(page.text)


@pytest.fixture(params=READERS)
def read(request: pytest.FixtureRequest) -> Callable[[bytes], str]:
    if not installed(request.param):
        pytest.skip(f"{request.param} is not installed")
    return lambda data: READERS[request.param](data)[0]


def test_an_office_paper_comes_back_word_for_word(read: Callable[[bytes], str]) -> None:
    page = laid_out(OFFICE_LINES)
    assert words(read(pdf_of(page))) == words_of(page)


def test_lines_stay_lines(read: Callable[[bytes], str]) -> None:
    page = laid_out(OFFICE_LINES[:6])
    lines = [line.split() for line in MARKS.sub("", read(pdf_of(page))).splitlines() if line.strip()]
    assert lines == [line.text.split() for line in page.lines]


def test_a_latin_page_comes_back(read: Callable[[bytes], str]) -> None:
    page = laid_out([["United", "Nations", "(UN)"], ["No.", "2021-000123", "of", "26/1/2021."]], leftward=False)
    assert words(read(pdf_of(page))) == words_of(page)


def test_a_page_of_digits_alone_comes_back(read: Callable[[bytes], str]) -> None:
    page = laid_out([["12", "34", "56"], ["٢٦/١/٢٠٢١", "٥", "١٢"], ["7", "8"]])
    assert words(read(pdf_of(page))) == words_of(page)


def placed(*lines: tuple[int, int, str], gap: int = 9) -> RecognizedPage:
    """Lines of Arabic, each from its right edge and top, 28 pixels high, words `gap` pixels apart."""
    made = []
    for right, top, text in lines:
        found: list[Word] = []
        for word in text.split():
            edge = found[-1].box.left - gap if found else right
            width = max(8, 12 * len(word))
            found.append(Word(word, Box(edge - width, top, width, 28), 0.9))
        made.append(Line(tuple(found), Box.around(word.box for word in found)))
    return recognized(made)


def test_columns_side_by_side_come_one_after_the_other(read: Callable[[bytes], str]) -> None:
    head = [(1150, 100, "الجمهورية العربية السورية"), (1100, 150, "وزارة الداخلية"), (1110, 200, "مكتب السجل العدلي")]
    beside = [(320, 118, "الرقم: ٧٢٧١"), (330, 168, "التاريخ: ٢٠٢٠-١٠-٢٥")]
    below = [(900, 300, "وثيقة لا حكم عليه"), (1150, 400, "الاسم الثلاثي: فائزة صالح"), (600, 470, "اسم الأم: إلهام السهيل")]
    page = placed(*head, *beside, *below)
    assert words(read(pdf_of(page))) == words_of(page)


@pytest.mark.parametrize("slope", [-2, 0, 2])
def test_cells_come_row_by_row(read: Callable[[bytes], str], slope: int) -> None:
    cells = [
        ["الاسم الثلاثي", "اسم الأب", "تاريخ الولادة"],
        ["فائزة صالح", "رضوان نادر", "١٨/٩/١٩٨٧"],
        ["إلهام قاسم", "مصطفى", "٢٦/١/٢٠٢١"],
    ]
    places = [(1150 - 350 * j, 300 + 40 * i + slope * j, cell) for i, row in enumerate(cells) for j, cell in enumerate(row)]
    page = placed((1150, 100, "وزارة الشؤون الاجتماعية والعمل"), *places, (1150, 600, "رئيس مجلس الإدارة"))
    assert words(read(pdf_of(page))) == words_of(page)


@pytest.mark.parametrize("gap", [-2, 0])
def test_words_that_touch_stay_words(read: Callable[[bytes], str], gap: int) -> None:
    page = placed(*[(1150, 100 + 60 * i, " ".join(line)) for i, line in enumerate(OFFICE_LINES[:5])], gap=gap)
    assert words(read(pdf_of(page))) == words_of(page)


def test_words_far_apart_stay_one_line_for_poppler() -> None:
    if not installed("poppler"):
        pytest.skip("pdftotext is not installed")
    page = placed(*[(1150, 100 + 60 * i, " ".join(line)) for i, line in enumerate(OFFICE_LINES[:5])], gap=30)
    lines = [line.split() for line in MARKS.sub("", READERS["poppler"](pdf_of(page))[0]).splitlines() if words(line)]
    assert lines == [line.text.split() for line in page.lines]


def test_lines_that_slant_stay_lines(read: Callable[[bytes], str]) -> None:
    """Their bands reach over one another, and the shorter ones end higher up."""
    lines = []
    for number, length in enumerate((12, 5, 14, 4, 13, 9, 14, 3)):
        boxes = [Box(1100 - 72 * i, 100 + 46 * number + 5 * i, 60, 26) for i in range(length)]
        lines.append(
            Line(tuple(Word("كلمة" + "ابتثجحخد"[number] * (i % 3), box, 0.9) for i, box in enumerate(boxes)), Box.around(boxes))
        )
    page = recognized(lines)
    assert words(read(pdf_of(page))) == words_of(page)


@pytest.mark.parametrize("last", ["011-6352132", "abc"])
def test_a_phrase_of_latin_words_in_an_arabic_line_comes_back_in_order(last: str) -> None:
    """PDFium puts the number before the address."""
    places = [("هاتف", 1000, 80), ("info@bayan.example", 500, 300), ("-", 812, 15), (last, 835, 150), ("دمشق", 390, 90)]
    line = [Word(text, Box(left, 100, width, 28), 0.9) for text, left, width in places]
    page = recognized([Line(tuple(line), Box.around(word.box for word in line)), *laid_out([["وزارة", "الشؤون"]] * 9).lines[3:]])
    for name in filter(installed, ("poppler", "mupdf")):
        assert words(READERS[name](pdf_of(page))[0])[: len(places)] == words_of(page)[: len(places)], name


def test_an_arabic_word_beside_a_latin_one_makes_no_latin_page(read: Callable[[bytes], str]) -> None:
    page = placed((600, 100, "حبيبي habibi"))
    assert words(read(pdf_of(page))) == words_of(page)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_turned_page_reads_like_an_upright_one(read: Callable[[bytes], str], rotation: int) -> None:
    page = turned(laid_out(OFFICE_LINES[:7]), rotation)
    assert words(read(pdf_of(page))) == words_of(page)


def turned(page: RecognizedPage, rotation: int) -> RecognizedPage:
    """The same page as it would lie in a stored image that must be turned clockwise by `rotation` to stand upright."""

    def lying(box: Box) -> Box:
        if rotation == 90:
            return Box(box.top, page.width - box.right, box.height, box.width)
        if rotation == 180:
            return Box(page.width - box.right, page.height - box.bottom, box.width, box.height)
        return Box(page.height - box.bottom, box.left, box.height, box.width)

    lines = [
        dataclasses.replace(
            line,
            words=tuple(dataclasses.replace(word, box=lying(word.box)) for word in line.words),
            box=lying(line.box),
        )
        for line in page.lines
    ]
    sides = (page.width, page.height) if rotation == 180 else (page.height, page.width)
    return recognized(lines, rotation=rotation, width=sides[0], height=sides[1])


ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءأإآؤئ"
arabic_words = st.text(ARABIC, min_size=1, max_size=9)
digits = st.text("0123456789", min_size=1, max_size=6)
arabic_digits = st.text("٠١٢٣٤٥٦٧٨٩", min_size=1, max_size=6)
numbers = st.one_of(
    digits,
    arabic_digits,
    st.tuples(digits, digits, digits).map("/".join),
    st.tuples(arabic_digits, arabic_digits, arabic_digits).map("/".join),
    st.tuples(digits, digits).map("-".join),
    st.tuples(arabic_digits, arabic_digits).map("-".join),
    digits.map("DAM-2021-{}".format),
    digits.map("{}%".format),
    digits.map("{}/و".format),
)
dressed = st.builds(str.format, st.sampled_from(["({})", "«{}»", "{}.", "{}،", "{}:", "{}؟", "[{}]"]), arabic_words)
any_word = st.one_of(arabic_words, arabic_words, arabic_words, numbers, dressed, st.sampled_from(["PDF", "Damascus", "A4"]))
# A line of Latin letters alone, or words on which a line of Arabic does not stand, belong to the tests above.
any_line = st.tuples(arabic_words, st.lists(any_word, min_size=1, max_size=6)).map(lambda parts: [parts[0], *parts[1]])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(any_line, min_size=3, max_size=12))
def test_any_page_comes_back(read: Callable[[bytes], str], lines: Sequence[Sequence[str]]) -> None:
    page = laid_out(
        [OFFICE_LINES[1], *(_without_latin_neighbours(line) for line in lines)]
    )  # PDFium takes a thin page for upright
    assert words(read(pdf_of(page))) == words_of(page)


def _without_latin_neighbours(line: Sequence[str]) -> list[str]:
    """Latin words side by side run from the left in print, which `laid_out` does not draw."""
    kept: list[str] = []
    for word in line:
        if not (kept and word[0].isascii() and word[0].isalpha() and kept[-1][0].isascii() and kept[-1][0].isalpha()):
            kept.append(word)
    return kept


# MuPDF's list of words cuts them at punctuation, in any PDF.
BOXED_LINES = [["الجمهورية", "العربية", "السورية"], ["رقم", "الطلب", "20210123", "في", "٢٠٢١"], ["12", "34", "PDF", "كلمة"]]


def mupdf_boxes(data: bytes) -> list[Box]:
    pymupdf = pytest.importorskip("pymupdf")
    with pymupdf.open(stream=data, filetype="pdf") as document:
        return [_pixels(word[:4]) for word in document[0].get_text("words")]


def poppler_boxes(data: bytes) -> list[Box]:
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed")
    command = ["pdftotext", "-bbox", "-enc", "UTF-8", "-", "-"]
    text = subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()
    corners = re.findall('<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">', text)
    return [_pixels([float(value) for value in found]) for found in corners]


@pytest.mark.parametrize("boxes_by", [mupdf_boxes, poppler_boxes])
def test_words_lie_over_their_boxes(boxes_by: Callable[[bytes], list[Box]]) -> None:
    page = laid_out(BOXED_LINES)
    wanted = sorted((word.box for line in page.lines for word in line.words), key=lambda box: (box.top, box.left))
    found = sorted(boxes_by(pdf_of(page)), key=lambda box: (round(box.top / 10), box.left))
    assert len(found) == len(wanted)
    for got, want in zip(found, wanted, strict=True):
        slack = 0.05 * want.height + 1  # 5 per cent of the line, and rounding to pixels
        assert abs(got.left - want.left) <= slack
        assert abs(got.right - want.right) <= slack
        assert abs(got.top - want.top) <= slack
        assert abs(got.bottom - want.bottom) <= slack


def _pixels(corners: Sequence[float]) -> Box:
    left, top, right, bottom = (round(value * 150 / 72) for value in corners)
    return Box(left, top, right - left, bottom - top)


def test_pdfium_finds_a_phrase() -> None:
    with pypdfium2.PdfDocument(pdf_of(laid_out(OFFICE_LINES[:3]))) as document:
        searcher = document[0].get_textpage().search("الجمهورية العربية السورية")
        assert searcher.get_next() is not None
