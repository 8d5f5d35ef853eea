"""Pages as a recogniser would give them, laid out from words."""

from __future__ import annotations

from collections.abc import Sequence

from domain.documents import Alternative, Box, Line, RecognizedPage, Word

WIDTH, HEIGHT = 1240, 1754  # A4 at 150 dpi


def laid_out(lines: Sequence[Sequence[str]], *, leftward: bool = True, pitch: int = 48, block: int = 0) -> RecognizedPage:
    """One line of print for each of `lines`, from the right edge (or the left one), 28 pixels high."""
    return recognized([_line(words, 100 + pitch * index, leftward, block) for index, words in enumerate(lines)])


def recognized(lines: Sequence[Line], *, rotation: int = 0, width: int = WIDTH, height: int = HEIGHT) -> RecognizedPage:
    return RecognizedPage(1, width, height, 150, rotation, tuple(lines), 0.9, "fake")


def _line(texts: Sequence[str], top: int, leftward: bool, block: int) -> Line:
    edge, words = (WIDTH - 100 if leftward else 100), []
    for text in texts:
        width = max(8, 12 * len(text))
        left = edge - width if leftward else edge
        words.append(Word(text, Box(left, top, width, 28), 0.9, (Alternative(text + "؟", 0.1),)))
        edge += (-1 if leftward else 1) * (width + 9)
    return Line(tuple(words), Box.around(word.box for word in words), block)
