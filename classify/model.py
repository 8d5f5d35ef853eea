"""What was learned from papers whose type people confirmed or set: a linear model over pieces of words, joined with the keywords.

The features are character n-grams of the words' skeletons (dots folded away), so that a letter misread for its like changes none
of them and any other error only a few; those of the upper part of the first page count a second time, as that part. They are
hashed (CRC-32) into a fixed number of places. The model is multinomial logistic regression, trained by AdaGrad (Duchi, Hazan and
Singer 2011) in a fixed order: the same examples give the same model. Stored as NPZ without pickled objects.
"""

from __future__ import annotations

import io
import json
import math
import zipfile
import zlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from classify.types import KeywordClassifier, decide
from classify.view import PageView, view_pages
from domain.catalogue import Catalogue
from domain.documents import Classification, RecognizedPage

FORMAT = 1
PLACES = 1 << 16
GRAMS = (3, 4, 5)
TOP_SHARE = 0.35
MOST_LETTERS = 4000
LEAST_EXAMPLES = 10
ROUNDS, STEP, SHRINK = 12, 0.15, 1e-4
# Papers of types with too few examples together: what the model knows to be none of its types.
NONE_OF_THESE = ""
# Points in the keywords' log-odds for log-odds of the model against an even share, and the most that may come of it either way.
LEARNED, LEAST_POINTS, MOST_POINTS = 0.8, -2.5, 4.5
# Where less of a paper than the first share was ever seen in examples, the model says nothing of it; from the second on, all.
STRANGE, FAMILIAR = 0.4, 0.7

Vector = tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]


class UnusableModel(Exception):
    """The bytes are not a model, or one of another form."""


@dataclass(frozen=True, eq=False)
class TypeModel:
    """`weights` are types x PLACES, `bias` one a type; `counts` says from how many examples of each type it was learned."""

    types: tuple[str, ...]
    weights: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    counts: Mapping[str, int]

    def chances(self, pages: Sequence[RecognizedPage]) -> dict[str, float]:
        """The probability of each type it knows, NONE_OF_THESE among them; sums to 1."""
        return self._chances(features(pages))

    def points(self, pages: Sequence[RecognizedPage]) -> dict[str, float]:
        """What the model adds to the score of each type: little for papers unlike all that it learned from."""
        paper = features(pages)
        trust = min(max((self._familiar(paper) - STRANGE) / (FAMILIAR - STRANGE), 0.0), 1.0)
        even = math.log(len(self.types) - 1)
        points = {}
        for code, chance in self._chances(paper).items():
            sure = min(max(chance, 1e-6), 1 - 1e-6)
            raw = LEARNED * (math.log(sure / (1 - sure)) + even)
            points[code] = trust * min(max(raw, LEAST_POINTS), MOST_POINTS)
        points.pop(NONE_OF_THESE, None)
        return points

    def _chances(self, paper: Vector) -> dict[str, float]:
        places, values = paper
        shares = _softmax(self.weights[:, places] @ values + self.bias)
        return {code: float(share) for code, share in zip(self.types, shares, strict=True)}

    def _familiar(self, paper: Vector) -> float:
        """The share (0 to 1) of a paper's features that some example had."""
        places, values = paper
        return float(np.sum(values[np.any(self.weights[:, places], axis=0)] ** 2))


class CombinedClassifier:
    """Keywords, and what was learned where there is a model; `version` names the model in the reasons of each decision."""

    def __init__(self, catalogue: Catalogue, model: TypeModel | None = None, version: int = 0) -> None:
        self._catalogue = catalogue
        self._keywords = KeywordClassifier(catalogue)
        self._model = model
        self._version = version

    def classify(self, pages: Sequence[RecognizedPage], expected: Collection[str] = ()) -> Classification:
        """The best type by both, with the words and the model's share in it."""
        if self._model is None:
            return self._keywords.classify(pages, expected)
        scores, reasons = self._keywords.scores(pages, expected)
        for code, points in self._model.points(pages).items():
            if code in self._catalogue.types:
                scores[code] = scores.get(code, 0.0) + points
                reasons[code] = (*reasons.get(code, ()), f"model {self._version}: {points:+.1f}")
        return decide(self._catalogue, scores, reasons, decided_by=f"keywords + model {self._version}")


def features(pages: Sequence[RecognizedPage]) -> Vector:
    """Places and values of the features of a paper; the values are logarithms of counts, together of length 1."""
    counts: Counter[int] = Counter()
    for position, view in enumerate(view_pages(pages)):
        counts.update(_grams(view, first=position == 0))
        if counts.total() > MOST_LETTERS * len(GRAMS):
            break
    places = np.array(sorted(counts), dtype=np.int64)
    values = np.log1p(np.array([counts[place] for place in places.tolist()], dtype=np.float32))
    length = max(float(np.linalg.norm(values)), 1e-9)
    return places, (values / length).astype(np.float32)


def _grams(view: PageView, *, first: bool) -> list[int]:
    found: list[int] = []
    for line in view.lines:
        marks = ("", "^") if first and line.top < TOP_SHARE else ("",)
        letters = f" {line.glued} "
        if letters.strip().isdigit():
            continue
        for size in GRAMS:
            for start in range(len(letters) - size + 1):
                gram = letters[start : start + size]
                found.extend(zlib.crc32((mark + gram).encode()) % PLACES for mark in marks)
    return found


def learn(examples: Sequence[tuple[Vector, str]], known: Collection[str]) -> TypeModel | None:
    """Learns the `known` types from features and confirmed types; papers of other types teach what is none of them.

    None where there are not two kinds to tell apart.
    """
    counts = Counter(code for _, code in examples)
    found = sorted(code for code in counts if code in known)
    types = (*found, NONE_OF_THESE) if counts.keys() - found else tuple(found)
    if not found or len(types) < 2:
        return None
    number = {code: place for place, code in enumerate(types)}
    rows = [(vector, number.get(code, len(types) - 1)) for vector, code in examples]
    weights, bias = _train(rows, len(types))
    return TypeModel(types, weights, bias, {code: counts[code] for code in found})


def _train(rows: Sequence[tuple[Vector, int]], types: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Weights and bias after ROUNDS over the rows; rare types count as much as common ones, within reason."""
    weights = np.zeros((types, PLACES), dtype=np.float32)
    squares = np.full_like(weights, 1e-6)
    bias, bias_squares = np.zeros(types, dtype=np.float32), np.full(types, 1e-6, dtype=np.float32)
    counts = np.bincount([row[1] for row in rows], minlength=types)
    worth = np.sqrt(counts.max() / np.maximum(counts, 1)).astype(np.float32)
    order = np.random.default_rng(0)
    for _ in range(ROUNDS):
        for number in order.permutation(len(rows)):
            (places, values), wanted = rows[number]
            part = weights[:, places]
            miss = _softmax(part @ values + bias)
            miss[wanted] -= 1
            miss *= worth[wanted]
            slope = miss[:, None] * values[None, :] + SHRINK * part
            squares[:, places] += slope**2
            weights[:, places] = part - STEP * slope / np.sqrt(squares[:, places])
            bias_squares += miss**2
            bias -= STEP * miss / np.sqrt(bias_squares)
    return weights, bias


def _softmax(scores: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    shares = np.exp(scores - scores.max())
    return np.asarray(shares / shares.sum(), dtype=np.float32)


def to_bytes(model: TypeModel) -> bytes:
    """The model as it is stored: half-precision weights beside a JSON text with its types and counts."""
    about = json.dumps({"format": FORMAT, "types": model.types, "counts": dict(model.counts)}, ensure_ascii=False)
    whole = io.BytesIO()
    np.savez_compressed(
        whole,
        about=np.frombuffer(about.encode(), dtype=np.uint8),
        weights=model.weights.astype(np.float16),
        bias=model.bias.astype(np.float32),
    )
    return whole.getvalue()


def from_bytes(content: bytes) -> TypeModel:
    """The inverse of `to_bytes`. Raises UnusableModel."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as held:
            about: dict[str, Any] = json.loads(held["about"].tobytes())
            weights, bias = held["weights"].astype(np.float32), held["bias"]
    except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise UnusableModel(str(error)) from error
    if about.get("format") != FORMAT or weights.shape != (len(about["types"]), PLACES) or bias.shape != weights.shape[:1]:
        raise UnusableModel("a model of another form")
    return TypeModel(tuple(about["types"]), weights, bias, about["counts"])
