"""The papers we measure on: all types and services, truth that agrees with the records, the same from the same seed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bench.papers.compose import ALL
from bench.papers.looks import FACES, any_look
from bench.papers.lots import ALL_TYPES, Drawn, Lot, draw, make_single, make_stack, suits
from samples.generator.people import SERVICES, TABS
from samples.generator.press import print_paper
from samples.generator.typefaces import TypefacesMissing, typeface

INDIC = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")


@pytest.fixture(scope="module")
def lot() -> Lot:
    """Papers in whichever faces of the bench this machine has; their looks name heading faces too, so all are needed."""
    try:
        for family in FACES:
            typeface(family)
        any_look(random.Random(1))
    except TypefacesMissing as missing:
        pytest.skip(str(missing))
    return Lot("test", "ordinary", ("DejaVu Sans", "Amiri"), 60, 0.0)


def drawn(lot: Lot, kind: str, seed: int) -> Drawn:
    try:
        return draw(lot, kind, random.Random(f"{kind}/{seed}"))
    except TypefacesMissing as missing:
        pytest.skip(str(missing))


def test_all_types_and_services_come_up() -> None:
    assert set(ALL) == set(ALL_TYPES) == {kind for kinds in TABS.values() for kind in kinds}
    assert all(any(suits(kind, service) for service in SERVICES) for kind in ALL_TYPES)


@pytest.mark.parametrize("kind", ALL_TYPES)
def test_a_paper_prints_what_its_fields_say(lot: Lot, kind: str) -> None:
    for seed in range(4):
        found = drawn(lot, kind, seed)
        sheets = print_paper(found.paper, 60, random.Random(1))
        text = " ".join(line.text for sheet in sheets for line in sheet.lines).translate(INDIC)
        fields = found.paper.fields
        forms = {fields.get("request_no", "-"), "/".join(fields.get("request_no", "-").split("-")[::-1])}
        assert "request_no" not in fields or any(form in text for form in forms)
        for key in ("national_no", "phone", "applicant_name", "mother_name", "governorate"):
            assert fields.get(key, "") in text
        if found.evidence == "numbers":
            assert fields.keys() & {"request_no", "national_no", "phone"}
        if found.evidence == "names":
            assert not fields.keys() & {"request_no", "national_no", "phone"}


def test_records_hold_namesakes_and_repeated_askers() -> None:
    records = Lot("test", "ordinary", ("Amiri",), 400, 0.0).records
    by_name: dict[str, set[str]] = {}
    for record in records:
        by_name.setdefault(record.person.full, set()).add(record.person.national_no)
    assert len({record.request_no for record in records}) == 400
    assert any(len(numbers) > 1 for numbers in by_name.values())
    assert len({record.person.national_no for record in records}) < 390


def test_a_single_paper_and_a_stack_are_written_with_their_truth(lot: Lot, tmp_path: Path) -> None:
    first, again = make_single(lot, 3, tmp_path / "a"), make_single(lot, 3, tmp_path / "b")
    assert first == again
    assert (tmp_path / "a/inbox" / str(first["file"])).read_bytes() == (tmp_path / "b/inbox" / str(first["file"])).read_bytes()
    stack = make_stack(lot, 0, tmp_path)
    documents, pages = stack["documents"], stack["pages"]
    assert isinstance(documents, list) and isinstance(pages, list)
    begins = [document["first_page"] for document in documents]
    assert begins[0] == 1 and len(documents) >= 2
    assert begins[1:] == [document["first_page"] + document["pages"] for document in documents[:-1]]
    assert sum(document["pages"] for document in documents) == len(pages)


def test_request_numbers_are_written_in_several_ways(lot: Lot) -> None:
    seen = set()
    for seed in range(40):
        found = drawn(lot, "receipt", seed)
        number = found.paper.fields.get("request_no")
        if number:
            text = " ".join(line.text for sheet in print_paper(found.paper, 40, random.Random(1)) for line in sheet.lines)
            seen.add("DAM" if f"DAM-{number}" in text else "plain" if number in text.translate(INDIC) else "turned")
    assert seen == {"DAM", "plain", "turned"}
