"""Light stemming: light10 of Larkey, Ballesteros and Connell, "Light Stemming for Arabic Information Retrieval" (2007)."""

from __future__ import annotations

from functools import lru_cache

_ARTICLES = ("وال", "بال", "كال", "فال", "لل", "ال")
_ENDINGS = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
_LEFT_AFTER_ARTICLE = 2
_LEFT_AFTER_AND = 3
_LEFT_AFTER_ENDING = 2


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The stem of a folded word: «و», one article with its particle, then endings, while enough letters are left."""
    if word.startswith("و") and len(word) - 1 >= _LEFT_AFTER_AND and not word.startswith("وال"):
        word = word[1:]
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= _LEFT_AFTER_ARTICLE:
            word = word[len(article) :]
            break
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEFT_AFTER_ENDING:
            word = word[: -len(ending)]
    return word
