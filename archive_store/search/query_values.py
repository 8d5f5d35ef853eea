"""A query as the index understands it. Pure values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.messages import Message


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A folded word or number; `iso` is the day that a written date means."""

    text: str
    iso: str | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """What a document must be. Any of the values of a name will do; every name must be met.

    Names are `type`, `tab`, `service`, `governorate`, `state`, `status`, `request`, `register`, `year`. `since` and `until` are
    days as YYYYMMDD, both included.
    """

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    since: int | None = None
    until: int | None = None

    def __bool__(self) -> bool:
        return bool(self.values or self.since or self.until)


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A query. `sort` is `relevance` or `date` (newest first). A query with a `message` was not understood and finds nothing.

    `may_see` bounds what the reader is allowed to find, whatever is asked: hits, counts and facets alike.
    """

    words: tuple[QueryWord, ...] = ()
    phrases: tuple[tuple[QueryWord, ...], ...] = ()
    without: tuple[tuple[QueryWord, ...], ...] = ()
    filters: Filters = Filters()
    may_see: Filters = Filters()
    sort: str = "relevance"
    limit: int = 20
    offset: int = 0
    facets: bool = False
    message: Message | None = None

    @property
    def every_word(self) -> tuple[QueryWord, ...]:
        """The words looked for, those of phrases included, in order, each once."""
        every = [*self.words, *(word for phrase in self.phrases for word in phrase)]
        return tuple(dict.fromkeys(every))
