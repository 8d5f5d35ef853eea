"""The papers we measure on: all types and services, truth that agrees with the records, the same from the same seed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from rapidfuzz.distance import Levenshtein

from bench.papers.compose import ALL
from bench.papers.looks import FACES, any_look
from bench.papers.lots import ALL_TYPES, Drawn, Lot, draw, make_single, make_stack, suits
from bench.papers.prose import load_sentences, with_prose
from bench.papers.texts import misread
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
        assert fields.get("phone", "")[1:] in text
        for key in ("national_no", "applicant_name", "mother_name", "governorate"):
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
    taken = {page for d in documents for page in range(d["first_page"], d["first_page"] + d["pages"])}
    dropped = stack["dropped_pages"]
    assert isinstance(dropped, list) and taken.isdisjoint(dropped)
    assert sorted(taken | set(dropped)) == list(range(1, len(pages) + 1))
    assert begins == sorted(begins) and not any(pages[number - 1]["lines"] for number in dropped)


def test_request_numbers_are_written_in_several_ways(lot: Lot) -> None:
    seen = set()
    for seed in range(40):
        found = drawn(lot, "receipt", seed)
        number = found.paper.fields.get("request_no")
        if number:
            text = " ".join(line.text for sheet in print_paper(found.paper, 40, random.Random(1)) for line in sheet.lines)
            seen.add("DAM" if f"DAM-{number}" in text else "plain" if number in text.translate(INDIC) else "turned")
    assert seen == {"DAM", "plain", "turned"}


def test_misreading_hits_about_the_share_it_is_asked_for() -> None:
    text = "وزارة الشؤون الاجتماعية والعمل مركز خدمة المواطن رقم الطلب 2021-000123 " * 40
    assert misread(text, 0.0, random.Random(1)) == text
    for share in (0.02, 0.1):
        distance = Levenshtein.distance(text, misread(text, share, random.Random(1))) / len(text)
        assert 0.5 * share < distance < 1.2 * share


def test_prose_goes_into_letters_alone(lot: Lot) -> None:
    sentences = ("يعمل بهذا النظام من تاريخ نشره في الصحف",)
    for kind, changed in (("incoming-letter", True), ("national-id", False)):
        paper = drawn(lot, kind, 1).paper
        richer = with_prose(paper, sentences, random.Random(1))
        assert (richer != paper) == changed
        assert len(richer.blocks) >= len(paper.blocks)


def test_sentences_come_without_front_matter_and_markup(tmp_path: Path) -> None:
    folder = tmp_path / "saudi_laws_typed"
    folder.mkdir()
    first = "١- تسجيل بيانات موقع الأنشطة والخدمات المساندة لها في السجل."
    second = "**ثانياً** تتولى الوزارة عند إعداد السجل تسجيل بياناته"
    body = f"# عنوان قصير\n\n{first}\n{second}"
    (folder / "a.md").write_text(f'---\ntitle: "نص لا يجوز أن يظهر في أي مكان من الورقة"\n---\n{body}\n', encoding="utf-8")
    assert load_sentences(tmp_path) == (
        "تسجيل بيانات موقع الأنشطة والخدمات المساندة لها في السجل",
        "ثانياً تتولى الوزارة عند إعداد السجل تسجيل بياناته",
    )
    assert load_sentences(tmp_path / "nowhere") == ()
