"""A paper held against what is in the archive: how many records are weighed for it, and whether it is in already."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from archive_store.reader import Reader
from domain.arabic import fold
from domain.documents import DocumentDraft, RecognizedPage
from domain.messages import Reason

MOST_CANDIDATES = 40  # records weighed for one paper: those that share its rarest keys come first
ALIKE = 93.0  # per cent of letters in common for two readings of one paper; two papers of one form stay below
SHORTEST = 80  # letters: below, too little is written to tell one paper from another


def with_rescan(
    reader: Reader, draft: DocumentDraft, pages: Sequence[RecognizedPage], but: Collection[str] = ()
) -> DocumentDraft:
    """`draft`, and where its `pages` read like a paper already in, none of `but`, the question whether it is that one again.

    Asked when the draft is about to be written, so that two scans of one paper, read side by side, do not miss each other.
    """
    earlier = _likely_rescan(reader, draft, "\n".join(page.text for page in pages), but)
    return replace(draft, rescan_of=earlier, undecided=(*draft.undecided, Reason.RESCAN)) if earlier else draft


def _likely_rescan(reader: Reader, draft: DocumentDraft, text: str, but: Collection[str]) -> str | None:
    """The id of a document of the same request and type that reads like `draft`, if there is one; none of `but`."""
    written = fold(text)
    if draft.link.request_no is None or len(written) < SHORTEST:
        return None
    for earlier in reader.documents_of(draft.link.request_no):
        if earlier.draft.classification.type != draft.classification.type:
            continue
        if len(earlier.draft.pages) != len(draft.pages) or earlier.id in but:
            continue
        known = "\n".join(page.text for page in reader.pages_of(earlier.id))
        if fuzz.ratio(written, fold(known), score_cutoff=ALIKE) > 0:
            return earlier.id
    return None
