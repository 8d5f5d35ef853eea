"""The rules of PDF/A-2b that can be checked with pikepdf alone. It is no full validator.

veraPDF is, but needs Java: `python -m bench.ocr.outputs` asks it where it is.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from xml.etree import ElementTree

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Name

_FORBIDDEN_ACTIONS = {"/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/JavaScript", "/Hide", "/SetOCGState"}
_PAINTING = {"m", "l", "c", "v", "y", "h", "re", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n", "W", "W*", "sh", "Do"}
_STATE = {"q", "Q", "cm", "w", "J", "j", "M", "d", "ri", "i", "gs", "CS", "cs", "SC", "SCN", "sc", "scn", "G", "g", "RG", "rg"}
_TEXT = {"BT", "ET", "Tc", "Tw", "Tz", "TL", "Tf", "Tr", "Ts", "Td", "TD", "Tm", "T*", "Tj", "TJ", "'", '"'}
_OPERATORS = _PAINTING | _STATE | _TEXT | {"MP", "DP", "BMC", "BDC", "EMC", "INLINE IMAGE"}


def problems(data: bytes) -> list[str]:
    """What in the file breaks a rule of ISO 19005-2 (level B), one line each; empty if nothing was found."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        found = [f"syntax: {problem}" for problem in pdf.check_pdf_syntax()]
        found += [*_file(pdf, data), *_output_intent(pdf)]
        found += _metadata(pdf)
        found += _objects(pdf)
        for page in pdf.pages:
            found += _page(page)
    return found


def _file(pdf: pikepdf.Pdf, data: bytes) -> Iterator[str]:
    if pdf.is_encrypted or "/Encrypt" in pdf.trailer:
        yield "6.1.3: encrypted"
    if "/ID" not in pdf.trailer:
        yield "6.1.3: no file identifier"
    if not data.startswith(b"%PDF-1.") or any(byte < 128 for byte in data[data.index(b"\n") + 2 : data.index(b"\n") + 6]):
        yield "6.1.2: header without binary comment"
    if data.rstrip(b"\r\n")[-5:] != b"%%EOF":
        yield "6.1.3: bytes after the end"
    for key in ("/AcroForm", "/OCProperties", "/Collection", "/AA", "/OpenAction", "/Perms", "/NeedsRendering"):
        if key in pdf.Root:
            yield f"catalogue holds {key}"


def _output_intent(pdf: pikepdf.Pdf) -> Iterator[str]:
    intents = [intent for intent in pdf.Root.get("/OutputIntents", []) if intent.S == Name.GTS_PDFA1]
    if len(intents) != 1:
        yield "6.2.3: not exactly one output intent"
        return
    profile = intents[0].DestOutputProfile
    raw = profile.read_bytes()
    if (
        raw[36:40] != b"acsp"
        or raw[16:20] != b"RGB "
        or int(profile.N) != 3
        or raw[8] > 4
        or raw[12:16] not in {b"mntr", b"prtr"}
    ):
        yield "6.2.3: the output profile is no ICC RGB profile up to version 4"


def _metadata(pdf: pikepdf.Pdf) -> Iterator[str]:
    stream = pdf.Root.get("/Metadata")
    if stream is None or "/Filter" in stream:
        yield "6.6.2: no plain metadata stream"
        return
    text = stream.read_bytes().decode("utf-8")
    tree = ElementTree.fromstring(text[text.index("<x:xmpmeta") : text.index("</x:xmpmeta>") + 12])
    values = {element.tag: (element.text or "") for element in tree.iter()}
    if (
        values.get("{http://www.aiim.org/pdfa/ns/id/}part") != "2"
        or values.get("{http://www.aiim.org/pdfa/ns/id/}conformance") != "B"
    ):
        yield "6.6.4: the metadata does not say PDF/A-2b"
    title = next((element.text for element in tree.iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}li")), None)
    info = pdf.docinfo
    if str(info.get("/Title", "")) != (title or ""):
        yield "6.6.3: title differs"
    if str(info.get("/Producer", "")) != values.get("{http://ns.adobe.com/pdf/1.3/}Producer"):
        yield "6.6.3: producer differs"
    stamp = values.get("{http://ns.adobe.com/xap/1.0/}CreateDate", "")
    if str(info.get("/CreationDate", ""))[2:16] != "".join(char for char in stamp[:19] if char.isdigit()):
        yield "6.6.3: creation date differs"


def _objects(pdf: pikepdf.Pdf) -> Iterator[str]:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Stream):
            yield from _stream(item)
        if not isinstance(item, pikepdf.Dictionary):
            continue
        if item.get("/S") is not None and str(item.get("/S")) in _FORBIDDEN_ACTIONS:
            yield f"6.5.1: action {item.get('/S')}"
        if item.get("/Type") == Name.Font:
            yield from _font(item)


def _stream(item: pikepdf.Stream) -> Iterator[str]:
    filters = item.get("/Filter", [])
    names = {str(name) for name in filters} if isinstance(filters, pikepdf.Array) else {str(filters)}
    if names & {"/LZWDecode", "/Crypt"}:
        yield "6.1.7: forbidden filter"
    if any(key in item for key in ("/F", "/FFilter", "/FDecodeParms")):
        yield "6.1.7: external stream"
    if item.get("/Subtype") == Name.Image:
        if any(key in item for key in ("/Alternates", "/OPI", "/SMask")) or item.get("/Interpolate", False) is True:
            yield "6.2.8: forbidden entry of an image"
        if not item.get("/ImageMask", False) and "CMYK" in str(item.get("/ColorSpace")):
            yield "6.2.4: CMYK without an output intent for it"
    if item.get("/Subtype") in {Name.PS, Name.Form} and any(key in item for key in ("/PS", "/Ref", "/OPI")):
        yield "6.2.9: forbidden form"


def _font(font: pikepdf.Dictionary) -> Iterator[str]:
    """6.2.11: embedded, widths as in the program, every code a glyph."""
    if font.Subtype == Name.Type0:
        if font.Encoding not in {Name("/Identity-H"), Name("/Identity-V")}:
            yield "6.2.11.3: CMap is not embedded"
        return
    if font.Subtype != Name.CIDFontType2:
        yield f"a font of type {font.Subtype}"
        return
    program = font.FontDescriptor.get("/FontFile2")
    if program is None:
        yield "6.2.11.4: font is not embedded"
        return
    truetype = TTFont(io.BytesIO(program.read_bytes()))
    order, advances = truetype.getGlyphOrder(), truetype["hmtx"].metrics
    glyphs = font.CIDToGIDMap.read_bytes()
    first, widths = int(font.W[0]), [float(width) for width in font.W[1]]
    for code, width in enumerate(widths, first):
        glyph = int.from_bytes(glyphs[2 * code : 2 * code + 2], "big")
        if glyph == 0:
            yield f"6.2.11.8: code {code} is .notdef"
        elif abs(advances[order[glyph]][0] * 1000 / truetype["head"].unitsPerEm - width) > 1:
            yield f"6.2.11.5: width of code {code}"


def _page(page: pikepdf.Page) -> Iterator[str]:
    box = [float(value) for value in page.mediabox]
    if not all(3 <= side <= 14_400 for side in (box[2] - box[0], box[3] - box[1])):
        yield "6.1.13: size of a page"
    if "/Group" in page.obj or "/AA" in page.obj or len(page.obj.get("/Annots", [])):
        yield "transparency group, action or annotation on a page"
    fonts = page.resources.get("/Font", {})
    depth = 0
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name not in _OPERATORS:
            yield f"6.2.2: operator {name}"
        depth += {"q": 1, "Q": -1}.get(name, 0)
        if name == "Tf" and str(operands[0]) not in fonts:
            yield f"6.2.2: font {operands[0]} is not in the resources"
        if name == "Tj" and (len(bytes(operands[0])) % 2 or bytes(operands[0]) == b"\0\0"):
            yield "a code of no glyph"
    if depth:
        yield "6.1.13: q without Q"
