"""Labels of the scanned lines mended by a trained network, for a further piece of training.

    python -m ocr.training.repair RUN.pt DATA/journal_train NEW_DATA/journal_train

About one journal line in nine is labelled wrongly. A line gets the network's reading as its label where the network is sure of
every sign, the reading differs in few signs, and the picture speaks far better for the reading than for the label (both by their
CTC probability). A line is dropped where label and sure reading have little in common. Held-out lines are never touched.
"""

import argparse
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from rapidfuzz.distance import Levenshtein

from ocr.charset import INDEX, to_logical, to_visual
from ocr.training.export import load_averaged
from ocr.training.packs import Pack, Sample, save_pack
from ocr.training.score import LogProbs, greedy
from ocr.training.train import TorchPredictor

BATCH = 12


@dataclass(frozen=True)
class Rules:
    """When to believe the network: least probability of any sign, most differing share, nats between reading and label."""

    sure: float = 0.9
    most_changed: float = 0.08
    margin: float = 6.0
    nothing_in_common: float = 0.35


def text_log_probability(log_probs: LogProbs, visual: str) -> float:
    """CTC log-probability of a visual text over (frames, classes)."""
    classes = torch.tensor([[INDEX[c] for c in visual]])
    frames = torch.from_numpy(log_probs)[:, None]
    lengths = torch.tensor([len(visual)])
    return -float(F.ctc_loss(frames, classes, torch.tensor([len(log_probs)]), lengths, reduction="sum"))


def least_sure(log_probs: LogProbs) -> float:
    """Probability of the least sure sign on the best path."""
    best = log_probs.argmax(axis=1)
    edges = np.flatnonzero(np.diff(best, prepend=-1, append=-1))
    spans = [(a, b) for a, b in pairwise(edges) if best[a]]
    return min((float(np.exp(log_probs[a:b, best[a]].max())) for a, b in spans), default=0.0)


def mended(sample: Sample, log_probs: LogProbs, rules: Rules) -> Sample | None:
    """The sample as it is, with the reading as its label, or None where it is to be dropped."""
    label, reading = to_visual(sample.text), greedy(log_probs)
    changed = Levenshtein.distance(label, reading) / max(1, len(label))
    if not changed or least_sure(log_probs) < rules.sure:
        return sample
    if changed > rules.nothing_in_common:
        return None
    gain = text_log_probability(log_probs, reading) - text_log_probability(log_probs, label)
    if changed <= rules.most_changed and gain > rules.margin:
        return Sample(sample.pixels, to_logical(reading)[0], sample.kind, sample.source)
    return sample


def main() -> None:
    """Command line: see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("pack", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    net, _ = load_averaged(arguments.checkpoint)
    predict, pack, rules = TorchPredictor(net, torch.device("cpu")), Pack(arguments.pack), Rules()
    kept: list[Sample] = []
    changed = 0
    order = sorted(range(len(pack)), key=pack.widths.__getitem__)
    for start in range(0, len(order), BATCH):
        numbers = order[start : start + BATCH]
        for number, log_probs in zip(numbers, predict([pack.pixels(n) for n in numbers]), strict=True):
            sample = Sample(pack.pixels(number), pack.texts[number], pack.kinds[number], pack.sources[number])
            better = mended(sample, log_probs, rules)
            if better:
                kept.append(better)
                changed += better.text != sample.text
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    save_pack(arguments.out, kept)
    print(f"{len(pack)} lines: {changed} labels mended, {len(pack) - len(kept)} lines dropped")


if __name__ == "__main__":
    main()
