"""Words and numbers of a text, with their places in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.arabic.folding import Folded, fold_with_offsets

_WORD_OR_NUMBER = re.compile(r"\d+(?:[-/.:]\d+)*|[^\W\d_]+")
_PIECE = re.compile(r"\d+")
_FAST = re.compile(r"\d+(?:[-/.:]\d+)*|(?<![^\W\d_])عبد ال[^\W\d_]+|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word or number; `start`, `end` are its span in the original text.

    `part` marks a piece of the token before it: the groups of `2021-000123`, the two words of `عبد الله`.
    """

    text: str
    start: int
    end: int
    part: bool = False


def tokens(text: str) -> list[Token]:
    """The words and numbers of `text` in order, folded.

    A number with separators comes whole and then in pieces; عبد and the name behind it come as one word (عبد الله = عبدالله)
    and then as two.
    """
    folded = fold_with_offsets(text)
    found = [(match.start(), match.end()) for match in _WORD_OR_NUMBER.finditer(folded.text)]
    out: list[Token] = []
    skip = 0
    for place, (start, end) in enumerate(found):
        if skip:
            skip -= 1
            continue
        following = found[place + 1] if place + 1 < len(found) else None
        if following and _is_servant_name(folded.text, (start, end), following):
            out.extend(_joined(folded, (start, end), following))
            skip = 1
        else:
            out.extend(_whole_and_pieces(folded, start, end))
    return out


def folded_words(folded: str) -> list[str]:
    """The whole words and numbers of a text already folded, in order: `tokens` without places and pieces, and much faster."""
    return [word.replace(" ", "") for word in _FAST.findall(folded)]


def _is_servant_name(text: str, first: tuple[int, int], second: tuple[int, int]) -> bool:
    """عبد followed on the same line by a name with the article."""
    between = text[first[1] : second[0]]
    return text[slice(*first)] == "عبد" and between == " " and text.startswith("ال", second[0])


def _joined(folded: Folded, first: tuple[int, int], second: tuple[int, int]) -> Iterator[Token]:
    whole = folded.text[slice(*first)] + folded.text[slice(*second)]
    yield Token(whole, folded.origin(*first)[0], folded.origin(*second)[1])
    for start, end in (first, second):
        yield Token(folded.text[start:end], *folded.origin(start, end), part=True)


def _whole_and_pieces(folded: Folded, start: int, end: int) -> Iterator[Token]:
    text = folded.text[start:end]
    yield Token(text, *folded.origin(start, end))
    if text.isdigit() or not text[0].isdigit():
        return
    for piece in _PIECE.finditer(text):
        yield Token(piece.group(), *folded.origin(start + piece.start(), start + piece.end()), part=True)
