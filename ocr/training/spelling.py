"""Learn how Arabic words are spelt: letters after letters, from typed laws, labels of scanned journals, lists, our own wording,
and how often words occur in Arabic at large (the package `wordfreq`).

    python -m ocr.training.spelling ocr/models/spelling.npz --corpus CORPUS --labels DATA/journal_train

Book lines and held-out journals are left out, so what is measured on them is measured on texts it never saw.
"""

import argparse
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from domain.catalogue import default_catalogue_text
from ocr.charset import ARABIC, clean
from ocr.spelling import EDGE, ORDER, STEP, codes, key
from ocr.training.texts import LineTexts
from ocr.training.wording import LABELS, PHRASES

LIST_WEIGHT = 3
"""A word of a list counts as often as so many in running text."""
AT_LARGE = 1_000_000
"""Words of Arabic at large that are counted beside those of our own kind of paper."""
RARE = 2
"""Chains of `RARE_FROM` letters and more are kept if they were seen so often."""
RARE_FROM = 5
_LETTERS = re.compile("[\u0621-\u063a\u0641-\u064b]+")


def words_of(texts: Iterable[str]) -> Counter[str]:
    """Arabic words and how often they occur."""
    return Counter(word for text in texts for word in _LETTERS.findall(text) if set(word) <= set(ARABIC))


def at_large() -> dict[str, float]:
    """Arabic words and how often each occurs among `AT_LARGE`."""
    from wordfreq import get_frequency_dict  # noqa: PLC0415  only this table needs it

    shares = {word: share for word, share in get_frequency_dict("ar", "large").items() if set(word) <= set(ARABIC)}
    whole = sum(shares.values())
    return {word: AT_LARGE * share / whole for word, share in shares.items()}


def counted(texts: LineTexts, labels: Sequence[str]) -> Counter[str]:
    """Words of our own kind of paper; those of lists count more, since each stands there once."""
    running = words_of(" ".join(sentence) for sentence in texts.sentences)
    running.update(words_of(labels))
    blank = re.compile(r"\{\w\}")
    office = [*LABELS, *(blank.sub(" ", phrase) for phrase in PHRASES), clean(default_catalogue_text())]
    lists = words_of([*office, *texts.names, *texts.places, *texts.bodies])
    for word, count in lists.items():
        running[word] += LIST_WEIGHT * count
    return running


def table(counts: Mapping[str, float]) -> dict[str, np.ndarray]:
    """The arrays that `ocr.spelling.Spelling` reads: sorted keys as differences, logarithms as multiples of `STEP`."""
    after: defaultdict[tuple[int, ...], Counter[int]] = defaultdict(Counter)
    for word, count in counts.items():
        numbers = codes(word)
        for i in range(1, len(numbers)):
            for length in range(min(i, ORDER - 1) + 1):
                after[tuple(numbers[i - length : i])][numbers[i]] += count
    chances: dict[tuple[int, ...], float] = {}
    rests: dict[tuple[int, ...], float] = {}
    for before in sorted(after, key=len):
        follow = after[before]
        seen, kinds = follow.total(), len(follow)
        rest = kinds / (seen + kinds)
        for number in follow if before else range(1, EDGE + 1):
            shorter = chances[(*before[1:], number)] if before else 1 / EDGE
            chances[(*before, number)] = follow[number] / (seen + kinds) + rest * shorter
        rests[before] = rest
    grams = {key(g): p for g, p in chances.items() if len(g) < RARE_FROM or after[g[:-1]][g[-1]] >= RARE}
    kept = {g[:-1] for g in chances if key(g) in grams}
    contexts = {key(b): p for b, p in rests.items() if b in kept}
    return {**_packed("grams", "chances", grams), **_packed("contexts", "rests", contexts)}


def _packed(keys: str, values: str, known: dict[int, float]) -> dict[str, np.ndarray]:
    order = sorted(known)
    logs = np.round(-np.log([known[k] for k in order]) / STEP)
    return {keys: np.diff(np.array([0, *order], np.uint64)), values: np.clip(logs, 0, 255).astype(np.uint8)}


def main() -> None:
    """Command line: see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--labels", type=Path, required=True, help="pack of scanned lines to learn from")
    given = parser.parse_args()
    entries = json.loads(given.labels.with_suffix(".labels.json").read_text(encoding="utf-8"))
    counts = counted(LineTexts(given.corpus, random.Random(0)), [entry[0] for entry in entries])
    whole = Counter(at_large())
    whole.update(counts)
    arrays = table(whole)
    np.savez_compressed(given.out, **arrays)
    size = given.out.stat().st_size / 1e6
    print(
        f"{counts.total()} words of our own, {len(whole)} kinds in all; {len(arrays['grams'])} chains of letters, {size:.2f} MB"
    )


if __name__ == "__main__":
    main()
