"""Measures reading: character and word errors, words and numbers found, CPU and memory, how far confidence can be trusted.

    python -m bench.ocr [--sets samples ordinary dirty bad journal books] [--engines warraq ...] [--count 30] [--seed 1]
        [--fonts all|held|seen]

Every engine reads the same pages, each in a process of its own, one thread; a table in Markdown is printed, with `--out FILE`
written too. An engine may also be a file, NETWORK.onnx: ours with that network. `--fonts` chooses the faces of the papers.
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
from pathlib import Path

from bench.ocr.engines import ENGINES, available
from bench.ocr.measuring import Outcome, measure, report
from bench.ocr.sets import SETS, prepare


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.ocr", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS))
    parser.add_argument("--engines", nargs="+", type=_engine, default=list(ENGINES), help=", ".join((*ENGINES, "NETWORK.onnx")))
    parser.add_argument("--count", type=int, default=30, help="papers or pages made for each set (default 30)")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--fonts", choices=("all", "held", "seen"), default="all", help="faces of the papers, as in bench.papers")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "warraq-bench", help="where sets are made")
    parser.add_argument("--out", type=Path, help="write the table to this file too")
    given = parser.parse_args()
    made = {name: prepare(name, given.work, given.count, given.seed, given.fonts) for name in given.sets}
    folders = {name: folder for name, folder in made.items() if folder is not None}
    context = multiprocessing.get_context("spawn")
    outcomes: dict[str, Outcome] = {}
    for name in filter(available, given.engines):
        with context.Pool(1) as pool:
            outcomes[name] = pool.apply(measure, (name, folders))
    table = report(outcomes)
    print(table)
    if given.out:
        given.out.write_text(table + "\n", encoding="utf-8")


def _engine(name: str) -> str:
    if name not in ENGINES and not Path(name).is_file():
        raise argparse.ArgumentTypeError(f"{name} is neither an engine nor the file of a network")
    return name


if __name__ == "__main__":
    main()
