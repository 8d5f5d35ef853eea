"""What is on office paper besides type: rules, leaders, boxes, stamps, signatures, emblems, photographs."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image, ImageDraw

from samples.generator.blocks import Look, Stamp
from samples.generator.sheet import Sheet
from samples.generator.truth import Box, PrintedLine
from samples.generator.typefaces import Typeface
from samples.generator.typeset import SetWord, Type, set_word, space_width, wrap

if TYPE_CHECKING:
    from samples.generator.press import Press

GREY, BLACK = (120, 120, 120), (30, 30, 30)
Frame = tuple[float, float, float, float]  # left, top, right, bottom


def word_gap(style: Type, dpi: int) -> float:
    return space_width(style, dpi)


def rule(sheet: Sheet, left: float, right: float, y: float, style: str) -> None:
    thin = max(1, sheet.mm(0.25))
    if style == "dashed":
        for x in range(round(left), round(right), sheet.mm(4)):
            sheet.pen.line((x, y, min(right, x + sheet.mm(2.4)), y), BLACK, thin)
        return
    sheet.pen.line((left, y, right, y), BLACK, thin * (3 if style == "thick" else 1))
    if style == "double":
        sheet.pen.line((left, y + thin * 4, right, y + thin * 4), BLACK, thin)


def underline(sheet: Sheet, box: Box) -> None:
    y = box[1] + box[3] + sheet.mm(1)
    sheet.pen.line((box[0], y, box[0] + box[2], y), BLACK, max(1, sheet.mm(0.3)))


def title_box(sheet: Sheet, words: list[SetWord], style: Type, middle: float, y: float, *, height: float, look: str) -> None:
    wide = sum(word.advance for word in words) + space_width(style, sheet.dpi) * (len(words) - 1) + sheet.mm(12)
    frame = (middle - wide / 2, y - sheet.mm(0.5), middle + wide / 2, y + height)
    fill = (222, 222, 222) if look == "shaded" else None
    sheet.pen.rectangle(frame, fill, BLACK, max(1, sheet.mm(0.35)))


def page_frame(sheet: Sheet) -> None:
    for inset in (9.0, 10.2):
        edge = sheet.mm(inset)
        sheet.pen.rectangle((edge, edge, sheet.width - edge, sheet.height - edge), None, BLACK, max(1, sheet.mm(0.3)))


def card_frame(sheet: Sheet, frame: Frame) -> None:
    sheet.pen.rounded_rectangle(frame, sheet.mm(3), None, BLACK, max(1, sheet.mm(0.35)))


def cell_frame(sheet: Sheet, frame: Frame, look: Look, heading: bool) -> None:
    left, top, right, bottom = frame
    thin = max(1, sheet.mm(0.25))
    if heading and look.shaded:
        sheet.pen.rectangle(frame, (215, 215, 215))
    if look.grid == "full":
        sheet.pen.rectangle(frame, None, BLACK, thin)
    elif look.grid == "rows" or heading:
        sheet.pen.line((left, bottom, right, bottom), BLACK, thin * (2 if heading else 1))
        if heading:
            sheet.pen.line((left, top, right, top), BLACK, thin * 2)


def check_box(sheet: Sheet, left: float, baseline: float, side: float, ticked: bool) -> None:
    top, stroke = baseline - side, max(1, sheet.mm(0.25))
    sheet.pen.rectangle((left, top, left + side, baseline), None, BLACK, stroke)
    if ticked:
        tick = [
            (left + side * 0.15, top + side * 0.5),
            (left + side * 0.42, top + side * 0.85),
            (left + side * 1.05, top - side * 0.1),
        ]
        sheet.pen.line(tick, (25, 35, 120), stroke * 2, joint="curve")


def form_field(press: Press, label: str, value: str, left: float, right: float, *, leader: str = "") -> None:
    """A label with its value on the current line of the press, and the leader on which a person would have written."""
    style, sheet = press.look.text, press.sheet
    leader = leader or press.look.leader
    baseline = press.y + press.pixels(style) * 0.7
    text = press.digits(f"{label}{press.look.colon}" if label else "")
    words = [set_word(w, style, press.dpi) for w in text.split()]
    gap = space_width(style, press.dpi)
    start = right - sum(w.advance for w in words) - gap * len(words)
    bold = style.sized(style.points, leader != "none" and press.look.heading.bold)
    rows = wrap(press.digits(value), bold, press.dpi, max(start - left, sheet.mm(10)))
    if leader == "box":
        height = press.pixels(style) * 0.95
        sheet.pen.rectangle((left, press.y, start, press.y + height), None, GREY, max(1, sheet.mm(0.25)))
        start -= sheet.mm(1.5)
    _leader(sheet, leader, left, start, baseline=baseline, style=style)
    first = rows[0] if rows else []
    place = start - (sheet.mm(4) if leader in {"dots", "line"} and first else 0)
    before = sheet.line(words, right, baseline, style)
    after = sheet.line(first, place, baseline, bold) if first else []
    sheet.lines.append(PrintedLine("field", (*before, *after)))
    for more in rows[1:]:
        press.y += press.pixels(style)
        sheet.print_line(more, start, press.y + press.pixels(style) * 0.7, bold, kind="field")


def _leader(sheet: Sheet, leader: str, left: float, right: float, *, baseline: float, style: Type) -> None:
    y = baseline + style.points * sheet.dpi / 72 * 0.14
    if leader == "line":
        sheet.pen.line((left, y, right, y), GREY, max(1, sheet.mm(0.2)))
    elif leader == "dots":
        radius, x = max(0.6, sheet.mm(10) / 60), left
        while x < right:
            sheet.pen.ellipse((x - radius, y - radius, x + radius, y + radius), (70, 70, 70))
            x += sheet.mm(1.15)


def signature(sheet: Sheet, x: float, y: float, wide: float, chance: random.Random) -> None:
    """A scrawl in blue or black ink around (x, y)."""
    ink = chance.choice([(25, 40, 140), (20, 20, 60), (15, 60, 130)])
    steps, points = 160, []
    a, b, c = chance.uniform(2, 5), chance.uniform(5, 9), chance.uniform(0, 6)
    for i in range(steps):
        t = i / steps
        across = x + wide * (0.5 - t) + wide * 0.13 * math.sin(b * 6.28 * t + c)
        down = y + wide * (0.16 * math.sin(a * 6.28 * t + c) * (1 - 0.6 * t) + 0.05 * math.sin(23 * t + c) - 0.1 * t)
        points.append((across, down))
    sheet.pen.line(points, ink, max(2, sheet.mm(0.45)), joint="curve")
    end = points[-1]
    sheet.pen.line([end, (end[0] + wide * 0.7, end[1] + wide * chance.uniform(0.02, 0.14))], ink, max(1, sheet.mm(0.3)))


def emblem(sheet: Sheet, x: float, top: float) -> float:
    """A shield between two sprigs, in the middle of the letterhead; returns its lower edge."""
    high, ink = sheet.mm(18), (60, 60, 60)
    wide, line = high * 0.55, max(1, sheet.mm(0.35))
    shield = [
        (x - wide / 2, top),
        (x + wide / 2, top),
        (x + wide / 2, top + high * 0.6),
        (x, top + high),
        (x - wide / 2, top + high * 0.6),
    ]
    sheet.pen.polygon(shield, None, ink, line)
    for i in range(1, 4):
        across = x - wide / 2 + wide * i / 4
        sheet.pen.line((across, top + high * 0.25, across, top + high * 0.68), ink, line)
    sheet.pen.line((x - wide / 2, top + high * 0.25, x + wide / 2, top + high * 0.25), ink, line)
    for side in (-1, 1):
        for i in range(7):
            y = top + high * (0.1 + 0.12 * i)
            leaf = x + side * wide * (0.75 + 0.12 * math.sin(i / 2))
            size = high * 0.06
            sheet.pen.ellipse((leaf - size, y - size / 2, leaf + size, y + size / 2), ink)
    return top + high


def portrait(sheet: Sheet, frame: Frame, chance: random.Random) -> None:
    """The grey photograph of nobody."""
    left, top, right, bottom = (round(v) for v in frame)
    wide, high = right - left, bottom - top
    tone = np.linspace(165, 215, high)[:, None] + np.zeros((1, wide))
    cv2.ellipse(tone, (wide // 2, round(high * 0.4)), (round(wide * 0.24), round(high * 0.22)), 0, 0, 360, 110.0, -1)
    cv2.ellipse(tone, (wide // 2, round(high * 1.02)), (round(wide * 0.45), round(high * 0.36)), 0, 0, 360, 70.0, -1)
    cv2.ellipse(tone, (wide // 2, round(high * 0.25)), (round(wide * 0.25), round(high * 0.12)), 0, 0, 360, 45.0, -1)
    grain = np.random.default_rng(chance.getrandbits(32)).normal(0, 6, tone.shape)
    face = np.clip(cv2.GaussianBlur(tone, (0, 0), max(1.0, wide / 60)) + grain, 0, 255).astype(np.uint8)
    sheet.image.paste(Image.fromarray(face).convert("RGB"), (left, top))
    sheet.pen.rectangle(frame, None, BLACK, max(1, sheet.mm(0.2)))


# --- stamps
def covers_words(sheet: Sheet, mark: Stamp) -> bool:
    """Whether the stamp, set where it wants to be, would lie on printed words (a hair's breadth is forgiven)."""
    half = sheet.mm(mark.size_mm) * (0.44 if mark.shape == "round" else 0.5)
    high = half * {"round": 1.0, "oval": 0.7}.get(mark.shape, 0.2 * len(mark.texts) + 0.1)
    x, y = mark.place[0] * sheet.width, mark.place[1] * sheet.height
    boxes = (word.box for line in sheet.lines for word in line.words)
    return any(b[0] < x + half and b[0] + b[2] > x - half and b[1] < y + high and b[1] + b[3] > y - high for b in boxes)


def stamp(sheet: Sheet, mark: Stamp, face: Typeface, chance: random.Random) -> None:
    """Sets a stamp with uneven ink; its texts are written down apart from the printed lines."""
    size = sheet.mm(mark.size_mm)
    draw = _round_stamp if mark.shape in {"round", "oval"} else _box_stamp
    ink = draw(mark, face, size)
    if mark.shape == "oval":
        ink = cv2.resize(ink, (ink.shape[1], round(ink.shape[0] * 0.68)), interpolation=cv2.INTER_AREA)
    grain = np.random.default_rng(chance.getrandbits(32)).normal(0.82, 0.35, (ink.shape[0] // 6 + 2, ink.shape[1] // 6 + 2))
    patch = cv2.resize(grain.astype(np.float32), (ink.shape[1], ink.shape[0]), interpolation=cv2.INTER_CUBIC)
    cover = Image.fromarray(np.clip(ink * np.clip(patch, 0.25, 0.95), 0, 255).astype(np.uint8))
    cover = cover.rotate(mark.tilt, Image.Resampling.BICUBIC, expand=True)
    x, y = round(mark.place[0] * sheet.width - cover.width / 2), round(mark.place[1] * sheet.height - cover.height / 2)
    x = min(max(x, sheet.mm(3)), sheet.width - cover.width - sheet.mm(3))
    y = min(max(y, sheet.mm(3)), sheet.height - cover.height - sheet.mm(3))
    under = sheet.image.crop((x, y, x + cover.width, y + cover.height))
    # ink is transparent: it darkens what lies below
    tinted = np.asarray(under).astype(np.float32) * (1 - np.asarray(cover)[..., None] / 255 * (1 - np.array(mark.ink) / 255))
    sheet.image.paste(Image.fromarray(tinted.astype(np.uint8)), (x, y))
    sheet.stamps.extend(mark.texts)


def _strip(text: str, face: Typeface, pixels: int) -> np.ndarray:
    """The text in one line, white on black, cropped to its width."""
    style = Type(face, points=pixels * 0.72, bold=True)
    words = [set_word(w, style, 100) for w in text.split()]
    gap = space_width(style, 100)
    wide = round(sum(w.advance for w in words) + gap * max(0, len(words) - 1)) + 4
    image = Image.new("L", (wide, round(pixels * 1.9)))
    pen, x = ImageDraw.Draw(image), float(wide - 2)
    for word in words:
        x -= word.advance
        for piece in word.pieces:
            pen.text((x + piece.offset, pixels * 1.25), piece.text, 255, font=piece.font, anchor="ls", direction=piece.direction)
        x -= gap
    return np.asarray(image)


def _round_stamp(mark: Stamp, face: Typeface, size: int) -> np.ndarray:
    """Two rims, the first text bent along the upper rim, the others in the middle."""
    ink: np.ndarray = np.zeros((size, size), np.uint8)
    centre, line = (size / 2, size / 2), max(2, size // 110)
    for radius in (0.48, 0.3):
        cv2.circle(ink, (size // 2, size // 2), round(size * radius), 255, line, cv2.LINE_AA)
    ring = _strip(mark.texts[0], face, round(size * 0.085))
    outer, inner = size * 0.485, size * 0.295
    high = outer - inner
    length = 2 * math.pi * (outer + inner) / 2
    share = min(0.92, ring.shape[1] * (high / ring.shape[0]) / length)
    ys, xs = np.mgrid[0:size, 0:size].astype(np.float32)
    dx, dy = xs - centre[0], ys - centre[1]
    angle = np.arctan2(dx, -dy) / (2 * math.pi)  # 0 at the top, growing clockwise, in turns
    u = (angle / share + 0.5) * ring.shape[1]
    v = (outer - np.hypot(dx, dy)) / high * ring.shape[0]
    across, down = u.astype(np.float32), v.astype(np.float32)
    bent: np.ndarray = cv2.remap(ring, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    ink = cv2.max(ink, bent)
    for i, text in enumerate(mark.texts[1:]):
        middle = size * (0.5 + 0.15 * (i - (len(mark.texts) - 2) / 2))
        _centred(ink, text, face, round(size * 0.1), middle=middle, widest=0.54 * size)
    return ink


def _centred(ink: np.ndarray, text: str, face: Typeface, pixels: int, *, middle: float, widest: float) -> None:
    strip = _strip(text, face, pixels)
    if strip.shape[1] > widest:
        strip = cv2.resize(strip, (round(widest), round(strip.shape[0] * widest / strip.shape[1])), interpolation=cv2.INTER_AREA)
    top, left = round(middle - strip.shape[0] / 2), (ink.shape[1] - strip.shape[1]) // 2
    top = min(max(top, 0), ink.shape[0] - strip.shape[0])
    part = ink[top : top + strip.shape[0], left : left + strip.shape[1]]
    np.maximum(part, strip, out=part)


def _box_stamp(mark: Stamp, face: Typeface, size: int) -> np.ndarray:
    """A rectangle with a rule under its first line, as the diwan stamps what comes in."""
    step = round(size * 0.19)
    ink = np.zeros((step * len(mark.texts) + size // 12, size), np.uint8)
    line = max(2, size // 120)
    cv2.rectangle(ink, (line, line), (size - line - 1, ink.shape[0] - line - 1), 255, line * 2)
    for i, text in enumerate(mark.texts):
        _centred(ink, text, face, round(size * 0.1), middle=step * (i + 0.5) + size / 24, widest=size * 0.88)
    cv2.line(ink, (line, step + size // 24), (size - line, step + size // 24), 255, line)
    return ink
