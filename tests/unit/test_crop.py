"""The picture of what matters on a page: upright, framed, whole."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from domain.documents import Box, PageImage
from ocr.crop import Around, crop_png, turned

UPRIGHT = np.full((800, 600), 240, np.uint8)
UPRIGHT[100:120, 60:160] = 0  # writing near the top on the left


def stored(rotation: int, picture: np.ndarray = UPRIGHT) -> PageImage:
    """The page as it was stored: to be turned clockwise by `rotation` to stand upright."""
    lying = np.ascontiguousarray(np.rot90(picture, rotation // 90))
    return PageImage(1, lying.shape[1], lying.shape[0], 1, None, lying.tobytes())


def box_of(rotation: int) -> Box:
    """Where the writing is on the stored page."""
    rows, columns = np.nonzero(np.rot90(UPRIGHT, rotation // 90) == 0)
    return Box(int(columns.min()), int(rows.min()), int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1)


def opened(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)))


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_boxes_turn_with_the_page(rotation: int) -> None:
    page = stored(rotation)
    assert turned(box_of(rotation), rotation, page.width, page.height) == Box(60, 100, 100, 20)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_what_matters_is_shown_upright_in_a_frame(rotation: int) -> None:
    shown = opened(crop_png(stored(rotation), rotation, [box_of(rotation)], Around.MARKS))
    assert shown.shape[0] < 300
    assert shown.shape[1] < 300
    black = (shown == 0).all(axis=2)
    rows, columns = np.nonzero(black)
    assert (np.ptp(rows) + 1, np.ptp(columns) + 1) == (20, 100)
    red = (shown == (200, 0, 0)).all(axis=2)
    rows, columns = np.nonzero(red)
    assert 20 < np.ptp(rows) < 40
    assert 100 < np.ptp(columns) < 120
    assert not (red & black).any()


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_the_head_of_a_page_and_all_of_it(rotation: int) -> None:
    assert opened(crop_png(stored(rotation), rotation, [], Around.TOP)).shape == (360, 600, 3)
    assert opened(crop_png(stored(rotation), rotation, [], Around.PAGE)).shape == (800, 600, 3)
    assert opened(crop_png(stored(rotation), rotation, [], Around.MARKS)).shape == (800, 600, 3), "no frame: all of it"


def test_a_frame_at_the_edge_and_a_huge_page() -> None:
    page = stored(0, np.full((4000, 3000), 200, np.uint8))
    shown = opened(crop_png(page, 0, [Box(2900, 3990, 100, 10)], Around.MARKS))
    assert min(shown.shape[:2]) > 300
    assert max(opened(crop_png(page, 0, [], Around.PAGE)).shape) == 1600
