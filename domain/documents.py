"""The values that flow from scanner to shelf. Nothing here touches a disk, a clock or a network. Read this file first.

    Arrival ─► Scan ─► PageImage ─► RecognizedPage ─► DocumentDraft (Classification, fields, Link) ─► Document
    a file     taken     one side      what is read      what we decided                             on the shelf
               in        of a sheet

Values are frozen and made once; later stages refer to earlier ones by id. Text is in logical order. Boxes are pixels of the
stored page image, origin top left. Confidence is 0 to 1. Times are UTC and aware.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from enum import StrEnum

from domain.messages import Message, Reason

# ── pictures and what is read on them ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the stored page image."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.left + self.width

    @property
    def bottom(self) -> int:
        return self.top + self.height

    @staticmethod
    def around(boxes: Iterable[Box]) -> Box:
        """The smallest box that holds all of `boxes` (at least one)."""
        every = list(boxes)
        left, top = min(b.left for b in every), min(b.top for b in every)
        return Box(left, top, max(b.right for b in every) - left, max(b.bottom for b in every) - top)


@dataclass(frozen=True, slots=True)
class PageImage:
    """One decoded page: 8-bit samples, row by row, `channels` 1 (grey, 0 = black) or 3 (RGB), no padding.

    `dpi` is what the file states (horizontal, vertical) or None. Decoding the same stored bytes gives the same pixels, so boxes
    stay valid without keeping the pixels.
    """

    number: int
    width: int
    height: int
    channels: int
    dpi: tuple[float, float] | None
    pixels: bytes


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another way to read the same ink."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word or number as printed. `alternatives` are other readings, best first, without `text` itself."""

    text: str
    box: Box
    confidence: float
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """Words in reading order. Lines of one paragraph, table cell or form field share a `block` number."""

    words: tuple[Word, ...]
    box: Box
    block: int = 0

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Code:
    """A barcode or QR code found on a page. `symbology` is zxing's name (QRCode, Code39, Code128 …)."""

    text: str
    symbology: str
    box: Box


@dataclass(frozen=True, slots=True)
class RecognizedPage:
    """What is read on one page, lines in reading order.

    `number` counts from 1 within the scan; `width`, `height` are of the stored page image; `dpi` is stated or estimated;
    `rotation` is how far clockwise the stored image must be turned to stand upright (0, 90, 180, 270) — boxes are in the
    image as stored, unturned. `blank` says no writing was found.
    """

    number: int
    width: int
    height: int
    dpi: float
    rotation: int
    lines: tuple[Line, ...]
    confidence: float
    engine: str
    blank: bool = False
    codes: tuple[Code, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


# ── what we make of it ─────────────────────────────────────────────────────────────────────────────────────────────


class FieldKind(StrEnum):
    """What a field found on a paper is about."""

    REQUEST_NO = "request_no"
    REGISTER_NO = "register_no"
    NATIONAL_NO = "national_no"
    PHONE = "phone"
    DATE = "date"
    PERSON = "person"
    FATHER = "father"
    MOTHER = "mother"
    ASSOCIATION = "association"
    GOVERNORATE = "governorate"
    SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A field read on a page: `text` as printed, `value` in canonical form (dates ISO, digits 0-9), other readings behind."""

    kind: FieldKind
    value: str
    text: str
    page: int
    box: Box
    confidence: float
    alternatives: tuple[Alternative, ...] = ()


#: Who decided a type, as `Classification.decided_by` tells it, where a person did.
PERSON = "person"


@dataclass(frozen=True, slots=True)
class Classification:
    """The type of a document with the reasons for it; `rivals` are the next best types with their confidences."""

    type: str
    tab: str
    confidence: float
    sure: bool
    reasons: tuple[str, ...] = ()
    rivals: tuple[tuple[str, float], ...] = ()
    decided_by: str = "keywords"


class LinkMethod(StrEnum):
    """The evidence that carried a link."""

    QR = "qr"
    REQUEST_NO = "request_no"
    NATIONAL_NO = "national_no"
    PHONE = "phone"
    NAMES = "names"
    STACK = "stack"
    GIVEN = "given"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A record that a person may choose, with the reasons that speak for it."""

    request_no: str
    confidence: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """Where a document belongs. `request_no` is set only when it is sure; `reason` says why it is not (None: it is settled)."""

    request_no: str | None = None
    method: LinkMethod | None = None
    confidence: float = 0.0
    reason: Reason | None = None
    reasons: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentDraft:
    """One document cut out of a scan, as far as the machine could decide.

    `pages` are numbers within the scan; `undecided` says what a person must settle (empty: archive it); `subject` is the line
    for the register book.
    """

    pages: tuple[int, ...]
    classification: Classification
    fields: tuple[FieldValue, ...]
    link: Link
    subject: str
    date: dt.date | None
    ocr_confidence: float
    printed_register_no: str | None = None
    undecided: tuple[Reason, ...] = ()
    rescan_of: str | None = None


@dataclass(frozen=True, slots=True)
class DroppedPage:
    """A page that belongs to no document. `why` is `blank`, `separator`, `cover` or `removed`: by a person."""

    number: int
    why: str


# ── scans ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class ScanStatus(StrEnum):
    """What became of a scan; the first three while it is under way."""

    WAITING = "waiting"
    RUNNING = "running"
    STUCK = "stuck"
    ARCHIVED = "archived"
    REVIEW = "review"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"


class DocumentStatus(StrEnum):
    """`replaced`: others stand in its place (a split, a merge, the first scan of the same paper); it stays for history."""

    ARCHIVED = "archived"
    REVIEW = "review"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of a file before it is read (command line or manifest); None where nothing is."""

    request_no: str | None = None
    type: str | None = None
    date: dt.date | None = None
    box: str | None = None


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was found: where, and the identity by which a restart knows it again.

    `path` is absolute text with undecodable bytes as surrogate escapes (os.fsdecode). `channel` is `watch`,
    `import` or `part` (of another file: then the path goes on inside that file).
    """

    path: str
    channel: str
    device: int
    inode: int
    size: int
    mtime_ns: int
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Whole bytes, already in the object store, about to be accessioned."""

    source: SourceFile
    sha256: str
    size: int
    centre: str
    format: str
    given: Given = Given()
    register: bool = True
    default_service: str | None = None
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document on the shelf, or in review."""

    id: str
    scan_id: str
    status: DocumentStatus
    draft: DocumentDraft
    register_no: str | None
    tab: str
    pdf_sha256: str | None
    created_at: dt.datetime
    archived_at: dt.datetime | None
    also_in: tuple[str, ...] = ()
    box: str | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """A file in our custody and what became of it."""

    id: str
    source: SourceFile
    sha256: str
    size: int
    format: str
    centre: str
    status: ScanStatus
    received_at: dt.datetime
    reason: Reason | None = None
    message: Message | None = None
    detail: str = ""
    duplicate_of: str | None = None
    part_of: str | None = None
    attempts: int = 0
    pages: int | None = None
    seconds: float | None = None
    given: Given = Given()
    register: bool = True
    default_service: str | None = None
    documents: tuple[Document, ...] = ()
    dropped: tuple[DroppedPage, ...] = ()


# ── the electronic record, the register ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Record:
    """One request in the electronic system. Missing values are empty strings; unknown columns are kept in `extra`."""

    request_no: str
    service_code: str = ""
    applicant_name: str = ""
    father_name: str = ""
    mother_name: str = ""
    national_no: str = ""
    phone: str = ""
    organization_name: str = ""
    governorate: str = ""
    submitted_on: dt.date | None = None
    centre: str = ""
    state: str = ""
    due_on: dt.date | None = None
    decided_on: dt.date | None = None
    extra: tuple[tuple[str, str], ...] = field(default=())


RECORD_COLUMNS = tuple(each.name for each in fields(Record) if each.name != "extra")


class Book(StrEnum):
    """The two books of a diwan's register."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One line of the register. `voids` names the entry (book, year, number) that this one cancels."""

    centre: str
    book: Book
    year: int
    no: int
    date: dt.date
    document_id: str
    request_no: str | None
    subject: str
    voids: tuple[Book, int, int] | None = None

    @property
    def label(self) -> str:
        """The number as written on paper: `17/و` incoming, `17/ص` outgoing."""
        return f"{self.no}/{'و' if self.book is Book.INCOMING else 'ص'}"
