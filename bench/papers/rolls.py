"""The tables of papers that are mostly a table: families, founders, plans, accounts, attendance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bench.papers.names import NAMES, somebody
from samples.generator.blocks import Table

if TYPE_CHECKING:
    from bench.papers.compose import Slots

ACTS = (
    "حملة تبرع بالدم", "دورة لغة إشارة", "توزيع قرطاسية مدرسية", "كفالة طالب علم", "إفطار جماعي", "تركيب أطراف صناعية",
    "ورشة خزف", "أمسية شعرية", "تدريب على الحاسوب", "سوق خيري", "يوم طبي مجاني", "ترميم منازل متضررة", "رحلة إلى المتحف",
)  # fmt: skip
INCOMES = ("رسوم الانتساب", "هبات الأعضاء", "إعانات رسمية", "ريع الأملاك", "عائد النشاطات", "تبرعات المغتربين")
COSTS = ("أجور العاملين", "معونات نقدية", "صيانة المقر", "نفقات نقل", "أدوات مكتبية", "ضيافة واستقبال")


def table_of(kind: str, slots: Slots) -> Table:
    """The table of a paper of this type, rows by lot."""
    return {
        "family-statement": _family, "founders-list": _founders, "activity-plan": _plan, "financial-statement": _accounts,
        "meeting-minutes": _attendance,
    }[kind](slots)  # fmt: skip


def _national(slots: Slots) -> str:
    return f"{slots.chance.randint(1, 14):02}{slots.chance.randint(0, 10**9 - 1):09}"


def _numbered(rows: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple((str(i), *row) for i, row in enumerate(rows, 1))


def _family(slots: Slots) -> Table:
    chance, person = slots.chance, slots.case.request.person
    slots["name"]
    rows = [
        (f"{person.first} {person.family}", "رب الأسرة", slots.case.date(person.born)),
        (somebody(chance), "زوجة", slots["date2"]),
    ]
    for _ in range(chance.randint(1, 6)):
        daughter = chance.random() < 0.5
        born = slots.case.on - dt.timedelta(days=chance.randint(300, 9000))
        rows.append((chance.choice(NAMES.women if daughter else NAMES.men), "ابنة" if daughter else "ابن", slots.case.date(born)))
    if chance.random() < 0.5:
        return Table(("الرقم", "الاسم", "القرابة", "تاريخ الولادة"), _numbered(rows), (0.6, 2, 1.2, 1.6))
    full = [(*row, _national(slots) if i else slots.case.number("national_no", "-")) for i, row in enumerate(rows)]
    slots.used |= {"national_no"} & slots.case.says
    return Table(("ت", "الاسم", "الصلة", "الولادة", "الرقم الوطني"), _numbered(full), (0.5, 2, 1.1, 1.5, 1.9))


def _founders(slots: Slots) -> Table:
    chance = slots.chance
    mine = slots.case.number("national_no", _national(slots))
    slots.used |= {"national_no"} & slots.case.says
    rows = [(slots["name"], mine, "")]
    rows += [(f"{chance.choice(NAMES.men)} {somebody(chance)}", _national(slots), "") for _ in range(chance.randint(4, 24))]
    return Table(("م", "اسم المؤسس", "رقمه الوطني", "توقيعه"), _numbered(rows), (0.5, 2.4, 2, 1.3))


def _plan(slots: Slots) -> Table:
    chance = slots.chance
    rows = [(act, slots["date2"], slots["amount"]) for act in chance.sample(ACTS, chance.randint(4, len(ACTS)))]
    return Table(("رقم", "اسم النشاط", "تاريخ التنفيذ", "الكلفة التقديرية"), _numbered(rows), (0.5, 2.6, 1.5, 1.5))


def _accounts(slots: Slots) -> Table:
    chance = slots.chance
    count = chance.randint(3, 6)
    if chance.random() < 0.5:
        pairs = zip(chance.sample(INCOMES, count), chance.sample(COSTS, count), strict=True)
        return Table(
            ("الإيراد", "القيمة", "النفقة", "القيمة"),
            tuple((a, slots["amount"], b, slots["amount"]) for a, b in pairs),
            (2, 1.3, 2, 1.3),
        )
    rows = tuple((item, slots["amount"], slots["amount"]) for item in (*INCOMES[:count], *COSTS[:count]))
    return Table(("البيان", "مدين", "دائن"), rows, (2.4, 1.2, 1.2))


def _attendance(slots: Slots) -> Table:
    chance = slots.chance
    offices: Callable[[], str] = lambda: chance.choice(("عضو", "عضو", "نائب الرئيس", "أمين السر", "خازن"))  # noqa: E731
    rows = [(somebody(chance), offices(), chance.choice(("حاضر", "حاضر", "غائب بعذر"))) for _ in range(chance.randint(4, 12))]
    return Table(("م", "الاسم", "الصفة", "الحضور"), _numbered(rows), (0.5, 2.2, 1.4, 1.4))
