"""Papers and stacks as a reader would give them: composed and laid out, their text misread at a chosen rate, no pictures."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.papers.compose import ALL, UNLINKED
from bench.papers.looks import FACES
from bench.papers.lots import ALL_TYPES, Drawn, Lot, draw, suits
from bench.papers.prose import load_sentences
from bench.papers.wording import Wording
from bench.search.noise import misread
from domain.documents import Box, Line, RecognizedPage, Word
from samples.generator.people import tab_of
from samples.generator.press import print_paper
from samples.generator.truth import PrintedLine, PrintedPage

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
DPI = 60  # nobody looks at the pictures: as small as leaves the lines their length
_SUBJECTS = ("الموضوع:", "بشأن:")


@dataclass(frozen=True)
class Truth:
    """What a document is: its type, tab and the canonical values of the fields it states."""

    type: str
    tab: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Printed:
    """A document as printed."""

    truth: Truth
    pages: tuple[PrintedPage, ...]


@dataclass(frozen=True)
class Read:
    """A scan as read: its pages, numbered from 1, and the documents in it with the number of the first page of each."""

    pages: tuple[RecognizedPage, ...]
    documents: tuple[tuple[int, Truth], ...]


def lot_of(seed: str, wordings: Mapping[str, Wording] = ALL) -> Lot:
    """A lot of papers with its electronic records; letters borrow sentences of official texts where those are at hand."""
    prose = load_sentences(CORPUS) if CORPUS.is_dir() else ()
    return Lot(f"{seed}/classify", "clean", tuple(sorted(FACES)), 400, 0.0, prose, wordings)


def half_of_wordings(which: int) -> dict[str, Wording]:
    """Every second way in which a paper may say a thing, from `which` (0 or 1) on: two kinds of offices."""

    def half(choice: tuple[Any, ...]) -> tuple[Any, ...]:
        return choice[which::2] or choice

    return {
        kind: replace(
            wording,
            titles=half(wording.titles),
            heads=half(wording.heads),
            sentences=tuple(half(ways) for ways in wording.sentences),
            extras=half(wording.extras),
            addressees=half(wording.addressees),
        )
        for kind, wording in ALL.items()
    }


def papers(lot: Lot, count: int, types: Sequence[str] = ALL_TYPES) -> Iterator[Printed]:
    """Papers of these types, each as often as the next."""
    for number in range(count):
        chance = random.Random(f"{lot.seed}/paper/{number}")
        yield _printed(draw(lot, types[number % len(types)], chance), chance)


def stacks(lot: Lot, count: int) -> Iterator[tuple[Printed, ...]]:
    """Stacks of two to nine papers of one to three requests, without sheets between them."""
    for number in range(count):
        chance = random.Random(f"{lot.seed}/stack/{number}")
        held: list[Printed] = []
        for request in (whose := chance.sample(lot.records, chance.choice((1, 1, 2, 3)))):
            kinds = [kind for kind in ALL_TYPES if kind not in UNLINKED and suits(kind, request.service)]
            for kind in chance.sample(kinds, chance.randint(2, 3) if len(whose) > 1 else chance.randint(2, 6)):
                held.append(_printed(draw(lot, kind, chance, request=request), chance))
        yield tuple(held)


def _printed(drawn: Drawn, chance: random.Random) -> Printed:
    pages = tuple(sheet.page() for sheet in print_paper(drawn.paper, DPI, chance))
    subject = next(_subjects(pages), {})
    kind = drawn.paper.kind
    return Printed(Truth(kind, tab_of(kind), {**drawn.paper.fields, **subject}), pages)


def _subjects(pages: Sequence[PrintedPage]) -> Iterator[dict[str, str]]:
    for page in pages:
        for line in page.lines:
            for label in _SUBJECTS:
                if line.text.startswith(label):
                    yield {"subject": line.text.removeprefix(label).strip()}


def read(documents: Sequence[Printed], rate: float, seed: str) -> Read:
    """The documents as one scan, with about `rate` of its characters misread."""
    chance = random.Random(f"{seed}/{rate}")
    pages: list[RecognizedPage] = []
    began: list[tuple[int, Truth]] = []
    for document in documents:
        began.append((len(pages) + 1, document.truth))
        for page in document.pages:
            pages.append(_read_page(page, len(pages) + 1, rate, chance))
    return Read(tuple(pages), tuple(began))


def _read_page(page: PrintedPage, number: int, rate: float, chance: random.Random) -> RecognizedPage:
    lines = tuple(line for place, printed in enumerate(page.lines) for line in _read_line(printed, place, rate, chance))
    words = [word.confidence for line in lines for word in line.words]
    confidence = sum(words) / len(words) if words else 0.0
    return RecognizedPage(number, page.width, page.height, float(DPI), 0, lines, confidence, "bench", blank=not lines)


def _read_line(printed: PrintedLine, place: int, rate: float, chance: random.Random) -> Iterator[Line]:
    """The line with its words where their letters would stand; nothing where all of it was lost."""
    before = {word.text for word in printed.words}
    text = misread(printed.text, rate, chance)
    left, top, width, height = printed.box
    words, step, right = [], width / max(len(text), 1), float(left + width)
    for part in text.split(" "):
        if part:
            sure = chance.uniform(0.85, 0.99) if part in before else chance.uniform(0.45, 0.92)
            wide = step * len(part)
            words.append(Word(part, Box(round(right - wide), top, max(1, round(wide)), height), round(sure, 3)))
        right -= step * (len(part) + 1)
    if words:
        yield Line(tuple(words), Box(left, top, width, height), place)
