"""What a search gives back. Pure values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.documents import Box
from domain.messages import Message


@dataclass(frozen=True, slots=True)
class Mark:
    """A word of the query as it stands on a page: the word as read, and its box in pixels of the stored page image."""

    page: int
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A document with its best page. `score` is comparable within one search; `year` is 0 where none is known."""

    document_id: str
    page: int
    score: float
    snippet: str
    marks: tuple[Mark, ...]
    type: str
    tab: str
    service: str
    status: str
    request_no: str | None
    also_in: tuple[str, ...]
    register_no: str | None
    governorate: str
    state: str
    date: str | None
    year: int
    subject: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits, best first. `total` counts documents; `facets` maps a field to its values with their numbers of documents.

    `message` says what was not understood in the query, why nothing can be found or what may be missing; None if there is nothing
    to say.
    """

    hits: tuple[SearchHit, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    message: Message | None = None
