"""What the place and shape of a line say: heading, letterhead, addressee, subject, list of enclosures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from classify.view import LineView, PageView, skeleton
from domain.catalogue import Catalogue

_SUBJECT = tuple(skeleton(text) for text in ("الموضوع", "موضوع الكتاب", "موضوع الطلب", "الموضــوع"))
_ENCLOSURES = tuple(
    skeleton(text)
    for text in (
        "المرفقات", "الوثائق المرفقة", "الوثائق المطلوبة", "الثبوتيات المرفقة", "الثبوتيات المطلوبة", "الأوراق المرفقة", "ربطا",
        "الأوراق المطلوبة", "الأوراق والثبوتيات المطلوبة", "مرفق طيا", "الوثائق المستلمة", "الوثائق المقدمة", "المرفق", "الوثائق الناقصة",
    )
)  # fmt: skip
_ADDRESSEE = tuple(skeleton(text) for text in ("السيد", "السيدة", "السادة", "إلى", "حضرة", "مقام", "المحترم", "المحترمة"))
_STATE = tuple(skeleton(text) for text in ("الجمهورية العربية السورية", "بسم الله الرحمن الرحيم"))
_BULLET = re.compile(r"^\s*(?:[-–•*▪☐□☑■◻]|[\d٠-٩]{1,2}\s*[-.)–])")
_TOP_SHARE = 0.30
_MOST_HEADING_WORDS = 9


@dataclass(frozen=True, slots=True)
class LineRole:
    """`heading` 0 to 1.5: how much the line looks like a title; `subject` and `enclosure` as named; `office` as below."""

    heading: float
    subject: bool
    enclosure: bool


@dataclass(frozen=True, slots=True)
class Correspondents:
    """Whether this office stands in the letterhead (`from_office`) or is addressed (`to_office`)."""

    from_office: bool
    to_office: bool


def _starts_with(glued: str, starts: Sequence[str], reach: int = 2) -> bool:
    return any(len(start) <= len(glued) and fuzz.partial_ratio(start, glued[: len(start) + reach]) >= 86 for start in starts)


def is_subject(line: LineView) -> bool:
    """Whether the line states the subject of a letter."""
    return _starts_with(line.glued, _SUBJECT)


def is_addressee(line: LineView) -> bool:
    """Whether the line names the one written to."""
    return _starts_with(line.glued, _ADDRESSEE) or line.glued.endswith(_ADDRESSEE[-2:])


def roles(page: PageView) -> list[LineRole]:
    """The role of each line of a page."""
    result = []
    enclosures_until = -1.0
    for line in page.lines:
        opens = _starts_with(line.glued, _ENCLOSURES)
        if opens:
            enclosures_until = line.top + 0.25
        listed = line.top <= enclosures_until and (opens or bool(_BULLET.match(line.text)) or len(line.words) <= 6)
        result.append(LineRole(_heading(line, page), is_subject(line), listed))
    return result


def _heading(line: LineView, page: PageView) -> float:
    """How much a line looks like a title: few words, high on the page, centred, larger than the others, no value after a colon."""
    words = len(line.words)
    if words > _MOST_HEADING_WORDS or _BULLET.match(line.text):
        return 0.15
    weight = 1.0 if line.top < 0.45 else max(0.3, 1.0 - 1.5 * (line.top - 0.45))
    if page.usual_height and line.height > 1.2 * page.usual_height:
        weight += 0.25
    if abs(line.centre - 0.5) < 0.1 and line.right - line.left < 0.7:
        weight += 0.1
    before, colon, after = line.text.partition(":")
    if colon and after.strip() and not is_subject(line):
        weight *= 0.4
    if is_addressee(line):
        weight *= 0.4
    return min(weight, 1.5)


def correspondents(page: PageView, catalogue: Catalogue) -> Correspondents:
    """Who writes and who is written to, as far as the top of the first page says."""
    names = [skeleton(name) for name in catalogue.office_names]
    from_office = to_office = False
    for line in page.lines:
        if line.top > 0.5 or not any(len(n) <= len(line.glued) + 2 and fuzz.partial_ratio(n, line.glued) >= 84 for n in names):
            continue
        if is_addressee(line):
            to_office = True
        elif line.top < _TOP_SHARE and len(line.words) <= _MOST_HEADING_WORDS:
            from_office = True
    return Correspondents(from_office, to_office)


def has_letterhead(page: PageView) -> bool:
    """Whether the state's name or an invocation stands at the top, as on first pages."""
    return any(
        line.top < _TOP_SHARE and any(fuzz.partial_ratio(s, line.glued) >= 84 for s in _STATE if len(s) <= len(line.glued) + 3)
        for line in page.lines[:8]
    )
