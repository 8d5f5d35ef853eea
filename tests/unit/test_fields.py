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
        ("الاسم الثلاثي: عبد القادر قاسم المشمش", FieldKind.PERSON, "عبد القادر قاسم المشمش"),
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
        ("اسم صاحب العلاقة: أسامة بشار النجار", FieldKind.PERSON, "أسامة بشار النجار"),
        ("الاسم والشهرة: أسماء رشيد النجار", FieldKind.PERSON, "أسماء رشيد النجار"),
        ("الاسم الثلاثي: عبد الكريم حمزة النجار", FieldKind.PERSON, "عبد الكريم حمزة النجار"),
        ("تبلغ السيد سامر محمود النجار أن معاملته تنقصها أوراق", FieldKind.PERSON, "سامر محمود النجار"),
        ("يصدق أن الطالب سامر محمود النجار قد نجح", FieldKind.PERSON, "سامر محمود النجار"),
        ("تاريخ المنح: 26/1/2021", FieldKind.DATE, "2021-01-26"),
        ("تسمى هذه المنظمة جمعية النجمة الزرقاء، ومقرها مدينة حماة", FieldKind.ASSOCIATION, "جمعية النجمة الزرقاء"),
        ("تشكركم الجمعية السورية لهواة الطوابع", FieldKind.ASSOCIATION, "الجمعية السورية لهواة الطوابع"),
        ("المحافظة: ريف دمشق", FieldKind.GOVERNORATE, "ريف دمشق"),
        ("مقدمه سامر محمود النجار المقيم في ريف دمشق يلتمس منكم", FieldKind.GOVERNORATE, "ريف دمشق"),
        ("جمعية النجمة الزرقاء ومقرها مدينة حماة", FieldKind.GOVERNORATE, "حماة"),
        ("فرع الأمن الجنائي بالسويداء", FieldKind.GOVERNORATE, "السويداء"),
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


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        (["نحيطكم علما بأن الطلب المسجل لدينا أصولا والمقدم من السيد سامر", "محمود النجار قد أحيل أمس"], "سامر محمود النجار"),
        (["وقد تقررت الموافقة على الطلب المسجل في ديوان الوزارة المقدم", "من سامر محمود النجار وفق الأصول"], "سامر محمود النجار"),
    ],
    ids=["name", "label"],
)
def test_a_name_and_its_label_go_on_in_the_next_line_of_a_sentence(lines: list[str], value: str) -> None:
    assert values([page_of(lines)], FieldKind.PERSON) == [value]


@pytest.mark.parametrize(
    "lines",
    [
        ["الاسم الثلاثي: سامر محمود", "طلب معينات حركية لشخص ذي إعاقة من سكان المدينة القديمة فيها"],
        ["وذلك بناء على ما تقدم به أصولا إلى ديوان الوزارة السيد سامر محمود", "المهنة: معلم"],
    ],
    ids=["room was left", "a form"],
)
def test_a_name_does_not_go_on_in_the_next_line(lines: list[str]) -> None:
    assert values([page_of(lines)], FieldKind.PERSON) == ["سامر محمود"]


@pytest.mark.parametrize(
    "line",
    [
        "السادة مركز خدمة المواطن المحترمين",
        "مادة 4 ينتخب مجلس الإدارة رئيسا ونائبا للرئيس",
        "المستلم منه والموظف المختص",
        "الطالب المحترم",
        "السيد: نوع المعاملة",
        "الاسم: مسؤول النشاطات",
        "اسم المستفيد: نائب الرئيس",
    ],
)
def test_what_is_no_name_is_no_person(line: str) -> None:
    assert values([page_of([line])], FieldKind.PERSON) == []


@pytest.mark.parametrize(
    "lines",
    [
        ["طلب إشهار جمعية أهلية في المحافظة"],
        ["استعلام عن الاسم لمنظمة غير حكومية قيد التأسيس"],
        ["تنفيذ نشاط طارئ للجمعيات الأهلية وأرفق ربطا الوثائق المؤيدة لطلبي"],
        ["وبناء على ما تقدم فإن اللجنة ترى أن الأوراق التي قدمتها لنا هذه", "الجمعية ناقصة ويجب استكمالها أصولا"],
        ["اسم المؤسس: سامر محمود النجار"],
        ["المادة 2: غايات الجمعية: رعاية الأسر", "المحتاجة ونشر الثقافة"],
        ["الهيئة العامة أعلى سلطة في", "الجمعية، وتنعقد بحضور"],
    ],
    ids=["any", "any of that kind", "a service", "the line above goes on", "a founder", "its aims", "a clause"],
)
def test_what_names_no_association_is_none(lines: list[str]) -> None:
    assert values([page_of(lines)], FieldKind.ASSOCIATION) == []


def test_a_governorate_that_merely_stands_there_counts_less_and_only_alone() -> None:
    mentioned = one(page_of(["فرع الأمن الجنائي في السويداء"]), FieldKind.GOVERNORATE)
    in_sentence = one(page_of(["سامر محمود النجار من محافظة السويداء"]), FieldKind.GOVERNORATE)
    labelled = one(page_of(["المحافظة: السويداء"]), FieldKind.GOVERNORATE)
    assert mentioned.confidence < in_sentence.confidence < labelled.confidence
    assert mentioned.confidence < 0.5
    assert values([page_of(["فرع الأمن الجنائي في السويداء", "المحافظة: حماة"])], FieldKind.GOVERNORATE) == ["حماة"]
    assert values([page_of(["السيد محافظ حلب المحترم", "صورة إلى مديرية صحة حمص"])], FieldKind.GOVERNORATE) == []


@pytest.mark.parametrize(
    "line",
    ["مركز خدمة المواطن بدمشق", "دمشق في 26/1/2021", "شارع حلب بناء 4", "مشفى القنطرة", "الدقة في العمل", "لقاء آل الحلبي"],
)
def test_where_this_office_sits_and_what_only_looks_like_a_governorate_is_none(line: str) -> None:
    assert values([page_of([line])], FieldKind.GOVERNORATE) == []


@pytest.mark.parametrize("text", ["الرقم: 2834/ص", "١٢/٣/٢٠٢١", "مبلغ 22000 ليرة"])
def test_other_numbers_are_no_keys(text: str) -> None:
    kinds = {FieldKind.REQUEST_NO, FieldKind.NATIONAL_NO, FieldKind.PHONE}
    assert not [f for f in read_fields([page_of([text])], CATALOGUE) if f.kind in kinds]


def test_other_readings_stay_with_the_number() -> None:
    page = with_alternative(page_of(["الرقم الوطني: 01234567890"]), "01234567890", "01234567899")
    found = one(page, FieldKind.NATIONAL_NO)
    assert [other.text for other in found.alternatives] == ["01234567899"]


def test_a_number_with_a_gap_in_it_is_read_both_ways_round() -> None:
    field = one(page_of(["الرقم الوطني: ١٩ ٠٤٩٤٠٢٥٨٠"]), FieldKind.NATIONAL_NO)
    assert {field.value, *(other.text for other in field.alternatives)} >= {"04940258019", "19049402580"}


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


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (["التاريخ: 6 كانون الثاني", "2021", "نموذج تقديم شكوى"], ["2021-01-06"]),
        (["الشام في ٦ كانون الثاني", "٢٠٢١ الموافق"], ["2021-01-06"]),
        (["تاريخ الولادة: 6 كانون الثاني", "1980"], []),
        (["القرار رقم 6", "2021"], []),
        (["التاريخ: 6 كانون الثاني", "وبعد"], []),
    ],
)
def test_a_date_goes_on_in_the_next_line(lines: list[str], days: list[str]) -> None:
    assert values([page_of(lines)], FieldKind.DATE) == days


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
