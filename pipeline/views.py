"""The JSON objects that scripts rely on. Keys and codes are English; text is as stored."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

from archive_store.reading.counts import StatusCounts, StuckFile
from archive_store.reading.documents import Change
from domain.documents import Box, Document, FieldValue, Link, Proposal, RecognizedPage, Record, RegisterEntry, Scan
from domain.messages import Message, Reason, message_of
from pipeline.desk import AlsoIn
from pipeline.refreshing import Refreshed

Json = dict[str, Any]


def shown_path(path: str, home: Path | None = None) -> str:
    """A path as text: relative to the home where it lies inside, bytes that are not UTF-8 as backslash escapes."""
    if home is not None and path.startswith(f"{home}{os.sep}"):
        path = path[len(str(home)) + 1 :]
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def message_object(message: Message | None) -> Json | None:
    return None if message is None else {"ar": message.ar, "en": message.en}


def proposal_object(proposal: Proposal) -> Json:
    return {
        "request_no": proposal.request_no,
        "confidence": round(proposal.confidence, 4),
        "reasons": list(proposal.reasons),
    }


def box_object(box: Box) -> Json:
    return {"left": box.left, "top": box.top, "width": box.width, "height": box.height}


def _why(reasons: tuple[Reason, ...]) -> Json:
    """The first undecided reason of a document with its message; nulls when all is decided."""
    first = reasons[0] if reasons else None
    return {"reason": first and first.value, "message": message_object(message_of(first)) if first else None}


def document_object(document: Document) -> Json:
    """A document as it stands inside a scan (`import --json`, `scans --json`, `review list --json`)."""
    draft, link = document.draft, document.draft.link
    return {
        "id": document.id,
        "status": document.status.value,
        **_why(draft.undecided),
        "undecided": [reason.value for reason in draft.undecided],
        "type": draft.classification.type,
        "type_confidence": round(draft.classification.confidence, 4),
        "type_reasons": list(draft.classification.reasons),
        "type_rivals": [{"type": code, "confidence": round(value, 4)} for code, value in draft.classification.rivals],
        "tab": document.tab,
        "first_page": draft.pages[0],
        "pages": len(draft.pages),
        "page_numbers": list(draft.pages),
        **_link_keys(link),
        "also_in": list(document.also_in),
        "register_no": document.register_no,
        "printed_register_no": draft.printed_register_no,
        "subject": draft.subject,
        "date": draft.date.isoformat() if draft.date else None,
        "ocr_confidence": round(draft.ocr_confidence, 4),
        "rescan_of": draft.rescan_of,
        "box": document.box,
    }


def _link_keys(link: Link) -> Json:
    return {
        "request_no": link.request_no,
        "link_method": link.method.value if link.method else None,
        "link_confidence": round(link.confidence, 4) if link.request_no else None,
        "link_reasons": list(link.reasons),
        "proposals": [proposal_object(p) for p in link.proposals],
    }


def scan_object(scan: Scan, home: Path, *, file: str | None = None, resumed: bool = False) -> Json:
    """A scan and its documents. `file` overrides the path, as the caller of `import` gave it."""
    shown = {
        "id": scan.id,
        "file": shown_path(file if file is not None else scan.source.path, home),
        "sha256": scan.sha256,
        "status": scan.status.value,
        "reason": scan.reason.value if scan.reason else None,
        "message": message_object(scan.message),
        "seconds": None if scan.seconds is None else round(scan.seconds, 2),
        "pages": scan.pages,
        "received_at": scan.received_at.isoformat(timespec="seconds"),
        "documents": [document_object(document) for document in scan.documents],
        "dropped_pages": [{"page": dropped.number, "why": dropped.why} for dropped in scan.dropped],
    }
    optional = {"duplicate_of": scan.duplicate_of, "part_of": scan.part_of, "resumed": resumed or None}
    return shown | {key: value for key, value in optional.items() if value is not None}


def also_in_object(asked: AlsoIn, home: Path) -> Json:
    """The question whether documents belong into a further dossier, for the bytes came again with its request."""
    return scan_object(asked.scan, home) | {
        "also_in_request_no": asked.request_no,
        "about": [document_object(document) for document in asked.documents],
    }


def change_object(change: Change) -> Json:
    """A line of a document's history; `before` and `after` hold what changed."""
    return {
        "at": change.at.isoformat(timespec="seconds"),
        "agent": change.agent,
        "action": change.action,
        "before": change.before,
        "after": change.after,
        "note": change.note,
    }


def status_object(counts: StatusCounts) -> Json:
    return {
        "waiting": counts.waiting,
        "running": counts.running,
        "stuck": counts.stuck,
        "review": counts.review,
        "quarantined": counts.quarantined,
        "archived": counts.archived,
        "duplicate": counts.duplicate,
        "oldest_waiting_s": counts.oldest_waiting_s,
    }


def refresh_object(state: Refreshed, now: dt.datetime) -> Json:
    """How old the records of a foreign source are; nothing where there is none."""
    if not state.source:
        return {}
    return {"records_source": state.source, "records_refreshed_s": state.age(now), "records_refresh_error": state.failed}


def record_object(record: Record) -> Json:
    """A record with its own columns; columns we do not know come last, under their names."""
    known = {
        "request_no": record.request_no,
        "service_code": record.service_code,
        "applicant_name": record.applicant_name,
        "father_name": record.father_name,
        "mother_name": record.mother_name,
        "national_no": record.national_no,
        "phone": record.phone,
        "organization_name": record.organization_name,
        "governorate": record.governorate,
        "submitted_on": record.submitted_on.isoformat() if record.submitted_on else None,
        "centre": record.centre,
        "state": record.state,
        "due_on": record.due_on.isoformat() if record.due_on else None,
        "decided_on": record.decided_on.isoformat() if record.decided_on else None,
    }
    return known | {key: value for key, value in record.extra if key not in known}


def entry_object(entry: RegisterEntry) -> Json:
    voids = entry.voids and {"book": entry.voids[0].value, "year": entry.voids[1], "no": entry.voids[2]}
    return {
        "centre": entry.centre,
        "book": entry.book.value,
        "year": entry.year,
        "no": entry.no,
        "label": entry.label,
        "date": entry.date.isoformat(),
        "document": entry.document_id,
        "request_no": entry.request_no,
        "subject": entry.subject,
        "voids": voids,
    }


def field_object(field: FieldValue) -> Json:
    return {
        "kind": field.kind.value,
        "value": field.value,
        "text": field.text,
        "page": field.page,
        "box": box_object(field.box),
        "confidence": round(field.confidence, 4),
        "alternatives": [{"text": a.text, "confidence": round(a.confidence, 4)} for a in field.alternatives],
    }


def page_object(page: RecognizedPage) -> Json:
    """A page with its lines and words; boxes are pixels of the stored page image, unturned."""
    return {
        "page": page.number,
        "width": page.width,
        "height": page.height,
        "dpi": round(page.dpi, 1),
        "rotation": page.rotation,
        "confidence": round(page.confidence, 4),
        "engine": page.engine,
        "codes": [{"text": code.text, "symbology": code.symbology, "box": box_object(code.box)} for code in page.codes],
        "lines": [
            {
                "text": line.text,
                "block": line.block,
                "box": box_object(line.box),
                "words": [
                    {
                        "text": word.text,
                        "box": box_object(word.box),
                        "confidence": round(word.confidence, 4),
                        "alternatives": [{"text": a.text, "confidence": round(a.confidence, 4)} for a in word.alternatives],
                    }
                    for word in line.words
                ],
            }
            for line in page.lines
        ],
    }


def stuck_object(stuck: StuckFile, home: Path) -> Json:
    """A file in a watched folder that is not whole and does not change, in the form of a scan."""
    return {
        "id": None,
        "file": shown_path(stuck.path, home),
        "status": "stuck",
        "reason": stuck.reason.value,
        "message": message_object(message_of(stuck.reason)),
        "received_at": stuck.since.isoformat(timespec="seconds"),
        "size": stuck.size,
        "documents": [],
        "dropped_pages": [],
    }
