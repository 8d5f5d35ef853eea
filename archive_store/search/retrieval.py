"""From a query to the pages worth a closer look, in the engine's own order."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import tantivy

from archive_store.search.analysis import date_term, is_number, number_forms, stem_term, word_terms
from archive_store.search.fields import HEAD_KEY, filter_term, schema
from archive_store.search.query_values import Filters, QueryWord, SearchQuery
from domain.arabic import stem

_MOST_EXCLUDED = 50_000


def candidates_query(searcher: Any, query: SearchQuery) -> Any:
    """Pages that share a word, a piece of a word or a number with the query, within its filters."""
    terms = dict.fromkeys(term for word in query.every_word for term in _terms(word))
    should = [(tantivy.Occur.Should, tantivy.Query.term_query(schema(), "gram", term)) for term in terms]
    text = tantivy.Query.boolean_query(should) if should else None
    bounds = _bounds(searcher, query)
    if text is None:
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, _first_pages()), *bounds])
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, text), *bounds]) if bounds else text


def strict_query(searcher: Any, query: SearchQuery) -> Any:
    """Pages that hold every word of the query in some form, within its filters: what is counted."""
    clauses = [(tantivy.Occur.Must, _stem_query(word)) for word in query.words]
    clauses += [(tantivy.Occur.Must, phrase_query(phrase)) for phrase in query.phrases]
    if not clauses:
        clauses = [(tantivy.Occur.Must, _first_pages())]
    return tantivy.Query.boolean_query([*clauses, *_bounds(searcher, query)])


def _bounds(searcher: Any, query: SearchQuery) -> list[tuple[Any, Any]]:
    """What is asked for, what the reader may see, and what is unwanted."""
    return [*_filters(query.filters), *_filters(query.may_see), *_excluded(searcher, query)]


def _terms(word: QueryWord) -> list[str]:
    terms = word_terms(word.text).split()
    return [date_term(word.iso), *terms] if word.iso else terms


def phrase_query(words: Iterable[QueryWord]) -> Any:
    """Pages on which these words follow one another, in any form."""
    terms = [stem_term(word.text) for word in words]
    if len(terms) == 1:
        return tantivy.Query.term_query(schema(), "stem", terms[0])
    return tantivy.Query.phrase_query(schema(), "stem", list(terms))


def weight_of(searcher: Any, word: QueryWord) -> float:
    """How telling a word is: its inverse document frequency, in the form of BM25."""
    found = max(searcher.doc_freq("gram", _exact_term(word)), searcher.doc_freq("stem", stem_term(word.text)))
    found = min(found, searcher.num_docs)  # what was deleted is counted until its segment is written anew
    return math.log(1 + (searcher.num_docs - found + 0.5) / (found + 0.5))


def _exact_term(word: QueryWord) -> str:
    if word.iso:
        return date_term(word.iso)
    return f"#={number_forms(word.text)[0]}" if is_number(word.text) else f"={word.text}"


def _stem_query(word: QueryWord) -> Any:
    if is_number(word.text):
        return tantivy.Query.term_query(schema(), "gram", _exact_term(word))
    return tantivy.Query.term_query(schema(), "stem", stem(word.text))


def _first_pages() -> Any:
    return tantivy.Query.term_query(schema(), "first", 1)


def _filters(filters: Filters) -> list[tuple[Any, Any]]:
    """A clause for each filter; they do not change the order."""
    made = []
    for name, values in filters.values.items():
        made.append(tantivy.Query.term_set_query(schema(), "is", [filter_term(name, value) for value in values]))
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
