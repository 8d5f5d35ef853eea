"""Measures the searchable PDFs: what of the recognised words each reader of PDFs gives back, the boxes, the scan, PDF/A.

    python -m bench.ocr.outputs [--sets ordinary dirty bad] [--count 8] [--seed 1] [--keep DIR]

Words in order: the longest common subsequence of the recognised words and those that the reader gives, of the recognised ones.
Readers that are not installed are left out: `pdftotext` (poppler-utils), `pymupdf` (of the dev extra), pdf.js (`npm install
pdfjs-dist`, its node_modules named by NODE_PATH). PDF/A-2b is judged by veraPDF where it is (`bench/ocr/verapdf.py`), and by the
rules of `tests/pdf_a_rules.py` everywhere.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import logging
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from itertools import groupby
from pathlib import Path

import cv2
import pikepdf
from rapidfuzz.distance import LCSseq

from bench.ocr import verapdf
from bench.ocr.engines import Options
from bench.ocr.pdf_readers import READERS, installed, words
from bench.ocr.sets import SETS, TruePage, pages, prepare
from domain.documents import Box, RecognizedPage
from ocr.pdf import PageSource, PdfPage, write_pdf
from ocr.pdf_text import upright_box, upright_size
from ocr.recognizer import recognizer_named
from tests.pdf_a_rules import problems

WITHIN = 0.05  # of the height of the line
CREATED = dt.datetime(2021, 1, 26, tzinfo=dt.UTC)


def measure(folder: Path, out: Path) -> Counter[str]:
    """Read every file of a set, write its PDF into `out`, count what comes back."""
    counts: Counter[str] = Counter()
    recognizer = recognizer_named("warraq", Options())
    for file, group in groupby(pages(folder), key=lambda page: page.file):
        true = list(group)
        read = [recognizer.recognize(page.image) for page in true]
        made = io.BytesIO()
        sources = [PdfPage(PageSource(file, page.form, page.image.number), seen) for page, seen in zip(true, read, strict=True)]
        write_pdf(sources, made, title=file.name, document_id=file.name, created=CREATED)
        (out / f"{folder.name}-{file.name}.pdf").write_bytes(made.getvalue())
        counts += judged(made.getvalue(), true, read)
    return counts


def judged(data: bytes, true: list[TruePage], read: list[RecognizedPage]) -> Counter[str]:
    """Counts for one PDF of these pages."""
    counts: Counter[str] = Counter(files=1, pages=len(read), broken=bool(problems(data)))
    for name in filter(installed, READERS):
        for seen, text in zip(read, READERS[name](data), strict=True):
            counts[name] += LCSseq.similarity(words(seen.text), words(text))
    counts["words"] = sum(len(words(seen.text)) for seen in read)
    if installed("poppler"):
        for seen, boxes in zip(read, _boxes(data), strict=True):
            counts["boxed"] += sum(len(line.words) for line in seen.lines)
            counts["boxes"] += sum(_is_there(wanted, boxes, seen) for wanted in _wanted(seen))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        counts["kept"] = sum(_is_kept(page.Resources.XObject.Scan, of) for page, of in zip(pdf.pages, true, strict=True))
    return counts


def _wanted(page: RecognizedPage) -> Iterator[Box]:
    """Where each word must be on the upright page: as wide as itself, as high as its line."""
    for line in page.lines:
        placed = [upright_box(word.box, page) for word in line.words]
        band = Box.around(placed)
        yield from (Box(box.left, band.top, box.width, band.height) for box in placed)


def _boxes(data: bytes) -> Iterator[list[tuple[float, ...]]]:
    """For each page the words' edges (left, top, right, bottom) as poppler has them, as shares of the page."""
    command = ["pdftotext", "-bbox", "-enc", "UTF-8", "-", "-"]
    text = subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()
    for page in text.split("<page ")[1:]:
        width, height = (float(value) for value in re.findall(r'(?:width|height)="(.*?)"', page)[:2])
        found = re.findall('<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">', page)
        yield [tuple(float(v) / side for v, side in zip(box, (width, height) * 2, strict=True)) for box in found]


def _is_there(box: Box, found: list[tuple[float, ...]], page: RecognizedPage) -> bool:
    width, height = upright_size(page)
    edges = (box.left / width, box.top / height, box.right / width, box.bottom / height)
    slack = WITHIN * box.height + 1  # and rounding to pixels
    slacks = (slack / width, slack / height) * 2
    return any(all(abs(a - b) <= s for a, b, s in zip(edges, other, slacks, strict=True)) for other in found)


def _is_kept(scan: pikepdf.Object, page: TruePage) -> bool:
    """Whether the picture inside is made of the file's own bytes, or has the very pixels of the decoded page."""
    if scan.read_raw_bytes() in page.file.read_bytes():
        return True
    mode = "L" if page.image.channels == 1 else "RGB"
    return pikepdf.PdfImage(scan).as_pil_image().convert(mode).tobytes() == page.image.pixels


def report(outcomes: dict[str, Counter[str]]) -> str:
    """The table in Markdown."""
    readers = list(filter(installed, READERS))
    rows = [
        f"| set | pages | words | {' | '.join(readers)} | boxes | scans kept | files that break a rule |",
        "|---" * (6 + len(readers)) + "|",
    ]
    for name, c in outcomes.items():
        shares = " | ".join(f"{100 * c[reader] / max(1, c['words']):.2f}" for reader in readers)
        boxes = f"{100 * c['boxes'] / c['boxed']:.2f}" if c["boxed"] else "-"
        kept, broken = f"{c['kept']}/{c['pages']}", f"{c['broken']}/{c['files']}"
        rows.append(f"| {name} | {c['pages']} | {c['words']} | {shares} | {boxes} | {kept} | {broken} |")
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.ocr.outputs", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--sets", nargs="+", choices=SETS, default=["ordinary", "dirty", "bad"])
    parser.add_argument("--count", type=int, default=8, help="papers or pages made for each set (default 8)")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "warraq-bench", help="where sets are made")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave the PDFs here")
    given = parser.parse_args()
    cv2.setNumThreads(1)
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # the fonts' dates are meant to be those
    made = {name: prepare(name, given.work, given.count, given.seed) for name in given.sets}
    with nullcontext(given.keep) if given.keep else tempfile.TemporaryDirectory() as out:
        Path(out).mkdir(parents=True, exist_ok=True)
        print(report({name: measure(folder, Path(out)) for name, folder in made.items() if folder is not None}))
        files = sorted(Path(out).glob("*.pdf"))
        if verapdf.installed():
            print(f"\nveraPDF, PDF/A-2b, {len(files)} files:", "\n".join(verapdf.problems(files)) or "no rule broken")


if __name__ == "__main__":
    main()
