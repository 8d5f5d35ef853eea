"""Numbers get a second look: other readings are kept, runs of Arabic-Indic zeros are counted in the ink itself.

The reader's known weakness are runs of one digit, above all of ٠, which is a dot. Where the ink of a number falls apart into
clean pieces, one a sign, the dots between the other digits can simply be counted.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from domain.documents import Alternative, Word
from ocr.components import components
from ocr.line_reader import DigitReading, ReadSign
from ocr.paper import Grey
from ocr.words import SeenWord, ink_of, middle

ZERO = "٠"
INDIC = "٠١٢٣٤٥٦٧٨٩"
SEPARATORS = "-/.:،,٫٬+"
FORM_BONUS = math.log(6.0)  # how much likelier a reading is that makes a number of a form in use
LONG_BONUS = math.log(30.0)  # the same for numbers of `LONG` digits, most of which are of such a form
MIXED = 4.0  # log-probability that a Latin letter among Arabic-Indic digits costs
KEPT = 5
SURE = 0.98  # probability of the least sure sign of a number
LEAST_LIKELY = 0.002
ELLIPSIS = "…"
LEADER = ".:،," + ELLIPSIS
SHORTEST_LED = 6  # digits of a number that zeros of a leader are taken from
LONG = 10  # digits
BOTH_ENDS = 1.5  # log-probability that it costs to take zeros from both ends
UNLED = 1.0  # the same where no other dot tells of a leader

_EUROPEAN = str.maketrans(INDIC, "0123456789")
_YEAR = r"(?:19|20)\d\d"
_DAY, _MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
# Eleven digits that begin like a request number with ٠ for its hyphen are no national number.
_FORMS = re.compile(
    rf"(?!20[0-3]\d0)\d{{11}}|09\d{{8}}|\+?9639\d{{8}}|{_YEAR}-\d{{6}}|\d{{6}}[-/]{_YEAR}"
    rf"|{_DAY}[-/.]{_MONTH}[-/.]{_YEAR}|{_YEAR}[-/.]{_MONTH}[-/.]{_DAY}|{_YEAR}|\d{{1,3}}"
    r"|0[1-5]\d-\d{6,7}|\d{1,3}(?:[,٬]\d{3})+"
)
_AROUND = re.compile(r"^[^\d+]+|\D+$")
_STOP_INSIDE = re.compile(rf"(?<=[{INDIC}])\.(?=[{INDIC}/-])")
_ZERO_BEHIND = re.compile(rf"(?<=[)\]»]){ZERO}$")
_SIGNS_OF_NUMBERS = frozenset("0123456789" + INDIC + SEPARATORS)


def is_number(text: str) -> bool:
    """Whether a word is a number, or was meant as one: digits and separators mostly, two digits at least.

    Latin letters among Arabic-Indic digits count as digits: those of a face that the reader does not know.
    """
    digits = _digits(text) + _mixed(text)
    strange = sum(sign not in _SIGNS_OF_NUMBERS for sign in text) - _mixed(text)
    return digits >= 2 and digits >= 4 * strange


def has_known_form(text: str) -> bool:
    """Whether a number, brackets and stops around it apart, is of a form in use: national or request number, phone, date, year,
    sum of money, small count."""
    return _FORMS.fullmatch(_AROUND.sub("", text.translate(_EUROPEAN))) is not None


def surely_read(seen: SeenWord) -> bool:
    """Whether a number is so surely read, and of a form in use, that other readings need not be looked for."""
    return has_known_form(seen.text) and min(sign.probability for sign in seen.signs) >= SURE


def second_look(word: Word, seen: SeenWord, crop: Grey, hypotheses: Iterable[DigitReading]) -> Word:
    """`word` with its likeliest reading as text and the others as alternatives.

    `hypotheses` are digits-only readings of the same ink (logical order), likeliest first; `seen` and `crop` are the word's signs
    and its line's picture. The confidence is shared out among the readings by their likelihood.
    """
    weights = {word.text: 0.0}
    for hypothesis in hypotheses:
        weights[hypothesis.text] = max(weights.get(hypothesis.text, -math.inf), hypothesis.log_probability)
    if word.text in weights and len(weights) > 1:
        weights[word.text] = max(weights[word.text], _own_weight(seen)) if weights[word.text] else _own_weight(seen)
    for meant, cost in (*_zero_for_stop(word.text), *_without_leader(word.text)):
        weights[meant] = max(weights.get(meant, -math.inf), weights[word.text] - cost)
    counted = zeros_counted(seen.signs, crop[seen.top : seen.bottom, seen.left : seen.right])
    if counted is not None and counted != word.text:
        weights.setdefault(counted, weights[word.text] - 1.0)
    for text in weights:
        weights[text] += _form_bonus(text) - MIXED * _mixed(text)
    return _shared_out(word, weights)


def _form_bonus(text: str) -> float:
    if not has_known_form(text):
        return 0.0
    return LONG_BONUS if _digits(text) >= LONG else FORM_BONUS


def _digits(text: str) -> int:
    return sum(sign.isdigit() for sign in text)


def _mixed(text: str) -> int:
    """Latin letters among Arabic-Indic digits: no number has any, and ٤ looks like E in some faces."""
    return sum(sign.isascii() and sign.isalpha() for sign in text) if not set(text).isdisjoint(INDIC) else 0


def _zero_for_stop(text: str) -> Iterator[tuple[str, float]]:
    """A number of no known form as one of a known form, stops taken for zeros or a zero behind a bracket for a stop; its cost.

    In some faces ٠ stands on the line like a full stop. What stands furthest left on the paper may be the stop behind a number or
    the zero before it.
    """
    if has_known_form(text):
        return
    readings = [_STOP_INSIDE.sub(ZERO, text), _ZERO_BEHIND.sub(".", text)]
    if text.endswith(".") and set(text[:-1]) <= set(INDIC):
        readings.append(ZERO + text[:-1])
    for meant in readings:
        if meant != text and has_known_form(meant) and _digits(meant) >= LONG:
            yield meant, 0.0


def _without_leader(text: str) -> Iterator[tuple[str, float]]:
    """A number of no known form without the zeros at its ends that make it one of a known form: dots of a leader look like ٠."""
    if has_known_form(text) or not set(text) <= {*INDIC, *SEPARATORS, ELLIPSIS}:
        return
    bare = text.strip(LEADER)
    first, last = len(bare) - len(bare.lstrip(ZERO)), len(bare) - len(bare.rstrip(ZERO))
    for before in range(first + 1):
        for behind in range(last + 1):
            meant = bare[before : len(bare) - behind]
            if before + behind and _digits(meant) >= SHORTEST_LED and has_known_form(meant):
                yield meant, (BOTH_ENDS if before and behind else 0.0) + (UNLED if bare == text else 0.0)


def _own_weight(seen: SeenWord) -> float:
    return sum(math.log(max(1e-6, sign.probability)) for sign in seen.signs)


def _shared_out(word: Word, weights: dict[str, float]) -> Word:
    """The likeliest text first; a reading other than the reader's own is at most as sure as that was."""
    most = max(weights.values())
    shares = {text: math.exp(weight - most) for text, weight in weights.items()}
    total = sum(shares.values())
    ranked = sorted(shares, key=lambda text: -shares[text])[:KEPT]
    chosen = ranked[0]
    sure = word.confidence if chosen == word.text else min(word.confidence, shares[chosen] / total)
    others = [Alternative(text, sure * shares[text]) for text in ranked[1:] if shares[text] >= LEAST_LIKELY]
    return replace(word, text=chosen, confidence=sure, alternatives=tuple(others))


def zeros_counted(signs: Sequence[ReadSign], picture: Grey) -> str | None:
    """The number with its runs of ٠ as the ink has them, logical order; None where the ink does not fall apart cleanly.

    `signs` are in logical order with their places; `picture` is the word's ink alone.
    """
    text = "".join(sign.char for sign in signs)
    if (ZERO not in text and not any(sign in INDIC for sign in text)) or any(sign in ".,:،٫٬" for sign in text):
        return None
    runs = _dots_between(picture)
    others = [sign for sign in signs if sign.char != ZERO]
    if runs is None or not others or len(runs) != len(others) + 1:
        return None
    in_sight = sorted(others, key=middle)
    before: dict[int, int] = {}
    after: dict[int, int] = {}
    for at, count in enumerate(runs):
        left = in_sight[at - 1] if at > 0 else None
        if left is not None and left.char.isdigit():
            after[id(left)] = count
        elif at < len(in_sight) and in_sight[at].char.isdigit():
            before[id(in_sight[at])] = count
        elif count:
            return None
    return "".join(ZERO * before.get(id(s), 0) + s.char + ZERO * after.get(id(s), 0) for s in others)


def _dots_between(picture: Grey) -> list[int] | None:
    """Dots before, between and after the larger pieces of ink, left to right; None unless every piece is plainly one or other."""
    if min(picture.shape) < 4:
        return None
    stats = components(np.asarray(ink_of(picture), np.uint8)).stats[1:]
    if not len(stats):
        return None
    tall = stats[:, 3].max()
    stats = stats[stats[:, 4] >= 0.01 * tall * tall]
    flat = stats[:, 2] > 1.7 * stats[:, 3]  # a hyphen
    small = (stats[:, 3] <= 0.5 * tall) & (stats[:, 2] <= 0.55 * tall) & ~flat
    dots, others = stats[small], stats[~small]
    if not _alike(dots, tall) or not _apart(others):
        return None
    order = sorted([(x + w / 2, False) for x, _, w, _, _ in others] + [(x + w / 2, True) for x, _, w, _, _ in dots])
    runs = [0]
    for _, is_dot in order:
        if is_dot:
            runs[-1] += 1
        else:
            runs.append(0)
    return runs


def _alike(dots: np.ndarray, tall: float) -> bool:
    """Whether the dots are of one size and stand on one level."""
    if not len(dots):
        return True
    middles = dots[:, 1] + dots[:, 3] / 2
    is_round = dots[:, 3] <= 1.9 * dots[:, 2]
    return bool(is_round.all() and dots[:, 4].max() <= 3 * dots[:, 4].min() and np.ptp(middles) <= 0.3 * tall)


def _apart(others: np.ndarray) -> bool:
    """Whether no two of the larger pieces share columns (a broken digit, a stroke across)."""
    spans = sorted((int(x), int(x + w)) for x, _, w, _, _ in others)
    return all(b[0] - a[1] > -0.35 * min(a[1] - a[0], b[1] - b[0]) for a, b in pairwise(spans))
