"""What search is told about a document. Pure values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of one page; `number` counts within the scan."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class OtherDossier:
    """A further dossier that a document is filed in, with what it can be found by; empty without an electronic record."""

    request_no: str
    service: str = ""
    governorate: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A document as search must show it. `deleted`: it was replaced and must not be found.

    `names` are those of all its records and those read on it.
    """

    no: int
    document_id: str
    deleted: bool
    status: str
    type: str
    tab: str
    service: str
    request_no: str | None
    register_no: str | None
    governorate: str
    state: str
    date: str | None
    year: int | None
    names: tuple[str, ...]
    subject: str
    pages: tuple[PageText, ...]
    also_in: tuple[OtherDossier, ...] = ()
