"""Score an exported model on packs, as it will be used: the same reader, one thread.

    python -m ocr.training.evaluate ocr/models/line_reader.onnx DATA/journal_held DATA/books DATA/val_* [--limit N] [--worst 10]
    python -m ocr.training.evaluate --tesseract Arabic DATA/journal_held --limit 60

Per pack one JSON object a line: `cer` exact and `folded` (hamza seats, digit scripts, marks and signs united) in per cent, lines
exactly right, number tokens exactly right, CPU milliseconds a line. `--worst` prints the worst lines: error rate, truth, reading.
`--tesseract` reads the same pictures with Tesseract (the given language) for comparison.
"""

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ocr.charset import clean, to_visual
from ocr.line_reader import LineReader
from ocr.training.packs import Pack, Pixels
from ocr.training.score import LogProbs, Predict, Score, score_pack


def onnx_predictor(path: Path) -> Predict:
    """The exported model as a `score.Predict`."""
    reader = LineReader(path)

    def predict(pictures: Sequence[Pixels]) -> list[LogProbs]:
        return reader.log_probs([p.astype(np.float32) / 255 for p in pictures])

    return predict


def tesseract_score(language: str, pack: Pack, limit: int | None) -> Score:
    """Tesseract on the same pictures (dark ink on white, a margin around, one line a picture)."""
    import pytesseract  # noqa: PLC0415  only this comparison needs it

    score = Score()
    for number in range(len(pack))[:limit]:
        picture = np.pad(255 - pack.pixels(number), 20, constant_values=255)
        read = pytesseract.image_to_string(picture, lang=language, config="--psm 13 --dpi 300")
        score.add(to_visual(clean(read)), to_visual(pack.texts[number]))
    return score


def main() -> None:
    """Command line: see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path, help="the model, unless --tesseract is given, then packs")
    parser.add_argument("--tesseract", metavar="LANGUAGE")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--worst", type=int, default=0)
    arguments = parser.parse_args()
    packs = arguments.paths if arguments.tesseract else arguments.paths[1:]
    predict = None if arguments.tesseract else onnx_predictor(arguments.paths[0])
    for path in packs:
        pack = Pack(path)
        begun = time.process_time()
        if predict is None:
            score = tesseract_score(arguments.tesseract, pack, arguments.limit)
        else:
            score = score_pack(predict, pack, arguments.limit)
        spent = round(1000 * (time.process_time() - begun) / score.lines, 1)
        print(json.dumps({"set": path.name, **score.summary(), "ms": spent}), flush=True)
        for rate, truth, read in sorted(score.misses, reverse=True)[: arguments.worst]:
            print(f"{rate:.2f}\t{truth}\t{read}")


if __name__ == "__main__":
    main()
