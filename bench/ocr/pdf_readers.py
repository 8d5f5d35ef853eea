"""The programs that read text out of PDFs, each as a function from a file's bytes to the text of each of its pages."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pypdfium2

MARKS = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
ReadPdf = Callable[[bytes], list[str]]


def words(text: str) -> list[str]:
    """The words of a text, as one who searches sees them: letters' forms united, marks of direction left out."""
    return unicodedata.normalize("NFKC", MARKS.sub("", text)).split()


def by_poppler(data: bytes) -> list[str]:
    """As `pdftotext` prints it."""
    return _output(["pdftotext", "-enc", "UTF-8", "-", "-"], data).split("\f")[:-1]


def by_pdfium(data: bytes) -> list[str]:
    """As Chrome copies it."""
    with pypdfium2.PdfDocument(data) as document:
        return [str(page.get_textpage().get_text_range()) for page in document]


def by_mupdf(data: bytes) -> list[str]:
    """As MuPDF's own text output has it."""
    import pymupdf  # noqa: PLC0415  of the dev extra

    with pymupdf.open(stream=data, filetype="pdf") as document:
        return [str(page.get_text()) for page in document]


def by_pdfjs(data: bytes) -> list[str]:
    """As Firefox copies it: `pdfjs-dist` of npm, in a folder that NODE_PATH names."""
    return [str(text) for text in json.loads(_output(["node", str(_PDFJS)], data))]


def _output(command: list[str], data: bytes) -> str:
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()


def _has_pdfjs() -> bool:
    folders = os.environ.get("NODE_PATH", "").split(os.pathsep)
    return shutil.which("node") is not None and any(Path(folder, "pdfjs-dist").is_dir() for folder in folders if folder)


_PDFJS = Path(__file__).with_name("pdfjs.mjs")
READERS: dict[str, ReadPdf] = {"poppler": by_poppler, "pdfium": by_pdfium, "mupdf": by_mupdf, "pdf.js": by_pdfjs}
_INSTALLED: dict[str, Callable[[], bool]] = {
    "poppler": lambda: shutil.which("pdftotext") is not None,
    "pdfium": lambda: True,
    "mupdf": lambda: importlib.util.find_spec("pymupdf") is not None,
    "pdf.js": _has_pdfjs,
}


def installed(name: str) -> bool:
    """Whether the reader called `name` (see READERS) can be asked."""
    return _INSTALLED[name]()
