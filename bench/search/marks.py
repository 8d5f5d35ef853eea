"""Whether the words of a query are marked where they stand on the page that is wanted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive_store.search.marks import match_text
from archive_store.search.query import parse_query
from archive_store.search.query_values import QueryWord
from bench.search.collection import Collection
from domain.arabic import stem, tokens
from domain.catalogue import default_catalogue_text, parse_catalogue

NEAR = 40  # characters: misreading loses and adds a few


def marked_share(collection: Collection, pages: Sequence[str]) -> float:
    """Share of the queries' words that are marked on the misread page near a place where the clean page has them.

    Words whose place on the clean page cannot be told (spelt otherwise, parts of numbers) are not counted.
    """
    catalogue = parse_catalogue(default_catalogue_text())
    marked = counted = 0
    for query in collection.queries:
        clean, read = collection.pages[query.page], pages[query.page]
        for word in parse_query(query.text, catalogue).every_word:
            places = list(_places(clean, word))
            if not places:
                continue
            scale = len(read) / len(clean)
            found = [start for start, _, _ in match_text(read, [word])]
            counted += 1
            marked += any(abs(start - place * scale) < NEAR for start in found for place in places)
    return marked / max(1, counted)


def _places(text: str, word: QueryWord) -> Iterator[int]:
    wanted = stem(word.text)
    for token in tokens(text):
        if not token.part and (token.text == word.text or stem(token.text) == wanted):
            yield token.start
