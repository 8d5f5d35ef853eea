"""Wear of paper and scanner: geometry, ink, paper, scanner, copier, fax. Pictures are (h, w) uint8, dark ink on light paper."""

import random
from typing import cast

import cv2
import numpy as np

from ocr.line_image import Grey


def _resized(grey: Grey, across: float, down: float, method: int) -> Grey:
    height, width = grey.shape
    size = (max(8, round(width * across)), max(8, round(height * down)))
    return cast(Grey, cv2.resize(grey, size, interpolation=method))


def bend(grey: Grey, chance: random.Random) -> Grey:
    """A little skew and slant; now and then the bow of a folded or photographed sheet."""
    height, width = grey.shape
    if chance.random() < 0.5:
        angle = chance.gauss(0, 0.5) * min(1.0, 600 / width + 0.3)
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
        matrix[0, 1] += chance.gauss(0, 0.04)
        grey = cast(Grey, cv2.warpAffine(grey, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=255))
    if chance.random() < 0.08:
        xs, ys = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
        bow = height * chance.uniform(0.01, 0.05) * np.sin(xs / width * chance.uniform(2, 6) + chance.uniform(0, 6))
        grey = cast(Grey, cv2.remap(grey, xs, ys + bow.astype(np.float32), cv2.INTER_LINEAR, borderValue=255))
    return grey


def spread(grey: Grey, chance: random.Random) -> Grey:
    """Ink that ran or wore thin, and the softness of the optics."""
    part = chance.random()
    if part < 0.10:
        grey = cast(Grey, cv2.erode(grey, np.ones((2, 2), np.uint8)))
    elif part < 0.15:
        grey = cast(Grey, cv2.dilate(grey, np.ones((2, 2), np.uint8)))
    if chance.random() < 0.7:
        grey = cast(Grey, cv2.GaussianBlur(grey, (0, 0), chance.uniform(0.35, 1.5)))
    if chance.random() < 0.04:
        length = chance.randint(3, 6)
        kernel = np.zeros((length, length), np.float32)
        cv2.line(kernel, (0, chance.randint(0, length - 1)), (length - 1, chance.randint(0, length - 1)), 1, 1)
        grey = cast(Grey, cv2.filter2D(grey, -1, kernel / kernel.sum()))
    return grey


def paper(grey: Grey, chance: random.Random, noise: np.random.Generator, strong_noise: bool) -> Grey:
    """Grey of the paper, pale ink, shade, folds, the back side, noise of the sensor, dust."""
    height, width = grey.shape
    x = grey.astype(np.float32)
    x = chance.uniform(0, 95) + x * (chance.uniform(195, 255) / 255 - 0.3)
    if chance.random() < 0.12:
        back = cv2.GaussianBlur(np.roll(grey[:, ::-1], chance.randint(-30, 30), axis=0), (0, 0), 2.5).astype(np.float32)
        x -= (255 - back) * chance.uniform(0.03, 0.25)
    if chance.random() < 0.25:
        x += np.linspace(0, chance.uniform(-40, 40), width, dtype=np.float32)[None]
    if chance.random() < 0.04:
        at, wide, deep = chance.randint(0, width), chance.uniform(1.5, 8), chance.choice([-70, -40, 40])
        x += (deep * np.exp(-(((np.arange(width) - at) / wide) ** 2))).astype(np.float32)[None]
    if chance.random() < 0.8:
        x += noise.standard_normal(x.shape, dtype=np.float32) * chance.uniform(1, 20 if strong_noise else 12)
    if chance.random() < 0.2:
        for _ in range(chance.randint(1, 1 + width // 60)):
            centre = (chance.randint(0, width), chance.randint(0, height))
            cv2.circle(x, centre, chance.choice([0, 1, 1, 2]), chance.choice([20.0, 60.0, 240.0]), -1)
    return np.clip(x, 0, 255).astype(np.uint8)


def two_levels(grey: Grey, chance: random.Random) -> Grey:
    """Black and white at a threshold between ink and paper."""
    ink, light = np.percentile(grey, (1, 90))
    return np.where(grey > ink + (light - ink) * chance.uniform(0.35, 0.75), 255, 0).astype(np.uint8)


def copied(grey: Grey, chance: random.Random) -> Grey:
    """One more pass through a copier: blur, contrast, loss of thin strokes or filled loops."""
    grey = cast(Grey, cv2.GaussianBlur(grey, (0, 0), chance.uniform(0.5, 1.3)))
    ink, light = np.percentile(grey, (1, 90))
    middle, steep = ink + (light - ink) * chance.uniform(0.35, 0.7), chance.uniform(4, 12) / max(16.0, light - ink)
    return (255 / (1 + np.exp(-(grey.astype(np.float32) - middle) * steep))).astype(np.uint8)


def faxed(grey: Grey, chance: random.Random) -> Grey:
    """204 x 98 or 204 x 196 dots to the inch, black and white, dots flipped here and there; brought back to square pixels."""
    down = chance.choice([0.33, 0.45, 0.66]) * chance.uniform(0.9, 1.2)
    grey = two_levels(_resized(grey, chance.uniform(0.6, 0.75), min(1.0, down), cv2.INTER_AREA), chance)
    method = chance.choice([cv2.INTER_NEAREST, cv2.INTER_LINEAR, cv2.INTER_LINEAR])
    return _resized(grey, 1.0, 0.68 / min(1.0, down), method)


def worn(grey: Grey, chance: random.Random, noise: np.random.Generator) -> Grey:
    """A clean drawing -> what a scanner delivers; about a third of the lines are black and white."""
    grey = spread(bend(grey, chance), chance)
    part = chance.random()
    black_and_white = part < 0.32
    if chance.random() < 0.10:
        grey = copied(grey, chance)
    grey = paper(grey, chance, noise, black_and_white)
    if chance.random() < 0.25:
        scale = chance.uniform(0.45, 0.9)
        grey = _resized(grey, scale, scale, cv2.INTER_AREA)
    if part < 0.06 and grey.shape[0] > 36:
        return faxed(grey, chance)
    if black_and_white:
        return two_levels(grey, chance)
    if chance.random() < 0.35:
        _, coded = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, chance.randint(30, 85)])
        grey = cast(Grey, cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE))
    return grey
