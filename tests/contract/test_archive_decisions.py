"""What people and late records settle, and what becomes of the register: the same on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from archive_store.archive import Archive
from archive_store.writing.replacing import NewDocument
from domain.documents import (
    Book,
    Document,
    DocumentDraft,
    DocumentStatus,
    Given,
    Link,
    LinkMethod,
    Proposal,
    RegisterEntry,
    Scan,
    ScanStatus,
)
from domain.errors import InvalidRequest, UnknownObject
from domain.messages import Reason
from tests.archive_values import AGENT, SettableClock, arrival, draft, page, record

UNSURE = (Reason.NO_RECORD,)


def file(archive: Archive, *drafts: DocumentDraft, path: str = "/inbox/a.pdf", **values: object) -> Sequence[Document]:
    """Takes a scan in and finishes it with these documents."""
    with archive.write(AGENT) as tx:
        scan = tx.accession(arrival(path=path, **values))  # type: ignore[arg-type]
        tx.claim("one", 99, alive=lambda _owner: True)
        numbers = sorted({number for each in drafts for number in each.pages})
        return tx.finish(scan.id, [page(n) for n in numbers], drafts, [], [None] * len(drafts), 1.0).documents


def save(archive: Archive, *numbers: str) -> None:
    with archive.write(AGENT) as tx:
        for number in numbers:
            tx.save_record(record(number), "v1")


def replacing(archive: Archive, old: Sequence[str], *new: NewDocument) -> list[Document]:
    """Puts documents in the place of the old ones as they now are."""
    with archive.read() as reader:
        olds = [reader.document(name) for name in old]
    with archive.write(AGENT) as tx:
        return tx.replace(olds, new)


def entries(archive: Archive) -> list[RegisterEntry]:
    with archive.read() as reader:
        return list(reader.register())


def lines(archive: Archive) -> list[tuple[str, str, tuple[Book, int, int] | None]]:
    return [(entry.label, entry.document_id, entry.voids) for entry in entries(archive)]


def test_entries_count_per_centre_and_book_without_gap(archive: Archive) -> None:
    file(archive, draft((1,)), draft((2,), "decision"), draft((3,), "memo"), draft((4,)))
    file(archive, draft(), path="b", centre="ALP")
    file(archive, draft(), path="c", register=False)
    found = [(each.centre, each.book.value, each.no, each.document_id) for each in entries(archive)]
    assert found == [
        ("ALP", "incoming", 1, "d5"),
        ("DAM", "incoming", 1, "d1"),
        ("DAM", "incoming", 2, "d4"),
        ("DAM", "outgoing", 1, "d2"),
    ]
    with archive.read() as reader:
        assert [entry.no for entry in reader.register(centre="DAM", book=Book.INCOMING, year=2026)] == [1, 2]
        assert list(reader.register(year=2025)) == []
        assert reader.document("d6").status is DocumentStatus.ARCHIVED
        assert reader.document("d6").register_no is None


def test_the_date_is_the_centres_and_the_year_begins_anew(archive: Archive, clock: SettableClock) -> None:
    clock.now = dt.datetime(2026, 12, 31, 20, 59, tzinfo=dt.UTC)  # 23:59 in Damascus
    file(archive, draft(), path="a")
    clock.move(minutes=2)
    file(archive, draft(), path="b")
    found = [(entry.year, entry.no, entry.date) for entry in entries(archive)]
    assert found == [(2026, 1, dt.date(2026, 12, 31)), (2027, 1, dt.date(2027, 1, 1))]


def test_the_date_never_goes_back_with_the_clock(archive: Archive, clock: SettableClock) -> None:
    file(archive, draft(), path="a")
    clock.move(days=-400)
    file(archive, draft(), path="b")
    file(archive, draft(type="decision"), path="c")  # another book: nothing there to stay behind
    found = [(entry.book.value, entry.year, entry.no, entry.date.isoformat()) for entry in entries(archive)]
    assert found == [
        ("incoming", 2026, 1, "2026-03-01"),
        ("incoming", 2026, 2, "2026-03-01"),
        ("outgoing", 2025, 1, "2025-01-25"),
    ]


def test_naming_the_request_settles_the_link_and_archives(archive: Archive, clock: SettableClock) -> None:
    file(archive, draft(undecided=UNSURE))
    save(archive, "DAM-2021-000009")
    clock.move(hours=1)
    with archive.write("os:clerk") as tx:
        decided = tx.decide("d1", request_no="٠٠٠٠٠٩/٢٠٢١", note="seen")
    assert (decided.status, decided.register_no, decided.archived_at) == (DocumentStatus.ARCHIVED, "1/و", clock.now)
    assert decided.draft.link == Link("DAM-2021-000009", LinkMethod.MANUAL, 1.0, None, ("person",))
    assert decided.draft.undecided == ()
    with archive.read() as reader:
        assert reader.scan("s1").status is ScanStatus.ARCHIVED
        (change,) = reader.history("d1")
        assert reader.documents_of("DAM-2021-000009") == [decided]
        assert reader.review_queue() == []
    assert (change.agent, change.action, change.note) == ("os:clerk", "decide", "seen")
    assert change.before["request_no"] is None
    assert change.after["request_no"] == "DAM-2021-000009"


def test_what_is_not_named_stays_undecided(archive: Archive) -> None:
    file(archive, draft(undecided=(Reason.NO_RECORD, Reason.TYPE_UNSURE)))
    with archive.write(AGENT) as tx:
        decided = tx.decide("d1", type="notice", tab="notices")
    assert decided.status is DocumentStatus.REVIEW
    assert decided.draft.undecided == (Reason.NO_RECORD,)
    assert (decided.draft.classification.type, decided.draft.classification.sure, decided.tab) == ("notice", True, "notices")
    assert decided.draft.link.proposals


def test_accepting_as_it_stands_archives(archive: Archive) -> None:
    (found,) = file(archive, draft(undecided=(Reason.TYPE_UNSURE, Reason.RESCAN)))
    with archive.write(AGENT) as tx:
        decided = tx.decide("d1", settles=found.draft.undecided)
    assert decided.status is DocumentStatus.ARCHIVED
    assert decided.draft.classification.sure
    assert decided.draft.link.request_no == "2021-000001"


def test_a_paper_can_be_said_to_belong_to_no_request(archive: Archive) -> None:
    file(archive, draft(undecided=UNSURE))
    with archive.write(AGENT) as tx:
        decided = tx.decide("d1", request_no=None)
    assert (decided.status, decided.draft.link.request_no) == (DocumentStatus.ARCHIVED, None)


def test_a_request_without_a_record_is_refused(archive: Archive) -> None:
    file(archive, draft(undecided=UNSURE))
    with archive.write(AGENT) as tx, pytest.raises(UnknownObject):
        tx.decide("d1", request_no="2021-000777")
    with archive.write(AGENT) as tx, pytest.raises(UnknownObject):
        tx.decide("d7", request_no=None)


def test_another_request_makes_no_new_entry(archive: Archive) -> None:
    file(archive, draft())
    save(archive, "2021-000002", "2021-000003")
    with archive.write(AGENT) as tx:
        decided = tx.decide("d1", request_no="2021-000002", also_in=["2021-000003"])
    assert (decided.register_no, decided.also_in) == ("1/و", ("2021-000003",))
    assert len(entries(archive)) == 1
    with archive.read() as reader:
        assert [each.id for each in reader.documents_of("2021-000003")] == ["d1"]
        assert reader.history("d1")[0].after["also_in"] == ["2021-000003"]


def test_another_type_of_the_same_book_makes_no_new_entry(archive: Archive) -> None:
    file(archive, draft())
    with archive.write(AGENT) as tx:
        tx.decide("d1", type="notice", tab="notices")
    assert lines(archive) == [("1/و", "d1", None)]


def test_a_type_of_the_other_book_voids_the_old_entry(archive: Archive) -> None:
    file(archive, draft())
    with archive.write(AGENT) as tx:
        decided = tx.decide("d1", type="decision", tab="decision")
    assert decided.register_no == "1/ص"
    assert lines(archive) == [("1/و", "d1", None), ("1/ص", "d1", (Book.INCOMING, 2026, 1))]


def test_a_type_of_no_book_voids_the_entry_and_back_makes_a_new_one(archive: Archive) -> None:
    file(archive, draft())
    with archive.write(AGENT) as tx:
        assert tx.decide("d1", type="memo", tab="correspondence").register_no is None
        assert tx.decide("d1", type="notice", tab="notices").register_no == "3/و"
    assert lines(archive) == [("1/و", "d1", None), ("2/و", "d1", (Book.INCOMING, 2026, 1)), ("3/و", "d1", None)]


def test_a_late_record_links_and_archives(archive: Archive) -> None:
    file(archive, draft(undecided=UNSURE, name="سعاد العمر"), draft((2,), undecided=UNSURE, name="هدى الخطيب"))
    found = Link("2021-000001", LinkMethod.NAMES, 0.999, None, ("name=exact", "date=exact"))
    with archive.read() as reader:
        assert [each.id for each in reader.waiting_for({"سعاد", "العمر", "أخرى"})] == ["d1"]
    with archive.write("service:watch") as tx:
        tx.save_record(record(), "v1")
        linked = tx.relink("d1", found)
    assert (linked.status, linked.draft.link, linked.register_no) == (DocumentStatus.ARCHIVED, found, "1/و")
    with archive.read() as reader:
        assert reader.waiting_for({"سعاد"}) == []
        assert reader.scan("s1").status is ScanStatus.REVIEW
    with archive.write(AGENT) as tx, pytest.raises(InvalidRequest):
        tx.relink("d1", found)


def test_better_proposals_keep_a_document_in_review(archive: Archive) -> None:
    file(archive, draft(undecided=UNSURE))
    better = Link(None, None, 0.7, Reason.LINK_UNSURE, (), (Proposal("2021-000001", 0.7, ("name=exact",)),))
    with archive.write(AGENT) as tx:
        linked = tx.relink("d1", better)
    assert (linked.status, linked.draft.undecided, linked.draft.link) == (
        DocumentStatus.REVIEW,
        (Reason.LINK_UNSURE,),
        better,
    )


def test_a_split_voids_the_old_entry_once(archive: Archive) -> None:
    file(archive, draft((1, 2)))
    new = replacing(archive, ["d1"], NewDocument(draft((1,)), None, "s1"), NewDocument(draft((2,)), "cd" * 32, "s1"))
    assert [(each.id, each.register_no, each.draft.pages) for each in new] == [("d2", "2/و", (1,)), ("d3", "3/و", (2,))]
    assert lines(archive) == [("1/و", "d1", None), ("2/و", "d2", (Book.INCOMING, 2026, 1)), ("3/و", "d3", None)]
    with archive.read() as reader:
        assert reader.document("d1").status is DocumentStatus.REPLACED
        assert reader.replaced_by("d1") == ["d2", "d3"]
        assert reader.replaces("d3") == ["d1"]
        assert [change.after for change in reader.history("d1")] == [{"status": "replaced", "replaced_by": ["d2", "d3"]}]
        assert [change.after for change in reader.history("d2")] == [{"replaces": ["d1"]}]
        assert [each.id for each in reader.scan("s1").documents] == ["d2", "d3"]
        assert {row.document_id: row.deleted for row in reader.feed_after(0, 9)} == {"d1": True, "d2": False, "d3": False}
    with pytest.raises(InvalidRequest):
        replacing(archive, ["d1"], NewDocument(draft((1, 2)), None, "s1"))


def test_a_merge_voids_every_old_entry(archive: Archive) -> None:
    file(archive, draft((1,)), draft((2,)))
    save(archive, "2021-000005")
    with archive.write(AGENT) as tx:
        tx.decide("d2", also_in=["2021-000005"])
    (merged,) = replacing(archive, ["d1", "d2"], NewDocument(draft((1, 2)), None, "s1"))
    assert (merged.register_no, merged.also_in) == ("3/و", ("2021-000005",))
    assert lines(archive)[2:] == [("3/و", "d3", (Book.INCOMING, 2026, 1)), ("4/و", "d2", (Book.INCOMING, 2026, 2))]


def test_a_split_into_undecided_documents_voids_the_entry_at_once(archive: Archive) -> None:
    file(archive, draft((1, 2)))
    unsure = [NewDocument(draft((number,), undecided=UNSURE), None, "s1") for number in (1, 2)]
    replacing(archive, ["d1"], *unsure)
    assert lines(archive) == [("1/و", "d1", None), ("2/و", "d1", (Book.INCOMING, 2026, 1))]
    with archive.read() as reader:
        assert reader.scan("s1").status is ScanStatus.REVIEW


def test_documents_of_two_scans_go_into_a_file_made_of_their_pages(archive: Archive) -> None:
    """Each old entry is voided; the new file is in custody, settled, with the pages that were read on it."""
    file(archive, draft(), path="a")
    file(archive, draft(), path="b")
    with archive.read() as reader:
        olds = [reader.document(name) for name in ("d1", "d2")]
    with archive.write(AGENT) as tx:
        kept = tx.keep(arrival(path="a/edited", channel="edit", part_of="s1"), [page(1), page(2)], 1.5)
        (merged,) = tx.replace(olds, [NewDocument(draft((1, 2)), None, kept.id)], "merge")
    assert (merged.scan_id, merged.register_no) == ("s3", "3/و")
    assert lines(archive)[2:] == [("3/و", "d3", (Book.INCOMING, 2026, 1)), ("4/و", "d2", (Book.INCOMING, 2026, 2))]
    with archive.read() as reader:
        assert [(scan.status, len(scan.documents)) for scan in reader.scans()] == [
            (ScanStatus.ARCHIVED, 0),
            (ScanStatus.ARCHIVED, 0),
            (ScanStatus.ARCHIVED, 1),
        ]
        assert reader.scan("s3").part_of == "s1"
        assert [change.action for change in reader.history("d2")] == ["merge"]


def test_documents_of_two_centres_are_not_joined(archive: Archive) -> None:
    file(archive, draft(), path="a")
    file(archive, draft(), path="b", centre="ALP")
    with pytest.raises(InvalidRequest):
        replacing(archive, ["d1", "d2"], NewDocument(draft(), None, "s1"))
    assert len(entries(archive)) == 2


def test_pages_that_were_never_read_are_refused(archive: Archive) -> None:
    file(archive, draft((1,)))
    with pytest.raises(ValueError, match="not read"):
        replacing(archive, ["d1"], NewDocument(draft((2,)), None, "s1"))


def test_what_another_person_changed_meanwhile_is_not_replaced(archive: Archive) -> None:
    (seen,) = file(archive, draft((1, 2)))
    with archive.write(AGENT) as tx:
        tx.decide("d1", type="notice", tab="notices")
    with archive.write(AGENT) as tx, pytest.raises(InvalidRequest, match="meanwhile"):
        tx.replace([seen], [NewDocument(draft((1,)), None, "s1")])


def test_a_replaced_document_waits_for_no_record(archive: Archive) -> None:
    file(archive, draft(undecided=UNSURE, name="سعاد العمر"))
    replacing(archive, ["d1"], NewDocument(draft(undecided=UNSURE, name="هدى الخطيب"), None, "s1"))
    with archive.read() as reader:
        assert reader.waiting_for({"سعاد"}) == []
        assert [each.id for each in reader.waiting_for({"هدى"})] == ["d2"]


def test_the_request_itself_is_no_other_dossier(archive: Archive) -> None:
    file(archive, draft())
    save(archive, "2021-000001", "2021-000002")
    with archive.write(AGENT) as tx:
        assert tx.decide("d1", also_in=["2021-000001", "2021-000002"]).also_in == ("2021-000002",)
        assert tx.decide("d1", request_no="2021-000002").also_in == ()
        assert tx.decide("d1", also_in=["2021-000001"]).also_in == ("2021-000001",)
        assert tx.decide("d1", also_in=[]).also_in == ()
    with archive.read() as reader:
        assert [change.after["also_in"] for change in reader.history("d1")] == [["2021-000002"], [], ["2021-000001"], []]


def given(archive: Archive, path: str, request_no: str | None) -> Scan:
    with archive.write(AGENT) as tx:
        return tx.accession(arrival(path=path, content="x", channel="import", given=Given(request_no)))


def test_the_same_bytes_with_another_request_ask_once(archive: Archive) -> None:
    first = given(archive, "a", "2021-000001")
    assert given(archive, "a", "٠٠٠٠٠١/٢٠٢١").id == first.id, "another spelling is no other request"
    assert given(archive, "a", None).id == first.id
    asked = given(archive, "a", "2021-000002")
    assert (asked.status, asked.reason, asked.duplicate_of) == (ScanStatus.DUPLICATE, Reason.ALSO_IN, first.id)
    assert given(archive, "b", "2021-000002").reason is Reason.DUPLICATE
    assert given(archive, "c", None).reason is Reason.DUPLICATE
    with archive.read() as reader:
        assert [scan.id for scan in reader.also_in_questions()] == [asked.id]
    with archive.write(AGENT) as tx:
        tx.answer_also_in(asked.id, accepted=False)
        with pytest.raises(InvalidRequest):
            tx.answer_also_in(asked.id, accepted=True)
    with archive.read() as reader:
        assert reader.also_in_questions() == []
        assert reader.scan(asked.id).status is ScanStatus.DUPLICATE


def test_a_finished_scan_cannot_be_released(archive: Archive) -> None:
    file(archive, draft(undecided=UNSURE))
    with archive.write(AGENT) as tx, pytest.raises(InvalidRequest):
        tx.release("s1")
