"""The PDF as a file: the scan untouched inside, the rules of PDF/A, the same bytes each time."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from pikepdf import Name
from PIL import Image

from domain.documents import Box, Line, PageImage, RecognizedPage, Word
from domain.errors import Unacceptable
from ocr.pdf import PageSource, PdfPage, write_pdf
from tests.pages import laid_out
from tests.pdf_a_rules import problems

CREATED = dt.datetime(2021, 1, 26, 9, 30, tzinfo=dt.UTC)
WORD = Word("كلمة", Box(20, 20, 60, 14), 0.9)


def picture(mode: str = "L", size: tuple[int, int] = (200, 120)) -> Image.Image:
    """A picture without symmetry, so that a turn or a mirror shows."""
    ramp = np.add.outer(np.arange(size[1]) * 2, np.arange(size[0])) % 256
    ramp[: size[1] // 4, : size[0] // 5] = 0
    return Image.fromarray(ramp.astype(np.uint8)).convert(mode)


def read_as(image: Image.Image, number: int = 1, rotation: int = 0) -> RecognizedPage:
    line = Line((WORD,), WORD.box)
    return RecognizedPage(number, image.width, image.height, 72, rotation, (line,), 0.9, "fake")


def pdf_of_file(path: Path, fmt: str, *pages: RecognizedPage, password: str | None = None) -> bytes:
    out = io.BytesIO()
    sources = [PdfPage(PageSource(path, fmt, page.number, password=password), page) for page in pages]
    write_pdf(sources, out, title="وثيقة <1> & أخرى", document_id="D-1", created=CREATED)
    return out.getvalue()


def entries(data: bytes) -> tuple[bytes, str, dict[str, object]]:
    """The scan's raw bytes, its filter, and its other entries."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        scan = pdf.pages[0].Resources.XObject.Scan
        return scan.read_raw_bytes(), str(scan.Filter), {key: str(scan[key]) for key in scan}


def shown(data: bytes, page: int = 0) -> Image.Image:
    """A page as PDFium paints it, one pixel per point."""
    with pypdfium2.PdfDocument(data) as document:
        return document[page].render(scale=1).to_pil().convert("L")


def looks_like(painted: Image.Image, wanted: Image.Image) -> bool:
    difference = np.abs(np.asarray(painted, np.int16) - np.asarray(wanted.convert("L"), np.int16))
    return painted.size == wanted.size and float(difference.mean()) < 6


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_jpeg_bytes_are_the_scanners_own(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "scan.jpg"
    picture(mode).save(path, dpi=(72, 72), quality=60)
    data = pdf_of_file(path, "jpeg", read_as(picture()))
    assert entries(data)[:2] == (path.read_bytes(), "/DCTDecode")
    assert looks_like(shown(data), Image.open(path))
    assert problems(data) == []


def test_jpeg_2000_bytes_are_the_scanners_own(tmp_path: Path) -> None:
    path = tmp_path / "scan.jp2"
    picture().save(path)
    data = pdf_of_file(path, "jp2", read_as(picture()))
    assert entries(data)[:2] == (path.read_bytes(), "/JPXDecode")


@pytest.mark.parametrize("photometric", [0, 1])
def test_one_strip_of_g4_is_passed_through(tmp_path: Path, photometric: int) -> None:
    path = tmp_path / "scan.tif"
    picture("1").save(path, compression="group4", tiffinfo={278: 120, 262: photometric})
    with Image.open(path) as stored:
        start, size = stored.tag_v2[273][0], stored.tag_v2[279][0]  # type: ignore[attr-defined]
    data = pdf_of_file(path, "tiff", read_as(picture()))
    assert entries(data)[:2] == (path.read_bytes()[start : start + size], "/CCITTFaxDecode")
    assert looks_like(shown(data), picture("1"))


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
def test_png_rows_are_passed_through(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "scan.png"
    picture(mode).save(path)
    data = pdf_of_file(path, "png", read_as(picture()))
    raw, name, _ = entries(data)
    assert name == "/FlateDecode"
    assert raw in path.read_bytes()
    assert looks_like(shown(data), picture(mode))
    assert problems(data) == []


def test_transparent_png_lies_on_white(tmp_path: Path) -> None:
    path = tmp_path / "scan.png"
    Image.new("RGBA", (200, 120), (0, 0, 0, 0)).save(path)
    assert looks_like(shown(pdf_of_file(path, "png", read_as(picture()))), Image.new("L", (200, 120), 255))


@pytest.mark.parametrize("fmt", ["BMP", "WEBP", "GIF"])
def test_other_formats_lose_nothing(tmp_path: Path, fmt: str) -> None:
    path = tmp_path / "scan"
    picture("RGB").save(path, fmt, **({"lossless": True} if fmt == "WEBP" else {}))
    data = pdf_of_file(path, fmt.lower(), read_as(picture()))
    with pikepdf.open(io.BytesIO(data)) as pdf, Image.open(path) as wanted:
        kept = pikepdf.PdfImage(pdf.pages[0].Resources.XObject.Scan).as_pil_image()
        assert kept.convert("RGB").tobytes() == wanted.convert("RGB").tobytes()


def test_pages_of_a_tiff_are_kept_without_loss(tmp_path: Path) -> None:
    path = tmp_path / "scan.tif"
    frames = [picture("1"), picture("L"), picture("RGB")]
    frames[0].save(path, save_all=True, append_images=frames[1:])
    data = pdf_of_file(path, "tiff", *(read_as(frame, number) for number, frame in enumerate(frames, 1)))
    for index, frame in enumerate(frames):
        assert looks_like(shown(data, index), frame)
    assert problems(data) == []


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_scan_is_shown_as_its_orientation_tag_says(tmp_path: Path, orientation: int) -> None:
    path = tmp_path / "scan.jpg"
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture().save(path, exif=exif, quality=95)
    upright = picture() if orientation < 5 else picture().transpose(Image.Transpose.TRANSPOSE)
    turns = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}  # Pillow's Transpose for each orientation
    wanted = picture().transpose(Image.Transpose(turns[orientation])) if orientation > 1 else picture()
    assert looks_like(shown(pdf_of_file(path, "jpeg", read_as(upright))), wanted)


@pytest.mark.parametrize(("rotation", "turn"), [(90, 4), (180, 3), (270, 2)])
def test_a_turned_page_is_shown_upright(tmp_path: Path, rotation: int, turn: int) -> None:
    path = tmp_path / "scan.jpg"
    picture().save(path, quality=95)
    data = pdf_of_file(path, "jpeg", read_as(picture(), rotation=rotation))
    assert looks_like(shown(data), picture().transpose(Image.Transpose(turn)))
    assert entries(data)[0] == path.read_bytes()


def test_fax_pixels_keep_their_shape(tmp_path: Path) -> None:
    path = tmp_path / "fax.tif"
    picture("1").save(path, compression="group4", dpi=(204, 98))
    page = dataclasses.replace(read_as(picture()), dpi=204)
    with pypdfium2.PdfDocument(pdf_of_file(path, "tiff", page)) as document:
        width, height = document[0].get_size()
    assert width == pytest.approx(200 * 72 / 204, rel=0.01)
    assert height == pytest.approx(120 * 72 / 98, rel=0.01)


def scan_as_pdf(path: Path, rotate: int = 0, password: str | None = None) -> bytes:
    """A PDF of one JPEG that fills its page; the JPEG's bytes are returned."""
    jpeg = io.BytesIO()
    picture().save(jpeg, "JPEG")
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(100, 60))
        image = pikepdf.Stream(pdf, jpeg.getvalue(), Type=Name.XObject, Subtype=Name.Image, Width=200, Height=120)
        image.BitsPerComponent, image.ColorSpace, image.Filter = 8, Name.DeviceGray, Name.DCTDecode
        page = pdf.pages[0]
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
        page.Contents = pikepdf.Stream(pdf, b"q 100 0 0 60 0 0 cm /Im0 Do Q")
        page.Rotate = rotate
        encryption = pikepdf.Encryption(owner=password, user=password) if password else False
        pdf.save(path, encryption=encryption)
    return jpeg.getvalue()


@pytest.mark.parametrize("password", [None, "sesame"])
def test_a_scan_in_a_pdf_keeps_its_bytes(tmp_path: Path, password: str | None) -> None:
    path = tmp_path / "scan.pdf"
    jpeg = scan_as_pdf(path, password=password)
    data = pdf_of_file(path, "pdf", read_as(picture()), password=password)
    assert entries(data)[:2] == (jpeg, "/DCTDecode")
    assert looks_like(shown(data), picture())
    assert problems(data) == []


def test_a_pdf_page_that_its_file_turns_stays_turned(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    jpeg = scan_as_pdf(path, rotate=90)
    turned = picture().transpose(Image.Transpose.ROTATE_270)
    data = pdf_of_file(path, "pdf", read_as(turned))
    assert entries(data)[0] == jpeg
    assert looks_like(shown(data), turned)


def test_any_other_pdf_page_is_drawn(tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 120))
        pdf.pages[0].Contents = pikepdf.Stream(pdf, b"0 0 1 rg 20 20 90 40 re f")
        pdf.save(path)
    data = pdf_of_file(path, "pdf", read_as(picture()))
    assert shown(data).getpixel((60, 80)) != 255
    assert shown(data).getpixel((150, 80)) == 255
    assert entries(data)[2]["/ColorSpace"] == "/DeviceRGB"
    assert problems(data) == []


def test_pixels_serve_where_there_is_no_file() -> None:
    image = picture()
    out = io.BytesIO()
    source = PageSource(None, "", 1, PageImage(1, 200, 120, 1, None, image.tobytes()))
    write_pdf([PdfPage(source, read_as(image))], out, title="t", document_id="D", created=CREATED)
    assert looks_like(shown(out.getvalue()), image)


def test_a_damaged_picture_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "scan.bmp"
    path.write_bytes(b"BM" + bytes(40))
    with pytest.raises(Unacceptable):
        pdf_of_file(path, "bmp", read_as(picture()))


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "scan.jpg"
    picture().save(path)
    page = read_as(picture())
    assert pdf_of_file(path, "jpeg", page) == pdf_of_file(path, "jpeg", page)


def test_a_page_of_text_keeps_the_rules_of_pdf_a() -> None:
    page = laid_out([["رقم", "الطلب", "2021-000123", "(الاسم)", "A4", "٢٠٢١-٠٠٠١٢٣"]] * 5)
    out = io.BytesIO()
    blank = PageImage(1, page.width, page.height, 1, (150, 150), b"\xff" * (page.width * page.height))
    write_pdf([PdfPage(PageSource(None, "", 1, blank), page)] * 2, out, title="ت", document_id="D", created=CREATED)
    assert problems(out.getvalue()) == []


def test_a_page_without_words_is_written(tmp_path: Path) -> None:
    path = tmp_path / "scan.jpg"
    picture().save(path)
    data = pdf_of_file(path, "jpeg", dataclasses.replace(read_as(picture()), lines=(), blank=True))
    assert problems(data) == []
