"""Dates as Arabic papers write them.

    26/1/2021  ٢٦/١/٢٠٢١  2021-01-26  26.1.21             day first, or year first
    26 كانون الثاني 2021   26 كانون 2 2021   26 ك2 2021    Syrian months; also يناير …, and English names
    12 جمادى الآخرة 1442 هـ   12/6/1442 هـ                 Hijri, by the tabular (civil) calendar: a day off at times

Source of the tabular calendar: Reingold and Dershowitz, "Calendrical Calculations", arithmetic Islamic calendar.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.arabic.folding import fold, fold_with_offsets

_SYRIAN = {
    1: ("كانون الثاني", "كانون ثاني", "كانون 2", "ك2", "ك 2"),
    2: ("شباط",),
    3: ("اذار",),
    4: ("نيسان",),
    5: ("ايار",),
    6: ("حزيران",),
    7: ("تموز",),
    8: ("اب",),
    9: ("ايلول",),
    10: ("تشرين الاول", "تشرين اول", "تشرين 1", "ت1", "ت 1"),
    11: ("تشرين الثاني", "تشرين ثاني", "تشرين 2", "ت2", "ت 2"),
    12: ("كانون الاول", "كانون اول", "كانون 1", "ك1", "ك 1"),
}
_EGYPTIAN = "يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر".split()
_ENGLISH = "january february march april may june july august september october november december".split()
_HIJRI = {
    1: ("محرم", "المحرم", "محرم الحرام"),
    2: ("صفر",),
    3: ("ربيع الاول", "ربيع اول"),
    4: ("ربيع الاخر", "ربيع الثاني", "ربيع ثاني"),
    5: ("جمادي الاولي", "جمادي الاول", "جماد الاول"),
    6: ("جمادي الاخره", "جمادي الثانيه", "جمادي الثاني", "جماد الثاني"),
    7: ("رجب",),
    8: ("شعبان",),
    9: ("رمضان",),
    10: ("شوال",),
    11: ("ذو القعده", "ذي القعده"),
    12: ("ذو الحجه", "ذي الحجه"),
}
_SOLAR_MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (*_SYRIAN[number], _EGYPTIAN[number - 1], _ENGLISH[number - 1], _ENGLISH[number - 1][:3])
}
_HIJRI_MONTHS = {fold(name): number for number, names in _HIJRI.items() for name in names}
_MONTH_NAMES = "|".join(sorted(map(re.escape, [*_SOLAR_MONTHS, *_HIJRI_MONTHS]), key=len, reverse=True)).replace(r"\ ", r"\s*")
_SEPARATOR = r"\s{0,2}[/\-.\\]\s{0,2}"
_NUMERIC = re.compile(rf"(?<!\d)(?<!\d[/\-.])(\d{{1,4}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}(\d{{1,4}})(?!\d)(?![/\-.]\d)")
_NAMED = re.compile(
    rf"(?<!\d)(\d{{1,2}})\s{{0,2}}[/\-,.]?\s{{0,2}}(?:من\s+)?(?:شهر\s+)?(?<!\w)({_MONTH_NAMES})(?![^\W\d_])\s{{0,2}}"
    rf"[/\-,.]?\s{{0,2}}(?:من\s+)?(?:ل?عام\s+|ل?سنه\s+)?(\d{{4}})(?!\d)"
)
_DIGIT_SIGN_DIGIT = re.compile(r"\d\s{0,2}[/\-.\\]\s{0,2}\d")
_MONTH_BEFORE_YEAR = re.compile(r"(?:[^\W\d_]|[12])[\s/\-,.]{1,6}(?:من\s+)?(?:ل?عام\s+|ل?سنه\s+)?\d{4}(?!\d)")
_HIJRI_YEARS = range(1300, 1500)
_SOLAR_YEARS = range(1900, 2101)
_THIS_CENTURY = 50  # two digits below are 20xx, from here on 19xx
_ISLAMIC_EPOCH = 227_015  # proleptic Gregorian ordinal of 1 Muharram 1, as in datetime.date.toordinal


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text: ISO form, its span, and the other days that the same signs may mean."""

    iso: str
    start: int
    end: int
    alternatives: tuple[str, ...] = ()
    hijri: bool = False


def find_dates(text: str) -> list[FoundDate]:
    """Every date in `text`, in order."""
    folded = fold_with_offsets(text)
    found: list[FoundDate] = []
    for match, days, hijri in (*_numeric(folded.text), *_named(folded.text)):
        start, end = folded.origin(match.start(), match.end())
        iso = [day.isoformat() for day in days]
        found.append(FoundDate(iso[0], start, end, tuple(iso[1:]), hijri))
    return sorted(found, key=lambda date: date.start)


def days_in_folded(folded: str) -> list[str]:
    """The days (ISO) written in text already folded, other readings of the same signs included: `find_dates` without places."""
    if not _DIGIT_SIGN_DIGIT.search(folded) and not _MONTH_BEFORE_YEAR.search(folded):
        return []
    found = (days for _, days, _ in (*_numeric(folded), *_named(folded)))
    return list(dict.fromkeys(day.isoformat() for days in found for day in days))


def parse_date(text: str) -> dt.date | None:
    """The date that `text` is, or None if it is not one date and nothing else but signs."""
    found = find_dates(text)
    if len(found) != 1 or re.search(
        r"[\w]", fold(text[: found[0].start] + " " + text[found[0].end :]).replace("ه", "").replace("م", "")
    ):
        return None
    return dt.date.fromisoformat(found[0].iso)


def hijri_to_gregorian(year: int, month: int, day: int) -> dt.date:
    """The Gregorian day of a Hijri date, by the tabular calendar. Raises ValueError for a day that it has not."""
    leap = (11 * year + 14) % 30 < 11
    longest = 30 if month % 2 == 1 or (month == 12 and leap) else 29
    if not (1 <= month <= 12 and 1 <= day <= longest and year > 0):
        raise ValueError(f"no such Hijri date: {year}-{month}-{day}")
    days_before = (year - 1) * 354 + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2
    return dt.date.fromordinal(_ISLAMIC_EPOCH + days_before + day - 1)


def _numeric(text: str) -> Iterator[tuple[re.Match[str], list[dt.date], bool]]:
    for match in _NUMERIC.finditer(text):
        first, second, third = match.groups()
        hijri = any(len(group) == 4 and int(group) in _HIJRI_YEARS for group in (first, third))
        orders = [(first, second, third)] if len(first) == 4 else [(third, second, first), (third, first, second)]
        days = [day for order in orders for day in _days(*order, hijri=hijri)]
        if days:
            yield match, list(dict.fromkeys(days)), hijri


def _named(text: str) -> Iterator[tuple[re.Match[str], list[dt.date], bool]]:
    for match in _NAMED.finditer(text):
        day, name, year = match.group(1), re.sub(r"\s+", " ", match.group(2)), match.group(3)
        hijri = int(year) in _HIJRI_YEARS
        month = _month(name, _HIJRI_MONTHS if hijri else _SOLAR_MONTHS)
        days = _days(year, str(month or 0), day, hijri=hijri)
        if days:
            yield match, days, hijri


def _month(name: str, months: dict[str, int]) -> int | None:
    glued = name.replace(" ", "")
    return next((number for known, number in months.items() if known.replace(" ", "") == glued), None)


def _days(year: str, month: str, day: str, *, hijri: bool) -> list[dt.date]:
    """The day of these numbers (with its neighbours for Hijri, which is a day off at times), or none."""
    try:
        if hijri:
            middle = hijri_to_gregorian(int(year), int(month), int(day))
            return [middle, middle - dt.timedelta(days=1), middle + dt.timedelta(days=1)]
        full = int(year) if len(year) == 4 else _full_year(year)
        return [dt.date(full, int(month), int(day))] if full in _SOLAR_YEARS else []
    except ValueError:
        return []


def _full_year(year: str) -> int:
    if len(year) != 2:
        return 0
    return int(year) + (2000 if int(year) < _THIS_CENTURY else 1900)
