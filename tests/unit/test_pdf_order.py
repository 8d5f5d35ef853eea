"""The texts that each reader of PDFs turns into the word that was meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.pdf_order import (
    LRM,
    RLM,
    is_right_to_left,
    kinds,
    logical_text,
    pdfium_balance,
    pdfium_reads,
    plan_in_pieces,
    plan_word,
    poppler_text,
)

ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءأإآؤئ"
texts = st.text(ARABIC + '0123456789٠١٢٣٤٥٦٧٨٩ABxyz/-.:،؛؟()«»[]"%', min_size=1, max_size=14)


def poppler_reads(visual: str) -> str:
    """How poppler puts a visual line in order on a right-to-left page, as it was measured."""
    kind = [
        "L" if k in "LAEcw" else "R" if k == "R" else "N"
        for k in ("R" if c == RLM else "L" if c == LRM else kinds(c) for c in visual)
    ]
    out, end = "", len(visual)
    while end:
        start = end
        while start and kind[start - 1] != "L":
            start -= 1
        out += visual[start:end][::-1]
        end = start
        while start and kind[start - 1] != "R":
            start -= 1
        out += visual[start:end]
        end = start
    return out


def without_marks(text: str) -> str:
    return text.replace(RLM, "").replace(LRM, "")


@given(texts)
def test_poppler_reads_any_word_among_others(text: str) -> None:
    visual = poppler_text(text, joined_before=False, joined_after=False)
    line = "ةملك " + visual + " لاق"
    assert without_marks(poppler_reads(line)) == f"قال {text} كلمة"


@given(st.lists(st.text("ABxyz0123456789", min_size=1, max_size=6), min_size=2, max_size=4))
def test_poppler_keeps_a_latin_phrase_together(words: list[str]) -> None:
    parts = [poppler_text(word, joined_before=i > 0, joined_after=i + 1 < len(words)) for i, word in enumerate(words)]
    line = "ةملك " + " ".join(parts) + " لاق"
    assert without_marks(poppler_reads(line)) == f"قال {' '.join(words)} كلمة"


@given(texts)
def test_pdfium_reads_any_word_on_an_arabic_line(text: str) -> None:
    plan = plan_word(text, leftward=True)
    shown = plan.glyph_text or "".join(piece.text for piece in sorted(plan.pieces, key=lambda piece: piece.slot))
    assert without_marks(pdfium_reads("ةملك " + shown + " لاق")) == f"قال {text} كلمة"


@given(texts)
def test_pieces_hold_each_character_once(text: str) -> None:
    pieces = plan_in_pieces(text, leftward=True).pieces
    assert sorted(without_marks("".join(piece.text for piece in pieces))) == sorted(text)
    assert sorted(piece.slot for piece in pieces) == list(range(len(pieces)))


@pytest.mark.parametrize("text", ["الطلب", "المحترم.", "هاتف:", "٢٦/١/٢٠٢١", "2021-000123", "26/1/2021"])
def test_usual_words_are_one_glyph(text: str) -> None:
    assert not plan_word(text, leftward=True).pieces


@pytest.mark.parametrize("text", ["DAM-2021-000123", "A4", "(الاسم)", "٢٠٢١-٠٠٠١٢٣"])
def test_words_that_divide_the_readers_are_shown_in_pieces(text: str) -> None:
    assert plan_word(text, leftward=True).pieces


def test_a_word_that_shares_its_first_letter_with_its_last_is_told_apart_for_mupdf() -> None:
    assert logical_text("بحسب", "بسحب") == " بحسب"
    assert logical_text("قلم", "ملق") == "قلم"
    assert logical_text("باب", "باب") is None


def test_balance_counts_runs_not_letters() -> None:
    assert pdfium_balance("ةملك ABC لاق") == 1
    assert pdfium_balance("ABC") < 0


def test_only_letters_make_a_text_right_to_left() -> None:
    assert is_right_to_left("A ب")
    assert not is_right_to_left("٢٠٢١")
