"""Character set, label cleaning, logical and visual order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.charset import CHARS, CLASSES, INDEX, clean, encode, readable, to_logical, to_visual


def test_no_sign_twice_and_classes_count_the_blank() -> None:
    assert len(set(CHARS)) == len(CHARS) == CLASSES - 1
    assert INDEX[CHARS[0]] == 1


@pytest.mark.parametrize(
    ("raw", "label"),
    [
        ("ﻣﺤﻤﺪ", "محمد"),
        ("كــــتاب", "كتاب"),
        ("بِنَاءً", "بناءً"),
        ("شكرًا جزيلًا", "شكراً جزيلاً"),
        ("کیف", "كيف"),
        ("۱۲۳", "١٢٣"),
        ("( النص ) ، ثم", "(النص)، ثم"),
        ("\u202bاسم\u202c", "اسم"),
        ("أولا ً ثم", "أولاً ثم"),
        ("2021–2022", "2021-2022"),
    ],
)
def test_labels_are_cleaned(raw: str, label: str) -> None:
    assert clean(raw) == label


@given(st.text(max_size=40))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("logical", "visual"),
    [
        ("رقم 12", "12 مقر"),
        ("تاريخ 26/1/2021", "26/1/2021 خيرات"),
        ("تاريخ ٢٦/١/٢٠٢١", "٢٦/١/٢٠٢١ خيرات"),
        ("رقم الطلب: 2021-000123", "000123-2021 :بلطلا مقر"),
        ("٢٠٢١-٠٠٠١٢٣", "٠٠٠١٢٣-٢٠٢١"),
        ("2021-000123", "2021-000123"),
        ("17/و", "و/17"),
        ("(أ) ب", "ب (أ)"),
        ("نسخة PDF 2 هنا", "انه PDF 2 ةخسن"),
        ("رقم DAM-2021-000123", "DAM-2021-000123 مقر"),
    ],
)
def test_visual_order_is_what_stands_on_the_paper(logical: str, visual: str) -> None:
    assert to_visual(logical) == visual
    assert to_logical(visual)[0] == logical


@pytest.mark.parametrize(
    ("visual", "logical"),
    [
        ("2021-000123 :مقر", "رقم: 2021-000123"),  # a number isolated left to right among Arabic words
        ("٢٠٢١-٠٠٠١٢٣ مقر", "رقم ٢٠٢١-٠٠٠١٢٣"),
        ("000123-2021", "2021-000123"),
        ("2021-01-26 :خيراتلا", "التاريخ: 2021-01-26"),
        ("26-01-2021 :خيراتلا", "التاريخ: 2021-01-26"),
        ("٢٦-٠١-٢٠٢١", "٢٠٢١-٠١-٢٦"),
        ("+963944123456 فتاه", "هاتف +963944123456"),
        ("963944123456+ فتاه", "هاتف +963944123456"),
        ("2233445-011 فتاه", "هاتف 011-2233445"),
    ],
)
def test_known_numbers_come_out_in_their_only_order(visual: str, logical: str) -> None:
    assert to_logical(visual)[0] == logical


_LINES = st.text(st.sampled_from("ابجد هو012٣٤٥ /-.:()AZaz،+"), max_size=30)


@given(_LINES)
def test_every_sign_comes_from_one_place(seen: str) -> None:
    text, order = to_logical(seen)
    assert sorted(order) == list(range(len(seen)))
    mirrored = str.maketrans("()", ")(")
    assert all(text[i] in (seen[at], seen[at].translate(mirrored)) for i, at in enumerate(order))


@given(st.text(st.sampled_from("ابجد هو012٣٤٥ /.:()،"), max_size=30))
def test_the_way_back_undoes_the_way_there(text: str) -> None:
    assert to_logical(to_visual(text))[0] == text


def test_encoding_is_in_visual_order_and_knows_its_signs() -> None:
    assert encode("اب") == [INDEX["ب"], INDEX["ا"]]
    assert readable("اسم 12") and not readable("漢") and not readable("")
    with pytest.raises(KeyError):
        encode("漢")
