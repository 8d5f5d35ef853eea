"""In which order the readers of PDFs put right-to-left text back together, and what to give each so that all come out right.

A PDF stores glyphs and places, not reading order, so every reader guesses the logical order of Arabic, each in its own way (read
in their sources, and measured: poppler 22.12, PDFium 159, MuPDF 1.28, pdf.js 5.6):

* poppler (pdftotext) sorts words by place, takes the text of a glyph as visual, left to right, and turns runs of right-to-left
  letters around. Digits *and* the signs `- / . : , ،` count as left to right up to the next right-to-left letter, spaces
  included, so a mark has to end such a run. It reads ActualText, but only of an inline /Span.
* PDFium (Chrome) heeds any inline ActualText as visual text, unless it is empty. It sorts text objects by place along each line,
  cuts the line into runs by direction, turns the order of the runs around if the line is right-to-left, then the letters of each
  right-to-left run, mirroring brackets. Digits and signs are one run; a Latin letter starts another.
* MuPDF keeps the order of the content stream and takes the text of one glyph as logical; it prefers the innermost ActualText,
  inline or in the structure tree.
* pdf.js (Firefox) keeps the order of the content stream and runs the bidi algorithm over each piece of text, without mirroring;
  it knows nothing of ActualText, drops glyphs that stand for a lone format mark, and joins words unless a glyph's own text
  holds the space, or the next one lies ahead in writing direction.

So a word is one glyph. Its ToUnicode text is what PDFium and pdf.js turn into the word, and poppler too, with marks beside it;
the structure tree has the word itself for MuPDF. Where that cannot suit all, the word is shown in pieces to PDFium and pdf.js,
and poppler gets a text of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

SPACE, RLM, LRM = " ", "\u200f", "\u200e"

_TATWEEL = "\u0640"
_MIRRORED = dict(zip("()[]{}<>«»‹›“”‘’", ")(][}{><»«›‹”“’‘", strict=True))

# One letter for each character's part in the play: R right-to-left letter, M vowel mark, A Arabic-Indic digit, E European digit,
# c sign that joins Arabic-Indic digits (/ . , :), w other sign that PDFium takes with the digits, L left-to-right letter,
# b bracket, n anything else.
_KIND_OF_CLASS = {"R": "R", "AL": "R", "NSM": "M", "AN": "A", "EN": "E", "CS": "c", "ES": "w", "ET": "w", "BN": "w", "L": "L"}
_RTL_WORD = re.compile(r"[cwn]?R[RM]*(?:[cwn]R[RM]*)*[cwn]?")
_ARABIC_NUMBER = re.compile(r"A+(?:cA+)*")
_SEGMENT = re.compile(r"R[RM]*|L+|[bn]+|[AEcwM]+")
_NUMBER_PIECE = re.compile(r"A+(?:cA+)*|[^A]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a word: what its glyph's ToUnicode map says, and its slot in the word's box, counted from the left."""

    text: str
    slot: int


@dataclass(frozen=True, slots=True)
class WordPlan:
    """How to show a word.

    Plain: one glyph that reads `glyph_text`. `turned` says that pdf.js turns the text around, so that a space at its end comes
    out in front of the word. Otherwise `pieces` are shown, in this order.
    """

    glyph_text: str
    turned: bool
    pieces: tuple[Piece, ...] = ()


def kinds(text: str) -> str:
    """One letter per character of `text` (see `_KIND_OF_CLASS`)."""
    return "".join("b" if c in _MIRRORED else _KIND_OF_CLASS.get(unicodedata.bidirectional(c), "n") for c in text)


def logical_text(text: str, glyph_text: str) -> str | None:
    """The ActualText that makes MuPDF read `text` for a glyph that reads `glyph_text`; None if it needs none.

    MuPDF first compares the two from their beginnings, and what then is left over it puts in wrong order.
    """
    if text == glyph_text:
        return None
    shares_start = text[:1] == glyph_text[:1] and not glyph_text.startswith(text)
    return SPACE + text if shares_start else text


def is_right_to_left(text: str) -> bool:
    """Whether `text` has a letter that is written right to left."""
    return "R" in kinds(text)


def is_left_to_right(text: str) -> bool:
    """Whether `text` has a letter that is written left to right."""
    return "L" in kinds(text)


def has_vowel_marks(text: str) -> bool:
    """Whether `text` has combining marks: pdf.js does not see a line end before such a glyph."""
    return "M" in kinds(text)


# ── PDFium and pdf.js ──────────────────────────────────────────────────────────────────────────────────────────────


def plan_word(text: str, *, leftward: bool) -> WordPlan:
    """How to show `text` on a line written right to left (`leftward`) or left to right, for PDFium and pdf.js."""
    kind = kinds(text)
    if "R" not in kind and "A" not in kind:
        if not leftward or ("b" not in kind and pdfium_reads(text) == text):
            return WordPlan(text, turned=False)
    elif leftward and _RTL_WORD.fullmatch(kind) and pdfium_reads(text[::-1]) == text:
        return WordPlan(text[::-1], turned=True)
    elif _ARABIC_NUMBER.fullmatch(kind):
        return WordPlan(text, turned=leftward)
    return plan_in_pieces(text, leftward=leftward)


def edges_cling(text: str) -> tuple[bool, bool]:
    """Whether `text` begins, and ends, with a sign that PDFium swaps with a space beside it unless that space is unmarked."""
    kind = kinds(text)
    return kind[:1] == "n", kind[-1:] == "n"


def plan_in_pieces(text: str, *, leftward: bool) -> WordPlan:
    """Cut a word where PDFium does; each part alone is read rightly by both, and their places put them in order for PDFium."""
    kind = kinds(text)
    segments: list[list[str]] = []
    for match in _SEGMENT.finditer(kind):
        pieces = _segment_pieces(text[match.start() : match.end()], match[0])
        after_vowel_mark = match.start() > 0 and kind[match.start() - 1] == "M" and match[0][0] in "AEcw"
        segments.append([*pieces, RLM] if after_vowel_mark and leftward else pieces)  # or PDFium takes the mark for one of them
    slots = sum(len(segment) for segment in segments)
    placed: list[Piece] = []
    for segment in segments:
        first = slots - len(placed) - len(segment) if leftward else len(placed)
        placed += [Piece(piece, first + i) for i, piece in enumerate(segment)]
    return WordPlan("", turned=False, pieces=tuple(placed))


def _segment_pieces(text: str, kind: str) -> list[str]:
    """The glyph texts of one segment from left to right.

    After an LRM PDFium neither mirrors nor turns brackets; the RLM keeps them apart from the space that may follow.
    """
    if kind[0] == "R":
        return [text[::-1]]
    if kind[0] in "bn":
        return [RLM, text, LRM]
    if kind[0] == "L":
        return [text]
    return [text[m.start() : m.end()] for m in _NUMBER_PIECE.finditer(kind)]


def pdfium_reads(line: str) -> str:
    """What PDFium makes of `line` (glyph texts from left to right) if it takes the line for right-to-left."""
    out, turn = [], True
    for direction, run in reversed(list(_pdfium_runs(line))):
        if direction in "RL":
            turn = direction == "R"
        if direction == "R" or (direction == "N" and turn):
            out += [_MIRRORED.get(c, c) for c in reversed(run)]
        else:
            out += run
    return "".join(out)


def pdfium_balance(line: str) -> int:
    """Right-to-left runs less left-to-right ones: PDFium takes a line for right-to-left from 0 on. -1 if it has neither."""
    directions = [direction for direction, _ in _pdfium_runs(line)]
    return directions.count("R") - directions.count("L") if "R" in directions else -1 - directions.count("L")


def _pdfium_runs(line: str) -> Iterator[tuple[str, str]]:
    """Maximal runs of one direction."""
    for match in re.finditer(r"R+|L+|W+|N+", _pdfium_directions(line)):
        yield match[0][0], line[match.start() : match.end()]


def _pdfium_directions(line: str) -> str:
    """Each character's direction: R right, L left (tatweel as well), W digits and signs, N neutral."""
    return "".join(
        "L" if char == _TATWEEL else {"R": "R", "L": "L", "b": "N", "n": "N"}.get(kind, "W")
        for char, kind in zip(line, kinds(line), strict=True)
    )


# ── poppler ────────────────────────────────────────────────────────────────────────────────────────────────────────


def poppler_text(text: str, *, joined_before: bool, joined_after: bool) -> str:
    """The visual text from which poppler makes `text` on a page that it takes for right-to-left.

    `joined_before`, `joined_after`: the word before (after) it in reading order stands to its left (right), as within a phrase of
    Latin words; such words form one run, which an RLM at the left of its first word ends. A mark keeps poppler from taking a
    hyphen at the right edge of the page for a divided word.
    """
    if not (joined_before or joined_after):
        visual, open_run = _poppler_visual(text)
        return (RLM if open_run else "") + visual + (RLM if visual.endswith("-") else "")
    left_end = "" if joined_before else RLM
    right_end = LRM if not joined_after and (_poppler_kind(text[-1:]) != "L" or text.endswith("-")) else ""
    return left_end + text + right_end


def _poppler_visual(text: str) -> tuple[str, bool]:
    """Visual text, and whether its left end is a left-to-right run that would run on into the next word."""
    visual, start, open_run = "", 0, False
    kind = "".join(_poppler_kind(c) for c in text)
    while start < len(text):
        turned = _run_end(kind, start, stop="L")
        visual = text[start:turned][::-1] + visual
        start = turned
        run = _run_end(kind, start, stop="R")
        while run > start and kind[run - 1] == "N":
            run -= 1
        if run > start:
            neutral_follows = run < len(text) and kind[run] == "N"
            visual = (RLM if neutral_follows else "") + text[start:run] + visual
            open_run = run == len(text)
        start = run
    return visual, open_run


def _run_end(kind: str, start: int, stop: str) -> int:
    found = kind.find(stop, start)
    return len(kind) if found < 0 else found


def _poppler_kind(char: str) -> str:
    """R, L (letters, digits and signs alike) or N, as poppler's own table has it."""
    kind = kinds(char)
    if kind in {"R", "L"}:
        return kind
    return "L" if unicodedata.bidirectional(char) in {"EN", "AN", "ES", "ET", "CS"} else "N"


def poppler_balance(text: str) -> int:
    """Right-to-left less left-to-right letters of a visual text: a page is right-to-left to poppler if the sum is above 0."""
    kind = kinds(text)
    return kind.count("R") - kind.count("L")
