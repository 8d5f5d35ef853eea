"""Words of pages and queries as terms of the index.

Three kinds of term share the field `gram`, told apart by their first letter: `=` the folded word itself, `#` a date or a piece of
a number, and, without a sign, pieces of three letters of the dotless skeleton with `_` at the word's ends. The pieces find what
was misread; the words themselves tell a clean page from a similar one.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence

from domain.arabic import ANALYSER_VERSION, folded_words, rasm_of_folded, stem
from domain.numbers import canonical_request_no

# Raised with every change of the terms or fields; together with the analyser's version it decides whether an index still fits.
TERMS_VERSION = 3
VERSION = f"{TERMS_VERSION}.{ANALYSER_VERSION}"

_NOT_DIGITS = re.compile(r"\D+")
_SIGNS = re.compile(r"[-/.:]+")
_MOST_REMEMBERED = 200_000
_COUNTRY = re.compile(r"^(?:00)?963(?=9\d{8}$)")
_LONGEST_WORD = 40


def is_number(word: str) -> bool:
    """Whether a folded word starts with a digit."""
    return "0" <= word[0] <= "9"


def skeletons(words: Sequence[str]) -> list[str]:
    """The dotless skeletons of folded words; of numbers, the digits. All are worked out at once, which is much faster."""
    return _SIGNS.sub("", rasm_of_folded(" ".join(words))).split(" ") if words else []


def pieces(word: str) -> list[str]:
    """The pieces of three letters of a folded word's skeleton, `_` at both ends."""
    padded = f"_{rasm_of_folded(word)}_"
    return [padded[at : at + 3] for at in range(len(padded) - 2)]


def number_forms(word: str) -> list[str]:
    """The digits of a number as compared: all together (a request number year first), and each of its groups."""
    number = canonical_request_no(word)
    groups = [group for group in _NOT_DIGITS.split(number or word) if group]
    whole = "".join(groups)
    phone = _COUNTRY.sub("0", whole) if len(whole) >= 12 else whole
    return list(dict.fromkeys((phone, *groups)))


def digit_pieces(digits: str) -> Iterator[str]:
    """Pieces of three and four digits of a number; a shorter number itself."""
    for size in (3, 4):
        for at in range(len(digits) - size + 1):
            yield digits[at : at + size]
    if len(digits) < 3:
        yield digits


def date_term(iso: str) -> str:
    """The term of a day (ISO form)."""
    return f"#@{iso}"


def number_terms(word: str) -> list[str]:
    """The terms of a number: its forms in full (`#=`), without zeros at the front, and pieces."""
    forms = number_forms(word)
    terms = [f"#={form}" for form in forms]
    terms += [f"#={bare}" for form in forms if (bare := form.lstrip("0")) and bare != form]
    terms += [f"#{piece}" for form in forms for piece in digit_pieces(form)]
    return terms


def word_terms(word: str) -> str:
    """The terms of a folded word or number for the field `gram`, with blanks between."""
    if is_number(word):
        return " ".join(number_terms(word))
    return " ".join((f"={word}", *pieces(word)))


def page_words(folded: str) -> list[str]:
    """The words and numbers of folded text in order; words of absurd length cut."""
    return [word if len(word) <= _LONGEST_WORD else word[:_LONGEST_WORD] for word in folded_words(folded)]


class _Table(dict[str, str]):
    """A table that works out what is missing, and starts anew before it grows too large."""

    def __init__(self, make: Callable[[str], str]) -> None:
        self._make = make

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        value = self[word] = self._make(word)
        return value


def stem_term(word: str) -> str:
    """The term of a folded word for the field `stem`: its stem, or the digits of a number."""
    return number_forms(word)[0] if is_number(word) else stem(word)


_STEMS = _Table(stem_term)
_TERMS = _Table(word_terms)


def stems_text(words: Iterable[str]) -> str:
    """The text of the field `stem`: one term per word, in order, numbers as their digits."""
    return " ".join([_STEMS[word] for word in words])


def grams_text(words: Iterable[str], days: Iterable[str]) -> str:
    """The text of the field `gram`: every term of the words and days (ISO), each once."""
    terms = set(" ".join([_TERMS[word] for word in set(words)]).split(" "))
    terms.update(map(date_term, days))
    return " ".join(terms)


# ── the words of a page as the index keeps them for ranking ────────────────────────────────────────────────────────


def pack(words: Sequence[str], about: Sequence[str]) -> bytes:
    """The folded words of a page, and those of what is known about its document, in few bytes.

    First byte 1: ISO 8859-6, a byte a letter; 0: UTF-8. The rest is deflated.
    """
    text = " ".join(words) + "\n" + " ".join(about)
    try:
        return b"\x01" + zlib.compress(text.encode("iso8859-6"), 6)
    except UnicodeEncodeError:
        return b"\x00" + zlib.compress(text.encode("utf-8"), 6)


def unpack(packed: bytes) -> str:
    """The words of a page, a line break, and those of what is known about its document, with blanks between."""
    return zlib.decompress(packed[1:]).decode("iso8859-6" if packed[0] else "utf-8")
