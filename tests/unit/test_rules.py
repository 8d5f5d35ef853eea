"""Rules and rims of stamps are found, and taken away without the writing on them."""

import cv2
import numpy as np

from ocr.components import components
from ocr.rules import find_rules
from ocr.stamps import Ring

SIZE = 18


def ruled_page() -> np.ndarray:
    """A rule of two pixels across a page."""
    ink = np.zeros((200, 600), np.uint8)
    ink[100:102, 20:580] = 1
    return ink


def left_of(ink: np.ndarray) -> np.ndarray:
    """The ink when its rules are wiped."""
    return ink & (find_rules(ink, SIZE).bare() == 0)


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


def test_a_rim_that_is_not_quite_round_goes_and_the_writing_beside_it_stays() -> None:
    mask = np.zeros((300, 300), np.uint8)
    cv2.ellipse(mask, (150, 150), (104, 99), 0, 0, 360, 1, 2)
    mask[140:158, 170:190] = 1
    Ring(150.0, 150.0, 100.0, (100.0,)).erase(mask, SIZE)
    stats = components(mask).stats[1:]
    assert [140, 158] in [[int(y), int(y + h)] for _, y, _, h, _ in stats]
    assert all(max(w, h) <= SIZE for x, _, w, h, _ in stats if x != 170)
