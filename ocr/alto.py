"""ALTO 4.4 (https://www.loc.gov/standards/alto/): the text of pages with boxes, confidences and alternatives, as XML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from domain.documents import Box, Line, RecognizedPage, Word

_NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
_SCHEMA = "http://www.loc.gov/standards/alto/v4/alto-4-4.xsd"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def write_alto(pages: Sequence[RecognizedPage], out: BinaryIO) -> None:
    """Write `pages` as one UTF-8 document, in reading order (also said by ReadingOrder), text in logical order.

    Boxes are pixels of the stored image, origin top left, not turned; ROTATION of a block is how far its text is turned counter
    to the clock. WC and PC are confidences from 0 to 1; ALTERNATIVEs stand best first.
    """
    out.write(
        (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<alto xmlns="{_NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"\n'
            f' xsi:schemaLocation="{_NAMESPACE} {_SCHEMA}" SCHEMAVERSION="4.4">\n'
            "<Description>\n<MeasurementUnit>pixel</MeasurementUnit>\n"
        ).encode()
    )
    out.write("".join(_processing(pages)).encode())
    out.write(b"</Description>\n")
    out.write("".join(_reading_order(pages)).encode())
    out.write(b"<Layout>\n")
    for page in pages:
        out.write("".join(_page(page)).encode())
    out.write(b"</Layout>\n</alto>\n")


def _processing(pages: Sequence[RecognizedPage]) -> Iterator[str]:
    """One Processing element per engine, with the resolutions of its pages, which ALTO has no other place for."""
    for index, engine in enumerate(dict.fromkeys(page.engine for page in pages), 1):
        settings = ", ".join(f"page {page.number}: {page.dpi:g} dpi" for page in pages if page.engine == engine)
        yield (
            f'<Processing ID="OCR_{index}">\n<processingCategory>contentGeneration</processingCategory>\n'
            f"<processingStepSettings>{escape(settings)}</processingStepSettings>\n"
            f"<processingSoftware><softwareName>{escape(_xml(engine)) or 'warraq'}</softwareName></processingSoftware>\n"
            "</Processing>\n"
        )


def _reading_order(pages: Sequence[RecognizedPage]) -> Iterator[str]:
    blocks = [(page, index) for page in pages for index, _ in enumerate(_blocks(page), 1)]
    if not blocks:
        return
    yield '<ReadingOrder>\n<OrderedGroup ID="READING_ORDER">\n'
    for page, index in blocks:
        yield f'<ElementRef ID="REF_{page.number}_{index}" REF="BLOCK_{page.number}_{index}"/>\n'
    yield "</OrderedGroup>\n</ReadingOrder>\n"


def _blocks(page: RecognizedPage) -> list[list[Line]]:
    return [list(group) for _, group in groupby(page.lines, key=lambda line: line.block)]


def _page(page: RecognizedPage) -> Iterator[str]:
    size = f'WIDTH="{page.width}" HEIGHT="{page.height}"'
    yield f'<Page ID="PAGE_{page.number}" PHYSICAL_IMG_NR="{page.number}" {size} PC="{_share(page.confidence)}">\n'
    yield f'<PrintSpace HPOS="0" VPOS="0" {size}>\n'
    for index, lines in enumerate(_blocks(page), 1):
        name = f"{page.number}_{index}"
        turned = f' ROTATION="{page.rotation}"' if page.rotation else ""
        yield f'<TextBlock ID="BLOCK_{name}" {_position(Box.around(line.box for line in lines))}{turned} LANG="ar">\n'
        for line_index, line in enumerate(lines, 1):
            yield from _line(line, f"{name}_{line_index}")
        yield "</TextBlock>\n"
    yield "</PrintSpace>\n</Page>\n"


def _line(line: Line, name: str) -> Iterator[str]:
    direction = "rtl" if _RIGHT_TO_LEFT.search(line.text) else "ltr"
    yield f'<TextLine ID="LINE_{name}" {_position(line.box)} BASEDIRECTION="{direction}">\n'
    names = [f"WORD_{name}_{index}" for index in range(1, len(line.words) + 1)]
    gaps = [_gap(before.box, after.box) for before, after in pairwise(line.words)]
    for index, (word, word_name) in enumerate(zip(line.words, names, strict=True)):
        yield _string(word, word_name)
        if index < len(gaps):
            yield gaps[index]
    yield "</TextLine>\n"


def _string(word: Word, name: str) -> str:
    content = quoteattr(_xml(word.text))
    start = f'<String ID="{name}" {_position(word.box)} WC="{_share(word.confidence)}" CONTENT={content}'
    if not word.alternatives:
        return f"{start}/>\n"
    others = "".join(
        f'<ALTERNATIVE PURPOSE="confidence {_share(other.confidence)}">{escape(_xml(other.text))}</ALTERNATIVE>'
        for other in word.alternatives
    )
    return f"{start}>{others}</String>\n"


def _gap(before: Box, after: Box) -> str:
    """The space between two neighbours, whichever of them stands to the left."""
    left, right = min(before.right, after.right), max(before.left, after.left)
    return f'<SP HPOS="{left}" VPOS="{min(before.top, after.top)}" WIDTH="{max(0, right - left)}"/>\n'


def _position(box: Box) -> str:
    return f'HPOS="{box.left}" VPOS="{box.top}" WIDTH="{box.width}" HEIGHT="{box.height}"'


def _share(confidence: float) -> str:
    return f"{min(1.0, max(0.0, confidence)):.3f}"


def _xml(text: str) -> str:
    """`text` without the characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
