"""Boxes found in the working copy lead back to the stored image."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.geometry import PageTransform, for_opencv, quarter_turns, scaling

SIDES = st.integers(50, 400)


@given(SIDES, SIDES, st.integers(0, 3), st.data())
def test_a_box_survives_quarter_turns_exactly(width, height, turns, data):
    left, top = data.draw(st.integers(0, width - 10)), data.draw(st.integers(0, height - 10))
    transform = PageTransform(width, height).then(quarter_turns(turns, width, height))
    corners = np.array([[left, top, 1], [left + 7, top + 5, 1]]) @ transform.matrix.T
    low, high = corners.min(axis=0), corners.max(axis=0)
    box = transform.to_stored(low[0], low[1], high[0], high[1])
    assert (box.left, box.top, box.width, box.height) == (left, top, 7, 5)


@given(SIDES, SIDES, st.integers(0, 3))
def test_quarter_turns_agree_with_numpy(width, height, turns):
    picture = np.zeros((height, width), np.uint8)
    picture[3, 5] = 1
    turned = np.rot90(picture, -turns)
    (y,), (x,) = np.nonzero(turned)
    moved = quarter_turns(turns, width, height) @ np.array([5.5, 3.5, 1.0])
    assert (moved[0], moved[1]) == (x + 0.5, y + 0.5)


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_scaling_for_opencv_agrees_with_resize(factor):
    picture = np.random.default_rng(1).integers(0, 255, (40, 60)).astype(np.uint8)
    picture = cv2.GaussianBlur(picture, (0, 0), 4)
    size = (int(60 * factor), int(40 * factor))
    resized = cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)
    warped = cv2.warpPerspective(picture, for_opencv(scaling(factor, factor)), size, borderMode=cv2.BORDER_REPLICATE)
    assert np.abs(resized.astype(int) - warped).max() <= 4


def test_perspective_there_and_back():
    goal = np.array([[0, 0], [200, 0], [200, 300], [0, 300]], np.float32)
    corners = np.array([[20, 30], [180, 10], [190, 280], [15, 270]], np.float32)
    transform = PageTransform(220, 300, np.asarray(cv2.getPerspectiveTransform(corners, goal), np.float64))
    box = transform.to_stored(0, 0, 200, 300)
    assert (box.left, box.top, box.right, box.bottom) == (15, 10, 190, 280)


@given(st.floats(-500, 900), st.floats(-500, 900), st.floats(0, 300), st.floats(0, 300))
def test_boxes_always_lie_inside_the_image(left, top, width, height):
    box = PageTransform(300, 400).to_stored(left, top, left + width, top + height)
    assert 0 <= box.left < box.right <= 300
    assert 0 <= box.top < box.bottom <= 400
