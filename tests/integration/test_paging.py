"""Pages in other documents, another order, turned, brought from files: old versions stay, books stay sound, search follows."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from PIL import Image

import cli
from archive_store.verify import Problem, verify
from bench.faults.instant import InstantRecognizer
from domain.documents import Document, DocumentStatus, LinkMethod, ScanStatus
from domain.errors import InvalidRequest
from domain.messages import Reason
from ingest.decode import decode_page
from pipeline import desk, work
from pipeline.desk import review_queue
from pipeline.finding import find
from pipeline.held import accept_scan, decline_scan
from pipeline.paging import Pick, arrange, merge, split
from pipeline.questions import Question, Topic, apply, questions_about
from pipeline.releasing import release
from pipeline.services import Services, open_services
from pipeline.workers import InlineWorkers
from tests.integration.instant import RECORD, TEXTS, make_template
from tests.integration.test_parts import archive_all

REPORT, STRANGER, EXTRACT, SECOND_SIDE, PLAIN, BLANK = 10, 20, 30, 50, 80, 255
SIDES = TEXTS | {
    SECOND_SIDE: "صفحة 2 من 2\nتتمة الوصف السريري والعلاج الفيزيائي المقترح",
    PLAIN: "ثلاث جلسات في الأسبوع مع تمارين يومية",
    BLANK: "",
}


def workers() -> InlineWorkers:
    return InlineWorkers(lambda: work._engine.__setitem__(slice(None), [InstantRecognizer(SIDES.__getitem__)]), ())


def stack(*shades: int, size: tuple[int, int] = (220, 300)) -> bytes:
    """A TIFF of a page of each shade, with one black corner by which one sees how it lies."""
    pages = [Image.new("L", size, shade) for shade in shades]
    for page in pages:
        page.paste(0, (size[0] - 40, size[1] - 60, size[0], size[1]))
    held = io.BytesIO()
    pages[0].save(held, "TIFF", save_all=True, append_images=pages[1:], dpi=(100, 100))
    return held.getvalue()


@pytest.fixture
def services(tmp_path: Path) -> Services:
    make_template(tmp_path / "home")
    return open_services(tmp_path / "home")


@pytest.fixture(autouse=True)
def second_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    for shade in (SECOND_SIDE, PLAIN, BLANK):
        monkeypatch.setitem(TEXTS, shade, SIDES[shade])


def archived(services: Services, *stacks: bytes) -> list[Document]:
    for number, content in enumerate(stacks):
        (services.home.inbox / f"{number}.tif").write_bytes(content)
    return [document for scan in archive_all(services) for document in scan.documents]


def found(services: Services, text: str) -> set[str]:
    return {hit.document_id for hit in find(services, text).hits}


def sound(services: Services) -> bool:
    return [each for each in verify(services.archive, services.objects) if isinstance(each, Problem)] == []


def texts(services: Services, document: Document) -> list[str]:
    with services.archive.read() as reader:
        return [page.text for page in reader.pages_of(document.id)]


def merged_stack(services: Services, *shades: int) -> Document:
    """One document of these pages, whatever the machine made of them."""
    documents = archived(services, stack(*shades))
    return merge(services, [each.id for each in documents], workers()) if len(documents) > 1 else documents[0]


def test_a_split_makes_documents_of_their_own(services: Services) -> None:
    old = merged_stack(services, REPORT, EXTRACT)
    one, two = split(services, old.id, [2], workers())
    assert [(each.draft.pages, each.draft.classification.type) for each in (one, two)] == [
        ((1,), "medical-report"),
        ((2,), "civil-extract"),
    ]
    assert {each.draft.link.request_no for each in (one, two)} == {RECORD.request_no}
    assert found(services, "إخراج قيد مدني") == {two.id}
    assert found(services, "الصنوبري") == {one.id, two.id}
    with services.archive.read() as reader:
        assert reader.document(old.id).status is DocumentStatus.REPLACED
        assert reader.replaced_by(old.id) == [one.id, two.id]
        assert reader.history(old.id)[-1].action == "split"
        voided = {(entry.voids[0], entry.voids[2]) for entry in reader.register() if entry.voids}
        standing = {entry.document_id for entry in reader.register() if (entry.book, entry.no) not in voided}
    assert standing >= {one.id, two.id}
    assert old.id not in standing
    with services.objects.open(two.pdf_sha256 or "") as file:
        assert file.read(5) == b"%PDF-"
    assert sound(services)


@pytest.mark.parametrize("at", [[], [1], [3], [2, 9]])
def test_a_split_where_no_page_begins_is_refused(services: Services, at: list[int]) -> None:
    old = merged_stack(services, REPORT, EXTRACT)
    with pytest.raises(InvalidRequest, match="1, 2"):
        split(services, old.id, at, workers())


def test_a_merge_within_a_scan_names_its_pages(services: Services) -> None:
    documents = archived(services, stack(REPORT, EXTRACT))
    if len(documents) == 1:
        documents = split(services, documents[0].id, [2], workers())
    merged = merge(services, [each.id for each in documents], workers())
    assert (merged.scan_id, merged.draft.pages) == ("s1", (1, 2))
    assert Reason.CUT_UNSURE not in merged.draft.undecided
    with pytest.raises(InvalidRequest):
        merge(services, [documents[0].id, merged.id], workers())
    with pytest.raises(InvalidRequest):
        merge(services, [merged.id, merged.id], workers())
    assert sound(services)


def test_documents_of_two_scans_are_merged_in_a_new_file(services: Services) -> None:
    """Both scans and both old documents stay; the new file has the pictures of both."""
    one, two = archived(services, stack(REPORT), stack(SECOND_SIDE))
    merged = merge(services, [one.id, two.id], workers())
    assert texts(services, merged) == [SIDES[REPORT], SIDES[SECOND_SIDE]]
    with services.archive.read() as reader:
        scan = reader.scan(merged.scan_id)
        assert (scan.part_of, scan.source.channel, scan.format) == ("s1", "edit", "pdf")
        assert reader.scan("s2").status is ScanStatus.ARCHIVED
        assert reader.replaces(merged.id) == [one.id, two.id]
    page = decode_page(services.objects.path(scan.sha256) or Path(), "pdf", 2)
    assert (page.width, page.height, page.pixels[0]) == (220, 300, SECOND_SIDE)
    assert found(services, "السريري") == {merged.id}
    assert sound(services)


def test_a_turned_page_is_read_again_as_it_lies(services: Services) -> None:
    (old,) = archived(services, stack(REPORT))
    (turned,) = arrange(services, old.id, [Pick(old.id, 1, turn=90)], workers())
    with services.archive.read() as reader:
        (page,) = reader.pages_of(turned.id)
        (before,) = reader.pages_of(old.id)
        scan = reader.scan(turned.scan_id)
    assert (page.width, page.height, page.rotation) == (before.height, before.width, 0)
    image = decode_page(services.objects.path(scan.sha256) or Path(), "pdf", 1)
    rows = [image.pixels[row * image.width : (row + 1) * image.width] for row in (0, image.height - 1)]
    assert (rows[0][0], rows[0][-1], rows[1][0], rows[1][-1]) == (REPORT, REPORT, 0, REPORT), "the corner went down left"
    assert found(services, "الصنوبري") == {turned.id}
    assert turned.draft.link == old.draft.link
    assert sound(services)


def test_pages_are_put_in_order_and_taken_out_within_the_scan(services: Services) -> None:
    old = merged_stack(services, SECOND_SIDE, REPORT, EXTRACT)
    (new,) = arrange(services, old.id, [Pick(old.id, 2), Pick(old.id, 1)], workers())
    assert (new.scan_id, new.draft.pages) == ("s1", (2, 1))
    assert texts(services, new) == [SIDES[REPORT], SIDES[SECOND_SIDE]]
    assert arrange(services, new.id, [Pick(new.id, 2), Pick(new.id, 1)], workers()) == [new], "nothing to do"
    with services.archive.read() as reader:
        assert reader.document(old.id).draft.pages == (1, 2, 3)
    assert sound(services)


def test_a_blank_page_is_brought_back(services: Services, capsys: pytest.CaptureFixture[str]) -> None:
    """Told by `show`, brought back by naming it; then it is no longer left out."""
    home = ["--home", str(services.home.root)]
    (old,) = archived(services, stack(REPORT, BLANK, SECOND_SIDE))
    assert (old.draft.pages, cli.run([*home, "show", old.id])) == ((1, 3), 0)
    assert "2 (blank)" in capsys.readouterr().out
    assert cli.run([*home, "review", "pages", old.id, "--order", "1,2,3,4"]) == 2
    assert cli.run([*home, "review", "pages", old.id, "--order", "1,2,3", "--json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert (whole["page_numbers"], whole["scan"]) == ([1, 2, 3], old.scan_id)
    assert cli.run([*home, "show", whole["id"], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["dropped_pages"] == []
    assert sound(services)


def test_a_blank_page_is_added_at_the_end(services: Services) -> None:
    (old,) = archived(services, stack(REPORT, BLANK, SECOND_SIDE))
    (new,) = arrange(services, old.id, [*(Pick(old.id, number) for number in old.draft.pages), Pick(old.id, 2)], workers())
    assert new.draft.pages == (1, 3, 2)
    assert sound(services)


def test_a_removed_page_is_brought_back(services: Services, capsys: pytest.CaptureFixture[str]) -> None:
    """Told by `show`, brought back by its number; then it is no longer left out."""
    home = ["--home", str(services.home.root)]
    old = merged_stack(services, REPORT, EXTRACT, SECOND_SIDE)
    assert cli.run([*home, "review", "pages", old.id, "--remove", "2", "--json"]) == 0
    less = json.loads(capsys.readouterr().out)
    assert (less["page_numbers"], cli.run([*home, "show", less["id"]])) == ([1, 3], 0)
    assert "2 (removed)" in capsys.readouterr().out
    assert not found(services, "إخراج قيد مدني")
    assert cli.run([*home, "review", "pages", less["id"], "--order", "1,2,3", "--json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert (whole["page_numbers"], whole["scan"]) == ([1, 2, 3], old.scan_id)
    assert found(services, "إخراج قيد مدني") == {whole["id"]}
    with services.archive.read() as reader:
        assert reader.scan(old.scan_id).dropped == ()
    with pytest.raises(InvalidRequest, match=f"{old.id} was replaced"):
        arrange(services, whole["id"], [Pick(whole["id"], 1), Pick(old.id, 3)], workers())
    assert sound(services)


def test_a_removed_page_is_brought_back_by_the_name_of_the_old_version(services: Services) -> None:
    """Where a turned page made a new scan, and where a better scan took its place."""
    old = merged_stack(services, REPORT, EXTRACT)
    (less,) = arrange(services, old.id, [Pick(old.id, 1, 90)], workers())
    assert less.scan_id != old.scan_id
    (whole,) = arrange(services, less.id, [Pick(less.id, 1), Pick(old.id, 2)], workers())
    assert texts(services, whole) == [SIDES[REPORT], SIDES[EXTRACT]]
    with services.archive.read() as reader:
        assert [scan.dropped for scan in reader.scans()] == [()] * 3
    with pytest.raises(InvalidRequest, match=old.id):
        arrange(services, whole.id, [*(Pick(whole.id, number) for number in (1, 2)), Pick(old.id, 2)], workers())
    assert sound(services)


def test_a_blank_scan_is_a_paper_after_all(services: Services) -> None:
    assert archived(services, stack(BLANK)) == []
    (waiting,) = review_queue(services).scans
    assert (waiting.status, waiting.reason) == (ScanStatus.REVIEW, Reason.BLANK)
    (made,) = accept_scan(services, waiting.id, workers())
    assert (made.draft.pages, made.status) == ((1,), DocumentStatus.REVIEW)
    assert Reason.TYPE_UNSURE in made.draft.undecided
    assert review_queue(services).scans == ()
    settled = desk.correct(services, made.id, type_code="notice", request_no=RECORD.request_no)
    assert settled.status is DocumentStatus.ARCHIVED
    with pytest.raises(InvalidRequest):
        accept_scan(services, waiting.id, workers())
    assert sound(services)


def test_a_blank_scan_is_left_unused(services: Services) -> None:
    archived(services, stack(BLANK))
    left = decline_scan(services, "s1")
    assert (left.status, left.reason, left.documents) == (ScanStatus.ARCHIVED, Reason.NOT_USED, ())
    assert review_queue(services).scans == ()
    with pytest.raises(InvalidRequest):
        decline_scan(services, "s1")
    assert release(services, "s1").status is ScanStatus.WAITING
    assert sound(services)


def test_documents_of_a_scan_are_not_read_over(services: Services) -> None:
    """What waits with documents is no blank scan."""
    archived(services, stack(STRANGER))
    with services.archive.read() as reader:
        (scan,) = reader.scans()
    assert scan.status is ScanStatus.REVIEW
    for change in ("finish", "leave_unused"):
        with pytest.raises(InvalidRequest), services.archive.write(services.agent) as tx:
            getattr(tx, change)(scan.id, *(([], [], [], [], 0.0) if change == "finish" else ()))
    assert sound(services)


def test_pages_of_a_file_are_added_and_replace(services: Services, tmp_path: Path) -> None:
    (old,) = archived(services, stack(REPORT))
    brought = tmp_path / "side.tif"
    brought.write_bytes(stack(EXTRACT, SECOND_SIDE))
    (new,) = arrange(services, old.id, [Pick(old.id, 1), Pick(brought, 2)], workers())
    assert texts(services, new) == [SIDES[REPORT], SIDES[SECOND_SIDE]]
    (again,) = arrange(services, new.id, [Pick(brought, 1), Pick(new.id, 2)], workers())
    assert texts(services, again) == [SIDES[EXTRACT], SIDES[SECOND_SIDE]]
    assert brought.read_bytes() == stack(EXTRACT, SECOND_SIDE)
    with services.archive.read() as reader:
        kept = [scan for scan in reader.scans() if scan.source.channel == "page"]
    assert (kept[0].status, kept[0].documents, kept[0].part_of) == (ScanStatus.ARCHIVED, (), "s1")
    assert sound(services)


def test_pages_are_moved_out_of_a_waiting_document(services: Services) -> None:
    (old,) = archived(services, stack(REPORT))
    (services.home.inbox / "w.tif").write_bytes(stack(SECOND_SIDE, STRANGER))
    *_, scan = archive_all(services)
    waiting = scan.documents[0]
    if len(scan.documents) > 1:
        waiting = merge(services, [each.id for each in scan.documents], workers())
    assert waiting.status is DocumentStatus.REVIEW
    new, rest = arrange(services, old.id, [Pick(old.id, 1), Pick(waiting.id, 1)], workers())
    assert texts(services, new) == [SIDES[REPORT], SIDES[SECOND_SIDE]]
    assert (texts(services, rest), rest.draft.pages, rest.scan_id) == ([SIDES[STRANGER]], (2,), scan.id)
    assert sound(services)


@pytest.mark.parametrize("turn", [45, 1])
def test_what_no_document_can_be_is_refused(services: Services, tmp_path: Path, turn: int) -> None:
    one, two = archived(services, stack(REPORT), stack(EXTRACT))
    assert two.status is DocumentStatus.ARCHIVED
    (tmp_path / "no.txt").write_text("no picture")
    wrong: list[list[Pick]] = [
        [],
        [Pick(one.id, 7)],
        [Pick(one.id, 1, turn=turn)],
        [Pick(one.id, 1), Pick(one.id, 1)],
        [Pick(one.id, 1), Pick(two.id, 1)],
        [Pick(tmp_path / "missing.tif", 1)],
        [Pick(tmp_path / "no.txt", 1)],
    ]
    for picks in wrong:
        with pytest.raises(InvalidRequest):
            arrange(services, one.id, picks, workers())
    with services.archive.read() as reader:
        assert reader.document(one.id) == one
    assert list(services.home.scratch.iterdir()) == []


def test_what_persons_decided_goes_on(services: Services) -> None:
    """The type in a paper that stays the same paper, the request in every part; the learner hears of the type once."""
    old = merged_stack(services, STRANGER, SECOND_SIDE)
    old = desk.correct(services, old.id, type_code="qualification", request_no=RECORD.request_no)
    (new,) = arrange(services, old.id, [Pick(old.id, 2), Pick(old.id, 1)], workers())
    assert (new.draft.classification.type, new.status) == ("qualification", DocumentStatus.ARCHIVED)
    assert (new.draft.link.request_no, new.draft.link.method) == (RECORD.request_no, LinkMethod.MANUAL)
    with services.archive.read() as reader:
        assert list(reader.confirmed_documents()) == [(new.id, "qualification")]
    parts = split(services, new.id, [1], workers())
    assert {part.draft.link.request_no for part in parts} == {RECORD.request_no}
    assert [part.draft.classification.type for part in parts][1] == "medical-report"
    with services.archive.read() as reader:
        assert list(reader.confirmed_documents()) == []
    report = desk.accept(services, parts[1].id)
    with services.archive.read() as reader:
        assert list(reader.confirmed_documents()) == [(report.id, "medical-report")]
    assert sound(services)


def asked(services: Services, document: Document) -> list[Question]:
    with services.archive.read() as reader:
        return questions_about(reader, services.catalogue, document)


def test_an_unsure_cut_is_asked_about_first_and_settled_by_an_answer(services: Services) -> None:
    """A page that says nothing of its place: it may belong to the paper before it, or not."""
    (old,) = archived(services, stack(REPORT, PLAIN))
    assert old.draft.undecided[0] is Reason.CUT_UNSURE
    question = asked(services, old)[0]
    assert (question.topic, question.page) == (Topic.CUT, 1)
    keep, divide = question.answers
    assert (keep.recuts, divide.split_at) == (False, (2,))
    one, two = apply(services, old, [divide])
    assert [one.draft.pages, two.draft.pages] == [(1,), (2,)]
    merged = merge(services, [one.id, two.id], workers())
    assert asked(services, merged) == []
    assert merged.status is DocumentStatus.ARCHIVED


def test_a_paper_that_goes_on_from_the_one_before_is_joined_to_it(services: Services) -> None:
    _, old = archived(services, stack(REPORT, STRANGER, PLAIN))
    assert old.draft.undecided[0] is Reason.CUT_UNSURE
    answer = next(each for each in asked(services, old)[0].answers if each.join_after)
    (joined,) = apply(services, old, [answer])
    assert joined.draft.pages == (1, 2, 3)
    assert sound(services)
