"""Fields by label, by shape and by form, with their boxes and other readings."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from classify.fields import read_fields
from domain.catalogue import default_catalogue_text, parse_catalogue
from domain.documents import Box, FieldKind, FieldValue, Line, RecognizedPage
from tests.paper_pages import page_of, with_alternative, words_of

CATALOGUE = parse_catalogue(default_catalogue_text())


def values(pages: Sequence[RecognizedPage], kind: FieldKind) -> list[str]:
    return [field.value for field in read_fields(pages, CATALOGUE) if field.kind is kind]


def one(page: RecognizedPage, kind: FieldKind) -> FieldValue:
    return next(field for field in read_fields([page], CATALOGUE) if field.kind is kind)


@pytest.mark.parametrize(
    ("line", "kind", "value"),
    [
        ("رقم الطلب: ٢٠٢١-٠٠٠١٢٣", FieldKind.REQUEST_NO, "2021-000123"),
        ("رقم المعاملة 000123/2021", FieldKind.REQUEST_NO, "2021-000123"),
        ("إشارة إلى طلبكم المسجل برقم DAM-2021-000123 في ديواننا", FieldKind.REQUEST_NO, "DAM-2021-000123"),
        ("الرقم الوطني : ٠١٢٣٤٥٦٧٨٩٠", FieldKind.NATIONAL_NO, "01234567890"),
        ("رقمه الوطنى 01234567890 من سكان دمشق", FieldKind.NATIONAL_NO, "01234567890"),
        ("هاتف: ٠٩٤٤ ١٢٣ ٤٥٦", FieldKind.PHONE, "0944123456"),
        ("للتواصل +963944123456", FieldKind.PHONE, "0944123456"),
        ("الرقم: ١٧/و", FieldKind.REGISTER_NO, "17/و"),
        ("الرقم 2834 / ص", FieldKind.REGISTER_NO, "2834/ص"),
        ("التاريخ: ٢٦/١/٢٠٢١", FieldKind.DATE, "2021-01-26"),
        ("حرر في دمشق بتاريخ 26 كانون الثاني 2021", FieldKind.DATE, "2021-01-26"),
        ("الاسم الثلاثي: سامر محمود النجار", FieldKind.PERSON, "سامر محمود النجار"),
        ("الاسم الثلاثي: مالك مؤيد النجار", FieldKind.PERSON, "مالك مؤيد النجار"),
        ("وعلى الطلب المقدم باسم سامر علي النجار. وتسري الموافقة", FieldKind.PERSON, "سامر علي النجار"),
        ("المعاملة الخاصة بالسيد سامر محمود النجار بعد استكمالها", FieldKind.PERSON, "سامر محمود النجار"),
        ("بشأن: طلب معينات حركية", FieldKind.SUBJECT, "طلب معينات حركية"),
        ("استلمنا من السيد سامر محمود النجار مبلغا وقدره", FieldKind.PERSON, "سامر محمود النجار"),
        ("السيدة رنا بنت خالد القمر المحترمة", FieldKind.PERSON, "رنا خالد القمر"),
        ("اسم الأب: محمود", FieldKind.FATHER, "محمود"),
        ("مقدمه سامر النجار والدته هدى الغيم", FieldKind.MOTHER, "هدى الغيم"),
        ("اسم الجمعية: جمعية النجمة الزرقاء", FieldKind.ASSOCIATION, "جمعية النجمة الزرقاء"),
        ("نحيطكم علما أن جمعية النجمة الزرقاء المشهرة بالقرار", FieldKind.ASSOCIATION, "جمعية النجمة الزرقاء"),
        ("المحافظة: ريف دمشق", FieldKind.GOVERNORATE, "ريف دمشق"),
        ("الموضوع: طلب كرسي متحرك", FieldKind.SUBJECT, "طلب كرسي متحرك"),
    ],
)
def test_a_field_on_a_line(line: str, kind: FieldKind, value: str) -> None:
    page = page_of(["وزارة الشؤون الاجتماعية والعمل", line])
    found = one(page, kind)
    assert found.value == value
    assert found.page == 1
    assert found.box.top >= page.lines[1].box.top
    assert 0 < found.confidence <= 1


@pytest.mark.parametrize("text", ["الرقم: 2834/ص", "١٢/٣/٢٠٢١", "مبلغ 22000 ليرة"])
def test_other_numbers_are_no_keys(text: str) -> None:
    kinds = {FieldKind.REQUEST_NO, FieldKind.NATIONAL_NO, FieldKind.PHONE}
    assert not [f for f in read_fields([page_of([text])], CATALOGUE) if f.kind in kinds]


def test_other_readings_stay_with_the_number() -> None:
    page = with_alternative(page_of(["الرقم الوطني: 01234567890"]), "01234567890", "01234567899")
    found = one(page, FieldKind.NATIONAL_NO)
    assert [other.text for other in found.alternatives] == ["01234567899"]


def test_letters_in_a_number_are_tried_as_digits() -> None:
    assert "01234567890" in values([page_of(["الرقم الوطني: 0123456789o"])], FieldKind.NATIONAL_NO)


def test_a_malformed_number_is_kept_at_low_confidence() -> None:
    found = one(page_of(["الرقم الوطني: 0123456789"]), FieldKind.NATIONAL_NO)
    assert found.value == "0123456789"
    assert found.confidence < 0.6


def test_poorly_read_labels_are_known() -> None:
    assert values([page_of(["اسم ألام: هدى", "الرفم الوطبي: 01234567890"])], FieldKind.NATIONAL_NO) == ["01234567890"]


def test_first_name_father_and_family_asked_for_apart_make_one_name() -> None:
    assert "سامر محمود النجار" in values([page_of(["الاسم: سامر", "اسم الأب: محمود", "الكنية: النجار"])], FieldKind.PERSON)


def test_the_value_in_the_next_cell_and_below() -> None:
    label = words_of("الرقم الوطني", 1800, 200, 44, 0.9)
    cell = words_of("01234567890", 1200, 203, 44, 0.9)
    head = words_of("اسم الأم", 1800, 400, 44, 0.9)
    under = words_of("هدى", 1790, 470, 44, 0.9)
    lines = tuple(Line(words, Box.around(word.box for word in words), n) for n, words in enumerate((label, cell, head, under)))
    page = RecognizedPage(1, 2000, 2800, 200.0, 0, lines, 0.9, "test")
    assert values([page], FieldKind.NATIONAL_NO) == ["01234567890"]
    assert values([page], FieldKind.MOTHER) == ["هدى"]


def test_a_birthday_is_not_the_papers_date() -> None:
    assert values([page_of(["تاريخ الولادة: 3/4/1980", "التاريخ: 26/1/2021"])], FieldKind.DATE) == ["2021-01-26"]


def test_cells_are_found_on_a_page_that_lies_on_its_side() -> None:
    upright = page_of(["الرقم الوطني", "01234567890"])
    turned = tuple(
        Line(
            tuple(
                type(w)(w.text, Box(w.box.top, 2000 - w.box.right, w.box.height, w.box.width), w.confidence) for w in line.words
            ),
            Box(line.box.top, 2000 - line.box.right, line.box.height, line.box.width),
        )
        for line in upright.lines
    )
    page = RecognizedPage(1, 2800, 2000, 200.0, 90, turned, 0.9, "test")
    found = one(page, FieldKind.NATIONAL_NO)
    assert found.value == "01234567890"
    assert found.box == turned[1].words[0].box
