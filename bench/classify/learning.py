"""What the learned model adds to the keywords: on papers of the offices it learned from, and of offices with other wordings."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

from bench.classify.papers import Printed, Read, half_of_wordings, lot_of, papers, read
from bench.classify.scoring import Score, percent
from classify.model import LEAST_EXAMPLES, CombinedClassifier, TypeModel, features, learn
from classify.types import Classifier, KeywordClassifier
from domain.catalogue import OTHER, Catalogue

READING = (0.0, 0.05, 0.10)  # errors in what it learns from
RATES = (0.05, 0.15)


def gain(count: int, types: Sequence[str], seed: str, catalogue: Catalogue, poorer: Catalogue) -> str:
    """A table in Markdown. `poorer` is a catalogue that lists fewer wordings."""
    ours = half_of_wordings(0)
    model = _learned(list(papers(lot_of(f"{seed}/learn", ours), count, types)), seed)
    judged = {
        "wordings seen": list(papers(lot_of(f"{seed}/seen", ours), count // 2, types)),
        "other wordings": list(papers(lot_of(f"{seed}/fresh", half_of_wordings(1)), count // 2, types)),
    }
    rows = [
        f"Learned from {count} papers, {LEAST_EXAMPLES} and more of {len(model.counts)} types:",
        "",
        "| papers | catalogue | misread | keywords: right | alone | of those right "
        "| with the model: right | alone | of those right |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, printed in judged.items():
        for words, known in (("as shipped", catalogue), ("four wordings in ten missing", poorer)):
            for rate in RATES:
                scans = [read([paper], rate, f"{seed}/{n}") for n, paper in enumerate(printed)]
                both = [_cells(scans, KeywordClassifier(known)), _cells(scans, CombinedClassifier(known, model, 1))]
                rows.append(f"| {name} | {words} | {rate:.0%} | {' | '.join(both)} |")
    return "\n".join(rows)


def _learned(printed: Sequence[Printed], seed: str) -> TypeModel:
    chance = random.Random(f"{seed}/learn")
    examples = []
    for number, paper in enumerate(printed):
        pages = read([paper], chance.choice(READING), f"{seed}/learn/{number}").pages
        examples.append((features(pages), paper.truth.type))
    counts = Counter(code for _, code in examples)
    model = learn(examples, {code for code, count in counts.items() if count >= LEAST_EXAMPLES and code != OTHER})
    if model is None:
        raise SystemExit(f"too few papers to learn from: {len(printed)}")
    return model


def _cells(scans: Sequence[Read], classifier: Classifier) -> str:
    score = Score()
    for scan in scans:
        score.add_type(scan, classifier)
    return " | ".join(
        (percent(score.type_right, score.papers), percent(score.alone, score.papers), percent(score.alone_right, score.alone))
    )
