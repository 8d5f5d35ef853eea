"""Labels of forms and letters ("الرقم الوطني", "اسم الأب") and the words that stand as their values.

A label is found by fuzzy comparison of skeletons; its value is what follows on the line up to the next label, and where a sentence
goes on in the next line, the words there; else the next cell to the left, else what stands below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

import numpy as np
from rapidfuzz import fuzz, process

from classify.view import LineView, PageView, skeleton
from domain.documents import Box, Word


class Asks(Enum):
    """What a label asks for. `ELSE` labels only end the value before them; `OTHER_DATE` is a date that is not the paper's."""

    REQUEST_NO = auto()
    NUMBER = auto()
    NATIONAL_NO = auto()
    PHONE = auto()
    DATE = auto()
    OTHER_DATE = auto()
    PERSON = auto()
    GIVEN = auto()
    FAMILY = auto()
    FATHER = auto()
    MOTHER = auto()
    ASSOCIATION = auto()
    GOVERNORATE = auto()
    SUBJECT = auto()
    ELSE = auto()


# Labels of the second list count inside running text too; those of the first only where a field of a form can stand.
_LABELS: dict[Asks, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Asks.REQUEST_NO: (
        ("المعاملة", "مرجع الطلب", "الطلب", "رقم المرجع", "المرجع", "رقم الإضبارة", "رقم الملف"),
        (
            "رقم الطلب", "رقم المعاملة", "طلب رقم", "الطلب رقم", "المعاملة رقم", "معاملة رقم", "طلبكم رقم", "معاملتكم رقم",
            "الطلب ذي الرقم", "المسجل برقم", "المسجلة برقم", "طلبكم ذي الرقم", "طلبه رقم", "للطلب رقم", "بالطلب رقم", "رقم طلبكم",
            "طلبكم المسجل برقم", "رقم تسجيل الطلب", "رقم الطلب الإلكتروني", "الرقم الإلكتروني", "إضبارة رقم", "رقم المعاملة الإلكتروني",
        ),
    ),
    Asks.NUMBER: (
        ("الرقم", "رقم", "العدد", "الرقم الصادر", "رقم الكتاب", "رقم القرار", "رقم القيد", "رقم الوارد", "رقم الصادر", "صادر", "وارد", "الصادر",
         "الوارد", "رقم الديوان", "رقم الإيصال"),
        ("صادر رقم", "وارد رقم", "قيد برقم", "سجل برقم", "رقم القيد في الديوان", "الرقم في الديوان"),
    ),
    Asks.NATIONAL_NO: (
        ("الرقم الشخصي", "رقم البطاقة الشخصية", "رقم الهوية"),
        ("الرقم الوطني", "رقم وطني", "الرقم الوطني للمواطن", "رقمه الوطني", "رقمها الوطني", "رقمي الوطني", "ر.وطني", "ورقمه الوطني",
         "الرقم الوطني لمقدم الطلب", "بالرقم الوطني", "رقم القيد الوطني"),
    ),
    Asks.PHONE: (
        ("هاتف", "الهاتف", "جوال", "الجوال", "موبايل", "الموبايل", "للتواصل", "خليوي", "هـ"),
        ("رقم الهاتف", "رقم الجوال", "رقم الموبايل", "هاتف رقم", "رقم هاتفه", "رقم هاتفي", "الهاتف الجوال", "هاتف جوال", "رقم الهاتف الجوال",
         "هاتف للتواصل", "رقم للتواصل", "رقم التواصل", "الهاتف المحمول", "هاتف محمول", "رقم هاتف"),
    ),
    Asks.DATE: (
        ("التاريخ", "تاريخ", "في", "حرر في", "دمشق في", "بتاريخ", "الموافق", "الواقع في"),
        ("تاريخ التقديم", "تاريخ تقديم الطلب", "تاريخ الطلب", "حرر بتاريخ", "تاريخ التحرير", "تاريخ الإصدار", "تاريخ الكتاب", "تاريخ القرار",
         "تاريخ التنظيم", "تاريخ التقرير", "تاريخ الاجتماع", "تاريخ الاستلام", "تاريخ التبليغ", "حررت في", "نظم بتاريخ", "صدر بتاريخ",
         "تاريخ التسجيل", "الموافق لـ", "تاريخ المنح"),
    ),
    Asks.OTHER_DATE: (
        ("تولد", "مواليد", "الولادة", "التولد", "صالحة لغاية", "لغاية", "تنتهي في", "العمر"),
        ("تاريخ الولادة", "محل وتاريخ الولادة", "مكان وتاريخ الولادة", "تاريخ ومكان الولادة", "تاريخ الميلاد", "تاريخ الانتهاء", "تاريخ التولد",
         "تاريخ انتهاء الصلاحية", "تاريخ الزواج", "مكان الولادة وتاريخها", "صالحة حتى", "محل الولادة", "مكان الولادة",
         "محل الولادة وتاريخها", "تاريخ الاستحقاق", "تاريخ التأسيس"),
    ),
    Asks.PERSON: (
        ("الاسم", "اسم", "المواطن", "المواطنة", "الموكل", "المريض", "الطالب", "صاحب الطلب", "المستلم منه", "الدافع", "الشاكي", "المستفيد"),
        (
            "اسم مقدم الطلب", "مقدم الطلب", "مقدمة الطلب", "الاسم الثلاثي", "الاسم الكامل", "الاسم والنسبة", "الاسم والكنية", "الاسم واللقب",
            "اسم المريض", "اسم المريضة", "اسم صاحب الطلب", "اسم صاحب العلاقة", "صاحب العلاقة", "صاحبة العلاقة", "المستدعي", "المستدعية",
            "مقدم الشكوى", "مقدمة الشكوى", "اسم المشتكي", "المشتكي", "المشتكية", "اسم المستفيد", "السيد", "السيدة", "الآنسة", "للسيد", "للسيدة",
            "اسم المواطن", "أنا الموقع أدناه", "أنا الموقعة أدناه", "من السيد", "من السيدة", "اسم الموكل", "المدعو", "المدعوة", "اسم حامل البطاقة",
            "اسم صاحب البطاقة", "اسم الطالب", "المبلغ إليه", "المطلوب تبليغه", "اسم رب الأسرة", "رب الأسرة", "رئيس مجلس الإدارة", "اسم رئيس الجمعية",
            "الاسم الثلاثي والكنية", "المفوض عن المؤسسين", "ممثل الجمعية", "بأن السيد", "بأن السيدة", "أن السيد", "أن المواطن", "الاسم الرباعي",
            "اسم المفوض", "اسم الممثل القانوني", "مقدمه", "مقدمته", "استلمنا من", "وصلنا من", "اسم المراجع", "يشهد بأن", "حامل البطاقة", "إلى المواطن",
            "اسم مقدم الشكوى", "السيد المواطن", "تقدم به", "تقدمت به", "المقدم من", "المقدمة من", "العائدة إلى", "العائد إلى", "باسم السيد", "باسم السيدة",
            "باسم المواطن", "معاملة السيد", "معاملة السيدة", "وكلت أنا", "أنا المدعو", "أنا المدعوة", "للمواطن", "للمواطنة", "لصالح السيد", "طلب السيد",
            "وأنا المدعو", "وأنا المدعوة", "طلب المواطن", "أن الطالب", "أن الطالبة", "بأن الطالب", "بأن المواطن", "أن المواطنة", "أن السيدة", "تقدم السيد", "تقدمت السيدة", "حضر السيد", "حضرت السيدة", "نشهد بأن السيد", "إن السيد", "الاسم الكامل لمقدم الطلب", "الطفل", "الطفلة", "المعاق", "اسم الشخص ذي الإعاقة",
            "باسم", "بالسيد", "بالسيدة", "بالمواطن", "بالمواطنة", "الخاصة بالسيد", "الخاصة بالسيدة", "المتعلقة بالسيد", "المتعلقة بالسيدة", "يمثلهم", "يمثلها",
            "ويمثلها", "برئاسة", "رئيسه", "رئيسها", "اسم طالب الخدمة", "طالب الخدمة", "الاسم والشهرة", "مقدمه لسيادتكم", "مقدمته لسيادتكم", "أنا المواطن",
            "أنا المواطنة", "وأنا المواطن", "وأنا المواطنة", "الذي تقدم به", "الذي تقدمت به", "اسم صاحب المعاملة", "صاحب المعاملة", "صاحبة المعاملة", "مقدمها", "والمقدم من", "والمقدمة من",
        ),
    ),
    Asks.GIVEN: (("الاسم الأول", "اسمه"), ()),
    Asks.FAMILY: (("النسبة", "الكنية", "اللقب", "العائلة", "اسم العائلة", "الشهرة"), ()),
    Asks.FATHER: (
        ("الأب", "الوالد", "والده"),
        ("اسم الأب", "اسم الوالد", "والدي", "اسم أبيه", "ابن السيد", "اسم الاب", "الأب ونسبته"),
    ),
    Asks.MOTHER: (
        ("الأم", "الوالدة", "والدتها", "أمه", "أمها", "والدتي"),
        ("اسم الأم", "اسم الوالدة", "اسم الأم ونسبتها", "اسم ونسبة الأم", "والدته", "اسم الأم وكنيتها", "الأم ونسبتها", "اسم وشهرة الأم", "اسم أمه",
         "اسم الأم والكنية"),
    ),
    Asks.ASSOCIATION: (
        ("الجمعية", "المنظمة", "الجهة", "المؤسسة", "الجهة المقدمة", "الجهة الطالبة", "الجهة المشتكى عليها", "الجمعية الأهلية"),
        ("اسم الجمعية", "اسم المنظمة", "اسم المؤسسة", "اسم الجهة", "الجمعية مقدمة الطلب", "اسم الجمعية المقترح", "الاسم المقترح", "الاسم المقترح للجمعية",
         "اسم الجمعية أو المنظمة", "الجمعية أو المؤسسة", "اسم الجمعية الأهلية"),
    ),
    Asks.GOVERNORATE: (("المحافظة", "محافظة", "في محافظة", "مديرية محافظة"), ("محافظة الإقامة", "اسم المحافظة")),
    Asks.SUBJECT: (("الموضوع", "موضوع", "بشأن", "بخصوص", "موضوع الطلب", "موضوع الكتاب", "موضوع الشكوى", "الغاية"), ()),
    Asks.ELSE: (
        ("العنوان", "المهنة", "الجنس", "التوقيع", "الصفة", "الخانة", "القيد", "الدين", "الجنسية", "الأمانة", "العمل", "المؤهل العلمي", "ملاحظات",
         "الحالة الاجتماعية", "الوضع العائلي", "الخدمة", "المبلغ", "المرفقات", "اسم الموظف", "اسم الطبيب", "اسم المحامي", "الاختصاص", "المنطقة",
         "الحي", "الشارع", "الناحية", "القرية", "نوع الإعاقة", "درجة الإعاقة", "نسبة العجز", "التشخيص", "الصلة", "القرابة", "تسلسل", "الرقم التسلسلي",
         "غايات الجمعية", "أهداف الجمعية", "نشاطات الجمعية", "أنشطة الجمعية", "أموال الجمعية", "موارد الجمعية", "عنوان الجمعية", "أعضاء الجمعية",
         "غاية الجمعية", "أغراض الجمعية", "مركز الجمعية", "عمل الجمعية", "حساب الجمعية", "رقم البطاقة", "زمرة الدم", "العلامات الفارقة", "البريد الإلكتروني", "مدة الصلاحية", "المساحة", "المدينة", "المصنف", "الصفحة", "صفحة", "رئيس الدائرة", "الاسم والتوقيع"),
        ("محل ورقم القيد", "رقم الخانة", "نوع الخدمة", "الخدمة المطلوبة", "نوع الخدمة المطلوبة", "عنوان السكن", "العنوان الدائم", "مكان الإقامة",
         "محل الإقامة", "الطبيب المعالج", "الموظف المستلم", "الموظف المختص", "أمين السجل المدني", "مقر الجمعية", "أمين السر", "مدير المركز",
         "الوكيل", "اسم الوكيل", "المشتكى عليه", "مكان القيد", "رقم الإشهار", "تاريخ الإشهار", "اسم المؤسس"),
    ),
}  # fmt: skip

_COLON = re.compile(r"([:：])")
_TRAILING = re.compile(r"[\s/\\\-–—.،,؛;…_()\[\]]+$")
_LEADING = re.compile(r"^[\s/\\\-–—.،,؛;…_()\[\]]+")
_MOST_PIECES = 5
_NAME_PARTS = 3
# Of the line in which a sentence goes on: as many words as a label and a name may have there.
_CARRIED_PIECES = 8
_RUNNING_TEXT = 6  # words: a shorter line is a field, a heading, a cell
_WORD_ALIKE = 60.0
_GLUED, _GLUED_SHORT, _SHORT = 88.0, 93.0, 7
_CLEAR = 0.9


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, or the part of one before or after a colon; `closes` says that a colon or slash follows it."""

    text: str
    glued: str
    word: Word
    closes: bool


@dataclass(frozen=True, slots=True)
class LabelHit:
    """A label found in a line of pieces, from `start` up to before `end`."""

    asks: Asks
    start: int
    end: int
    quality: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A label with its value: the pieces and the line they stand in."""

    asks: Asks
    label: str
    pieces: tuple[Piece, ...]
    quality: float
    line: int


@dataclass(frozen=True, slots=True)
class _Known:
    """The labels as parallel columns, sorted by skeleton."""

    glued: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]
    asks: tuple[Asks, ...]
    free: tuple[bool, ...]
    cutoffs: np.ndarray


@lru_cache(maxsize=1)
def _known() -> _Known:
    rows: dict[str, tuple[str, Asks, bool]] = {}
    for asks, (bound, free) in _LABELS.items():
        rows.update({skeleton(text): (text, asks, False) for text in bound})
        rows.update({skeleton(text): (text, asks, True) for text in free})
    glued = tuple(sorted(rows))
    words = tuple(tuple(map(skeleton, rows[g][0].split())) for g in glued)
    cutoffs = np.array([99.0 if len(g) <= 4 else 87.0 if len(g) <= 7 else 82.0 for g in glued], dtype=np.float32)
    return _Known(glued, words, tuple(rows[g][1] for g in glued), tuple(rows[g][2] for g in glued), cutoffs)


def pieces_of(words: Sequence[Word]) -> list[Piece]:
    """The words of a line, divided at colons, without those that hold no letter or digit."""
    pieces: list[Piece] = []
    for word in words:
        for part in _COLON.split(word.text):
            glued = skeleton(part)
            if glued:
                text = _LEADING.sub("", part)
                pieces.append(Piece(_TRAILING.sub("", text) or text, glued, word, part.rstrip().endswith(("/", "\\"))))
            elif pieces and (":" in part or "：" in part):
                last = pieces[-1]
                pieces[-1] = Piece(last.text, last.glued, last.word, True)
    return pieces


def labels_in(pieces: Sequence[Piece], in_sentence: bool = False) -> list[LabelHit]:
    """The labels of a line, in order, none overlapping another; longer and better read ones win.

    What is spelt as one label is no misread other one, and what follows a label at once is its value unless it is clearly a label;
    so are the first words after one that asks for a person.
    `in_sentence`: a sentence of the line above goes on here, so that the first word stands no more for itself than another.
    """
    spans = list(_spans(pieces))
    if not spans:
        return []
    known = _known()
    texts = ["".join(piece.glued for piece in pieces[start:end]) for start, end in spans]
    scores = process.cdist(texts, known.glued, scorer=fuzz.ratio, score_cutoff=80, dtype=np.float32)
    exact = scores.max(axis=1) == 100
    hits = []
    for row, column in np.argwhere((scores >= known.cutoffs[None, :]) & ((scores == 100) | ~exact[:, None])):
        (start, end), score = spans[row], float(scores[row, column])
        in_place = _free(known, column, score) or _stands_as_label(pieces, start, end, in_sentence)
        if in_place and _word_for_word(pieces[start:end], known.words[column], score):
            hits.append((score * len(known.glued[column]) ** 0.5, LabelHit(known.asks[column], start, end, score / 100)))
    kept = _without_overlap(hits)
    values = {hit.end + word for hit in kept for word in range(_NAME_PARTS if hit.asks is Asks.PERSON else 1)}
    return [
        hit
        for hit in kept
        if hit.quality >= _CLEAR or hit.start not in values or pieces[hit.end - 1].closes or _after_a_gap(pieces, hit.start)
    ]


def _free(known: _Known, column: int, score: float) -> bool:
    """Whether the label counts inside running text; one of a single word, where other words are so like it, only rightly spelt."""
    return known.free[column] and (len(known.words[column]) > 1 or score == 100)


def _word_for_word(pieces: Sequence[Piece], words: Sequence[str], score: float) -> bool:
    """Whether each word is like its own word of the label; where words were glued or split, nearly all letters must be there."""
    if len(pieces) != len(words):
        letters, read = sum(map(len, words)), sum(len(piece.glued) for piece in pieces)
        return abs(letters - read) <= 1 and score >= (_GLUED if letters >= _SHORT else _GLUED_SHORT)
    return all(fuzz.ratio(piece.glued, word) >= _WORD_ALIKE for piece, word in zip(pieces, words, strict=True))


def _spans(pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Where labels may stand: a few pieces, none after a colon."""
    for start in range(len(pieces)):
        for end in range(start + 1, min(start + _MOST_PIECES, len(pieces)) + 1):
            yield start, end
            if pieces[end - 1].closes:
                break


def _stands_as_label(pieces: Sequence[Piece], start: int, end: int, in_sentence: bool) -> bool:
    """At the start of a line, before a colon, or after a wide gap; and no clause ends there."""
    if pieces[end - 1].word.text.endswith("،"):
        return False
    if start == 0 or pieces[end - 1].closes:
        return not in_sentence or pieces[end - 1].closes
    return _after_a_gap(pieces, start)


def _after_a_gap(pieces: Sequence[Piece], start: int) -> bool:
    """Whether wide room parts a piece from the one before."""
    before, here = pieces[start - 1].word.box, pieces[start].word.box
    gap = max(before.left - here.right, here.left - before.right)
    return gap > 1.5 * max(here.height, 1)


def _without_overlap(ranked: list[tuple[float, LabelHit]]) -> list[LabelHit]:
    kept: list[LabelHit] = []
    for _, hit in sorted(ranked, key=lambda pair: -pair[0]):
        if all(hit.end <= other.start or hit.start >= other.end for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)


def asked_values(page: PageView) -> Iterator[Asked]:
    """Every label of a page with the pieces that stand as its value (possibly none)."""
    rows = [pieces_of(line.words) for line in page.lines]
    texts, found = _in_sentences(page, rows)
    for number, (row, text, hits) in enumerate(zip(rows, texts, found, strict=True)):
        for position, hit in enumerate(hits):
            stop = hits[position + 1].start if position + 1 < len(hits) else len(text)
            if stop > len(row) and (below := found[number + 1]):
                stop = min(stop, max(len(row) + below[0].start, hit.end))
            pieces, line = tuple(text[hit.end : stop]), number + (hit.end >= len(row))
            if not pieces:
                pieces, line = _elsewhere(page, rows, found, number, position)
            label = " ".join(piece.text for piece in text[hit.start : hit.end])
            yield Asked(hit.asks, label, pieces, hit.quality, line)


def _in_sentences(page: PageView, rows: Sequence[list[Piece]]) -> tuple[list[list[Piece]], list[list[LabelHit]]]:
    """Each line with the words in which its sentence goes on, and its labels; one that begins in the line above is that line's."""
    texts, found = [], []
    taken = 0  # pieces of this line that belong to a label of the line above
    in_sentence = False
    for number, row in enumerate(rows):
        goes_on = _goes_on(page, rows, number)
        text = row + rows[number + 1][:_CARRIED_PIECES] if goes_on else row
        hits = [hit for hit in labels_in(text, in_sentence) if taken <= hit.start < len(row)]
        in_sentence = goes_on
        taken = max((hit.end - len(row) for hit in hits), default=0)
        texts.append(text)
        found.append(hits)
    return texts, found


def _goes_on(page: PageView, rows: Sequence[Sequence[Piece]], number: int) -> bool:
    """Whether the sentence of a line goes on in the next: running text whose next word had no more room in the line."""
    line = page.lines[number]
    ends = line.text.rstrip().endswith((".", ":"))
    if ends or len(rows[number]) < _RUNNING_TEXT or number + 1 == len(rows) or _line_below(page, line, number) != number + 1:
        return False
    if any(piece.closes for piece in rows[number + 1][:_MOST_PIECES]):
        return False  # a field of a form
    margin = min(other.box.left for other in page.lines if len(other.words) >= _RUNNING_TEXT)
    following = page.upright(page.lines[number + 1].words[0].box)
    return line.box.left - margin < following.width + line.box.height


def _elsewhere(
    page: PageView, rows: Sequence[Sequence[Piece]], found: Sequence[Sequence[LabelHit]], number: int, position: int
) -> tuple[tuple[Piece, ...], int]:
    """The value of a label that ends its line: the nearest cell to the left, else the words right below."""
    hits = found[number]
    line = page.lines[number]
    if position == len(hits) - 1:
        left = _left_neighbour(page, line, number)
        if left is not None:
            stop = next((hit.start for hit in found[left]), len(rows[left]))
            if stop:
                return tuple(rows[left][:stop]), left
    below = _line_below(page, line, number)
    if below is None or any(hit.start == 0 for hit in found[below]):
        return (), number
    low, high = _cell_extent(page, rows[number], hits, position)
    inside = [piece for piece in rows[below] if low <= _middle(page.upright(piece.word.box)) <= high]
    return tuple(inside), below


def _middle(box: Box) -> float:
    return box.left + box.width / 2


def _left_neighbour(page: PageView, line: LineView, number: int) -> int | None:
    """The nearest line to the left at the same height (Arabic cells follow one another leftwards)."""
    best: tuple[int, int] | None = None
    for other, candidate in enumerate(page.lines):
        overlap = min(line.box.bottom, candidate.box.bottom) - max(line.box.top, candidate.box.top)
        distance = line.box.left - candidate.box.right
        beside = overlap > 0.5 * min(line.box.height, candidate.box.height) and distance > -0.3 * line.box.height
        if other != number and beside and (best is None or distance < best[0]):
            best = (distance, other)
    return None if best is None else best[1]


def _line_below(page: PageView, line: LineView, number: int) -> int | None:
    """The nearest line under this one that overlaps it sideways, within two and a half line heights."""
    best: tuple[int, int] | None = None
    for other, candidate in enumerate(page.lines):
        drop = candidate.box.top - line.box.bottom
        overlap = min(line.box.right, candidate.box.right) - max(line.box.left, candidate.box.left)
        under = -0.3 * line.box.height <= drop <= 2.5 * line.box.height and candidate.box.top > line.box.top
        if other != number and under and overlap > 0 and (best is None or drop < best[0]):
            best = (drop, other)
    return None if best is None else best[1]


def _cell_extent(page: PageView, row: Sequence[Piece], hits: Sequence[LabelHit], position: int) -> tuple[float, float]:
    """The horizontal room of a label: up to half way to the labels beside it, else half the page's width outwards."""
    centres = [_middle(Box.around(page.upright(piece.word.box) for piece in row[hit.start : hit.end])) for hit in hits]
    here = centres[position]
    lower = [centre for centre in centres if centre < here - 1]
    higher = [centre for centre in centres if centre > here + 1]
    reach = page.width * 0.3
    low = (max(lower) + here) / 2 if lower else here - reach
    high = (min(higher) + here) / 2 if higher else here + reach
    return low, high
