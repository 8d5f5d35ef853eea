"""Papers drawn, worn, and really read; what was read is kept in the work folder, for reading takes long."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from archive_store.values import page_content, to_page
from bench.classify.papers import CORPUS, Read, Truth
from domain.documents import RecognizedPage
from ingest.decode import decode_page, page_count
from ingest.formats import sniff
from ingest.limits import Limits
from ocr.recognizer import recognizer_named
from pipeline.settings import OcrSettings

ROOT = Path(__file__).resolve().parents[2]
STACKS_PER_PAPER = 0.15


def worn(wear: str, count: int, seed: str, work: Path) -> list[Read]:
    """`count` papers and a few stacks of that wear, as our recogniser reads them."""
    folder = drawn(wear, count, seed, work)
    kept = folder / "read.jsonl"
    papers = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["papers"]
    known = [json.loads(row) for row in kept.read_text(encoding="utf-8").splitlines()] if kept.is_file() else []
    with kept.open("a", encoding="utf-8") as file:
        for paper, pages in _read(folder / "inbox", papers[len(known) :]):
            known.append([_content(page) for page in pages])
            file.write(json.dumps(known[-1], ensure_ascii=False) + "\n")
            file.flush()
            print(f"read {paper['file']}", file=sys.stderr)
    return [_scan(paper, rows) for paper, rows in zip(papers, known, strict=True)]


def drawn(wear: str, count: int, seed: str, work: Path) -> Path:
    """The folder of `count` papers and a few stacks of that wear (see `bench.papers`), made if it is not there yet."""
    folder = work / f"{wear}-{count}-{seed}"
    if not (folder / "truth.json").is_file():
        command = [sys.executable, "-m", "bench.papers", "--out", str(folder), "--count", str(count), "--wear", wear]
        command += ["--stacks", str(round(count * STACKS_PER_PAPER)), "--seed", seed]
        command += ["--prose", str(CORPUS)] if CORPUS.is_dir() else []
        subprocess.run(command, cwd=ROOT, check=True)
    return folder


def _read(inbox: Path, papers: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], list[RecognizedPage]]]:
    if not papers:
        return
    limits, recognizer = Limits(), recognizer_named("warraq", OcrSettings())
    for paper in papers:
        file = inbox / paper["file"]
        with file.open("rb") as stream:
            form = sniff(stream.read(4096)) or ""
        numbers = range(1, page_count(file, form, limits) + 1)
        yield paper, [recognizer.recognize(decode_page(file, form, number, limits)) for number in numbers]


def _content(page: RecognizedPage) -> dict[str, Any]:
    plain = ("number", "width", "height", "dpi", "rotation", "confidence", "engine", "blank")
    return {**{name: getattr(page, name) for name in plain}, "content": page_content(page)}


def _scan(paper: dict[str, Any], rows: list[dict[str, Any]]) -> Read:
    pages = tuple(to_page(SimpleNamespace(**row)) for row in rows)
    found = [(one["first_page"], Truth(one["type"], one["tab"], one["fields"])) for one in paper["documents"]]
    return Read(pages, tuple(found))
