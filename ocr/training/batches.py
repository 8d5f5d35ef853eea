"""Batches of lines of like width, and the cheap changes made to each batch on its way into the network."""

import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from ocr.line_image import HEIGHT, MARGIN
from ocr.training.packs import Pack, pack_paths

LEAST_WIDTH = 200  # columns that a line counts for at least when a batch is filled
WIDTH_STEP = 64


@dataclass(frozen=True)
class Batch:
    """Pictures (N, 1, HEIGHT, W) uint8 with 255 for ink, their widths (N), all label classes (sum), label lengths (N)."""

    pictures: Tensor
    widths: Tensor
    classes: Tensor
    lengths: Tensor


@dataclass(frozen=True)
class Mixture:
    """What a round of training consists of: lines per round, share of scanned ones, columns per batch, widest line."""

    lines: int
    scanned: float
    area: int
    widest: int


class LineSource:
    """The packs of a folder: `synth_*` and `journal_train*`, looked for again at every round, so rendering may go on beside."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder = folder
        self.chance = chance
        self._packs: dict[Path, Pack] = {}

    def _packs_like(self, pattern: str) -> list[Pack]:
        for path in pack_paths(self.folder, pattern):
            if path not in self._packs:
                self._packs[path] = Pack(path)
        return [self._packs[path] for path in pack_paths(self.folder, pattern)]

    def _drawn(self, pattern: str, widest: int, wanted: int) -> list[tuple[Pack, int]]:
        lines = [(pack, i) for pack in self._packs_like(pattern) for i, width in enumerate(pack.widths) if width <= widest]
        return self.chance.sample(lines, min(len(lines), wanted))

    def round(self, mixture: Mixture) -> list[list[tuple[Pack, int]]]:
        """One shuffled round of batches, each of lines of like width and at most `area` columns with padding."""
        scanned = self._drawn("journal_train*", mixture.widest, int(mixture.lines * mixture.scanned))
        lines = scanned + self._drawn("synth_*", mixture.widest, mixture.lines - len(scanned))
        keyed = sorted(((pack.widths[i] + self.chance.uniform(-25, 25), n) for n, (pack, i) in enumerate(lines)))
        batches: list[list[tuple[Pack, int]]] = []
        widest = 0
        for _, number in keyed:
            pack, i = lines[number]
            widest = max(widest, pack.widths[i], LEAST_WIDTH)
            if not batches or (len(batches[-1]) + 1) * (widest + 2 * MARGIN) > mixture.area:
                batches.append([])
                widest = pack.widths[i]
            batches[-1].append((pack, i))
        self.chance.shuffle(batches)
        return batches


def collate(lines: list[tuple[Pack, int]]) -> Batch:
    """Lines side by side in one tensor, each with blank margins, the narrower ones padded behind."""
    widths = [pack.widths[i] + 2 * MARGIN for pack, i in lines]
    pictures = np.zeros((len(lines), 1, HEIGHT, max(widths)), np.uint8)
    for number, (pack, i) in enumerate(lines):
        pictures[number, 0, :, MARGIN : MARGIN + pack.widths[i]] = pack.pixels(i)
    classes = [pack.classes(i) for pack, i in lines]
    return Batch(
        torch.from_numpy(pictures),
        torch.tensor(widths),
        torch.tensor([c for label in classes for c in label]),
        torch.tensor([len(label) for label in classes]),
    )


def _moved(pictures: Tensor, widths: Tensor, chance: random.Random) -> tuple[Tensor, Tensor]:
    """Rows shifted or cut by a little, then brought back to the height; width scaled."""
    stretch = chance.uniform(0.85, 1.2)
    top, bottom = chance.randint(-3, 6), chance.randint(-3, 6)
    kept = pictures[:, :, max(0, -top) : HEIGHT - max(0, -bottom)]
    kept = F.pad(kept, (0, 0, max(0, top), max(0, bottom)))
    size = (HEIGHT, max(16, round(pictures.shape[3] * stretch)))
    widths = (widths * stretch).long()
    return F.interpolate(kept, size=size, mode="bilinear", align_corners=False), widths


def vary(batch: Batch, chance: random.Random, device: torch.device) -> tuple[Tensor, Tensor]:
    """A batch on the device, in floats with ink 1, changed at random as a whole: place, size, ink weight, contrast, noise."""
    pictures, widths = batch.pictures.to(device, non_blocking=True).float() / 255, batch.widths
    if chance.random() < 0.6:
        pictures, widths = _moved(pictures, widths, chance)
    if chance.random() < 0.12:
        heavier = chance.random() < 0.5
        pictures = F.pad(pictures, (0, 1, 0, 1))
        pictures = F.max_pool2d(pictures, 2, 1) if heavier else -F.max_pool2d(-pictures, 2, 1)
    if chance.random() < 0.4:
        pictures = pictures.clamp(0, 1) ** chance.uniform(0.6, 1.6) * chance.uniform(0.65, 1.05)
    if chance.random() < 0.25:
        pictures = pictures + torch.randn_like(pictures) * chance.uniform(0.01, 0.12)
    # Few different widths: oneDNN and cuDNN prepare their kernels anew for every shape they have not met.
    return F.pad(pictures, (0, -pictures.shape[3] % WIDTH_STEP)), widths
