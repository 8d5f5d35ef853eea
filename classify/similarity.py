"""How alike two numbers or two names are, when one of them was poorly read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from classify.view import skeleton
from domain.record_keys import name_parts

# Shares of common given names among Syrians, roughly (our estimate); all other parts count as rare. They keep a chance agreement of
# common names from weighing as much as one of rare names (Winkler's frequency-based matching).
_COMMON_NAMES = {
    0.08: "محمد",
    0.05: "أحمد",
    0.025: "علي محمود حسن حسين خالد مصطفى إبراهيم عمر يوسف فاطمة",
    0.012: "عبدالله عبدالرحمن عبدالله حسام سامر ماهر بسام غسان سليمان جميل كمال جمال فؤاد نبيل سمير عدنان ياسر طارق وليد مازن فادي رامي أيمن أنس "
    "عماد زياد ناصر إسماعيل عيسى موسى خليل عثمان بشار باسل مريم عائشة خديجة زينب أمينة هدى سميرة نور رنا ريم سعاد نجاح",
    0.006: "الأحمد المحمد العلي الحسن الحسين الخطيب المصري الشامي حمود الحسين الإبراهيم العمر السيد النجار الحداد",
}
RARE = 0.002
_SAME_PART = 0.80
_SAME_NAME = 0.86
_LIKELY_PART = 0.6


@lru_cache(maxsize=1)
def _shares() -> dict[str, float]:
    return {skeleton(name): share for share, names in _COMMON_NAMES.items() for name in names.split()}


def share_of(part: str) -> float:
    """The share of people that bear a part of a name (its skeleton)."""
    return _shares().get(part, RARE)


@dataclass(frozen=True, slots=True)
class NameAgreement:
    """How a name read agrees with one on record.

    `score` 0 to 1 over the whole name; `matched` are the skeletons of the record's parts that were found; `first` and `last`
    say whether the record's first and last part are among them; `whole` that all are, and two at least; `likely_first` that the
    first part may be the record's, poorly read.
    """

    score: float
    matched: tuple[str, ...]
    first: bool
    last: bool
    whole: bool
    likely_first: bool = False


NO_AGREEMENT = NameAgreement(0.0, (), False, False, False)


@lru_cache(maxsize=32768)
def skeletons_of(name: str) -> tuple[str, ...]:
    """The skeletons of a name's parts, in order."""
    return tuple(glued for glued in map(skeleton, name_parts(name)) if glued)


@lru_cache(maxsize=65536)
def _alike(one: str, two: str) -> float:
    """Similarity of two parts, 0 to 1, the article left out where only one has it."""
    if one == two:
        return 1.0
    score = fuzz.ratio(one, two)
    if score < 100 and one.startswith("ال") != two.startswith("ال"):
        score = max(score, fuzz.ratio(one.removeprefix("ال"), two.removeprefix("ال")) - 1)
    return score / 100


def same_part(one: str, two: str) -> bool:
    """Whether two parts are one name: short parts must agree but for nothing, longer ones may differ in a letter or two."""
    likeness = _alike(one, two)
    return likeness >= (_SAME_PART if min(len(one), len(two)) >= 5 else _SAME_NAME if min(len(one), len(two)) == 4 else 0.99)


def name_agreement(record: Sequence[str], read: Sequence[str]) -> NameAgreement:
    """Compares the parts of a name on record with those read, in order; parts may be missing on either side."""
    if not record or not read:
        return NO_AGREEMENT
    matched: list[str] = []
    flags = []
    likeness = 0.0
    start = 0
    for part in record:
        best, at = 0.0, start
        for place in range(start, len(read)):  # a loop: this runs for each record weighed
            if (likely := _alike(part, read[place])) >= best:
                best, at = likely, place
        same = best > 0 and same_part(part, read[at])
        flags.append(same)
        if same:
            matched.append(part)
            likeness += best
            start = at + 1
    if len(read) != len(record) and len(record) >= 3:
        glued = _glued_agreement(record, "".join(read))
        if glued.whole:
            return glued
    score = likeness / len(record)
    likely_first = flags[0] or _alike(record[0], read[0]) >= _LIKELY_PART
    return NameAgreement(score, tuple(matched), flags[0], flags[-1], all(flags) and len(record) >= 2, likely_first)


def _glued_agreement(record: Sequence[str], text: str) -> NameAgreement:
    """The parts of a name that the reading glued or split: the letters agree in order all the same, at either end too."""
    glued = "".join(record)
    found = fuzz.partial_ratio_alignment(glued, text, score_cutoff=88) if len(text) >= 0.8 * len(glued) else None
    if found is None or (len(text) < len(glued) and found.score < 92):
        return NO_AGREEMENT
    window = text[found.dest_start : found.dest_end]
    begins = same_part(record[0], window[: len(record[0])])
    ends = same_part(record[-1], window[-len(record[-1]) :])
    return NameAgreement(found.score / 100, tuple(record), True, True, True, True) if begins and ends else NO_AGREEMENT


def in_text(record: Sequence[str], text: str) -> NameAgreement:
    """Whether the whole name stands somewhere in `text` (a skeleton), its parts one after the other."""
    long_enough = len(record) >= 3 and sum(map(len, record)) >= 10
    return _glued_agreement(record, text) if long_enough and text else NO_AGREEMENT


def digit_edits(one: str, two: str) -> int:
    """Digits changed, lost, added or swapped with their neighbour between two numbers (optimal string alignment)."""
    return int(OSA.distance(one, two))


def association_likeness(record: str, read: str) -> float:
    """Similarity of two names of associations, 0 to 1, whichever of the two has more words."""
    one, two = association_skeleton(record), association_skeleton(read)
    if len(one) < 4 or len(two) < 4:
        return 0.0
    whole = fuzz.ratio(one, two)
    part = fuzz.partial_ratio(one, two) if min(len(one), len(two)) >= 0.6 * max(len(one), len(two)) else 0.0
    return float(max(whole, part - 3)) / 100


@lru_cache(maxsize=32768)
def association_skeleton(name: str) -> str:
    """The skeleton of an association's name without the word for association at its beginning."""
    words = name.split()
    if words and skeleton(words[0]) in _association_words():
        words = words[1:]
    return skeleton(" ".join(words))


@lru_cache(maxsize=1)
def _association_words() -> frozenset[str]:
    return frozenset(map(skeleton, ("جمعية", "الجمعية", "لجمعية", "بجمعية", "وجمعية", "مؤسسة", "لمؤسسة", "منظمة", "لمنظمة")))
