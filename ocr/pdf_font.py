"""The fonts of the invisible text layer: glyphs that are plain rectangles, drawn by this module, one for each width.

Nothing of them is ever painted (text render mode 3). One glyph stands for a whole word or space; the ToUnicode map says which.
PDF/A wants the widths of the dictionary to agree with those of the font program (ISO 19005-2, 6.2.11.5), so words of different
width get different glyphs, in steps of 2 per cent; the rest is horizontal scaling.

They are simple TrueType fonts with a symbol cmap (255 codes each) and not composite ones: PDFium reads ActualText in place of
the glyphs of any composite font, and the texts that MuPDF and poppler need there are not what PDFium needs (see `pdf_order`).
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

ASCENT, DESCENT = 750, -250  # of 1000 units per em: a glyph is as high as the font size
SPACE = " "

_CODES = 255  # 1..255; code 0 is left to .notdef
_WORD_STEPS, _SPACE_STEPS = 32, 8  # widths per doubling
_NARROWEST, _WIDEST = 10, 32000  # units of the em; TrueType coordinates end at 32767
_SYMBOL_CODES = 0xF000  # where a (3, 0) cmap keeps the codes of a symbolic font
_SYMBOLIC = 4  # FontDescriptor flag
_NAME = Name("/WARRAQ+Words")


@dataclass(frozen=True, slots=True)
class GlyphUse:
    """How to show a text: in which font (an index), by which code, and the glyph's width in units of 1/1000 em."""

    font: int
    code: int
    width: int


@dataclass(slots=True)
class _Font:
    """One font in the making: its glyphs (text, width) in the order of their codes, from 1."""

    for_spaces: bool
    glyphs: list[tuple[str, int]] = field(default_factory=list)


class TextFonts:
    """The fonts of one document, filled while its pages are written.

    Words and spaces have fonts of their own: PDFium honours ActualText in a simple font only if the font can show one of its
    characters, which it must do for spaces and must not do for words.
    """

    def __init__(self) -> None:
        self._fonts: list[_Font] = []
        self._known: dict[tuple[str, int, bool], GlyphUse] = {}

    def glyph(self, text: str, ems: float, *, space: bool = False) -> GlyphUse:
        """The glyph for `text`, about `ems` wide. A word's text has at least two characters, a space's may have one."""
        width = _stepped(ems, _SPACE_STEPS if space else _WORD_STEPS)
        key = (text, width, space)
        if key not in self._known:
            self._known[key] = self._new_glyph(text, width, space)
        return self._known[key]

    def _new_glyph(self, text: str, width: int, space: bool) -> GlyphUse:
        index = next((i for i, f in enumerate(self._fonts) if f.for_spaces == space and len(f.glyphs) < _CODES), None)
        if index is None:
            index = len(self._fonts)
            self._fonts.append(_Font(space, [(SPACE, 250)] if space else []))
        glyphs = self._fonts[index].glyphs
        glyphs.append((text, width))
        return GlyphUse(index, len(glyphs), width)

    def embed(self, pdf: Pdf) -> list[Object]:
        """The font dictionaries, made in `pdf`, in the order of `GlyphUse.font`."""
        return [_font_dictionary(pdf, font.glyphs) for font in self._fonts]


def _stepped(ems: float, steps: int) -> int:
    """The width nearest to `ems` among `steps` per doubling, in units of 1/1000 em."""
    wanted = min(max(ems * 1000, _NARROWEST), _WIDEST)
    return min(round(2 ** (round(math.log2(wanted) * steps) / steps)), _WIDEST)


def _font_dictionary(pdf: Pdf, glyphs: Sequence[tuple[str, int]]) -> Object:
    """A simple TrueType font (ISO 32000-1, 9.6.3) with its embedded program and ToUnicode map."""
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=_NAME,
        Flags=_SYMBOLIC,
        FontBBox=Array([0, DESCENT, max(width for _, width in glyphs), ASCENT]),
        ItalicAngle=0,
        Ascent=ASCENT,
        Descent=DESCENT,
        CapHeight=ASCENT,
        StemV=80,
        FontFile2=pdf.make_indirect(Stream(pdf, _font_program([width for _, width in glyphs]))),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.TrueType,
            BaseFont=_NAME,
            FirstChar=1,
            LastChar=len(glyphs),
            Widths=Array([width for _, width in glyphs]),
            FontDescriptor=pdf.make_indirect(descriptor),
            ToUnicode=pdf.make_indirect(Stream(pdf, _to_unicode([text for text, _ in glyphs]))),
        )
    )


def _font_program(widths: Sequence[int]) -> bytes:
    """A TrueType file with one rectangle per distinct width; code n shows the n-th of `widths`."""
    distinct = sorted(set(widths))
    names = {width: f"w{width}" for width in distinct}
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap({})
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph()} | {name: _rectangle(width) for width, name in names.items()})
    builder.setupHorizontalMetrics({".notdef": (1000, 0)} | {name: (width, 0) for width, name in names.items()})
    builder.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    builder.setupPost(keepGlyphNames=False)
    _set_symbol_map(builder, {code: names[width] for code, width in enumerate(widths, 1)})
    head = builder.font["head"]
    head.created = head.modified = 0  # the same words give the same bytes
    builder.font.recalcTimestamp = False
    program = io.BytesIO()
    builder.font.save(program, reorderTables=None)
    return program.getvalue()


def _rectangle(width: int) -> object:
    pen = TTGlyphPen(None)
    pen.moveTo((0, DESCENT))
    pen.lineTo((0, ASCENT))
    pen.lineTo((width, ASCENT))
    pen.lineTo((width, DESCENT))
    pen.closePath()
    return pen.glyph()


def _set_symbol_map(builder: FontBuilder, glyph_of_code: dict[int, str]) -> None:
    """Make (3, 0) the only cmap: what PDF/A asks of a symbolic TrueType font (ISO 19005-2, 6.2.11.6)."""
    table = builder.font["cmap"].tables[0]
    table.platformID, table.platEncID = 3, 0
    table.cmap = {_SYMBOL_CODES + code: name for code, name in glyph_of_code.items()}
    builder.font["cmap"].tables = [table]


def _to_unicode(texts: Sequence[str]) -> bytes:
    """The CMap from codes to texts (ISO 32000-1, 9.10.3): at most 100 entries in a block."""
    entries = [f"<{code:02X}> <{text.encode('utf-16-be').hex().upper()}>" for code, text in enumerate(texts, 1)]
    blocks = [entries[start : start + 100] for start in range(0, len(entries), 100)]
    body = "\n".join("\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<00> <FF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")
