"""Values to put into an archive, with everything but what a test is about already filled in."""

from __future__ import annotations

import datetime as dt
import hashlib
from zoneinfo import ZoneInfo

from domain.documents import (
    Alternative,
    Arrival,
    Book,
    Box,
    Classification,
    Code,
    DocumentDraft,
    FieldKind,
    FieldValue,
    Given,
    Line,
    Link,
    LinkMethod,
    Proposal,
    RecognizedPage,
    Record,
    SourceFile,
    Word,
)
from domain.messages import Reason

DAMASCUS = ZoneInfo("Asia/Damascus")
AGENT = "os:tester"


class SettableClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 3, 1, 9, 0, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def move(self, **by: float) -> None:
        """Forward, or back with negative values, as `timedelta` takes them."""
        self.now += dt.timedelta(**by)


def book_of(type: str) -> Book | None:
    """Decisions go out, memos stand in no book, everything else comes in."""
    if type == "memo":
        return None
    return Book.OUTGOING if type == "decision" else Book.INCOMING


def record_keys(record: Record) -> frozenset[str]:
    """One key per part of the applicant's name, one for the phone."""
    return frozenset([*record.applicant_name.split(), *([record.phone] if record.phone else [])])


def draft_keys(draft: DocumentDraft) -> frozenset[str]:
    """The parts of the names read."""
    return frozenset(part for field in draft.fields for part in field.value.split())


def sha256_of(text: str) -> str:
    """A digest that looks like one of a file's."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def arrival(
    path: str = "/inbox/a.pdf",
    content: str | None = None,
    channel: str = "watch",
    mtime_ns: int = 1,
    centre: str = "DAM",
    register: bool = True,
    given: Given | None = None,
    part_of: str | None = None,
) -> Arrival:
    """A file; its bytes follow from `content`, by default the path."""
    source = SourceFile(path, channel, device=1, inode=2**64 - 1, size=10, mtime_ns=mtime_ns, folder="/inbox")
    digest = sha256_of(content if content is not None else path)
    return Arrival(source, digest, 10, centre, "pdf", given or Given(), register, part_of=part_of)


def page(number: int = 1, text: str = "كتاب رقم ١٧") -> RecognizedPage:
    """A page with one line."""
    words = tuple(Word(part, Box(1, 2, 30, 40), 0.9, (Alternative("بديل", 0.05),)) for part in text.split())
    codes = (Code("WARRAQ:R:2021-000001", "QRCode", Box(5, 6, 7, 8)),)
    return RecognizedPage(number, 1000, 1400, 300.0, 90, (Line(words, Box(1, 2, 300, 40), 3),), 0.9, "fake", False, codes)


def draft(
    pages: tuple[int, ...] = (1,),
    type: str = "incoming-letter",
    tab: str = "correspondence",
    request_no: str | None = "2021-000001",
    undecided: tuple[Reason, ...] = (),
    name: str = "سعاد العمر",
    subject: str = "طلب معينات حركية",
    rescan_of: str | None = None,
) -> DocumentDraft:
    """A document; sure of everything unless `undecided` says otherwise."""
    field = FieldValue(FieldKind.PERSON, name, name, pages[0], Box(1, 1, 2, 2), 0.8, (Alternative("سعاد العمري", 0.1),))
    unsure = Reason.NO_RECORD in undecided or Reason.LINK_UNSURE in undecided
    link = (
        Link(None, None, 0.4, undecided[0], (), (Proposal("2021-000009", 0.4, ("name=close",)),))
        if unsure
        else Link(request_no, LinkMethod.REQUEST_NO if request_no else None, 0.99, None, ("request_no=exact",))
    )
    sure = Reason.TYPE_UNSURE not in undecided
    return DocumentDraft(
        pages=pages,
        classification=Classification(type, tab, 0.97, sure, ("heading",), (("notice", 0.02),)),
        fields=(field,),
        link=link,
        subject=subject,
        date=dt.date(2021, 1, 26),
        ocr_confidence=0.93,
        printed_register_no="5/ص",
        undecided=undecided,
        rescan_of=rescan_of,
    )


def record(request_no: str = "2021-000001", **values: object) -> Record:
    """An electronic record."""
    return Record(request_no, **({"service_code": "mobility-aid", "applicant_name": "سعاد العمر"} | values))  # type: ignore[arg-type]
