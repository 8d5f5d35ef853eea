"""Links that must not be made without a person: a neighbour's number, common names, another request of the same person."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from classify.link import Around, link
from domain.catalogue import default_catalogue_text, parse_catalogue
from domain.documents import Alternative, Box, FieldKind, FieldValue, Link, LinkMethod, Record

CATALOGUE = parse_catalogue(default_catalogue_text())
ANNUAL, MOBILITY = CATALOGUE.services["annual-plan"], CATALOGUE.services["mobility-aid"]
BODY_NAME = "جمعية النجمة الزرقاء الخيرية"
STRANGE = next(code for code in CATALOGUE.types if code not in (*ANNUAL.required, *ANNUAL.usual, "other"))
SAMER = Record(
    "2021-000123",
    "mobility-aid",
    "سامر محمود القنديل",
    "محمود",
    "هدى الغيم",
    "01234567890",
    "0944123456",
    "",
    "حمص",
    dt.date(2021, 1, 26),
)
OTHER = Record("2021-000128", "annual-plan", "رنا خالد الزهرة", "خالد", "", "", "", BODY_NAME, "حلب", dt.date(2021, 1, 26))
COMMON = Record("2021-000900", "annual-plan", "محمد أحمد علي", "أحمد", "", "", "", BODY_NAME, "حلب", dt.date(2021, 3, 1))
NAME = (FieldKind.PERSON, SAMER.applicant_name)
NATIONAL = (FieldKind.NATIONAL_NO, SAMER.national_no)
PHONE = (FieldKind.PHONE, SAMER.phone)
MOTHER = (FieldKind.MOTHER, "هدى")
DAY = (FieldKind.DATE, "2021-01-26")
BODY = (FieldKind.ASSOCIATION, BODY_NAME)


def field(kind: FieldKind, value: str, other: str = "") -> FieldValue:
    alternatives = (Alternative(other, 0.4),) if other else ()
    return FieldValue(kind, value, value, 1, Box(0, 0, 10, 10), 0.9, alternatives)


def linked(
    *fields: FieldValue, type_code: str, records: tuple[Record, ...] = (SAMER, OTHER), text: str = "", expected: str = ""
) -> Link:
    return link(
        fields,
        type_code=type_code,
        around=Around(default_service=expected),
        candidates=lambda _keys: records,
        find_record={record.request_no: record for record in records}.get,
        catalogue=CATALOGUE,
        text=text,
    )


@pytest.mark.parametrize("others", [(NATIONAL, NAME), (PHONE, NAME), (NAME, MOTHER, DAY)])
def test_the_number_beside_a_request_of_the_person_may_be_of_one_to_come(others: tuple[tuple[FieldKind, str], ...]) -> None:
    fields = [field(kind, value) for kind, value in others]
    type_code = MOBILITY.required[0]
    found = linked(field(FieldKind.REQUEST_NO, "2021-000124"), *fields, type_code=type_code)
    assert found.request_no is None
    assert "neighbour-has-no-record" in found.reasons
    assert SAMER.request_no in [proposal.request_no for proposal in found.proposals]
    second_reading = field(FieldKind.REQUEST_NO, "2021-00124", "2021-000124")
    assert linked(second_reading, *fields, type_code=type_code).request_no is None


@pytest.mark.parametrize("read", ["2021-000128", "2071-000123", "2021-00012"])
def test_a_misread_number_is_no_neighbour(read: str) -> None:
    """It is another's, of no year near, or not whole."""
    found = linked(field(FieldKind.REQUEST_NO, read), field(*NATIONAL), field(*NAME), field(*DAY), type_code=MOBILITY.required[0])
    assert (found.request_no, found.method) == (SAMER.request_no, LinkMethod.NATIONAL_NO)


def test_common_names_and_an_association_need_something_more() -> None:
    fields = (field(FieldKind.PERSON, COMMON.applicant_name), field(*BODY))
    assert linked(*fields, type_code=ANNUAL.usual[0], records=(COMMON,)).request_no is None
    place = field(FieldKind.GOVERNORATE, COMMON.governorate)
    assert linked(*fields, place, type_code=ANNUAL.usual[0], records=(COMMON,)).request_no is None  # of any request of his
    day = field(FieldKind.DATE, "2021-03-01")
    assert linked(*fields, day, type_code=ANNUAL.usual[0], records=(COMMON,)).method is LinkMethod.NAMES


def test_a_number_that_only_one_record_of_the_person_has_does_not_choose_between_his_requests() -> None:
    """The day does: the number tells the person, and is missing in the other record."""
    later = replace(SAMER, request_no="2021-000500", national_no="", submitted_on=dt.date(2021, 9, 1))
    fields = (field(*NATIONAL), field(*NAME), field(*MOTHER))
    type_code = MOBILITY.required[0]
    undated = linked(*fields, type_code=type_code, records=(SAMER, later))
    assert undated.request_no is None
    assert {proposal.request_no for proposal in undated.proposals} == {SAMER.request_no, later.request_no}
    dated = linked(*fields, field(FieldKind.DATE, "2021-09-01"), type_code=type_code, records=(SAMER, later))
    assert [proposal.request_no for proposal in dated.proposals][:1] == [later.request_no] or dated.request_no == later.request_no


def test_a_name_with_an_unreadable_part_needs_the_association_and_more() -> None:
    record = replace(OTHER, mother_name="هدى الغيم")
    fields = (field(FieldKind.PERSON, "رنا قصصص الزهرة"), field(*BODY))
    assert linked(*fields, field(*DAY), type_code=ANNUAL.usual[0], records=(record,)).request_no is None
    found = linked(*fields, field(*MOTHER), field(*DAY), type_code=ANNUAL.usual[0], records=(record,))
    assert (found.request_no, found.method) == (OTHER.request_no, LinkMethod.NAMES)


def test_a_namesake_in_an_association_with_another_mother_is_another_person() -> None:
    """The father's name is a part of the name, and no second field."""
    record = replace(COMMON, applicant_name="محمد حازم رسشاوي", father_name="حازم", mother_name="يسرى الخاوق")
    fields = (field(FieldKind.PERSON, record.applicant_name), field(FieldKind.FATHER, "حازم"), field(*BODY))
    day, mother = field(FieldKind.DATE, "2021-03-01"), field(FieldKind.MOTHER, "لينا")
    assert linked(*fields, day, type_code=ANNUAL.usual[0], records=(record,)).method is LinkMethod.NAMES
    assert linked(*fields, day, mother, type_code=ANNUAL.usual[0], records=(record,)).request_no is None


def test_an_association_with_day_and_service_but_no_person_is_a_question() -> None:
    fields = (field(*BODY), field(FieldKind.DATE, "2021-03-05"))
    assert linked(*fields, type_code=ANNUAL.usual[0], records=(COMMON,), text=ANNUAL.ar).request_no is None


def test_a_paper_that_names_another_service_is_of_another_request() -> None:
    fields = (field(*NATIONAL), field(*NAME), field(*DAY))
    type_code = MOBILITY.required[0]
    assert linked(*fields, type_code=type_code, text=MOBILITY.ar).request_no == SAMER.request_no
    for expected in ("", MOBILITY.code):
        assert linked(*fields, type_code=type_code, text=ANNUAL.ar, expected=expected).request_no is None


def test_a_strange_paper_tells_the_person_but_not_the_request_even_on_its_day() -> None:
    """Who hands in one request often hands in another with it."""
    fields = (field(FieldKind.PERSON, OTHER.applicant_name), field(*BODY), field(*DAY))
    assert linked(*fields, type_code=STRANGE, records=(OTHER,)).request_no is None
    assert linked(*fields, type_code=STRANGE, records=(OTHER,), text=ANNUAL.ar).request_no == OTHER.request_no
    assert linked(*fields, type_code=ANNUAL.required[0], records=(OTHER,)).request_no == OTHER.request_no


def test_a_strange_paper_with_the_number_of_the_person_is_of_the_request_of_that_day() -> None:
    strange = next(code for code in CATALOGUE.types if code not in (*MOBILITY.required, *MOBILITY.usual, "other"))
    fields = (field(*NATIONAL), field(*NAME))
    assert linked(*fields, field(*DAY), type_code=strange).request_no == SAMER.request_no
    assert linked(*fields, type_code=strange).request_no is None
    assert linked(*fields, field(FieldKind.DATE, "2023-01-26"), type_code=strange).request_no is None


def test_a_poorly_read_day_does_not_hinder_names_on_a_paper_that_names_its_service() -> None:
    fields = (
        field(FieldKind.PERSON, OTHER.applicant_name),
        field(*BODY),
        replace(field(FieldKind.DATE, "2021-11-26"), confidence=0.6),
    )
    assert linked(*fields, type_code=ANNUAL.required[0], records=(OTHER,), text=ANNUAL.ar).request_no == OTHER.request_no
    assert linked(*fields, type_code=ANNUAL.required[0], records=(OTHER,)).request_no is None
    assert linked(*fields, type_code=STRANGE, records=(OTHER,), text=ANNUAL.ar).request_no is None


def test_the_day_on_which_a_card_was_made_out_years_ago_says_nothing_against_it() -> None:
    old = field(FieldKind.DATE, "2015-03-01")
    assert linked(field(*NATIONAL), field(*NAME), old, type_code="national-id").request_no == SAMER.request_no
    assert linked(field(*NATIONAL), field(*NAME), old, type_code="medical-report").request_no is None


def test_a_governorate_that_merely_stands_on_the_paper_speaks_for_and_against_nobody() -> None:
    fields = (field(*NATIONAL), field(*NAME), field(*DAY))
    for place in (SAMER.governorate, OTHER.governorate):
        mentioned = replace(field(FieldKind.GOVERNORATE, place), confidence=0.4)
        found = linked(*fields, mentioned, type_code=MOBILITY.required[0])
        assert not any(reason.startswith("governorate") for reason in found.reasons)
        stated = linked(*fields, field(FieldKind.GOVERNORATE, place), type_code=MOBILITY.required[0])
        assert any(reason.startswith("governorate") for reason in stated.reasons)


def test_the_day_of_a_card_chooses_between_no_two_requests_of_one_person() -> None:
    """The card is usual in the one and strange in the other, and was made out nearer to the one: the paper may be of either."""
    usual = next(s for s in CATALOGUE.services.values() if "national-id" in s.usual)
    strange = next(s for s in CATALOGUE.services.values() if "national-id" not in (*s.usual, *s.required))
    near = replace(SAMER, request_no="2021-000300", service_code=usual.code, submitted_on=dt.date(2021, 3, 16))
    far = replace(SAMER, service_code=strange.code, submitted_on=dt.date(2021, 2, 1))
    fields = (field(*NATIONAL), field(*NAME), field(FieldKind.DATE, "2021-03-01"))
    found = linked(*fields, type_code="national-id", records=(near, far))
    assert found.request_no is None
    assert {proposal.request_no for proposal in found.proposals} == {near.request_no, far.request_no}


@pytest.mark.parametrize(
    ("mother", "confidence", "reason"),
    [
        ("هدى الغيم", 0.9, "mother=same"),
        ("هدو الغيم", 0.9, "mother=same"),  # one letter off, the family tells that it is she
        ("هدىالغيم", 0.9, "mother=same"),
        ("لينا البحر", 0.9, "mother=differs"),
        ("لينا", 0.9, "mother=differs"),
        ("مية الكيم", 0.4, "mother=poorly-read"),
    ],
)
def test_a_mother_poorly_read_is_no_other_mother(mother: str, confidence: float, reason: str) -> None:
    fields = (field(*NAME), replace(field(FieldKind.MOTHER, mother), confidence=confidence), field(*DAY))
    found = linked(*fields, type_code=MOBILITY.required[0])
    reasons = {each for proposal in found.proposals for each in proposal.reasons} | set(found.reasons)
    assert reason in reasons


def test_the_name_of_an_association_is_known_where_its_first_word_stands_elsewhere() -> None:
    record = replace(OTHER, organization_name="جمعية الميزان لحقوق المستهلك")
    text = "تسمى هذه المنظمة جمعية أعضائها. الميزان لحقوق المستهلك"
    found = linked(field(FieldKind.PERSON, record.applicant_name), type_code="bylaws", records=(record,), text=text)
    assert "association=same" in found.proposals[0].reasons
