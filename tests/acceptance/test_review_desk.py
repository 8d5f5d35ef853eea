"""The review desk from outside: cut anew, pages turned and brought, the queue by keystrokes, and the books still sound."""

from __future__ import annotations

import re
from typing import Any

import pytest
from PIL import Image

from tests.acceptance.test_main_job import SAMPLES, Program

DOSSIER = "إضبارة كاملة.pdf"
PRICES, REPORT = "scan_0045.jpg", "scan_0003.tif"


@pytest.fixture(scope="module")
def warraq(tmp_path_factory: pytest.TempPathFactory) -> Program:
    program = Program(tmp_path_factory.mktemp("archive") / "home")
    program("init")
    program("records", "import", SAMPLES / "records.csv")
    return program


@pytest.fixture(scope="module")
def dossier(warraq: Program) -> dict[str, Any]:
    (scan,) = warraq.json("import", SAMPLES / "inbox" / DOSSIER)
    assert len(scan["documents"]) == 3
    return scan


def test_documents_are_cut_anew(warraq: Program, dossier: dict[str, Any]) -> None:
    names = [document["id"] for document in dossier["documents"]]
    (merged,) = warraq.json("review", "merge", *names[:2])
    assert (merged["page_numbers"], merged["scan"]) == ([1, 2], dossier["id"])
    parts = warraq.json("review", "split", merged["id"], "--at", 2)
    assert [part["page_numbers"] for part in parts] == [[1], [2]]
    assert [part["type"] for part in parts] == [document["type"] for document in dossier["documents"][:2]]
    found = {hit["document"] for hit in warraq.json("search", "", "--request", merged["request_no"])}
    assert found == {names[2], *(part["id"] for part in parts)}
    warraq("review", "split", merged["id"], "--at", 2, rc=2)
    assert merged["id"] in warraq.said


def test_a_page_is_turned_and_another_brought(warraq: Program, dossier: dict[str, Any]) -> None:
    old = dossier["documents"][2]
    text = warraq("show", old["id"], "--text")
    (turned,) = warraq.json("review", "pages", old["id"], "--turn", f"{old['first_page']}=180")
    assert warraq("show", turned["id"], "--text") != text, "it is read as it lies now"
    (whole,) = warraq.json("review", "pages", turned["id"], "--turn", "1=180", "--add", f"{SAMPLES / 'inbox' / REPORT}:1")
    assert whole["pages"] == 2
    (shown,) = warraq.json("show", whole["id"])
    assert (shown["replaces"], shown["history"][0]["action"]) == ([turned["id"]], "pages")
    assert len(set(text.split()) & set(shown["text"].split())) > 0.8 * len(set(text.split()))
    assert "تقرير" in shown["text"]
    assert warraq("show", old["id"], "--text") == text, "the old version stays"
    assert [problem for problem in warraq.json("verify") if "checked" not in problem] == []


def test_the_queue_by_keystrokes(warraq: Program) -> None:
    (scan,) = warraq.json("import", SAMPLES / "inbox" / PRICES, rc=3)
    (document,) = scan["documents"]
    assert "type-unsure" in document["undecided"]
    (waiting,) = [row for row in warraq.json("review", "list") if row["document"] == document["id"]]
    assert waiting["queue"] == "decide"
    shown = warraq("review", keys="1n", lang="ar")
    crop = re.search(r"^.*: (/.*-type\.png)$", shown, re.MULTILINE)
    assert crop is not None
    with Image.open(crop[1]) as picture:
        assert picture.width > picture.height > 300
    (settled,) = warraq.json("show", document["id"])
    assert (settled["status"], settled["type"], settled["request_no"]) == ("archived", document["type"], None)
    asked_about_the_same_bytes_for_another_request(warraq)


def asked_about_the_same_bytes_for_another_request(warraq: Program) -> None:
    (asked,) = warraq.json("import", SAMPLES / "inbox" / PRICES, "--request", "2020-000043", rc=3)
    assert (asked["status"], asked["reason"]) == ("duplicate", "also-in")
    (filed,) = warraq.json("review", "accept", asked["id"])
    assert filed["also_in"] == ["2020-000043"]
    (dossier,) = warraq.json("dossier", "2020-000043")
    assert filed["id"] in {document["id"] for tab in dossier["tabs"].values() for document in tab}
    (removed,) = warraq.json("review", "correct", filed["id"], "--not-in", "2020-000043")
    assert removed["also_in"] == []
    assert warraq.json("verify")[0].keys() == {"checked", "problems"}
