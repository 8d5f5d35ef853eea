"""Light stemming: light10 of Larkey, Ballesteros and Connell, "Light Stemming for Arabic Information Retrieval" (2007)."""

from __future__ import annotations

from functools import lru_cache

_ARTICLES = ("وال", "بال", "كال", "فال", "لل", "ال")
_ENDINGS = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
_LEFT_AFTER_ARTICLE = 2
_LEFT_AFTER_AND = 3
_LEFT_AFTER_ENDING = 2
_MAY_BEGIN = frozenset(article[0] for article in _ARTICLES)
_MAY_END = frozenset(ending[-1] for ending in _ENDINGS)


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """The stem of a folded word: «و», one article with its particle, then endings, while enough letters are left."""
    if word[:1] in _MAY_BEGIN:
        word = _without_beginning(word)
    return _without_endings(word) if word[-1:] in _MAY_END else word


def _without_beginning(word: str) -> str:
    if word.startswith("و") and len(word) - 1 >= _LEFT_AFTER_AND and not word.startswith("وال"):
        word = word[1:]
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= _LEFT_AFTER_ARTICLE:
            return word[len(article) :]
    return word


def _without_endings(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEFT_AFTER_ENDING:
            word = word[: -len(ending)]
    return word
