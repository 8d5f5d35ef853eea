"""A search from the query to its hits: candidates, ranking, one hit per document, counts, snippets and marks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final

from archive_store.search.analysis import unpack
from archive_store.search.fields import FACETS, StoredPage, packed_words, stored_page
from archive_store.search.hits import SearchHit, SearchResult
from archive_store.search.marks import mark_page
from archive_store.search.query_values import SearchQuery
from archive_store.search.rank import rank
from archive_store.search.retrieval import candidates_query, strict_query, weight_of
from domain.arabic import fold, folded_words
from domain.documents import RecognizedPage
from domain.messages import Message

PageLoader = Callable[[str, int], RecognizedPage | None]
"""Gives a page (number within its scan) of a document as it was read, or None."""

CANDIDATES: Final = 200
_LEAST_SHARE: Final = 0.25  # of the query that a page must hold to be shown
_IN_SUBJECT: Final = 0.2  # among pages that hold a query alike, those about it come first
_MOST_BY_DATE: Final = 2_000
_FACET_VALUES: Final = 50
_SNIPPET_WORDS: Final = 24

NOTHING_INDEXED = Message(
    ar="فهرس البحث غير موجود بعد أو يُعاد بناؤه. أعد المحاولة بعد قليل، أو شغّل: warraq reindex",
    en="There is no search index yet, or it is being rebuilt. Try again shortly, or run: warraq reindex",
)


@dataclass(frozen=True, slots=True)
class _Found:
    page: StoredPage
    score: float


def search_pages(searcher: Any, query: SearchQuery, load: PageLoader | None) -> SearchResult:
    """The answer to a query that was understood."""
    strict = strict_query(searcher, query)
    if query.every_word:
        found = _by_relevance(searcher, query)
        total = max(len(found), _count(searcher, strict))
        if query.sort == "date":
            found = _by_date(found, _all_of(searcher, strict, _MOST_BY_DATE))
        elif query.offset + query.limit > len(found) < total:
            found = _with_more(found, _all_of(searcher, strict, query.offset + query.limit + len(found)))
    else:
        found = _all_of(searcher, strict, query.offset + query.limit)
        total = _count(searcher, strict)
    shown = found[query.offset : query.offset + query.limit]
    facets = _facets(searcher, strict, found, total) if query.facets else {}
    return SearchResult(tuple(_hit(one, query, load) for one in shown), total, facets)


def _by_relevance(searcher: Any, query: SearchQuery) -> list[_Found]:
    """The best pages, one per document, best first."""
    hits = searcher.search(candidates_query(searcher, query), limit=CANDIDATES, count=False).hits
    documents = [searcher.doc(address) for _, address in hits]
    pages = [unpack(packed_words(document)) for document in documents]
    keys = searcher.fast_field_values("key", [address for _, address in hits])
    words = query.every_word
    weights = [weight_of(searcher, word) for word in words]
    asked = {word.text for word in words}
    out: dict[int, _Found] = {}
    for ranked in rank(pages, [score for score, _ in hits], words, weights, query.phrases):
        if ranked.share >= _LEAST_SHARE and keys[ranked.index] not in out:
            page = stored_page(documents[ranked.index])
            out[keys[ranked.index]] = _Found(page, ranked.score + (_IN_SUBJECT if _is_subject(asked, page) else 0.0))
    return sorted(out.values(), key=lambda one: -one.score)


def _is_subject(asked: Set[str], page: StoredPage) -> bool:
    """Whether a document is about what was asked for: all of it stands in its subject, and not just somewhere on it."""
    return bool(page.subject) and asked <= set(folded_words(fold(page.subject)))


def _all_of(searcher: Any, query: Any, limit: int) -> list[_Found]:
    """At most `limit` pages of a query, the newest first, one per document."""
    if limit <= 0:
        return []
    hits = searcher.search(query, limit=limit, count=False, order_by_field="day").hits
    pages = [stored_page(searcher.doc(address)) for _, address in hits]
    return _one_a_document(_Found(page, 0.0) for page in pages)


def _one_a_document(found: Iterable[_Found]) -> list[_Found]:
    seen: dict[str, _Found] = {}
    for one in found:
        seen.setdefault(one.page.document_id, one)
    return list(seen.values())


def _by_date(found: Sequence[_Found], more: Sequence[_Found]) -> list[_Found]:
    every = _one_a_document((*found, *more))
    return sorted(every, key=lambda one: one.page.date or "", reverse=True)


def _with_more(found: Sequence[_Found], more: Sequence[_Found]) -> list[_Found]:
    """What was ranked, then the documents that hold every word and were not among the candidates."""
    return _one_a_document((*found, *more))


def _count(searcher: Any, query: Any) -> int:
    """How many documents a query finds; about, where there are many."""
    pages: int = searcher.search(query, limit=1, count=True).count
    if pages > _MOST_BY_DATE:
        return round(float(searcher.cardinality(query, "key")))
    if not pages:
        return 0
    hits = searcher.search(query, limit=pages, count=False).hits
    return len(set(searcher.fast_field_values("key", [address for _, address in hits])))


def _facets(searcher: Any, strict: Any, found: Sequence[_Found], total: int) -> Mapping[str, Mapping[str, int]]:
    """Numbers of documents per value: of those found by a closer look, or of all that hold every word where these are more."""
    if total <= len(found):
        return {name: _tally(value for one in found for value in one.page.counted(name)) for name in FACETS}
    wanted = {
        name: {"terms": {"field": name, "size": _FACET_VALUES}, "aggs": {"documents": {"cardinality": {"field": "key"}}}}
        for name in FACETS
    }
    answer = searcher.aggregate(strict, wanted)
    return {
        name: {_value(bucket["key"]): round(bucket["documents"]["value"]) for bucket in answer[name]["buckets"] if bucket["key"]}
        for name in FACETS
    }


def _value(key: Any) -> str:
    return str(int(key)) if isinstance(key, float) else str(key)


def _tally(values: Iterable[str]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for value in values:
        if value and value != "0":
            counted[value] = counted.get(value, 0) + 1
    return dict(sorted(counted.items(), key=lambda item: -item[1]))


def _hit(found: _Found, query: SearchQuery, load: PageLoader | None) -> SearchHit:
    page = found.page
    read = load(page.document_id, page.page) if load else None
    marked = mark_page(read, query.every_word) if read else None
    snippet = marked.snippet if marked else _first_words(page)
    return SearchHit(
        document_id=page.document_id,
        page=page.page,
        score=round(found.score, 4),
        snippet=snippet,
        marks=marked.marks if marked else (),
        type=page.type,
        tab=page.tab,
        service=page.service[0],
        status=page.status,
        request_no=page.request_no,
        also_in=page.also_in,
        register_no=page.register_no,
        governorate=page.governorate[0],
        state=page.state[0],
        date=page.date,
        year=page.year,
        subject=page.subject,
    )


def _first_words(page: StoredPage) -> str:
    return " ".join(unpack(page.packed).partition("\n")[0].split()[:_SNIPPET_WORDS])
