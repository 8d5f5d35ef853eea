"""The tables. One definition for SQLite and PostgreSQL; a change here needs a migration in `migrations/versions`.

Keys are plain integers given out by the one writer, so that numbers that people see (register, audit, feed) have no gaps.
`register_entry`, `audit_event`, `feed`, `link_evidence` and `document_history` are append-only: triggers in the migrations
refuse UPDATE and DELETE on them.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from archive_store.columns import KEY, JsonText, PackedJson, PathBytes, PlainText, Unsigned64, UtcTime

#: The newest migration; a test holds it against `migrations/versions`.
SCHEMA_VERSION = "0001"

#: Tables whose rows are never changed and never removed.
APPEND_ONLY = ("register_entry", "audit_event", "feed", "link_evidence", "document_history")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

scan = Table(
    "scan",
    metadata,
    Column("id", KEY, primary_key=True, autoincrement=False),
    # where the file was found and by what a restart knows it again
    Column("path", PathBytes, nullable=False),
    Column("path_digest", Text, nullable=False, index=True),  # SHA-256 of the path: paths are too long for an index
    Column("channel", Text, nullable=False),
    Column("device", Unsigned64, nullable=False),
    Column("inode", Unsigned64, nullable=False),
    Column("source_size", Unsigned64, nullable=False),
    Column("mtime_ns", Unsigned64, nullable=False),
    Column("folder", PathBytes, nullable=False),
    Column("scanner", PlainText),
    Column("left_at", UtcTime),  # when the file left the inbox
    # the bytes
    Column("sha256", Text, nullable=False, index=True),
    Column("size", Unsigned64, nullable=False),
    Column("format", Text, nullable=False),
    # what is known before reading
    Column("centre", Text, nullable=False),
    Column("given_request_no", PlainText),
    Column("given_type", Text),
    Column("given_date", Date),
    Column("given_box", PlainText),
    Column("register", Boolean, nullable=False),
    Column("default_service", Text),
    Column("part_of", ForeignKey("scan.id"), index=True),
    # what becomes of it
    Column("status", Text, nullable=False, index=True),
    Column("received_at", UtcTime, nullable=False, index=True),
    Column("reason", Text),
    Column("detail", PlainText, nullable=False),
    Column("duplicate_of", ForeignKey("scan.id"), index=True),
    Column("owner", Text),
    Column("attempts", Integer, nullable=False),
    Column("not_before", UtcTime),
    Column("finished_at", UtcTime),
    Column("pages", Integer),
    Column("seconds", Float),
)
Index(
    "uq_scan_bytes",
    scan.c.sha256,
    unique=True,
    sqlite_where=text("duplicate_of IS NULL"),
    postgresql_where=text("duplicate_of IS NULL"),
)

page = Table(
    "page",
    metadata,
    Column("scan_id", ForeignKey("scan.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("dpi", Float, nullable=False),
    Column("rotation", Integer, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("engine", Text, nullable=False),
    Column("blank", Boolean, nullable=False),
    Column("text", PlainText, nullable=False),
    Column("content", PackedJson, nullable=False),  # lines, words, codes
)

dropped_page = Table(
    "dropped_page",
    metadata,
    Column("scan_id", ForeignKey("scan.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("why", Text, nullable=False),
)

document = Table(
    "document",
    metadata,
    Column("id", KEY, primary_key=True, autoincrement=False),
    Column("scan_id", ForeignKey("scan.id"), nullable=False, index=True),
    Column("status", Text, nullable=False, index=True),
    Column("pages", JsonText, nullable=False),  # numbers within the scan
    Column("type", Text, nullable=False, index=True),
    Column("tab", Text, nullable=False),
    Column("type_confidence", Float, nullable=False),
    Column("type_sure", Boolean, nullable=False),
    Column("typing", JsonText, nullable=False),  # reasons, rivals, decided_by
    Column("draft_tab", Text, nullable=False),  # the tab that comes with the type; `tab` is where it is filed
    Column("fields", JsonText, nullable=False),
    Column("request_no", PlainText, index=True),
    Column("link_method", Text),
    Column("link_confidence", Float, nullable=False),
    Column("link_reason", Text),
    Column("linking", JsonText, nullable=False),  # reasons, proposals
    Column("subject", PlainText, nullable=False),
    Column("date", Date, index=True),
    Column("ocr_confidence", Float, nullable=False),
    Column("printed_register_no", PlainText),
    Column("undecided", JsonText, nullable=False),
    Column("rescan_of", ForeignKey("document.id")),
    Column("book", Text),  # where it must have a standing register entry, NULL: nowhere
    Column("register_entry", KEY),  # that entry; no foreign key, for the entry refers to the document
    Column("pdf_sha256", Text),
    Column("catalogue_version", Text),
    Column("box", PlainText, index=True),
    Column("created_at", UtcTime, nullable=False),
    Column("archived_at", UtcTime),
)

also_in = Table(
    "also_in",
    metadata,
    Column("document_id", ForeignKey("document.id"), primary_key=True),
    Column("request_no", PlainText, primary_key=True, index=True),
)

#: Blocking keys of documents that wait for a record, hashed as in `record_key`.
document_key = Table(
    "document_key",
    metadata,
    Column("key", KEY, primary_key=True, autoincrement=False),
    Column("document_id", ForeignKey("document.id"), primary_key=True),
    sqlite_with_rowid=False,
)
Index("ix_document_key_document", document_key.c.document_id)

#: What a split or merge put in the place of what.
replacement = Table(
    "replacement",
    metadata,
    Column("old_id", ForeignKey("document.id"), primary_key=True),
    Column("new_id", ForeignKey("document.id"), primary_key=True),
)

document_history = Table(
    "document_history",
    metadata,
    Column("id", KEY, primary_key=True, autoincrement=False),
    Column("document_id", ForeignKey("document.id"), nullable=False, index=True),
    Column("at", UtcTime, nullable=False),
    Column("agent", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("before", JsonText, nullable=False),
    Column("after", JsonText, nullable=False),
    Column("note", PlainText, nullable=False),
)

#: Every link ever made with what spoke for it, for the auditor.
link_evidence = Table(
    "link_evidence",
    metadata,
    Column("id", KEY, primary_key=True, autoincrement=False),
    Column("document_id", ForeignKey("document.id"), nullable=False, index=True),
    Column("at", UtcTime, nullable=False),
    Column("agent", Text, nullable=False),
    Column("request_no", PlainText),
    Column("method", Text),
    Column("confidence", Float, nullable=False),
    Column("evidence", JsonText, nullable=False),
)

register_entry = Table(
    "register_entry",
    metadata,
    Column("id", KEY, primary_key=True, autoincrement=False),
    Column("centre", Text, nullable=False),
    Column("book", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("no", Integer, CheckConstraint("no >= 1", name="no"), nullable=False),
    Column("date", Date, nullable=False),
    Column("document_id", ForeignKey("document.id"), nullable=False, index=True),
    Column("request_no", PlainText),
    Column("subject", PlainText, nullable=False),
    Column("voids", ForeignKey("register_entry.id"), unique=True),
    UniqueConstraint("centre", "book", "year", "no"),
)

record = Table(
    "record",
    metadata,
    Column("id", KEY, primary_key=True, autoincrement=False),
    Column("request_no", PlainText, nullable=False, unique=True),
    Column("number", PlainText, nullable=False, index=True),  # canonical, without site prefix: what other spellings share
    Column("service_code", PlainText, nullable=False, index=True),
    Column("applicant_name", PlainText, nullable=False),
    Column("father_name", PlainText, nullable=False),
    Column("mother_name", PlainText, nullable=False),
    Column("national_no", PlainText, nullable=False),
    Column("phone", PlainText, nullable=False),
    Column("organization_name", PlainText, nullable=False),
    Column("governorate", PlainText, nullable=False),
    Column("submitted_on", Date, index=True),
    Column("centre", PlainText, nullable=False),
    Column("state", PlainText, nullable=False),
    Column("due_on", Date),
    Column("decided_on", Date),
    Column("extra", JsonText, nullable=False),
    Column("catalogue_version", Text, nullable=False),  # under which the request began
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
)

#: Blocking keys, each hashed to 64 bits: a collision only adds a candidate.
record_key = Table(
    "record_key",
    metadata,
    Column("key", KEY, primary_key=True, autoincrement=False),
    Column("record_id", ForeignKey("record.id"), primary_key=True),
    sqlite_with_rowid=False,
)
Index("ix_record_key_record", record_key.c.record_id)

catalogue = Table(
    "catalogue",
    metadata,
    Column("version", Text, primary_key=True),
    Column("text", PlainText, nullable=False),
    Column("at", UtcTime, nullable=False),
)

classifier_model = Table(
    "classifier_model",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False),
    Column("object_sha256", Text, nullable=False),
    Column("score", JsonText, nullable=False),
    Column("active", Boolean, nullable=False),
)

#: Facts about the archive itself, such as the version of the blocking keys.
fact = Table(
    "fact",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", PlainText, nullable=False),
)

#: Files seen in a watched folder that are not whole and no longer change.
stuck = Table(
    "stuck",
    metadata,
    Column("path_digest", Text, primary_key=True),
    Column("path", PathBytes, nullable=False),
    Column("since", UtcTime, nullable=False),
    Column("size", Unsigned64, nullable=False),
    Column("reason", Text, nullable=False),
)

feed = Table(
    "feed",
    metadata,
    Column("no", KEY, primary_key=True, autoincrement=False),
    Column("document_id", ForeignKey("document.id"), nullable=False, index=True),
    Column("at", UtcTime, nullable=False),
)

audit_event = Table(
    "audit_event",
    metadata,
    Column("id", KEY, primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False),
    Column("agent", PlainText, nullable=False),
    Column("action", Text, nullable=False),
    Column("object", PlainText, nullable=False, index=True),
    Column("detail", Text, nullable=False),  # canonical JSON, as hashed
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
