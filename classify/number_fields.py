"""Numbers that tie a paper to its record, found by label and by shape, with every way the digits may be read.

A reading is kept even when it is not well formed (a digit lost or doubled), since the link compares digits with tolerance; only
its confidence falls.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.arabic import digits
from domain.documents import Alternative, FieldKind, Word
from domain.numbers import canonical_national_no, canonical_phone, canonical_request_no

# Letters and signs that poor reading puts in the place of a digit, most of them for Arabic-Indic ones (٥ ه, ٠ ., ١ ا, ٩ و).
_CONFUSED = str.maketrans(
    {"ه": "5", "ة": "5", "ا": "1", "أ": "1", "|": "1", "l": "1", "I": "1", "O": "0", "o": "0", "٬": "0", "·": "0", "•": "0", 
     "و": "9", "V": "7", "v": "7", "٫": "0", "ع": "4", "S": "5", "B": "8", "Z": "2"}
)  # fmt: skip
_DASHES = re.compile(r"[‐‑‒–—―ـ−_~]")
_SPACED = re.compile(r"\s*([-/\\])\s*")
_READINGS_PER_WORD = 4
_READINGS = 12
_REPAIRED = 0.6
_MALFORMED = 0.4
_TURNED = 0.8

_REQUEST_SHAPE = re.compile(
    r"(?<![\d/-])(?:[A-Za-z]{2,5}\s?[-/]\s?)?(?:19|20)\d{2}\s?[-/\\]\s?\d{6}(?![\d/-])|(?<![\d/-])\d{6}\s?[-/\\]\s?(?:19|20)\d{2}(?![\d/-])"
)
_NATIONAL_SHAPE = re.compile(r"(?<![\d/+-])\d(?:[ -]?\d){10}(?![\d/-])")
_PHONE_SHAPE = re.compile(r"(?<![\d/])(?:(?:\+|00)?\s?963[ -]?9\d|09\d)(?:[ -]?\d){7}(?![\d/])")
_REGISTER_SHAPE = re.compile(
    r"\d{1,6}\s?/\s?(?:[وصدمأ](?!\w)|\d{1,4})(?:\s?/\s?(?:[وصدمأ](?!\w)|\d{1,4}))?|\d{1,6}\s[وص](?!\w)|[وصدم]\s?/\s?\d{1,6}|\d{1,6}"
)
_SHAPES = (
    (FieldKind.NATIONAL_NO, _NATIONAL_SHAPE),
    (FieldKind.PHONE, _PHONE_SHAPE),
    (FieldKind.REQUEST_NO, _REQUEST_SHAPE),
)


@dataclass(frozen=True, slots=True)
class NumberReading:
    """A number as read: canonical `value`, the `text` and `words` it stands in, other canonical readings behind."""

    kind: FieldKind
    value: str
    text: str
    words: tuple[Word, ...]
    confidence: float
    alternatives: tuple[Alternative, ...]


def plain(text: str) -> str:
    """`text` with digits 0-9, one kind of hyphen, no spaces around hyphens and slashes."""
    return _SPACED.sub(r"\1", _DASHES.sub("-", digits(text))).strip()


def canonical(kind: FieldKind, text: str) -> str | None:
    """The canonical form of a number of `kind`, or None if it is not well formed."""
    if kind is FieldKind.NATIONAL_NO:
        return canonical_national_no(text)
    if kind is FieldKind.PHONE:
        return canonical_phone(text)
    return canonical_request_no(text) or _turned_request_no(text)


def _turned_request_no(text: str) -> str | None:
    """`000123-2021`, as a number in a right-to-left line is at times read."""
    turned = re.fullmatch(r"(\d{6})[-/\\]((?:19|20)\d{2})", plain(text))
    return canonical_request_no(f"{turned[2]}-{turned[1]}") if turned else None


def _word_readings(word: Word) -> list[tuple[str, float]]:
    """The ways a word may be read as digits, best first."""
    readings: dict[str, float] = {}
    for text, confidence in ((word.text, word.confidence), *((a.text, a.confidence) for a in word.alternatives)):
        flat = plain(text)
        readings[flat] = max(readings.get(flat, 0.0), confidence)
        repaired = flat.translate(_CONFUSED)
        if repaired != flat and sum(c.isdigit() for c in flat) * 2 >= len(flat):
            readings[repaired] = max(readings.get(repaired, 0.0), confidence * _REPAIRED)
    return sorted(readings.items(), key=lambda pair: -pair[1])[:_READINGS_PER_WORD]


def readings_of(kind: FieldKind, words: Sequence[Word]) -> list[tuple[str, float]]:
    """Canonical readings of a number that stands in `words`, best first; malformed ones only if none is well formed."""
    formed: dict[str, float] = {}
    malformed: dict[str, float] = {}
    products = itertools.islice(itertools.product(*(_word_readings(word) for word in words)), 64)
    for parts, trust in _both_ways(products):
        text = plain(" ".join(part for part, _ in parts))
        confidence = min((share for _, share in parts), default=0.0) * trust
        value = canonical(kind, text) or canonical(kind, text.replace(" ", ""))
        if value:
            formed[value] = max(formed.get(value, 0.0), confidence)
        elif _nearly(kind, text):
            malformed[_bare(kind, text)] = max(malformed.get(_bare(kind, text), 0.0), confidence * _MALFORMED)
    return sorted((formed or malformed).items(), key=lambda pair: -pair[1])[:_READINGS]


def _both_ways(products: Iterable[tuple[tuple[str, float], ...]]) -> Iterator[tuple[tuple[tuple[str, float], ...], float]]:
    """Readings word by word, with how far to trust their order: a gap inside a number makes two words of it, which stand in a
    right-to-left line the other way round than its digits."""
    for parts in products:
        yield parts, 1.0
        if len(parts) > 1 and all(part.isdigit() for part, _ in parts):
            yield parts[::-1], _TURNED


def _bare(kind: FieldKind, text: str) -> str:
    """A malformed number reduced to what can be compared."""
    return re.sub(r"[^\d/-]", "", text).strip("-/") if kind is FieldKind.REQUEST_NO else re.sub(r"\D", "", text)


def _nearly(kind: FieldKind, text: str) -> bool:
    """Whether the number of digits is near enough to the right one to be worth comparing."""
    count = sum(c.isdigit() for c in text)
    wanted = 10 if kind in (FieldKind.PHONE, FieldKind.REQUEST_NO) else 11
    return abs(count - wanted) <= 2


def labelled_number(kind: FieldKind, words: Sequence[Word], label_quality: float) -> NumberReading | None:
    """The number that begins the value of a label: the shortest run of words that is well formed, else the first digits."""
    runs = _runs(words)
    for run in runs:
        if not any(any(c.isdigit() for c in digits(word.text)) for word in run):
            continue
        readings = readings_of(kind, run)
        if readings and canonical(kind, readings[0][0]):
            return _reading(kind, readings, run, label_quality)
    for run in runs:
        readings = readings_of(kind, run)
        if readings:
            return _reading(kind, readings, run, label_quality)
    return None


def _runs(words: Sequence[Word]) -> list[tuple[Word, ...]]:
    """Runs of one to five words from the start of a value, each also skipping up to two leading words."""
    return [
        tuple(words[skip : skip + length])
        for skip in range(min(3, len(words)))
        for length in range(1, 6)
        if skip + length <= len(words)
    ]


def _reading(kind: FieldKind, readings: Sequence[tuple[str, float]], words: Sequence[Word], quality: float) -> NumberReading:
    value, confidence = readings[0]
    others = tuple(Alternative(text, round(share * quality, 4)) for text, share in readings[1:])
    return NumberReading(kind, value, " ".join(word.text for word in words), tuple(words), round(confidence * quality, 4), others)


def shaped_numbers(words: Sequence[Word]) -> Iterator[NumberReading]:
    """Numbers that need no label: 11 digits, 09 and eight digits, a year with six digits."""
    text, owner = _line_text(words)
    taken: set[int] = set()
    for kind, shape in _SHAPES:
        for found in shape.finditer(text):
            at = sorted({owner[i] for i in range(found.start(), found.end()) if owner[i] >= 0})
            if taken & set(at) or not canonical(kind, found.group()):
                continue
            run = tuple(words[i] for i in at)
            readings = readings_of(kind, run) if _is_whole(text, found) else []
            if not readings or not canonical(kind, readings[0][0]):
                readings = [(canonical(kind, found.group()) or "", min(word.confidence for word in run))]
            taken |= set(at)
            yield _reading(kind, readings, run, 0.9)


def _is_whole(text: str, found: re.Match[str]) -> bool:
    """Whether the match begins and ends with its words, so that other readings of the words are readings of the number."""
    return (found.start() == 0 or text[found.start() - 1] == " ") and (found.end() == len(text) or text[found.end()] == " ")


def _line_text(words: Sequence[Word]) -> tuple[str, list[int]]:
    """The line with digits 0-9 and, per character, the word it comes from (-1 for spaces)."""
    text = ""
    owner: list[int] = []
    for number, word in enumerate(words):
        part = _DASHES.sub("-", digits(word.text))
        if text:
            text += " "
            owner.append(-1)
        text += part
        owner.extend([number] * len(part))
    return text, owner


def register_number(words: Sequence[Word], label_quality: float) -> NumberReading | None:
    """A register number as another office prints it: `17/و`, `1234/ص/2021`, a bare number. Not a request number."""
    run = tuple(words[:4])
    text = plain(" ".join(word.text for word in run))
    found = _REGISTER_SHAPE.match(text)
    if not found or not run:
        return None
    value = re.sub(r"(\d)\s([وص])$", r"\1/\2", found.group()).replace(" ", "")
    flipped = re.fullmatch(r"([وصدم])/(\d+)", value)
    if flipped:
        value = f"{flipped[2]}/{flipped[1]}"
    used = _words_of_prefix(run, found.group())
    confidence = min(word.confidence for word in used) * label_quality
    return NumberReading(FieldKind.REGISTER_NO, value, " ".join(w.text for w in used), used, round(confidence, 4), ())


def _words_of_prefix(words: Sequence[Word], prefix: str) -> tuple[Word, ...]:
    """As many of `words` as it takes to cover the non-space characters of `prefix`."""
    wanted = len(prefix.replace(" ", ""))
    used: list[Word] = []
    for word in words:
        if wanted <= 0:
            break
        used.append(word)
        wanted -= len(plain(word.text).replace(" ", ""))
    return tuple(used)
