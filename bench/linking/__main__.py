"""Links papers among many records and counts.

    python -m bench.linking [--records 100000] [--papers 3000] [--rates 0,0.02,0.05,0.15] [--seed 1] [--home DIR]

For each error rate: of papers with a number, with names and association alone, and of requests without a record (by people known
from another request, three in ten of those handed in beside it, and by strangers), how many are linked automatically, how many
wrongly, whether the right record is among the proposals of the others, and the CPU time of one link with
the keys in SQLite. A home made once is used again.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import resource
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median, quantiles

from archive_store.archive import Archive
from archive_store.reader import Reader as ArchiveReader
from bench.linking.papers import Paper, Reader, paper_of
from bench.linking.people import Person, Population, records_of
from classify.link import Around, link
from domain.catalogue import Catalogue, default_catalogue_text, parse_catalogue
from domain.documents import Link, Record
from domain.record_keys import record_keys

CAP = 100
_ROWS = 5000
KNOWN_PERSON, STRANGER = "known person, no record", "stranger"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.linking", description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--papers", type=int, default=3000, help="papers per error rate")
    parser.add_argument("--rates", default="0.02,0.05,0.15", help="errors per letter")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--home", type=Path, default=Path("/tmp/bench-linking"))
    parser.add_argument("--wrong", action="store_true", help="show each wrong link")
    given = parser.parse_args()
    catalogue = parse_catalogue(default_catalogue_text())
    rng = random.Random(given.seed)
    population = Population(rng, catalogue)
    people = population.families(int(given.records * 0.75))
    filed = records_of(people, int(given.records * 1.1), catalogue, rng)
    known, unknown = _divided(filed, given.records, rng)
    archive = _archive(given.home / f"{given.records}-{given.seed}.db", [record for record, _ in known])
    for rate in map(float, given.rates.split(",")):
        papers = list(_papers(known, unknown, population, given.papers, rate, catalogue, random.Random(f"{given.seed}/{rate}")))
        with archive.read() as reader:
            _report(rate, _linked(papers, reader, catalogue), given.wrong)


def _divided(
    filed: Sequence[tuple[Record, Person]], wanted: int, rng: random.Random
) -> tuple[list[tuple[Record, Person]], list[tuple[Record, Person]]]:
    """The requests whose records are in, and others, of the same people or of people nobody knows."""
    shuffled = rng.sample(list(filed), len(filed))
    return shuffled[:wanted], shuffled[wanted:]


def _archive(path: Path, records: Sequence[Record]) -> Archive:
    url = f"sqlite:///{path}"
    fresh = not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    Archive.upgrade(url)
    archive = Archive.open(url, clock=lambda: dt.datetime.now(dt.UTC), timezone=dt.UTC, record_keys=record_keys)
    if fresh:
        before = _cpu()
        for start in range(0, len(records), _ROWS):
            with archive.write("os:bench") as tx:
                for record in records[start : start + _ROWS]:
                    tx.save_record(record, "bench")
        print(
            f"{len(records)} records saved with their keys in {_cpu() - before:.0f} s CPU, {path.stat().st_size / 2**20:.0f} MiB",
            flush=True,
        )
    return archive


def _papers(
    known: Sequence[tuple[Record, Person]],
    unknown: Sequence[tuple[Record, Person]],
    population: Population,
    count: int,
    rate: float,
    catalogue: Catalogue,
    rng: random.Random,
) -> Sequence[Paper]:
    """Eight papers in ten of known requests, one of strangers, one of known people for a request whose record is not yet in."""
    reader = Reader(rng, rate)
    files = {person for _, person in known}
    to_come = [(record, person) for record, person in unknown if person in files]
    beside = _beside(known, unknown)
    papers = []
    for _ in range(count):
        numbers = rng.random() < 0.6
        roll = rng.random()
        if roll < 0.8:
            record, person = rng.choice(known)
        elif roll < 0.9:
            record, person = rng.choice(beside if rng.random() < 0.3 else to_come)
        else:
            record, person = rng.choice(unknown)[0], population.person()
        paper = paper_of(person, record, roll < 0.8, numbers, reader, catalogue, rng)
        papers.append(replace(paper, known_person=roll < 0.9))
    return papers


def _beside(known: Sequence[tuple[Record, Person]], unknown: Sequence[tuple[Record, Person]]) -> list[tuple[Record, Person]]:
    """Requests not yet in, each handed in by whoever handed in the request beside it: the numbers differ in the last digit."""
    by_number = {record.request_no: (record, person) for record, person in known}
    beside = []
    for record, _ in unknown:
        stem, last = record.request_no[:-1], int(record.request_no[-1])
        if last and (found := by_number.get(f"{stem}{last - 1}")):
            beside.append((replace(record, organization_name=found[0].organization_name), found[1]))
    return beside


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _linked(papers: Sequence[Paper], reader: ArchiveReader, catalogue: Catalogue) -> list[tuple[Paper, Link, float]]:
    results = []
    for paper in papers:
        before = time.process_time()
        found = link(
            paper.fields,
            type_code=paper.type,
            around=Around(),
            candidates=partial(reader.candidates, cap=CAP),
            find_record=reader.record,
            catalogue=catalogue,
            text=paper.text,
        )
        results.append((paper, found, time.process_time() - before))
    return results


def _kind(paper: Paper) -> str:
    if paper.request_no is None:
        return KNOWN_PERSON if paper.known_person else STRANGER
    if paper.has_number:
        return "number printed"
    body = any(field.kind == "association" for field in paper.fields)
    return "names and association" if body else "names alone"


def _report(rate: float, results: Sequence[tuple[Paper, Link, float]], show_wrong: bool) -> None:
    times = sorted(1000 * seconds for _, _, seconds in results)
    automatic = [(paper, found) for paper, found, _ in results if found.request_no]
    wrong = [(paper, found) for paper, found in automatic if found.request_no != paper.request_no]
    precision = 1 - len(wrong) / max(len(automatic), 1)
    print(
        f"\nerrors {rate:.0%}: {len(automatic)} linked automatically, {len(wrong)} wrong (precision {precision:.4%}); "
        f"CPU per link median {median(times):.1f} ms, p95 {quantiles(times, n=20)[-1]:.1f} ms"
    )
    counts: Counter[tuple[str, str]] = Counter((_kind(paper), _outcome(paper, found)) for paper, found, _ in results)
    for kind in dict.fromkeys(kind for kind, _ in sorted(counts)):
        row = {outcome: number for (one, outcome), number in counts.items() if one == kind}
        total = sum(row.values())
        asked = row.get("proposed", 0) + row.get("not proposed", 0)
        among = (
            f"; right one proposed for {row.get('proposed', 0) / asked:.1%} of the rest"
            if asked and kind not in (KNOWN_PERSON, STRANGER)
            else ""
        )
        print(f"  {kind:24} {total:5}  linked {row.get('right', 0) / total:6.1%}  wrong {row.get('wrong', 0)}{among}")
    for paper, found in wrong if show_wrong else ():
        print(
            "    wrong:",
            paper.request_no,
            "->",
            found.request_no,
            found.method,
            found.reasons,
            [(f.kind.value, f.value) for f in paper.fields],
        )


def _outcome(paper: Paper, found: Link) -> str:
    if found.request_no:
        return "right" if found.request_no == paper.request_no else "wrong"
    return "proposed" if paper.request_no in [proposal.request_no for proposal in found.proposals] else "not proposed"


if __name__ == "__main__":
    main()
