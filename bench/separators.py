"""How many separator sheets are known as such, and how many other pages are taken for one.

    python -m bench.separators [--sheets 10]

Three tables: the sheets beside the project (corpus/separator_sheets, where it is there); sheets drawn here, so many of each code
and each kind of wear; and the sample papers, none of which is a separator. Texts other than PATCHT are those of the settings.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import segno
import zxingcpp
from PIL import Image

from classify.covers import is_separator
from domain.documents import PageImage, RecognizedPage
from domain.errors import Unacceptable
from ingest.codes import find_codes
from ingest.decode import decode_page, page_count
from ingest.formats import HEAD_BYTES, sniff
from samples.generator.wear import BAD, wear

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "separator_sheets"
SAMPLES = Path(__file__).resolve().parents[1] / "samples" / "inbox"
# What is printed on the sheets, from looking at them: page → text. A sheet whose bars are crossed out is none.
PRINTED = {
    "barcode-128-custom.pdf": {1: "CUSTOM BARCODE"},
    "barcode-39-asn-123.pdf": {1: "ASN00123"},
    "barcode-39-asn-custom-prefix.pdf": {1: "CUSTOM-PREFIX-00123"},
    "barcode-39-asn-invalid.pdf": {1: "ASNXYZXYZ"},
    "barcode-39-custom.pdf": {1: "CUSTOM BARCODE"},
    "barcode-qr-asn-000123-upscale-dpi.pdf": {1: "ASN 000123"},
    "barcode-qr-custom.pdf": {1: "CUSTOM BARCODE"},
    "patch-code-t-double.pdf": {2: "PATCHT", 3: "PATCHT"},
    "patch-code-t-middle-reverse.pdf": {2: "PATCHT"},
    "patch-code-t-middle-unreadable.pdf": {},
    "patch-code-t-middle.pdf": {2: "PATCHT"},
    "patch-code-t-middle.tiff": {2: "PATCHT"},
    "patch-code-t-qr.pdf": {1: "PATCHT"},
    "patch-code-t.pdf": {1: "PATCHT"},
}
DPI = 200
A4 = (1654, 2339)


@dataclass(frozen=True)
class Count:
    """Sheets known of all sheets, and other pages taken for one of all others."""

    known: int
    sheets: int
    false: int
    others: int

    def __str__(self) -> str:
        return f"known {self.known} of {self.sheets} sheets, false {self.false} of {self.others} other pages"


def corpus_count(texts: frozenset[str] | None = None) -> Count:
    """Over the corpus' sheets; `texts` limits which separators the settings name (default: all that are printed)."""
    wanted = texts or frozenset(text for pages in PRINTED.values() for text in pages.values())
    seen: Counter[tuple[bool, bool]] = Counter()
    for name, printed in PRINTED.items():
        for number, page in _pages(CORPUS / name):
            seen[printed.get(number) in wanted, _known(page, wanted)] += 1
    return _count(seen)


def ordinary_count(folder: Path) -> Count:
    """Over papers none of which is a separator."""
    seen: Counter[tuple[bool, bool]] = Counter()
    for path in sorted(folder.iterdir()):
        seen.update((False, _known(page, frozenset(("PATCHT",)))) for _, page in _pages(path))
    return _count(seen)


def drawn_count(code: str, kind: str, sheets: int) -> Count:
    """Over sheets drawn here with a `code` (QRCode, Code39, Code128) and worn as samples.generator.wear does."""
    chance = random.Random(f"{code} {kind}")
    known = sum(_known(_worn(_sheet(code, chance), kind, chance), frozenset(("PATCHT",))) for _ in range(sheets))
    return Count(known, sheets, 0, 0)


def _count(seen: Counter[tuple[bool, bool]]) -> Count:
    return Count(
        seen[True, True], seen[True, True] + seen[True, False], seen[False, True], seen[False, True] + seen[False, False]
    )


def _known(page: PageImage, texts: frozenset[str]) -> bool:
    return is_separator(
        RecognizedPage(page.number, page.width, page.height, DPI, 0, (), 0.0, "", codes=find_codes(page)), sorted(texts)
    )


def _pages(path: Path) -> Iterator[tuple[int, PageImage]]:
    with path.open("rb") as file:
        fmt = sniff(file.read(HEAD_BYTES)) or ""
    try:
        for number in range(1, page_count(path, fmt) + 1):
            yield number, decode_page(path, fmt, number)
    except Unacceptable:  # one of the samples is broken on purpose
        return


def _sheet(code: str, chance: random.Random) -> Image.Image:
    paper = Image.new("L", A4, 255)
    bars = _qr() if code == "QRCode" else _bars(code)
    bars = bars.resize((round(bars.width * (grow := chance.uniform(0.7, 1.5))), round(bars.height * grow)))
    paper.paste(bars, (chance.randrange(80, A4[0] - bars.width - 80), chance.randrange(80, A4[1] - bars.height - 80)))
    return paper


def _qr() -> Image.Image:
    rows = [[0 if cell else 255 for cell in row] for row in segno.make_qr("PATCHT").matrix_iter(border=4)]
    return Image.fromarray(np.kron(np.array(rows, np.uint8), np.ones((12, 12), np.uint8)))


def _bars(code: str) -> Image.Image:
    made = zxingcpp.write_barcode_to_image(zxingcpp.create_barcode("PATCHT", zxingcpp.barcode_format_from_str(code)), scale=4)
    image = Image.fromarray(np.array(made)).convert("L")
    return image.resize((image.width, 200), Image.Resampling.NEAREST)


def _worn(paper: Image.Image, kind: str, chance: random.Random) -> PageImage:
    scan = wear(np.asarray(paper.convert("RGB")), DPI, kind, chance)
    pixels = np.ascontiguousarray(scan.pixels)
    dpi = float(scan.dpi[0]), float(scan.dpi[1])
    return PageImage(1, pixels.shape[1], pixels.shape[0], 1 if pixels.ndim == 2 else 3, dpi, pixels.tobytes())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.separators", description=__doc__)
    parser.add_argument("--sheets", type=int, default=10, help="drawn of each code and wear (default 10)")
    asked = parser.parse_args()
    if CORPUS.is_dir():
        print(f"corpus, every text a separator: {corpus_count()}")
        print(f"corpus, PATCHT alone:           {corpus_count(frozenset(('PATCHT',)))}")
    print(f"sample papers:                  {ordinary_count(SAMPLES)}")
    for kind in ("clean", "ordinary", "dirty", *BAD):
        counts = {code: drawn_count(code, kind, asked.sheets) for code in ("QRCode", "Code39", "Code128")}
        print(f"drawn, {kind:9} " + ", ".join(f"{code} {count.known} of {count.sheets}" for code, count in counts.items()))


if __name__ == "__main__":
    main()
