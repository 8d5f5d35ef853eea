"""The working copy is even, level and of known resolution; the way back to the stored image is kept."""

import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from domain.documents import PageImage
from ocr.cleanup import clean, effective_dpi
from ocr.geometry import PageTransform
from ocr.paper import even_paper, grey_of, ink_mask, without_specks
from ocr.photo import find_sheet
from ocr.streaks import without_streaks

sys.path.insert(0, str(Path(__file__).parent))
from pseudo_writing import DPI, HEIGHT, WIDTH, letter, page_of, skewed


def slant_left(page):
    """Degrees by which the rows of the working copy still slope."""
    from ocr.orientation import lie_of

    small = cv2.resize(page.grey, None, fx=75 / page.dpi, fy=75 / page.dpi, interpolation=cv2.INTER_AREA)
    return lie_of(ink_mask(small)).skew


@pytest.mark.parametrize("degrees", [-6.0, -2.2, -0.4, 0.9, 3.7])
def test_pages_are_levelled(degrees):
    page = clean(page_of(skewed(letter()[0], degrees)))
    assert abs(slant_left(page)) <= 0.15


def test_a_streak_through_the_writing_is_healed():
    picture, _ = letter()
    streaked = picture.copy()
    streaked[:, 700:702] = 0
    healed = without_streaks(streaked, DPI)
    assert (healed[:, 700:702] < 128).sum() < 0.1 * len(picture)
    assert np.abs(healed[:, 700:702].astype(int) - picture[:, 700:702]).mean() < 12
    assert np.array_equal(np.delete(healed, range(699, 703), axis=1), np.delete(picture, range(699, 703), axis=1))


def test_printed_rules_are_no_streaks():
    picture, _ = letter()
    picture[:, 60:63] = 0  # beside the writing
    table = np.full((HEIGHT, WIDTH), 250, np.uint8)
    table[200 : HEIGHT - 200, 500:503] = 0
    table[200 : HEIGHT - 200 : 60, 200:1200] = 0
    for page in (picture, table):
        assert without_streaks(page, DPI) is page


@pytest.mark.parametrize("quarters", [1, 3])
def test_pages_on_their_side_are_set_across(quarters):
    page = clean(page_of(np.rot90(letter()[0], quarters)))
    assert page.rotation == 90
    assert page.grey.shape == (HEIGHT, WIDTH)


def test_boxes_lead_back_to_the_stored_image():
    picture = np.full((HEIGHT, WIDTH), 250, np.uint8)
    picture[400:430, 300:700] = 0
    page = clean(page_of(np.rot90(skewed(letter(lines=8)[0], 2.0), 1)))
    stored = page.transform.to_stored(0, 0, page.grey.shape[1], page.grey.shape[0])
    assert (stored.width, stored.height) == (HEIGHT, WIDTH)


def test_a_mark_is_found_where_it_was_stored():
    picture = skewed(letter(lines=10)[0], 3.0)
    picture[1500:1520, 700:760] = 0
    page = clean(page_of(picture))
    rows, columns = np.nonzero(page.grey[1300:] < 60)
    box = page.transform.to_stored(columns.min(), rows.min() + 1300, columns.max() + 1, rows.max() + 1301)
    assert abs(box.left - 700) <= 4
    assert abs(box.top - 1500) <= 4
    assert abs(box.right - 760) <= 4


def test_shade_and_folds_are_divided_out():
    picture = letter()[0].astype(np.float32)
    picture *= np.linspace(0.5, 1.0, WIDTH)[None, :]
    picture[HEIGHT // 2 :] *= 0.75
    even = even_paper(picture.astype(np.uint8), DPI)
    paper = even[ink_mask(letter()[0]) == 0]
    assert np.percentile(paper, 5) > 225


def test_faded_ink_is_still_ink():
    black = letter()[0]
    faded = (255 - (255 - black.astype(np.float32)) * 0.25).astype(np.uint8)
    assert (ink_mask(faded) == ink_mask(black)).mean() > 0.999


def test_coloured_ink_is_paler_than_black():
    pixels = np.full((40, 60, 3), 255, np.uint8)
    pixels[:20, :30] = (20, 20, 20)
    pixels[20:, :30] = (30, 60, 190)
    grey = grey_of(page_of(pixels))
    assert grey[5, 5] < 40
    assert grey[30, 5] > 150


def test_dark_borders_and_punch_holes_go():
    picture = letter()[0]
    picture[:, :60] = 10
    picture[-50:] = 15
    cv2.circle(picture, (WIDTH - 70, 600), 18, 0, -1)
    cv2.circle(picture, (WIDTH - 70, 1000), 18, 0, -1)
    page = clean(page_of(picture))
    assert ink_mask(page.grey)[:, :70].sum() == 0
    assert ink_mask(page.grey)[1690:].sum() == 0
    assert ink_mask(page.grey)[570:1030, WIDTH - 95 : WIDTH - 40].sum() < 100


def blank(width, height, dpi):
    return PageImage(1, width, height, 1, dpi, bytes([255]) * (width * height))


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (blank(1654, 2339, (200.0, 200.0)), (200, 200)),
        (blank(1654, 2339, None), (200, 200)),
        (blank(1654, 2339, (72.0, 72.0)), (200, 200)),
        (blank(1728, 1143, (204.0, 98.0)), (204, 98)),
        (blank(1728, 1143, None), (204, 98)),
        (blank(1012, 638, (300.0, 300.0)), (300, 300)),
    ],
)
def test_resolution_is_stated_or_estimated(page, expected):
    assert effective_dpi(page) == pytest.approx(expected, rel=0.02)


def test_fax_pixels_become_square():
    page = clean(page_of(cv2.resize(letter()[0], (1728, 1143), interpolation=cv2.INTER_AREA), None))
    assert page.grey.shape[0] == pytest.approx(1143 * 204 / 98, rel=0.02)


def photographed(sheet, corners, table=(90, 70, 50), size=(1500, 2000)):
    high, wide = sheet.shape
    way = cv2.getPerspectiveTransform(
        np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32), np.array(corners, np.float32)
    )
    colour = cv2.cvtColor(sheet, cv2.COLOR_GRAY2RGB)
    seen = cv2.warpPerspective(colour, way, size, flags=cv2.INTER_AREA)
    inside = cv2.warpPerspective(np.ones(sheet.shape, np.uint8), way, size)
    return np.where(inside[..., None] > 0, seen, np.array(table, np.uint8)), way


CORNERS = [(150, 120), (1330, 180), (1400, 1850), (90, 1790)]


def test_a_sheet_on_a_table_is_squared_up():
    photo, _ = photographed(letter()[0], CORNERS)
    sheet = find_sheet(photo)
    assert sheet is not None
    assert np.abs(sheet.corners - np.array(CORNERS)).max() < 12
    page = clean(page_of(photo, None))
    assert abs(slant_left(page)) <= 0.2


def test_a_shadow_across_the_sheet_does_not_cut_it():
    photo, _ = photographed(letter()[0], CORNERS)
    shaded = photo.astype(np.float32)
    shaded[:, 800:] *= 0.6
    sheet = find_sheet(shaded.astype(np.uint8))
    assert sheet is not None
    assert np.abs(sheet.corners - np.array(CORNERS)).max() < 15


@pytest.mark.parametrize("degrees", [0.0, 3.0])
def test_a_scan_is_no_photograph(degrees):
    assert find_sheet(skewed(letter()[0], degrees)) is None


def test_transform_knows_the_stored_size():
    assert isinstance(clean(page_of(letter()[0])).transform, PageTransform)


def test_specks_go_where_they_outnumber_all_else_and_stops_stay() -> None:
    page = np.full((1200, 900), 255, np.uint8)
    for row in range(100, 1100, 60):
        for column in range(100, 800, 40):
            page[row : row + 20, column : column + 4] = 0  # letters
            page[row + 24 : row + 26, column : column + 2] = 0  # stops as small as specks
    assert np.array_equal(without_specks(page, 200.0), page)
    chance = np.random.default_rng(1)
    dirty = page.copy()
    dirty[chance.random(page.shape) < 0.02] = 0
    cleaned = without_specks(dirty, 200.0)
    assert (cleaned == 0).sum() < 1.3 * (page == 0).sum()
    assert (cleaned[page == 0] == 0).mean() > 0.8, "the letters stay"
