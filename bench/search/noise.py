"""Reading errors as an Arabic recogniser makes them, at a chosen rate of characters."""

from __future__ import annotations

import math
import random

_DOTS = ["بتثني", "جحخ", "دذ", "رز", "سش", "صض", "طظ", "عغ", "فق", "ةه", "ىي", "أاإآ", "وؤ"]
_SHAPES = {
    **dict.fromkeys("لاك", "لاكط"),
    **dict.fromkeys("مفقوه", "مفقوهع"),
    **dict.fromkeys("رزدذو", "رزدذو"),
    **dict.fromkeys("سشصض", "سشصض"),
    **dict.fromkeys("عغحخجء", "عغحخجء"),
    **dict.fromkeys("نتبثي", "نتبثيلس"),
}
_DIGITS = {
    **{"0": "0o5.", "1": "17l", "2": "237", "3": "389", "4": "49", "5": "560", "6": "685", "7": "172", "8": "836", "9": "498"},
    **{"٠": "٠٥.", "١": "١٩ا", "٢": "٢٣٦", "٣": "٣٢٤", "٤": "٤٣٦", "٥": "٥٠ه", "٦": "٦٢٧", "٧": "٧٨٦", "٨": "٨٧٩", "٩": "٩١٨"},
}
_DOTTED = {letter: group.replace(letter, "") for group in _DOTS for letter in group}
_LETTERS = "ابتجحدرسعفقكلمنهوي"


def misread(text: str, rate: float, rng: random.Random) -> str:
    """`text` with about `rate` of its characters misread.

    Of the errors, 60% confuse letters that differ in dots or hamza, 15% letters of like shape, 12% lose and 5% add a character,
    8% add a blank; three errors on a blank in four lose it; digits are confused with digits.
    """
    if rate <= 0:
        return text
    out: list[str] = []
    place = 0
    scale = math.log(1 - rate)
    while True:
        step = int(math.log(1 - rng.random()) / scale)
        out.append(text[place : place + step])
        place += step
        if place >= len(text):
            return "".join(out)
        out.append(_wrong(text[place], rng))
        place += 1


def _wrong(char: str, rng: random.Random) -> str:
    if char == " ":
        return "" if rng.random() < 0.75 else " " + rng.choice("،.-")
    if char in _DIGITS:
        return rng.choice(_DIGITS[char]) if rng.random() < 0.8 else ""
    kind = rng.random()
    if kind < 0.60 and char in _DOTTED:
        return rng.choice(_DOTTED[char])
    if kind < 0.75:
        return rng.choice(_SHAPES.get(char, _LETTERS))
    if kind < 0.87:
        return ""
    return char + (rng.choice(_LETTERS) if kind < 0.92 else " ")
