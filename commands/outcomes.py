"""One line for a person on what became of a scan."""

from __future__ import annotations

from commands.language import language, t
from domain.documents import Document, DocumentStatus, Scan, ScanStatus
from domain.messages import message_of
from pipeline.views import shown_path

_STATUS = {
    ScanStatus.WAITING: ("بالانتظار", "waiting"),
    ScanStatus.RUNNING: ("قيد القراءة", "running"),
    ScanStatus.STUCK: ("متعثر", "stuck"),
    ScanStatus.ARCHIVED: ("مؤرشف", "archived"),
    ScanStatus.REVIEW: ("مراجعة", "review"),
    ScanStatus.DUPLICATE: ("مكرر", "duplicate"),
    ScanStatus.QUARANTINED: ("محجور", "quarantined"),
}


def status_name(status: ScanStatus) -> str:
    """The status in the reader's language."""
    return t(*_STATUS[status])


def outcome_line(file: str, scan: Scan, resumed: bool) -> str:
    """What became of a file: status, documents with type, request and register number, and why it waits."""
    parts = [status_name(scan.status), shown_path(file)]
    if resumed:
        parts.append(t("(من قبل)", "(before)"))
    if scan.duplicate_of:
        parts.append(t(f"نسخة من {scan.duplicate_of}", f"same as {scan.duplicate_of}"))
    parts += [document_phrase(document) for document in scan.documents]
    if scan.message is not None:
        parts.append(scan.message.in_language(language()))
    return "  ".join(parts)


def document_phrase(document: Document) -> str:
    """One document in a few words."""
    draft = document.draft
    words = [document.id, draft.classification.type]
    words += [text for text in (draft.link.request_no, document.register_no) if text]
    if document.status is DocumentStatus.REVIEW:
        words.append("؛ ".join(message_of(reason).in_language(language()) for reason in draft.undecided))
    return "[" + " · ".join(words) + "]"
