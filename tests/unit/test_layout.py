"""Lines are found whole, apart from one another, and free of what is not writing."""

import sys
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from ocr.cleanup import clean
from ocr.layout import find_lines
from ocr.lines import _joined, _levelled
from ocr.paper import ink_mask
from ocr.pieces import find_pieces

sys.path.insert(0, str(Path(__file__).parent))
from pseudo_writing import HEIGHT, WIDTH, letter, page_of, word, write_line


def lines_of(picture):
    return sorted(find_lines(clean(page_of(picture))).lines, key=lambda line: (line.top, -line.right))


def test_every_line_is_found_once():
    picture, baselines = letter()
    found = lines_of(picture)
    assert len(found) == len(baselines)
    for line, baseline in zip(found, baselines, strict=True):
        assert line.top < baseline < line.bottom
        assert line.bottom - line.top < 40


def test_the_crop_is_the_box_of_the_page():
    for line in lines_of(letter(lines=4)[0]):
        assert line.crop.shape == (line.bottom - line.top, line.right - line.left)
        assert ink_mask(line.crop).any()


def test_a_dot_between_two_rows_does_not_tie_them():
    picture, _ = letter(lines=12)
    dice = np.random.default_rng(7)
    write_line(picture, 1100, 1000, 900, dice, size=34)
    write_line(picture, 1100, 1048, 500, dice, size=34)
    cv2.rectangle(picture, (900, 1003), (907, 1010), 20, -1)
    below = [line for line in lines_of(picture) if line.top > 900]
    assert len(below) == 2
    assert [line.bottom < 1030 for line in below] == [True, False]


def test_a_line_does_not_climb_over_the_writing_round_a_stamp():
    pieces = replace(find_pieces(np.full((1200, 1240), 255, np.uint8)), size=19.0)
    round_a_stamp = [
        [518, 975, 667, 996],
        [486, 971, 501, 989],
        [659, 994, 667, 1016],
        [564, 995, 592, 1010],
        [477, 998, 535, 1047],
    ]
    round_a_stamp += [[606, 998, 632, 1034], [573, 1042, 585, 1046], [492, 1050, 536, 1071]]
    boxes = np.array([*round_a_stamp, [309, 1055, 451, 1081]], float)
    (group,) = _joined(boxes, pieces)
    lines = _levelled(group, boxes, pieces)
    assert sorted(i for line in lines for i in line) == list(range(9))
    assert next(line for line in lines if 8 in line) in ([8], [7, 8])


def test_a_slanting_line_stays_whole():
    pieces = replace(find_pieces(np.full((1200, 1240), 255, np.uint8)), size=19.0)
    boxes = np.array([[100 + 80 * i, 500 + 4 * i, 170 + 80 * i, 524 + 4 * i] for i in range(12)], float)
    assert _levelled(list(range(12)), boxes, pieces) == [list(range(12))]


def test_blocks_side_by_side_are_lines_of_their_own():
    picture, dice = np.full((HEIGHT, WIDTH), 250, np.uint8), np.random.default_rng(2)
    for baseline in (200, 250, 300):
        write_line(picture, 1100, baseline, 300, dice)
        write_line(picture, 400, baseline, 200, dice)
    assert len(lines_of(picture)) == 6


def test_cells_of_a_table_are_apart_and_known():
    picture, dice = np.full((HEIGHT, WIDTH), 250, np.uint8), np.random.default_rng(3)
    for y in (300, 360, 420, 480):
        picture[y : y + 2, 200:1041] = 0
    for x in (200, 480, 760, 1040):
        picture[300:482, x : x + 2] = 0
    for top in (300, 360, 420):
        for left in (200, 480, 760):
            write_line(picture, left + 260, top + 40, 240, dice)
    found = lines_of(picture)
    assert len(found) == 9
    assert len({line.cell for line in found}) == 9
    assert 0 not in {line.cell for line in found}


def test_a_fold_through_words_does_not_divide_lines():
    picture, baselines = letter()
    picture[100:1300, 600:603] = 20
    found = [line for line in lines_of(picture) if line.right - line.left > 300]
    assert len(found) == len(baselines)


def test_rules_are_wiped_from_the_crops():
    picture, dice = np.full((HEIGHT, WIDTH), 250, np.uint8), np.random.default_rng(4)
    write_line(picture, 1000, 300, 600, dice)
    write_line(picture, 1000, 400, 600, dice)
    picture[310:312, 100:1100] = 0
    for line in lines_of(picture):
        assert not (ink_mask(line.crop).sum(axis=1) > 0.9 * line.crop.shape[1]).any()


def test_a_run_of_dots_belongs_to_its_number():
    picture, dice = np.full((HEIGHT, WIDTH), 250, np.uint8), np.random.default_rng(5)
    write_line(picture, 1000, 300, 500, dice)
    for i in range(7):
        cv2.circle(picture, (480 - 13 * i, 292), 3, 20, -1)
    (line,) = lines_of(picture)
    assert line.left <= 480 - 13 * 6 - 3


@pytest.mark.parametrize("radius", [70, 95])
def test_a_stamp_across_a_line_does_not_swallow_it(radius):
    picture, baselines = letter()
    cv2.circle(picture, (600, baselines[10]), radius, 60, 3)
    cv2.circle(picture, (600, baselines[10]), int(radius * 0.65), 60, 2)
    found = [line for line in lines_of(picture) if not line.in_stamp and line.right - line.left > 300]
    assert all(any(line.top < baseline < line.bottom for line in found) for baseline in baselines)
    assert max(line.bottom - line.top for line in found) < 48


def test_writing_inside_a_stamp_is_known_for_it():
    picture, dice = np.full((HEIGHT, WIDTH), 250, np.uint8), np.random.default_rng(6)
    write_line(picture, 1000, 300, 600, dice)
    cv2.circle(picture, (400, 700), 110, 30, 3)
    word(picture, 360, 705, 80, dice)
    inside = [line for line in lines_of(picture) if line.top > 500]
    assert inside
    assert all(line.in_stamp for line in inside)


def test_a_pen_stroke_through_words_leaves_them_to_be_found():
    picture, baselines = letter()
    cv2.line(picture, (250, baselines[5] - 60), (1000, baselines[5] + 40), 60, 4)
    found = [line for line in lines_of(picture) if line.right - line.left > 300]
    assert len(found) >= len(baselines)


def test_an_empty_page_has_no_lines():
    dice = np.random.default_rng(7)
    paper = np.clip(dice.normal(240, 4, (HEIGHT, WIDTH)), 0, 255).astype(np.uint8)
    assert len(lines_of(paper)) == 0
