"""The order in which a person reads an Arabic page: rows from the top, each right to left; columns, cells and blocks whole.

A ruled cell is one unit. Units on one level make a row. A run of rows that one gap divides from top to bottom holds two blocks
side by side (two columns of text, a letterhead with number and date beside it): the right one is read first, then the left one —
unless the right one holds labels and the left one their values, which stay together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

WIDE_GUTTER = 1.5  # letter heights between two columns at least
TEXT_COLUMN = 9.0  # letter heights: lines this wide are running text, not labels and values
PARAGRAPH_GAP = 1.3  # line heights of white between lines that begins a new block
BLOCK_GAP = 2.0  # line heights of white that end a block
HEAD = 0.2  # share of the written height that may hold a letterhead
MOST_HEAD_LINES = 6
LABEL_SIGNS = (":", "…", "..", "؛")


@dataclass(frozen=True)
class Placed:
    """A line for ordering: its box (any unit, y downwards), the ruled cell it stands in (0: none), what is written."""

    left: float
    top: float
    right: float
    bottom: float
    cell: int = 0
    text: str = ""


@dataclass(frozen=True)
class Ordered:
    """`line` is an index into the given lines; lines with the same `block` belong together."""

    line: int
    block: int


@dataclass
class _Unit:
    """A line alone, or all lines of a cell."""

    members: list[int]
    left: float
    top: float
    right: float
    bottom: float
    texts: list[str] = field(default_factory=list)
    in_cell: bool = False


Row = list[_Unit]


def reading_order(lines: Sequence[Placed], size: float) -> list[Ordered]:
    """Every line once, in reading order. `size` is the height of a letter in the unit of the boxes."""
    result: list[Ordered] = []
    block = -1
    before: _Unit | None = None
    for group in _arranged(_rows(_units(lines)), size):
        for unit in group:
            joins = before is not None and _continues(before, unit)
            block += not joins
            inside = sorted(unit.members, key=lambda i: _within(lines, unit, i))
            result += [Ordered(i, block) for i in inside]
            before = unit if len(unit.members) == 1 else None
    return result


def _units(lines: Sequence[Placed]) -> list[_Unit]:
    units: dict[tuple[int, int], _Unit] = {}
    for i, line in enumerate(lines):
        key = (line.cell, 0) if line.cell else (0, i + 1)
        unit = units.get(key)
        if unit is None:
            units[key] = _Unit([i], line.left, line.top, line.right, line.bottom, [line.text], line.cell != 0)
            continue
        unit.members.append(i)
        unit.texts.append(line.text)
        unit.left, unit.top = min(unit.left, line.left), min(unit.top, line.top)
        unit.right, unit.bottom = max(unit.right, line.right), max(unit.bottom, line.bottom)
    return list(units.values())


def _within(lines: Sequence[Placed], unit: _Unit, i: int) -> tuple[float, float]:
    """Sort key inside a cell: lines from the top, pieces of one line from the right."""
    line = lines[i]
    middle = (line.top + line.bottom) / 2
    level = min((lines[j].top + lines[j].bottom) / 2 for j in unit.members if lines[j].top <= middle <= lines[j].bottom)
    return level, -line.right


def _rows(units: Sequence[_Unit]) -> list[Row]:
    """Units that share a level, from top to bottom, each row from right to left."""
    rows: list[Row] = []
    for unit in sorted(units, key=lambda u: u.top + u.bottom):
        for row in reversed(rows[-3:]):
            if _share_level(row[0], unit):
                row.append(unit)
                break
        else:
            rows.append([unit])
    for row in rows:
        row.sort(key=lambda u: -u.right)
    return rows


def _share_level(one: _Unit, other: _Unit) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > 0.5 * min(one.bottom - one.top, other.bottom - other.top)


def _arranged(rows: list[Row], size: float) -> list[list[_Unit]]:
    """Rows in order; runs of rows that are two blocks side by side come as two groups, right and left."""
    groups: list[list[_Unit]] = []
    at = 0
    head = _head(rows)
    while at < len(rows):
        end, cut = _run(rows, at, size)
        run = [unit for row in rows[at:end] for unit in row]
        right = [unit for unit in run if unit.left >= cut]
        left = [unit for unit in run if unit.left < cut]
        if end - at >= 2 and _are_blocks(right, left, size, head):
            groups += [right, left]
            at = end
        else:
            groups.append(rows[at])
            at += 1
    return groups


def _run(rows: list[Row], start: int, size: float) -> tuple[int, float]:
    """(end of the longest run of rows from `start` that one gap divides, the middle of that gap).

    The first rows may stand on one side alone: blocks of a letterhead need not be level.
    """
    spans: list[tuple[float, float]] = []
    end, cut = start + 1, -1.0
    for at in range(start, len(rows)):
        spans += [(unit.left, unit.right) for unit in rows[at]]
        low, high = _widest_gap(spans)
        if at > start and _far_below(rows[at - 1], rows[at]):
            break
        if len(rows[at]) > 2 or (high - low < WIDE_GUTTER * size and (cut >= 0 or at - start >= 2)):
            break
        if high - low >= WIDE_GUTTER * size:
            end, cut = at + 1, (low + high) / 2
    return end, cut


def _far_below(row: Row, below: Row) -> bool:
    """Whether more white than between lines of one block lies between two rows."""
    gap = min(unit.top for unit in below) - max(unit.bottom for unit in row)
    return gap > BLOCK_GAP * min(unit.bottom - unit.top for unit in row + below)


def _widest_gap(spans: list[tuple[float, float]]) -> tuple[float, float]:
    """The widest stretch between spans that none of them covers; (0, 0) where they leave none."""
    widest, reach = (0.0, 0.0), min(left for left, _ in spans)
    for left, right in sorted(spans):
        if left - reach > widest[1] - widest[0]:
            widest = (reach, left)
        reach = max(reach, right)
    return widest


def _head(rows: list[Row]) -> float:
    """Where the head of the page ends."""
    units = [unit for row in rows for unit in row]
    if not units:
        return 0.0
    top, bottom = min(unit.top for unit in units), max(unit.bottom for unit in units)
    return top + HEAD * (bottom - top)


def _are_blocks(right: list[_Unit], left: list[_Unit], size: float, head: float) -> bool:
    """Whether two groups side by side are to be read one after the other: columns of running text, or blocks of a letterhead.

    Anything else side by side (labels and values, fields of a form, signatures, a table) is read row by row.
    """
    if len(right) < 2 or len(left) < 2 or any(unit.in_cell for unit in right + left):
        return False
    if 3 * sum(any(sign in unit.texts[0] for sign in LABEL_SIGNS) for unit in right) >= len(right):
        return False
    if _is_running_text(right, size) and _is_running_text(left, size):
        return True
    return min(unit.top for unit in right + left) < head and max(len(right), len(left)) <= MOST_HEAD_LINES


def _is_running_text(units: list[_Unit], size: float) -> bool:
    """Whether lines fill their column: wide, and most of them about as wide as the widest."""
    widths = sorted(unit.right - unit.left for unit in units)
    return len(units) >= 4 and _mean_width(units) >= TEXT_COLUMN * size and widths[len(widths) // 2] >= 0.8 * widths[-1]


def _mean_width(units: list[_Unit]) -> float:
    return sum(unit.right - unit.left for unit in units) / len(units)


def _continues(before: _Unit, unit: _Unit) -> bool:
    """Whether a unit goes on with the block of the one before: beside it, or close below it."""
    if len(unit.members) > 1:
        return False
    if _share_level(before, unit):
        return True
    gap, overlap = unit.top - before.bottom, min(before.right, unit.right) - max(before.left, unit.left)
    return overlap > 0 and gap < PARAGRAPH_GAP * min(before.bottom - before.top, unit.bottom - unit.top)
