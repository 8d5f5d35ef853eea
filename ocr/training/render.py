"""Render packs of synthetic lines.

    python -m ocr.training.render OUT/synth_101 --lines 12000 --seed 101 --corpus ../shared/corpus
        [--fonts all|seen|held] [--font-folder FOLDER] [--labels journal_train] [--only KIND]

`--labels` names a pack whose labels are used as further prose; `--only` keeps one kind of line (prose, field, phrase, number,
name, latin). The same arguments on the same fonts give the same lines.
"""

import argparse
import random
import re
import time
from pathlib import Path

import cv2
import numpy as np

from ocr.charset import clean, readable
from ocr.line_image import line_image
from ocr.training.drawing import decorate, draw, ink_box, with_tatweel, with_vowels
from ocr.training.fonts import Face, list_faces, open_font
from ocr.training.packs import Pack, Sample, as_pixels, save_pack
from ocr.training.texts import LineTexts
from ocr.training.wear import worn

WIDEST = 1800
_ROOM = 6  # pixels around the crop while it is worn, cut away again so that no filter's edge shows


class LineRenderer:
    """Renders sample after sample; all chance comes from `seed`."""

    def __init__(self, texts: LineTexts, faces: list[Face], chance: random.Random, seed: int) -> None:
        self.texts = texts
        self.chance = chance
        self.noise = np.random.default_rng(seed)
        self.faces = faces
        self.weights = [face.weight for face in faces]

    def _face_for(self, label: str) -> Face | None:
        for _ in range(8):
            face = self.chance.choices(self.faces, self.weights)[0]
            if face.can_draw(label):
                return face
        return None

    def _printed(self, kind: str, raw: str, label: str) -> str:
        """What is drawn for a label: as typed or as cleaned, with tatweel, vowels and wide gaps now and then."""
        chance = self.chance
        printed = re.sub(r"\s+", " ", raw.strip()) if "هـ" in raw or chance.random() < 0.4 else label
        if clean(printed) != label:
            printed = label
        if kind != "number" and chance.random() < 0.12:
            printed = with_tatweel(printed, chance)
        if chance.random() < 0.06:
            printed = with_vowels(printed, chance)
        if chance.random() < 0.06:
            printed = printed.replace(" ", chance.choice(["  ", "   ", "      "]))
        return printed

    def sample(self) -> Sample | None:
        """One line, or None where no face has its signs or it became too wide or too narrow to read."""
        chance = self.chance
        kind, raw = self.texts.line()
        label = clean(raw)
        face = self._face_for(label) if readable(label) else None
        if face is None:
            return None
        size = round(2 ** chance.uniform(4.5, 6.05))
        drawn = draw(self._printed(kind, raw, label), open_font(face.path, size), chance)
        box = ink_box(drawn, chance)
        if box is None:
            return None
        left, top, right, bottom = box
        height, width = drawn.grey.shape
        grey = decorate(drawn, chance)[
            max(0, top - _ROOM) : min(height, bottom + _ROOM), max(0, left - _ROOM) : min(width, right + _ROOM)
        ]
        grey = worn(grey, chance, self.noise)
        edge = max(1, round(_ROOM * 0.7 * grey.shape[0] / (bottom - top + 2 * _ROOM)))
        grey = grey[edge:-edge, edge:-edge]
        if min(grey.shape) < 6:
            return None
        rows = line_image(grey)
        if not 4 * (len(label) + 1) <= rows.shape[1] <= WIDEST:
            return None
        return Sample(as_pixels(rows), label, kind, face.family)


def main() -> None:
    """Command line: see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--lines", type=int, default=12000)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--fonts", choices=["all", "seen", "held"], default="all")
    parser.add_argument("--font-folder", type=Path)
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--only")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    chance = random.Random(arguments.seed)
    prose = Pack(arguments.labels).texts if arguments.labels else ()
    faces = list_faces(arguments.fonts, arguments.font_folder)
    renderer = LineRenderer(LineTexts(arguments.corpus, chance, prose), faces, chance, arguments.seed)
    samples: list[Sample] = []
    begun = time.process_time()
    while len(samples) < arguments.lines:
        sample = renderer.sample()
        if sample and arguments.only in (None, sample.kind):
            samples.append(sample)
    save_pack(arguments.out, samples)
    families, width = {face.family for face in faces}, sum(s.pixels.shape[1] for s in samples) // len(samples)
    spent = 1000 * (time.process_time() - begun) / len(samples)
    print(
        f"{arguments.out.name}: {len(samples)} lines, {len(faces)} files of {len(families)} families, "
        f"{width} px mean, {spent:.1f} ms a line"
    )


if __name__ == "__main__":
    main()
