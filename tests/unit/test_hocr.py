"""hOCR as other programs read it: well-formed, in reading order, boxes and confidences where the specification wants them."""

from __future__ import annotations

import io
from xml.etree import ElementTree as ET

from domain.documents import RecognizedPage
from ocr.hocr import write_hocr
from tests.paper_pages import page_of, with_alternative

_XHTML = "{http://www.w3.org/1999/xhtml}"


def parsed(page: RecognizedPage) -> ET.Element:
    out = io.BytesIO()
    write_hocr([page], out)
    return ET.fromstring(out.getvalue())


def titled(root: ET.Element, kind: str) -> list[tuple[str, dict[str, list[str]]]]:
    """Text and properties of the elements of a class, in order."""
    found = [each for each in root.iter() if each.get("class") == kind]
    return [
        ("".join(each.itertext()).strip(), {key: rest for key, *rest in map(str.split, each.get("title", "").split(";"))})
        for each in found
    ]


def test_words_lines_and_the_page_stand_in_order_with_their_boxes() -> None:
    page = page_of(["رقم الطلب: ٢٠٢١-٠٠٠١٢٣", "وزارة & مديرية <Latin>"], rotation=90)
    root = parsed(page)
    words = [word for line in page.lines for word in line.words]
    assert [text for text, _ in titled(root, "ocrx_word")] == [word.text for word in words]
    for word, (_, said) in zip(words, titled(root, "ocrx_word"), strict=True):
        assert list(map(int, said["bbox"])) == [word.box.left, word.box.top, word.box.right, word.box.bottom]
        assert said["x_wconf"] == [str(round(100 * word.confidence))]
    ((_, said),) = titled(root, "ocr_page")
    assert said["bbox"] == ["0", "0", str(page.width), str(page.height)]
    assert said["textangle"] == ["90"]  # it lies on its left side: to be turned clockwise, so turned the other way
    directions = [each.get("dir") for each in root.iter(f"{_XHTML}span") if each.get("class") == "ocrx_word"]
    assert directions[0] == "rtl"
    assert directions[-1] == "ltr"


def test_other_readings_follow_as_deleted_text() -> None:
    page = with_alternative(page_of(["الرقم 123"]), "123", "128")
    root = parsed(page)
    assert [each.text for each in root.iter(f"{_XHTML}ins")] == ["123"]
    assert [each.text for each in root.iter(f"{_XHTML}del")] == ["128"]
