"""Other readings of a number are kept, runs of zeros are counted in the ink."""

import math

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.documents import Box, Word
from ocr.line_reader import DigitReading as Hypothesis
from ocr.line_reader import ReadSign as Sign
from ocr.numbers import has_known_form, is_number, second_look, zeros_counted
from ocr.words import SeenWord

INDIC = "٠١٢٣٤٥٦٧٨٩"
HEIGHT, STEP = 40, 24


def draw(number):
    """A number as a child would draw it: ٠ a dot, other digits upright bars, a hyphen flat."""
    picture = np.full((HEIGHT, STEP * len(number) + 4), 255, np.uint8)
    for i, sign in enumerate(number):
        x = 4 + i * STEP
        if sign == "٠":
            cv2.circle(picture, (x + 8, 20), 4, 0, -1)
        elif sign == "-":
            picture[18:22, x : x + 14] = 0
        else:
            picture[4:36, x + 4 : x + 12] = 0
    return picture


def signs(number, places=None):
    places = range(len(number)) if places is None else places
    return tuple(Sign(c, 0.9, 4.0 + STEP * i, 4.0 + STEP * i + 16) for c, i in zip(number, places, strict=True))


@settings(deadline=None)
@given(st.text(alphabet="٠١٢٣", min_size=2, max_size=14).filter(lambda s: set(s) != {"٠"}))
def test_lost_zeros_are_found_again(number):
    kept = [(c, i) for i, c in enumerate(number) if c != "٠"]
    seen = signs([c for c, _ in kept], [i for _, i in kept])
    assert zeros_counted(seen, draw(number)) == number


def test_groups_in_logical_order_keep_their_zeros():
    # printed ٠٠٠١٢٣-٢٠٢١ from the left; in logical order the year comes first
    printed = "٠٠٠١٢٣-٢٠٢١"
    logical = signs("٢٢١-١٢٣", [7, 9, 10, 6, 3, 4, 5])
    assert zeros_counted(logical, draw(printed)) == "٢٠٢١-٠٠٠١٢٣"


def test_ink_that_does_not_fit_is_not_counted():
    assert zeros_counted(signs("١٢٣"), draw("١٢")) is None


def test_european_numbers_are_left_alone():
    assert zeros_counted(signs("1002"), draw("١٠٠٢")) is None


def word(text, confidence=0.8):
    return Word(text, Box(0, 0, 10, 10), confidence)


def seen(text, probability=0.5):
    return SeenWord(tuple(Sign(c, probability, 10.0 * i, 10.0 * i + 8) for i, c in enumerate(text)), 0, 0, 0, 10, 10)


BLANK = np.full((10, 10), 255, np.uint8)


def test_a_reading_of_a_known_form_wins_if_it_is_nearly_as_likely():
    likely = [Hypothesis("0123456789", math.log(0.4)), Hypothesis("01234567890", math.log(0.3))]
    found = second_look(word("0123456789"), seen("0123456789", 0.9), BLANK, likely)
    assert found.text == "01234567890"
    assert found.alternatives[0].text == "0123456789"
    assert found.confidence <= 0.8


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("١٠٦٢٥٧٨١٦٩.", "٠١٠٦٢٥٧٨١٦٩"),  # ten digits are no number of the field, eleven are one
        ("٩٣١٠٥٢٥٤٩.", "٠٩٣١٠٥٢٥٤٩"),
        ("٠٤٨٩٠٢٣٦٩.٢).", "٠٤٨٩٠٢٣٦٩٠٢)."),
        ("(٢.٢.-٠٠٠٤٦٥)", "(٢٠٢٠-٠٠٠٤٦٥)"),
        ("٠٤٨٩٠٢٣٦٩٠٢)٠", "٠٤٨٩٠٢٣٦٩٠٢)."),
        ("١٨.١٠.٢٠٢٠", "١٨.١٠.٢٠٢٠"),  # a date
        ("٢٠.٥", "٢٠.٥"),  # too short to be sure
        ("٢٠٢٠.", "٢٠٢٠."),  # a year and a full stop
        ("١٢٣٤٥٦٧٨٩٠١.", "١٢٣٤٥٦٧٨٩٠١."),
        ("1062578169.", "1062578169."),  # European zeros look like no stop
        ("٠٣٣٥٠٦٩١٥٠٠٠٠٠", "٠٣٣٥٠٦٩١٥٠٠"),  # three dots of a leader behind it
        ("٠٦٠٥٢٠٤٥١٧٥٠٠…", "٠٦٠٥٢٠٤٥١٧٥"),
        ("٢٠٢٠-٠٠٠٣١٥٠٠", "٢٠٢٠-٠٠٠٣١٥"),
        ("٠٢٦/١/٢٠٢١", "٢٦/١/٢٠٢١"),
    ],
)
def test_a_stop_that_must_be_a_zero_is_one(read, meant):
    found = second_look(word(read), seen(read, 0.9), BLANK, [])
    assert found.text == meant
    assert meant == read or read in [other.text for other in found.alternatives]


def test_a_leader_is_no_zero_although_the_digits_alone_are_unlikely():
    likely = [Hypothesis("١٢٩١٤٩٤٩٧١٠٠", math.log(0.9)), Hypothesis("١٢٩١٤٩٤٩٧١٠", math.log(0.001))]
    assert second_look(word("١٢٩١٤٩٤٩٧١٠٠…"), seen("١٢٩١٤٩٤٩٧١٠٠…", 0.9), BLANK, likely).text == "١٢٩١٤٩٤٩٧١٠"


def test_a_zero_that_no_leader_explains_is_kept():
    likely = [Hypothesis("٠٠٠٤٧١٩-٢٠٢٠", math.log(0.4)), Hypothesis("٢٠٢٠-٠٠٠٤٧٩", math.log(0.35))]
    assert second_look(word("٠٠٠٤٧١٩-٢٠٢٠"), seen("٠٠٠٤٧١٩-٢٠٢٠", 0.95), BLANK, likely).text == "٢٠٢٠-٠٠٠٤٧٩"


def test_a_zero_in_place_of_the_hyphen_of_a_request_number_is_the_hyphen():
    likely = [Hypothesis("٢٠٢٠٠٠٠٠٦٧١", math.log(0.6)), Hypothesis("٢٠٢٠-٠٠٠٦٧١", math.log(0.1))]
    assert second_look(word("٢٠٢٠٠٠٠٠٦٧١"), seen("٢٠٢٠٠٠٠٠٦٧١", 0.95), BLANK, likely).text == "٢٠٢٠-٠٠٠٦٧١"


def test_latin_letters_among_arabic_digits_are_digits():
    likely = [Hypothesis("٠٣٧٨٨٩٣٨٥٤٤", math.log(0.02))]
    assert second_look(word("EE٠٣٧٨٨٩٣٨٥"), seen("EE٠٣٧٨٨٩٣٨٥", 0.9), BLANK, likely).text == "٠٣٧٨٨٩٣٨٥٤٤"


def test_a_far_less_likely_reading_does_not_win():
    likely = [Hypothesis("0123456789", math.log(0.9)), Hypothesis("01234567890", math.log(0.01))]
    found = second_look(word("0123456789"), seen("0123456789", 0.99), BLANK, likely)
    assert found.text == "0123456789"
    assert found.confidence == 0.8


@given(st.lists(st.tuples(st.text(alphabet="0123456789", min_size=1, max_size=12), st.floats(-9, 0)), max_size=6))
def test_confidences_stay_chances(found):
    result = second_look(word("123"), seen("123"), BLANK, [Hypothesis(*f) for f in found])
    assert 0 <= result.confidence <= 1
    assert all(0 <= other.confidence <= result.confidence for other in result.alternatives)
    assert result.text not in {other.text for other in result.alternatives}


@pytest.mark.parametrize("text", ["٢٠٢١-٠٠٠١٢٣", "000123/2021", "٠١٢٣٤٥٦٧٨٩١", "0912345678", "٢٦/١/٢٠٢١", "2021-01-26"])
def test_forms_in_use(text):
    assert has_known_form(text)
    assert is_number(text)


@pytest.mark.parametrize("text", ["٢٠٢١-٠٠٠١٢", "0812345678", "٣٦/١/٢٠٢١", "123456789"])
def test_other_forms(text):
    assert not has_known_form(text)


@pytest.mark.parametrize("text", ["EEI٥٢٦٢N٠٧٧", "DU٢E", "U٧٤٢I٢٢-٠١١"])
def test_digits_of_a_strange_face_are_numbers(text):
    assert is_number(text)


@pytest.mark.parametrize("text", ["المادة", "١", "ص/17", "A4", "ABC"])
def test_words_are_no_numbers(text):
    assert not is_number(text)
