"""One engine on all sets, in a process of its own; and the table that comes of it."""

from __future__ import annotations

import resource
from dataclasses import dataclass, field
from pathlib import Path

import cv2

from bench.ocr.engines import engine
from bench.ocr.reliability import Reliability, judged
from bench.ocr.scoring import Score
from bench.ocr.sets import pages

MEGABYTE = 1024


@dataclass
class Outcome:
    """What one engine did on each set. `memory` is the peak resident size in MB of the process or its largest child."""

    scores: dict[str, Score] = field(default_factory=dict)
    reliability: dict[str, Reliability] = field(default_factory=dict)
    memory: float = 0.0


def measure(name: str, folders: dict[str, Path]) -> Outcome:
    """Let one engine read every set. Runs in a process of its own."""
    cv2.setNumThreads(1)
    read, outcome = engine(name), Outcome()
    for set_name, folder in folders.items():
        score = outcome.scores.setdefault(set_name, Score())
        reliability = outcome.reliability.setdefault(set_name, Reliability())
        for page in pages(folder):
            before = _cpu_seconds()
            reading = read(page.image)
            score.seconds += _cpu_seconds() - before
            score.add(page.lines, reading.text, page.numbers)
            if reading.rotation is not None:
                upright = (360 - reading.rotation) % 360 == page.turned
                score.upright += upright
                score.turned_wrong += not upright and reading.rotation != 0
            if reading.page is not None:
                for word, right in judged(page, reading.page):
                    reliability.add(word.confidence, right)
    usage = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    outcome.memory = max(u.ru_maxrss for u in usage) / MEGABYTE
    return outcome


def _cpu_seconds() -> float:
    usage = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in usage)


def report(outcomes: dict[str, Outcome]) -> str:
    """The table in Markdown, and the reliability of each engine that gives confidences."""
    rows = [
        "| engine | set | pages | CER | WER | words found | numbers right | upright | CPU s a page | memory MB |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, outcome in outcomes.items():
        for set_name, s in outcome.scores.items():
            upright = f"{s.upright}/{s.pages}" if s.upright else "-"
            rows.append(
                f"| {name} | {set_name} | {s.pages} | {_percent(s.cer)} | {_percent(s.wer)} | {_percent(s.recall)} "
                f"| {s.numbers_right}/{s.numbers} | {upright} | {s.seconds / max(1, s.pages):.2f} | {outcome.memory:.0f} |"
            )
    for name, outcome in outcomes.items():
        whole = sum(outcome.reliability.values(), Reliability())
        if whole.words:
            each = ", ".join(f"{set_name} {part.error:.3f}" for set_name, part in outcome.reliability.items())
            rows += ["", f"Reliability of {name} (calibration error {whole.error:.3f}; {each}):", ""]
            rows += ["| confidence given | words | mean given | right |", "|---|---|---|---|"]
            rows += [f"| {r} | {n} | {given:.3f} | {true:.3f} |" for r, n, given, true in whole.rows()]
    return "\n".join(rows)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.2f}"
