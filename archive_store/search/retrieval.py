"""From a query to the pages worth a closer look, in the engine's own order."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import tantivy

from archive_store.search.analysis import date_term, is_number, number_forms, word_terms
from archive_store.search.fields import HEAD_KEY, schema
from archive_store.search.query import Filters, SearchQuery
from domain.arabic import stem

_MOST_EXCLUDED = 50_000


def all_words(query: SearchQuery) -> list[str]:
    """The words and numbers of a query in order, those of its phrases too."""
    return [*query.words, *(word for phrase in query.phrases for word in phrase)]


def candidates_query(searcher: Any, query: SearchQuery) -> Any:
    """Pages that share a word, a piece of a word or a number with the query, within its filters."""
    terms = dict.fromkeys(term for word in all_words(query) for term in word_terms(word).split())
    terms.update(dict.fromkeys(map(date_term, query.dates)))
    should = [(tantivy.Occur.Should, tantivy.Query.term_query(schema(), "gram", term)) for term in terms]
    text = tantivy.Query.boolean_query(should) if should else None
    bounds = [*_filters(query.filters), *_excluded(searcher, query)]
    if text is None:
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, _first_pages()), *bounds])
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, text), *bounds]) if bounds else text


def strict_query(searcher: Any, query: SearchQuery) -> Any:
    """Pages that hold every word of the query in some form, within its filters: what is counted."""
    clauses = [(tantivy.Occur.Must, _stem_query(word)) for word in query.words]
    clauses += [(tantivy.Occur.Must, phrase_query(phrase)) for phrase in query.phrases]
    clauses += [(tantivy.Occur.Must, tantivy.Query.term_query(schema(), "gram", date_term(day))) for day in query.dates]
    if not clauses:
        clauses = [(tantivy.Occur.Must, _first_pages())]
    return tantivy.Query.boolean_query([*clauses, *_filters(query.filters), *_excluded(searcher, query)])


def phrase_query(words: Iterable[str]) -> Any:
    """Pages on which these words follow one another, in any form."""
    terms = [_stem(word) for word in words]
    if len(terms) == 1:
        return tantivy.Query.term_query(schema(), "stem", terms[0])
    return tantivy.Query.phrase_query(schema(), "stem", list(terms))


def weight_of(searcher: Any, word: str) -> float:
    """How telling a word is: its inverse document frequency, in the form of BM25."""
    term = f"#={number_forms(word)[0]}" if is_number(word) else f"={word}"
    found = max(searcher.doc_freq("gram", term), searcher.doc_freq("stem", _stem(word)))
    return math.log(1 + (searcher.num_docs - found + 0.5) / (found + 0.5))


def _stem(word: str) -> str:
    return number_forms(word)[0] if is_number(word) else stem(word)


def _stem_query(word: str) -> Any:
    if is_number(word):
        return tantivy.Query.term_query(schema(), "gram", f"#={number_forms(word)[0]}")
    return tantivy.Query.term_query(schema(), "stem", stem(word))


def _first_pages() -> Any:
    return tantivy.Query.term_query(schema(), "first", 1)


def _filters(filters: Filters) -> list[tuple[Any, Any]]:
    """A clause for each filter; they do not change the order."""
    made = []
    for name, values in filters.values.items():
        made.append(tantivy.Query.term_set_query(schema(), name, list(values)))
    if filters.since or filters.until:
        made.append(_range("day", filters.since or 1, filters.until))
    return [(tantivy.Occur.Must, tantivy.Query.const_score_query(query, 0.0)) for query in made]


def _range(field: str, low: int | None, high: int | None) -> Any:
    return tantivy.Query.range_query(schema(), field, tantivy.FieldType.Unsigned, low, high)


def _excluded(searcher: Any, query: SearchQuery) -> list[tuple[Any, Any]]:
    """Clauses against documents of which any page holds an unwanted word or phrase."""
    if not query.without:
        return []
    unwanted = tantivy.Query.boolean_query([(tantivy.Occur.Should, phrase_query(words)) for words in query.without])
    hits = searcher.search(unwanted, limit=_MOST_EXCLUDED, count=False).hits
    keys = sorted(set(searcher.fast_field_values("key", [address for _, address in hits])) - {HEAD_KEY})
    clauses = [(tantivy.Occur.MustNot, unwanted)]
    if keys:
        clauses.append((tantivy.Occur.MustNot, tantivy.Query.term_set_query(schema(), "key", keys)))
    return clauses
