"""Scanned lines as packs: the journals to train on and held out, the books for validation only.

    python -m ocr.training.real_lines OUT_FOLDER --corpus ../shared/corpus

Writes `journal_train`, `journal_held` and `books`. A journal line is held out where the SHA-1 of its file's name is 0 modulo 12.
Left out of training: labels with signs outside the set, European digits typed in an Arabic line (the print has Arabic-Indic
ones, so the digits are turned into those where the whole line is Arabic), labels of one sign, odd proportions.
"""

import argparse
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import cv2

from ocr.charset import INDIC, clean, readable
from ocr.line_image import line_image
from ocr.training.packs import Sample, as_pixels, save_pack

_TO_INDIC = str.maketrans("0123456789", INDIC)
WIDEST = 2200


def held_out(name: str) -> bool:
    """Tell whether a journal line (its file's name without ending) is never trained on."""
    return int(hashlib.sha1(name.encode()).hexdigest(), 16) % 12 == 0


def scanned_lines(folder: Path) -> Iterator[Sample]:
    """Every usable line image below `folder` that has a `.gt.txt` beside it; `source` is the file's name without ending."""
    for path in sorted(folder.rglob("*.png")):
        label = clean(path.with_suffix(".gt.txt").read_text(encoding="utf-8"))
        grey = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
        if grey is None or min(grey.shape) < 12 or not readable(label):
            continue
        rows = line_image(grey)
        if 4 * (len(label) + 1) <= rows.shape[1] <= WIDEST and rows.shape[1] / len(label) <= 80:
            yield Sample(as_pixels(rows), label, "scan", path.stem)


def trainable(sample: Sample) -> Sample | None:
    """The line with its digits as printed, or None where the label cannot be trusted enough to learn from."""
    label = sample.text
    if len(label) < 2:
        return None
    if re.search("[0-9]", label):
        if re.search("[A-Za-z]", label) or not re.search("[\u0621-\u064a]", label):
            return None
        label = label.translate(_TO_INDIC)
    return Sample(sample.pixels, label, sample.kind, sample.source)


def main() -> None:
    """Command line: see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--corpus", type=Path, required=True)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    journal = list(scanned_lines(arguments.corpus / "jstor_arabic_lines"))
    held = [s for s in journal if held_out(s.source)]
    train = [good for s in journal if not held_out(s.source) and (good := trainable(s))]
    books = list(scanned_lines(arguments.corpus / "openiti_gs_lines"))
    for name, samples in (("journal_train", train), ("journal_held", held), ("books", books)):
        save_pack(arguments.out / name, samples)
    print(f"journal: {len(train)} to train on, {len(held)} held out; books: {len(books)}")


if __name__ == "__main__":
    main()
