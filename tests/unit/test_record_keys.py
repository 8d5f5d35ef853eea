"""Blocking keys: a record is found again through what is left of its numbers and names."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.documents import Alternative, Box, FieldKind, FieldValue, Record
from domain.record_keys import keys_of_fields, name_parts, record_keys, run_keys

RECORD = Record(
    "2021-000123",
    applicant_name="سامر عبد الله الخطيب",
    father_name="عبد الله",
    mother_name="هدى الزعتر",
    national_no="01234567890",
    phone="0944123456",
    organization_name="جمعية البر والإحسان الخيرية",
)
KEYS = record_keys(RECORD)


def field(kind: FieldKind, value: str, *others: str) -> FieldValue:
    return FieldValue(kind, value, value, 1, Box(0, 0, 1, 1), 0.9, tuple(Alternative(other, 0.3) for other in others))


@given(st.integers(0, 5), st.sampled_from("0123456789"))
def test_a_request_number_with_one_wrong_digit_finds_its_record(place: int, digit: str) -> None:
    read = f"2021-{'000123'[:place]}{digit}{'000123'[place + 1 :]}"
    assert KEYS & keys_of_fields([field(FieldKind.REQUEST_NO, read)])


@pytest.mark.parametrize("read", ["000123/2021", "DAM-2021-000123", "2020-000123"])
def test_other_forms_of_the_request_number_find_it(read: str) -> None:
    assert KEYS & keys_of_fields([field(FieldKind.REQUEST_NO, read)])


@given(st.integers(0, 10), st.sampled_from(["", "0", "5", "77"]))
def test_a_national_number_with_a_digit_changed_lost_or_doubled_finds_its_record(place: int, instead: str) -> None:
    number = RECORD.national_no
    assert KEYS & keys_of_fields([field(FieldKind.NATIONAL_NO, number[:place] + instead + number[place + 1 :])])


@pytest.mark.parametrize(
    "name",
    ["سامر عبدالله الخطيب", "سامر الحطىب", "شامر عبد اللة", "سامر بن عبد الله الخطيب", "عبد الله الخطيب"],
)
def test_names_survive_lost_dots_missing_parts_and_spelling(name: str) -> None:
    assert KEYS & keys_of_fields([field(FieldKind.PERSON, name)])


def test_one_part_of_a_name_is_no_key() -> None:
    assert not keys_of_fields([field(FieldKind.PERSON, "سامر")])


def test_parents_alone_find_the_record() -> None:
    assert KEYS & keys_of_fields([field(FieldKind.FATHER, "عبدالله"), field(FieldKind.MOTHER, "هدى")])


def test_other_readings_of_a_number_count() -> None:
    assert KEYS & keys_of_fields([field(FieldKind.PHONE, "0999999999", "0944123456")])


def test_an_association_is_found_without_its_general_words() -> None:
    assert KEYS & keys_of_fields([field(FieldKind.ASSOCIATION, "البر والاحسان")])
    assert not KEYS & keys_of_fields([field(FieldKind.ASSOCIATION, "الجمعية الخيرية السورية")])


def test_one_sound_word_of_the_association_and_one_sound_part_of_the_name_find_the_record() -> None:
    read = [
        field(FieldKind.PERSON, "سصصر عببب الخطيب"),
        field(FieldKind.ASSOCIATION, "جمعية البر ططط"),
    ]
    assert KEYS & keys_of_fields(read)
    assert not KEYS & keys_of_fields(read[:1])


def test_strangers_share_no_key() -> None:
    stranger = Record("2019-004567", applicant_name="ليلى حسن مراد", national_no="99887766554", phone="0933777888")
    assert not KEYS & record_keys(stranger)


def test_prefixes_belong_to_the_name_that_follows() -> None:
    assert name_parts("عبد الرحمن أبو خليل") == ["عبدالرحمن", "ابوخليل"]


@pytest.mark.parametrize("name", ["سامرعبداللهالخطيب", "سا مر عبداللة الخطىب", "سامر عبدالله لمخطيب"])
def test_runs_of_letters_survive_lost_and_added_spaces_and_letters(name: str) -> None:
    assert set(run_keys(name)) & KEYS


def test_one_part_of_a_name_and_the_month_find_the_record_of_a_paper() -> None:
    record = replace(RECORD, submitted_on=dt.date(2021, 1, 26))
    read = [field(FieldKind.PERSON, "سامر"), field(FieldKind.DATE, "2020-12-20")]
    assert record_keys(record) & keys_of_fields(read)
    assert not record_keys(record) & keys_of_fields([read[0], field(FieldKind.DATE, "2020-07-20")])
