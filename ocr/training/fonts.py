"""The Arabic faces to draw synthetic lines with: those installed (fontconfig) and those of one folder besides.

What fonts are found decides what the recogniser learns; the model card lists the families a shipped model was trained on.
"""

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from fontTools.ttLib import TTFont, TTLibError
from PIL import Image, ImageDraw, ImageFont

from ocr.charset import INDIC

_LETTERS = frozenset("ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآؤئء")

# Decoration, calligraphy and Koran faces that no office prints with, or whose shapes the labels would not tell.
UNFIT = frozenset(
    {
        "Amiri Quran",
        "Amiri Quran Colored",
        "KacstQurn",
        "mry_KacstQurn",
        "Noto Nastaliq Urdu",
        "Nafees",
        "KacstArt",
        "KacstDecorative",
        "Shado",
    }
    | {
        "Ostorah",
        "Japan",
        "Jet",
        "Sindbad",
        "Graph",
        "Kayrawan",
        "Dimnah",
        "Rehan",
        "Hani",
        "Arab",
        "KacstPen",
        "KacstFarsi",
        "Electron",
    }
    | {"Mashq", "Nagham", "PakType Ajrak", "PakType Naqsh", "PakType Naskh Basic Sindhi", "PakType Naskh Basic Urdu", "Reem Kufi"}
    | {"Tholoth", "Alkalami", "Alkalami Light", "Lemonada", "Metal", "Tarablus", "AlManzomah", "Granada", "Ouhod", "Khalid"}
)

# Families close to what Syrian offices print with (Simplified Arabic, Arial, Times New Roman, Tahoma).
OFFICE_WEIGHT = {
    "Amiri": 4.0,
    "Noto Naskh Arabic": 4.0,
    "Noto Sans Arabic": 3.0,
    "Scheherazade": 3.0,
    "Scheherazade New": 3.0,
    "DejaVu Sans": 3.0,
    "KacstBook": 3.0,
    "KacstNaskh": 2.5,
    "KacstOffice": 3.0,
    "AlArabiya": 3.0,
    "FreeSerif": 2.5,
    "KacstOne": 2.5,
    "Lateef": 2.0,
    "Nazli": 2.0,
    "Homa": 1.5,
    "Titr": 1.5,
    "Cairo": 2.0,
    "Tajawal": 2.0,
    "Almarai": 1.5,
    "IBM Plex Sans Arabic": 2.0,
    "Markazi Text": 1.5,
    "Vazirmatn": 2.0,
    "Noto Kufi Arabic": 2.0,
    "KacstLetter": 2.0,
    "KacstTitle": 2.0,
    "KacstTitleL": 2.0,
    "KacstDigital": 1.5,
    "KacstScreen": 1.5,
    "Thabit": 1.2,
    "FreeFarsi": 1.5,
    "DejaVu Sans Mono": 1.0,
}
_OTHER_WEIGHT = 0.7

HELD_OUT = frozenset(
    {"Scheherazade", "Scheherazade New", "KacstBook", "KacstNaskh", "DejaVu Sans", "Nazli", "Cairo", "Markazi Text"}
)
"""Families that the measuring run for unknown fonts never sees in training."""


@dataclass(frozen=True)
class Face:
    """One font file: where, its family, its share of the lines, the signs it has, which digit scripts it draws truly."""

    path: str
    family: str
    weight: float
    signs: frozenset[str]
    european: bool
    indic: bool

    def can_draw(self, text: str) -> bool:
        """Tell whether every sign of the text is drawn, and drawn as what it is."""
        wanted = set(text) - {" "}
        if not wanted <= self.signs:
            return False
        return (self.european or not wanted & set("0123456789")) and (self.indic or not wanted & set(INDIC))


def _picture(path: str, text: str) -> np.ndarray:
    font = ImageFont.truetype(path, 40)
    canvas = Image.new("L", (220, 90))
    ImageDraw.Draw(canvas).text((5, 60), text, 255, font=font, anchor="ls", direction="ltr")
    return np.asarray(canvas) > 128


def _installed() -> Iterator[tuple[str, str, str]]:
    listing = subprocess.run(
        ["fc-list", ":lang=ar", "--format=%{file}\t%{family}\t%{style}\n"], capture_output=True, text=True, check=True
    )
    for row in listing.stdout.splitlines():
        path, family, style = row.split("\t")
        yield path, family.split(",")[0], style


def _in_folder(folder: Path) -> Iterator[tuple[str, str, str]]:
    for path in sorted(folder.glob("*.ttf")):
        names = TTFont(path, lazy=True)["name"]
        family = names.getBestFamilyName() or path.stem
        yield str(path), re.sub(" (Light|Medium|Regular|Bold)$", "", family), path.stem


def _face(path: str, family: str, style: str) -> Face | None:
    """The face if it can print Arabic prose; None for unfit styles and broken files."""
    if family in UNFIT or re.search("Thin|ExtraLight|Condensed|Slanted|Italic|Oblique|Black|Extra", style + Path(path).stem):
        return None
    try:
        signs = frozenset(map(chr, TTFont(path, lazy=True).getBestCmap()))
        if not signs >= _LETTERS:
            return None
        european, indic = signs >= set("0123456789"), signs >= set(INDIC)
        if european and indic and bool((_picture(path, "24567") == _picture(path, "٢٤٥٦٧")).all()):
            european = False  # draws Arabic-Indic shapes on ASCII digits
    except (TTLibError, OSError, KeyError, AttributeError):
        return None
    bold = 0.5 if re.search("Bold|-700|-600", style + path) else 1.0
    return Face(path, family, OFFICE_WEIGHT.get(family, _OTHER_WEIGHT) * bold, signs, european, indic)


def list_faces(which: str, folder: Path | None = None) -> list[Face]:
    """Faces to draw with: `all`, `seen` (all but the held-out families) or `held` (only those); a family's weight is shared
    among its files."""
    listed = sorted({row[0]: row for row in [*_installed(), *(_in_folder(folder) if folder else ())]}.values())
    faces = [face for row in listed if (face := _face(*row))]
    if which != "all":
        faces = [face for face in faces if (face.family in HELD_OUT) == (which == "held")]
    files = Counter(face.family for face in faces)
    return [replace(face, weight=face.weight / files[face.family] ** 0.7) for face in faces]


@lru_cache(maxsize=512)
def open_font(path: str, size: int) -> ImageFont.FreeTypeFont:
    """The face at a size in pixels, laid out by Raqm (shaping of Arabic)."""
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.RAQM)
