"""Draws the text of a line: our own run layout, so that picture and label come from the same visual order."""

import random
import re
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ocr.charset import runs
from ocr.line_image import Grey

_JOINING = frozenset("بتثجحخسشصضطظعغفقكلمنهيئ")


@dataclass(frozen=True)
class Drawn:
    """A drawn line: grey (h, w) uint8, row of the baseline, size of the letters in pixels."""

    grey: Grey
    baseline: int
    size: int


def with_tatweel(text: str, chance: random.Random) -> str:
    """Letters of a few words stretched, as justified print has it (the label leaves tatweel out)."""
    words = []
    for word in text.split(" "):
        spots = [i for i in range(len(word) - 1) if word[i] in _JOINING and "ء" < word[i + 1] <= "ي"]
        if spots and chance.random() < 0.35:
            spot = chance.choice(spots)
            words.append(f"{word[: spot + 1]}{'ـ' * chance.randint(1, 5)}{word[spot + 1 :]}")
        else:
            words.append(word)
    return " ".join(words)


def with_vowels(text: str, chance: random.Random) -> str:
    """Some vowel marks and shaddas over letters, printed but not labelled."""
    return "".join(
        c + (chance.choice("\u064e\u064f\u0650\u0651\u0651\u0652\u0650") if c in _JOINING and chance.random() < 0.25 else "")
        for c in text
    )


def draw(text: str, font: ImageFont.FreeTypeFont, chance: random.Random) -> Drawn:
    """Logical text -> dark ink on white paper, with paper all around; word spaces and letter weight vary."""
    size = int(font.size)
    gap = chance.choice([1, 1, 1, 0.75, 1.3, 1.8])
    spaced = chance.choice([0, 0, 0, 0, 0.06, 0.12]) * size  # European digits set apart, as on stamps and forms
    pieces, total = [], 0.0
    for piece, left_to_right in reversed(runs(text)):
        parts = re.split("( +)", piece)[:: 1 if left_to_right else -1]
        if left_to_right and spaced and piece.isdigit():
            parts = list(piece)
        direction = "ltr" if left_to_right else "rtl"
        for part in filter(None, parts):
            width = font.getlength(part, direction=direction) * (gap if part.isspace() else 1)
            pieces.append((part, direction, total))
            total += width + (spaced if part.isdigit() and len(part) == 1 else 0)
    pad = int(size * 0.8)
    canvas = Image.new("L", (int(total) + 2 * pad, int(size * 3.2)), 255)
    pen, baseline = ImageDraw.Draw(canvas), int(size * 2)
    stroke = 1 if size > 36 and chance.random() < 0.04 else 0
    for part, direction, x in pieces:
        if not part.isspace():
            pen.text((pad + x, baseline), part, 0, font=font, anchor="ls", direction=direction, stroke_width=stroke)
    return Drawn(np.array(canvas), baseline, size)


def ink_box(drawn: Drawn, chance: random.Random) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom as a line finder cuts: around the ink, at times with the room of a whole line, uneven margins."""
    rows = np.flatnonzero((drawn.grey < 128).any(axis=1))
    columns = np.flatnonzero((drawn.grey < 128).any(axis=0))
    if not len(rows):
        return None
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    if chance.random() < 0.4:
        top, bottom = min(top, drawn.baseline - int(drawn.size * 0.75)), max(bottom, drawn.baseline + int(drawn.size * 0.25))
    most = chance.choice([0.05, 0.1, 0.1, 0.3])

    def margin(share: float) -> int:
        return int(drawn.size * chance.uniform(0, share))

    height, width = drawn.grey.shape
    left, right = int(columns[0]) - margin(0.5), int(columns[-1]) + 1 + margin(0.5)
    return max(0, left), max(0, top - margin(most)), min(width, right), min(height, bottom + margin(most))


def _rule(grey: Grey, drawn: Drawn, chance: random.Random) -> None:
    """A line under the words: whole, of dots, of dashes; or the white track that a ruling remover left in them."""
    width = grey.shape[1]
    ink, thick = chance.randint(0, 80), max(1, int(drawn.size / chance.randint(14, 40)))
    y = drawn.baseline + int(drawn.size * chance.uniform(-0.02, 0.45))
    start, end = chance.randint(0, width // 2), chance.randint(width // 2, width)
    part = chance.random()
    if part < 0.3:
        cv2.line(grey, (start, y), (end, y + chance.randint(-1, 1)), ink, thick)
    elif part < 0.75:
        step = chance.randint(3, max(4, int(drawn.size * 0.3)))
        for x in range(start if chance.random() < 0.5 else 0, end, step):
            cv2.circle(grey, (x, y), max(1, thick // 2), ink, -1)
    elif part < 0.88:
        step = chance.randint(5, 14)
        for x in range(0, width, 2 * step):
            cv2.line(grey, (x, y), (x + step, y), ink, thick)
    else:
        cv2.line(grey, (start, y), (end, y), 255, max(1, thick // 2 + chance.randint(0, 1)))


def _leader(grey: Grey, drawn: Drawn, chance: random.Random) -> None:
    """A leader of dots beside the words, on the baseline, as forms have it before or behind a value."""
    columns = np.flatnonzero((grey < 128).any(axis=0))
    width, step = grey.shape[1], chance.randint(3, max(4, int(drawn.size * 0.25)))
    spans = [(0, int(columns[0]) - 2), (int(columns[-1]) + 3, width)]
    for start, end in spans:
        for x in range(start, end, step):
            cv2.circle(grey, (x, drawn.baseline - 1), max(0, drawn.size // 28), chance.randint(0, 60), -1)


def _cell(grey: Grey, drawn: Drawn, chance: random.Random) -> None:
    """Borders of a table cell beside, above or below the words."""
    height, width = grey.shape
    ink, thick = chance.randint(0, 80), chance.randint(1, max(1, drawn.size // 16))
    if chance.random() < 0.6:
        x = chance.choice([chance.randint(0, drawn.size // 2), width - 1 - chance.randint(0, drawn.size // 2)])
        cv2.line(grey, (x, 0), (x, height), ink, thick)
    if chance.random() < 0.5:
        y = drawn.baseline + (int(drawn.size * 0.75) if chance.random() < 0.5 else -int(drawn.size * 1.15))
        cv2.line(grey, (0, y), (width, y), ink, thick)


def _stamp(grey: Grey, drawn: Drawn, chance: random.Random) -> Grey:
    """Rims of a round or square stamp and some of its letters across the words, in a paler ink."""
    layer = np.full_like(grey, 255)
    radius = int(drawn.size * chance.uniform(1.4, 4))
    x, y = chance.randint(0, grey.shape[1]), drawn.baseline + chance.randint(-radius, radius)
    ink, thick = chance.randint(70, 190), chance.randint(1, max(2, drawn.size // 12))
    if chance.random() < 0.7:
        cv2.circle(layer, (x, y), radius, ink, thick, cv2.LINE_AA)
        cv2.circle(layer, (x, y), int(radius * 0.78), ink, 1, cv2.LINE_AA)
    else:
        cv2.rectangle(layer, (x - radius, y - radius // 2), (x + radius, y + radius // 2), ink, thick)
    turned = cv2.warpAffine(
        255 - grey, cv2.getRotationMatrix2D((x, y), chance.uniform(-70, 70), chance.uniform(0.4, 0.8)), grey.shape[::-1]
    )
    if chance.random() < 0.4:
        layer = np.minimum(layer, 255 - (turned.astype(np.float32) * ((255 - ink) / 255) * 0.8).astype(np.uint8))
    return np.minimum(grey, layer)


def _pen_stroke(grey: Grey, drawn: Drawn, chance: random.Random) -> None:
    """A signature's or a marker's stroke across the words."""
    x = chance.randint(0, grey.shape[1])
    points = [(x, drawn.baseline + chance.randint(-drawn.size, drawn.size // 2))]
    for _ in range(chance.randint(2, 7)):
        points.append(
            (points[-1][0] + chance.randint(-drawn.size, drawn.size * 2), points[-1][1] + chance.randint(-drawn.size, drawn.size))
        )
    cv2.polylines(
        grey,
        [np.array(points, np.int32)],
        False,
        chance.randint(10, 140),
        chance.randint(1, max(2, drawn.size // 14)),
        cv2.LINE_AA,
    )


def _neighbours(grey: Grey, drawn: Drawn, chance: random.Random) -> Grey:
    """Strokes of the lines above or below that reach into the crop."""
    height, width = grey.shape
    distance = min(height - 1, int(drawn.size * chance.uniform(1.25, 1.7)))
    blank = np.full((distance, width), 255, np.uint8)
    shifted = np.vstack([grey[distance:], blank]) if chance.random() < 0.5 else np.vstack([blank, grey[:-distance]])
    return np.minimum(grey, np.roll(shifted, chance.randint(-width // 2, width // 2), axis=1))


def decorate(drawn: Drawn, chance: random.Random) -> Grey:
    """What an office line has around it: rules, leaders, cell borders, stamps, strokes, neighbours; none of it is labelled."""
    grey = drawn.grey.copy()
    if chance.random() < 0.14:
        _rule(grey, drawn, chance)
    if chance.random() < 0.05:
        _leader(grey, drawn, chance)
    if chance.random() < 0.09:
        _cell(grey, drawn, chance)
    if chance.random() < 0.07:
        grey = _stamp(grey, drawn, chance)
    if chance.random() < 0.05:
        _pen_stroke(grey, drawn, chance)
    if chance.random() < 0.15:
        grey = _neighbours(grey, drawn, chance)
    return grey
