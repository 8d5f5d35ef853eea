"""A request's dossier: its papers under their tabs, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from archive_store.reader import Reader
from domain.documents import Document, DocumentStatus, Record
from domain.errors import UnknownObject
from domain.messages import Message
from domain.numbers import canonical_request_no
from pipeline.services import Services


@dataclass(frozen=True)
class Dossier:
    """The papers of a request by tab, in the order of the catalogue; `missing` are required types that no archived paper has."""

    record: Record
    tabs: dict[str, tuple[Document, ...]]
    required: tuple[str, ...]
    missing: tuple[str, ...]


def find_record(reader: Reader, request: str) -> Record:
    """The record of a request, however its number is written. Raises UnknownObject."""
    record = reader.record(canonical_request_no(request, typed=True) or request)
    if record is None:
        raise UnknownObject(Message(ar=f"لا سجل برقم الطلب {request}.", en=f"There is no record with request number {request}."))
    return record


def open_dossier(services: Services, request: str) -> Dossier:
    """The dossier of a request, however its number is written. Raises UnknownObject."""
    with services.archive.read() as reader:
        record = find_record(reader, request)
        documents = reader.documents_of(record.request_no)
    catalogue = services.catalogue
    tabs = {tab: tuple(d for d in documents if d.tab == tab) for tab in catalogue.tabs}
    service = catalogue.services.get(record.service_code)
    required = service.required if service else ()
    there = {d.draft.classification.type for d in documents if d.status is DocumentStatus.ARCHIVED}
    filled = {tab: found for tab, found in tabs.items() if found}
    return Dossier(record, filled, required, tuple(code for code in required if code not in there))
