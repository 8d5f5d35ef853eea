"""Taking scans in, giving them out, finishing them: the same on both databases."""

from __future__ import annotations

import datetime as dt

import pytest

from archive_store.archive import Archive
from domain.documents import DroppedPage, Given, Scan, ScanStatus
from domain.errors import InvalidRequest, UnknownObject
from domain.messages import Reason, message_of
from tests.archive_values import AGENT, SettableClock, arrival, draft, page


def take_in(archive: Archive, **values: object) -> Scan:
    with archive.write(AGENT) as tx:
        return tx.accession(arrival(**values))  # type: ignore[arg-type]


def claim(archive: Archive, owner: str = "one", limit: int = 1, living: tuple[str, ...] = ("one", "two")) -> list[str]:
    with archive.write(AGENT) as tx:
        return [scan.id for scan in tx.claim(owner, limit, alive=living.__contains__)]


def test_a_scan_comes_back_as_it_was_taken_in(archive: Archive, clock: SettableClock) -> None:
    given = Given("2021-000001", "notice", dt.date(2021, 1, 2), "box 7")
    taken = take_in(archive, path="/inbox/جمعية\n\udcff.pdf", given=given, register=False)
    with archive.read() as reader:
        assert reader.scan(taken.id) == taken
    assert (taken.id, taken.status, taken.received_at) == ("s1", ScanStatus.WAITING, clock.now)
    assert taken.source == arrival(path="/inbox/جمعية\n\udcff.pdf").source
    assert (taken.given, taken.register, taken.centre, taken.format) == (given, False, "DAM", "pdf")


@pytest.mark.parametrize("spelling", ["s1", "S1", "1", " s1 ", "١", "s١"])
def test_a_scan_is_found_by_its_name_in_any_spelling(archive: Archive, spelling: str) -> None:
    take_in(archive)
    with archive.read() as reader:
        assert reader.scan(spelling).id == "s1"


@pytest.mark.parametrize("spelling", ["", "s", "s0", "s2", "d1", "s-1", "s1.5", "s99999999999999999999"])
def test_a_scan_that_is_not_there_is_unknown(archive: Archive, spelling: str) -> None:
    take_in(archive)
    with archive.read() as reader, pytest.raises(UnknownObject):
        reader.scan(spelling)


def test_the_same_bytes_in_another_file_are_a_duplicate_of_the_first(archive: Archive) -> None:
    first = take_in(archive, content="x")
    second = take_in(archive, content="x", path="/inbox/b.pdf")
    third = take_in(archive, content="x", path="/other/c.pdf", channel="import")
    assert (second.status, second.duplicate_of, second.reason) == (ScanStatus.DUPLICATE, first.id, Reason.DUPLICATE)
    assert second.message == message_of(Reason.DUPLICATE)
    assert third.duplicate_of == first.id
    with archive.read() as reader:
        assert reader.scan_of_bytes(first.sha256) == first
    assert claim(archive, limit=9) == [first.id]


def test_a_watched_file_met_again_before_it_left_is_the_same_scan(archive: Archive) -> None:
    first = take_in(archive)
    assert take_in(archive) == first
    with archive.write(AGENT) as tx:
        tx.mark_left(first.id)
        tx.mark_left(first.id)
    assert take_in(archive).duplicate_of == first.id  # dropped once more under the same name
    assert take_in(archive, path="/inbox/b.pdf", content="/inbox/a.pdf", mtime_ns=2).status is ScanStatus.DUPLICATE


def test_an_import_of_the_same_path_and_bytes_is_the_same_scan_forever(archive: Archive) -> None:
    first = take_in(archive, channel="import")
    with archive.write(AGENT) as tx:
        tx.mark_left(first.id)
    assert take_in(archive, channel="import", mtime_ns=99).id == first.id
    assert take_in(archive, channel="import", content="changed").status is ScanStatus.WAITING
    with archive.read() as reader:
        assert len(reader.scan_by_source("/inbox/a.pdf", "import")) == 2
        assert reader.scan_by_source("/inbox/a.pdf", "watch") == []


def test_scans_are_given_out_oldest_first_and_once(archive: Archive) -> None:
    for name in "abcd":
        take_in(archive, path=name)
    assert claim(archive, limit=2) == ["s1", "s2"]
    assert claim(archive, "two", limit=5) == ["s3", "s4"]
    assert claim(archive) == []
    with archive.read() as reader:
        assert [(scan.status, scan.attempts) for scan in reader.scans()] == [(ScanStatus.RUNNING, 1)] * 4


def test_the_scans_of_a_dead_owner_are_given_out_again(archive: Archive) -> None:
    take_in(archive)
    assert claim(archive, "one") == ["s1"]
    assert claim(archive, "two", living=("one", "two")) == []
    assert claim(archive, "two", living=("two",)) == ["s1"]
    with archive.read() as reader:
        assert reader.scan("s1").attempts == 2


def test_a_scan_put_back_waits_until_it_is_due(archive: Archive, clock: SettableClock) -> None:
    take_in(archive)
    claim(archive)
    with archive.write(AGENT) as tx:
        tx.put_back("s1", not_before=clock.now + dt.timedelta(minutes=5), detail="disk full")
    assert claim(archive) == []
    clock.move(minutes=6)
    assert claim(archive) == ["s1"]


def test_a_scan_waits_no_longer_when_the_clock_is_set_back(archive: Archive, clock: SettableClock) -> None:
    take_in(archive)
    claim(archive)
    with archive.write(AGENT) as tx:
        tx.put_back("s1", not_before=clock.now + dt.timedelta(minutes=5))
    clock.move(days=-400)
    assert claim(archive) == ["s1"]


def test_a_stop_in_the_middle_is_not_counted_as_an_attempt(archive: Archive) -> None:
    take_in(archive)
    claim(archive)
    with archive.write(AGENT) as tx:
        tx.put_back("s1", not_before=None, counted=False)
    claim(archive)
    with archive.read() as reader:
        assert reader.scan("s1").attempts == 1


def test_quarantine_and_release(archive: Archive) -> None:
    take_in(archive)
    claim(archive)
    with archive.write(AGENT) as tx:
        tx.quarantine("s1", Reason.DAMAGED, "bad xref", 1.5)
    with archive.read() as reader:
        scan = reader.scan("s1")
    assert (scan.status, scan.reason, scan.detail, scan.seconds) == (ScanStatus.QUARANTINED, Reason.DAMAGED, "bad xref", 1.5)
    assert claim(archive) == []
    with archive.write(AGENT) as tx:
        tx.release("s1")
    assert claim(archive) == ["s1"]
    with archive.read() as reader:
        assert (reader.scan("s1").reason, reader.scan("s1").attempts) == (None, 1)


def test_a_held_scan_waits_in_review_and_can_be_released(archive: Archive) -> None:
    take_in(archive)
    claim(archive)
    with archive.write(AGENT) as tx:
        tx.hold("s1", Reason.ENCRYPTED)
    with archive.read() as reader:
        assert [scan.id for scan in reader.scans(status=ScanStatus.REVIEW)] == ["s1"]
    with archive.write(AGENT) as tx:
        tx.release("s1")
    assert claim(archive) == ["s1"]


def test_finishing_keeps_pages_documents_and_dropped_pages(archive: Archive, clock: SettableClock) -> None:
    take_in(archive, given=Given(box="box 7"))
    claim(archive)
    pages = [page(1), page(2, "صفحة ثانية"), page(3, "")]
    drafts = [draft((1,), "decision", "decision"), draft((2,), undecided=(Reason.NO_RECORD,))]
    with archive.write(AGENT) as tx:
        finished = tx.finish("s1", pages, drafts, [DroppedPage(3, "blank")], ["ab" * 32, None], 2.5)
    assert (finished.status, finished.reason, finished.pages, finished.seconds) == (ScanStatus.REVIEW, Reason.NO_RECORD, 3, 2.5)
    assert [(each.id, each.register_no, each.tab, each.box) for each in finished.documents] == [
        ("d1", "1/ص", "decision", "box 7"),
        ("d2", None, "correspondence", "box 7"),
    ]
    assert [each.draft for each in finished.documents] == drafts
    assert finished.dropped == (DroppedPage(3, "blank"),)
    with archive.read() as reader:
        assert reader.scan("s1") == finished
        assert list(reader.pages_of_scan("s1")) == pages
        assert reader.pages_of("d2") == [pages[1]]
        assert reader.page("s1", 3) == pages[2]
        assert reader.document("D2") == finished.documents[1]
        assert [each.id for each in reader.review_queue()] == ["d2"]
        (reason,) = reader.document("d2").draft.undecided
        assert [each.id for each in reader.review_queue(reason=reason)] == ["d2"]
        assert [each.id for each in reader.review_queue(reason=Reason.TYPE_UNSURE)] == []


def test_a_scan_is_finished_once(archive: Archive) -> None:
    take_in(archive)
    claim(archive)
    for attempt in range(2):
        with archive.write(AGENT) as tx:
            if attempt:
                with pytest.raises(InvalidRequest):
                    tx.finish("s1", [page()], [draft()], [], [None], 1.0)
            else:
                tx.finish("s1", [page()], [draft()], [], [None], 1.0)
    with archive.read() as reader:
        assert len(reader.scan("s1").documents) == 1
        assert len(list(reader.register())) == 1


def test_nothing_of_a_failed_transaction_remains(archive: Archive) -> None:
    take_in(archive)
    claim(archive)
    with pytest.raises(ZeroDivisionError), archive.write(AGENT) as tx:
        tx.finish("s1", [page()], [draft()], [], [None], 1.0)
        raise ZeroDivisionError
    with archive.read() as reader:
        assert reader.scan("s1").status is ScanStatus.RUNNING
        assert [event.action for event in reader.events()] == ["accession"]
        assert reader.feed_head() == 0


def test_text_that_no_database_takes_is_made_storable(archive: Archive) -> None:
    take_in(archive)
    claim(archive)
    with archive.write(AGENT) as tx:
        tx.finish("s1", [page(1, "نص\x00مع \udcffغريب")], [draft(subject="موضوع\x00")], [], [None], 1.0)
    with archive.read() as reader:
        assert reader.page("s1", 1).text == "نص\x00مع \udcffغريب"
        assert reader.document("d1").draft.subject == "موضوع\ufffd"
        assert reader.feed_after(0, 9)[0].pages[0].text == "نص\ufffdمع \ufffdغريب"


def test_scans_are_listed_in_pieces(archive: Archive, clock: SettableClock) -> None:
    with archive.write(AGENT) as tx:
        for number in range(450):
            tx.accession(arrival(path=f"/inbox/{number}"))
    clock.move(hours=1)
    take_in(archive)
    with archive.read() as reader:
        assert [scan.id for scan in reader.scans()] == [f"s{n}" for n in range(1, 452)]
        assert [scan.id for scan in reader.scans(limit=3, after="s200")] == ["s201", "s202", "s203"]
        assert [scan.id for scan in reader.scans(since=clock.now)] == ["s451"]
        assert len(reader.unfinished_scans()) == 451


def test_counts_name_everything_and_the_oldest(archive: Archive, clock: SettableClock) -> None:
    with archive.read() as reader:
        assert reader.counts().oldest_waiting_s is None
    take_in(archive)
    take_in(archive, path="b", content="/inbox/a.pdf")
    clock.move(seconds=30)
    take_in(archive, path="c")
    claim(archive)
    with archive.write(AGENT) as tx:
        tx.note_stuck("/inbox/\udcff", 7, Reason.INCOMPLETE, clock.now - dt.timedelta(minutes=2))
        tx.note_stuck("/inbox/\udcff", 8, Reason.INCOMPLETE)
        tx.note_stuck("/inbox/z", 8, Reason.INCOMPLETE)
        tx.clear_stuck("/inbox/z")
    with archive.read() as reader:
        counts = reader.counts()
        (stuck,) = reader.stuck_files()
    assert (counts.waiting, counts.running, counts.duplicate, counts.stuck, counts.archived) == (1, 1, 1, 1, 0)
    assert counts.oldest_waiting_s == 120.0
    assert (stuck.path, stuck.size, stuck.reason) == ("/inbox/\udcff", 8, Reason.INCOMPLETE)


def test_a_file_once_taken_is_stuck_no_longer(archive: Archive) -> None:
    with archive.write(AGENT) as tx:
        tx.note_stuck("/inbox/a.pdf", 7, Reason.INCOMPLETE)
    take_in(archive)
    with archive.read() as reader:
        assert reader.stuck_files() == []


def test_a_scan_that_held_others_is_settled(archive: Archive) -> None:
    take_in(archive)
    claim(archive)
    with archive.write(AGENT) as tx:
        part = tx.accession(arrival(path="/inbox/a.pdf/1-b.pdf", channel="part", part_of="s1"))
        tx.unpacked("s1", [part.id], 1.5)
    with archive.read() as reader:
        whole = reader.scan("s1")
        assert (whole.status, whole.seconds, whole.pages) == (ScanStatus.ARCHIVED, 1.5, 0)
        assert [scan.id for scan in reader.parts_of("s1")] == [part.id]
