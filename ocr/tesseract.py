"""Tesseract as a recogniser: a clean page, its resolution, layout settings fit for Arabic, numbers read a second time.

The plain call reads one request number in three right. What helps, by measurement: evening the paper and levelling the lines,
telling the resolution, the layout settings that Debian's fast models lack (they are inside the larger `ara` model), and a model
that knows all Arabic-Indic digits (`Arabic`; `ara` has only two of the ten) at least for the numbers.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytesseract
from PIL import Image

from domain.documents import Box, Code, Line, PageImage, RecognizedPage, Word
from domain.errors import MissingPart, Unavailable
from domain.messages import Message
from ocr.cleanup import CleanPage, blank_page, clean, is_bare, too_small
from ocr.geometry import PageTransform
from ocr.paper import Grey
from ocr.rules import without_rules

TIED_COMMAND = Path(__file__).with_name("tesseract-tied")
LAYOUT = (
    "segment_nonalphabetic_script=1",
    "textord_noise_rowratio=20",
    "textord_noise_syfract=0.6",
    "tosp_old_to_method=T",
    "tosp_old_to_constrain_sp_kn=T",
    "tosp_old_sp_kn_th_factor=4",
    "tosp_only_small_gaps_for_kern=T",
    "tosp_use_pre_chopping=T",
)
SECONDS = 40.0  # wall time of one run
NUMBERS_MODEL = "Arabic"
DIGITS = "0123456789٠١٢٣٤٥٦٧٨٩/-.+:"
SURELY_UPRIGHT = 0.72  # mean confidence above which nobody asks whether the page stands on its head
BETTER_TURNED = 0.10
WORD_LEVEL = 5
WIDE_GAP = 2.5  # letter heights between words that belong to different blocks of one row

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_PACKAGES = {"ara": "tesseract-ocr-ara", "Arabic": "tesseract-ocr-script-arab", "eng": "tesseract-ocr-eng"}


@dataclass(frozen=True)
class Spot:
    """A word where Tesseract saw it: (left, top, right, bottom) in pixels of the picture it was given."""

    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: float
    line: tuple[int, int, int]


class TesseractRecognizer:
    """Reads pages with Tesseract through pytesseract. Raises MissingPart at once if the program or a model is missing."""

    def __init__(self, languages: str = "Arabic", *, seconds: float = SECONDS) -> None:
        self._languages, self._seconds = languages, seconds
        check_installed(languages)
        self.name = f"tesseract {pytesseract.get_tesseract_version()} {languages}"
        self._second = NUMBERS_MODEL if languages != NUMBERS_MODEL and NUMBERS_MODEL in _installed_models() else None

    def recognize(self, page: PageImage, codes: tuple[Code, ...] = (), *, upright: bool = False) -> RecognizedPage:
        """Clean up, read, turn over if that reads better, read the numbers again."""
        if too_small(page):
            return blank_page(page, self.name, codes)
        copy = clean(page, upright=upright)
        copy, spots = (copy, self._spots(copy)) if upright else self._upright(copy)
        if self._second:
            spots = self._numbers_again(copy, spots)
        lines = tuple(_lines(spots, copy.transform, codes))
        words = [word for line in lines for word in line.words]
        return RecognizedPage(
            number=page.number,
            width=page.width,
            height=page.height,
            dpi=round(copy.stored_dpi, 1),
            rotation=copy.rotation,
            lines=lines,
            confidence=_mean(word.confidence for word in words),
            engine=self.name,
            blank=not any(word.confidence > 0.3 for word in words) and is_bare(copy),
            codes=codes,
        )

    def _upright(self, copy: CleanPage) -> tuple[CleanPage, list[Spot]]:
        spots = self._spots(copy)
        sure = _mean(spot.confidence for spot in spots)
        if sure >= SURELY_UPRIGHT or not spots:
            return copy, spots
        turned = copy.turned(2)
        other = self._spots(turned)
        if _mean(spot.confidence for spot in other) > sure + BETTER_TURNED:
            return turned, other
        return copy, spots

    def _spots(self, copy: CleanPage) -> list[Spot]:
        return read_spots(without_rules(copy.grey, copy.dpi), self._languages, copy.dpi, seconds=self._seconds)

    def _numbers_again(self, copy: CleanPage, spots: Sequence[Spot]) -> list[Spot]:
        """`spots` with every word that looks like a number replaced by a second, digits-only reading where that is surer."""
        zones = [i for i, spot in enumerate(spots) if _maybe_number(spot)]
        if not zones or self._second is None:
            return list(spots)
        again = read_stacked([_crop(copy.grey, spots[i]) for i in zones], self._second, copy.dpi, self._seconds)
        result = list(spots)
        for i, (text, confidence) in zip(zones, again, strict=True):
            if _digits(text) and (confidence >= spots[i].confidence or _digits(spots[i].text) < _digits(text)):
                result[i] = replace(spots[i], text=text, confidence=confidence)
        return result


def check_installed(languages: str) -> None:
    """Raises MissingPart, with the command that mends it, unless Tesseract and the models are installed."""
    wanted = languages.split("+")
    missing = wanted if shutil.which("tesseract") is None else [name for name in wanted if name not in _installed_models()]
    if not missing:
        return
    packages = " ".join(["tesseract-ocr", *(_PACKAGES.get(name, f"tesseract-ocr-{name}") for name in missing)])
    remedy = f"apt-get install {packages}"
    raise MissingPart(
        Message(
            ar=f"برنامج Tesseract أو بياناته ({'، '.join(missing)}) غير مثبت. نفّذ: {remedy}",
            en=f"Tesseract or its models ({', '.join(missing)}) are not installed. Run: {remedy}",
        ),
        remedy=remedy,
    )


@lru_cache(maxsize=1)
def _installed_models() -> frozenset[str]:
    """Asked of the program itself: pytesseract's own list leaves out names with capitals, such as `Arabic`."""
    _use_tied_command()
    command = [pytesseract.pytesseract.tesseract_cmd, "--list-langs"]
    listing = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False).stdout
    return frozenset(listing.split("\n")[1:])


def _use_tied_command() -> None:
    """Let pytesseract start Tesseract through the launcher that ties it to this process and to one core."""
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    if os.access(TIED_COMMAND, os.X_OK):
        pytesseract.pytesseract.tesseract_cmd = str(TIED_COMMAND)


def read_spots(
    grey: Grey, languages: str, dpi: float, *, psm: int = 3, letters: str = "", seconds: float = SECONDS
) -> list[Spot]:
    """One run of Tesseract. `letters`, if given, are the only ones it may answer with. Raises Unavailable if it fails."""
    picture = Image.fromarray(grey)
    picture.format = "PPM"  # handed over uncompressed
    settings = [*LAYOUT, f"tessedit_char_whitelist={letters}"] if letters else LAYOUT
    config = f"--psm {psm} --dpi {round(dpi)} " + " ".join(f"-c {setting}" for setting in settings)
    try:
        found = pytesseract.image_to_data(
            picture, lang=languages, config=config, timeout=seconds, output_type=pytesseract.Output.DICT
        )
    except pytesseract.TesseractNotFoundError:
        check_installed(languages)
        raise Unavailable("tesseract could not be started") from None
    except (pytesseract.TesseractError, RuntimeError, OSError) as error:
        raise Unavailable(f"tesseract: {type(error).__name__}") from error
    return [spot for i in range(len(found["text"])) if (spot := _spot(found, i)) is not None]


def _spot(found: dict[str, list[int]], i: int) -> Spot | None:
    text = _INVISIBLE.sub("", str(found["text"][i])).strip()
    if found["level"][i] != WORD_LEVEL or not text:
        return None
    left, top = found["left"][i], found["top"][i]
    line = (found["block_num"][i], found["par_num"][i], found["line_num"][i])
    confidence = min(1.0, max(0.0, float(found["conf"][i]) / 100))
    return Spot(text, left, top, left + found["width"][i], top + found["height"][i], confidence, line)


def read_stacked(crops: Sequence[Grey], model: str, dpi: float, seconds: float = SECONDS) -> list[tuple[str, float]]:
    """Each crop as digits and separators: all pasted under one another with room between, read in one run."""
    if not crops:
        return []
    room = max(20, round(dpi * 0.12))
    width = max(crop.shape[1] for crop in crops) + 2 * room
    sheet = np.full((sum(crop.shape[0] + room for crop in crops) + room, width), 255, np.uint8)
    rows, at = [], room
    for crop in crops:
        h, w = crop.shape
        sheet[at : at + h, room : room + w] = crop
        rows.append((at - room / 2, at + h + room / 2))
        at += h + room
    spots = read_spots(sheet, model, dpi, psm=6, letters=DIGITS, seconds=seconds)
    return [_in_rows(spots, low, high) for low, high in rows]


def _in_rows(spots: Iterable[Spot], low: float, high: float) -> tuple[str, float]:
    inside = [spot for spot in spots if low <= (spot.top + spot.bottom) / 2 < high]
    if len(inside) != 1:  # nothing, or a number torn apart: no second reading
        return "", 0.0
    return inside[0].text, inside[0].confidence


def _maybe_number(spot: Spot) -> bool:
    return _digits(spot.text) >= max(2, 0.5 * len(spot.text))


def _digits(text: str) -> int:
    return sum(sign.isdigit() for sign in text)


def _crop(grey: Grey, spot: Spot) -> Grey:
    room = max(2, (spot.bottom - spot.top) // 6)
    top, left = max(0, spot.top - room), max(0, spot.left - room)
    return grey[top : spot.bottom + room, left : spot.right + room]


def _lines(spots: Sequence[Spot], transform: PageTransform, codes: tuple[Code, ...]) -> Iterable[Line]:
    """Lines in Tesseract's reading order; a row with a wide gap in it (blocks side by side) becomes several."""
    rows: dict[tuple[int, int, int], list[Spot]] = {}
    for spot in spots:
        rows.setdefault(spot.line, []).append(spot)
    blocks: dict[tuple[int, int], int] = {}
    for key, row in rows.items():
        block = blocks.setdefault(key[:2], len(blocks))
        for part in _parts(row):
            words = [Word(s.text, transform.to_stored(s.left, s.top, s.right, s.bottom), s.confidence) for s in part]
            words = [word for word in words if not any(_inside(word.box, code.box) for code in codes)]
            if words:
                yield Line(tuple(words), Box.around(word.box for word in words), block)


def _parts(row: Sequence[Spot]) -> list[list[Spot]]:
    size = float(np.median([spot.bottom - spot.top for spot in row]))
    parts: list[list[Spot]] = [[row[0]]]
    for before, spot in pairwise(row):
        gap = max(before.left - spot.right, spot.left - before.right)
        if gap > WIDE_GAP * size:
            parts.append([])
        parts[-1].append(spot)
    return parts


def _inside(word: Box, code: Box) -> bool:
    x, y = word.left + word.width / 2, word.top + word.height / 2
    return code.left <= x <= code.right and code.top <= y <= code.bottom


def _mean(values: Iterable[float]) -> float:
    every = list(values)
    return sum(every) / len(every) if every else 0.0
