"""Speed and size: pages recombined from pieces of misread ones, so that words are as many and as rare as in a real archive."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from archive_store.feed import FeedRow
from archive_store.search.index import SearchIndex
from archive_store.search.query import parse_query
from bench.search.noise import misread
from bench.search.systems import feed_row
from bench.search.text import Continuation, real_pages, sentences
from domain.catalogue import default_catalogue_text, parse_catalogue

CHUNK_WORDS, CHUNKS_A_PAGE = 48, 4
SOURCE_PAGES = 6_000
MEGABYTE = 1_000_000


def run_scale(count: int, seed: str, folder: Path) -> None:
    """Index `count` pages, then ask for words, phrases and numbers of some of them; print rates, sizes and times."""
    page = recombined(seed)
    index = SearchIndex.open(folder / "index")
    began = time.process_time()
    index.follow(rows_of(page, count))
    seconds = time.process_time() - began
    size = sum(path.stat().st_size for path in (folder / "index").rglob("*") if path.is_file())
    made = time.process_time()
    for no in range(0, count, max(1, count // 2_000)):
        page(no)
    making = (time.process_time() - made) / len(range(0, count, max(1, count // 2_000))) * count
    print(
        f"{count:,} pages: {count / (seconds - making):,.0f} pages/s of CPU (making the pages, {making:.0f} s, taken off), "
        f"{size / count:,.0f} bytes a page, {size / MEGABYTE:,.0f} MB",
        flush=True,
    )
    times = _ask(index, page, count, random.Random(seed))
    for kind, each in times.items():
        each.sort()
        middle, high = statistics.median(each), each[len(each) * 95 // 100]
        print(f"  {kind:8} p50 {1000 * middle:.0f} ms  p95 {1000 * high:.0f} ms of CPU", flush=True)


def recombined(seed: str) -> Callable[[int], str]:
    """Page number -> text, the same each time."""
    rng = random.Random(seed)
    paragraphs = sentences()
    chain = Continuation(paragraphs)
    bodies = [*real_pages(paragraphs)][: SOURCE_PAGES // 2]
    bodies += [chain.page(rng) for _ in range(SOURCE_PAGES - len(bodies))]
    words = [word for body in bodies for word in misread(body, 0.05, rng).split()]
    last = len(words) - CHUNK_WORDS

    def page(no: int) -> str:
        chance = random.Random(f"{seed} {no}")
        head = f"رقم الطلب {chance.randint(2015, 2026)}-{no:06d} الرقم الوطني {chance.randrange(10**10):011d}"
        chunks = (chance.randint(0, last) for _ in range(CHUNKS_A_PAGE))
        return " ".join([head, *(word for at in chunks for word in words[at : at + CHUNK_WORDS])])

    return page


def rows_of(page: Callable[[int], str], count: int) -> Callable[[int, int], Sequence[FeedRow]]:
    """A feed of single pages, made as they are asked for."""
    return lambda after, limit: [feed_row(no + 1, page(no)) for no in range(after, min(after + limit, count))]


def _ask(index: SearchIndex, page: Callable[[int], str], count: int, rng: random.Random) -> dict[str, list[float]]:
    catalogue = parse_catalogue(default_catalogue_text())
    times: dict[str, list[float]] = {"words": [], "phrase": [], "number": []}
    for _ in range(150):
        words = page(rng.randrange(count)).split()
        at = rng.randint(6, len(words) - 6)
        asked = {
            "words": " ".join(rng.sample(words[6:], 3)),
            "phrase": " ".join(words[at : at + 4]),
            "number": words[2],
        }
        for kind, text in asked.items():
            began = time.process_time()
            index.search(parse_query(text, catalogue))
            times[kind].append(time.process_time() - began)
    return times
