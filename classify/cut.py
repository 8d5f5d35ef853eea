# ruff: noqa: E501 - lists of words
"""Dividing a scan into documents: by separator and cover sheets where there are any, else by what stands on the pages."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from classify.covers import cover_request_no, is_separator
from classify.headings import has_letterhead, is_addressee, is_subject
from classify.number_fields import plain
from classify.view import PageView, skeleton, view_page
from domain.arabic import fold
from domain.documents import Classification, DroppedPage, FieldKind, FieldValue, RecognizedPage

Classify = Callable[[Sequence[RecognizedPage]], Classification]
ReadFields = Callable[[RecognizedPage], Sequence[FieldValue]]

# Log-odds that a new document begins at a page, per sign. Scans of one document and stacks of one-page papers are about as common.
PRIOR = 0.3
FIRST_OF_MANY, LATER_PAGE, NUMBER_GOES_ON = 4.5, -6.0, -7.0
LETTERHEAD, ADDRESSEE, TITLE, NO_BEGINNING = 1.5, 0.8, 1.8, -1.6
OTHER_TYPE, SAME_TYPE_AGAIN, SAME_TYPE = 1.6, 0.6, -0.8
OTHER_PERSON, SAME_NUMBERS = 1.5, -0.3
ENDED, RUNS_ON, CONTINUED = 0.7, -1.2, -3.0
OTHER_SIZE = 1.5
SURE_CUT = 0.80
BARE = 12  # letters and digits of a page on which nothing begins

_PAGE_OF = re.compile(
    r"(?:صفحه|الصفحه|\bص|page)\s*(?:رقم)?\s*[-:(\[]?\s*(\d{1,3})\s*(?:من|/|of)\s*(\d{1,3})\b"
    r"|^[\s(\[-]*(\d{1,3})\s*(?:من|of|/)\s*(\d{1,3})[\s)\]-]*$"
)
_PAGE_ALONE = re.compile(r"(?:صفحه|الصفحه|page)\s*(?:رقم)?\s*[-:(\[]?\s*(\d{1,3})\b")
_BETWEEN_DASHES = re.compile(r"^\s*[-–(]\s*(\d{1,3})\s*[-–)]\s*$")
_CONTINUED = tuple(skeleton(text) for text in ("تتمة", "تابع", "يتبع", "تتمة الصفحة السابقة"))
_ENDINGS = tuple(
    skeleton(text)
    for text in (
        "التوقيع", "الختم والتوقيع", "توقيع مقدم الطلب", "مدير المركز", "وتفضلوا بقبول", "أمين السجل المدني", "رئيس مجلس الإدارة", "أمين السر",
        "الطبيب المعالج", "المدير العام", "الوزير", "ولكم جزيل الشكر", "توقيع",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cut:
    """The pages of one document, and how sure its beginning and end are. `cover` is the request number of a cover sheet before it."""

    pages: tuple[RecognizedPage, ...]
    confidence: float = 1.0
    cover: str | None = None

    @property
    def sure(self) -> bool:
        return self.confidence >= SURE_CUT


@dataclass(frozen=True, slots=True)
class Division:
    """The documents of a scan, and the pages that belong to none."""

    cuts: tuple[Cut, ...]
    dropped: tuple[DroppedPage, ...]


@dataclass(frozen=True, slots=True)
class PageSigns:
    """What a page tells of its place in a document: its own number and the count, how it begins and ends, its type and fields.

    `bare`: hardly anything was read on it, as on a back with stray marks.
    """

    bare: bool
    number: int | None
    count: int | None
    letterhead: bool
    addressee: bool
    continued: bool
    ended: bool
    runs_on: bool
    size: tuple[int, int]
    classification: Classification
    persons: frozenset[str]
    numbers: frozenset[str]


def cut(pages: Sequence[RecognizedPage], separators: Sequence[str], classify: Classify, read_fields: ReadFields) -> Division:
    """Divides the pages of a scan.

    `separators` are texts of codes that mean that a new document begins. A cover sheet begins a document too, and names the
    request of every document up to the next cover sheet. Blank pages are left out; between sheets the content decides.
    """
    cuts: list[Cut] = []
    dropped: list[DroppedPage] = []
    run: list[RecognizedPage] = []
    cover: str | None = None

    def close() -> None:
        if run:
            cuts.extend(Cut(one.pages, one.confidence, cover) for one in _by_content(run, classify, read_fields))
            run.clear()

    for page in pages:
        number = cover_request_no(page)
        if number is not None:
            close()
            cover = number
            dropped.append(DroppedPage(page.number, "cover"))
        elif is_separator(page, separators):
            close()
            dropped.append(DroppedPage(page.number, "separator"))
        elif page.blank:
            dropped.append(DroppedPage(page.number, "blank"))
        else:
            run.append(page)
    close()
    return Division(tuple(cuts), tuple(dropped))


def _by_content(pages: Sequence[RecognizedPage], classify: Classify, read_fields: ReadFields) -> list[Cut]:
    """Divides pages between which no sheet stands."""
    if len(pages) == 1:
        return [Cut(tuple(pages))]
    signs = [page_signs(page, classify, read_fields) for page in pages]
    chances = [boundary_chance(before, after) for before, after in itertools.pairwise(signs)]
    cuts: list[Cut] = []
    start, confidence = 0, 1.0
    for place, chance in enumerate(chances, start=1):
        certainty = max(chance, 1 - chance)
        if chance >= 0.5:
            cuts.append(Cut(tuple(pages[start:place]), min(confidence, certainty)))
            start, confidence = place, certainty
        else:
            confidence = min(confidence, certainty)
    return [*cuts, Cut(tuple(pages[start:]), confidence)]


def boundary_chance(before: PageSigns, after: PageSigns) -> float:
    """The probability that a new document begins with the second of two pages."""
    odds = PRIOR + _numbering(before, after) + _beginning(after) + _types(before, after) + _people(before, after)
    odds += CONTINUED if after.continued else 0.0
    odds += ENDED if before.ended else RUNS_ON if before.runs_on else 0.0
    odds += OTHER_SIZE if _other_size(before.size, after.size) else 0.0
    return 1 / (1 + math.exp(-odds))


def _numbering(before: PageSigns, after: PageSigns) -> float:
    if after.number is None:
        complete = before.number is not None and before.count is not None and before.number == before.count
        unfinished = before.number is not None and before.count is not None and before.number < before.count
        return 3.0 if complete and not after.bare else -2.0 if unfinished else 0.0
    if after.number == 1:
        return FIRST_OF_MANY
    if before.number is not None and before.number + 1 == after.number and before.count == after.count:
        return NUMBER_GOES_ON
    return LATER_PAGE


def _beginning(after: PageSigns) -> float:
    titled = after.classification.confidence > 0.5 and any(reason.startswith("title") for reason in after.classification.reasons)
    signs = (LETTERHEAD if after.letterhead else 0.0) + (ADDRESSEE if after.addressee else 0.0) + (TITLE if titled else 0.0)
    return signs or NO_BEGINNING


def _types(before: PageSigns, after: PageSigns) -> float:
    one, two = before.classification, after.classification
    if two.confidence < 0.5 or one.confidence < 0.4:
        return 0.0
    if one.type != two.type:
        return OTHER_TYPE * two.confidence
    return SAME_TYPE_AGAIN if after.letterhead else SAME_TYPE


def _people(before: PageSigns, after: PageSigns) -> float:
    if before.numbers and after.numbers:
        return SAME_NUMBERS if before.numbers & after.numbers else OTHER_PERSON
    if before.persons and after.persons:
        alike = any(fuzz.ratio(a, b) >= 80 for a in before.persons for b in after.persons)
        return 0.0 if alike else 0.7
    return 0.0


def _other_size(one: tuple[int, int], two: tuple[int, int]) -> bool:
    return any(abs(a - b) > 0.12 * max(a, b, 1) for a, b in zip(one, two, strict=True))


def page_signs(page: RecognizedPage, classify: Classify, read_fields: ReadFields) -> PageSigns:
    """Gathers what a page tells of its place."""
    view = view_page(page)
    number, count = page_number(view)
    fields = read_fields(page)
    top = [line for line in view.lines if line.top < 0.4][:12]
    bottom = [line for line in view.lines if line.top > 0.45][-6:]
    last = view.lines[-1] if view.lines else None
    ended = any(_ends_paper(line.glued) for line in bottom)
    return PageSigns(
        bare=sum(len(line.glued) for line in view.lines) < BARE,
        number=number,
        count=count,
        letterhead=has_letterhead(view),
        addressee=any(is_addressee(line) or is_subject(line) for line in top),
        continued=any(line.glued.startswith(_CONTINUED) for line in view.lines[:3]),
        ended=ended,
        runs_on=not ended and last is not None and last.top + last.height > 0.85 and last.right - last.left > 0.6,
        size=(view.width, view.height),
        classification=classify([page]),
        persons=frozenset(skeleton(f.value) for f in fields if f.kind is FieldKind.PERSON),
        numbers=frozenset(f.value for f in fields if f.kind in (FieldKind.REQUEST_NO, FieldKind.NATIONAL_NO)),
    )


def _ends_paper(glued: str) -> bool:
    return any(len(ending) <= len(glued) and fuzz.partial_ratio(ending, glued) >= 88 for ending in _ENDINGS)


def page_number(view: PageView) -> tuple[int | None, int | None]:
    """The page's own number and the count of pages, printed at its top or bottom: `٢ من ٣`, `صفحة 2`, `- 2 -`."""
    edges = [line for line in view.lines if line.top < 0.1 or line.top > 0.85] + list(view.lines[:2]) + list(view.lines[-2:])
    for line in edges:
        text = fold(plain(line.text))
        of = _PAGE_OF.search(text)
        if of:
            number, count = int(of[1] or of[3]), int(of[2] or of[4])
            if 1 <= number <= count <= 200:
                return number, count
    for line in edges:
        text = plain(line.text)
        alone = _PAGE_ALONE.search(fold(text)) or _BETWEEN_DASHES.match(text)
        if alone and len(line.words) <= 4 and int(alone[1]) > 0:
            return int(alone[1]), None
    return None, None
