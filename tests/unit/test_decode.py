"""Pages come out upright, in 8-bit grey or RGB, at their own pixels, whatever the file; or with a reason why not."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from PIL import Image

from domain.documents import PageImage
from domain.errors import Unacceptable
from domain.messages import Reason
from ingest.decode import decode_page, page_count, text_layer
from ingest.limits import Limits
from tests.scan_files import (
    drawn_pdf,
    encoded,
    every_format,
    old_jpeg_tiff,
    pdf_of_picture,
    picture,
    scanned_pdf,
    tiff_pages,
    turned_jpeg,
)


def pixels(page: PageImage) -> np.ndarray[Any, Any]:
    shape = (page.height, page.width) if page.channels == 1 else (page.height, page.width, 3)
    return np.frombuffer(page.pixels, np.uint8).reshape(shape)


def decoded(folder: Path, content: bytes, fmt: str, number: int = 1, **options: Any) -> PageImage:
    file = folder / "file"
    file.write_bytes(content)
    return decode_page(file, fmt, number, **options)


def refused(folder: Path, content: bytes, fmt: str, limits: Limits | None = None) -> Reason:
    file = folder / "file"
    file.write_bytes(content)
    with pytest.raises(Unacceptable) as caught:
        for number in range(1, page_count(file, fmt, limits or Limits()) + 1):
            decode_page(file, fmt, number, limits or Limits())
    return caught.value.reason


@pytest.mark.parametrize(("name", "content"), [item for item in every_format().items() if item[0] != "eml"])
def test_every_format_is_decoded_the_same_each_time(name: str, content: bytes, tmp_path: Path) -> None:
    page = decoded(tmp_path, content, name.split("-", maxsplit=1)[0])
    assert page.channels in {1, 3}
    assert len(page.pixels) == page.width * page.height * page.channels
    assert decoded(tmp_path, content, name.split("-", maxsplit=1)[0]) == page


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_are_turned_as_they_say(orientation: int, tmp_path: Path) -> None:
    page = decoded(tmp_path, turned_jpeg(orientation), "jpeg")
    assert (page.width, page.height) == (120, 90)
    assert pixels(page)[:20, :25].mean() < 50
    assert pixels(page)[40:, 40:].mean() > 90


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_tiff_is_turned_once(orientation: int, tmp_path: Path) -> None:
    content = encoded(picture(), "TIFF", tiffinfo={274: orientation})
    expected = np.asarray(picture())
    turns = {
        2: "FLIP_LEFT_RIGHT",
        3: "ROTATE_180",
        4: "FLIP_TOP_BOTTOM",
        5: "TRANSPOSE",
        6: "ROTATE_270",
        7: "TRANSVERSE",
        8: "ROTATE_90",
    }
    if orientation in turns:
        expected = np.asarray(picture().transpose(Image.Transpose[turns[orientation]]))
    assert np.array_equal(pixels(decoded(tmp_path, content, "tiff")), expected)


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "CMYK", "YCbCr", "LAB", "P", "I;16", "RGBA", "LA"])
def test_every_colour_model_of_tiff_keeps_its_look(mode: str, tmp_path: Path) -> None:
    source = picture().convert("RGB")
    if mode == "I;16":
        image = Image.fromarray(np.asarray(source.convert("L")).astype(np.uint16) * 257)
    elif mode == "LAB":
        grey = np.asarray(source.convert("L"))
        image = Image.merge("LAB", [Image.fromarray(layer) for layer in (grey, np.full_like(grey, 128), np.full_like(grey, 128))])
    else:
        image = source.convert("L").convert(mode) if mode == "LA" else source.convert(mode)
    grey = pixels(decoded(tmp_path, encoded(image, "TIFF"), "tiff"))
    grey = grey if grey.ndim == 2 else grey.mean(axis=2)
    dark, light = grey[:20, :25].mean(), grey[45:, 60:].mean()
    assert dark < 60
    assert light > 110


def test_what_is_transparent_is_white_paper(tmp_path: Path) -> None:
    image = Image.new("RGBA", (40, 40), (255, 0, 0, 0))
    image.paste((0, 0, 0, 255), (10, 10, 20, 20))
    for fmt in ("PNG", "WEBP", "TIFF"):
        page = pixels(decoded(tmp_path, encoded(image, fmt, **({"lossless": True} if fmt == "WEBP" else {})), fmt.lower()))
        assert page[0, 0].min() == 255
        assert page[15, 15].max() == 0
    palette = image.convert("P")
    page = pixels(decoded(tmp_path, encoded(palette, "PNG", transparency=palette.getpixel((0, 0))), "png"))
    assert page[0, 0].min() == 255


def test_twelve_bits_in_sixteen_are_not_black(tmp_path: Path) -> None:
    samples = np.linspace(0, 4095, 100 * 100).astype(np.uint16).reshape(100, 100)
    page = pixels(decoded(tmp_path, encoded(Image.fromarray(samples), "TIFF"), "tiff"))
    assert page.max() == 255
    assert page.min() == 0


@pytest.mark.parametrize("compression", ["group3", "group4", "tiff_ccitt", "packbits", "tiff_lzw", "tiff_adobe_deflate"])
def test_bilevel_compressions(compression: str, tmp_path: Path) -> None:
    image = picture(400, 300, "1")
    assert np.array_equal(
        pixels(decoded(tmp_path, encoded(image, "TIFF", compression=compression), "tiff")), np.asarray(image.convert("L"))
    )


@pytest.mark.parametrize("strips", [True, False])
def test_jpeg_of_the_old_kind_in_a_tiff(strips: bool, tmp_path: Path) -> None:
    image = picture(160, 120)
    content = old_jpeg_tiff(encoded(image, "JPEG", quality=92), 160, 120, strips=strips)
    page = pixels(decoded(tmp_path, content, "tiff"))
    assert np.abs(page.astype(int) - np.asarray(image)).mean() < 4


def test_a_tiff_of_the_big_kind(tmp_path: Path) -> None:
    content = encoded(picture(), "TIFF", big_tiff=True)
    assert content[:4] == b"II+\0"
    assert np.array_equal(pixels(decoded(tmp_path, content, "tiff")), np.asarray(picture()))


def test_pages_of_a_tiff_are_counted_and_kept_apart(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(tiff_pages(4))
    assert page_count(file, "tiff") == 4
    assert [decode_page(file, "tiff", number).width for number in (1, 2, 3, 4)] == [60, 70, 80, 90]


def test_the_stated_resolution_is_kept_where_it_makes_sense(tmp_path: Path) -> None:
    assert decoded(tmp_path, encoded(picture(), "JPEG", dpi=(200, 100)), "jpeg").dpi == (200, 100)
    assert decoded(tmp_path, encoded(picture(), "JPEG", dpi=(1, 1)), "jpeg").dpi is None
    exif = Image.Exif()
    exif[274] = 6
    assert decoded(tmp_path, encoded(picture(), "JPEG", dpi=(200, 100), exif=exif), "jpeg").dpi == (100, 200)


# ── PDF ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("mode", ["1", "L", "RGB"])
@pytest.mark.parametrize("size", [(640, 480), (1240, 1754), (333, 777)])
def test_a_scanned_page_has_exactly_the_pixels_of_its_scan(mode: str, size: tuple[int, int], tmp_path: Path) -> None:
    image = picture(*size, mode=mode)
    page = decoded(tmp_path, scanned_pdf(encoded(image, "PNG"), dpi=217), "pdf")
    assert (page.width, page.height) == size
    assert page.channels == (3 if mode == "RGB" else 1)
    assert np.array_equal(pixels(page), np.asarray(image.convert("RGB" if mode == "RGB" else "L")))
    assert page.dpi == pytest.approx((217, 217), rel=0.01)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_turned_page_of_a_scan_is_upright_and_exact(rotation: int, tmp_path: Path) -> None:
    image = picture(640, 480)
    with pikepdf.open(io.BytesIO(scanned_pdf(encoded(image, "PNG")))) as pdf:
        pdf.pages[0].Rotate = rotation
        out = io.BytesIO()
        pdf.save(out)
    page = decoded(tmp_path, out.getvalue(), "pdf")
    expected = np.rot90(np.asarray(image), -rotation // 90)
    assert np.array_equal(pixels(page), expected)


def test_a_cropped_page_shows_only_its_part_at_the_same_resolution(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(scanned_pdf(encoded(picture(600, 600), "PNG"), dpi=144))) as pdf:
        pdf.pages[0].CropBox = [0, 150, 150, 300]
        out = io.BytesIO()
        pdf.save(out)
    page = decoded(tmp_path, out.getvalue(), "pdf")
    assert (page.width, page.height) == (300, 300)
    assert pixels(page)[:100, :100].mean() < 60


def test_a_drawn_page_is_rendered_at_300_dpi_and_tells_its_text(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(drawn_pdf(2, 210, 297))
    assert page_count(file, "pdf") == 2
    page = decode_page(file, "pdf", 2)
    assert (page.width, page.height, page.channels) == (875, 1238, 1)
    words = text_layer(file, 2)
    assert [word.text for word in words] == ["Page", "2"]
    for word in words:
        box = word.box
        assert pixels(page)[box.top : box.bottom, box.left : box.right].min() < 100
    assert pixels(page)[: words[0].box.top - 5].min() == 255


def test_what_is_written_in_form_fields_is_drawn(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(drawn_pdf(1, 200, 200))) as pdf:
        page = pdf.pages[0]
        look = pdf.make_stream(
            b"0 0 1 rg 0 0 80 40 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 80, 40]
        )
        field = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T=pikepdf.String("a"), F=4,
            Rect=[100, 10, 180, 50], AP=pikepdf.Dictionary(N=look), V=pikepdf.String("x"),
        )  # fmt: skip
        page.Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(field)]))
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=page.Annots)
        out = io.BytesIO()
        pdf.save(out)
    shown = pixels(decoded(tmp_path, out.getvalue(), "pdf"))
    assert shown.ndim == 3
    assert tuple(shown[700, 580]) == (0, 0, 255)


@pytest.mark.parametrize("encoding", ["DCTDecode", "JPXDecode"])
def test_a_page_whose_scan_cannot_be_decoded_is_damaged_and_not_blank(encoding: str, tmp_path: Path) -> None:
    assert refused(tmp_path, pdf_of_picture(b"nothing that could be decoded" * 99, encoding=encoding), "pdf") is Reason.DAMAGED


JBIG2_PAGE = bytes.fromhex("00000000 30 00 01 00000013  000000a0 00000078 00000000 00000000 00 0000")  # ITU-T T.88, 7.4.8


@pytest.mark.parametrize(
    "data",
    [
        b"\x97JB2\r\n\x1a\n\x01\0\0\0\x01" + JBIG2_PAGE,
        b"",
        JBIG2_PAGE[:-1],
        JBIG2_PAGE + b"\0\0\0\1\x26",
        bytes.fromhex("00000000 31 00 01 00000000"),
        JBIG2_PAGE + bytes.fromhex("00000001 3f 00 01 00000000"),
    ],
    ids=["file-header", "empty", "cut", "cut-header", "no-page", "unknown-segment"],
)
def test_jbig2_that_no_decoder_can_follow_is_damaged_and_not_blank(data: bytes, tmp_path: Path) -> None:
    assert refused(tmp_path, pdf_of_picture(data, encoding="JBIG2Decode"), "pdf") is Reason.DAMAGED


def test_a_blank_jbig2_scan_is_white(tmp_path: Path) -> None:
    end_of_page = bytes.fromhex("00000001 31 00 01 00000000")
    assert pixels(decoded(tmp_path, pdf_of_picture(JBIG2_PAGE + end_of_page, encoding="JBIG2Decode"), "pdf")).min() == 255


def test_a_scan_of_white_paper_is_white(tmp_path: Path) -> None:
    white = encoded(Image.new("RGB", (160, 120), "white"), "JPEG")
    assert pixels(decoded(tmp_path, pdf_of_picture(white), "pdf")).min() == 255


def test_an_encrypted_pdf_waits_for_its_password(tmp_path: Path) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(drawn_pdf())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user="سر", owner="o", R=6))
    assert refused(tmp_path, out.getvalue(), "pdf") is Reason.ENCRYPTED
    file = tmp_path / "file"
    assert page_count(file, "pdf", password="سر") == 1
    assert decode_page(file, "pdf", 1, password="سر").width == 875
    with pytest.raises(Unacceptable) as caught:
        page_count(file, "pdf", password="no")
    assert caught.value.reason is Reason.ENCRYPTED


# ── refused ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_reasons(tmp_path: Path) -> None:
    jpeg = encoded(picture(400, 300), "JPEG")
    assert refused(tmp_path, b"", "unknown") is Reason.EMPTY
    assert refused(tmp_path, b"some text", "unknown") is Reason.UNSUPPORTED
    assert refused(tmp_path, jpeg[: len(jpeg) // 2], "jpeg") is Reason.INCOMPLETE
    assert refused(tmp_path, b"%PDF-1.7\nnothing\n%%EOF", "pdf") is Reason.DAMAGED
    assert refused(tmp_path, jpeg, "jpeg", Limits(max_pixels=1000)) is Reason.TOO_LARGE
    assert refused(tmp_path, jpeg, "jpeg", Limits(max_file_bytes=100)) is Reason.TOO_LARGE
    assert refused(tmp_path, tiff_pages(4), "tiff", Limits(max_pages=3)) is Reason.TOO_LARGE
    assert refused(tmp_path, drawn_pdf(4), "pdf", Limits(max_pages=3)) is Reason.TOO_LARGE


@pytest.mark.parametrize("name", ["jpeg", "png", "tiff", "tiff-g4", "pdf", "pdf-drawn", "heic", "webp", "jp2"])
def test_a_file_cut_anywhere_is_refused_as_incomplete_or_read_whole(name: str, tmp_path: Path) -> None:
    content = every_format()[name]
    file = tmp_path / "file"
    file.write_bytes(content)
    fmt = name.split("-", maxsplit=1)[0]
    whole_count = page_count(file, fmt)
    for tenths in range(1, 10):
        file.write_bytes(content[: len(content) * tenths // 10])
        try:
            assert page_count(file, fmt) == whole_count
            for number in range(1, whole_count + 1):
                decode_page(file, fmt, number)
        except Unacceptable as error:
            assert error.reason is Reason.INCOMPLETE
        else:
            assert name == "pdf-drawn", "only a PDF that lost nothing but its table can be whole when cut"


def test_damage_in_the_middle_that_leaves_a_picture_goes_on(tmp_path: Path) -> None:
    jpeg = bytearray(encoded(picture(400, 300), "JPEG", quality=95))
    jpeg[len(jpeg) // 2 : len(jpeg) // 2 + 40] = b"\x55" * 40
    assert decoded(tmp_path, bytes(jpeg), "jpeg").width == 400
