"""What scanning and time do to a sheet: three classes of wear, each with the way every point of the page went.

`ordinary`: an office scanner at 200-300 dpi, grey or bilevel, hardly askew. `dirty`: skew to 4 degrees, shade, blur, noise,
show-through, dust. `bad`: one of copy (a copy of a copy), fax_fine (204 x 196 dpi), fax (204 x 98), photo (of a sheet on a
table), aged (folded, browned) and struck (strokes across the words).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

import cv2
import numpy as np

from samples.generator import damage
from samples.generator.truth import Point, PrintedPage, moved_lines

BAD = ("copy", "fax_fine", "fax", "photo", "aged", "struck")


@dataclass(frozen=True)
class Scan:
    """Pixels (height, width) grey or (height, width, 3) RGB, uint8; `matrix` (3, 3) takes points of the sheet there."""

    pixels: np.ndarray
    matrix: np.ndarray
    dpi: tuple[int, int]
    bilevel: bool = False
    quality: int = 80
    turned: int = 0

    def move(self, point: Point) -> Point:
        x, y, w = self.matrix @ np.array([point[0], point[1], 1.0])
        return float(x / w), float(y / w)


def grey(picture: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) if picture.ndim == 3 else picture


def wear(
    picture: np.ndarray, dpi: int, kind: str, chance: random.Random, behind: np.ndarray | None = None, *, colour: bool = False
) -> Scan:
    """The sheet's picture (RGB) as a scan. `kind` is clean, ordinary, dirty or one of BAD; `behind` shows through.

    `colour` keeps the colours of an ordinary scan; photographs keep theirs always, all other scans are grey.
    """
    scan = Scan(picture, np.eye(3), (dpi, dpi))
    keeps = kind == "photo" or (colour and kind == "ordinary")
    scan = scan if keeps else replace(scan, pixels=grey(picture))
    if kind == "clean":
        return scan
    if kind in {"ordinary", "dirty"}:
        return _ordinary(scan, chance) if kind == "ordinary" else _dirty(scan, chance, behind)
    ways = {"photo": damage.photographed, "aged": damage.aged, "struck": damage.struck, "copy": damage.copied}
    return ways.get(kind, damage.faxed)(scan, kind, chance)


def _ordinary(scan: Scan, chance: random.Random) -> Scan:
    """Skew below 0.7 degrees, a breath of blur and noise, paper not quite white; one grey scan in four is bilevel."""
    bilevel = chance.random() < 0.25 and scan.pixels.ndim == 2
    scan = damage.rotated(scan, chance.uniform(-0.7, 0.7), 255)
    pixels = cv2.GaussianBlur(scan.pixels, (0, 0), chance.uniform(0.3, 0.55) * scan.dpi[0] / 200)
    pixels = damage.toned(pixels, chance.uniform(15, 60), chance.uniform(236, 254))
    pixels = damage.noisy(pixels, chance.uniform(1.0, 4.0), chance)
    if bilevel:
        pixels = damage.bilevel(pixels, chance.uniform(150, 190))
    return replace(scan, pixels=pixels, bilevel=bilevel, quality=chance.choice([70, 75, 80]))


def _dirty(scan: Scan, chance: random.Random, behind: np.ndarray | None) -> Scan:
    """Everything a bad day at the scanner brings, each in some strength; one scan in four is bilevel all the same."""
    pixels = scan.pixels
    if behind is not None and chance.random() < 0.5:
        pixels = damage.shown_through(pixels, grey(behind), chance)
    if chance.random() < 0.5:
        pixels = damage.inked(pixels, chance)
    border = chance.choice([255, 255, 235, 60])
    scan = damage.rotated(replace(scan, pixels=pixels), chance.triangular(-4.0, 4.0, chance.choice([-2.5, 2.5])), border)
    pixels = cv2.GaussianBlur(scan.pixels, (0, 0), chance.uniform(0.45, 0.95) * scan.dpi[0] / 200)
    pixels = damage.toned(pixels, chance.uniform(20, 75), chance.uniform(215, 245))
    pixels = damage.shaded(pixels, chance)
    pixels = damage.dusty(pixels, scan.dpi[0], chance)
    pixels = damage.noisy(pixels, chance.uniform(4, 12), chance)
    bilevel = chance.random() < 0.25
    if bilevel:
        pixels = damage.adaptive_bilevel(pixels, scan.dpi[0])
    return replace(scan, pixels=pixels, bilevel=bilevel, quality=chance.choice([45, 55, 65]))


def turned(scan: Scan, degrees: int) -> Scan:
    """The scan turned clockwise by 90, 180 or 270 degrees, as if the sheet had lain so on the glass."""
    if degrees % 360 == 0:
        return scan
    high, wide = scan.pixels.shape[:2]
    way = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}[degrees]
    step = {
        90: [[0, -1, high], [1, 0, 0], [0, 0, 1]],
        180: [[-1, 0, wide], [0, -1, high], [0, 0, 1]],
        270: [[0, 1, 0], [-1, 0, wide], [0, 0, 1]],
    }[degrees]
    dpi = scan.dpi if degrees == 180 else scan.dpi[::-1]
    return replace(scan, pixels=cv2.rotate(scan.pixels, way), matrix=np.array(step, float) @ scan.matrix, turned=degrees, dpi=dpi)


def truth_of(page: PrintedPage, scan: Scan) -> PrintedPage:
    """The printed page with its boxes where the scan has them."""
    high, wide = scan.pixels.shape[:2]
    lines = moved_lines(page.lines, scan.move)
    return PrintedPage(wide, high, scan.dpi, lines, page.stamps, scan.turned)
