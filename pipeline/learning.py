"""Learning types from what people confirmed and corrected: what from, when, and whether the new model may take over.

One confirmed document in four is held out, chosen by its id for good: no model ever learns from it, and every model is judged by
all of them. A new model takes over only if it reads no fewer of them rightly than what is in use, and decides no more of them
wrongly alone.
"""

from __future__ import annotations

import os
import time
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import structlog

from archive_store.reading.catalogue import ModelVersion
from classify.model import LEAST_EXAMPLES, CombinedClassifier, TypeModel, features, from_bytes, learn, to_bytes
from classify.types import Classifier, KeywordClassifier
from domain.catalogue import OTHER
from domain.errors import Unavailable
from pipeline.services import Services, open_services
from pipeline.workers import ProcessWorkers

HELD_OUT_IN = 4
LEAST_HELD_OUT = 3
MOST_OF_A_TYPE = 400  # the newest; more teach little and cost time
FIRST_LOOK, LOOK_EVERY = 30.0, 600.0  # seconds between looks whether there is enough new to learn from
LEAST_NEW, SHARE_NEW = 10, 0.1
TRAINING_SECONDS = 1800.0
log = structlog.get_logger("learning")


@dataclass(frozen=True)
class Judgement:
    """How a classifier did on the held-out documents; `alone` are those it decided without a person."""

    documents: int = 0
    type_right: int = 0
    tab_right: int = 0
    alone: int = 0
    alone_right: int = 0

    @property
    def alone_wrong(self) -> int:
        return self.alone - self.alone_right


@dataclass(frozen=True)
class Training:
    """What became of a training. `version` is None where there was too little to learn from; `taken`: it is now in use.

    `examples` counts the confirmed documents, `types` those learned with the number of examples of each.
    """

    version: int | None
    taken: bool
    examples: int
    types: dict[str, int]
    before: Judgement
    after: Judgement


@dataclass(frozen=True)
class _Confirmed:
    """Documents with the type a person confirmed or set, and which of them are held out."""

    learned_from: tuple[tuple[str, str], ...]
    held_out: tuple[tuple[str, str], ...]

    @property
    def counts(self) -> Counter[str]:
        return Counter(code for _, code in (*self.learned_from, *self.held_out))


def no_worse(new: Judgement, now: Judgement) -> bool:
    """Whether a new model may take the place of what is in use."""
    enough = new.documents >= LEAST_HELD_OUT
    return enough and new.type_right >= now.type_right and new.alone_wrong <= now.alone_wrong


def train(services: Services) -> Training:
    """Learn from all confirmed documents, judge, keep the model with its score, and put it in use if it is no worse."""
    confirmed = _confirmed(services)
    counts = confirmed.counts
    known = {code for code, count in counts.items() if count >= LEAST_EXAMPLES}
    model = learn(_vectors(services, confirmed.learned_from), known)
    if model is None:
        return Training(None, False, counts.total(), {}, Judgement(), Judgement())
    model = from_bytes(to_bytes(model))  # judged as it will be used
    services.classifier.refresh()
    before, after = _judge(services, confirmed.held_out, [services.classifier, CombinedClassifier(services.catalogue, model)])
    taken = no_worse(after, before)
    version = _keep(services, model, counts, before, after, taken)
    services.classifier.refresh()
    log.info("model trained", version=version, taken=taken, examples=counts.total(), types=len(known))
    return Training(version, taken, counts.total(), dict(model.counts), before, after)


def evaluate(services: Services) -> tuple[Judgement, Judgement]:
    """How keywords alone, and what is in use, do on the held-out documents."""
    keywords, in_use = _judge(
        services, _confirmed(services).held_out, [KeywordClassifier(services.catalogue), services.classifier]
    )
    return keywords, in_use


def versions(services: Services) -> list[ModelVersion]:
    """Every model ever trained, oldest first."""
    with services.archive.read() as reader:
        return reader.models()


def enough_new(services: Services) -> bool:
    """Whether people have confirmed enough since the last training for another."""
    counts = _confirmed(services).counts
    earlier = versions(services)
    last: int = earlier[-1].score["examples"] if earlier else 0
    learnable = any(count >= LEAST_EXAMPLES for count in counts.values())
    return learnable and counts.total() - last >= max(LEAST_NEW, SHARE_NEW * last)


def _confirmed(services: Services) -> _Confirmed:
    """The newest of each type that the catalogue knows; papers of no type teach nothing."""
    with services.archive.read() as reader:
        found = [
            (name, code) for name, code in reader.confirmed_documents() if code in services.catalogue.types and code != OTHER
        ]
    seen: Counter[str] = Counter()
    kept = []
    for name, code in reversed(found):
        seen[code] += 1
        if seen[code] <= MOST_OF_A_TYPE:
            kept.append((name, code))
    return _Confirmed(
        tuple(pair for pair in kept if not is_held_out(pair[0])), tuple(pair for pair in kept if is_held_out(pair[0]))
    )


def is_held_out(document_id: str) -> bool:
    """Whether a document is kept for judging, by its id alone."""
    return zlib.crc32(document_id.encode()) % HELD_OUT_IN == 0


def _vectors(services: Services, documents: Sequence[tuple[str, str]]) -> list[tuple[Any, str]]:
    with services.archive.read() as reader:
        return [(features(reader.pages_of(name)), code) for name, code in documents]


def _judge(services: Services, documents: Sequence[tuple[str, str]], classifiers: Sequence[Classifier]) -> tuple[Judgement, ...]:
    tallies: list[Counter[str]] = [Counter() for _ in classifiers]
    with services.archive.read() as reader:
        for name, code in documents:
            pages = reader.pages_of(name)
            for classifier, tally in zip(classifiers, tallies, strict=True):
                found = classifier.classify(pages)
                right = found.type == code
                tally["type_right"] += right
                tally["tab_right"] += found.tab == services.catalogue.tab_of_type(code)
                tally["alone"] += found.sure
                tally["alone_right"] += found.sure and right
    return tuple(Judgement(documents=len(documents), **tally) for tally in tallies)


def _keep(services: Services, model: TypeModel, counts: Counter[str], before: Judgement, after: Judgement, taken: bool) -> int:
    """The bytes first, then the version that names them."""
    digest, _size = services.objects.put([to_bytes(model)])
    score = {"examples": counts.total(), "types": dict(model.counts), "before": asdict(before), "after": asdict(after)}
    with services.archive.write(services.agent) as tx:
        return tx.save_model(digest, score, active=taken)


class Retraining:
    """Trains beside the watcher's work, in a process of its own and of low priority, when there is enough new to learn from."""

    def __init__(self, services: Services, first_look: float = FIRST_LOOK) -> None:
        """`first_look` is in seconds from now."""
        self._services = services
        self._next_look = time.monotonic() + first_look
        self._worker: ProcessWorkers | None = None

    def turn(self) -> None:
        """Look whether a training is due or done; returns at once. A store that is away is looked at again later."""
        try:
            if self._worker is not None:
                self._collect(self._worker)
            elif time.monotonic() >= self._next_look:
                self._next_look = time.monotonic() + LOOK_EVERY
                self._services.classifier.refresh()  # another process may have trained
                if enough_new(self._services):
                    self._start()
        except Unavailable as error:
            log.warning("cannot learn now", error=error.detail)

    def close(self) -> None:
        """End a training under way; it is begun again at the next start."""
        if self._worker is not None:
            self._worker.close()

    def _start(self) -> None:
        self._worker = ProcessWorkers(1, be_modest, ())
        self._worker.give("training", train_home, (self._services.home.root, self._services.agent), TRAINING_SECONDS)

    def _collect(self, worker: ProcessWorkers) -> None:
        for outcome in worker.collect(0.0):
            worker.close()
            self._worker = None
            if outcome.error is not None:
                log.warning("training failed", error=type(outcome.error).__name__)
            self._services.classifier.refresh()


def be_modest() -> None:
    """Let whatever else this machine does go first."""
    os.nice(15)


def train_home(root: Path, agent: str) -> Training:
    """A training of the archive at `root`, for a process of its own."""
    return train(open_services(root, agent=agent))
