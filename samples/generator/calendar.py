"""Dates as Syrian offices write them."""

from __future__ import annotations

import datetime as dt

MONTHS = (
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
    "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
)  # fmt: skip
HIJRI_MONTHS = (
    "محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة",
    "رجب", "شعبان", "رمضان", "شوال", "ذو القعدة", "ذو الحجة",
)  # fmt: skip
FORMS = ("slash", "padded", "iso", "month")


def written(day: dt.date, form: str) -> str:
    """`form`: slash 26/1/2021, padded 26/01/2021, iso 2021-01-26, month "26 كانون الثاني 2021", hijri "13 رجب 1442 هـ"."""
    if form == "hijri":
        year, month, date = hijri(day)
        return f"{date} {HIJRI_MONTHS[month - 1]} {year} هـ"
    return {
        "slash": f"{day.day}/{day.month}/{day.year}",
        "padded": f"{day.day:02}/{day.month:02}/{day.year}",
        "iso": day.isoformat(),
        "month": f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    }[form]


def hijri(day: dt.date) -> tuple[int, int, int]:
    """(year, month, day) in the tabular Islamic calendar (civil epoch, leap years 2 5 7 10 13 16 18 21 24 26 29 of 30)."""
    days = day.toordinal() - dt.date(622, 7, 19).toordinal()  # 1 Muharram 1 in the proleptic Gregorian calendar
    year = (30 * days + 10646) // 10631
    days -= 354 * (year - 1) + (3 + 11 * year) // 30
    month = min(12, days * 2 // 59 + 1)
    while days < (59 * (month - 1) + 1) // 2:
        month -= 1
    return year, month, days - (59 * (month - 1) + 1) // 2 + 1
