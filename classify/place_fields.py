"""Governorates: asked for by a label, named in a sentence about a person or association, or merely standing on the paper.

Only the first two say whose the paper is. One that merely stands there (a birthplace, another office's letterhead, an addressee)
counts little, and only where it is the only one; where this office sits says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from classify.headings import is_addressee, names_office
from classify.labels import Piece, pieces_of
from classify.name_fields import NameReading, reading_of
from classify.view import LineView, PageView, skeleton
from domain.arabic import fold
from domain.catalogue import Catalogue
from domain.dates import find_dates
from domain.documents import FieldKind

# How much a governorate counts that a sentence gives as somebody's, and one that merely stands on the paper.
IN_SENTENCE, MENTIONED = 0.75, 0.45
_MOST_WORDS = 3
_SHORT = 5  # letters: names so short must be spelt rightly, or too many other words look like them
_ALIKE = 88
_JOINED = ("ب", "ل", "و")
# Words before the name, or before `في`, that say that somebody lives or sits there.
_SOMEBODYS = frozenset(
    map(
        skeleton,
        "محافظة بمحافظة لمحافظة ومحافظة مدينة بمدينة المقيم المقيمة والمقيم والمقيمة يقيم تقيم مقيم مقيمة سكان أهالي "
        "أبناء القاطن القاطنة مقرها ومقرها مقره ومقره المقر الرئيسي مركزها ومركزها سكن السكن".split(),
    )
)
_STREETS = frozenset(map(skeleton, "شارع حي طريق ساحة جادة باب مشفى جامعة".split()))
_FOOT = 0.88


def governorate_in(pieces: Sequence[Piece], names: Sequence[str], quality: float) -> NameReading | None:
    """The governorate named by the first one to three of `pieces`; the value is spelt as in the catalogue."""
    best: tuple[float, str, int] | None = None
    for length in range(1, _MOST_WORDS + 1):
        glued = "".join(piece.glued for piece in pieces[:length])
        for name in names:
            score = fuzz.ratio(glued, skeleton(name))
            if score >= (99 if len(glued) <= 4 else 84) and (best is None or score >= best[0]):
                best = (score, name, length)
    if best is None:
        return None
    found = reading_of(FieldKind.GOVERNORATE, pieces[: best[2]], quality * best[0] / 100)
    return NameReading(found.kind, best[1], found.words, found.confidence)


def governorates_named(page: PageView, catalogue: Catalogue, sure: bool) -> Iterator[NameReading]:
    """Governorates that no label asks for. `sure`: a label did ask for one, so that those merely mentioned say nothing new."""
    mentioned: list[NameReading] = []
    for line in page.lines:
        if _where_an_office_sits(line, catalogue):
            continue
        for found, spelt, before in _names_in(pieces_of(line.words), catalogue.governorates):
            if before & _SOMEBODYS:
                sure = True
                yield found
            elif spelt and not before & _STREETS:
                mentioned.append(NameReading(found.kind, found.value, found.words, found.confidence * MENTIONED / IN_SENTENCE))
    if not sure and len({found.value for found in mentioned}) == 1:
        yield from mentioned


def _where_an_office_sits(line: LineView, catalogue: Catalogue) -> bool:
    """This office's letterhead, the foot of a sheet, and place and day of writing (`دمشق في 26/1/2021`)."""
    if line.top > _FOOT or (len(line.words) <= 4 and next(iter(find_dates(line.text)), None) is not None):
        return True
    return names_office(line.glued, tuple(map(skeleton, catalogue.office_names))) and not is_addressee(line)


def _names_in(pieces: Sequence[Piece], names: Sequence[str]) -> Iterator[tuple[NameReading, bool, set[str]]]:
    """The governorates that a line names, each with whether it is rightly spelt, and the skeletons of the two words before it."""
    start = 0
    while start < len(pieces):
        length, name, spelt = _at(pieces, start, names)
        if name:
            found = reading_of(FieldKind.GOVERNORATE, pieces[start : start + length], IN_SENTENCE)
            before = {piece.glued for piece in pieces[max(start - 2, 0) : start]}
            yield NameReading(found.kind, name, found.words, found.confidence), spelt, before
        start += max(length, 1)


def _at(pieces: Sequence[Piece], start: int, names: Sequence[str]) -> tuple[int, str, bool]:
    """The longest name that begins at `start`: its number of words, itself, whether all its letters are right; or nothing."""
    for length in range(min(_MOST_WORDS, len(pieces) - start), 0, -1):
        text = "".join(fold(piece.text) for piece in pieces[start : start + length])
        best = (0.0, "")
        for form in (text, text[1:]) if text.startswith(_JOINED) else (text,):
            for name, spelt, glued in _spellings(tuple(names)):
                alike = fuzz.ratio(skeleton(form), glued) if len(spelt) > _SHORT else 100.0 * (form == spelt)
                best = max(best, (alike, name))
        if best[0] >= _ALIKE:
            return length, best[1], best[0] == 100
    return 0, "", False


@lru_cache(maxsize=4)
def _spellings(names: tuple[str, ...]) -> tuple[tuple[str, str, str], ...]:
    """Each name, its folded letters without spaces, its skeleton."""
    return tuple((name, fold(name).replace(" ", ""), skeleton(name)) for name in names)
