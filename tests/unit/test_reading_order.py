"""Right to left, top to bottom; columns, cells and blocks whole; labels with their values."""

from hypothesis import given
from hypothesis import strategies as st

from ocr.reading_order import Placed, reading_order

SIZE = 10.0


def order(*lines):
    return [lines[o.line].text for o in reading_order(lines, SIZE)]


def row(top, *spans, cell=0):
    return [Placed(left, top, right, top + 12, cell, text) for left, right, text in spans]


def test_one_row_is_read_from_the_right():
    assert order(*row(0, (10, 60, "left"), (200, 260, "right"))) == ["right", "left"]


def test_rows_are_read_from_the_top():
    assert order(*row(40, (0, 300, "second")), *row(0, (0, 300, "first"))) == ["first", "second"]


def test_two_columns_are_read_one_after_the_other():
    lines = [line for i in range(5) for line in row(20 * i, (0, 140, f"l{i}"), (170, 320, f"r{i}"))]
    assert order(*lines) == [f"r{i}" for i in range(5)] + [f"l{i}" for i in range(5)]


def test_columns_whose_lines_are_not_level():
    right = [line for i in range(6) for line in row(20 * i, (170, 320, f"r{i}"))]
    left = [line for i in range(6) for line in row(20 * i + 3, (0, 140, f"l{i}"))]
    assert order(*left, *right) == [f"r{i}" for i in range(6)] + [f"l{i}" for i in range(6)]


def test_letterhead_beside_number_and_date():
    lines = [*row(0, (250, 330, "republic"), (0, 60, "number")), *row(20, (240, 330, "ministry"), (0, 60, "date"))]
    assert order(*lines, *row(80, (100, 200, "title"))) == ["republic", "ministry", "number", "date", "title"]


def test_labels_stay_with_their_values():
    lines = [line for i in range(4) for line in row(20 * i, (250, 330, f"label{i}:"), (100, 180, f"value{i}"))]
    assert order(*lines) == [text for i in range(4) for text in (f"label{i}:", f"value{i}")]


def test_cells_are_read_whole():
    lines = [
        *row(0, (200, 300, "name"), cell=1),
        *row(15, (200, 300, "of it"), cell=1),
        *row(8, (0, 100, "amount"), cell=2),
        *row(40, (200, 300, "next"), cell=3),
    ]
    assert order(*lines) == ["name", "of it", "amount", "next"]


def test_lines_of_a_cell_share_a_block_and_paragraphs_do():
    lines = [*row(0, (0, 300, "a")), *row(18, (0, 300, "b")), *row(100, (0, 300, "c"))]
    blocks = [o.block for o in reading_order(lines, SIZE)]
    assert blocks[0] == blocks[1] != blocks[2]


BOXES = st.tuples(st.integers(0, 500), st.integers(0, 700), st.integers(1, 300), st.integers(5, 40), st.integers(0, 3))


@given(st.lists(BOXES, max_size=30))
def test_every_line_comes_once(boxes):
    lines = [Placed(x, y, x + w, y + h, cell, "x") for x, y, w, h, cell in boxes]
    assert sorted(o.line for o in reading_order(lines, SIZE)) == list(range(len(lines)))
