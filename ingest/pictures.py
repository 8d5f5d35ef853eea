"""Image files into page images, through Pillow: every colour model comes out as 8-bit grey or RGB, upright as its file says.

Frames of a TIFF or HEIC are pages. A JPEG, PNG, WebP or GIF is one page: further pictures in it are previews or an animation.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pillow_heif
from PIL import Image, ImageCms, ImageOps

from domain.documents import PageImage
from domain.errors import Unacceptable, is_of_the_world
from domain.messages import Reason
from ingest.limits import Limits

# The readers of Pillow that may see a file of each format; no other reader is tried.
_READERS: dict[str, tuple[str, ...]] = {
    "jpeg": ("JPEG", "MPO"),
    "png": ("PNG",),
    "tiff": ("TIFF",),
    "heic": ("HEIF",),
    "avif": ("AVIF",),
    "webp": ("WEBP",),
    "jp2": ("JPEG2000",),
    "bmp": ("BMP", "DIB"),
    "gif": ("GIF",),
    "pnm": ("PPM",),
}
_MANY_PAGES = frozenset(("tiff", "heic"))
_ORIENTATION = 0x0112  # EXIF and TIFF tag
_SENSIBLE_DPI = (20.0, 5000.0)
_BROKEN_OFF = ("truncated", "unexpected end", "end of file", "not enough data", "premature")


@cache
def register_readers() -> None:
    """Teach Pillow HEIC. Once per process, before the first file."""
    pillow_heif.register_heif_opener()


def picture_count(path: Path, fmt: str, limits: Limits) -> int:
    """How many pages the file has. Raises Unacceptable."""
    with _opened(path, fmt) as image:
        if fmt not in _MANY_PAGES:
            return 1
        count = 0
        try:
            while count <= limits.max_pages:
                image.seek(count)
                count += 1
        except EOFError:
            pass
        if count > limits.max_pages:
            raise Unacceptable(Reason.TOO_LARGE, f"more than {limits.max_pages} pages")
        return count


def decode_picture(path: Path, fmt: str, number: int, limits: Limits) -> PageImage:
    """Page `number` (from 1). Raises Unacceptable."""
    with _opened(path, fmt) as image:
        if fmt in _MANY_PAGES and number > 1:
            image.seek(number - 1)
        _check_size(image.width, image.height, limits)
        turned = _orientation(image) >= 5
        dpi = _dpi(image)
        image.load()
        plain = _grey_or_rgb(_upright(image))
        if dpi and turned:
            dpi = (dpi[1], dpi[0])
        return PageImage(number, plain.width, plain.height, len(plain.getbands()), dpi, plain.tobytes())


@contextmanager
def _opened(path: Path, fmt: str) -> Iterator[Image.Image]:
    """The opened file; what goes wrong in its decoder becomes Unacceptable."""
    register_readers()
    try:
        with path.open("rb") as file, Image.open(file, formats=_READERS[fmt]) as image:
            yield image
    except Image.DecompressionBombError as error:
        raise Unacceptable(Reason.TOO_LARGE, "more pixels than the limit") from error
    except MemoryError as error:
        raise Unacceptable(Reason.TOO_LARGE, "out of memory") from error
    except (OSError, SyntaxError, ValueError, EOFError, KeyError, TypeError, IndexError, AttributeError, OverflowError) as error:
        if is_of_the_world(error):
            raise
        raise Unacceptable(_reason_of(error), f"{type(error).__name__}: {error}"[:200]) from error
    except (ZeroDivisionError, AssertionError, RuntimeError, NotImplementedError, zlib.error) as error:
        raise Unacceptable(Reason.DAMAGED, f"{type(error).__name__}: {error}"[:200]) from error


def _reason_of(error: Exception) -> Reason:
    """A file that breaks off asks for another remedy than one that is damaged. Decoders only say so in words."""
    words = str(error).casefold()
    return Reason.INCOMPLETE if any(word in words for word in _BROKEN_OFF) else Reason.DAMAGED


def _check_size(width: int, height: int, limits: Limits) -> None:
    if width <= 0 or height <= 0:
        raise Unacceptable(Reason.DAMAGED, f"{width} by {height} pixels")
    if width * height > limits.max_pixels:
        raise Unacceptable(Reason.TOO_LARGE, f"{width} by {height} pixels")


# ── turned and stated resolution ───────────────────────────────────────────────────────────────────────────────────


def _orientation(image: Image.Image) -> int:
    """The orientation tag, 1 where there is none or it cannot be read."""
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # metadata may hold anything; the picture is what matters
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _upright(image: Image.Image) -> Image.Image:
    """Turned as the orientation tag says (TIFF was turned by Pillow while loading, HEIC by its decoder)."""
    if _orientation(image) == 1:
        return image
    try:
        return ImageOps.exif_transpose(image)
    except (ValueError, TypeError, KeyError, SyntaxError, OverflowError):
        return _turned(image, _orientation(image))


def _turned(image: Image.Image, orientation: int) -> Image.Image:
    """`exif_transpose` also writes the metadata anew, which fails where they are damaged; this only turns the pixels."""
    turn = Image.Transpose
    how = {
        2: turn.FLIP_LEFT_RIGHT,
        3: turn.ROTATE_180,
        4: turn.FLIP_TOP_BOTTOM,
        5: turn.TRANSPOSE,
        6: turn.ROTATE_270,
        7: turn.TRANSVERSE,
        8: turn.ROTATE_90,
    }
    return image.transpose(how[orientation])


def _dpi(image: Image.Image) -> tuple[float, float] | None:
    """The stated resolution where it makes sense, in dots per inch."""
    try:
        across, down = (float(value) for value in image.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    low, high = _SENSIBLE_DPI
    if not (math.isfinite(across) and math.isfinite(down) and low <= across <= high and low <= down <= high):
        return None
    return across, down


# ── colours ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _grey_or_rgb(image: Image.Image) -> Image.Image:
    """8-bit grey or RGB; what is transparent shows white paper."""
    if image.mode in {"L", "RGB"} and "transparency" not in image.info:
        return image
    if image.mode.startswith("I") or image.mode == "F":
        return _from_deep_grey(image)
    if image.has_transparency_data:
        return _on_white(image)
    return _CONVERSIONS.get(image.mode, _plain_rgb)(image)


def _from_deep_grey(image: Image.Image) -> Image.Image:
    """16 or 32 bits or floating point to 8 bits, by the range that the samples use (12 bits are common in 16)."""
    samples = np.asarray(image)
    if samples.dtype.kind == "f":
        samples = np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)
    highest = float(samples.max(initial=0))
    full = next((bound for bound in (1.0, 255.0, 4095.0, 65535.0) if highest <= bound), highest)
    if samples.dtype.kind != "f" and highest <= 1:
        full = 255.0
    scaled = np.empty(samples.shape, np.uint8)
    for row in range(0, samples.shape[0], 512):  # in bands: the working copy stays small
        band = samples[row : row + 512].astype(np.float32) * (255.0 / full)
        scaled[row : row + 512] = np.clip(band + 0.5, 0, 255)
    return Image.fromarray(scaled)


def _on_white(image: Image.Image) -> Image.Image:
    grey = image.mode in {"LA", "La", "L", "1"}
    layered = image.convert("LA" if grey else "RGBA") if image.mode not in {"La", "RGBa"} else image.convert(image.mode.upper())
    paper = Image.new("L" if grey else "RGB", image.size, "white")
    paper.paste(layered.convert(paper.mode), mask=layered.getchannel("A"))
    return paper


def _plain_rgb(image: Image.Image) -> Image.Image:
    return image.convert("RGB")


def _from_palette(image: Image.Image) -> Image.Image:
    """Grey where every colour of the palette is."""
    colours = np.array(image.getpalette("RGB"), np.uint8).reshape(-1, 3)
    grey = bool((colours == colours[:, :1]).all())
    return image.convert("L" if grey else "RGB")


def _from_lab(image: Image.Image) -> Image.Image:
    profiles: Any = ImageCms
    transform = profiles.buildTransform(profiles.createProfile("LAB"), profiles.createProfile("sRGB"), "LAB", "RGB")
    converted = profiles.applyTransform(image, transform)
    assert isinstance(converted, Image.Image)
    return converted


_CONVERSIONS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "1": lambda image: image.convert("L"),
    "L": lambda image: image,
    "RGB": lambda image: image,
    "P": _from_palette,
    "LAB": _from_lab,
}
