"""A register of requests by invented people whose names are as concentrated as real ones are, with families and associations."""

from __future__ import annotations

import bisect
import datetime as dt
import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass

from bench.papers.names import MEN, WOMEN
from domain.catalogue import Catalogue
from domain.documents import Record

FIRST_DAY = dt.date(2018, 1, 2)
DAYS = 365 * 4
_AGAIN = 1 / 3
_LETTERS = "بتجحخدرزسشصضطعغفقكلمنهوي"
_COMMON_MEN = ("محمد", "أحمد", "محمود", "علي", "حسن", "خالد", "عمر", "إبراهيم", "يوسف", "مصطفى", "عبد الله", "عبد الرحمن")
_COMMON_WOMEN = ("فاطمة", "مريم", "عائشة", "خديجة", "زينب", "هدى", "سميرة", "نور", "رنا", "أمينة")
_AIMS = (
    "البر",
    "الإحسان",
    "الرعاية",
    "التنمية",
    "الأمل",
    "النور",
    "الوفاء",
    "العطاء",
    "البسمة",
    "الرحمة",
    "المودة",
    "النهضة",
    "الفجر",
    "الغد",
)
_PLACES = (
    "الميدان",
    "المزة",
    "القدم",
    "الصالحية",
    "العزيزية",
    "الوعر",
    "الحميدية",
    "الرمل",
    "الكرامة",
    "النواعير",
    "الشاطئ",
    "الجبل",
    "السهل",
    "الوادي",
)
_ADJECTIVES = ("الخيرية", "الاجتماعية", "الثقافية", "التعاونية", "النسائية", "الصحية")


@dataclass(frozen=True)
class Person:
    """Someone who files requests."""

    first: str
    father: str
    family: str
    mother: str
    national_no: str
    phone: str
    governorate: str
    association: str

    @property
    def name(self) -> str:
        return f"{self.first} {self.father} {self.family}"


class Drawn:
    """Draws from a list with Zipf's law: the n-th item as often as n to the minus `slope`."""

    def __init__(self, items: Sequence[str], slope: float) -> None:
        self._items = list(items)
        self._steps = list(itertools.accumulate((n + 1) ** -slope for n in range(len(items))))

    def draw(self, rng: random.Random) -> str:
        return self._items[bisect.bisect(self._steps, rng.random() * self._steps[-1])]


def _invented(rng: random.Random, count: int, patterns: Sequence[str]) -> list[str]:
    names: dict[str, None] = {}
    while len(names) < count:
        one, two, three = rng.sample(_LETTERS, 3)
        names[rng.choice(patterns).format(one, two, three)] = None
    return list(names)


class Population:
    """People, families and associations drawn from one seed."""

    def __init__(self, rng: random.Random, catalogue: Catalogue) -> None:
        self._rng = rng
        self._governorates = Drawn(catalogue.governorates, 0.8)
        men = [*_COMMON_MEN, *MEN, *_invented(rng, 300, ("{}ا{}{}", "{}{}ي{}", "{}{}ا{}", "م{}{}و{}"))]
        women = [*_COMMON_WOMEN, *WOMEN, *_invented(rng, 230, ("{}ا{}{}ة", "{}{}ي{}ة", "{}{}{}اء", "{}{}ى"))]
        families = _invented(rng, 1200, ("ال{}{}{}ي", "ال{}{}ا{}", "ال{}ا{}{}", "ال{}{}ي{}", "{}{}{}اوي", "{}{}و{}"))
        self._men, self._women, self._families = Drawn(men, 1.15), Drawn(women, 1.05), Drawn(families, 0.9)
        kinds = itertools.product(_AIMS, _ADJECTIVES, _PLACES)
        self._associations = Drawn(rng.sample([f"جمعية {a} {b} في {c}" for a, b, c in kinds], 900), 0.7)

    def families(self, count: int) -> list[Person]:
        """`count` people; three in ten have a brother or sister among them: same father, mother, family, at times phone."""
        people: list[Person] = []
        while len(people) < count:
            head = self.person()
            people.append(head)
            if self._rng.random() < 0.3:
                people.append(self._sibling(head))
        return people[:count]

    def person(self) -> Person:
        rng = self._rng
        return Person(
            first=(self._men if rng.random() < 0.6 else self._women).draw(rng),
            father=self._men.draw(rng),
            family=self._families.draw(rng),
            mother=f"{self._women.draw(rng)} {self._families.draw(rng)}",
            national_no=f"{rng.randrange(1, 15):02d}{rng.randrange(10**9):09d}",
            phone=f"09{rng.choice('345689')}{rng.randrange(10**7):07d}",
            governorate=self._governorates.draw(rng),
            association=self._associations.draw(rng),
        )

    def _sibling(self, head: Person) -> Person:
        other = self.person()
        phone = head.phone if self._rng.random() < 0.4 else other.phone
        return Person(
            other.first, head.father, head.family, head.mother, other.national_no, phone, head.governorate, head.association
        )


def records_of(people: Sequence[Person], count: int, catalogue: Catalogue, rng: random.Random) -> list[tuple[Record, Person]]:
    """`count` requests by these people, numbered in the order of their days.

    One in three is handed in by someone who has handed in another; who has done so often does so again.
    """
    services = list(catalogue.services.values())
    days = sorted(rng.randrange(DAYS) for _ in range(count))
    filed: list[tuple[Record, Person]] = []
    serials: dict[int, int] = {}
    newcomers = iter(rng.sample(people, len(people)))
    for day in days:
        person = rng.choice(filed)[1] if filed and rng.random() < _AGAIN else next(newcomers)
        service = rng.choice(services)
        date = FIRST_DAY + dt.timedelta(day)
        serials[date.year] = serials.get(date.year, 0) + 1
        asks_for_body = "disab" not in service.code and service.code not in ("job-placement", "mobility-aid")
        record = Record(
            request_no=f"{date.year}-{serials[date.year]:06d}",
            service_code=service.code,
            applicant_name=person.name,
            father_name=person.father,
            mother_name=person.mother,
            national_no=person.national_no if rng.random() < 0.93 else "",
            phone=person.phone if rng.random() < 0.9 else "",
            organization_name=person.association if asks_for_body and rng.random() < 0.9 else "",
            governorate=person.governorate,
            submitted_on=date,
            due_on=date + dt.timedelta(service.days),
        )
        filed.append((record, person))
    return filed
