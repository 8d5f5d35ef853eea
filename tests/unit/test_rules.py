"""Rules and rims of stamps are found, and taken away without the writing on them."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from ocr.components import components
from ocr.rules import broken_rules, find_rules
from ocr.stamps import Ring

SIZE = 18


def ruled_page() -> np.ndarray:
    """A rule of two pixels across a page."""
    ink = np.zeros((200, 600), np.uint8)
    ink[100:102, 20:580] = 1
    return ink


def left_of(ink: np.ndarray) -> np.ndarray:
    """The ink when its rules are wiped."""
    rules = find_rules(ink, SIZE)
    labels, stats, _ = components(np.asarray(ink & (rules.bare() == 0), np.uint8))
    return np.asarray(ink & (replace(rules, broken=broken_rules(labels, stats, SIZE)).bare() == 0))


def test_a_rule_alone_is_wiped_whole() -> None:
    assert not left_of(ruled_page()).any()


def test_a_dot_that_touches_a_rule_stays() -> None:
    ink = ruled_page()
    ink[96:100, 200:204] = 1
    left = left_of(ink)
    assert left[96:102, 200:204].all()
    assert left.sum() == left[96:103, 200:204].sum()


def test_a_tail_that_crosses_a_rule_stays_whole() -> None:
    ink = ruled_page()
    ink[85:112, 300:303] = 1
    assert left_of(ink)[85:112, 300:303].all()


def test_where_rules_cross_nothing_stays() -> None:
    ink = ruled_page()
    ink[20:180, 400:402] = 1
    assert not left_of(ink).any()


@pytest.mark.parametrize(("wide", "apart"), [(3, 8), (12, 24), (30, 45)])
def test_a_rule_of_dots_or_dashes_is_wiped_and_the_writing_over_it_stays(wide: int, apart: int) -> None:
    ink = np.zeros((200, 600), np.uint8)
    for x in range(20, 560, apart):
        ink[100:103, x : x + wide] = 1
    ink[80:96, 200:260] = 1
    left = left_of(ink)
    assert left[80:96, 200:260].all()
    assert left.sum() == 16 * 60


def test_dots_of_letters_and_zeros_of_a_number_are_no_rule() -> None:
    ink = np.zeros((200, 600), np.uint8)
    for zero in range(6):
        ink[98:102, 40 + 14 * zero : 44 + 14 * zero] = 1
    for x, wide in ((240, 4), (258, 9), (290, 4), (297, 4), (330, 10), (349, 4), (380, 9), (402, 4)):
        ink[100:104, x : x + wide] = 1
    assert (left_of(ink) == ink).all()


def test_a_rim_that_is_not_quite_round_goes_and_the_writing_beside_it_stays() -> None:
    mask = np.zeros((300, 300), np.uint8)
    cv2.ellipse(mask, (150, 150), (104, 99), 0, 0, 360, 1, 2)
    mask[140:158, 170:190] = 1
    Ring(150.0, 150.0, 100.0, (100.0,)).erase(mask, SIZE)
    stats = components(mask).stats[1:]
    assert [140, 158] in [[int(y), int(y + h)] for _, y, _, h, _ in stats]
    assert all(max(w, h) <= SIZE for x, _, w, h, _ in stats if x != 170)
