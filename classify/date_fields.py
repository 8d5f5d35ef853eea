"""Dates among the words of a line, in any of the forms that `domain.dates` knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.dates import find_dates
from domain.documents import Word

_MOST_WORDS_AFTER_LABEL = 8
_MOST_WORDS_OF_DATE = 4


@dataclass(frozen=True, slots=True)
class DateReading:
    """A date as read: ISO form, its words, how well they were read, and the other days it may mean."""

    iso: str
    words: tuple[Word, ...]
    confidence: float
    alternatives: tuple[str, ...]


def first_date(words: Sequence[Word]) -> DateReading | None:
    """The date that begins within the first words of a label's value."""
    return next(other_dates(words[:_MOST_WORDS_AFTER_LABEL]), None)


def other_dates(words: Sequence[Word]) -> Iterator[DateReading]:
    """Every date among the words of one line."""
    text, spans = "", []
    for word in words:
        start = len(text) + bool(text)
        text = f"{text} {word.text}" if text else word.text
        spans.append((start, len(text)))
    for date in find_dates(text):
        held = tuple(word for word, (start, end) in zip(words, spans, strict=True) if start < date.end and end > date.start)
        if held:
            confidence = min(word.confidence for word in held)
            yield DateReading(date.iso, held, confidence, tuple(date.alternatives))


def date_into_next_line(words: Sequence[Word], following: Sequence[Word]) -> DateReading | None:
    """The date that ends a line but for its year, which heads the next: narrow cells break dates so."""
    year = following[:1]
    if not year or not any(map(str.isdigit, year[0].text)):
        return None
    broken = other_dates([*words[-_MOST_WORDS_OF_DATE:], *year])
    return next((date for date in broken if len(date.words) > 1 and date.words[-1] in year), None)
