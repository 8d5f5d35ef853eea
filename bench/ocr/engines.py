"""The engines that are compared, each as a function from a page to its text, and how far it turned the page."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytesseract
from PIL import Image

from domain.documents import PageImage, RecognizedPage
from ocr.recognizer import Recognizer, recognizer_named, recognizer_of


@dataclass(frozen=True)
class Reading:
    """Text as it would be shown; `rotation` is None where the engine does not say; `page` is ours alone."""

    text: str
    rotation: int | None = None
    page: RecognizedPage | None = None


Read = Callable[[PageImage], Reading]


@dataclass(frozen=True)
class Options:
    """Settings of the recognisers under test."""

    tesseract_languages: str = "ara"
    second_opinion: bool = True


def engine(name: str) -> Read:
    """The engine called `name` (see ENGINES), or ours with the network in the file `name`."""
    return ENGINES[name]() if name in ENGINES else _with(recognizer_of(Path(name), Options()))


def available(name: str) -> bool:
    """Whether the programs an engine needs are installed."""
    return name != "ocrmypdf ara" or shutil.which("ocrmypdf") is not None


def _ours(name: str, languages: str = "ara") -> Read:
    return _with(recognizer_named(name, Options(languages)))


def _with(recognizer: Recognizer) -> Read:
    def read(page: PageImage) -> Reading:
        found = recognizer.recognize(page)
        return Reading(found.text, found.rotation, found)

    return read


def _plain(languages: str) -> Read:
    """pytesseract as most programs call it: the picture and the language, nothing else."""
    os.environ["OMP_THREAD_LIMIT"] = "1"

    def read(page: PageImage) -> Reading:
        return Reading(pytesseract.image_to_string(_picture(page), lang=languages))

    return read


def _ocrmypdf() -> Read:
    """ocrmypdf with its own means of setting pages upright; a page that it gives up has no text."""

    def read(page: PageImage) -> Reading:
        with tempfile.TemporaryDirectory() as folder:
            scan, text = Path(folder, "scan.png"), Path(folder, "text.txt")
            _picture(page).save(scan, dpi=_credible(page.dpi))
            command = ["ocrmypdf", "-l", "ara", "--jobs", "1", "--rotate-pages", "--deskew", "--quiet"]
            command += ["--output-type", "pdf", "--sidecar", str(text), str(scan), str(Path(folder, "out.pdf"))]
            subprocess.run(command, check=False, env={**os.environ, "OMP_THREAD_LIMIT": "1"}, capture_output=True)
            return Reading(text.read_text(encoding="utf-8") if text.is_file() else "")

    return read


def _credible(dpi: tuple[float, float] | None) -> tuple[float, float]:
    """The resolution a page states; 300 where it states none, or one that ocrmypdf does not believe."""
    return dpi if dpi is not None and min(dpi) > 96 else (300, 300)


def _picture(page: PageImage) -> Image.Image:
    mode = "L" if page.channels == 1 else "RGB"
    picture = Image.frombytes(mode, (page.width, page.height), page.pixels)
    whole = io.BytesIO()
    picture.save(whole, "PNG", dpi=page.dpi or (0, 0), compress_level=1)
    return Image.open(whole)


ENGINES: dict[str, Callable[[], Read]] = {
    "warraq": lambda: _ours("warraq"),
    "warraq tesseract ara": lambda: _ours("tesseract", "ara"),
    "warraq tesseract Arabic": lambda: _ours("tesseract", "Arabic"),
    "plain tesseract ara": lambda: _plain("ara"),
    "plain tesseract Arabic": lambda: _plain("Arabic"),
    "ocrmypdf ara": _ocrmypdf,
}
