"""Citizens, associations and requests of a centre that does not exist.

First names are common ones; family names are planets, trees and colours, so that nobody can be taken for a real person.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
from dataclasses import dataclass
from pathlib import Path

MEN = (
    "سامر", "هادي", "ناصر", "وائل", "رامي", "فادي", "كريم", "نبيل", "غسان", "مروان", "أيمن", "بسام", "طارق", "عماد",
    "خالد", "محمود", "أحمد", "إبراهيم", "يوسف", "عبد الله", "عبد الرحمن", "حسان", "زياد", "أنور", "جهاد", "مازن",
)  # fmt: skip
WOMEN = (
    "ليلى", "سلمى", "هدى", "منى", "رنا", "ندى", "سعاد", "هناء", "أمل", "سمر", "رغد", "فاطمة", "مريم", "سوسن", "عبير",
    "نوال", "وفاء", "لمى", "ريما", "خديجة", "آمنة", "إيمان",
)  # fmt: skip
FAMILIES = (
    "السنديان", "الزيزفون", "الصنوبري", "الزيتوني", "الياسميني", "البنفسجي", "الأرجواني", "القرمزي", "الفيروزي", "الكهرماني",
    "المشتري", "المريخي", "عطارد", "زحل", "نبتون", "الثريا", "الدب الأكبر", "قوس قزح", "الصفصاف", "الخروب", "الغار",
    "النيلي", "السماوي", "اللوزي", "الكستناء", "الجوزي", "العرعر", "الزعفراني", "الفستقي", "المجرة",
)  # fmt: skip
ASSOCIATIONS = (
    "جمعية قوس قزح للتنمية", "جمعية نجمة الصباح الخيرية", "جمعية ظل السنديان للبيئة", "جمعية المريخ الأخضر الثقافية",
    "جمعية سنابل القمر لرعاية الأيتام", "جمعية بنفسج الوادي", "جمعية مجرة الأمل لذوي الإعاقة", "جمعية الزيزفون للمسنين",
    "جمعية مدار زحل للعلوم", "جمعية ألوان الطيف للفنون", "جمعية غيمة بيضاء الخيرية", "جمعية الصنوبر الصغير للطفولة",
    "جمعية فيروز الساحل التعاونية", "جمعية الثريا لمحو الأمية", "جمعية نهر الياسمين الخيرية", "جمعية كوكب العطاء",
)  # fmt: skip
GOVERNORATES = ("دمشق", "ريف دمشق", "حلب", "حمص", "حماة", "اللاذقية", "طرطوس", "درعا", "السويداء", "إدلب")
SERVICES = {
    "association-founding": "إشهار جمعية أهلية",
    "bylaws-amendment": "تعديل نظام داخلي لمنظمة غير حكومية",
    "general-assembly": "عقد اجتماع هيئة عامة للجمعيات الأهلية",
    "unplanned-activity": "إقامة نشاط غير مدرج ضمن الخطة السنوية أو الربعية للجمعية الأهلية",
    "emergency-activity": "تنفيذ نشاط طارئ للجمعيات الأهلية",
    "annual-plan": "الموافقة على خطة نشاطات سنوية لجمعيات أهلية",
    "name-enquiry": "استعلام عن الاسم لمنظمة غير حكومية قيد التأسيس",
    "job-placement": "توسط بفرصة عمل لأشخاص ذوي إعاقة",
    "mobility-aid": "طلب معينات حركية",
    "disability-card-issue": "منح بطاقة إعاقة",
    "association-board-change": "تعديل مجلس إدارة جمعية",
    "complaint-association": "شكوى على جمعية أهلية",
    "complaint-labour": "شكوى عمالية",
    "complaint-service": "شكوى على خدمة",
    "complaint-other": "شكوى أخرى",
}
OF_ASSOCIATIONS = {
    "association-founding", "bylaws-amendment", "general-assembly", "unplanned-activity", "emergency-activity",
    "annual-plan", "name-enquiry", "association-board-change",
}  # fmt: skip
OF_DISABLED = {"job-placement", "mobility-aid", "disability-card-issue"}
TABS = {
    "application": ("application-form", "application-letter", "complaint-letter"),
    "identity": ("national-id", "civil-extract", "family-statement", "criminal-record", "power-of-attorney"),
    "supporting": (
        "bylaws", "meeting-minutes", "activity-plan", "founders-list", "medical-report", "disability-card",
        "financial-statement", "qualification",
    ),
    "correspondence": ("incoming-letter", "outgoing-letter", "memo"),
    "decision": ("decision", "approval", "rejection"),
    "notices": ("receipt", "notice"),
    "unsorted": ("other",),
}  # fmt: skip
COLUMNS = (
    "request_no", "service_code", "applicant_name", "father_name", "mother_name", "national_no", "phone",
    "organization_name", "governorate", "submitted_on", "centre", "state", "due_on", "decided_on",
)  # fmt: skip
START = dt.date(2020, 7, 5)


def tab_of(kind: str) -> str:
    return next(tab for tab, kinds in TABS.items() if kind in kinds)


@dataclass(frozen=True)
class Names:
    """The word lists that people of one make-believe centre are named from."""

    men: tuple[str, ...] = MEN
    women: tuple[str, ...] = WOMEN
    families: tuple[str, ...] = FAMILIES
    associations: tuple[str, ...] = ASSOCIATIONS
    governorates: tuple[str, ...] = GOVERNORATES


@dataclass(frozen=True)
class Person:
    first: str
    father: str
    family: str
    mother: str
    national_no: str
    phone: str
    born: dt.date
    woman: bool

    @property
    def full(self) -> str:
        return f"{self.first} {self.father} {self.family}"


@dataclass(frozen=True)
class Request:
    """One electronic record: who asks for which service, when, and how far it has come."""

    request_no: str
    service: str
    person: Person
    organization: str
    governorate: str
    submitted: dt.date
    due: dt.date
    decided: dt.date | None

    def as_row(self) -> dict[str, str]:
        person = self.person
        return {
            "request_no": self.request_no,
            "service_code": self.service,
            "applicant_name": person.full,
            "father_name": person.father,
            "mother_name": person.mother,
            "national_no": person.national_no,
            "phone": person.phone,
            "organization_name": self.organization,
            "governorate": self.governorate,
            "submitted_on": self.submitted.isoformat(),
            "centre": "دمشق",
            "state": "decided" if self.decided else "open",
            "due_on": self.due.isoformat(),
            "decided_on": self.decided.isoformat() if self.decided else "",
        }


def person(names: Names, chance: random.Random) -> Person:
    woman = chance.random() < 0.45
    first, father = chance.choice(names.women if woman else names.men), chance.choice(names.men)
    national = f"{chance.randint(1, 14):02}{chance.randint(0, 10**9 - 1):09}"
    phone = f"09{chance.choice('345689')}{chance.randint(0, 10**7 - 1):07}"
    mother = f"{chance.choice(names.women)} {chance.choice(names.families)}"
    born = dt.date(1950, 1, 1) + dt.timedelta(days=chance.randrange(19000))
    return Person(first, father, chance.choice(names.families), mother, national, phone, born, woman)


def requests(count: int, chance: random.Random, names: Names | None = None) -> list[Request]:
    """`count` requests of fewer persons: one in six comes from somebody who has asked before, some persons share a name."""
    names = names or Names()
    people: list[Person] = []
    out: list[Request] = []
    numbers = {2020: 0, 2021: 0}
    days = sorted(chance.randrange(0, 205) for _ in range(count))
    for day in days:
        submitted = START + dt.timedelta(days=day)
        asker = chance.choice(people) if people and chance.random() < 0.16 else person(names, chance)
        if people and chance.random() < 0.05:  # the same name on another person
            twin = chance.choice(people)
            asker = Person(
                twin.first, twin.father, twin.family, asker.mother, asker.national_no, asker.phone, asker.born, twin.woman
            )
        people.append(asker)
        service = chance.choice(list(SERVICES))
        numbers[submitted.year] += chance.randint(1, 5)
        organization = (
            chance.choice(names.associations) if service in OF_ASSOCIATIONS or service == "complaint-association" else ""
        )
        due = submitted + dt.timedelta(days=chance.choice([7, 15, 30, 60]))
        decided = submitted + dt.timedelta(days=chance.randint(2, 40)) if chance.random() < 0.6 else None
        number = f"{submitted.year}-{numbers[submitted.year]:06}"
        out.append(Request(number, service, asker, organization, chance.choice(names.governorates), submitted, due, decided))
    return out


def write_records(found: list[Request], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, COLUMNS)
        rows.writeheader()
        rows.writerows(request.as_row() for request in found)
