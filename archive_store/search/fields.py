"""A page of a document as the engine keeps it: one engine document per page, and one that holds the place in the feed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import tantivy

from archive_store.feed import FeedRow
from archive_store.ids import document_key
from archive_store.search.analysis import grams_text, pack, page_words, stems_text
from domain.arabic import fold
from domain.dates import days_in_folded
from domain.numbers import canonical_request_no

OF_RECORD = ("service", "governorate", "state")  # a document has those of every dossier it is filed in
TEXT_FILTERS = ("status", "type", "tab", *OF_RECORD)
FACETS = ("service", "tab", "type", "year", "governorate", "state")
HEAD_KEY = 0  # documents count from 1, so the place in the feed can stand under 0
_ABOUT_START = "§"


@dataclass(frozen=True, slots=True)
class StoredPage:
    """What the index keeps of a page, besides its terms. What it has of records: that of its own request first, perhaps empty."""

    document_id: str
    page: int
    packed: bytes
    type: str
    tab: str
    service: tuple[str, ...]
    status: str
    request_no: str | None
    also_in: tuple[str, ...]
    register_no: str | None
    governorate: tuple[str, ...]
    state: tuple[str, ...]
    date: str | None
    year: int
    subject: str

    def counted(self, facet: str) -> tuple[str, ...]:
        """The values of a facet that the page counts for."""
        found = getattr(self, facet)
        return found if isinstance(found, tuple) else (str(found),)


@cache
def schema() -> Any:
    """The fields of the index.

    `key` is the document, `first` marks the first page of each; `day` is the date as YYYYMMDD, 0 for none.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("stem", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("gram", tokenizer_name="whitespace", index_option="freq")  # the engine skips weak pages only with freq
    for name in TEXT_FILTERS:
        builder.add_text_field(name, stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("is", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("key", indexed=True, fast=True)
    builder.add_unsigned_field("first", indexed=True)
    builder.add_unsigned_field("day", indexed=True, fast=True)
    builder.add_unsigned_field("year", stored=True, indexed=True, fast=True)
    builder.add_bytes_field("page", stored=True)
    builder.add_bytes_field("card", stored=True)
    return builder.build()


def head_document(no: int, version: str) -> Any:
    """The place in the feed up to which the index goes, and the version of its terms."""
    return tantivy.Document.from_dict({"key": HEAD_KEY, "card": f"{no} {version}".encode()}, schema())


def read_head(document: Any) -> tuple[int, str]:
    """What `head_document` was given."""
    no, version = bytes(document.get_first("card")).decode().split(" ")
    return int(no), version


def page_documents(row: FeedRow) -> Iterator[Any]:
    """The engine documents of a document: one per page, all carrying what is known about it."""
    others = [each.request_no for each in row.also_in]
    known = (*row.names, row.subject, row.request_no or "", *others, row.register_no or "", row.date or "")
    about_text = fold("\n".join(known))
    about = page_words(about_text)
    about_dates = days_in_folded(about_text)
    common = _common(row)
    for place, page in enumerate(row.pages):
        folded = fold(page.text)
        words = page_words(folded)
        document = tantivy.Document.from_dict(common, schema())
        document.add_text("stem", f"{stems_text(words)} {_ABOUT_START} {stems_text(about)}")
        document.add_text("gram", grams_text((*words, *about), (*days_in_folded(folded), *about_dates)))
        document.add_bytes("page", pack(words, about))
        document.add_bytes("card", _card(row, page.number).encode())
        if place == 0:
            document.add_unsigned("first", 1)
        yield document


def _common(row: FeedRow) -> dict[str, Any]:
    """Filters and facets, the same on every page. Empty values are left out."""
    values: dict[str, Any] = {name: found for name in TEXT_FILTERS if any(found := _values(row, name))}
    values["key"] = document_key(row.document_id)
    values["day"] = int(row.date.replace("-", "")) if row.date else 0
    values["year"] = row.year or 0
    values["is"] = [filter_term(name, value) for name, value in _filtered(row)]
    return values


def _values(row: FeedRow, name: str) -> list[str]:
    """What a document is under a name of TEXT_FILTERS, each once: its own request's, then those of its other dossiers."""
    others = row.also_in if name in OF_RECORD else ()
    return list(dict.fromkeys((getattr(row, name), *(getattr(each, name) for each in others))))


def _filtered(row: FeedRow) -> Iterator[tuple[str, str]]:
    """What the document can be filtered by. A request number with a site before it is found without it, too."""
    for name in TEXT_FILTERS:
        yield from ((name, value) for value in _values(row, name))
    yield "year", str(row.year or 0)
    if row.register_no:
        yield "register", "".join(row.register_no.split())
    for number in filter(None, (row.request_no, *(each.request_no for each in row.also_in))):
        canonical = canonical_request_no(number, typed=True) or number
        yield "request", canonical
        yield "request", "-".join(canonical.split("-")[-2:])


def filter_term(name: str, value: str) -> str:
    """The term by which documents are filtered; values are compared folded."""
    return f"{name}={fold(value).strip().removeprefix('محافظه ')}"


_SEPARATOR = "\x1f"


def _card(row: FeedRow, page: int) -> str:
    """What a hit shows and no filter holds, in one stored text."""
    others = [each.request_no for each in row.also_in]
    values = (row.document_id, str(page), row.request_no or "", row.register_no or "", row.date or "", row.subject, *others)
    return _SEPARATOR.join(value.replace(_SEPARATOR, " ") for value in values)


def packed_words(document: Any) -> bytes:
    """The words of an engine document, as `analysis.pack` made them."""
    return bytes(document.get_first("page"))


def stored_page(document: Any) -> StoredPage:
    """An engine document as a value."""
    card = bytes(document.get_first("card")).decode().split(_SEPARATOR)
    document_id, page, request_no, register_no, date, subject, *also_in = card
    return StoredPage(
        document_id=document_id,
        page=int(page),
        packed=packed_words(document),
        request_no=request_no or None,
        also_in=tuple(also_in),
        register_no=register_no or None,
        date=date or None,
        year=document.get_first("year") or 0,
        subject=subject,
        type=document.get_first("type") or "",
        tab=document.get_first("tab") or "",
        status=document.get_first("status") or "",
        **{name: tuple(document.get_all(name)) or ("",) for name in OF_RECORD},
    )
