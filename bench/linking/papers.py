"""Papers as their fields are read: which fields stand on them, and how the reading spoils them."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass

from bench.linking.people import Person
from domain.catalogue import OTHER, Catalogue
from domain.documents import Alternative, Box, FieldKind, FieldValue, Record

_CONFUSED_LETTERS = ("بتثني", "جحخ", "دذ", "رز", "سش", "صض", "طظ", "عغ", "فق", "اأإآ", "هة", "وؤ", "ىي", "لك", "مه")
_CONFUSED_DIGITS = {"0": "5", "1": "9", "2": "3", "3": "2", "4": "6", "5": "0", "6": "9", "7": "8", "8": "7", "9": "6"}
_LIKE = {letter: group.replace(letter, "") for group in _CONFUSED_LETTERS for letter in group}
BEFORE = ("application-form", "application-letter", "complaint-letter")
AFTER = ("decision", "approval", "rejection", "notice", "receipt", "outgoing-letter")


@dataclass(frozen=True)
class Paper:
    """The fields read on a paper, its type, and the request it belongs to (None: no record of it is in).

    `known_person`: its person has handed in a request whose record is in. `names_service`: the service's name stands on it.
    `told_apart`: it says which of the person's requests it is of, by a day, the service or the request's number, or there are no
    more than three; else nothing but chance can put the right one among three.
    """

    fields: tuple[FieldValue, ...]
    type: str
    request_no: str | None
    has_number: bool
    text: str
    known_person: bool = True
    names_service: bool = False
    told_apart: bool = True


class Reader:
    """Reads values with an error rate per letter; digits are misread at a third of it, as office print is."""

    def __init__(self, rng: random.Random, rate: float) -> None:
        self._rng = rng
        self._rate = rate

    def field(self, kind: FieldKind, value: str, *, digits: bool = False) -> FieldValue:
        read = self._digits(value) if digits else self._letters(value)
        spoiled = read != value
        confidence = self._rng.uniform(0.45, 0.92) if spoiled else self._rng.uniform(0.7, 0.99)
        others: tuple[Alternative, ...] = ()
        if digits and spoiled and self._rng.random() < 0.5:
            others = (Alternative(value, round(confidence * 0.6, 3)),)
        return FieldValue(kind, read, read, 1, Box(0, 0, 10, 10), round(confidence, 3), others)

    def _digits(self, value: str) -> str:
        out = []
        for sign in value:
            if sign.isdigit() and self._rng.random() < self._rate / 3:
                roll = self._rng.random()
                out.append(_CONFUSED_DIGITS[sign] if roll < 0.6 else self._rng.choice("0123456789") if roll < 0.85 else "")
            else:
                out.append(sign)
        return "".join(out)

    def _letters(self, value: str) -> str:
        out = []
        for sign in value:
            roll = self._rng.random()
            if sign == " ":
                out.append("" if roll < self._rate * 0.6 else sign)
            elif roll >= self._rate:
                out.append(sign)
            elif roll < self._rate * 0.65:
                out.append(self._rng.choice(_LIKE.get(sign) or "ام"))
            elif roll < self._rate * 0.85:
                out.append("")
            else:
                out.append(sign + self._rng.choice("ايلم"))
        return "".join(out).strip() or value[:1]


def paper_of(
    person: Person, record: Record, known: bool, numbers: bool, reader: Reader, catalogue: Catalogue, rng: random.Random
) -> Paper:
    """A paper of a person for a request. `numbers`: it bears at least one of request number, national number, phone."""
    service = catalogue.services[record.service_code]
    types = (*service.required, *service.usual) if rng.random() < 0.8 else [code for code in catalogue.types if code != OTHER]
    kind = rng.choice(list(types))
    fields = [reader.field(FieldKind.PERSON, person.name)] if rng.random() < 0.95 else []
    fields += [reader.field(FieldKind.MOTHER, person.mother.split()[0])] if rng.random() < 0.45 else []
    fields += [reader.field(FieldKind.FATHER, person.father)] if rng.random() < 0.35 else []
    body = record.organization_name
    fields += [reader.field(FieldKind.ASSOCIATION, body)] if body and rng.random() < 0.8 else []
    fields += [reader.field(FieldKind.GOVERNORATE, person.governorate)] if rng.random() < 0.5 else []
    if rng.random() < 0.75:
        fields.append(reader.field(FieldKind.DATE, _date(kind, record, rng).isoformat(), digits=True))
    if numbers:
        fields += _numbers(person, record, reader, rng)
    has_number = any(f.kind in (FieldKind.REQUEST_NO, FieldKind.NATIONAL_NO, FieldKind.PHONE) for f in fields)
    names_service = rng.random() < 0.35
    text = f"{' '.join(f.text for f in fields)} {service.ar if names_service else ''}"
    return Paper(tuple(fields), kind, record.request_no if known else None, has_number, text, names_service=names_service)


def _numbers(person: Person, record: Record, reader: Reader, rng: random.Random) -> Sequence[FieldValue]:
    wanted = [
        (FieldKind.REQUEST_NO, record.request_no, 0.7),
        (FieldKind.NATIONAL_NO, person.national_no, 0.75),
        (FieldKind.PHONE, person.phone, 0.65),
    ]
    found = [reader.field(kind, value, digits=True) for kind, value, share in wanted if rng.random() < share]
    return [field for field in found if field.kind is not FieldKind.DATE]


def _date(kind: str, record: Record, rng: random.Random) -> dt.date:
    """The day on a paper: applications about the day of filing, decisions after it, proofs mostly before."""
    filed = record.submitted_on or dt.date(2020, 1, 1)
    if kind in BEFORE:
        return filed - dt.timedelta(rng.choice((0, 0, 0, 1, 1, 2, 3, 5, 9)))
    if kind in AFTER:
        return filed + dt.timedelta(rng.randrange(0, 60))
    return filed - dt.timedelta(int(rng.expovariate(1 / 60)) - 15)
