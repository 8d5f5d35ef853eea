"""What a person typed into the search field, understood.

قرار اشهار                      words: any may be missing or misread
"نظام داخلي"                    words that follow one another
-شكوى                           documents without a word, or without a "phrase"
طلب:2021-000123  type:decision  fields, in Arabic or English
من:2021-01-01 إلى:2021-06       days in any form
٢٠٢١/٠٠٠١٢٣  000123  26/1/2021  numbers in any digits and grouping, parts of numbers, dates
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from archive_store.search.query_fields import FIELD_NAMES, Asked, understand_field
from archive_store.search.query_values import Filters, QueryWord, SearchQuery
from domain.arabic import fold, folded_words
from domain.catalogue import Catalogue
from domain.dates import find_dates
from domain.messages import Message
from domain.numbers import canonical_phone, canonical_request_no

__all__ = ["Filters", "QueryWord", "SearchQuery", "parse_query"]

_QUOTES = str.maketrans(dict.fromkeys("“”„«»‟＂〝〞", '"'))
_FIELD = re.compile(
    rf"(?<!\S)({'|'.join(sorted(map(re.escape, FIELD_NAMES), key=len, reverse=True))})\s?[:=]( ?)(?=\S)".replace(r"\ ", "[ _]")
)
_UNWANTED = re.compile(r'(?<!\S)-(?:"([^"]*)"|([^\W\d_]\S*))')
_PHRASE = re.compile(r'"([^"]*)"')
_PHONE = re.compile(r"(?<!\d)(?:\+|00)963[\d \-]{9,13}(?!\d)")
_TYPED = re.compile(r"(?:19|20)\d\d[-/]\d{3,6}")  # a request number whose zeros may have been left out
_LATIN_REQUEST = re.compile(r"(?<!\w)[a-z]{2,6}\s?[-/]\s?(?=\d{4}\s?[-/])")
_MOST_WORDS = 32


def parse_query(
    text: str,
    catalogue: Catalogue,
    *,
    service: str | None = None,
    type: str | None = None,
    tab: str | None = None,
    request: str | None = None,
    since: str | None = None,
    until: str | None = None,
    sort: str = "relevance",
    limit: int = 20,
    offset: int = 0,
    facets: bool = False,
) -> SearchQuery:
    """The query that a person means by `text` and by the options of the command.

    Never raises for what is typed: a query that means nothing comes back with a `message` that says how to write it.
    """
    parser = _Parser(catalogue)
    rest = parser.take_fields(fold(text.translate(_QUOTES)))
    for name, value in (
        ("service", service),
        ("type", type),
        ("tab", tab),
        ("request", request),
        ("since", since),
        ("until", until),
    ):
        if value is not None:
            parser.add_option(name, value)
    parser.take_words(rest)
    return parser.query(text, sort=sort, limit=limit, offset=offset, facets=facets)


@dataclass
class _Parser:
    """Gathers what is understood, bit by bit."""

    catalogue: Catalogue
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    since: int | None = None
    until: int | None = None
    words: list[QueryWord] = field(default_factory=list)
    phrases: list[tuple[QueryWord, ...]] = field(default_factory=list)
    without: list[tuple[QueryWord, ...]] = field(default_factory=list)
    problem: Message | None = None

    def take_fields(self, text: str) -> str:
        """Take `name:value` out of folded text; returns what is left.

        Behind a blank after the colon may stand anything («الموضوع: …» copied from a paper): what has no meaning there is text.
        """
        left: list[str] = []
        place = 0
        while found := _FIELD.search(text, place):
            left.append(text[place : found.start()])
            asked = understand_field(FIELD_NAMES[found[1].replace("_", " ")], text[found.end() :], self.catalogue)
            if asked.problem and found[2]:
                left.append(f" {found[1]} ")
                place = found.end()
                continue
            self._take(asked)
            left.append(f" {asked.words} ")
            place = found.end() + asked.length
        left.append(text[place:])
        return " ".join(left)

    def add_option(self, name: str, value: str) -> None:
        """An option of the command: the whole value counts."""
        quoted = fold(value).replace('"', " ").strip()
        if name in ("since", "until"):
            self._take(understand_field(name, quoted, self.catalogue))
        elif name == "request":
            self.values["request"] = (canonical_request_no(quoted, typed=True) or quoted,)
        else:
            self._take(understand_field(name, f'"{quoted}"', self.catalogue))

    def _take(self, asked: Asked) -> None:
        self.problem = self.problem or asked.problem
        if asked.values:
            self.values[asked.name] = (*self.values.get(asked.name, ()), *asked.values)
        self.since = asked.since or self.since
        self.until = asked.until or self.until

    def take_words(self, text: str) -> None:
        """Take what is unwanted, phrases, dates, numbers and words out of folded text."""
        for quoted, bare in _UNWANTED.findall(text):
            self._add(self.without, tuple(query_words(quoted or bare)))
        text = _UNWANTED.sub(" ", text)
        for phrase in _PHRASE.findall(text):
            self._add(self.phrases, tuple(query_words(phrase)))
        self.words.extend(query_words(_PHRASE.sub(" ", text)))

    @staticmethod
    def _add(to: list[tuple[QueryWord, ...]], words: tuple[QueryWord, ...]) -> None:
        if words:
            to.append(words)

    def query(self, typed: str, *, sort: str, limit: int, offset: int, facets: bool) -> SearchQuery:
        filters = Filters(self.values, self.since, self.until)
        message = self.problem
        if not (self.words or self.phrases or self.without or filters) and typed.strip():
            message = message or _MEANS_NOTHING
        if self.since and self.until and self.since > self.until:
            message = message or _BACKWARDS
        return SearchQuery(
            words=tuple(dict.fromkeys(self.words))[:_MOST_WORDS],
            phrases=tuple(self.phrases),
            without=tuple(self.without),
            filters=filters,
            sort=sort,
            limit=max(0, limit),
            offset=max(0, offset),
            facets=facets,
            message=message,
        )


def query_words(folded: str) -> list[QueryWord]:
    """The words, numbers and dates of folded text. A phone with the country's code is written as the country writes it."""
    text = _PHONE.sub(lambda found: f" {canonical_phone(found[0]) or found[0]} ", folded)
    text = _LATIN_REQUEST.sub(" ", text)
    out: list[QueryWord] = []
    place = 0
    for date in find_dates(text):
        out.extend(map(QueryWord, folded_words(text[place : date.start])))
        year, month, day = date.iso.split("-")
        out.append(QueryWord(f"{int(day)}/{int(month)}/{year}", date.iso))
        place = date.end
    out.extend(map(QueryWord, folded_words(text[place:])))
    return [
        replace(word, text=canonical_request_no(word.text, typed=True) or word.text) if _TYPED.fullmatch(word.text) else word
        for word in out
    ]


_MEANS_NOTHING = Message(
    ar="لا كلمة ولا رقم في هذا السؤال. اكتب كلمة أو اسمًا أو رقمًا، مثل: قرار إشهار، أو طلب:2021-000123، أو من:2021-01-01 نوع:قرار",
    en="There is no word or number in this query. Type a word, a name or a number, such as: قرار إشهار, request:2021-000123, "
    "from:2021-01-01 type:decision",
)
_BACKWARDS = Message(
    ar="تاريخ البداية بعد تاريخ النهاية. بدّل بين «من» و«إلى».",
    en="The first day is after the last one. Swap `from` and `to`.",
)
