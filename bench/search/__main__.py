"""Runs the comparison or a scale run; see the package."""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.search.collection import Collection, Query, make_collection
from bench.search.findable import seconds_until_found
from bench.search.marks import marked_share
from bench.search.noise import misread
from bench.search.scale import run_scale
from bench.search.systems import FullText5, PostgreSQL, System, TantivyArabic, Warraq, timed

RATES = (0.0, 0.05, 0.15)
SYSTEMS: dict[str, Callable[[Path], System]] = {
    "fts5": FullText5,
    "tantivy": TantivyArabic,
    "postgresql": PostgreSQL,
    "warraq": Warraq,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("--pages", type=int, default=16_000)
    parser.add_argument("--queries", type=int, default=600)
    parser.add_argument("--seed", default="warraq")
    parser.add_argument("--systems", default=",".join(SYSTEMS))
    parser.add_argument("--rates", default=",".join(map(str, RATES)))
    parser.add_argument("--scale", type=int, metavar="PAGES", help="measure speed and size on so many pages instead")
    parser.add_argument("--findable", type=int, metavar="PAPERS", help="measure how soon so many papers are found after reading")
    asked = parser.parse_args()
    if asked.findable:
        with tempfile.TemporaryDirectory(prefix="bench-search-") as folder:
            times = sorted(seconds_until_found(Path(folder), asked.findable))
        print(f"{len(times)} papers: found {statistics.median(times):.2f} s after reading (median), {times[-1]:.2f} s at most")
        return
    if asked.scale:
        with tempfile.TemporaryDirectory(prefix="bench-search-") as folder:
            run_scale(asked.scale, asked.seed, Path(folder))
        return
    collection = make_collection(asked.pages, asked.queries, asked.seed)
    characters = statistics.mean(map(len, collection.pages))
    print(f"{len(collection.pages)} pages of {characters:.0f} characters, {len(collection.queries)} queries")
    for rate in map(float, asked.rates.split(",")):
        rng = random.Random(f"{asked.seed} {rate}")
        pages = [misread(page, rate, rng) for page in collection.pages]
        for name in asked.systems.split(","):
            with tempfile.TemporaryDirectory(prefix="bench-search-") as folder:
                system = SYSTEMS[name](Path(folder))
                _measure(system, pages, collection, rate)
                if isinstance(system, PostgreSQL):
                    system.close()
        print(f"noise {rate:4.0%}  query words marked where they stand: {marked_share(collection, pages):.3f}", flush=True)


def _measure(system: System, pages: Sequence[str], collection: Collection, rate: float) -> None:
    start = time.process_time()
    system.add(pages)
    indexed = time.process_time() - start
    answers = [(query, *timed(lambda query=query: system.ask(query.text))) for query in collection.queries]
    times = sorted(seconds * 1000 for _, _, seconds in answers)
    ranks = [(query, found) for query, found, _ in answers]
    kinds = " ".join(f"{kind} {first:.2f}/{ten:.2f}" for kind, (first, ten) in _by_kind(ranks).items())
    first, ten = _shares(ranks)
    print(
        f"noise {rate:4.0%}  {system.name:28} first {first:.3f}  ten {ten:.3f}  p50 {times[len(times) // 2]:.1f} ms  "
        f"p95 {times[len(times) * 95 // 100]:.1f} ms  {len(pages) / indexed:,.0f} pages/s  | {kinds}",
        flush=True,
    )


def _shares(ranks: Sequence[tuple[Query, list[int]]]) -> tuple[float, float]:
    first = sum(found[:1] == [query.page] for query, found in ranks)
    ten = sum(query.page in found[:10] for query, found in ranks)
    return first / len(ranks), ten / len(ranks)


def _by_kind(ranks: Sequence[tuple[Query, list[int]]]) -> dict[str, tuple[float, float]]:
    kinds = dict.fromkeys(query.kind for query, _ in ranks)
    return {kind: _shares([(query, found) for query, found in ranks if query.kind == kind]) for kind in kinds}


if __name__ == "__main__":
    main()
