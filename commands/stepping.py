"""`review` alone: the queue one question after another, a keystroke an answer.

An answer is carried out when the next one is given, or at the end: until then it can be taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from commands.frame import out, tell
from commands.keys import Keys
from commands.language import language, t
from commands.outcomes import document_phrase
from commands.repaging import page_numbers
from domain.documents import Document, DocumentStatus
from domain.errors import InvalidRequest, Unacceptable
from domain.messages import Message, message_of
from pipeline.desk import AlsoIn, Queue, accept_also_in, decline_also_in, known_request, review_queue, type_named
from pipeline.one_worker import OneWorker, one_worker
from pipeline.questions import Answer, Question, Topic, apply, clear_crops, crop_of, questions_about, settled_by_type
from pipeline.services import Services
from pipeline.workers import WorkerDied, WorkTooSlow


class Move(Enum):
    """An answer that leads elsewhere."""

    SKIP = "s"
    UNDO = "u"
    QUIT = "q"


@dataclass(frozen=True)
class _Given:
    """Answers to all about one item, not carried out yet."""

    place: int
    carry_out: Callable[[], list[Document]]


def step_through(services: Services, keys: Keys, *, waiting: bool = False) -> int:
    """Put every question of the queue; returns how many items were settled. `waiting`: also papers that wait for their record."""
    queue = review_queue(services)
    clear_crops(services)
    with one_worker(services) as hand:
        stepper = _Stepper(services, hand, keys, [*queue.documents, *(queue.no_record if waiting else ()), *queue.also_in])
        try:
            stepper.run()
        finally:
            stepper.carry_out()
    _tell_rest(services, waiting)
    return stepper.settled


class _Stepper:
    """One sitting of a clerk."""

    def __init__(self, services: Services, hand: OneWorker, keys: Keys, items: Sequence[Document | AlsoIn]) -> None:
        self._services, self._hand, self._keys = services, hand, keys
        self._items = list(items)
        self._given: _Given | None = None
        self.settled = 0

    def run(self) -> None:
        """From the first item to the last, back where an answer is taken back, until told to stop."""
        place = 0
        while True:
            move = self._ask(place) if place < len(self._items) else self._last_chance()
            if move is Move.QUIT:
                return
            if move is not Move.UNDO:
                place += 1
            elif self._given is not None:
                place, self._given = self._given.place, None
            else:
                tell("لا جواب يُتراجع عنه.", "There is no answer to take back.")

    def carry_out(self) -> None:
        """What the last answers say, if it was not done yet. What cannot be done is told, and stays in the queue."""
        given, self._given = self._given, None
        if given is None:
            return
        try:
            documents = given.carry_out()
        except InvalidRequest as error:
            out(t(error.message.ar, error.message.en))
            return
        self.settled += 1
        for document in documents:
            out(f"  ✓ {document_phrase(document)}")
            if document.status is DocumentStatus.REVIEW and document.id != self._name(given.place):
                self._items.append(document)

    def _name(self, place: int) -> str:
        item = self._items[place]
        return item.id if isinstance(item, Document) else item.scan.id

    def _last_chance(self) -> Move:
        """At the end of the queue: the last answer may still be taken back; what it makes is asked about as well."""
        if self._given is None:
            return Move.QUIT
        out(
            t(
                "\nانتهت القائمة. u تراجُع عن آخر جواب، وأي مفتاح آخر للإنهاء",
                "\nThat was all. u takes the last answer back, any other key ends",
            )
        )
        if self._keys.key() == Move.UNDO.value:
            return Move.UNDO
        before = len(self._items)
        self.carry_out()
        return Move.QUIT if len(self._items) == before else Move.SKIP

    def _ask(self, place: int) -> Move | None:
        """All questions about one item. None when they are answered."""
        item = self._items[place]
        if isinstance(item, AlsoIn):
            return self._ask_also_in(place, item)
        with self._services.archive.read() as reader:
            document = reader.document(item.id)
            questions = questions_about(reader, self._services.catalogue, document)
        if document.status is not DocumentStatus.REVIEW:  # settled by an answer about another document
            return Move.SKIP
        known = (document.id, document.draft.classification.type, document.draft.link.request_no, document.draft.subject)
        out(f"\n[{place + 1}/{len(self._items)}] {' · '.join(text for text in known if text)}")
        answers: list[Answer] = []
        while len(answers) < len(questions):
            question = questions[len(answers)]
            answer = self._answer(question)
            if answer is Move.UNDO and answers:
                answers.pop()
            elif isinstance(answer, Move):
                return answer
            else:
                answers.append(answer)
                if answer.recuts or (question.topic is Topic.TYPE and settled_by_type(self._services.catalogue, answer)):
                    break
        self.carry_out()
        self._given = _Given(place, lambda: apply(self._services, document, answers))
        return None

    def _answer(self, question: Question) -> Answer | Move:
        """One question: shown, then keys until one of them answers it."""
        self._show(question)
        while True:
            key = self._keys.key()
            if key == "" or key in {move.value for move in Move}:
                return Move(key or Move.QUIT.value)
            if key.isdecimal() and 0 < int(key) <= len(question.answers):
                return question.answers[int(key) - 1]
            if key == "n" and question.topic is Topic.LINK:
                return Answer(Message("لا طلب", "no request"), unlink=True)
            if key == "o" and question.topic in _PROMPTS and (typed := self._typed(question)) is not None:
                return typed
            out(_keys_of(question))

    def _typed(self, question: Question) -> Answer | None:
        """An answer that is not among the best: a type, a request number, page numbers. None for what means nothing."""
        text = self._keys.line(_PROMPTS[question.topic].in_language(language()))
        says = Message(text, text)
        try:
            match question.topic:
                case Topic.TYPE:
                    return Answer(says, type_code=type_named(self._services.catalogue, text))
                case Topic.LINK:
                    return Answer(says, request_no=known_request(self._services, text))
                case Topic.CUT:
                    return Answer(says, split_at=page_numbers(text))
        except InvalidRequest as error:
            out(t(error.message.ar, error.message.en))
        return None

    def _show(self, question: Question) -> None:
        for reason in question.reasons:
            out(f"  {message_of(reason).in_language(language())}")
        try:
            out(f"  {t('الصورة', 'picture')}: {crop_of(self._services, self._hand, question)}")
        except (Unacceptable, WorkerDied, WorkTooSlow, OSError) as error:
            out(f"  {t('لا صورة', 'no picture')}: {type(error).__name__}")
        for number, answer in enumerate(question.answers, 1):
            sure = "" if answer.confidence is None else f"  {answer.confidence:.2f}"
            out(f"   {number}  {answer.says.in_language(language())}{sure}")
            if answer.reasons:
                out(f"        {', '.join(answer.reasons)}")
        out(_keys_of(question))

    def _ask_also_in(self, place: int, asked: AlsoIn) -> Move | None:
        names = ", ".join(document_phrase(document) for document in asked.documents)
        out(f"\n[{place + 1}/{len(self._items)}] {asked.scan.id}  {names}")
        out(
            t(
                f"  البايتات نفسها جاءت مع الطلب {asked.request_no}. أتُحفظ الورقة في إضبارته أيضًا؟\n   1  نعم\n   2  لا",
                f"  The same bytes came with request {asked.request_no}. File the paper in its dossier too?\n   1  yes\n   2  no",
            )
        )
        out(_MOVES.in_language(language()))
        while (key := self._keys.key()) not in ("1", "2"):
            if key == "" or key in {move.value for move in Move}:
                return Move(key or Move.QUIT.value)
        self.carry_out()
        self._given = _Given(place, lambda: self._settle_also_in(asked, accepted=key == "1"))
        return None

    def _settle_also_in(self, asked: AlsoIn, *, accepted: bool) -> list[Document]:
        if accepted:
            return accept_also_in(self._services, asked.scan.id)
        decline_also_in(self._services, asked.scan.id)
        return list(asked.documents)


_PROMPTS = {
    Topic.CUT: Message("الصفحات التي تبدأ عندها وثيقة جديدة", "pages where a new document begins"),
    Topic.TYPE: Message("النوع (اسمه أو رمزه)", "type (its name or code)"),
    Topic.LINK: Message("رقم الطلب", "request number"),
}
_MOVES = Message("   s تخطٍّ · u تراجع · q خروج", "   s skip · u undo · q quit")
_OTHERS = {
    Topic.CUT: Message("o صفحات أخرى", "o other pages"),
    Topic.TYPE: Message("o نوع آخر", "o another type"),
    Topic.LINK: Message("o طلب آخر · n بلا طلب", "o another request · n no request"),
}


def _keys_of(question: Question) -> str:
    """The keys that may be pressed."""
    other = _OTHERS.get(question.topic)
    moves = _MOVES.in_language(language())
    return f"   {other.in_language(language())} ·{moves[2:]}" if other else moves


def _tell_rest(services: Services, waiting: bool) -> None:
    """What the sitting leaves."""
    queue: Queue = review_queue(services)
    if count := len(queue.documents) + len(queue.also_in):
        tell(f"بقي للقرار: {count}", f"still to decide: {count}")
    if queue.no_record and not waiting:
        count = len(queue.no_record)
        tell(
            f"أوراق تنتظر سجلها الإلكتروني: {count} (warraq review --waiting)",
            f"papers that wait for their record: {count} (warraq review --waiting)",
        )
    if queue.scans:
        tell(f"دفعات موقوفة: {len(queue.scans)} (warraq review list)", f"scans held: {len(queue.scans)} (warraq review list)")
