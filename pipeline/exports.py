"""What is read on pages, written for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from domain.documents import RecognizedPage
from domain.errors import Unavailable


def write_alto_of(pages: Sequence[RecognizedPage], target: Path) -> None:
    """ALTO 4 of `pages` into a file. Raises Unavailable where it cannot be written."""
    from ocr.alto import write_alto  # noqa: PLC0415  reading commands start without the pictures room

    try:
        with target.open("wb") as file:
            write_alto(pages, file)
    except OSError as error:
        raise Unavailable(f"{target}: {error.strerror}") from error
