"""When a file is taken, decided without a disk, a clock or a pause."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hypothesis import given
from hypothesis import strategies as st

from domain.documents import SourceFile
from ingest.folder_state import Decision, FolderState, Halted, Moved, Patience, Ready
from ingest.wholeness import Wholeness

PATIENCE = Patience(settle_seconds=2, rescan_seconds=10, stuck_seconds=120, incomplete_seconds=1800)
FILE = SourceFile("/in/a.pdf", "watch", 1, 7, 100, 5, "/in")


@dataclass
class Folder:
    """A folder with a clock that the test turns."""

    files: dict[str, SourceFile] = field(default_factory=dict)
    verdict: Wholeness | None = Wholeness.WHOLE
    decodes: bool | None = False
    now: float = 1000.0
    looks: int = 0

    def __post_init__(self) -> None:
        self.state = FolderState(PATIENCE, self._second_look)

    def _second_look(self, source: SourceFile) -> bool | None:
        self.looks += 1
        return self.decodes

    def put(self, source: SourceFile = FILE) -> None:
        self.files[source.path] = source

    def after(self, seconds: float) -> list[Decision]:
        self.now += seconds
        return list(self.state.look(self.now, self.files.values(), lambda source: self.verdict))


def test_a_whole_file_is_taken_once_it_has_settled() -> None:
    folder = Folder()
    folder.put()
    assert folder.after(0) == []
    assert folder.state.next_look(folder.now) == 2
    assert folder.after(1.9) == []
    assert folder.after(0.1) == [Ready(FILE)]
    assert folder.after(5) == []


def test_every_change_begins_anew() -> None:
    folder = Folder()
    for change in ({"size": 101}, {"mtime_ns": 6}, {"inode": 8}, {"device": 2}):
        folder.put(replace(FILE, **change))
        assert folder.after(1.5) == []
    assert folder.after(2) == [Ready(replace(FILE, device=2))]


def test_a_file_that_was_told_and_still_lies_there_is_told_again() -> None:
    folder = Folder()
    folder.put()
    folder.after(0)
    assert folder.after(2) == [Ready(FILE)]
    assert folder.after(14) == []
    assert folder.after(2) == [Ready(FILE)]
    folder.files.clear()
    assert folder.after(60) == []


def test_an_unknown_format_is_taken_and_judged_by_its_decoder() -> None:
    folder = Folder(verdict=Wholeness.UNKNOWN)
    folder.put()
    folder.after(0)
    assert folder.after(2) == [Ready(FILE)]


def test_an_incomplete_file_is_shown_then_given_up() -> None:
    folder = Folder(verdict=Wholeness.INCOMPLETE)
    folder.put()
    began = folder.now
    folder.after(0)
    for _ in range(11):
        assert folder.after(10) == []
    assert folder.after(10) == [Halted(FILE, began)]
    decisions = [decision for _ in range(170) for decision in folder.after(10)]
    assert decisions == [Ready(FILE, given_up=True), Moved(FILE.path)]


def test_a_file_that_cannot_be_read_is_shown_and_taken_once_it_can() -> None:
    folder = Folder(verdict=None)
    folder.put()
    began = folder.now
    folder.after(0)
    decisions = [decision for _ in range(400) for decision in folder.after(10)]
    assert decisions == [Halted(FILE, began, readable=False)]
    folder.verdict = Wholeness.WHOLE
    assert folder.after(10) == [Ready(FILE), Moved(FILE.path)]


def test_a_stuck_file_that_grows_is_no_longer_stuck() -> None:
    folder = Folder(verdict=Wholeness.INCOMPLETE)
    folder.put()
    folder.after(0)
    assert [type(decision) for decision in folder.after(130)] == [Halted]
    grown = replace(FILE, size=200)
    folder.put(grown)
    folder.verdict = Wholeness.WHOLE
    assert folder.after(1) == [Moved(FILE.path)]
    assert folder.after(2) == [Ready(grown)]


def test_a_stuck_file_that_goes_is_no_longer_stuck() -> None:
    folder = Folder(verdict=Wholeness.EMPTY)
    folder.put()
    folder.after(0)
    folder.after(130)
    folder.files.clear()
    assert folder.after(1) == [Moved(FILE.path)]


def test_room_filled_later_without_a_new_size_or_time_is_noticed() -> None:
    folder = Folder(verdict=Wholeness.INCOMPLETE)
    folder.put()
    folder.after(0)
    assert folder.after(2) == []
    folder.verdict = Wholeness.WHOLE
    assert folder.after(10) == [Ready(FILE)]


def test_a_file_that_cannot_be_read_now_is_tried_again() -> None:
    folder = Folder(verdict=None)
    folder.put()
    folder.after(0)
    assert folder.after(2) == []
    folder.verdict = Wholeness.WHOLE
    assert folder.after(10) == [Ready(FILE)]


def test_a_decoder_is_asked_once_it_has_an_answer_no_more() -> None:
    folder = Folder(verdict=Wholeness.INCOMPLETE, decodes=None)
    folder.put()
    folder.after(0)
    folder.after(2)
    assert folder.looks == 0
    assert folder.after(10) == []
    assert folder.looks == 1
    folder.decodes = True
    assert folder.after(10) == [Ready(FILE)]
    folder.after(10)
    assert folder.looks == 2


@given(st.lists(st.tuples(st.floats(0, 40), st.integers(0, 3), st.sampled_from(list(Wholeness))), max_size=60))
def test_nothing_is_taken_before_it_settled_and_stuck_files_are_always_let_go(steps: list[tuple[float, int, Wholeness]]) -> None:
    folder = Folder()
    changed_at = folder.now
    stuck: set[str] = set()
    for pause, size, verdict in steps:
        changed = folder.files.get(FILE.path) != replace(FILE, size=size)
        folder.put(replace(FILE, size=size))
        folder.verdict = verdict
        decisions = folder.after(pause)
        if changed:
            changed_at = folder.now
        for decision in decisions:
            match decision:
                case Ready(source, given_up):
                    assert source.size == size
                    assert folder.now - changed_at >= PATIENCE.settle_seconds
                    assert not given_up or folder.now - changed_at >= PATIENCE.incomplete_seconds
                case Halted(source, since):
                    assert folder.now - since >= PATIENCE.stuck_seconds
                    stuck.add(source.path)
                case Moved(path):
                    stuck.remove(path)
    folder.files.clear()
    stuck -= {decision.path for decision in folder.after(1) if isinstance(decision, Moved)}
    assert not stuck
