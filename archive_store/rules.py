"""What the archive must be told by the catalogue and the domain, since it decides nothing about papers itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from domain.documents import Book, DocumentDraft, Record


def no_catalogue(_type: str) -> Book | None:
    """Where nothing is to be archived."""
    raise RuntimeError("the archive was opened without book_of, and a document was to be archived")


def no_record_keys(_record: Record) -> frozenset[str]:
    """Where no records are to be saved."""
    raise RuntimeError("the archive was opened without record_keys, and a record was to be saved")


def no_draft_keys(_draft: DocumentDraft) -> frozenset[str]:
    """Where no paper waits for its record."""
    return frozenset()


@dataclass(frozen=True)
class Rules:
    """`book_of` gives the register book of a document type (None: none). `record_keys` and `draft_keys` give the blocking keys
    by which a record and a paper of its find one another. `timezone` is the centre's civil time."""

    clock: Callable[[], dt.datetime]
    timezone: dt.tzinfo
    book_of: Callable[[str], Book | None] = no_catalogue
    record_keys: Callable[[Record], frozenset[str]] = no_record_keys
    draft_keys: Callable[[DocumentDraft], frozenset[str]] = no_draft_keys
