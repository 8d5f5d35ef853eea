"""hOCR 1.2 (http://kba.github.io/hocr-spec/1.2/): the text of pages with boxes and confidences, as XHTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from domain.documents import Box, Line, RecognizedPage, Word

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def write_hocr(pages: Sequence[RecognizedPage], out: BinaryIO) -> None:
    """Write `pages` as one UTF-8 document: pages, areas (blocks), lines and words in reading order, text in logical order.

    Boxes are pixels of the stored image, origin top left, not turned; `textangle` of a page says how far counter-clockwise its
    text is turned. `x_wconf` is in per cent; other readings of a word follow it as deleted text, as hOCR has it.
    """
    engines = sorted({page.engine for page in pages if page.engine})
    out.write(
        (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
            '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n'
            '<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="ar" lang="ar">\n<head>\n<title></title>\n'
            '<meta http-equiv="Content-Type" content="text/html;charset=utf-8"/>\n'
            f"<meta name='ocr-system' content={quoteattr(_xml(' '.join(['warraq', *engines])))}/>\n"
            "<meta name='ocr-capabilities' content='ocr_page ocr_carea ocr_line ocrx_word ocrp_wconf ocrp_dir ocrp_lang'/>\n"
            "</head>\n<body>\n"
        ).encode()
    )
    for page in pages:
        out.write("".join(_page(page)).encode())
    out.write(b"</body>\n</html>\n")


def _page(page: RecognizedPage) -> Iterator[str]:
    angle = f"; textangle {page.rotation}" if page.rotation else ""
    title = f"bbox 0 0 {page.width} {page.height}; ppageno {page.number - 1}; scan_res {page.dpi:g} {page.dpi:g}{angle}"
    yield f"<div class='ocr_page' id='page_{page.number}' title='{title}'>\n"
    for index, (_, group) in enumerate(groupby(page.lines, key=lambda line: line.block), 1):
        lines = list(group)
        name = f"{page.number}_{index}"
        yield f"<div class='ocr_carea' id='block_{name}' title='{_bbox(Box.around(line.box for line in lines))}'>\n"
        for line_index, line in enumerate(lines, 1):
            yield from _line(line, f"{name}_{line_index}")
        yield "</div>\n"
    yield "</div>\n"


def _line(line: Line, name: str) -> Iterator[str]:
    direction = _direction(line.text)
    yield f"<span class='ocr_line' id='line_{name}' dir='{direction}' title='{_bbox(line.box)}'>"
    yield " ".join(_word(word, f"{name}_{index}") for index, word in enumerate(line.words, 1))
    yield "</span>\n"


def _word(word: Word, name: str) -> str:
    title = f"{_bbox(word.box)}; x_wconf {round(100 * word.confidence)}"
    text = escape(_xml(word.text))
    if word.alternatives:
        others = "".join(
            f"<del class='alt' title='x_wconf {round(100 * other.confidence)}'>{escape(_xml(other.text))}</del>"
            for other in word.alternatives
        )
        text = f"<span class='alternatives'><ins class='alt'>{text}</ins>{others}</span>"
    return f"<span class='ocrx_word' id='word_{name}' dir='{_direction(word.text)}' title='{title}'>{text}</span>"


def _bbox(box: Box) -> str:
    return f"bbox {box.left} {box.top} {box.right} {box.bottom}"


def _direction(text: str) -> str:
    return "rtl" if _RIGHT_TO_LEFT.search(text) else "ltr"


def _xml(text: str) -> str:
    """`text` without the characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
