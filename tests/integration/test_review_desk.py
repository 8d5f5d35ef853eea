"""The clerk's desk from its commands: the queue, one keystroke an answer, further dossiers, history."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import cli
from domain.documents import DocumentStatus, Given, LinkMethod, ScanStatus
from domain.errors import InvalidRequest, UnknownObject
from domain.messages import Reason
from ingest.batch import source_file
from ingest.record_files import RecordRow
from pipeline.desk import accept_also_in, correct, decline_also_in, review_queue
from pipeline.dossiers import open_dossier
from pipeline.finding import find
from pipeline.intake import Terms, take_for_import
from pipeline.records import import_records
from pipeline.reports import report_rows
from pipeline.services import Services, open_services
from tests.integration.instant import RECORD, TEXTS, make_template, picture
from tests.integration.test_parts import archive_all

REPORT, STRANGER, ODD, ODDER = 10, 20, 60, 70
OTHER = replace(RECORD, request_no="2021-000124", applicant_name="وديع شاهين النحاسي", national_no="09999999998", phone="")
WHO = "\nرقم الطلب: 2021-000123\nالاسم: سلمى غسان الصنوبري\nالرقم الوطني: 01614596181"


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Services:
    monkeypatch.setitem(TEXTS, ODD, "قائمة الأسعار" + WHO)
    monkeypatch.setitem(TEXTS, ODDER, "جدول الدوام" + WHO)
    make_template(tmp_path / "home")
    services = open_services(tmp_path / "home")
    list(import_records(services, [RecordRow(2, OTHER)]))
    return services


def archived(services: Services, *shades: int) -> None:
    for shade in shades:
        (services.home.inbox / f"{shade}.png").write_bytes(picture(shade))
        archive_all(services)


def given(services: Services, tmp_path: Path, shade: int, request_no: str | None, name: str = "paper.png") -> Any:
    """Import a file with `--request`."""
    (tmp_path / name).write_bytes(picture(shade))
    source = source_file(str(tmp_path / name), "import")
    assert source is not None
    taken = take_for_import(services, source, Terms("DAM", Given(request_no)))
    archive_all(services)
    return taken


def run(services: Services, capsys: pytest.CaptureFixture[str], *arguments: str, rc: int = 0) -> str:
    capsys.readouterr()
    assert cli.run(["--home", str(services.home.root), "review", *arguments]) == rc
    return capsys.readouterr().out


def step(
    services: Services, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, keys: str, *options: str
) -> str:
    monkeypatch.setattr(sys, "stdin", io.StringIO(keys))
    return run(services, capsys, *options)


def document(services: Services, name: str) -> Any:
    with services.archive.read() as reader:
        return reader.document(name)


def test_papers_that_wait_for_their_record_are_listed_apart(services: Services, capsys: pytest.CaptureFixture[str]) -> None:
    archived(services, STRANGER, ODD, REPORT)
    rows = [json.loads(line) for line in run(services, capsys, "list", "--json").splitlines()]
    assert [(row["queue"], row["document"], row["reason"]) for row in rows] == [
        ("decide", "d2", "type-unsure"),
        ("no-record", "d1", "no-record"),
    ]
    decide, apart = run(services, capsys, "list").split("\n\n")
    assert "d2" in decide
    assert "d1" in apart


def test_a_keystroke_answers_and_shows_what_matters(
    services: Services, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    archived(services, ODD)
    shown = step(services, capsys, monkeypatch, "1")
    settled = document(services, "d1")
    assert (settled.status, settled.draft.classification.decided_by) == (DocumentStatus.ARCHIVED, "person")
    assert "2021-000123" in shown
    (path,) = [line.split(": ", 1)[1] for line in shown.splitlines() if "picture: " in line]
    with Image.open(path) as crop:
        assert crop.size == (220, 135)
        assert crop.convert("L").getpixel((5, 5)) == ODD
    with services.archive.read() as reader:
        assert [name for name, _type in reader.confirmed_documents()] == ["d1"]
        assert [change.action for change in reader.history("d1")] == ["decide"]


def test_an_answer_is_typed_or_taken_back(
    services: Services, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first answer is taken back and given anew; what is typed wrongly is asked again; u at the end as well."""
    archived(services, ODD, ODDER)
    step(services, capsys, monkeypatch, "1u" + "o no such kind\n" + "oشهادة علمية أو خبرة\n" + "omemo\n" + "uoreceipt\nx")
    assert document(services, "d1").draft.classification.type == "qualification"
    assert document(services, "d2").draft.classification.type == "receipt"
    with services.archive.read() as reader:
        assert len(reader.history("d1")) == len(reader.history("d2")) == 1


def test_skipping_and_leaving_change_nothing(
    services: Services, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    archived(services, ODD, ODDER)
    before = [document(services, name) for name in ("d1", "d2")]
    step(services, capsys, monkeypatch, "sq1")
    step(services, capsys, monkeypatch, "ض", "--lang", "ar")
    step(services, capsys, monkeypatch, "")
    assert [document(services, name) for name in ("d1", "d2")] == before
    step(services, capsys, monkeypatch, "سq١")
    assert document(services, "d2") == before[1], "q, and not what stands behind it"


def test_a_waiting_paper_is_linked_by_hand_or_to_nothing(
    services: Services, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    archived(services, STRANGER)
    assert "d1" not in step(services, capsys, monkeypatch, "n")
    step(services, capsys, monkeypatch, "o2099-1\no١٢٤/٢٠٢١\no٢٠٢١-١٢٤\n", "--waiting")
    assert document(services, "d1").draft.link.request_no == "2021-000124"
    assert document(services, "d1").draft.link.method is LinkMethod.MANUAL


def test_the_same_bytes_with_another_request_are_a_question(
    services: Services, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = given(services, tmp_path, REPORT, "2021-000123")
    assert given(services, tmp_path, REPORT, "2021-000123").resumed
    asked = given(services, tmp_path, REPORT, "2021-000124")
    assert (asked.resumed, asked.scan.status, asked.scan.duplicate_of) == (False, ScanStatus.DUPLICATE, first.scan.id)
    (row,) = [json.loads(line) for line in run(services, capsys, "list", "--json").splitlines()]
    assert (row["queue"], row["scan"], row["also_in_request_no"]) == ("also-in", asked.scan.id, "2021-000124")
    assert [about["id"] for about in row["about"]] == ["d1"]
    step(services, capsys, monkeypatch, "1")
    assert document(services, "d1").also_in == ("2021-000124",)
    assert [[each.id for each in tab] for tab in open_dossier(services, "2021-000124").tabs.values()] == [["d1"]]
    assert review_queue(services).also_in == ()
    run(services, capsys, "correct", "d1", "--not-in", "2021-000124")
    assert document(services, "d1").also_in == ()
    run(services, capsys, "correct", "d1", "--not-in", "2021-000124", rc=2)
    assert not given(services, tmp_path, REPORT, "2021-000124", "again.png").resumed
    assert review_queue(services).also_in == (), "it was asked and answered"
    with services.archive.read() as reader:
        assert [change.after["also_in"] for change in reader.history("d1")] == [["2021-000124"], []]


def test_a_paper_is_found_by_every_dossier_it_is_filed_in(services: Services, capsys: pytest.CaptureFixture[str]) -> None:
    """By option, by field, by the other applicant's name and service; counted in facets and the report; shown with both."""
    list(import_records(services, [RecordRow(2, replace(OTHER, service_code="job-placement"))]))
    archived(services, REPORT)

    def found(*arguments: str) -> list[Any]:
        assert cli.run(["--home", str(services.home.root), "search", *arguments, "--json"]) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    ways = [("", "--request", "٢٠٢١-١٢٤"), ("طلب:2021-000124",), ("request:000124/2021",), (OTHER.applicant_name,)]
    ways.append(("", "--service", "job-placement"))
    assert [found(*way) for way in ways] == [[]] * len(ways)
    assert "2021-000123 + 2021-000124" in run(services, capsys, "correct", "d1", "--also-in", "2021-000124")
    for way in ways:
        assert [(hit["document"], hit["request_no"], hit["also_in"]) for hit in found(*way)] == [
            ("d1", "2021-000123", ["2021-000124"])
        ]
    *_, counted = found("", "--request", "2021-000124", "--facets")
    assert (counted["total"], counted["facets"]["type"]) == (1, {"medical-report": 1})
    assert counted["facets"]["service"] == {RECORD.service_code: 1, "job-placement": 1}
    assert {row.code: row.papers for row in report_rows(services, None, None) if row.papers} == counted["facets"]["service"]
    assert cli.run(["--home", str(services.home.root), "search", "request:2021-000124"]) == 0
    assert "2021-000123 + 2021-000124" in capsys.readouterr().out
    run(services, capsys, "correct", "d1", "--not-in", "2021-000124")
    assert [found(*way) for way in ways] == [[]] * len(ways)


@pytest.fixture
def twice(services: Services) -> Services:
    """One paper scanned twice; the second scan waits."""
    for mark in (0, 1):
        (services.home.inbox / f"{mark}.png").write_bytes(picture(REPORT, mark))
        archive_all(services)
    assert document(services, "d2").draft.rescan_of == "d1"
    return services


def test_a_second_scan_is_left_unused(twice: Services, capsys: pytest.CaptureFixture[str]) -> None:
    """The paper keeps its pages, the scan stays and says what became of it, history says who and why."""
    before = document(twice, "d1")
    assert "replaced" in run(twice, capsys, "decline", "d2", "--why", "the first is clearer")
    assert document(twice, "d1") == before
    assert review_queue(twice).documents == ()
    with twice.archive.read() as reader:
        scan = reader.scan("s2")
        (left,), (kept,) = reader.history("d2"), reader.history("d1")
        assert reader.replaced_by("d2") == ["d1"]
    assert (scan.status, scan.reason, scan.documents) == (ScanStatus.ARCHIVED, Reason.NOT_USED, ())
    assert (left.action, left.agent, left.note) == ("set-aside", twice.agent, "the first is clearer")
    assert (kept.after, kept.note) == ({"replaces": ["d2"]}, "the first is clearer")
    with twice.objects.open(scan.sha256) as file:
        assert file.read() == picture(REPORT, 1)
    assert [hit.document_id for hit in find(twice, "الصنوبري").hits] == ["d1"]
    assert cli.run(["--home", str(twice.home.root), "verify"]) == 0
    run(twice, capsys, "decline", "d2", rc=2)
    run(twice, capsys, "decline", "d1", rc=2)


def test_a_second_scan_that_was_left_unused_is_read_again(twice: Services, capsys: pytest.CaptureFixture[str]) -> None:
    run(twice, capsys, "decline", "d2")
    run(twice, capsys, "release", "s2")
    archive_all(twice)
    assert [each.id for each in review_queue(twice).documents] == ["d3"]
    run(twice, capsys, "accept", "d3")
    assert sorted(hit.document_id for hit in find(twice, "الصنوبري").hits) == ["d1", "d3"]
    run(twice, capsys, "release", "s2", rc=2)
    assert cli.run(["--home", str(twice.home.root), "verify"]) == 0


def test_a_second_scan_is_settled_by_a_key(
    twice: Services, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = step(twice, capsys, monkeypatch, "on2")  # of what is not asked nothing happens
    assert "a second scan of d1: leave it unused" in shown
    assert document(twice, "d2").status is DocumentStatus.REPLACED
    assert document(twice, "d1").status is DocumentStatus.ARCHIVED


def test_a_declined_question_is_not_put_again(services: Services, tmp_path: Path) -> None:
    given(services, tmp_path, REPORT, None)
    asked = given(services, tmp_path, REPORT, "2021-000124")
    (question,) = review_queue(services).also_in
    assert question.scan.id == asked.scan.id
    assert decline_also_in(services, asked.scan.id).reason is Reason.DUPLICATE
    assert review_queue(services).also_in == ()
    assert document(services, "d1").also_in == ()
    with pytest.raises(InvalidRequest):
        accept_also_in(services, asked.scan.id)


def test_a_paper_without_a_request_gets_the_one_it_came_with(services: Services, tmp_path: Path) -> None:
    given(services, tmp_path, STRANGER, None)
    asked = given(services, tmp_path, STRANGER, "2021-000124")
    (settled,) = accept_also_in(services, asked.scan.id)
    assert (settled.draft.link.request_no, settled.also_in) == ("2021-000124", ())
    assert settled.status is DocumentStatus.ARCHIVED


def test_a_request_without_a_record_leaves_the_question_open(services: Services, tmp_path: Path) -> None:
    given(services, tmp_path, REPORT, None)
    asked = given(services, tmp_path, REPORT, "2021-000999")
    with pytest.raises(UnknownObject):
        accept_also_in(services, asked.scan.id)
    assert [each.scan.id for each in review_queue(services).also_in] == [asked.scan.id]


def test_the_history_of_a_document_is_shown(services: Services, capsys: pytest.CaptureFixture[str]) -> None:
    archived(services, REPORT)
    correct(services, "d1", request_no="2021-000124")
    correct(services, "d1", unlink=True)
    capsys.readouterr()
    assert cli.run(["--home", str(services.home.root), "show", "d1"]) == 0
    text = capsys.readouterr().out
    assert "request_no: 2021-000123 → 2021-000124" in text
    assert "request_no: 2021-000124 → —" in text
    assert cli.run(["--home", str(services.home.root), "show", "d1", "--json"]) == 0
    history = json.loads(capsys.readouterr().out)["history"]
    assert [(each["action"], each["after"]["request_no"]) for each in history] == [("decide", "2021-000124"), ("decide", None)]
