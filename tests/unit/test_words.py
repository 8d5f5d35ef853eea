"""Signs become words with boxes around their own ink."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.line_reader import ReadSign
from ocr.words import words_on


def line_of(widths, gap=14):
    """A line of words as bars of these widths from the right, and its signs in logical order, one for 10 pixels of a word."""
    total = sum(widths) + gap * (len(widths) + 1)
    picture = np.full((30, total), 255, np.uint8)
    signs, right, boxes = [], total - gap, []
    for number, width in enumerate(widths):
        picture[8:24, right - width : right] = 0
        boxes.append((right - width, right))
        if number:
            signs.append(ReadSign(" ", 0.9, right, right + gap))
        for at in range(right, right - width + 4, -10):
            signs.append(ReadSign("ب", 0.9, max(right - width, at - 10), at))
        right -= width + gap
    return picture, signs, boxes


@settings(deadline=None)
@given(st.lists(st.integers(10, 90), min_size=1, max_size=8))
def test_boxes_are_tight_around_each_word(widths):
    picture, signs, boxes = line_of(widths)
    words = words_on(signs, picture)
    assert [(w.left, w.right) for w in words] == boxes
    assert all((w.top, w.bottom) == (8, 24) for w in words)


def test_start_leads_back_to_the_signs():
    picture, signs, _ = line_of([40, 30, 50])
    for word in words_on(signs, picture):
        assert tuple(signs[word.start : word.start + len(word.signs)]) == word.signs


def test_places_that_are_a_little_off_do_not_cut_ink():
    picture, signs, boxes = line_of([60, 60])
    moved = [ReadSign(s.char, s.probability, s.left + 5, s.right + 5) for s in signs]
    assert [(w.left, w.right) for w in words_on(moved, picture)] == boxes


def test_nothing_read_gives_no_words():
    assert words_on([], np.full((20, 50), 255, np.uint8)) == []


def test_a_sign_without_ink_still_has_a_box():
    (word,) = words_on([ReadSign("ا", 0.2, 10.0, 20.0)], np.full((20, 50), 255, np.uint8))
    assert word.right > word.left
    assert word.bottom > word.top
