"""The samples are complete, say the truth, and can be drawn again."""

from __future__ import annotations

import csv
import hashlib
import json
import random
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from samples.generator.blocks import Description, Fields, Look, Para, Stamp, Table, Title
from samples.generator.calendar import hijri, written
from samples.generator.damage import noisy
from samples.generator.files import write_scan
from samples.generator.people import COLUMNS, SERVICES, TABS
from samples.generator.press import print_paper
from samples.generator.typefaces import TypefacesMissing, typeface
from samples.generator.typeset import Type, in_indic, set_word
from samples.generator.wear import BAD, Scan, truth_of, turned, wear

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
INBOX = SAMPLES / "inbox"


@cache
def papers() -> list[dict[str, Any]]:
    return list(json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8"))["papers"])


@cache
def records() -> dict[str, dict[str, str]]:
    with (SAMPLES / "records.csv").open(encoding="utf-8") as file:
        return {row["request_no"]: row for row in csv.DictReader(file)}


def documents() -> list[dict[str, Any]]:
    return [document for paper in papers() for document in paper["documents"]]


def test_every_file_has_its_truth_and_none_is_left_over() -> None:
    assert sorted(p.name for p in INBOX.iterdir()) == sorted(paper["file"] for paper in papers())
    assert sum(p.stat().st_size for p in INBOX.iterdir()) < 25_000_000


def test_enough_types_requests_and_services() -> None:
    assert len(papers()) >= 40
    assert len({d["type"] for d in documents()}) >= 14
    linked = {d["request_no"] for d in documents() if d["request_no"]}
    assert len(linked) >= 15
    assert {records()[number]["service_code"] for number in linked} == set(SERVICES)
    assert all(d["type"] in TABS[d["tab"]] for d in documents())


def test_records_are_two_hundred_and_well_formed() -> None:
    assert len(records()) == 200
    for row in records().values():
        assert tuple(row) == COLUMNS
        assert row["service_code"] in SERVICES
        assert len(row["national_no"]) == 11 and row["national_no"].isdigit()
        assert len(row["phone"]) == 10 and row["phone"].startswith("09")


def test_what_a_paper_states_is_what_its_record_says() -> None:
    columns = (
        "national_no",
        "phone",
        "applicant_name",
        "father_name",
        "mother_name",
        "organization_name",
        "governorate",
        "service_code",
    )
    for document in documents():
        if document["request_no"]:
            record = records()[document["request_no"]]
            assert document["fields"].get("request_no", document["request_no"]) == document["request_no"]
            for column in columns:
                assert document["fields"].get(column, record[column]) == record[column]


def test_numbers_stated_are_printed() -> None:
    indic = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
    for paper in papers():
        text = "\n".join(line["text"] for page in paper["pages"] for line in page["lines"]).translate(indic)
        for document in paper["documents"]:
            for key in ("request_no", "national_no", "phone"):
                assert document["fields"].get(key, "") in text


def test_the_odd_ones_are_there() -> None:
    by_file = {paper["file"]: paper for paper in papers()}
    ends = [paper["status"] for paper in papers()]
    assert ends.count("duplicate") == 1 and ends.count("quarantined") == 1
    copy = next(paper for paper in papers() if paper["status"] == "duplicate")
    digests = [hashlib.sha256((INBOX / name).read_bytes()).digest() for name in (copy["file"], copy["duplicate_of"])]
    assert digests[0] == digests[1]
    assert {page["turned"] for paper in papers() for page in paper["pages"]} >= {0, 90, 180}
    stranger = next(paper for paper in papers() if paper["reason"] == "no-record")
    assert stranger["documents"][0]["request_no"] not in records()
    bylaws = by_file["النظام الداخلي.pdf"]
    assert len(bylaws["pages"]) == 2


def test_pictures_are_as_large_as_the_truth_says() -> None:
    sizes, fax_like, many = set(), 0, 0
    for paper in papers():
        if not paper["pages"] or paper["file"].endswith(".pdf"):
            continue
        with Image.open(INBOX / paper["file"]) as picture:
            many += getattr(picture, "n_frames", 1) > 1
            fax_like += picture.info.get("compression") == "group4"
            page = paper["pages"][0]
            assert picture.size == (page["width"], page["height"])
            sizes.add(tuple(page["dpi"]))
    assert many >= 1 and fax_like >= 5
    assert {(200, 200), (300, 300)} <= sizes


def test_ink_lies_in_the_boxes_of_the_words() -> None:
    """In clean bilevel scans nearly every word's box holds black, and black covers a fair share of it."""
    empty = count = 0
    for paper in papers():
        if paper.get("wear") != "ordinary" or not paper["file"].endswith(".tif"):
            continue
        with Image.open(INBOX / paper["file"]) as picture:
            black = ~np.asarray(picture.convert("1"))
        for line in paper["pages"][0]["lines"]:
            for _, left, top, width, height in line["words"]:
                count += 1
                empty += black[top : top + height, left : left + width].mean() < 0.04
    assert count > 500 and empty <= count * 0.01


# --- the generator
def _look() -> Look:
    try:
        face = Type(typeface("DejaVu Sans"), 12.0)
    except TypefacesMissing as missing:
        pytest.skip(str(missing))
    return Look(face, face.sized(12.0, True))


def _paper() -> Description:
    blocks = (
        Title("إيصال", style="boxed"),
        Fields(((("رقم الطلب", "2021-000123"), ("التاريخ", "26/1/2021")),)),
        Para("كتاب رقم 17/و إلى info@example.sy بتاريخ 26/1/2021 (مع مرفقاته)."),
        Table(("م", "الاسم"), (("1", "ليلى زحل"), ("2", "ناصر المريخي")), (1, 4)),
    )
    return Description("receipt", _look(), blocks, (Stamp("round", ("مركز خدمة المواطن", "الديوان"), (0.3, 0.6)),))


def test_the_same_seed_draws_the_same_paper() -> None:
    def scan(seed: int) -> Scan:
        chance = random.Random(seed)
        (sheet,) = print_paper(_paper(), 100, chance)
        return wear(np.asarray(sheet.image), 100, "dirty", chance, np.asarray(sheet.image))

    first, again, other = scan(1), scan(1), scan(2)
    assert np.array_equal(first.pixels, again.pixels)
    assert not np.array_equal(first.pixels, other.pixels)


@pytest.mark.parametrize("colour", [False, True])
def test_noise_lies_on_every_channel_alike(colour: bool) -> None:
    blank = np.full((200, 300, 3), 128, np.uint8)
    worn = noisy(blank if colour else blank[..., 0], 6.0, random.Random(1))
    planes = worn.reshape(200, 300, -1)
    assert all(abs(float(planes[..., i].std()) - 6) < 0.3 for i in range(planes.shape[2]))
    assert all(abs(float(planes[..., i].mean()) - 128) < 1 for i in range(planes.shape[2]))


@pytest.mark.parametrize("ending", ["pdf", "tif", "jpg", "png"])
def test_the_same_scan_makes_the_same_file(ending: str, tmp_path: Path) -> None:
    (sheet,) = print_paper(_paper(), 60, random.Random(1))
    scan = wear(np.asarray(sheet.image), 60, "fax" if ending == "tif" else "ordinary", random.Random(2))
    for name in ("a", "b"):
        write_scan([scan] * (2 if ending in {"pdf", "tif"} else 1), tmp_path / f"{name}.{ending}")
    assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()


def test_lines_are_written_down_in_reading_order_and_logical_text() -> None:
    (sheet,) = print_paper(_paper(), 100, random.Random(1))
    texts = [line.text for line in sheet.page().lines]
    assert texts[:3] == ["إيصال", "رقم الطلب: ٢٠٢١-٠٠٠١٢٣", "التاريخ: ٢٦/١/٢٠٢١"]
    assert texts[3].startswith("كتاب رقم ١٧/و إلى info@example.sy")
    assert texts[-6:] == ["م", "الاسم", "١", "ليلى زحل", "٢", "ناصر المريخي"]
    assert sheet.page().stamps == ("مركز خدمة المواطن", "الديوان")


def test_number_groups_keep_their_order_unless_asked() -> None:
    look = _look()
    kept = set_word("٢٠٢١-٠٠٠١٢٣", look.text, 100)
    assert [piece.text for piece in sorted(kept.pieces, key=lambda p: p.offset)] == ["٢٠٢١", "-", "٠٠٠١٢٣"]
    swapped = set_word("2021-000123", Type(look.text.face, 12.0, hyphens="swapped"), 100)
    assert [piece.text for piece in sorted(swapped.pieces, key=lambda p: p.offset)] == ["000123", "-", "2021"]
    entry = set_word("17/و", look.text, 100)
    assert [piece.text for piece in sorted(entry.pieces, key=lambda p: p.offset)] == ["و", "/", "17"]


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_boxes_turn_with_the_sheet(degrees: int) -> None:
    pixels = np.full((200, 100), 255, np.uint8)
    pixels[20:30, 60:90] = 0
    (sheet,) = print_paper(_paper(), 100, random.Random(1))
    page = sheet.page()
    scan = turned(Scan(np.asarray(sheet.image), np.eye(3), (100, 100)), degrees)
    for line in truth_of(page, scan).lines:
        left, top, width, height = line.box
        assert scan.pixels[top : top + height, left : left + width].min() < 100
    assert turned(Scan(pixels, np.eye(3), (100, 100)), degrees).turned == degrees


@pytest.mark.parametrize("kind", BAD)
def test_boxes_follow_the_ink_of_bad_scans(kind: str) -> None:
    """The title's box is darker than the strip of paper above it, wherever the wear has carried it."""
    chance = random.Random(3)
    (sheet,) = print_paper(_paper(), 150, chance)
    scan = wear(np.asarray(sheet.image), 150, kind, chance)
    left, top, width, height = truth_of(sheet.page(), scan).lines[0].box
    grey = scan.pixels if scan.pixels.ndim == 2 else scan.pixels.mean(axis=2)
    assert (
        grey[top : top + height, left : left + width].mean()
        < grey[top - 2 * height : top - height, left : left + width].mean() - 8
    )


def test_dates_are_written_as_offices_do() -> None:
    import datetime as dt

    day = dt.date(2021, 1, 26)
    assert [written(day, form) for form in ("slash", "padded", "iso", "month")] == [
        "26/1/2021", "26/01/2021", "2021-01-26", "26 كانون الثاني 2021",
    ]  # fmt: skip
    assert hijri(dt.date(2020, 8, 20)) == (1442, 1, 1)
    assert in_indic("هاتف 011 بريد a1@b.sy") == "هاتف ٠١١ بريد a1@b.sy"
