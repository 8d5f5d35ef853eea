"""The scan inside the PDF: the stored file's own compressed bytes wherever PDF can hold them, otherwise its pixels without loss.

Passed through untouched: JPEG, JPEG 2000, PNG without transparency (its compressed rows are what FlateDecode with a PNG
predictor reads), TIFF with one strip of CCITT G4. Other bilevel pages become CCITT G4, everything else Flate; both are lossless.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream
from PIL import Image, ImageOps, TiffImagePlugin
from pillow_heif import register_heif_opener

from domain.documents import PageImage
from domain.errors import Unacceptable
from domain.messages import Reason

Matrix = tuple[float, float, float, float, float, float]

_ORIENTATION = 0x0112  # EXIF and TIFF tag
_WIDTH, _HEIGHT, _ROWS_PER_STRIP = 256, 257, 278
_STRIP_OFFSETS, _STRIP_SIZES, _COMPRESSION, _PHOTOMETRIC, _FILL_ORDER = 273, 279, 259, 262, 266
_CCITT_G4, _WHITE_IS_ZERO, _BLACK_IS_ZERO = 4, 0, 1
_BITS_TURNED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))

# Where the unit square of the image goes on the unit square of the page, per EXIF orientation (TIFF 6.0, tag 274).
_PLACEMENTS: dict[int, Matrix] = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """An image or form to paint: `placement` maps its unit square to that of the decoded page (a PDF matrix).

    `aspect` is horizontal by vertical resolution, 1 for square pixels.
    """

    content: Object
    placement: Matrix = _PLACEMENTS[1]
    aspect: float = 1.0


def concatenated(first: Sequence[float], then: Sequence[float]) -> Matrix:
    """The PDF matrix that does `first` and `then` the other (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def picture_of_file(pdf: Pdf, path: Path, number: int) -> Picture:
    """Page `number` (from 1) of an image file as an image of `pdf`. Raises Unacceptable if it cannot be decoded."""
    register_heif_opener()
    try:
        with Image.open(path) as image:
            image.seek(number - 1)
            return _picture(pdf, image, path)
    except (OSError, SyntaxError, ValueError, EOFError, zlib.error, Image.DecompressionBombError) as error:
        raise Unacceptable(Reason.DAMAGED, f"{type(error).__name__} while writing page {number} of the PDF") from error


def picture_of_pixels(pdf: Pdf, page: PageImage) -> Picture:
    """A decoded page as a lossless image of `pdf`."""
    mode = "L" if page.channels == 1 else "RGB"
    image = Image.frombytes(mode, (page.width, page.height), page.pixels)
    return Picture(_flate(pdf, image), aspect=page.dpi[0] / page.dpi[1] if page.dpi else 1.0)


def _picture(pdf: Pdf, image: Image.Image, path: Path) -> Picture:
    """Turned as the file's orientation tag says, like the decoded page that was read."""
    orientation = _orientation(image)
    aspect = _aspect(image) if orientation < 5 else 1 / _aspect(image)
    handlers = {"JPEG": _jpeg, "MPO": _jpeg, "JPEG2000": _jpeg2000, "PNG": _png, "TIFF": _tiff}
    handler = handlers.get(image.format or "")
    passed_through = handler(pdf, image, path) if handler else None
    if passed_through is not None:
        return Picture(passed_through, _PLACEMENTS[orientation], aspect)
    image.load()  # Pillow turns a TIFF by itself here, other formats when told so
    return Picture(lossless_image(pdf, ImageOps.exif_transpose(image)), aspect=aspect)


def _orientation(image: Image.Image) -> int:
    try:
        orientation = image.getexif().get(_ORIENTATION, 1)
    except (OSError, SyntaxError, ValueError, struct.error):
        return 1
    return orientation if orientation in _PLACEMENTS else 1


def _aspect(image: Image.Image) -> float:
    """Resolution across by resolution down; 1 where the file states none or nonsense."""
    across, down = (float(value) for value in image.info.get("dpi", (1, 1)))
    aspect = across / down if across > 0 and down > 0 else 1.0
    return aspect if 0.2 < aspect < 5 else 1.0


# ── passed through ─────────────────────────────────────────────────────────────────────────────────────────────────


def _jpeg(pdf: Pdf, image: Image.Image, path: Path) -> Object | None:
    if image.mode not in {"L", "RGB"}:
        return None  # CMYK has no place beside an sRGB output intent
    return _stream(pdf, path.read_bytes(), image.size, _colours(image), Filter=Name.DCTDecode)


def _jpeg2000(pdf: Pdf, image: Image.Image, path: Path) -> Object | None:
    if image.mode not in {"L", "RGB"}:
        return None
    return _stream(pdf, path.read_bytes(), image.size, _colours(image), Filter=Name.JPXDecode)


def _png(pdf: Pdf, image: Image.Image, path: Path) -> Object | None:
    """The compressed rows of a PNG (ISO/IEC 15948), unless it is interlaced or transparent."""
    chunks = list(_png_chunks(path.read_bytes()))
    header = next(body for kind, body in chunks if kind == b"IHDR")
    width, _, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header[:13])
    if interlaced or colour not in {0, 2, 3} or any(kind == b"tRNS" for kind, _ in chunks):
        return None
    parameters = Dictionary(Predictor=15, Colors=3 if colour == 2 else 1, BitsPerComponent=depth, Columns=width)
    space: Object = Name.DeviceRGB if colour == 2 else Name.DeviceGray
    if colour == 3:
        palette = next(body for kind, body in chunks if kind == b"PLTE")
        space = Array([Name.Indexed, Name.DeviceRGB, len(palette) // 3 - 1, pikepdf.String(palette)])
    rows = b"".join(body for kind, body in chunks if kind == b"IDAT")
    return _stream(pdf, rows, image.size, space, depth=depth, Filter=Name.FlateDecode, DecodeParms=parameters)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    start = 8
    while start + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[start : start + 8])
        yield kind, data[start + 8 : start + 8 + length]
        start += 12 + length


def _tiff(pdf: Pdf, image: Image.Image, path: Path) -> Object | None:
    """One strip of CCITT G4 (TIFF 6.0, section 11; ISO 32000-1, 7.4.6)."""
    tags = image.tag_v2 if isinstance(image, TiffImagePlugin.TiffImageFile) else {}
    strips = tags.get(_STRIP_OFFSETS, ())
    photometric = tags.get(_PHOTOMETRIC)
    if tags.get(_COMPRESSION) != _CCITT_G4 or len(strips) != 1 or photometric not in {_WHITE_IS_ZERO, _BLACK_IS_ZERO}:
        return None
    with path.open("rb") as file:
        file.seek(strips[0])
        strip = file.read(tags[_STRIP_SIZES][0])
    if tags.get(_FILL_ORDER, 1) == 2:
        strip = strip.translate(_BITS_TURNED)
    stored = (tags[_WIDTH], tags[_HEIGHT])  # Pillow gives the sides as turned by the orientation tag
    return _g4_stream(pdf, strip, stored, black_is_1=photometric == _BLACK_IS_ZERO)


# ── without loss ───────────────────────────────────────────────────────────────────────────────────────────────────


def lossless_image(pdf: Pdf, image: Image.Image) -> Object:
    """An image of `pdf` with the same pixels: CCITT G4 if they are black and white, else Flate."""
    if image.mode == "1":
        packed = io.BytesIO()
        image.save(packed, "TIFF", compression="group4", tiffinfo={_ROWS_PER_STRIP: image.height})
        with Image.open(packed) as g4:
            assert isinstance(g4, TiffImagePlugin.TiffImageFile)
            start, size = g4.tag_v2[_STRIP_OFFSETS][0], g4.tag_v2[_STRIP_SIZES][0]
            inverted = g4.tag_v2[_PHOTOMETRIC] == _BLACK_IS_ZERO
        return _g4_stream(pdf, packed.getvalue()[start : start + size], image.size, black_is_1=inverted)
    return _flate(pdf, _grey_or_rgb(image))


def _grey_or_rgb(image: Image.Image) -> Image.Image:
    """Transparency on white, 16 bits to 8, colours to RGB."""
    if image.mode in {"L", "RGB"}:
        return image
    if image.mode.startswith(("I", "F")):
        white = 65535 if image.mode.startswith("I") else 1
        return Image.fromarray((np.asarray(image, np.float32).clip(0, white) * (255 / white)).round().astype(np.uint8))
    if image.has_transparency_data:
        opaque = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(paper, opaque).convert("RGB")
    return image.convert("RGB")


def _flate(pdf: Pdf, image: Image.Image) -> Object:
    packed = zlib.compress(image.tobytes(), 1)  # noise hardly packs better for much more time
    return _stream(pdf, packed, image.size, _colours(image), Filter=Name.FlateDecode)


def _g4_stream(pdf: Pdf, strip: bytes, size: tuple[int, int], *, black_is_1: bool) -> Object:
    parameters = Dictionary(K=-1, Columns=size[0], Rows=size[1], BlackIs1=black_is_1)
    return _stream(pdf, strip, size, Name.DeviceGray, depth=1, Filter=Name.CCITTFaxDecode, DecodeParms=parameters)


def _colours(image: Image.Image) -> Object:
    return Name.DeviceRGB if image.mode == "RGB" else Name.DeviceGray


def _stream(pdf: Pdf, data: bytes, size: tuple[int, int], colours: Object, *, depth: int = 8, **entries: Object) -> Object:
    return pdf.make_indirect(
        Stream(
            pdf,
            data,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=size[0],
            Height=size[1],
            BitsPerComponent=depth,
            ColorSpace=colours,
            **entries,
        )
    )
