"""The main job from outside: records and scans in, papers archived, linked, registered and found, through the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
PAPERS = ("scan_0001.jpg", "scan_0003.tif", "scan_0017.tif", "scan_0051.jpg", "إضبارة كاملة.pdf")
SCAN_KEYS = {"id", "file", "sha256", "status", "reason", "message", "seconds", "documents", "dropped_pages"}
DOCUMENT_KEYS = {
    "id", "status", "type", "type_confidence", "tab", "first_page", "pages", "request_no", "link_method", "link_confidence",
    "register_no", "printed_register_no", "ocr_confidence", "proposals",
}  # fmt: skip
STATUS_KEYS = {"waiting", "running", "stuck", "review", "quarantined", "archived", "duplicate", "oldest_waiting_s"}


class Program:
    """`warraq` on one home, in a process of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __call__(self, *arguments: object, rc: int = 0, lang: str = "en", keys: str = "") -> str:
        command = [sys.executable, ROOT / "cli.py", "--home", self.home, "--lang", lang, *arguments]
        done = subprocess.run(
            [str(part) for part in command],
            check=False,
            capture_output=True,
            input=keys,
            text=True,
            timeout=240,
            env={**os.environ, "PYTHONUTF8": "1"},
        )
        assert done.returncode == rc, done.stderr
        self.said = done.stderr
        return done.stdout

    def json(self, *arguments: object, rc: int = 0) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self(*arguments, "--json", rc=rc).splitlines()]


@pytest.fixture(scope="module")
def truth() -> dict[str, dict[str, Any]]:
    return {
        paper["file"].removeprefix("inbox/"): paper for paper in json.loads((SAMPLES / "truth.json").read_text("utf-8"))["papers"]
    }


@pytest.fixture(scope="module")
def warraq(tmp_path_factory: pytest.TempPathFactory) -> Program:
    program = Program(tmp_path_factory.mktemp("archive") / "home")
    program("init")
    program("init")  # changes nothing
    rows = program.json("records", "import", SAMPLES / "records.csv")
    assert len(rows) == 200
    assert {row["result"] for row in rows} == {"added"}
    return program


@pytest.fixture(scope="module")
def scans(warraq: Program) -> dict[str, dict[str, Any]]:
    taken = warraq.json("import", *(SAMPLES / "inbox" / name for name in PAPERS), "--jobs", 2, rc=3)
    return {Path(scan["file"]).name: scan for scan in taken}


def test_every_file_is_told_of_once_in_the_promised_form(scans: dict[str, dict[str, Any]]) -> None:
    assert set(scans) == set(PAPERS)
    for scan in scans.values():
        assert scan.keys() >= SCAN_KEYS
        for document in scan["documents"]:
            assert document.keys() >= DOCUMENT_KEYS


def test_papers_are_typed_and_linked_as_they_are(scans: dict[str, dict[str, Any]], truth: dict[str, dict[str, Any]]) -> None:
    for name in PAPERS[:3]:
        (document,), (true,) = scans[name]["documents"], truth[name]["documents"]
        assert (document["type"], document["tab"]) == (true["type"], true["tab"]), name
        assert document["request_no"] in (true["request_no"], None), name
    assert [d["type"] for d in scans[PAPERS[4]]["documents"]] == [d["type"] for d in truth[PAPERS[4]]["documents"]]


def test_a_broken_file_is_kept_and_told_why(scans: dict[str, dict[str, Any]]) -> None:
    broken = scans["scan_0051.jpg"]
    assert (broken["status"], broken["reason"]) == ("quarantined", "incomplete")
    assert set(broken["message"]) == {"ar", "en"}


def test_the_same_files_again_are_resumed(warraq: Program, scans: dict[str, dict[str, Any]]) -> None:
    (again,) = warraq.json("import", SAMPLES / "inbox" / PAPERS[1])
    assert again["resumed"] is True
    assert again["id"] == scans[PAPERS[1]]["id"]


def test_what_is_archived_is_registered_without_gaps(warraq: Program, scans: dict[str, dict[str, Any]]) -> None:
    archived = [d["id"] for scan in scans.values() for d in scan["documents"] if d["status"] == "archived"]
    entries = warraq.json("register", "list")
    assert sorted(e["document"] for e in entries) == sorted(archived)
    for book in ("incoming", "outgoing"):
        numbers = [e["no"] for e in entries if e["book"] == book]
        assert numbers == list(range(1, len(numbers) + 1))


def test_papers_are_found_in_any_spelling_with_the_words_marked(warraq: Program, scans: dict[str, dict[str, Any]]) -> None:
    report = scans["scan_0003.tif"]["documents"][0]
    hits = warraq.json("search", "تقرير طبى")
    assert hits[0]["document"] == report["id"]
    assert {mark["page"] for mark in hits[0]["marks"]} == {1}
    if report["request_no"]:
        by_number = warraq.json("search", report["request_no"].translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")))
        assert report["id"] in {hit["document"] for hit in by_number}
    assert warraq.json("search", "", "--type", "medical-report")[0]["document"] == report["id"]


def test_a_document_is_shown_in_every_form(warraq: Program, scans: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    document = scans["scan_0003.tif"]["documents"][0]["id"]
    assert "تقرير" in warraq("show", document, "--text")
    (shown,) = warraq.json("show", document)
    assert shown["type"] == "medical-report"
    warraq("show", document, "--pdf", tmp_path / "paper.pdf")
    assert (tmp_path / "paper.pdf").read_bytes().startswith(b"%PDF-")
    warraq("show", document, "--alto", tmp_path / "paper.xml")
    assert "<alto" in (tmp_path / "paper.xml").read_text("utf-8")
    warraq("show", document, "--hocr", tmp_path / "paper.hocr")
    assert "ocrx_word" in (tmp_path / "paper.hocr").read_text("utf-8")


def test_a_dossier_says_what_is_missing(
    warraq: Program, scans: dict[str, dict[str, Any]], truth: dict[str, dict[str, Any]]
) -> None:
    request = truth["scan_0003.tif"]["documents"][0]["request_no"]
    (dossier,) = warraq.json("dossier", request)
    assert dossier["request_no"] == request
    assert dossier["missing"]


def test_a_person_corrects_and_history_stays(warraq: Program, scans: dict[str, dict[str, Any]]) -> None:
    document = scans["scan_0017.tif"]["documents"][0]["id"]
    warraq("review", "correct", document, "--type", "approval")
    (shown,) = warraq.json("show", document)
    assert (shown["type"], shown["tab"]) == ("approval", "decision")
    assert warraq.json("search", "", "--type", "approval")[0]["document"] == document


def test_the_books_are_sound(warraq: Program, scans: dict[str, dict[str, Any]]) -> None:
    *problems, last = warraq.json("verify")
    assert problems == []
    assert last["checked"]["objects"] >= len(PAPERS)
    (status,) = warraq.json("status")
    assert status.keys() >= STATUS_KEYS
    assert status["quarantined"] == 1
    rows = [json.loads(line) for line in warraq("report", "--format", "json").splitlines()]
    assert sum(row["requests"] for row in rows) == 200


def test_a_changed_byte_is_found(warraq: Program, scans: dict[str, dict[str, Any]]) -> None:
    sha256 = scans["scan_0001.jpg"]["sha256"]
    (stored,) = [path for path in warraq.home.rglob(f"*{sha256[-40:]}*") if path.is_file()]
    whole = stored.read_bytes()
    stored.chmod(0o600)
    stored.write_bytes(b"X" + whole[1:])
    try:
        *problems, _ = warraq.json("verify", rc=4)
        assert [problem["kind"] for problem in problems] == ["object"]
    finally:
        stored.write_bytes(whole)


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_mistakes_are_told_with_what_to_do(tmp_path: Path, lang: str) -> None:
    program = Program(tmp_path / "none")
    program("status", rc=5, lang=lang)
    assert "init" in program.said
    program("import", tmp_path / "missing.pdf", rc=2, lang=lang)
    program("nonsense", rc=2, lang=lang)


def test_hits_go_into_a_sheet_whole(warraq: Program, scans: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    warraq("search", "", "--out", tmp_path / "hits.csv")
    rows = (tmp_path / "hits.csv").read_text("utf-8-sig").splitlines()
    assert rows[0].startswith("document,page,score")
    assert len(rows) == 1 + sum(len(scan["documents"]) for scan in scans.values())
    warraq("search", "", "--out", tmp_path / "no" / "hits.xlsx", rc=1)
    assert "hits.xlsx" in warraq.said
