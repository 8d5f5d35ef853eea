"""Pages of made-up writing for tests: words are rows of touching blocks, as wide as Arabic words are; no font is needed."""

import cv2
import numpy as np

from domain.documents import PageImage

DPI = 150
WIDTH, HEIGHT = 1240, 1754


def word(picture, left, baseline, length, dice, *, size=16):
    """One word: a band on the baseline with risers and a dot or two. `size` is the height of its tallest stroke."""
    picture[baseline - size // 4 : baseline, left : left + length] = 20
    for x in range(left, left + length - 4, 10):
        tall = int(dice.choice([size // 2, size // 2, size]))
        picture[baseline - tall : baseline, x : x + 4] = 20
    dot = left + int(dice.integers(0, max(1, length - 4)))
    picture[baseline + 4 : baseline + 7, dot : dot + 4] = 20


def write_line(picture, right, baseline, width, dice, *, size=16):
    """Words from `right` leftwards over `width` pixels; gives the boxes (left, right) of the words."""
    boxes, at = [], right
    while at - 30 > right - width:
        length = int(min(dice.integers(30, 110), at - (right - width)))
        word(picture, at - length, baseline, length, dice, size=size)
        boxes.append((at - length, at))
        at -= length + 9
    return boxes


def letter(seed=1, lines=22):
    """A page of running text: grey, upright and level, with the baselines of its lines."""
    dice = np.random.default_rng(seed)
    picture = np.full((HEIGHT, WIDTH), 250, np.uint8)
    baselines = [200 + 48 * i for i in range(lines)]
    for baseline in baselines:
        write_line(picture, WIDTH - 150, baseline, int(dice.integers(500, 940)), dice)
    return picture, baselines


def page_of(picture, dpi=DPI):
    """The picture as a decoded page."""
    height, width = picture.shape[:2]
    channels = 1 if picture.ndim == 2 else 3
    return PageImage(1, width, height, channels, (dpi, dpi) if dpi else None, np.ascontiguousarray(picture).tobytes())


def skewed(picture, degrees, border=250):
    """The picture turned clockwise about its centre."""
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1)
    return cv2.warpAffine(picture, turn, (width, height), borderValue=border)
