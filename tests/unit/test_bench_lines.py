"""Pages of pasted lines: every line once, where the truth says, and the hold-out rule as it was when the lines were split."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bench.papers.lines import CORPUS, PER_PAGE, SETS, ScannedLine, held_out, load_lines, mended, pages, write_pages


def _lines(count: int) -> list[ScannedLine]:
    dice = np.random.default_rng(1)
    sizes = [(int(dice.integers(20, 170)), int(dice.integers(60, 3000))) for _ in range(count)]
    return [ScannedLine(f"book/{i}", np.full(size, 40, np.uint8), f"سطر {i}") for i, size in enumerate(sizes)]


def test_every_line_stands_on_one_page_inside_its_box() -> None:
    lines, seen = _lines(70), []
    for picture, placed in pages(lines):
        assert 0 < len(placed) <= PER_PAGE
        inked = np.zeros(picture.shape, bool)
        for line, (left, top, width, height) in placed:
            assert (picture[top : top + height, left : left + width] < 128).all()
            inked[top : top + height, left : left + width] = True
            seen.append(line.name)
        assert (picture[~inked] == 255).all()
    assert seen == [line.name for line in lines]


def test_labels_are_mended_not_rewritten() -> None:
    assert mended("\u200fکتاب  رقم ۱۲\u200e ") == "كتاب رقم ١٢"
    assert mended("ﻻ بأس") == "لا بأس"
    assert mended("طلبهـا ، كالمجلس") == "طلبهـا ، كالمجلس"


def test_the_hold_out_rule_stays_the_same() -> None:
    names = [f"{i:04}" for i in range(2000)]
    share = sum(map(held_out, names)) / len(names)
    assert 0.06 < share < 0.11
    assert [name for name in names[:60] if held_out(name)] == ["0010", "0023", "0026", "0028", "0029", "0033"]


@pytest.mark.skipif(not (CORPUS / SETS["journal"]).is_dir(), reason="the corpus of scanned lines is not here")
def test_pages_of_real_lines_are_written_with_their_truth(tmp_path: Path) -> None:
    left_out: Counter[str] = Counter()
    whole = sum(1 for _ in load_lines(CORPUS, "journal", left_out))
    assert whole > 500 and sum(left_out.values()) < whole / 20
    write_pages(tmp_path, "journal", CORPUS, 2, "1")
    papers = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))["papers"]
    assert len(papers) == 2
    for paper in papers:
        (page,) = paper["pages"]
        with Image.open(tmp_path / "inbox" / paper["file"]) as picture:
            assert picture.size == (page["width"], page["height"])
        assert all(held_out(line["source"].split("/")[1]) for line in page["lines"])
