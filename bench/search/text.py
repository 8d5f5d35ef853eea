"""Running Arabic text for pages: the corpus' texts themselves, and new text with the same words and neighbours."""

from __future__ import annotations

import itertools
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_ARABIC = re.compile(r"[\u0621-\u064a]")
PAGE_CHARACTERS = 1050  # of running text; the header adds the rest


def sentences(corpus: Path = CORPUS) -> list[list[str]]:
    """Paragraphs of typed laws and lines of printed journals, as words. Empty where the corpus is missing."""
    out = []
    for path in sorted((corpus / "saudi_laws_typed").glob("*.md")):
        text = _FRONT.sub("", path.read_text("utf-8"))
        out.extend(_words(line) for line in text.splitlines())
    for path in sorted((corpus / "jstor_arabic_lines").rglob("*.gt.txt")):
        out.append(_words(path.read_text("utf-8")))
    return [words for words in out if len(words) > 2]


def _words(line: str) -> list[str]:
    return [
        word
        for word in line.replace("#", " ").replace("|", " ").replace("*", " ").split()
        if _ARABIC.search(word) or word.isdigit()
    ]


def real_pages(paragraphs: list[list[str]]) -> Iterator[str]:
    """The texts as they run, cut into pages."""
    page: list[str] = []
    size = 0
    for words in paragraphs:
        for word in words:
            page.append(word)
            size += len(word) + 1
            if size >= PAGE_CHARACTERS:
                yield " ".join(page)
                page, size = [], 0


class Continuation:
    """Text in which every word follows its neighbour as somewhere in the corpus: known words, new phrases."""

    def __init__(self, paragraphs: list[list[str]]) -> None:
        self._next: dict[str, list[str]] = defaultdict(list)
        self._starts = [words[0] for words in paragraphs]
        for words in paragraphs:
            for one, two in itertools.pairwise(words):
                self._next[one].append(two)

    def page(self, rng: random.Random) -> str:
        """A page of about PAGE_CHARACTERS characters."""
        out: list[str] = []
        size = 0
        word = rng.choice(self._starts)
        while size < PAGE_CHARACTERS:
            out.append(word)
            size += len(word) + 1
            following = self._next.get(word)
            word = rng.choice(following) if following and rng.random() > 0.04 else rng.choice(self._starts)
        return " ".join(out)
