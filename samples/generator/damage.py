"""Single strokes of wear on a grey picture (uint8), and the bad scans made of them. Lengths follow the resolution."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from samples.generator.wear import Scan


def _dice(chance: random.Random) -> np.random.Generator:
    return np.random.default_rng(chance.getrandbits(64))


def _clouds(shape: tuple[int, ...], cells: int, dice: np.random.Generator) -> np.ndarray:
    """Smooth noise about 0 with deviation 1, `cells` hills across the sheet."""
    small = dice.normal(0, 1, (max(2, cells * 3 // 2), max(2, cells))).astype(np.float32)
    return cv2.resize(small, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)


def rotated(scan: Scan, degrees: float, border: int) -> Scan:
    """Turned about its centre within the same frame; what comes into view is of the grey `border`."""
    high, wide = scan.pixels.shape[:2]
    turn = np.vstack([cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1.0), [0, 0, 1]])
    pixels = cv2.warpAffine(scan.pixels, turn[:2], (wide, high), flags=cv2.INTER_LINEAR, borderValue=(border,) * 3)
    return replace(scan, pixels=pixels, matrix=turn @ scan.matrix)


def toned(pixels: np.ndarray, black: float, white: float) -> np.ndarray:
    table = np.linspace(black, white, 256).round().astype(np.uint8)
    return np.asarray(cv2.LUT(pixels, table), np.uint8)


def noisy(pixels: np.ndarray, deviation: float, chance: random.Random) -> np.ndarray:
    grain: np.ndarray = np.zeros((pixels.shape[0], pixels[0].size), np.int16)  # one plane: randn wants a deviation per channel
    cv2.setRNGSeed(chance.getrandbits(31))
    cv2.randn(grain, np.zeros(1), np.full(1, deviation))
    return np.asarray(np.clip(pixels + grain.reshape(pixels.shape), 0, 255), np.uint8)


def bilevel(pixels: np.ndarray, level: float) -> np.ndarray:
    return np.where(pixels > level, 255, 0).astype(np.uint8)


def adaptive_bilevel(pixels: np.ndarray, dpi: int) -> np.ndarray:
    """Black and white against the neighbourhood, as scanner drivers do."""
    size = dpi // 6 * 2 + 1
    return np.asarray(cv2.adaptiveThreshold(pixels, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, size, 18))


def shown_through(pixels: np.ndarray, behind: np.ndarray, chance: random.Random) -> np.ndarray:
    """The back of the sheet, mirrored and blurred, shining through at 6 to 15 percent."""
    back = cv2.resize(cv2.flip(behind, 1), (pixels.shape[1], pixels.shape[0]))
    back = cv2.GaussianBlur(back, (0, 0), chance.uniform(1.2, 2.2))
    strength = chance.uniform(0.06, 0.15)
    return np.asarray(np.clip(pixels - strength * (255.0 - back), 0, 255).astype(np.uint8), np.uint8)


def inked(pixels: np.ndarray, chance: random.Random) -> np.ndarray:
    """Strokes a little fatter or thinner."""
    kernel = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    other = (cv2.erode if chance.random() < 0.6 else cv2.dilate)(pixels, kernel)
    share = chance.uniform(0.2, 0.6)
    return np.asarray(cv2.addWeighted(pixels, 1 - share, other, share, 0))


def shaded(pixels: np.ndarray, chance: random.Random) -> np.ndarray:
    """Light falling off to one side, at times a dark gutter at one edge, soft clouds."""
    high, wide = pixels.shape[:2]
    across = np.linspace(0, 1, wide, dtype=np.float32)[None, :]
    down = np.linspace(0, 1, high, dtype=np.float32)[:, None]
    if chance.random() < 0.5:
        across = 1 - across
    if chance.random() < 0.5:
        down = 1 - down
    light = 1 - chance.uniform(0.0, 0.2) * across - chance.uniform(0, 0.12) * down
    if chance.random() < 0.3:
        light = light - chance.uniform(0.2, 0.5) * np.exp(-across * chance.uniform(25, 50))
    light = light + 0.015 * _clouds(pixels.shape, 5, _dice(chance))
    return np.asarray(np.clip(pixels * light, 0, 255), np.uint8)


def dusty(pixels: np.ndarray, dpi: int, chance: random.Random) -> np.ndarray:
    """Specks, a few hairs and a thin scanner streak."""
    out, (high, wide) = pixels.copy(), pixels.shape[:2]
    for _ in range(chance.randint(30, 220)):
        radius = max(1, round(dpi * chance.uniform(0.001, 0.006)))
        cv2.circle(out, (chance.randrange(wide), chance.randrange(high)), radius, chance.choice([30, 60, 90, 120, 250]), -1)
    for _ in range(chance.randint(0, 5)):
        x, y = chance.randrange(wide), chance.randrange(high)
        points = [(x + round(i * dpi * 0.02), y + round(dpi * 0.06 * np.sin(i / 3 + x))) for i in range(chance.randint(5, 14))]
        cv2.polylines(out, [np.array(points, np.int32)], False, chance.randint(70, 130), 1, cv2.LINE_AA)
    if chance.random() < 0.3:
        x = chance.randrange(wide)
        out[:, x : x + max(1, dpi // 150)] = (out[:, x : x + max(1, dpi // 150)] * 0.75).astype(np.uint8)
    return out


def as_asked(scan: Scan, black_and_white: bool, chance: random.Random) -> Scan:
    """An ordinary scan made black and white, or left grey, whatever the dice of its wear said."""
    if black_and_white and not scan.bilevel:
        soft = cv2.GaussianBlur(scan.pixels, (0, 0), 0.4)
        return replace(scan, pixels=bilevel(soft, chance.uniform(150, 185)), bilevel=True)
    if scan.bilevel and not black_and_white:
        soft = cv2.GaussianBlur(scan.pixels, (0, 0), 0.7 * scan.dpi[0] / 200)
        return replace(scan, pixels=noisy(toned(soft, 35, 246), 1.5, chance), bilevel=False)
    return scan


# --- bad scans
def copied(scan: Scan, kind: str, chance: random.Random) -> Scan:
    """Two or three rounds of a poor copier: contrast torn up, strokes eaten or fat, specks, black edges."""
    scan = rotated(scan, chance.uniform(-2.2, 2.2), 255)
    pixels, dpi, dice = scan.pixels, scan.dpi[0], _dice(chance)
    for _ in range(chance.randint(2, 3)):
        soft = cv2.GaussianBlur(pixels, (0, 0), chance.uniform(0.75, 1.1) * dpi / 200).astype(np.float32)
        soft += dice.normal(0, 1, pixels.shape).astype(np.float32) * chance.uniform(8, 18) + 12 * _clouds(pixels.shape, 9, dice)
        level = chance.uniform(150, 200)
        pixels = np.clip((soft - level) * chance.uniform(2.2, 4.0) + 128, 0, 255).astype(np.uint8)
    pixels = _edges(dusty(pixels, dpi, chance), dpi, chance)
    black_and_white = chance.random() < 0.6
    if black_and_white:
        pixels = bilevel(cv2.GaussianBlur(pixels, (0, 0), 0.5), 140)
    return replace(scan, pixels=pixels, bilevel=black_and_white, quality=45)


def _edges(pixels: np.ndarray, dpi: int, chance: random.Random) -> np.ndarray:
    """The dark, ragged edges that an open lid leaves."""
    high, wide = pixels.shape[:2]
    for side in chance.sample(range(4), chance.randint(1, 3)):
        depth = dpi * chance.uniform(0.06, 0.3)
        ragged = depth * (1 + 0.25 * np.sin(np.arange(max(high, wide)) / (dpi * chance.uniform(0.8, 3))))
        ys, xs = np.mgrid[0:high, 0:wide]
        far = (xs, ys, wide - 1 - xs, high - 1 - ys)[side]
        along = ys if side in {0, 2} else xs
        pixels = np.where(far < ragged[along], np.uint8(25), pixels)
    return pixels


def faxed(scan: Scan, kind: str, chance: random.Random) -> Scan:
    """Group 3 fax: 204 dpi across, 196 (fine) or 98 down, black and white, some lines lost."""
    scan = rotated(scan, chance.uniform(-1.5, 1.5), 255)
    down = 196 if kind == "fax_fine" else 98
    high, wide = scan.pixels.shape[:2]
    size = (round(wide * 204 / scan.dpi[0]), round(high * down / scan.dpi[1]))
    soft = cv2.GaussianBlur(scan.pixels, (0, 0), 0.6 * scan.dpi[0] / 200)
    small = noisy(cv2.resize(soft, size, interpolation=cv2.INTER_AREA), chance.uniform(6, 16), chance)
    pixels = bilevel(small, chance.uniform(150, 190))
    for _ in range(chance.randint(0, 4)):
        row = chance.randrange(size[1])
        if chance.random() < 0.5:
            pixels[row : row + 1, chance.randrange(size[0]) :] = 255
        else:
            pixels[row] = pixels[max(0, row - 1)]
    for _ in range(chance.randint(20, 150)):
        pixels[chance.randrange(size[1]), chance.randrange(size[0])] = 0
    scale = np.diag([size[0] / wide, size[1] / high, 1.0])
    return replace(scan, pixels=pixels, matrix=scale @ scan.matrix, dpi=(204, down), bilevel=True)


def photographed(scan: Scan, kind: str, chance: random.Random) -> Scan:
    """A sheet on a table, seen aslant by a phone of about 8 megapixels, with the shadow of the hand."""
    dice, picture = _dice(chance), scan.pixels
    high, wide = picture.shape[:2]
    size = (2300, 3060)
    table: np.ndarray = np.empty((size[1], size[0], 3), np.float32)
    table[:] = chance.choice([(92, 70, 52), (60, 62, 68), (140, 128, 110), (45, 60, 50)])
    grain = cv2.resize(dice.normal(0, 10, (size[1] // 60, size[0] // 4)).astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
    table += grain[..., None]
    fit = min(size[0] * 0.86 / wide, size[1] * 0.86 / high)
    angle = np.deg2rad(chance.uniform(-4.5, 4.5))
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    middle = np.array(size) / 2
    left, top = (size[0] - wide * fit) / 2, (size[1] - high * fit) / 2

    def shift() -> tuple[float, float]:
        return chance.uniform(-0.03, 0.03) * size[0], chance.uniform(-0.025, 0.025) * size[1]

    corners = [(left, top), (left + wide * fit, top), (left + wide * fit, top + high * fit), (left, top + high * fit)]
    moved = np.array([(x + dx, y + dy) for (x, y), (dx, dy) in zip(corners, [shift() for _ in corners], strict=True)])
    goal = ((moved - middle) @ spin.T + middle).astype(np.float32)
    way = cv2.getPerspectiveTransform(np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32), goal)
    smooth = cv2.GaussianBlur(picture, (0, 0), max(0.3, 0.45 / fit))
    seen = cv2.warpPerspective(smooth, way, size, flags=cv2.INTER_LINEAR)
    inside = cv2.GaussianBlur(cv2.warpPerspective(np.full((high, wide), 255, np.uint8), way, size), (0, 0), 1.2)
    tint = np.array(chance.choice([(0.93, 0.92, 0.88), (0.9, 0.92, 0.94), (0.94, 0.9, 0.84)]), np.float32)
    share = cv2.merge([inside] * 3).astype(np.float32) / 255
    photo = (table + (seen * tint - table) * share) * cv2.merge([_room_light(size, chance)] * 3)
    soft = cv2.GaussianBlur(np.clip(photo, 0, 255).astype(np.uint8), (0, 0), chance.uniform(0.5, 1.1))
    dpi = round(scan.dpi[0] * fit)
    grainy = noisy(soft, chance.uniform(2, 5), chance)
    return replace(scan, pixels=grainy, matrix=way @ scan.matrix, dpi=(dpi, dpi), quality=75)


def _room_light(size: tuple[int, int], chance: random.Random) -> np.ndarray:
    """Falling off to the corners, stronger on one side, with one soft-edged shadow across; smooth, so drawn at 1/8."""
    xs, ys = np.meshgrid(np.linspace(-1, 1, size[0] // 8), np.linspace(-1, 1, size[1] // 8))
    light = 1.0 - chance.uniform(0.05, 0.2) * (xs**2 + ys**2) / 2 + chance.uniform(-0.12, 0.12) * xs
    angle = chance.uniform(0, 6.28)
    line = xs * np.cos(angle) + ys * np.sin(angle) - chance.uniform(0.1, 0.7)
    light *= 1 - chance.uniform(0.15, 0.45) / (1 + np.exp(-line * chance.uniform(12, 40)))
    return np.asarray(cv2.resize(light.astype(np.float32), size, interpolation=cv2.INTER_LINEAR))


def aged(scan: Scan, kind: str, chance: random.Random) -> Scan:
    """Browned and stained paper with faded ink, folded once or twice across."""
    scan = rotated(scan, chance.uniform(-2, 2), chance.choice([255, 200]))
    dice, pixels = _dice(chance), scan.pixels
    faded = toned(cv2.GaussianBlur(pixels, (0, 0), 0.7 * scan.dpi[0] / 200), chance.uniform(60, 110), chance.uniform(195, 220))
    paper = faded * (1 + 0.05 * _clouds(pixels.shape, 4, dice) + 0.03 * _clouds(pixels.shape, 18, dice))
    high, wide = pixels.shape[:2]
    for i in range(chance.randint(1, 3)):
        paper = _fold(paper, chance, level=i % 2 == 0)
    for _ in range(chance.randint(1, 4)):
        centre, radius = (chance.randrange(wide), chance.randrange(high)), round(wide * chance.uniform(0.03, 0.12))
        stain = np.zeros((high, wide), np.float32)
        cv2.ellipse(stain, centre, (radius, round(radius * 0.8)), 0, 0, 360, 1.0, -1)
        paper *= 1 - chance.uniform(0.06, 0.18) * cv2.GaussianBlur(stain, (0, 0), wide / 120)
    out = noisy(np.clip(paper, 0, 255).astype(np.uint8), chance.uniform(4, 9), chance)
    return replace(scan, pixels=dusty(out, scan.dpi[0], chance), quality=60)


def _fold(paper: np.ndarray, chance: random.Random, level: bool) -> np.ndarray:
    """A crease: ink rubbed off along a thin bright line, shade on one side of it."""
    high, wide = paper.shape
    length = high if level else wide
    at = length * (chance.uniform(0.28, 0.38) if chance.random() < 0.5 else chance.uniform(0.48, 0.68))
    where = np.arange(length, dtype=np.float32) - at
    line = np.exp(-((where / (length * 0.0008)) ** 2)) * chance.uniform(0.35, 0.8)
    shade = np.where(where > 0, np.exp(-where / (length * 0.012)), 0) * chance.uniform(0.08, 0.25)
    line, shade = (line[:, None], shade[:, None]) if level else (line[None, :], shade[None, :])
    return np.asarray((paper * (1 - line) + 225 * line) * (1 - shade), np.float32)


def struck(scan: Scan, kind: str, chance: random.Random) -> Scan:
    """Pen strokes, a marginal note's scrawl and a cancelled-looking line across the words, on an ordinary dirty scan."""
    pixels, (high, wide), dpi = scan.pixels.copy(), scan.pixels.shape[:2], scan.dpi[0]
    for _ in range(chance.randint(2, 6)):
        x, y = chance.uniform(0.1, 0.7) * wide, chance.uniform(0.12, 0.85) * high
        long, slope = chance.uniform(0.15, 0.6) * wide, chance.uniform(-0.25, 0.25)
        wave, turn = chance.uniform(0, 0.012) * wide, chance.uniform(0, 6)
        points = [(x + long * t, y + slope * long * t + wave * np.sin(t * 14 + turn)) for t in np.linspace(0, 1, 60)]
        stroke = max(2, round(dpi * chance.uniform(0.008, 0.02)))
        cv2.polylines(pixels, [np.array(points, np.int32)], False, chance.randint(40, 130), stroke, cv2.LINE_AA)
    scan = rotated(replace(scan, pixels=pixels), chance.uniform(-2.5, 2.5), 255)
    pixels = cv2.GaussianBlur(scan.pixels, (0, 0), chance.uniform(0.5, 0.9) * dpi / 200)
    pixels = shaded(toned(pixels, chance.uniform(25, 70), chance.uniform(215, 245)), chance)
    return replace(scan, pixels=noisy(pixels, chance.uniform(4, 9), chance), quality=55)
