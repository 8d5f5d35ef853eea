"""The fields of a paper arranged for comparing with records: readings with their confidences, names as skeletons, days."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from classify.covers import COVER_PREFIX, GIVEN_PREFIX
from classify.similarity import skeletons_of
from classify.view import skeleton
from domain.catalogue import Catalogue, Service
from domain.documents import Alternative, FieldKind, FieldValue

# A governorate read less surely than this merely stands on the paper (`place_fields`) and may be anybody's.
_STATED = 0.5
# Of four papers three are of kinds that the catalogue lists for their service (our estimate, misread kinds counted as others).
_OF_LISTED_KINDS = 0.75


Name = tuple[tuple[str, ...], float]
"""The skeletons of the parts of a name, and how well they were read."""


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """The fields of a paper arranged for comparing. `text` is the skeleton of the whole paper, empty if it is not at hand;
    `type_share` the mean over all services of the share of papers of this type among theirs."""

    request_nos: tuple[Alternative, ...]
    national_nos: tuple[Alternative, ...]
    phones: tuple[Alternative, ...]
    printed_request_no: str | None
    printed_confidence: float
    persons: tuple[tuple[str, ...], ...]
    fathers: tuple[Name, ...]
    mothers: tuple[Name, ...]
    associations: tuple[str, ...]
    governorates: tuple[str, ...]
    dates: tuple[tuple[dt.date, float], ...]
    type: str
    type_share: float
    services: frozenset[str]
    text: str


def _numbers(fields: Sequence[FieldValue], kind: FieldKind) -> tuple[Alternative, ...]:
    """All readings of the numbers of a kind, the best confidence of each."""
    best: dict[str, float] = {}
    for value in fields:
        if value.kind is kind:
            for text, confidence in ((value.value, value.confidence), *((a.text, a.confidence) for a in value.alternatives)):
                best[text] = max(best.get(text, 0.0), confidence)
    return tuple(Alternative(text, confidence) for text, confidence in best.items())


def _names(fields: Sequence[FieldValue], kind: FieldKind) -> tuple[Name, ...]:
    return tuple(
        dict.fromkeys(
            (parts, value.confidence) for value in fields if value.kind is kind and (parts := skeletons_of(value.value))
        )
    )


def is_told(value: FieldValue) -> bool:
    """Whether the field was not read on the paper: it came from a cover sheet or with the file."""
    return value.text.startswith((COVER_PREFIX, GIVEN_PREFIX))


def facts_of(fields: Sequence[FieldValue], type_code: str, catalogue: Catalogue, text: str) -> PaperFacts:
    """Arranges the fields of a paper; `text` is its plain text (or nothing)."""
    fields = [value for value in fields if not is_told(value)]
    printed = max((v for v in fields if v.kind is FieldKind.REQUEST_NO), key=lambda v: v.confidence, default=None)
    glued = skeleton(text) if text else ""
    subjects = skeleton(" ".join(v.value for v in fields if v.kind is FieldKind.SUBJECT))
    return PaperFacts(
        request_nos=_numbers(fields, FieldKind.REQUEST_NO),
        national_nos=_numbers(fields, FieldKind.NATIONAL_NO),
        phones=_numbers(fields, FieldKind.PHONE),
        printed_request_no=printed.value if printed and _well_formed(printed.value) else None,
        printed_confidence=printed.confidence if printed else 0.0,
        persons=tuple(dict.fromkeys(parts for parts, _ in _names(fields, FieldKind.PERSON))),
        fathers=_names(fields, FieldKind.FATHER),
        mothers=_names(fields, FieldKind.MOTHER),
        associations=tuple(dict.fromkeys(v.value for v in fields if v.kind is FieldKind.ASSOCIATION)),
        governorates=tuple(dict.fromkeys(v.value for v in fields if v.kind is FieldKind.GOVERNORATE and v.confidence >= _STATED)),
        dates=tuple((d, v.confidence) for v in fields if v.kind is FieldKind.DATE if (d := _iso(v.value))),
        type=type_code,
        type_share=sum(type_share(type_code, service, catalogue) for service in catalogue.services.values())
        / max(len(catalogue.services), 1),
        services=services_named(glued, catalogue) or services_named(subjects, catalogue),
        text=glued,
    )


def _well_formed(number: str) -> bool:
    return re.fullmatch(r"(?:[A-Z]{2,5}-)?\d{4}-\d{6}", number) is not None


def _iso(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def services_named(glued: str, catalogue: Catalogue) -> frozenset[str]:
    """The services that a text (a skeleton) names by their Arabic name or wordings."""
    if not glued:
        return frozenset()
    named = set()
    for service in catalogue.services.values():
        wordings = [skeleton(wording) for wording in (service.ar, *service.words)]
        if any(len(w) >= 7 and len(w) <= len(glued) and fuzz.partial_ratio(w, glued, score_cutoff=90) for w in wordings):
            named.add(service.code)
    return frozenset(named)


def type_share(type_code: str, service: Service, catalogue: Catalogue) -> float:
    """The share of papers of a type among those of a service, estimated from the kinds listed for it."""
    listed = (*service.required, *service.usual)
    share = (1 - _OF_LISTED_KINDS if listed else 1.0) / max(len(catalogue.types), 1)
    return share + _OF_LISTED_KINDS / len(listed) if type_code in listed else share
