"""Packs: files of ready line pictures with their labels, mapped into memory and not read whole.

A pack `NAME` is three files: `NAME.pixels.npy` (HEIGHT, total width; uint8, 255 is ink; Fortran order, so that one line is one
stretch of the file), `NAME.starts.npy` (n + 1 column offsets, int64) and `NAME.labels.json` (`[[text, kind, source], ...]`).
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ocr.charset import encode
from ocr.line_image import HEIGHT, Rows

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Sample:
    """One line: picture (HEIGHT, w) uint8 with 255 for ink, cleaned logical text, kind of text, font or file it came from."""

    pixels: Pixels
    text: str
    kind: str
    source: str


def as_pixels(rows: Rows) -> Pixels:
    """The network's float picture (ink 1) in 8 bits."""
    return np.round(rows * 255).astype(np.uint8)


def save_pack(path: Path, samples: Sequence[Sample]) -> None:
    """Write a pack whose three files begin with `path`; the labels come last, so that a pack seen by its labels is whole."""
    starts = np.cumsum([0] + [s.pixels.shape[1] for s in samples]).astype(np.int64)
    np.save(f"{path}.pixels.npy", np.asfortranarray(np.hstack([s.pixels for s in samples])))
    np.save(f"{path}.starts.npy", starts)
    labels = json.dumps([[s.text, s.kind, s.source] for s in samples], ensure_ascii=False)
    part = Path(f"{path}.labels.json.part")
    part.write_text(labels, encoding="utf-8")
    part.replace(f"{path}.labels.json")


class Pack:
    """A pack opened for reading; pictures are views into the mapped file."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._pixels: Pixels = np.load(f"{path}.pixels.npy", mmap_mode="r")
        if self._pixels.shape[0] != HEIGHT:
            raise ValueError(f"{path}: lines of {self._pixels.shape[0]} rows, the network reads {HEIGHT}")
        self._starts = np.load(f"{path}.starts.npy")
        labels = json.loads(Path(f"{path}.labels.json").read_text(encoding="utf-8"))
        self.texts: list[str] = [text for text, _, _ in labels]
        self.kinds: list[str] = [kind for _, kind, _ in labels]
        self.sources: list[str] = [source for _, _, source in labels]
        self.widths: list[int] = np.diff(self._starts).tolist()
        self._classes: list[list[int] | None] = [None] * len(labels)

    def __len__(self) -> int:
        return len(self.texts)

    def pixels(self, number: int) -> Pixels:
        """(HEIGHT, w) uint8, 255 is ink."""
        return self._pixels[:, self._starts[number] : self._starts[number + 1]]

    def classes(self, number: int) -> list[int]:
        """Class numbers of the label in visual order."""
        known = self._classes[number]
        if known is None:
            known = self._classes[number] = encode(self.texts[number])
        return known


def pack_paths(folder: Path, pattern: str = "*") -> Iterable[Path]:
    """Paths (without their endings) of the whole packs in a folder, sorted."""
    return [p.with_name(p.name.removesuffix(".labels.json")) for p in sorted(folder.glob(f"{pattern}.labels.json"))]
