"""One paper to be written for one request: what the wordings may say, and the canonical fields of what they say."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from samples.generator.blocks import Block, Description, Look, Stamp
from samples.generator.calendar import written
from samples.generator.people import SERVICES, Request


@dataclass(frozen=True)
class Case:
    """`on` is the day of the paper, `outside_no` the number another office gave it, `says` which fields it states.

    `says` holds any of request_no, national_no, phone; names, association and governorate follow from the wording.
    """

    request: Request
    look: Look
    on: dt.date
    outside_no: str
    date_form: str
    says: frozenset[str]
    chance: random.Random

    @property
    def service(self) -> str:
        return SERVICES[self.request.service]

    def date(self, day: dt.date | None = None) -> str:
        return written(day or self.on, self.date_form)

    def number(self, key: str, otherwise: str = "") -> str:
        """The request's or person's number if this paper states it."""
        value = {
            "request_no": self.request.request_no,
            "national_no": self.request.person.national_no,
            "phone": self.request.person.phone,
        }[key]
        return value if key in self.says else otherwise

    def paper(self, kind: str, blocks: list[Block | None], stamps: list[Stamp], *states: str) -> Description:
        """The description, with the canonical value of each field that was named in `states` or in `says`."""
        values = {
            "request_no": self.request.request_no,
            "national_no": self.request.person.national_no,
            "phone": self.request.person.phone,
            "applicant_name": self.request.person.full,
            "father_name": self.request.person.father,
            "mother_name": self.request.person.mother,
            "organization_name": self.request.organization,
            "governorate": self.request.governorate,
            "service_code": self.request.service,
            "date": self.on.isoformat(),
            "birth_date": self.request.person.born.isoformat(),
            "printed_register_no": self.outside_no,
        }
        numbers = {"request_no", "national_no", "phone"}
        stated = {key for key in states if key not in numbers or key in self.says}
        fields = {key: value for key, value in values.items() if key in stated and value}
        return Description(kind, self.look, tuple(b for b in blocks if b is not None), tuple(stamps), fields)


def about(case: Case, label: str, key: str) -> tuple[tuple[str, str], ...]:
    """A form pair with the number, or nothing where the paper does not state it."""
    value = case.number(key)
    return ((label, value),) if value else ()
