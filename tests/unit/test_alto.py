"""ALTO 4 as other programs read it: strings with their boxes in reading order, and how far the text is turned."""

from __future__ import annotations

import io
from xml.etree import ElementTree as ET

from ocr.alto import write_alto
from tests.paper_pages import page_of, with_alternative

_ALTO = "{http://www.loc.gov/standards/alto/ns-v4#}"


def test_strings_stand_in_order_with_their_boxes_confidences_and_other_readings() -> None:
    page = with_alternative(page_of(["رقم الطلب: ٢٠٢١-٠٠٠١٢٣", "وزارة & <Latin>"], rotation=270), "الطلب:", "الطالب:")
    out = io.BytesIO()
    write_alto([page], out)
    root = ET.fromstring(out.getvalue())
    words = [word for line in page.lines for word in line.words]
    strings = list(root.iter(f"{_ALTO}String"))
    assert [each.get("CONTENT") for each in strings] == [word.text for word in words]
    for word, each in zip(words, strings, strict=True):
        box = word.box
        assert [int(each.get(name, "")) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT")] == [
            box.left,
            box.top,
            box.width,
            box.height,
        ]
        assert float(each.get("WC", "")) == word.confidence
    assert [each.text for each in root.iter(f"{_ALTO}ALTERNATIVE")] == ["الطالب:"]
    assert {each.get("ROTATION") for each in root.iter(f"{_ALTO}TextBlock")} == {"270"}  # it lies on its right side
    blocks = [each.get("ID") for each in root.iter(f"{_ALTO}TextBlock")]
    assert [each.get("REF") for each in root.iter(f"{_ALTO}ElementRef")] == blocks
