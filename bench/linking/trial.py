"""One trial: a database with the records of many requests, and papers to be linked among them."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import random
import resource
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from archive_store.archive import Archive
from archive_store.keys import hashed
from archive_store.reader import Reader as ArchiveReader
from archive_store.schema import record as record_table
from bench.linking.papers import Paper, Reader, paper_of
from bench.linking.people import Person, Population, records_of
from classify.link import Around, link
from domain.catalogue import Catalogue, default_catalogue_text, parse_catalogue
from domain.documents import RECORD_COLUMNS, FieldKind, Link, Record
from domain.record_keys import KEYS_VERSION, record_keys
from pipeline.matching import MOST_CANDIDATES

_ROWS = 5000
PROPOSALS = 3
_TELLING = (FieldKind.DATE, FieldKind.REQUEST_NO)


@dataclass(frozen=True)
class Trial:
    """`records` known ones, `papers` for each share of letters misread in `rates`, all drawn from `seed`."""

    home: Path
    records: int
    papers: int
    rates: tuple[float, ...]
    seed: int

    @property
    def file(self) -> Path:
        """The database; made once, used again."""
        return self.home / f"{self.records}-{self.seed}-{KEYS_VERSION}.db"

    def archive(self) -> Archive:
        return Archive.open(
            f"sqlite:///{self.file}", clock=lambda: dt.datetime.now(dt.UTC), timezone=dt.UTC, record_keys=record_keys
        )


@cache
def catalogue() -> Catalogue:
    """The one that is shipped."""
    return parse_catalogue(default_catalogue_text())


def prepared(trial: Trial) -> list[list[Paper]]:
    """The papers for each rate. Made in a process of its own, with the database where it is missing: its memory is not ours."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as aside:
        return aside.submit(_prepare, trial).result()


def _prepare(trial: Trial) -> list[list[Paper]]:
    words = catalogue()
    rng = random.Random(trial.seed)
    population = Population(rng, words)
    people = population.families(int(trial.records * 0.8))
    filed = records_of(people, int(trial.records * 1.1), words, rng)
    shuffled = rng.sample(filed, len(filed))
    known, unknown = shuffled[: trial.records], shuffled[trial.records :]
    _make_database(trial, [record for record, _ in known])
    return [
        _papers(known, unknown, population, trial.papers, rate, words, random.Random(f"{trial.seed}/{rate}"))
        for rate in trial.rates
    ]


def _make_database(trial: Trial, records: Sequence[Record]) -> None:
    """The records with their keys, in one transaction and past the writer: what is measured is how they are read."""
    if trial.file.exists():
        return
    trial.home.mkdir(parents=True, exist_ok=True)
    part = replace(trial, home=trial.home / "part")
    part.home.mkdir(exist_ok=True)
    part.file.unlink(missing_ok=True)
    Archive.upgrade(f"sqlite:///{part.file}")
    archive, before = part.archive(), cpu_seconds()
    with archive.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TEMP TABLE unsorted (key INTEGER, record_id INTEGER)")
        for start in range(0, len(records), _ROWS):
            some = list(enumerate(records[start : start + _ROWS], start + 1))
            connection.execute(insert(record_table), [_row(number, record) for number, record in some])
            keys = [(key, number) for number, record in some for key in hashed(record_keys(record))]
            connection.exec_driver_sql("INSERT INTO unsorted VALUES (?, ?)", keys)
        connection.exec_driver_sql("INSERT INTO record_key SELECT key, record_id FROM unsorted ORDER BY key, record_id")
    archive.close()
    part.file.rename(trial.file)
    size = trial.file.stat().st_size / 2**20
    print(f"{len(records)} records saved with their keys in {cpu_seconds() - before:.0f} s CPU, {size:.0f} MiB", flush=True)


def _row(number: int, record: Record) -> dict[str, Any]:
    now = dt.datetime(2022, 1, 1, tzinfo=dt.UTC)
    values = {name: getattr(record, name) for name in RECORD_COLUMNS}
    return values | {
        "id": number,
        "number": record.request_no,
        "extra": [],
        "catalogue_version": "bench",
        "created_at": now,
        "updated_at": now,
    }


def _papers(
    known: Sequence[tuple[Record, Person]],
    unknown: Sequence[tuple[Record, Person]],
    population: Population,
    count: int,
    rate: float,
    words: Catalogue,
    rng: random.Random,
) -> list[Paper]:
    """Eight papers in ten of known requests, one of strangers, one of known people for a request whose record is not yet in."""
    reader = Reader(rng, rate)
    files = Counter(person for _, person in known)
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
        paper = paper_of(person, record, roll < 0.8, numbers, reader, words, rng)
        told_apart = files[person] <= PROPOSALS or paper.names_service or any(field.kind in _TELLING for field in paper.fields)
        papers.append(replace(paper, known_person=roll < 0.9, told_apart=told_apart))
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


def cpu_seconds() -> float:
    """CPU time of this process so far."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def linked(papers: Sequence[Paper], reader: ArchiveReader, words: Catalogue) -> list[tuple[Paper, Link, float]]:
    """Each paper with its link and the CPU seconds that it took."""
    results = []
    for paper in papers:
        before = time.process_time()
        found = link(
            paper.fields,
            type_code=paper.type,
            around=Around(),
            candidates=partial(reader.candidates, cap=MOST_CANDIDATES),
            find_record=reader.record,
            catalogue=words,
            text=paper.text,
        )
        results.append((paper, found, time.process_time() - before))
    return results
