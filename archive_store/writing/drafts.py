"""What a decision does to a draft. Pure: drafts are frozen, each function gives a new one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from domain.documents import PERSON, Classification, DocumentDraft, Link
from domain.messages import Reason

#: What a late record may settle.
AWAITS_RECORD = frozenset({Reason.NO_RECORD, Reason.LINK_UNSURE})
#: What is settled by naming the type, and by naming the request (or saying that there is none).
TYPE_SETTLES = frozenset({Reason.TYPE_UNSURE, Reason.UNREADABLE_TEXT})
REQUEST_SETTLES = AWAITS_RECORD | {Reason.CONFLICT, Reason.UNREADABLE_TEXT}


def typed(draft: DocumentDraft, type: str, tab: str) -> DocumentDraft:
    """The draft with a type that a person named."""
    draft = replace(draft, classification=Classification(type, tab, 1.0, True, (PERSON,), decided_by=PERSON))
    return settled(draft, TYPE_SETTLES)


def linked(draft: DocumentDraft, link: Link) -> DocumentDraft:
    """The draft with a link that leaves no question."""
    return settled(replace(draft, link=link), REQUEST_SETTLES)


def settled(draft: DocumentDraft, reasons: Collection[Reason]) -> DocumentDraft:
    """The draft without these doubts. A type that was unsure is then a person's."""
    if Reason.TYPE_UNSURE in reasons and not draft.classification.sure:
        draft = replace(draft, classification=replace(draft.classification, sure=True, decided_by=PERSON))
    if draft.link.reason in reasons:
        draft = replace(draft, link=replace(draft.link, reason=None, proposals=()))
    return replace(draft, undecided=tuple(reason for reason in draft.undecided if reason not in reasons))
