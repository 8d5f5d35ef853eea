"""Writes scans as the files that scanners and phones leave: JPEG, PNG, TIFF (CCITT G4, multi-page), PDF without re-encoding."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import img2pdf
import numpy as np
from PIL import Image

from samples.generator.wear import Scan, grey

EPOCH = dt.datetime(2021, 1, 26, 9, 0, 0, tzinfo=dt.UTC)


def write_scan(scans: list[Scan], path: Path, *, say_dpi: bool = True) -> None:
    """One file from one or more pages; the ending of the name says which format.

    With `say_dpi` off, JPEG and PNG files do not name their resolution.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    ending = path.suffix.lower()
    if ending == ".pdf":
        pages = [_encoded(scan) for scan in scans]
        path.write_bytes(_pdf(pages))
    elif ending in {".tif", ".tiff"}:
        _write_tiff(scans, path)
    else:
        (scan,) = scans
        said: dict[str, Any] = {"dpi": scan.dpi} if say_dpi else {}
        _picture(scan, force_grey=ending == ".jpg").save(path, quality=scan.quality, optimize=True, **said)


def _picture(scan: Scan, force_grey: bool = False) -> Image.Image:
    image = Image.fromarray(scan.pixels)
    return image.convert("1", dither=Image.Dither.NONE) if scan.bilevel and not force_grey else image


def _encoded(scan: Scan) -> bytes:
    """The page as the picture file that goes into a PDF: G4 TIFF for black and white, JPEG else."""
    out = io.BytesIO()
    if scan.bilevel:
        _picture(scan).save(out, "TIFF", compression="group4", dpi=scan.dpi)
    else:
        Image.fromarray(scan.pixels).save(out, "JPEG", quality=scan.quality, dpi=scan.dpi, optimize=True)
    return out.getvalue()


def _pdf(pages: list[bytes]) -> bytes:
    # the internal engine gives the same bytes for the same pages; pikepdf's writes a new identifier each time
    dates = {"creationdate": EPOCH, "moddate": EPOCH}
    return bytes(img2pdf.convert(pages, engine=img2pdf.Engine.internal, producer="office scanner", **dates))


def _write_tiff(scans: list[Scan], path: Path) -> None:
    """All pages of one kind: G4 if every page is black and white, else grey with LZW."""
    if all(scan.bilevel for scan in scans):
        pages, way = [_picture(scan) for scan in scans], "group4"
    else:
        pages, way = [Image.fromarray(grey(np.asarray(scan.pixels))) for scan in scans], "tiff_lzw"
    pages[0].save(path, save_all=True, append_images=pages[1:], compression=way, dpi=scans[0].dpi)
