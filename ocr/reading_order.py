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
LABEL_ENDS = (":", "/", "…", "..", "؛")


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
            units[key] = _Unit([i], line.left, line.top, line.right, line.bottom, [line.text])
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
    while at < len(rows):
        end, cut = _run(rows, at, size)
        run = [unit for row in rows[at:end] for unit in row]
        right = [unit for unit in run if unit.left >= cut]
        left = [unit for unit in run if unit.left < cut]
        if end - at >= 2 and _are_blocks(right, left, size):
            groups += [right, left]
            at = end
        else:
            groups.append(rows[at])
            at += 1
    return groups


def _run(rows: list[Row], start: int, size: float) -> tuple[int, float]:
    """(end of the longest run of rows from `start` that one gap divides, the middle of that gap)."""
    if len(rows[start]) != 2:
        return start + 1, 0.0
    low, high = rows[start][1].right, rows[start][0].left
    end = start + 1
    while high - low >= WIDE_GUTTER * size and end < len(rows) and len(rows[end]) <= 2:
        narrower = _narrowed(rows[end], low, high)
        if narrower is None or narrower[1] - narrower[0] < WIDE_GUTTER * size:
            break
        low, high = narrower
        end += 1
    return _without_lonely_end(rows, start, end), (low + high) / 2


def _narrowed(row: Row, low: float, high: float) -> tuple[float, float] | None:
    """The gap (low, high) with the units of one more row outside of it; None where a unit lies across it."""
    for unit in row:
        if unit.left >= low + 0.5 * (high - low):
            high = min(high, unit.left)
        elif unit.right <= low + 0.5 * (high - low):
            low = max(low, unit.right)
        else:
            return None
    return low, high


def _without_lonely_end(rows: list[Row], start: int, end: int) -> int:
    """Rows with one unit at the end of a run belong to what follows, if the run is not a column of text."""
    while end > start + 1 and len(rows[end - 1]) == 1 and len(rows[end - 2]) == 1:
        if any(len(row) == 2 for row in rows[end - 2 : end]):
            break
        end -= 1
    return end


def _are_blocks(right: list[_Unit], left: list[_Unit], size: float) -> bool:
    """Whether two groups side by side are blocks to be read one after the other, not labels with their values or a table."""
    if len(right) < 2 or len(left) < 2 or any(len(unit.members) > 1 for unit in right + left):
        return False
    if _mean_width(right) >= TEXT_COLUMN * size and _mean_width(left) >= TEXT_COLUMN * size:
        return True
    labels = sum(unit.texts[0].rstrip().endswith(LABEL_ENDS) for unit in right)
    return labels * 3 < len(right)


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
