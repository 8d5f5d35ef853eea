"""Everything that may be asked, behind one name. A reader sees one unchanging state of the archive."""

from __future__ import annotations

from sqlalchemy import Connection

from archive_store.reading.catalogue import CatalogueReader
from archive_store.reading.counts import CountReader, StatusCounts, StuckFile
from archive_store.reading.documents import DocumentReader
from archive_store.reading.events import EventReader
from archive_store.reading.feed import FeedReader
from archive_store.reading.records import RecordReader
from archive_store.reading.register import RegisterReader
from archive_store.reading.report import ReportReader, ServiceRow
from archive_store.reading.scans import ScanReader
from archive_store.rules import Rules

__all__ = ["Reader", "ServiceRow", "StatusCounts", "StuckFile"]


class Reader:
    """One look at the archive, made by `Archive.read`. Each attribute is the method of the reader that knows the subject."""

    def __init__(self, connection: Connection, rules: Rules) -> None:
        scans = ScanReader(connection)
        self.scan = scans.scan
        self.scan_by_source = scans.scan_by_source
        self.scan_of_bytes = scans.scan_of_bytes
        self.also_in_questions = scans.also_in_questions
        self.scans = scans.scans
        self.unfinished_scans = scans.unfinished_scans
        self.parts_of = scans.parts_of

        documents = DocumentReader(connection)
        self.document = documents.document
        self.documents_of = documents.of_request
        self.review_queue = documents.review_queue
        self.page = documents.page
        self.pages_of = documents.pages_of
        self.pages_of_scan = documents.pages_of_scan
        self.shown_ids = documents.shown_ids
        self.history = documents.history
        self.replaced_by = documents.replaced_by
        self.replaces = documents.replaces

        records = RecordReader(connection)
        self.record = records.record
        self.records = records.records
        self.record_count = records.record_count
        self.candidates = records.candidates
        self.waiting_for = records.waiting_for
        self.keys_version = records.keys_version
        self.request_nos_with = records.request_nos_with
        self.fact = records.fact

        feed = FeedReader(connection)
        self.feed_after = feed.feed_after
        self.feed_head = feed.feed_head
        self.shown_documents = feed.shown_documents

        counts = CountReader(connection, rules.clock)
        self.counts = counts.counts
        self.stuck_files = counts.stuck_files

        self.register = RegisterReader(connection).register
        self.events = EventReader(connection).events
        self.report = ReportReader(connection, rules).report

        catalogue = CatalogueReader(connection)
        self.catalogue = catalogue.catalogue
        self.catalogue_versions = catalogue.catalogue_versions
        self.model = catalogue.model
        self.models = catalogue.models
        self.confirmed_documents = catalogue.confirmed_documents
