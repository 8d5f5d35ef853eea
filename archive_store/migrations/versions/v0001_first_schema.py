"""The whole first schema.

Written out in full and frozen: it does not follow later changes of archive_store/schema.py.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

APPEND_ONLY = ("register_entry", "audit_event", "feed", "link_evidence", "document_history")


def upgrade() -> None:
    _make_tables()
    if op.get_bind().dialect.name == "sqlite":
        _make_append_only_on_sqlite()
    else:
        _make_append_only_on_postgresql()


def _make_append_only_on_sqlite() -> None:
    for name in APPEND_ONLY:
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {name}_no_{action.lower()} BEFORE {action} ON {name} "
                f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
            )


def _make_append_only_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for name in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {name} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    raise NotImplementedError("an archive is never taken back to an older schema; restore the copy set aside")


def _make_tables() -> None:
    op.create_table(
        "audit_event",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_index(op.f("ix_audit_event_object"), "audit_event", ["object"], unique=False)
    op.create_table(
        "catalogue",
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_catalogue")),
    )
    op.create_table(
        "classifier_model",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("object_sha256", sa.Text(), nullable=False),
        sa.Column("score", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_classifier_model")),
    )
    op.create_table(
        "fact",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_fact")),
    )
    op.create_table(
        "record",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("request_no", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("service_code", sa.Text(), nullable=False),
        sa.Column("applicant_name", sa.Text(), nullable=False),
        sa.Column("father_name", sa.Text(), nullable=False),
        sa.Column("mother_name", sa.Text(), nullable=False),
        sa.Column("national_no", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("organization_name", sa.Text(), nullable=False),
        sa.Column("governorate", sa.Text(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.Column("catalogue_version", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
        sa.UniqueConstraint("request_no", name=op.f("uq_record_request_no")),
    )
    op.create_index(op.f("ix_record_number"), "record", ["number"], unique=False)
    op.create_index(op.f("ix_record_service_code"), "record", ["service_code"], unique=False)
    op.create_index(op.f("ix_record_submitted_on"), "record", ["submitted_on"], unique=False)
    op.create_table(
        "scan",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("path", sa.LargeBinary(), nullable=False),
        sa.Column("path_digest", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("device", sa.BigInteger(), nullable=False),
        sa.Column("inode", sa.BigInteger(), nullable=False),
        sa.Column("source_size", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("folder", sa.LargeBinary(), nullable=False),
        sa.Column("scanner", sa.Text(), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("given_request_no", sa.Text(), nullable=True),
        sa.Column("given_type", sa.Text(), nullable=True),
        sa.Column("given_date", sa.Date(), nullable=True),
        sa.Column("given_box", sa.Text(), nullable=True),
        sa.Column("register", sa.Boolean(), nullable=False),
        sa.Column("default_service", sa.Text(), nullable=True),
        sa.Column("part_of", KEY, nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("duplicate_of", KEY, nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["duplicate_of"], ["scan.id"], name=op.f("fk_scan_duplicate_of")),
        sa.ForeignKeyConstraint(["part_of"], ["scan.id"], name=op.f("fk_scan_part_of")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan")),
    )
    op.create_index(op.f("ix_scan_duplicate_of"), "scan", ["duplicate_of"], unique=False)
    op.create_index(op.f("ix_scan_part_of"), "scan", ["part_of"], unique=False)
    op.create_index(op.f("ix_scan_path_digest"), "scan", ["path_digest"], unique=False)
    op.create_index(op.f("ix_scan_received_at"), "scan", ["received_at"], unique=False)
    op.create_index(op.f("ix_scan_sha256"), "scan", ["sha256"], unique=False)
    op.create_index(op.f("ix_scan_status"), "scan", ["status"], unique=False)
    op.create_index(
        "uq_scan_bytes",
        "scan",
        ["sha256"],
        unique=True,
        sqlite_where=sa.text("duplicate_of IS NULL"),
        postgresql_where=sa.text("duplicate_of IS NULL"),
    )
    op.create_table(
        "stuck",
        sa.Column("path_digest", sa.Text(), nullable=False),
        sa.Column("path", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("path_digest", name=op.f("pk_stuck")),
    )
    op.create_table(
        "document",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("scan_id", KEY, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("pages", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("tab", sa.Text(), nullable=False),
        sa.Column("type_confidence", sa.Float(), nullable=False),
        sa.Column("type_sure", sa.Boolean(), nullable=False),
        sa.Column("typing", sa.Text(), nullable=False),
        sa.Column("draft_tab", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("request_no", sa.Text(), nullable=True),
        sa.Column("link_method", sa.Text(), nullable=True),
        sa.Column("link_confidence", sa.Float(), nullable=False),
        sa.Column("link_reason", sa.Text(), nullable=True),
        sa.Column("linking", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("ocr_confidence", sa.Float(), nullable=False),
        sa.Column("printed_register_no", sa.Text(), nullable=True),
        sa.Column("undecided", sa.Text(), nullable=False),
        sa.Column("rescan_of", KEY, nullable=True),
        sa.Column("book", sa.Text(), nullable=True),
        sa.Column("register_entry", KEY, nullable=True),
        sa.Column("pdf_sha256", sa.Text(), nullable=True),
        sa.Column("catalogue_version", sa.Text(), nullable=True),
        sa.Column("box", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["rescan_of"], ["document.id"], name=op.f("fk_document_rescan_of")),
        sa.ForeignKeyConstraint(["scan_id"], ["scan.id"], name=op.f("fk_document_scan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    op.create_index(op.f("ix_document_box"), "document", ["box"], unique=False)
    op.create_index(op.f("ix_document_date"), "document", ["date"], unique=False)
    op.create_index(op.f("ix_document_request_no"), "document", ["request_no"], unique=False)
    op.create_index(op.f("ix_document_scan_id"), "document", ["scan_id"], unique=False)
    op.create_index(op.f("ix_document_status"), "document", ["status"], unique=False)
    op.create_index(op.f("ix_document_type"), "document", ["type"], unique=False)
    op.create_table(
        "dropped_page",
        sa.Column("scan_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["scan_id"], ["scan.id"], name=op.f("fk_dropped_page_scan_id")),
        sa.PrimaryKeyConstraint("scan_id", "number", name=op.f("pk_dropped_page")),
    )
    op.create_table(
        "page",
        sa.Column("scan_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("dpi", sa.Float(), nullable=False),
        sa.Column("rotation", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("blank", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["scan_id"], ["scan.id"], name=op.f("fk_page_scan_id")),
        sa.PrimaryKeyConstraint("scan_id", "number", name=op.f("pk_page")),
    )
    op.create_table(
        "record_key",
        sa.Column("key", KEY, autoincrement=False, nullable=False),
        sa.Column("record_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_record_key_record_id")),
        sa.PrimaryKeyConstraint("key", "record_id", name=op.f("pk_record_key")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_record_key_record", "record_key", ["record_id"], unique=False)
    op.create_table(
        "also_in",
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("request_no", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_also_in_document_id")),
        sa.PrimaryKeyConstraint("document_id", "request_no", name=op.f("pk_also_in")),
    )
    op.create_index(op.f("ix_also_in_request_no"), "also_in", ["request_no"], unique=False)
    op.create_table(
        "document_history",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_document_history_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_history")),
    )
    op.create_index(op.f("ix_document_history_document_id"), "document_history", ["document_id"], unique=False)
    op.create_table(
        "document_key",
        sa.Column("key", KEY, autoincrement=False, nullable=False),
        sa.Column("document_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_document_key_document_id")),
        sa.PrimaryKeyConstraint("key", "document_id", name=op.f("pk_document_key")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_document_key_document", "document_key", ["document_id"], unique=False)
    op.create_table(
        "feed",
        sa.Column("no", KEY, autoincrement=False, nullable=False),
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_feed_document_id")),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_feed")),
    )
    op.create_index(op.f("ix_feed_document_id"), "feed", ["document_id"], unique=False)
    op.create_table(
        "link_evidence",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("request_no", sa.Text(), nullable=True),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_link_evidence_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_evidence")),
    )
    op.create_index(op.f("ix_link_evidence_document_id"), "link_evidence", ["document_id"], unique=False)
    op.create_table(
        "register_entry",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("book", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("request_no", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("voids", KEY, nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_register_entry_document_id")),
        sa.ForeignKeyConstraint(["voids"], ["register_entry.id"], name=op.f("fk_register_entry_voids")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entry")),
        sa.CheckConstraint("no >= 1", name=op.f("ck_register_entry_no")),
        sa.UniqueConstraint("centre", "book", "year", "no", name=op.f("uq_register_entry_centre_book_year_no")),
        sa.UniqueConstraint("voids", name=op.f("uq_register_entry_voids")),
    )
    op.create_index(op.f("ix_register_entry_document_id"), "register_entry", ["document_id"], unique=False)
    op.create_table(
        "replacement",
        sa.Column("old_id", KEY, nullable=False),
        sa.Column("new_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["new_id"], ["document.id"], name=op.f("fk_replacement_new_id")),
        sa.ForeignKeyConstraint(["old_id"], ["document.id"], name=op.f("fk_replacement_old_id")),
        sa.PrimaryKeyConstraint("old_id", "new_id", name=op.f("pk_replacement")),
    )
