"""The domain's values as JSON for the database, and back.

Confidences keep four digits: a page has a thousand of them, and nothing is decided on the fifth.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from domain.documents import (
    Alternative,
    Box,
    Code,
    FieldKind,
    FieldValue,
    Line,
    LinkMethod,
    Proposal,
    RecognizedPage,
    Word,
)
from domain.messages import Reason

Json = Any


def _box(box: Box) -> Json:
    return [box.left, box.top, box.width, box.height]


def _share(confidence: float) -> float:
    return round(float(confidence), 4)


def _alternatives(alternatives: tuple[Alternative, ...]) -> Json:
    return [[other.text, _share(other.confidence)] for other in alternatives]


def _to_alternatives(json: Json) -> tuple[Alternative, ...]:
    return tuple(Alternative(text, confidence) for text, confidence in json)


def page_content(page: RecognizedPage) -> Json:
    """Lines with their words, and codes: `{"lines": [[block, box, [[text, box, confidence, others?] …]] …], "codes": …}`."""
    return {
        "lines": [[line.block, _box(line.box), [_word(word) for word in line.words]] for line in page.lines],
        "codes": [[code.text, code.symbology, _box(code.box)] for code in page.codes],
    }


def _word(word: Word) -> Json:
    plain = [word.text, _box(word.box), _share(word.confidence)]
    return [*plain, _alternatives(word.alternatives)] if word.alternatives else plain


def to_page(row: Any) -> RecognizedPage:
    """A row of table `page`."""
    return RecognizedPage(
        number=row.number,
        width=row.width,
        height=row.height,
        dpi=row.dpi,
        rotation=row.rotation,
        lines=tuple(
            Line(tuple(_to_word(*word) for word in words), Box(*box), block) for block, box, words in row.content["lines"]
        ),
        confidence=row.confidence,
        engine=row.engine,
        blank=row.blank,
        codes=tuple(Code(text, symbology, Box(*box)) for text, symbology, box in row.content["codes"]),
    )


def _to_word(text: str, box: list[int], confidence: float, alternatives: Json = ()) -> Word:
    return Word(text, Box(*box), confidence, _to_alternatives(alternatives))


def fields_json(fields: tuple[FieldValue, ...]) -> Json:
    """Fields as a list of objects."""
    return [
        {
            "kind": field.kind.value,
            "value": field.value,
            "text": field.text,
            "page": field.page,
            "box": _box(field.box),
            "confidence": _share(field.confidence),
            "alternatives": _alternatives(field.alternatives),
        }
        for field in fields
    ]


def to_fields(json: Json) -> tuple[FieldValue, ...]:
    """The inverse of `fields_json`."""
    return tuple(
        FieldValue(
            FieldKind(field["kind"]),
            field["value"],
            field["text"],
            field["page"],
            Box(*field["box"]),
            field["confidence"],
            _to_alternatives(field["alternatives"]),
        )
        for field in json
    )


def proposals_json(proposals: tuple[Proposal, ...]) -> Json:
    """Proposals as a list of `[request_no, confidence, reasons]`."""
    return [[proposal.request_no, proposal.confidence, list(proposal.reasons)] for proposal in proposals]


def to_proposals(json: Json) -> tuple[Proposal, ...]:
    """The inverse of `proposals_json`."""
    return tuple(Proposal(number, confidence, tuple(reasons)) for number, confidence, reasons in json)


def to_reason(code: str | None) -> Reason | None:
    """The reason of a stored code."""
    return Reason(code) if code else None


def to_method(code: str | None) -> LinkMethod | None:
    """The link method of a stored code."""
    return LinkMethod(code) if code else None


def iso(date: dt.date | None) -> str | None:
    """A date for JSON."""
    return date.isoformat() if date else None
