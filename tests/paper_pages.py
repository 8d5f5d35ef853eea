"""Pages made of plain lines, as a recogniser would give them, for tests of the classify room."""

from __future__ import annotations

from collections.abc import Sequence

from domain.documents import Alternative, Box, Code, Line, RecognizedPage, Word

WIDTH, HEIGHT = 2000, 2800
LETTER = 24


def words_of(text: str, right: int, top: int, height: int, confidence: float) -> tuple[Word, ...]:
    """Words from right to left."""
    words = []
    for part in text.split():
        width = LETTER * len(part)
        words.append(Word(part, Box(right - width, top, width, height), confidence))
        right -= width + LETTER
    return tuple(words)


def page_of(
    lines: Sequence[str], *, number: int = 1, confidence: float = 0.95, codes: tuple[Code, ...] = (), rotation: int = 0
) -> RecognizedPage:
    """A page of right-aligned lines; a line that begins with `|` is centred, as titles are."""
    made = []
    for place, text in enumerate(lines):
        plain = text.removeprefix("|")
        length = LETTER * (len(plain) + 1)
        right = WIDTH // 2 + length // 2 if text.startswith("|") else WIDTH - 150
        words = words_of(plain, right, 150 + 90 * place, 44, confidence)
        made.append(Line(words, Box.around(word.box for word in words), place))
    return RecognizedPage(number, WIDTH, HEIGHT, 200.0, rotation, tuple(made), confidence, "test", blank=not made, codes=codes)


def with_alternative(page: RecognizedPage, text: str, other: str, confidence: float = 0.4) -> RecognizedPage:
    """The page with another reading of the word `text`."""
    lines = tuple(
        Line(
            tuple(
                Word(w.text, w.box, w.confidence, (Alternative(other, confidence),)) if w.text == text else w for w in line.words
            ),
            line.box,
            line.block,
        )
        for line in page.lines
    )
    return RecognizedPage(
        page.number, page.width, page.height, page.dpi, page.rotation, lines, page.confidence, page.engine, page.blank, page.codes
    )
