"""Records, candidates, statistics and the search feed: the same on both databases."""

from __future__ import annotations

import datetime as dt

import pytest

from archive_store.archive import Archive
from archive_store.reading.report import ServiceRow
from domain.documents import LinkMethod, Record
from domain.messages import Reason
from tests.archive_values import AGENT, DAMASCUS, SettableClock, arrival, draft, page, record


def save(archive: Archive, *records: Record) -> list[str]:
    with archive.write(AGENT) as tx:
        return [tx.save_record(each, "v1") for each in records]


def file(archive: Archive, request_no: str | None, path: str) -> None:
    with archive.write(AGENT) as tx:
        scan = tx.accession(arrival(path=path))
        tx.claim("one", alive=lambda _owner: True)
        tx.finish(scan.id, [page()], [draft(request_no=request_no)], [], [None], 1.0)


def test_a_record_is_added_updated_or_unchanged(archive: Archive) -> None:
    first = record(submitted_on=dt.date(2021, 1, 5), extra=(("ملاحظة", "عاجل"),))
    assert save(archive, first, first, record(state="open"), record(state="open")) == [
        "added",
        "unchanged",
        "updated",
        "unchanged",
    ]
    with archive.read() as reader:
        assert reader.record("2021-000001") == record(state="open")
        assert [(event.action, event.object) for event in reader.events()] == [
            ("record-added", "2021-000001"),
            ("record-updated", "2021-000001"),
        ]


def test_a_change_and_an_addition_in_one_transaction(archive: Archive) -> None:
    save(archive, record(applicant_name="سعاد العمر"))
    assert save(archive, record(applicant_name="سعاد الأحمد"), record("2021-000002", applicant_name="هدى")) == [
        "updated",
        "added",
    ]
    with archive.read() as reader:
        assert [each.request_no for each in reader.candidates({"الأحمد", "هدى"}, 9)] == ["2021-000001", "2021-000002"]


def test_columns_that_a_source_does_not_have_are_left_alone(archive: Archive) -> None:
    save(archive, record(phone="0933", extra=(("a", "1"), ("b", "2"))))
    partial = Record("2021-000001", state="done", extra=(("b", "3"),))
    with archive.write(AGENT) as tx:
        assert tx.save_record(partial, "v2", given={"request_no", "state", "extra"}) == "updated"
    with archive.read() as reader:
        assert reader.record("2021-000001") == record(phone="0933", state="done", extra=(("a", "1"), ("b", "3")))
    with archive.write(AGENT) as tx:
        assert tx.save_record(Record("2021-000001", extra=(("a", ""),)), "v2", given={"extra"}) == "updated"
    with archive.read() as reader:
        assert reader.record("2021-000001") == record(phone="0933", state="done", extra=(("b", "3"),))
        assert reader.request_nos_with("b", "3") == {"2021-000001": {"b": "3"}}
        assert reader.request_nos_with("b", "2") == {}


def test_facts_about_the_archive_take_the_place_of_earlier_ones(archive: Archive) -> None:
    for value in ("1", "2"):
        with archive.write(AGENT) as tx:
            tx.note_fact("of a test", value)
    with archive.read() as reader:
        assert (reader.fact("of a test"), reader.fact("of no test")) == ("2", None)


@pytest.mark.parametrize(
    "spelling", ["DAM-2021-000123", "2021-000123", "٢٠٢١-٠٠٠١٢٣", "000123/2021", "٠٠٠١٢٣/٢٠٢١", "dam-2021-000123"]
)
def test_a_record_is_found_in_any_spelling_of_its_number(archive: Archive, spelling: str) -> None:
    save(archive, record("DAM-2021-000123"), record("2021-000124"))
    with archive.read() as reader:
        found = reader.record(spelling)
        assert found is not None and found.request_no == "DAM-2021-000123"
        assert reader.record("ALP-2021-000123") is None
        assert reader.record("2021-000999") is None


def test_a_number_of_several_sites_needs_its_prefix(archive: Archive) -> None:
    save(archive, record("DAM-2021-000123"), record("ALP-2021-000123"))
    with archive.read() as reader:
        assert reader.record("2021-000123") is None
        found = reader.record("ALP-٢٠٢١-٠٠٠١٢٣")
        assert found is not None and found.request_no == "ALP-2021-000123"


def test_records_are_listed_and_counted(archive: Archive) -> None:
    save(archive, *(record(f"2021-{n:06d}", service_code="a" if n % 2 else "b", state="open") for n in range(1, 8)))
    save(archive, record("2021-000050", applicant_name="100% هدى"))
    with archive.read() as reader:
        assert [each.request_no[-1] for each in reader.records(limit=2, offset=1, service="a")] == ["3", "5"]
        assert [each.request_no for each in reader.records(text="0% ه")] == ["2021-000050"]
        assert (reader.record_count(), reader.record_count(service="a", state="open")) == (8, 4)


def test_candidates_share_keys_and_the_rare_key_comes_first(archive: Archive) -> None:
    save(archive, *(record(f"2021-{n:06d}", applicant_name="محمد العلي") for n in range(1, 30)))
    save(archive, record("2021-000050", applicant_name="هدى العلي"), record("2021-000051", applicant_name="سمر زين"))
    with archive.read() as reader:
        found = [each.request_no for each in reader.candidates({"هدى", "العلي", "لا أحد"}, 3)]
        assert found == ["2021-000050", "2021-000001", "2021-000002"]
        assert reader.candidates({"لا أحد"}, 3) == []
        assert reader.candidates(frozenset(), 3) == []


def test_keys_follow_a_changed_record(archive: Archive) -> None:
    save(archive, record(applicant_name="سعاد العمر"))
    save(archive, record(applicant_name="سعاد الأحمد"))
    with archive.read() as reader:
        assert reader.candidates({"العمر"}, 9) == []
        assert [each.applicant_name for each in reader.candidates({"الأحمد"}, 9)] == ["سعاد الأحمد"]


def test_keys_are_made_anew_when_their_making_changes(database_url: str, archive: Archive, clock: SettableClock) -> None:
    save(archive, record(applicant_name="سعاد العمر"))
    with archive.write(AGENT) as tx:
        scan = tx.accession(arrival())
        tx.claim("one", alive=lambda _owner: True)
        tx.finish(scan.id, [page()], [draft(undecided=(Reason.NO_RECORD,), name="هدى")], [], [None], 1.0)
    with archive.read() as reader:
        assert reader.keys_version() is None
    newer = Archive.open(
        database_url,
        clock=clock,
        timezone=DAMASCUS,
        record_keys=lambda each: frozenset(each.applicant_name),
        draft_keys=lambda each: frozenset(each.fields[0].value),
    )
    with newer.write(AGENT) as tx:
        assert tx.rekey("2") == 1
    with newer.read() as reader:
        assert reader.keys_version() == "2"
        assert reader.candidates({"سعاد"}, 9) == []
        assert [each.request_no for each in reader.candidates({"س"}, 9)] == ["2021-000001"]
        assert [each.id for each in reader.waiting_for({"ه"})] == ["d1"]
    newer.close()


def test_the_feed_shows_the_newest_state_of_each_document(archive: Archive) -> None:
    save(archive, record(governorate="دمشق", state="open", mother_name="ليلى"))
    file(archive, "2021-000001", "a")
    file(archive, None, "b")
    with archive.read() as reader:
        first, second = reader.feed_after(0, 10)
        assert (first.no, first.document_id, first.service, first.governorate) == (1, "d1", "mobility-aid", "دمشق")
        assert (first.names, first.date, first.year) == (("سعاد العمر", "ليلى"), "2021-01-26", 2021)
        assert (first.register_no, first.request_no, second.request_no, second.service) == ("1/و", "2021-000001", None, "")
        assert [(each.number, each.text) for each in first.pages] == [(1, "كتاب رقم ١٧")]
        assert reader.feed_after(0, 1) == [first]
        assert reader.feed_after(2, 10) == []
    save(archive, record(governorate="دمشق", state="done"))
    with archive.read() as reader:
        rows = reader.feed_after(0, 10)
        assert list(reader.shown_documents()) == ["d1", "d2"]
        assert [(row.no, row.document_id, row.state) for row in rows] == [(2, "d2", ""), (3, "d1", "done")]
        assert reader.feed_head() == 3


def test_the_report_counts_time_limits_per_service(archive: Archive, clock: SettableClock) -> None:
    day = dt.date(2026, 2, 1)

    def made(number: int, service: str, due: int | None, decided: int | None, submitted: dt.date = day) -> Record:
        return record(
            f"2026-{number:06d}",
            service_code=service,
            submitted_on=submitted,
            due_on=day + dt.timedelta(days=due) if due is not None else None,
            decided_on=day + dt.timedelta(days=decided) if decided is not None else None,
        )

    save(archive, made(1, "a", 10, 10), made(2, "a", 10, 11), made(3, "a", 10, None), made(4, "a", 90, None))
    save(archive, made(5, "b", None, 4), made(6, "b", None, None), made(7, "b", None, 4, dt.date(2025, 1, 1)))
    file(archive, "2026-000001", "x")
    file(archive, "2026-000001", "y")
    with archive.read() as reader:
        assert reader.report(since=day, until=day) == [
            ServiceRow("a", requests=4, papers=2, decided=2, kept=1, missed=1, late=1),
            ServiceRow("b", requests=2, papers=0, decided=1, kept=0, missed=0, late=0),
        ]
        limits = reader.report(days_of={"b": 3}.get)[1]
        assert limits == ServiceRow("b", requests=3, papers=0, decided=2, kept=0, missed=2, late=1)


def test_the_report_counts_a_paper_for_each_service_it_is_filed_under(archive: Archive, clock: SettableClock) -> None:
    today = clock.now.date()
    early, late = (today - dt.timedelta(days=days) for days in (30, 3))
    save(
        archive,
        record("2021-000001", service_code="a", submitted_on=early),
        record("2021-000002", service_code="a", submitted_on=late),
        record("2021-000003", service_code="b", submitted_on=late),
        record("2021-000004", service_code="b", submitted_on=late),
    )
    file(archive, "2021-000001", "a")
    file(archive, "2021-000001", "b")
    file(archive, "2021-000003", "c")
    with archive.write(AGENT) as tx:
        tx.decide("d1", also_in=["2021-000002", "2021-000003", "2021-000004"])
        tx.decide("d2", also_in=["2021-000003"])
    with archive.read() as reader:
        assert {row.service: row.papers for row in reader.report()} == {"a": 2, "b": 3}
        assert {row.service: row.papers for row in reader.report(since=late)} == {"a": 1, "b": 3}, "by the later dossier"
        assert {row.service: row.papers for row in reader.report(until=early)} == {"a": 2}


def test_catalogues_and_models_are_kept(archive: Archive) -> None:
    with archive.write(AGENT) as tx:
        assert tx.save_catalogue("v1", "tabs = []")
        assert not tx.save_catalogue("v1", "tabs = []")
        assert tx.save_model("ab" * 32, {"accuracy": 0.9}, active=True) == 1
        assert tx.save_model("cd" * 32, {"accuracy": 0.8}, active=False) == 2
        assert tx.save_model("ef" * 32, {"accuracy": 0.95}, active=True) == 3
        tx.service_event("started", "2 workers")
    with archive.read() as reader:
        assert reader.catalogue("v1") == "tabs = []"
        assert reader.catalogue("v2") is None
        assert [version for version, _at in reader.catalogue_versions()] == ["v1"]
        active, second = reader.model(), reader.model(2)
        assert [(model.version, model.active) for model in reader.models()] == [(1, False), (2, False), (3, True)]
    assert active is not None and (active.version, active.score) == (3, {"accuracy": 0.95})
    assert second is not None and not second.active


def test_the_classifier_learns_from_what_people_decided(archive: Archive) -> None:
    save(archive, record())
    file(archive, "2021-000001", "a")
    file(archive, "2021-000001", "b")
    with archive.write(AGENT) as tx:
        tx.decide("d1", also_in=["2021-000001"])  # says nothing about the type
        tx.decide("d2", type="notice", tab="notices", method=LinkMethod.MANUAL)
    with archive.read() as reader:
        assert list(reader.confirmed_documents()) == [("d2", "notice")]
