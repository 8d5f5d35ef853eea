"""The font of the invisible text layer: glyphs that are plain rectangles, drawn by this module, one for each width.

Nothing of it is ever painted (text render mode 3). One glyph stands for a whole word or space; the ToUnicode map says which.
PDF/A wants the widths of the dictionary to agree with those of the font program (ISO 19005-2, 6.2.11.5), so words of different
width get different glyphs, in steps of 2 per cent; the rest is horizontal scaling. Readers that compare how far the pen moved
with the size of the glyph (MuPDF) would take a single much stretched glyph for a jump.

The words of a line that slants stand in a band much higher than their letters. Such a line is set in a font of taller rectangles,
in the size of its letters: readers tell lines apart by the font size, which would reach into the next line if it were the band's.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

HEIGHTS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0)  # of the glyphs, in ems

_STEPS = 32  # widths per doubling
_NARROWEST, _WIDEST = 10, 32000  # units of the em; TrueType coordinates end at 32767
_MOST_CODES = 0xFFFF
_SYMBOLIC = 4  # FontDescriptor flag


def ascent(height: float) -> float:
    """How far glyphs `height` ems high reach above the base line, in ems; in those of one em three quarters lie above it."""
    return 0.25 + height / 2


class TextFonts:
    """The fonts of one document, filled while its pages are written: one for each of HEIGHTS in use."""

    def __init__(self) -> None:
        self._fonts: dict[float, _TextFont] = {}

    def glyph(self, text: str, ems: float, height: float) -> tuple[str, int, int]:
        """Name of the font, code and width (units of 1/1000 em) of a glyph that reads `text` and is about `ems` wide."""
        if height not in self._fonts:
            self._fonts[height] = _TextFont(height)
        font = self._fonts[height]
        return font.name, *font.glyph(text, ems)

    def embed(self, pdf: Pdf) -> Object:
        """The dictionary of fonts for a page's resources, made in `pdf`."""
        return pdf.make_indirect(Dictionary({f"/{font.name}": font.embed(pdf) for font in self._fonts.values()}))


class _TextFont:
    """A font of glyphs `height` ems high; codes count from 1 in the order of first use."""

    def __init__(self, height: float) -> None:
        self.name = f"F{HEIGHTS.index(height)}"
        self._ascent = round(1000 * ascent(height))
        self._descent = self._ascent - round(1000 * height)
        self._codes: dict[tuple[str, int], int] = {}

    def glyph(self, text: str, ems: float) -> tuple[int, int]:
        """Code and width (units of 1/1000 em) of a glyph that reads `text` and is about `ems` wide."""
        width = _stepped(ems)
        code = self._codes.setdefault((text, width), len(self._codes) + 1)
        if code > _MOST_CODES:
            raise ValueError("more than 65,535 different words in one document")
        return code, width

    def embed(self, pdf: Pdf) -> Object:
        """The font dictionary, made in `pdf`: a Type 0 font with two-byte codes (ISO 32000-1, 9.7)."""
        texts, widths = [text for text, _ in self._codes], [width for _, width in self._codes]
        distinct = sorted(set(widths))
        glyph_of_width = {width: index for index, width in enumerate(distinct, 1)}
        glyph_ids = b"".join(glyph_of_width[width].to_bytes(2, "big") for width in widths)
        name = Name(f"/WARRAQ+Words{self.name}")
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=name,
            Flags=_SYMBOLIC,
            FontBBox=Array([0, self._descent, max(distinct, default=1000), self._ascent]),
            ItalicAngle=0,
            Ascent=self._ascent,
            Descent=self._descent,
            CapHeight=self._ascent,
            StemV=80,
            FontFile2=pdf.make_indirect(Stream(pdf, _font_program(distinct, self._ascent, self._descent))),
        )
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=name,
            CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
            FontDescriptor=pdf.make_indirect(descriptor),
            DW=1000,
            W=Array([1, Array(widths)]),
            CIDToGIDMap=pdf.make_indirect(Stream(pdf, b"\0\0" + glyph_ids)),
        )
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=name,
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([pdf.make_indirect(descendant)]),
                ToUnicode=pdf.make_indirect(Stream(pdf, _to_unicode(texts))),
            )
        )


def _stepped(ems: float) -> int:
    """The width nearest to `ems` among `_STEPS` per doubling, in units of 1/1000 em."""
    wanted = min(max(ems * 1000, _NARROWEST), _WIDEST)
    return min(round(2 ** (round(math.log2(wanted) * _STEPS) / _STEPS)), _WIDEST)


def _font_program(widths: Sequence[int], ascent: int, descent: int) -> bytes:
    """A TrueType file: .notdef and one rectangle from `ascent` to `descent` for each of `widths`, in that order."""
    names = {width: f"w{width}" for width in widths}
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap({})
    builder.setupGlyf(
        {".notdef": TTGlyphPen(None).glyph()} | {name: _rectangle(width, ascent, descent) for width, name in names.items()}
    )
    builder.setupHorizontalMetrics({".notdef": (1000, 0)} | {name: (width, 0) for width, name in names.items()})
    builder.setupHorizontalHeader(ascent=ascent, descent=descent)
    builder.setupPost(keepGlyphNames=False)
    builder.font["head"].created = builder.font["head"].modified = 0  # the same words give the same bytes
    builder.font.recalcTimestamp = False
    program = io.BytesIO()
    builder.font.save(program)
    return program.getvalue()


def _rectangle(width: int, ascent: int, descent: int) -> object:
    pen = TTGlyphPen(None)
    pen.moveTo((0, descent))
    pen.lineTo((0, ascent))
    pen.lineTo((width, ascent))
    pen.lineTo((width, descent))
    pen.closePath()
    return pen.glyph()


def _to_unicode(texts: Sequence[str]) -> bytes:
    """The CMap from codes to texts (ISO 32000-1, 9.10.3): at most 100 entries in a block."""
    entries = [f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>" for code, text in enumerate(texts, 1)]
    blocks = [entries[start : start + 100] for start in range(0, len(entries), 100)]
    body = "\n".join("\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")
