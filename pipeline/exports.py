"""What is read on pages, written for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from domain.documents import RecognizedPage
from domain.errors import Unavailable


def write_pages(pages: Sequence[RecognizedPage], form: str, target: Path) -> None:
    """`pages` in ALTO 4 (`alto`) or hOCR 1.2 (`hocr`) into a file. Raises Unavailable where it cannot be written."""
    from ocr.alto import write_alto  # noqa: PLC0415  reading commands start without the pictures room
    from ocr.hocr import write_hocr  # noqa: PLC0415

    write = {"alto": write_alto, "hocr": write_hocr}[form]
    try:
        with target.open("wb") as file:
            write(pages, file)
    except OSError as error:
        raise Unavailable(f"{target}: {error.strerror}") from error
