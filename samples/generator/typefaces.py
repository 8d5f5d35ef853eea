"""The Arabic typefaces of this machine, found through fontconfig when papers are drawn, never at import."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont, features

INDIC = "٠١٢٣٤٥٦٧٨٩"
LETTERS = set("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي")
FALLBACK_FAMILY = "DejaVu Sans"
DEBIAN_PACKAGES = (
    "fonts-hosny-amiri fonts-kacst fonts-kacst-one fonts-noto-core fonts-dejavu fonts-sil-scheherazade fonts-farsiweb "
    "fonts-arabeyes fonts-sil-lateef fonts-sil-harmattan fonts-freefont-ttf fonts-freefarsi fonts-paktype fonts-hosny-thabit"
)


class TypefacesMissing(RuntimeError):
    """A family that a paper asks for is not installed, or Pillow cannot shape Arabic."""


@dataclass(frozen=True)
class Typeface:
    """One family: its upright file, its bold file if it has one, and the signs the upright file draws.

    `european` is false for faces that draw Arabic-Indic shapes for the digits 0-9, or have no such digits.
    """

    family: str
    regular: str
    bold: str | None
    signs: frozenset[str]
    european: bool
    indic: bool

    def draws(self, text: str) -> bool:
        """Whether every sign of `text` has a glyph (bidi controls need none)."""
        return all(sign in self.signs for sign in text if not "\u2000" <= sign <= "\u206f")


@lru_cache(maxsize=1)
def _installed() -> dict[str, tuple[tuple[str, str], ...]]:
    """Family -> ((file, style), ...) as `fc-list` tells it, Arabic fonts only."""
    try:
        found = subprocess.run(
            ["fc-list", ":lang=ar", "--format=%{file}\t%{family}\t%{style}\n"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise TypefacesMissing("fc-list is missing. Remedy: apt-get install fontconfig") from error
    families: dict[str, list[tuple[str, str]]] = {}
    for row in found.stdout.splitlines():
        file, names, styles = row.split("\t")
        families.setdefault(names.split(",")[0], []).append((file, styles.split(",")[0]))
    return {family: tuple(sorted(files)) for family, files in families.items()}


@lru_cache(maxsize=1024)
def sized(path: str, pixels: int) -> ImageFont.FreeTypeFont:
    """The font file at an em of `pixels`."""
    return ImageFont.truetype(path, pixels, layout_engine=ImageFont.Layout.RAQM)


def _picture(path: str, text: str) -> bytes:
    image = Image.new("L", (240, 80))
    ImageDraw.Draw(image).text((5, 60), text, 255, font=sized(path, 40), anchor="ls", direction="ltr")
    return image.tobytes()


@lru_cache(maxsize=256)
def typeface(family: str) -> Typeface:
    """The installed family of this name. Raises TypefacesMissing with the packages to install."""
    if not features.check("raqm"):
        raise TypefacesMissing("Pillow was built without raqm and cannot shape Arabic. Remedy: pip install a Pillow wheel")
    files = _installed().get(family, ())
    upright = [file for file, style in files if style in {"Regular", "Book", "Medium", "Roman", "Normal"}]
    upright = upright or [file for file, style in files if "Bold" not in style and "Light" not in style]
    upright = upright or [file for file, _ in files]
    if not upright:
        raise TypefacesMissing(f"Font family {family!r} is not installed. Remedy: apt-get install {DEBIAN_PACKAGES}")
    bold = [file for file, style in files if style == "Bold" and "Condensed" not in Path(file).stem]
    regular = min(upright, key=len)
    signs = frozenset(map(chr, TTFont(regular, lazy=True, fontNumber=0).getBestCmap()))
    indic = set(INDIC) <= signs
    european = set("0123456789") <= signs
    if european and indic and _picture(regular, "24567") == _picture(regular, "٢٤٥٦٧"):
        european = False
    return Typeface(family, regular, bold[0] if bold else None, signs, european, indic)
