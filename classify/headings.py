# ruff: noqa: E501 - lists of words
"""What the place and shape of a line say: heading, letterhead, addressee, subject, list of enclosures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from classify.view import LineView, PageView, skeleton
from domain.arabic import digits
from domain.catalogue import Catalogue

_SUBJECT = tuple(skeleton(text) for text in ("الموضوع", "موضوع الكتاب", "موضوع الطلب", "بشأن", "بخصوص"))
_ENCLOSURES = tuple(
    skeleton(text)
    for text in (
        "المرفقات", "الوثائق المرفقة", "الوثائق المطلوبة", "الثبوتيات المرفقة", "الثبوتيات المطلوبة", "الأوراق المرفقة", "ربطا",
        "الأوراق المطلوبة", "الأوراق والثبوتيات المطلوبة", "مرفق طيا", "الوثائق المستلمة", "الوثائق المقدمة", "المرفق", "الوثائق الناقصة",
    )
)  # fmt: skip
_ADDRESSEE = tuple(skeleton(text) for text in ("السيد", "السيدة", "السادة", "إلى", "حضرة", "مقام", "المحترم", "المحترمة"))
_STATE = tuple(skeleton(text) for text in ("الجمهورية العربية السورية", "بسم الله الرحمن الرحيم"))
_DEPARTMENTS = tuple(skeleton(text) for text in ("مديرية", "دائرة", "قسم", "مكتب", "شعبة", "مصلحة"))
_BULLET = re.compile(r"^\s*(?:[-–•*▪☐□☑■◻]|[\d٠-٩]{1,2}\s*[-.)–])")
_NUMBER_LINE = re.compile(skeleton("الرقم") + r"\d")
_REQUEST_SHAPE = re.compile(r"\d{4}\s?[-–/]\s?\d{6}|\d{6}\s?[-–/]\s?\d{4}|\d{11}")
_TOP_SHARE = 0.30
_MOST_HEADING_WORDS = 9
_NAME_GOES_ON = 12  # letters of the line below
_ABOVE_WRITER = 0.04  # where a sister's governorate stands, its own line


@dataclass(frozen=True, slots=True)
class LineRole:
    """`heading` 0 to 1.5: how much the line looks like a title; `subject` as named; `quoted`: its words say what is enclosed or
    which department writes, not what the paper is; `glued`: the skeleton to look for wordings in, as long as the line's own."""

    heading: float
    subject: bool
    quoted: bool
    glued: str


@dataclass(frozen=True, slots=True)
class Correspondents:
    """Whether this office stands in the letterhead (`from_office`) or is addressed (`to_office`), and whether the paper bears a
    number and so went through a diwan (`numbered`)."""

    from_office: bool
    to_office: bool
    numbered: bool


def _starts_with(glued: str, starts: Sequence[str], reach: int = 2) -> bool:
    """Whether a line begins with one of these, but for one misread letter in seven."""
    return any(
        len(start) <= len(glued) and fuzz.partial_ratio(start, glued[: len(start) + reach]) >= (86 if len(start) < 7 else 85)
        for start in starts
    )


def is_subject(line: LineView) -> bool:
    """Whether the line states the subject of a letter."""
    return _starts_with(line.glued, _SUBJECT)


def is_addressee(line: LineView) -> bool:
    """Whether the line names the one written to."""
    return _starts_with(line.glued, _ADDRESSEE) or line.glued.endswith(_ADDRESSEE[-2:])


def roles(page: PageView, catalogue: Catalogue) -> list[LineRole]:
    """The role of each line of a page."""
    result = []
    office = _office_lines(page, catalogue)
    services = service_skeletons(catalogue)
    enclosures_until = -1.0
    for line, ours in zip(page.lines, office, strict=True):
        opens = _starts_with(line.glued, _ENCLOSURES)
        if opens:
            enclosures_until = line.top + 0.25
        listed = line.top <= enclosures_until and (opens or bool(_BULLET.match(line.text)) or len(line.words) <= 6)
        heading, subject = _heading(line, page), is_subject(line)
        glued = line.glued if heading >= 0.9 and not subject else _without_services(line.glued, services)
        result.append(LineRole(heading, subject, listed or ours, glued))
    return result


@lru_cache(maxsize=4)
def service_skeletons(catalogue: Catalogue) -> tuple[str, ...]:
    """The names of the services, longest first, but for those that name the very paper by which they are asked for (complaints)."""
    names = set()
    for service in catalogue.services.values():
        asked_by = catalogue.types[service.required[0]].titles if service.required else ()
        for wording in (service.ar, *service.words):
            glued = skeleton(wording)
            if len(glued) >= 7 and not any(skeleton(title) in glued for title in asked_by if len(title) > 3):
                names.add(glued)
    return tuple(sorted(names, key=len, reverse=True))


def _without_services(glued: str, services: Sequence[str]) -> str:
    """The line without the names of services: they say what is asked for, not what the paper is."""
    for name in services:
        if len(name) > len(glued) + 1:
            continue
        found = fuzz.partial_ratio_alignment(name, glued, score_cutoff=88)
        if found is not None:
            blank = "#" * (found.dest_end - found.dest_start)
            glued = f"{glued[: found.dest_start]}{blank}{glued[found.dest_end :]}"
    return glued


def _office_lines(page: PageView, catalogue: Catalogue) -> list[bool]:
    """Which lines are this office's letterhead: its name at the top, and the department under it."""
    names = [skeleton(name) for name in catalogue.office_names]
    flags: list[bool] = []
    under = 0
    for line in page.lines:
        named = line.top < _TOP_SHARE and not is_addressee(line) and names_office(line.glued, names)
        under = 3 if named else max(under - 1, 0)
        flags.append(named or (under > 0 and _starts_with(line.glued, _DEPARTMENTS)))
    return flags


def names_office(glued: str, names: Sequence[str]) -> bool:
    """Whether a line names one of these offices; both are skeletons."""
    return any(len(n) <= len(glued) + 2 and fuzz.partial_ratio(n, glued) >= 84 for n in names)


def looks_like_form(page: PageView) -> bool:
    """Mostly short lines, as fields and cells are, and no sentence across the page."""
    if len(page.lines) < 8:
        return False
    short = sum(len(line.words) <= 5 for line in page.lines)
    return short >= 0.7 * len(page.lines) and sum(len(line.words) >= 9 for line in page.lines) <= 3


def looks_like_letter(page: PageView) -> bool:
    """Someone is addressed, or a subject is stated, above sentences."""
    opening = any((is_addressee(line) and len(line.words) >= 3) or is_subject(line) for line in page.lines if line.top < 0.6)
    return opening and any(len(line.words) >= 8 for line in page.lines)


def _heading(line: LineView, page: PageView) -> float:
    """How much a line looks like a title: few words, high on the page, centred, larger than the others, no value after a colon,
    not the end of a sentence."""
    words = len(line.words)
    if words > _MOST_HEADING_WORDS or _BULLET.match(line.text):
        return 0.15
    weight = 1.0 if line.top < 0.45 else max(0.3, 1.0 - 1.5 * (line.top - 0.45))
    if page.usual_height and line.height > 1.2 * page.usual_height:
        weight += 0.25
    if abs(line.centre - 0.5) < 0.1 and line.right - line.left < 0.7:
        weight += 0.1
    _before, colon, after = line.text.partition(":")
    if colon and after.strip() and not is_subject(line):
        weight *= 0.4
    if is_addressee(line) or line.text.rstrip().endswith("."):
        weight *= 0.4
    return min(weight, 1.5)


def correspondents(page: PageView, catalogue: Catalogue) -> Correspondents:
    """Who writes and who is written to, as far as the top of the first page says.

    Where both are named as this office, one is a sister of it: the one whose governorate is named beside the other's without.
    """
    names = [skeleton(name) for name in catalogue.office_names]
    places = frozenset(map(skeleton, catalogue.governorates))
    writers, addressees = [], []
    for line, glued in zip(page.lines, _with_next(page.lines), strict=True):
        if line.top > 0.5 or not names_office(glued, names):
            continue
        if is_addressee(line):
            addressees.append(line)
        elif line.top < _TOP_SHARE and len(line.words) <= _MOST_HEADING_WORDS:
            writers.append(line)
    from_office, to_office = bool(writers), bool(addressees)
    if from_office and to_office:
        begin, end = writers[0].top - _ABOVE_WRITER, min(writers[-1].top + 0.06, addressees[0].top)
        letterhead = [line for line in page.lines if begin <= line.top < end and not any(map(str.isdigit, line.glued))]
        from_sister, to_sister = _names_place(letterhead, places), _names_place(addressees, places)
        from_office, to_office = from_office and not (from_sister > to_sister), to_office and not (to_sister > from_sister)
    return Correspondents(from_office, to_office, any(_is_number_line(line) for line in page.lines if line.top < _TOP_SHARE))


def _with_next(lines: Sequence[LineView]) -> list[str]:
    """The skeleton of each line with the beginning of the line below it, where a long name may go on."""
    below = [line.glued[:_NAME_GOES_ON] if not is_addressee(line) else "" for line in lines[1:]]
    return [line.glued + rest for line, rest in zip(lines, [*below, ""], strict=True)] if lines else []


def _names_place(lines: Sequence[LineView], places: frozenset[str]) -> bool:
    words = {skeleton(word.text) for line in lines for word in line.words}
    return any(word in places or word[1:] in places for word in words)


def _is_number_line(line: LineView) -> bool:
    """`الرقم: 2834/ص`, as a diwan writes it at the top."""
    return len(line.words) <= 5 and bool(_NUMBER_LINE.match(line.glued)) and not _REQUEST_SHAPE.search(digits(line.text))


def has_letterhead(page: PageView) -> bool:
    """Whether the state's name or an invocation stands at the top, as on first pages."""
    return any(
        line.top < _TOP_SHARE and any(fuzz.partial_ratio(s, line.glued) >= 84 for s in _STATE if len(s) <= len(line.glued) + 3)
        for line in page.lines[:8]
    )
