"""One line for a person on what became of a scan."""

from __future__ import annotations

from collections.abc import Sequence

from commands.frame import out, write_json
from commands.language import language, t
from domain.documents import Document, DocumentStatus, DroppedPage, Scan, ScanStatus
from domain.messages import Reason, message_of
from pipeline.views import document_object, shown_path

_STATUS = {
    ScanStatus.WAITING: ("بالانتظار", "waiting"),
    ScanStatus.RUNNING: ("قيد القراءة", "running"),
    ScanStatus.STUCK: ("متعثر", "stuck"),
    ScanStatus.ARCHIVED: ("مؤرشف", "archived"),
    ScanStatus.REVIEW: ("مراجعة", "review"),
    ScanStatus.DUPLICATE: ("مكرر", "duplicate"),
    ScanStatus.QUARANTINED: ("محجور", "quarantined"),
}
_REASON = {
    Reason.EMPTY: ("ملف فارغ", "empty file"),
    Reason.INCOMPLETE: ("غير مكتمل", "incomplete"),
    Reason.UNSUPPORTED: ("نوع غير مدعوم", "not supported"),
    Reason.DAMAGED: ("تالف", "damaged"),
    Reason.TOO_LARGE: ("أكبر من الحد", "too large"),
    Reason.TOO_SLOW: ("أبطأ من الحد", "too slow"),
    Reason.NO_ACCESS: ("تتعذر قراءته", "cannot be read"),
    Reason.ENGINE_FAILED: ("تعطّل المحرك", "engine failed"),
    Reason.INTERNAL: ("خطأ داخلي", "internal error"),
    Reason.ENCRYPTED: ("بكلمة سر", "protected"),
    Reason.CUT_UNSURE: ("الفصل؟", "cut?"),
    Reason.BLANK: ("بيضاء", "blank"),
    Reason.NO_RECORD: ("بلا سجل", "no record"),
    Reason.LINK_UNSURE: ("الطلب؟", "request?"),
    Reason.TYPE_UNSURE: ("النوع؟", "type?"),
    Reason.UNREADABLE_TEXT: ("لا يُقرأ", "unreadable"),
    Reason.RESCAN: ("مسح ثانٍ؟", "rescan?"),
    Reason.CONFLICT: ("تعارض", "conflict"),
    Reason.ALSO_IN: ("وإضبارة أخرى؟", "also in?"),
    Reason.DUPLICATE: ("مكرر", "duplicate"),
    Reason.NOT_USED: ("لم يُستعمل", "not used"),
}


_LEFT_OUT = {
    "blank": ("بيضاء", "blank"),
    "separator": ("فاصل", "separator"),
    "cover": ("غلاف", "cover sheet"),
    "removed": ("محذوفة", "removed"),
}


def reason_name(reason: Reason) -> str:
    """A reason in a word or two of the reader's language; its message says more."""
    return t(*_REASON[reason])


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


def dossiers_of(request_no: str | None, also_in: Sequence[str]) -> str:
    """The request of a document and the other dossiers it is filed in."""
    return " + ".join(filter(None, (request_no, *also_in)))


def document_phrase(document: Document) -> str:
    """One document in a few words."""
    draft = document.draft
    dossiers = dossiers_of(draft.link.request_no, document.also_in)
    words = [text for text in (document.id, draft.classification.type, dossiers, document.register_no) if text]
    if document.status is DocumentStatus.REVIEW:
        told = [message_of(reason).in_language(language()) for reason in draft.undecided]
        words.append(("؛ " if language() == "ar" else "; ").join(told))
    elif document.status is DocumentStatus.REPLACED:
        words.append(t("استُبدلت", "replaced"))
    return "[" + " · ".join(words) + "]"


def left_out_phrase(dropped: Sequence[DroppedPage]) -> str:
    """Pages of a scan that are in no document of it, and why."""
    return ", ".join(f"{each.number} ({t(*_LEFT_OUT[each.why])})" for each in dropped)


def print_settled(document: Document, as_json: bool) -> None:
    """A document after a person's decision."""
    if as_json:
        write_json({"document": document.id, "scan": document.scan_id, **document_object(document)})
    else:
        out(document_phrase(document))
