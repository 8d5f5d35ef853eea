"""Rows made into the domain's values; no query is made here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from archive_store import values
from archive_store.ids import document_name, scan_name
from domain.documents import (
    Book,
    Classification,
    Document,
    DocumentDraft,
    DocumentStatus,
    DroppedPage,
    Given,
    Link,
    Record,
    RegisterEntry,
    Scan,
    ScanStatus,
    SourceFile,
)
from domain.messages import Reason, message_of

_LETTER = {Book.INCOMING.value: "و", Book.OUTGOING.value: "ص"}


def to_scan(row: Any, documents: Sequence[Document] = (), dropped: Sequence[DroppedPage] = ()) -> Scan:
    """A row of table `scan`, with its documents and dropped pages."""
    reason = values.to_reason(row.reason)
    return Scan(
        id=scan_name(row.id),
        source=SourceFile(row.path, row.channel, row.device, row.inode, row.source_size, row.mtime_ns, row.folder),
        sha256=row.sha256,
        size=row.size,
        format=row.format,
        centre=row.centre,
        status=ScanStatus(row.status),
        received_at=row.received_at,
        reason=reason,
        message=message_of(reason) if reason else None,
        detail=row.detail,
        duplicate_of=scan_name(row.duplicate_of) if row.duplicate_of else None,
        part_of=scan_name(row.part_of) if row.part_of else None,
        attempts=row.attempts,
        pages=row.pages,
        seconds=row.seconds,
        given=Given(row.given_request_no, row.given_type, row.given_date, row.given_box),
        register=row.register,
        default_service=row.default_service,
        documents=tuple(documents),
        dropped=tuple(dropped),
    )


def to_document(row: Any, also_in: Sequence[str] = ()) -> Document:
    """A row of table `document` joined to the number of its register entry (`entry_no`, `entry_book`)."""
    return Document(
        id=document_name(row.id),
        scan_id=scan_name(row.scan_id),
        status=DocumentStatus(row.status),
        draft=to_draft(row),
        register_no=f"{row.entry_no}/{_LETTER[row.entry_book]}" if row.entry_no is not None else None,
        tab=row.tab,
        pdf_sha256=row.pdf_sha256,
        created_at=row.created_at,
        archived_at=row.archived_at,
        also_in=tuple(also_in),
        box=row.box,
    )


def to_draft(row: Any) -> DocumentDraft:
    """What is decided so far about the document in a row of table `document`."""
    typing, linking = row.typing, row.linking
    return DocumentDraft(
        pages=tuple(row.pages),
        classification=Classification(
            type=row.type,
            tab=row.draft_tab,
            confidence=row.type_confidence,
            sure=row.type_sure,
            reasons=tuple(typing["reasons"]),
            rivals=tuple((name, share) for name, share in typing["rivals"]),
            decided_by=typing["decided_by"],
        ),
        fields=values.to_fields(row.fields),
        link=Link(
            request_no=row.request_no,
            method=values.to_method(row.link_method),
            confidence=row.link_confidence,
            reason=values.to_reason(row.link_reason),
            reasons=tuple(linking["reasons"]),
            proposals=values.to_proposals(linking["proposals"]),
        ),
        subject=row.subject,
        date=row.date,
        ocr_confidence=row.ocr_confidence,
        printed_register_no=row.printed_register_no,
        undecided=tuple(Reason(code) for code in row.undecided),
        rescan_of=document_name(row.rescan_of) if row.rescan_of else None,
    )


def to_record(row: Any) -> Record:
    """A row of table `record`."""
    return Record(
        request_no=row.request_no,
        service_code=row.service_code,
        applicant_name=row.applicant_name,
        father_name=row.father_name,
        mother_name=row.mother_name,
        national_no=row.national_no,
        phone=row.phone,
        organization_name=row.organization_name,
        governorate=row.governorate,
        submitted_on=row.submitted_on,
        centre=row.centre,
        state=row.state,
        due_on=row.due_on,
        decided_on=row.decided_on,
        extra=tuple((name, value) for name, value in row.extra),
    )


def record_of(row: Sequence[Any]) -> Record:
    """The columns of Record in its own order: four times as fast as `to_record`, for the many candidates of a link."""
    return Record(*row[:-1], extra=tuple((name, value) for name, value in row[-1]))  # type: ignore[misc]


def to_entry(row: Any) -> RegisterEntry:
    """A row of table `register_entry` joined to the entry that it voids (`voided_book`, `voided_year`, `voided_no`)."""
    return RegisterEntry(
        centre=row.centre,
        book=Book(row.book),
        year=row.year,
        no=row.no,
        date=row.date,
        document_id=document_name(row.document_id),
        request_no=row.request_no,
        subject=row.subject,
        voids=(Book(row.voided_book), row.voided_year, row.voided_no) if row.voided_no is not None else None,
    )
