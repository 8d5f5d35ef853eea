"""Everything that may be written, behind one name. All of a transaction is committed together, or none of it."""

from __future__ import annotations

from sqlalchemy import Connection

from archive_store.rules import Rules
from archive_store.writing.catalogue import CatalogueWriter
from archive_store.writing.decisions import DecisionWriter
from archive_store.writing.documents import DocumentWriter
from archive_store.writing.finish import FinishWriter
from archive_store.writing.keys import KeyWriter
from archive_store.writing.records import RecordWriter
from archive_store.writing.replacing import ReplacementWriter
from archive_store.writing.scans import ScanWriter
from archive_store.writing.session import Session


class Transaction:
    """One write transaction, made by `Archive.write`. Each attribute is the method of the writer that knows the subject."""

    def __init__(self, connection: Connection, agent: str, rules: Rules) -> None:
        session = Session(connection, agent, rules)
        self.now = session.now
        self.flush = session.flush

        scans = ScanWriter(session)
        self.accession = scans.accession
        self.claim = scans.claim
        self.put_back = scans.put_back
        self.quarantine = scans.quarantine
        self.hold = scans.hold
        self.release = scans.release
        self.unpacked = scans.unpacked
        self.leave_unused = scans.leave_unused
        self.answer_also_in = scans.answer_also_in
        self.mark_left = scans.mark_left
        self.note_stuck = scans.note_stuck
        self.clear_stuck = scans.clear_stuck

        documents = DocumentWriter(session)
        finish = FinishWriter(session, scans, documents)
        self.finish = finish.finish
        self.keep = finish.keep

        decisions = DecisionWriter(session, documents)
        self.decide = decisions.decide
        self.relink = decisions.relink
        replacing = ReplacementWriter(session, documents)
        self.replace = replacing.replace
        self.set_aside = replacing.set_aside
        self.take_up = replacing.take_up
        self.leave_out = replacing.leave_out

        records = RecordWriter(session)
        self.save_record = records.save_record
        self.note_fact = records.note_fact

        self.rekey = KeyWriter(session, documents, records).rekey

        catalogue = CatalogueWriter(session)
        self.save_catalogue = catalogue.save_catalogue
        self.save_model = catalogue.save_model
        self.service_event = catalogue.service_event
