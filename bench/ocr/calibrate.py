"""Fits the confidence of words: a logistic curve over what is known of a word, on papers and lines not trained on.

    python -m bench.ocr.calibrate [--sets ordinary dirty bad journal] [--count 40] [--seed calibration]

Writes `ocr/confidence.json`: the weights, on how many words of which sets and with which model they were fitted, and the
calibration error on the words of one page in eight that was held back.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bench.ocr.reliability import Reliability, judged
from bench.ocr.sets import SETS, TruePage, pages, prepare
from domain.documents import Line, RecognizedPage, Word
from ocr.confidence import COEFFICIENTS, features
from ocr.line_reader import MODEL, LineReader
from ocr.recognizer import model_name
from ocr.spelling import SPELLING, Spelling
from ocr.warraq_recognizer import PageReading, WarraqRecognizer, features_of, stored

Example = tuple[tuple[float, ...], bool]
Floats = NDArray[np.float64]

RISING = 3  # the first features rise with the reader's own probabilities
STIFFNESS = 0.1
HELD_BACK = 8


def examples(recognizer: WarraqRecognizer, page: TruePage) -> Iterator[Example]:
    """(features, right or wrong) of every word read over print. Numbers count as first read, before any second look."""
    found = recognizer.read(page.image)
    known = {}
    words: list[Word] = []
    for line in found.lines:
        for seen, word in zip(line.seen, line.words, strict=True):
            placed = stored(Word(seen.text, word.box, word.confidence), found.copy.transform)
            words.append(placed)
            known[id(placed)] = features(features_of(seen, line.sure))
    for word, right in judged(page, _page_of(words, found, page)):
        yield known[id(word)], right


def _page_of(words: list[Word], found: PageReading, page: TruePage) -> RecognizedPage:
    lines = tuple(Line((word,), word.box) for word in words)
    image = page.image
    return RecognizedPage(1, image.width, image.height, found.copy.dpi, found.copy.rotation, lines, 0.0, "")


def fit(pages_found: list[list[Example]]) -> tuple[list[float], dict[str, float]]:
    """Weights of the curve, and how far they were off on the pages held back."""
    random.Random(1).shuffle(pages_found)
    cut = len(pages_found) // HELD_BACK
    held, kept = ([example for page in part for example in page] for part in (pages_found[:cut], pages_found[cut:]))
    values, right = np.array([f for f, _ in kept]), np.array([float(r) for _, r in kept])
    weights = _curve(values, right)
    fitted, share = Reliability(), float(right.mean())
    for f, is_right in held:
        fitted.add(float(1 / (1 + np.exp(-np.dot(weights, f)))), is_right)
    return weights, {"words": len(kept), "share_right": round(share, 4), "calibration_error_held_back": round(fitted.error, 4)}


def _curve(values: Floats, right: Floats) -> list[float]:
    """The logistic curve of least loss in which surer signs and a surer line never make a word less sure."""

    def loss(weights: Floats) -> tuple[float, Floats]:
        total = values @ weights
        away = 1 / (1 + np.exp(-total)) - right
        ridge = 0.5 * STIFFNESS * float(weights @ weights)
        return float(np.logaddexp(0, total).sum() - right @ total) + ridge, values.T @ away + STIFFNESS * weights

    bounds = [(0.0, None)] * RISING + [(None, None)] * (values.shape[1] - RISING)
    return [float(w) for w in minimize(loss, np.zeros(values.shape[1]), jac=True, bounds=bounds, method="L-BFGS-B").x]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.ocr.calibrate", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--sets", nargs="+", choices=SETS, default=["ordinary", "dirty", "bad", "journal"])
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", default="calibration")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "warraq-bench")
    given = parser.parse_args()
    cv2.setNumThreads(1)
    recognizer = WarraqRecognizer(LineReader(MODEL), Spelling(SPELLING), "calibration")
    found: list[list[Example]] = []
    used = []
    for name in given.sets:
        folder = prepare(name, given.work, given.count, given.seed)
        if folder is not None:
            used.append(name)
            found += [list(examples(recognizer, page)) for page in pages(folder)]
    weights, quality = fit(found)
    record = {
        "weights": [round(w, 5) for w in weights],
        "features": "see ocr/confidence.py",
        "model": model_name(MODEL, SPELLING),
        "fitted_on": {"sets": used, "pages_each": given.count, "seed": given.seed, **quality},
        "made_by": "python -m bench.ocr.calibrate",
    }
    COEFFICIENTS.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(record, indent=1))


if __name__ == "__main__":
    main()
