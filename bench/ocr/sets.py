"""Sets of pages with their truth: the samples, freshly made papers of each wear, real scanned lines pasted into pages.

Each is a folder with `truth.json` as `python -m samples.generator` writes it, and the scans beside it or in `inbox/`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.ocr.scoring import holds_number
from domain.documents import PageImage
from ingest.decode import decode_page, page_count
from ingest.formats import sniff
from ingest.limits import Limits

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
WEARS = ("ordinary", "dirty", "bad")
LINES = {"journal": "jstor_arabic_lines", "books": "openiti_gs_lines"}
SETS = ("samples", *WEARS, *LINES)
NUMBER_FIELDS = ("request_no", "national_no")


@dataclass(frozen=True)
class TruePage:
    """A page and what is printed on it: lines in reading order, words with boxes (left, top, width, height) where known.

    `form` is the format of `file`; `turned` is how far clockwise (degrees) the page lies from upright; `numbers` must be found in
    the text; `kind` is its wear.
    """

    name: str
    file: Path
    form: str
    image: PageImage
    lines: tuple[str, ...]
    line_boxes: tuple[tuple[int, int, int, int], ...]
    words: tuple[tuple[str, int, int, int, int], ...]
    numbers: tuple[str, ...]
    turned: int
    kind: str


def prepare(name: str, work: Path, count: int, seed: str, fonts: str = "all") -> Path | None:
    """The folder of a set, made if it is not there yet; None where the corpus it needs is missing.

    `fonts` as in `bench.papers`: papers set in faces that a measuring run of the training never saw, or in the others.
    """
    if name == "samples":
        return ROOT / "samples"
    folder = work / (f"{name}-{count}-{seed}" + ("" if fonts == "all" else f"-{fonts}"))
    if (folder / "truth.json").is_file():
        return folder
    if name in LINES:
        if not (CORPUS / LINES[name]).is_dir():
            return None
        command = ["bench.papers.lines", "--set", name, "--pages", str(count)]
    else:
        command = ["bench.papers", "--wear", name, "--count", str(count), "--fonts", fonts]
    subprocess.run([sys.executable, "-m", *command, "--out", str(folder), "--seed", seed], cwd=ROOT, check=True)
    return folder


def pages(folder: Path) -> Iterator[TruePage]:
    """Every page of a set that can be read and whose text is known."""
    inbox = folder / "inbox" if (folder / "inbox").is_dir() else folder
    limits = Limits()
    for paper in json.loads((folder / "truth.json").read_text(encoding="utf-8"))["papers"]:
        file = inbox / paper["file"]
        if not paper.get("pages") or not paper.get("wear"):
            continue
        with file.open("rb") as stream:
            form = sniff(stream.read(4096)) or ""
        for number in range(1, min(page_count(file, form, limits), len(paper["pages"])) + 1):
            image = decode_page(file, form, number, limits)
            yield _true_page(file, form, image, paper, paper["pages"][number - 1])


def _true_page(file: Path, form: str, image: PageImage, paper: dict[str, Any], page: dict[str, Any]) -> TruePage:
    across, down = image.width / page["width"], image.height / page["height"]
    lines = tuple(line["text"] for line in page["lines"])
    words = [word for line in page["lines"] for word in line["words"]]
    return TruePage(
        name=f"{file.name}#{image.number}",
        file=file,
        form=form,
        image=image,
        lines=lines,
        line_boxes=tuple(_scaled(line["box"], across, down) for line in page["lines"]),
        words=tuple((word[0], *_scaled(word[1:], across, down)) for word in words),
        numbers=tuple(_numbers(paper["documents"], "\n".join(lines))),
        turned=page["turned"],
        kind=paper["wear"],
    )


def _scaled(box: Sequence[float], across: float, down: float) -> tuple[int, int, int, int]:
    left, top, width, height = box
    return round(left * across), round(top * down), round(width * across), round(height * down)


def _numbers(documents: list[dict[str, Any]], text: str) -> Iterator[str]:
    """The request and national numbers that are printed on this page."""
    for document in documents:
        for key in NUMBER_FIELDS:
            number = document["fields"].get(key)
            if number and holds_number(text, number):
                yield number
