"""The analyser: one spelling for all ways of writing, with offsets that are exact."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.arabic import digits, fold, fold_with_offsets, folded_words, rasm, rasm_of_folded, stem, tokens

ARABIC = st.text(
    st.one_of(
        st.sampled_from(
            "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئىةـپچژکی ٠١٢٣٤٥٦٧٨٩۰۱۲۳0123-/.:,«»\u064b\u0650\u0651\u0654\u200f\u200d\ufefb\ufedf"
        ),
        st.characters(codec="utf-8"),
    )
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("شئون", "شؤون"),
        ("مسئول", "مسؤول"),
        ("أحمد", "احمد"),
        ("إدارة", "اداره"),
        ("مستشفى", "مستشفي"),
        ("ﻻ", "لا"),
        ("ﺍﻟﺠﻤﻌﻴﺔ", "الجمعية"),
        ("كِتَابٌ", "كتاب"),
        ("محـــمد", "محمد"),
        ("کریم", "كريم"),
        ("٢٠٢١", "2021"),
        ("۲۰۲۱", "2021"),
        ("\u202bمرحبا\u202c", "مرحبا"),
        ("ا\u0654حمد", "أحمد"),
        ("DAM", "dam"),
    ],
)
def test_spellings_fold_to_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(ARABIC)
@example("ا\u0654")
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ARABIC)
@example("و\u0654ا")
@example("ﷺ")
def test_offsets_grow_and_stay_inside(text: str) -> None:
    folded = fold_with_offsets(text)
    assert len(folded.offsets) == len(folded.text) + 1
    assert list(folded.offsets) == sorted(folded.offsets)
    assert folded.offsets[-1] == len(text)


@given(ARABIC)
def test_the_text_behind_a_token_folds_to_the_token(text: str) -> None:
    for token in tokens(text):
        assert token.text in fold(text[token.start : token.end]).replace(" ", "")


@given(ARABIC)
@example("عبد الله عبد القادر")
@example("عبد عبد الله")
@example("عبد\nالله")
@example("وعبد الله 2021-000123")
def test_fast_words_are_the_whole_tokens(text: str) -> None:
    assert folded_words(fold_with_offsets(text).text) == [token.text for token in tokens(text) if not token.part]


def test_a_number_comes_whole_and_in_pieces() -> None:
    assert [token.text for token in tokens("رقم ٢٠٢١-٠٠٠١٢٣")] == ["رقم", "2021-000123", "2021", "000123"]


def test_servant_names_come_joined_and_apart() -> None:
    assert [token.text for token in tokens("عبد الله")] == ["عبدالله", "عبد", "الله"]
    assert "عبدالله" in [token.text for token in tokens("عبدالله")]


@pytest.mark.parametrize("pair", [("الجمعيات", "جمعية"), ("والمدرسة", "مدرسة"), ("بالوزارة", "الوزارة"), ("للطلب", "الطلب")])
def test_stems_unite_forms(pair: tuple[str, str]) -> None:
    assert stem(fold(pair[0])) == stem(fold(pair[1]))


@given(ARABIC)
def test_stems_are_never_empty_for_words(text: str) -> None:
    for word in folded_words(fold(text)):
        assert stem(word)


@pytest.mark.parametrize("pair", [("بيت", "نبت"), ("حمد", "خمذ"), ("عرب", "غزت"), ("قاسم", "فاشم")])
def test_dots_do_not_count_in_the_rasm(pair: tuple[str, str]) -> None:
    assert rasm(pair[0]) == rasm(pair[1])


@given(ARABIC)
def test_digits_keep_their_places(text: str) -> None:
    assert len(digits(text)) == len(text)


@given(ARABIC)
@example("بني ني1 ن،")
def test_the_quick_skeleton_of_folded_text_is_the_skeleton(text: str) -> None:
    assert rasm_of_folded(fold(text)) == rasm(fold(text))
