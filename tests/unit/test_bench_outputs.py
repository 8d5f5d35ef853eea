"""The measure of our PDFs tells a whole one from one whose words, boxes or picture are not those that were put in."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path

import pytest
from PIL import Image

from bench.ocr.outputs import CREATED, judged
from bench.ocr.pdf_readers import installed
from bench.ocr.sets import TruePage
from domain.documents import PageImage
from ocr.pdf import PageSource, PdfPage, write_pdf
from tests.pages import laid_out


@pytest.mark.skipif(not installed("poppler"), reason="pdftotext is not installed")
def test_what_is_missing_is_counted(tmp_path: Path) -> None:
    page = laid_out([["الجمهورية", "العربية", "السورية"], ["رقم", "الطلب", "٢٠٢١"]])
    scan, other = tmp_path / "scan.png", tmp_path / "other.png"
    Image.new("L", (page.width, page.height), 255).save(scan)
    Image.new("L", (page.width, page.height), 9).save(other)
    out = io.BytesIO()
    write_pdf([PdfPage(PageSource(scan, "png", 1), page)], out, title="ت", document_id="D", created=CREATED)
    image = PageImage(1, page.width, page.height, 1, (150, 150), b"\xff" * (page.width * page.height))
    true = TruePage("scan", scan, "png", image, (), (), (), (), 0, "ordinary")

    whole = judged(out.getvalue(), [true], [page])
    assert (whole["words"], whole["pdfium"], whole["poppler"], whole["boxes"], whole["kept"], whole["broken"]) == (
        6,
        6,
        6,
        6,
        1,
        0,
    )

    dark = dataclasses.replace(true, file=other, image=dataclasses.replace(image, pixels=b"\x09" * len(image.pixels)))
    foreign = judged(out.getvalue(), [dark], [laid_out([["وزارة", "الداخلية"]], pitch=90)])
    assert (foreign["pdfium"], foreign["boxes"], foreign["kept"]) == (0, 0, 0)
