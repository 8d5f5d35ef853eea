"""Unsure words are read again with their spelling in mind; what is sure, and every number, stays as the picture has it."""

import sys
from pathlib import Path

import numpy as np
import pytest

from domain.errors import MissingPart
from ocr.charset import ARABIC, CLASSES, INDEX, to_visual
from ocr.line_reader import STRIDE, reading_of
from ocr.rereading import aligned, reread
from ocr.spelling import SPELLING, Spelling

sys.path.insert(0, str(Path(__file__).parent))
from test_line_reader import frames_of


@pytest.fixture(scope="module")
def spelling():
    return Spelling(SPELLING)


def doubtful(signs: str, rivals: dict[int, tuple[str, float]]):
    """A reading of frames in which, at some places, another sign is as likely as given."""
    log_probs = frames_of(signs, 0.999)
    for place, (rival, chance) in rivals.items():
        log_probs[place] = np.log(0.001 / CLASSES)
        log_probs[place, INDEX[signs[place]]] = np.log(0.999 - chance)
        log_probs[place, INDEX[rival]] = np.log(chance)
    return reading_of(log_probs, 1.0, STRIDE * len(signs))


def test_words_of_the_language_are_likelier_than_others(spelling):
    known, unknown = spelling.log_probabilities(["العربية", "المربية"])
    assert known > unknown + 5
    with pytest.raises(KeyError):
        spelling.log_probabilities(["abc"])


def test_all_letters_after_any_beginning_add_up_to_one(spelling):
    for beginning in ("", "ا", "ال", "الع", "العر", "ظظظ"):
        whole = spelling.log_probabilities([beginning + letter for letter in ARABIC])
        # P(beginning + letter) = P(beginning, letter) · P(end | …): summed over letters it can be no more than P(beginning, …)
        stopped = spelling.log_probabilities([beginning])[0] if beginning else -np.inf
        assert np.exp(whole).sum() + np.exp(stopped) <= 1.0


def test_a_doubtful_letter_falls_as_the_word_is_spelt(spelling):
    seen = "_ة_ي_ب_ر_م_ل_ا_"  # from left to right, the ain misread
    reading = doubtful(seen, {seen.index("م"): ("ع", 0.3)})
    assert reading.text == "المربية"
    again = reread(reading, spelling)
    assert again.text == "العربية"
    assert len(again.frames) == len(again.signs)
    assert 0 < again.signs[0].settled < 1
    columns = [(sign.left, sign.right) for sign in again.signs]
    assert all(left < right for left, right in columns) and columns == sorted(columns, reverse=True)


def test_the_picture_is_believed_where_it_is_sure(spelling):
    reading = doubtful("_ة_ي_ب_ر_م_ل_ا_", {})
    assert reread(reading, spelling).text == "المربية"


def test_a_word_may_fall_into_two(spelling):
    seen = "_م_د_خ_ _ة_ي_ر_ي_د_م_"
    log_probs = frames_of(seen, 0.999)
    at = seen.index(" ")
    log_probs[at] = np.log(0.001 / CLASSES)
    log_probs[at, [0, INDEX[" "]]] = np.log([0.55, 0.44])
    log_probs[at + 2, INDEX["ة"]], log_probs[at + 2, INDEX["ه"]] = np.log(0.9), np.log(0.09)
    assert reread(reading_of(log_probs, 1.0, STRIDE * len(seen)), spelling).text == "مديرية خدم"


def test_numbers_and_latin_stay(spelling):
    for seen in ("_٣_٢_١_", "_a_b_c_", "_3_/_2_1_"):
        reading = doubtful(seen, {1: ("ا", 0.45)})
        assert reread(reading, spelling) == reading or reread(reading, spelling).text == reading.text


def test_a_missing_file_tells_the_remedy(tmp_path):
    with pytest.raises(MissingPart) as told:
        Spelling(tmp_path / "none.npz")
    assert "./start" in told.value.message.en and "./start" in told.value.message.ar


def test_signs_are_aligned_to_the_frames_that_show_them():
    log_probs = frames_of("__1__22_2_")
    assert aligned(log_probs, [INDEX["1"], INDEX["2"], INDEX["2"]]) == [(2, 3), (5, 7), (8, 9)]
    with pytest.raises(ValueError, match="do not fit"):
        aligned(log_probs[:2], [INDEX["2"], INDEX["2"]])


@pytest.mark.parametrize(
    ("printed", "meant"), [("للتوا صل", "للتواصل"), ("لدرا سته", "لدراسته"), ("عبد العزيز", "عبد العزيز"), ("لا يسلم", "لا يسلم")]
)
def test_a_gap_behind_an_open_letter_is_no_space_where_only_one_word_makes_sense(spelling, printed, meant):
    signs = "".join(f"_{sign}" for sign in reversed(printed)) + "_"
    again = reread(reading_of(frames_of(signs, 0.9999), 1.0, STRIDE * len(signs)), spelling)
    assert again.text == meant
    assert len(again.frames) == len(again.signs)


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("امن ٣", "١ من ٣"),
        ("ا من ا", "١ من ١"),
        ("صفحة امن 2", "صفحة 1 من 2"),
        ("٢ من ٣", "٢ من ٣"),
        ("أمن الدولة", "أمن الدولة"),
    ],
)
def test_which_page_of_how_many_is_told_in_digits(spelling, read, meant):
    signs = "".join(f"_{sign}" for sign in to_visual(read)) + "_"
    again = reread(reading_of(frames_of(signs, 0.9999), 1.0, STRIDE * len(signs)), spelling)
    assert again.text == meant
    assert len(again.frames) == len(again.signs)
    assert all(sign.left <= sign.right for sign in again.signs)
