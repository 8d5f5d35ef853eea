"""A paper that comes before its record waits, can be found meanwhile, and is linked by itself when the record comes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import pipeline.services as services_module
from domain.documents import LinkMethod, ScanStatus
from domain.messages import Reason
from domain.record_keys import KEYS_VERSION, record_keys
from ingest.record_files import RecordRow
from pipeline.finding import find
from pipeline.records import import_records
from pipeline.services import initialise, open_services
from tests.integration.instant import RECORD, make_template, picture
from tests.integration.test_parts import archive_all

LATE = replace(
    RECORD,
    request_no="2019-777777",
    applicant_name="وديع شاهين النحاسي",
    father_name="شاهين",
    mother_name="",
    national_no="09999999999",
    phone="",
)


def test_a_paper_waits_for_its_record_and_is_linked_when_it_comes(tmp_path: Path) -> None:
    make_template(tmp_path / "home")
    services = open_services(tmp_path / "home")
    (services.home.inbox / "early.png").write_bytes(picture(20))
    (scan,) = archive_all(services)
    assert (scan.status, scan.documents[0].draft.link.reason) == (ScanStatus.REVIEW, Reason.NO_RECORD)
    assert [hit.document_id for hit in find(services, "النحاسي").hits] == ["d1"]

    (result,) = import_records(services, [RecordRow(1, LATE)])
    assert result.result == "added"
    with services.archive.read() as reader:
        document = reader.document("d1")
        assert reader.scan(scan.id).status is ScanStatus.ARCHIVED
        assert [entry.document_id for entry in reader.register()] == ["d1"]
    assert (document.draft.link.request_no, document.draft.link.method) == ("2019-777777", LinkMethod.REQUEST_NO)
    assert [hit.request_no for hit in find(services, "النحاسي").hits] == ["2019-777777"]


def test_another_record_does_not_move_it(tmp_path: Path) -> None:
    make_template(tmp_path / "home")
    services = open_services(tmp_path / "home")
    (services.home.inbox / "early.png").write_bytes(picture(20))
    archive_all(services)
    list(import_records(services, [RecordRow(1, replace(LATE, request_no="2019-777771", national_no="01111111111"))]))
    with services.archive.read() as reader:
        assert reader.document("d1").draft.link.request_no is None


def test_init_makes_the_keys_of_an_older_program_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    monkeypatch.setattr(services_module, "KEYS_VERSION", "older")
    monkeypatch.setattr(services_module, "record_keys", lambda _record: frozenset({"older"}))
    make_template(home)
    monkeypatch.undo()
    initialise(home)
    services = open_services(home)
    with services.archive.read() as reader:
        assert reader.keys_version() == KEYS_VERSION
        assert [each.request_no for each in reader.candidates(record_keys(RECORD), 9)] == [RECORD.request_no]
        assert reader.candidates({"older"}, 9) == []
    initialise(home)
    with services.archive.read() as reader:
        assert [event.action for event in reader.events()].count("rekey") == 2  # of the older program, and of this one
