"""What counts as read. Both sides are folded first: spelling variants and digit scripts that mean the same are made one."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import Levenshtein

_SAME = str.maketrans(
    {
        **dict(zip("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789", strict=True)),
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىیې", "ي"),
        **dict.fromkeys("ک", "ك"),
        "ة": "ه",
        "ـ": "",
    }
)
_UNSEEN = ("Mn", "Cf")


def fold(text: str) -> str:
    """NFKC; no vowel marks, tatweel, bidi controls, punctuation; alef forms, ya, ta marbuta, kaf and digit scripts united."""
    text = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) not in _UNSEEN)
    return " ".join("".join(c if c.isalnum() else " " if c.isspace() else "" for c in text.translate(_SAME)).split())


def holds_number(text: str, number: str) -> bool:
    """Whether `number` stands in `text`, digits unbroken, none more or less; groups of a hyphenated one in either order."""
    plain = unicodedata.normalize("NFKC", text).translate(_SAME)
    forms = {number, "-".join(reversed(number.split("-"))), "/".join(reversed(number.split("-")))}
    return any(re.search(rf"(?<!\d){re.escape(form)}(?!\d)", plain) for form in forms)


@dataclass
class Score:
    """Counts over the pages of one set; shares are None where there was nothing to count."""

    pages: int = 0
    characters: int = 0
    errors: int = 0
    words: int = 0
    words_found: int = 0
    words_in_order: int = 0
    numbers: int = 0
    numbers_right: int = 0
    upright: int = 0
    turned_wrong: int = 0
    seconds: float = 0.0
    missed: Counter[str] = field(default_factory=Counter)

    def add(self, printed: Sequence[str], read: str, numbers: Iterable[str]) -> None:
        """One page: the printed lines in reading order, what was read, the numbers that must be in it."""
        want, got = fold(" ".join(printed)), fold(read)
        self.pages += 1
        self.characters += len(want)
        self.errors += min(len(want), Levenshtein.distance(want, got))
        wanted, found = Counter(want.split()), Counter(got.split())
        self.words += wanted.total()
        self.words_found += (wanted & found).total()
        self.words_in_order += max(0, wanted.total() - Levenshtein.distance(want.split(), got.split()))
        self.missed += wanted - found
        for number in numbers:
            self.numbers += 1
            self.numbers_right += holds_number(read, number)

    @property
    def cer(self) -> float | None:
        return self.errors / self.characters if self.characters else None

    @property
    def wer(self) -> float | None:
        return 1 - self.words_in_order / self.words if self.words else None

    @property
    def recall(self) -> float | None:
        return self.words_found / self.words if self.words else None

    @property
    def numbers_share(self) -> float | None:
        return self.numbers_right / self.numbers if self.numbers else None
