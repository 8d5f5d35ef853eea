"""Real scanned lines pasted into A4 pages, 22 a page at their natural size, for character errors through the whole page pipeline.

    python -m bench.papers.lines --out DIR [--corpus DIR] [--set journal|books] [--pages 17] [--seed 1] [--all]

Journal lines are those held out of training: a line is held out if SHA-1 of its name leaves 0 on division by 12. Book lines
were never trained on. DIR/truth.json holds for each page its lines with text and box (no word boxes: nobody knows them),
and how many lines were left out for which reason. `--all` takes every line instead of `--pages` pages.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from samples.generator.truth import Box

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
SETS = {"journal": "jstor_arabic_lines", "books": "openiti_gs_lines"}
PAGE, RIGHT, TOP, BOTTOM, LEADING, PER_PAGE, WIDEST = (3508, 2480), 2320, 180, 3400, 45, 22, 2000
_SAME = str.maketrans(
    {"ی": "ي", "ک": "ك", "ھ": "ه", "ہ": "ه", "ے": "ي", "ۃ": "ة", **{chr(0x6F0 + i): chr(0x660 + i) for i in range(10)}}
)
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_KNOWN = re.compile(
    "[\u0020-\u007e\u00ab\u00bb\u00d7\u060c\u061b\u061f\u0621-\u0652\u0660-\u066c\u0670\u067e\u0686\u0698\u06a4\u06af"
    "\u2013\u2014\u2018-\u201d\u2022\u2026]+"
)


@dataclass(frozen=True)
class ScannedLine:
    """A line's picture (height, width) uint8 and its mended label."""

    name: str
    pixels: np.ndarray
    text: str


def held_out(name: str) -> bool:
    """Whether the journal line of this name (no ending) is kept from training."""
    return int(hashlib.sha1(name.encode()).hexdigest(), 16) % 12 == 0


def mended(label: str) -> str:
    """The label in Arabic code points, presentation forms undone, without bidi controls, one space between words."""
    text = unicodedata.normalize("NFC", label)
    text = "".join(unicodedata.normalize("NFKC", c) if "\ufb50" <= c <= "\ufefc" else c for c in text)
    return " ".join(_UNSEEN.sub("", text).translate(_SAME).split())


def load_lines(corpus: Path, which: str, left_out: Counter[str]) -> Iterator[ScannedLine]:
    """The lines of a set that can be judged; reasons for leaving out the others are counted in `left_out`."""
    for path in sorted((corpus / SETS[which]).rglob("*.png")):
        if which == "journal" and not held_out(path.stem):
            continue
        text = mended(path.with_suffix(".gt.txt").read_text(encoding="utf-8"))
        pixels = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
        if not text or not _KNOWN.fullmatch(text):
            left_out["label empty or with signs of no office script"] += 1
        elif pixels is None or not 20 <= pixels.shape[0] <= 170:
            left_out["picture lower than 20 or higher than 170 pixels"] += 1
        else:
            yield ScannedLine(f"{path.parent.name}/{path.stem}", pixels, text)


def paste(lines: list[ScannedLine]) -> tuple[np.ndarray, list[tuple[ScannedLine, Box]]]:
    """An A4 page at 300 dpi with the lines below each other, flush right; the boxes tell where each went."""
    page, y, placed = np.full(PAGE, 255, np.uint8), TOP, []
    for line in lines:
        share = min(1.0, WIDEST / line.pixels.shape[1])
        picture = cv2.resize(line.pixels, None, fx=share, fy=share, interpolation=cv2.INTER_AREA) if share < 1 else line.pixels
        high, wide = picture.shape
        if y + high > BOTTOM:
            break
        page[y : y + high, RIGHT - wide : RIGHT] = picture
        placed.append((line, (RIGHT - wide, y, wide, high)))
        y += high + LEADING
    return page, placed


def pages(lines: list[ScannedLine]) -> Iterator[tuple[np.ndarray, list[tuple[ScannedLine, Box]]]]:
    """All lines on as many pages as they need, at most 22 on each, none lost when a page is full."""
    rest = list(lines)
    while rest:
        page, placed = paste(rest[:PER_PAGE])
        rest = rest[len(placed) :]
        yield page, placed


def write_pages(out: Path, which: str, corpus: Path, count: int | None, seed: str) -> dict[str, object]:
    """Writes PNG pages and truth.json; returns what truth.json holds."""
    left_out: Counter[str] = Counter()
    lines = list(load_lines(corpus, which, left_out))
    random.Random(f"{seed}/{which}").shuffle(lines)
    (out / "inbox").mkdir(parents=True, exist_ok=True)
    papers = []
    for number, (picture, placed) in enumerate(pages(lines)):
        if count is not None and number >= count:
            break
        name = f"{which}_{number:03}.png"
        Image.fromarray(picture).save(out / "inbox" / name, dpi=(300, 300))
        rows = [{"kind": "text", "text": line.text, "box": list(box), "words": [], "source": line.name} for line, box in placed]
        page = {"width": PAGE[1], "height": PAGE[0], "dpi": [300, 300], "turned": 0, "stamps": [], "lines": rows}
        papers.append({"file": name, "wear": which, "documents": [], "pages": [page]})
    truth: dict[str, object] = {"papers": papers, "left_out": dict(left_out)}
    (out / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=0), encoding="utf-8")
    return truth


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.papers.lines", description="Pastes real scanned lines into pages.")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--set", choices=sorted(SETS), default="journal")
    parser.add_argument("--pages", type=int, default=17)
    parser.add_argument("--all", action="store_true", help="every line instead of --pages pages")
    parser.add_argument("--seed", default="1")
    given = parser.parse_args()
    if not (given.corpus / SETS[given.set]).is_dir():
        parser.error(f"no lines in {given.corpus / SETS[given.set]}; name the corpus folder with --corpus")
    truth = write_pages(given.out, given.set, given.corpus, None if given.all else given.pages, given.seed)
    papers, left_out = truth["papers"], truth["left_out"]
    assert isinstance(papers, list)
    count = sum(len(paper["pages"][0]["lines"]) for paper in papers)
    print(f"{len(papers)} pages, {count} lines in {given.out}; left out: {left_out}")


if __name__ == "__main__":
    main()
