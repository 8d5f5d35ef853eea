"""The fields of a query: their names, and what a value given to them means."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from domain.arabic import fold
from domain.catalogue import Catalogue
from domain.dates import find_dates
from domain.messages import Message
from domain.numbers import canonical_request_no

_NAMES = {
    "request": "طلب الطلب معاملة رقم_الطلب request request_no",
    "register": "قيد القيد رقم_القيد ديوان register register_no",
    "type": "نوع النوع نوع_الوثيقة type",
    "tab": "باب الباب تبويب التبويب tab",
    "service": "خدمة الخدمة service",
    "governorate": "محافظة المحافظة governorate",
    "state": "حالة حالة_الطلب state",
    "status": "وضع حالة_الوثيقة status",
    "year": "سنة السنة عام year",
    "date": "تاريخ التاريخ بتاريخ date",
    "since": "من منذ from since",
    "until": "إلى الى حتى لغاية to until",
}
FIELD_NAMES: Mapping[str, str] = {
    fold(name).replace("_", " "): field for field, names in _NAMES.items() for name in names.split()
}
_STATUS = {"archived": "archived مؤرشف محفوظ مؤرشفة محفوظة", "review": "review مراجعة بانتظار_المراجعة قيد_المراجعة"}
_STATUS_NAMES = {fold(name).replace("_", " "): code for code, names in _STATUS.items() for name in names.split()}
_YEAR = re.compile(r"(1[39]\d\d|20\d\d)(?!\d|[-/.]\d)")
_MONTH = re.compile(r"(20\d\d|19\d\d)[-/.](\d{1,2})(?!\d|[-/.]\d)")
_REGISTER = re.compile(r"(\d+)(?:\s*/?\s*([وص]))?(?!\w)")
_NUMBERISH = re.compile(r"[a-z\d][a-z\d\-/_.]*")
_MOST_WORDS = 8
_SHOWN_NAMES = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """What a field of a query means: `values` for the filter `name`, or a span of days; `length` characters of text were used.

    `words` holds what is to be looked for as text instead, `problem` says why the value means nothing.
    """

    length: int
    name: str = ""
    values: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    words: str = ""
    problem: Message | None = None


def understand_field(name: str, rest: str, catalogue: Catalogue) -> Asked:
    """What the value at the start of `rest` (folded text) means for the field `name` (a value of FIELD_NAMES)."""
    if name in ("since", "until", "date"):
        return _days(name, rest)
    if name in _OWN:
        return _OWN[name](rest)
    if name in ("governorate", "state"):
        return _plain(name, rest, catalogue.governorates if name == "governorate" else ())
    return _coded(name, rest, _names_of(name, catalogue))


def day_number(day: dt.date) -> int:
    """A day as YYYYMMDD."""
    return day.year * 10_000 + day.month * 100 + day.day


def first_value(rest: str) -> tuple[str, int]:
    """The first value of a text, quoted or one word, and the length used."""
    if rest.startswith('"') and '"' in rest[1:]:
        end = rest.index('"', 1)
        return rest[1:end].strip(), end + 1
    word = rest.split(maxsplit=1)[0] if rest.split() else ""
    return word.strip('",;'), len(word)


def named_values(value: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """The codes that a value names: by code or name in full, else every one whose name holds the value's words."""
    wanted = fold(value).strip()
    if wanted in names:
        return (names[wanted],)
    bare = _without_article(wanted)
    inside = [code for name, code in names.items() if f" {bare}" in f" {' '.join(map(_without_article, name.split()))}"]
    return tuple(dict.fromkeys(inside)) if len(bare) >= 3 else ()


def _without_article(word: str) -> str:
    return word.removeprefix("ال")


def _names_of(field: str, catalogue: Catalogue) -> dict[str, str]:
    """Folded codes and names of a field's values, with their codes."""
    if field == "status":
        return _STATUS_NAMES
    entries: Iterable[tuple[str, str, str]]
    if field == "type":
        entries = [(one.code, one.ar, one.en) for one in catalogue.types.values()]
    elif field == "tab":
        entries = [(one.code, one.ar, one.en) for one in catalogue.tabs.values()]
    else:
        entries = [(one.code, one.ar, one.en) for one in catalogue.services.values()]
    return {fold(name): code for code, ar, en in entries for name in (code, ar, en)}


def _coded(field: str, rest: str, names: Mapping[str, str]) -> Asked:
    """A field with a fixed list of values: as many words as still name one in full, else the first word as part of a name."""
    words = list(re.finditer(r"\S+", rest))[:_MOST_WORDS]
    if not rest.startswith('"'):
        for count in range(len(words), 0, -1):
            end = words[count - 1].end()
            if rest[:end] in names:
                return Asked(end, field, (names[rest[:end]],))
    value, length = first_value(rest)
    found = named_values(value, names)
    return Asked(length, field, found) if found else Asked(length, problem=_unknown(field, value, names))


def _unknown(field: str, value: str, names: Mapping[str, str]) -> Message:
    some = ", ".join(dict.fromkeys(names.values()))
    return Message(
        ar=f"لا قيمة باسم «{value}» للحقل {field}. من القيم المعروفة: {some}",
        en=f"The field {field} has no value `{value}`. Known values: {some}",
    )


def _plain(field: str, rest: str, known: Iterable[str]) -> Asked:
    """A field whose values are free text; names known to have several words are taken whole."""
    for name in sorted(map(fold, known), key=len, reverse=True):
        if re.match(rf"{re.escape(name)}(?!\w)", rest):
            return Asked(len(name), field, (name,))
    value, length = first_value(rest)
    return Asked(length, field, (fold(value),))


def _request(rest: str) -> Asked:
    value, length = first_value(rest)
    number = canonical_request_no(value, typed=True)
    if number:
        return Asked(length, "request", (number,))
    return Asked(length, words=value)  # a part of a number, or a request's subject: looked for as text


def _register(rest: str) -> Asked:
    found = _REGISTER.match(rest.lstrip('"'))
    if not found:
        value, length = first_value(rest)
        return Asked(length, words=value)
    sides = (found[2],) if found[2] else ("و", "ص")
    return Asked(found.end() + (2 if rest.startswith('"') else 0), "register", tuple(f"{int(found[1])}/{side}" for side in sides))


def _year(rest: str) -> Asked:
    value, length = first_value(rest)
    if _YEAR.fullmatch(value):
        return Asked(length, "year", (value,))
    return Asked(length, problem=_not_a_date(value))


def _days(name: str, rest: str) -> Asked:
    """A day, month or year as the start or end of a span, or (`date`) as all of it."""
    span = _span(rest.lstrip('"'))
    if span is None:
        value, length = first_value(rest)
        return Asked(length, problem=_not_a_date(value))
    first, last, length = span
    length += 2 if rest.startswith('"') else 0
    since = day_number(first) if name != "until" else None
    until = day_number(last) if name != "since" else None
    return Asked(length, since=since, until=until)


def _span(rest: str) -> tuple[dt.date, dt.date, int] | None:
    """First and last day of the day, month or year at the start of a text, and the length used."""
    if found := _MONTH.match(rest):
        year, month = int(found[1]), int(found[2])
        if 1 <= month <= 12:
            following = dt.date(year + month // 12, month % 12 + 1, 1)
            return dt.date(year, month, 1), following - dt.timedelta(days=1), found.end()
    if found := _YEAR.match(rest):
        return dt.date(int(found[1]), 1, 1), dt.date(int(found[1]), 12, 31), found.end()
    date = next(iter(find_dates(rest)), None)
    if date is None or date.start > 0:
        return None
    day = dt.date.fromisoformat(date.iso)
    return day, day, date.end


def _not_a_date(value: str) -> Message:
    return Message(
        ar=f"«{value}» ليس تاريخًا. اكتبه مثل 2021-01-26 أو 26/1/2021 أو «26 كانون الثاني 2021» أو السنة وحدها",
        en=f"`{value}` is not a date. Write it as 2021-01-26, 26/1/2021, or the year alone",
    )


_OWN: Mapping[str, Callable[[str], Asked]] = {"request": _request, "register": _register, "year": _year}
