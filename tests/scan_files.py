"""Scans of every format, drawn by the tests themselves."""

from __future__ import annotations

import io
import struct
from email.message import EmailMessage
from typing import Any

import img2pdf
import numpy as np
import pikepdf
import pillow_heif
from PIL import Image

ORIENTATION = 0x0112


def picture(width: int = 120, height: int = 90, mode: str = "RGB", seed: int = 1) -> Image.Image:
    """Soft patches of colour with a dark block in the top left corner: which way is up can be told."""
    coarse = np.random.default_rng(seed).integers(90, 255, (6, 8, 3), dtype=np.uint8)
    image = Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)
    image.paste((10, 20, 30), (0, 0, width // 4, height // 4))
    return image.convert(mode)


def encoded(image: Image.Image, fmt: str, **options: Any) -> bytes:
    """The bytes of a file of Pillow's format `fmt`."""
    pillow_heif.register_heif_opener()
    out = io.BytesIO()
    image.save(out, fmt, **options)
    return out.getvalue()


def turned_jpeg(orientation: int) -> bytes:
    """A JPEG whose orientation tag must be heeded for the dark block to be top left."""
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    image = picture()
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return encoded(image.transpose(undo[orientation]) if orientation in undo else image, "JPEG", quality=95, exif=exif)


def tiff_pages(count: int, **options: Any) -> bytes:
    """A TIFF of `count` pages, each of its own size."""
    pages = [picture(60 + 10 * number, 80, seed=number) for number in range(count)]
    return encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:], **options)


def old_jpeg_tiff(jpeg: bytes, width: int, height: int, *, strips: bool = True) -> bytes:
    """A TIFF of the old JPEG kind (compression 6; TIFF 6.0, section 22): a whole JPEG stream that tags 513 and 514 point to.

    Some writers also state it as a strip, some do not. `jpeg` has three components, sampled 1:2 across and down.
    """
    entries = [(256, 4, 1, width), (257, 4, 1, height), (259, 3, 1, 6), (262, 3, 1, 6), (277, 3, 1, 3), (530, 3, 2, 2 | 2 << 16)]
    count = len(entries) + 3 + 3 * strips
    bits = 8 + 2 + 12 * count + 4
    stream = bits + 6
    entries += [(258, 3, 3, bits), (513, 4, 1, stream), (514, 4, 1, len(jpeg))]
    entries += [(273, 4, 1, stream), (278, 4, 1, height), (279, 4, 1, len(jpeg))] if strips else []
    table = b"".join(struct.pack("<HHII", *entry) for entry in sorted(entries))
    return struct.pack("<2sHIH", b"II", 42, 8, count) + table + struct.pack("<I3H", 0, 8, 8, 8) + jpeg


def pdf_of_picture(data: bytes, *, encoding: str = "DCTDecode", size: tuple[int, int] = (160, 120)) -> bytes:
    """A PDF of one page that its picture covers, `data` put in as it is, whatever it holds."""
    with pikepdf.Pdf.new() as pdf:
        pdf.add_blank_page(page_size=size)
        picture = pikepdf.Stream(pdf, data)
        picture.update({"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": size[0], "/Height": size[1]})
        picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
        picture.Filter = pikepdf.Name("/" + encoding)
        pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=pdf.make_indirect(picture)))
        pdf.pages[0].Contents = pdf.make_stream(b"q %d 0 0 %d 0 0 cm /I Do Q" % size)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def scanned_pdf(*pages: bytes, dpi: int = 300) -> bytes:
    """A PDF in which each page is one image file, untouched."""
    layout = img2pdf.get_fixed_dpi_layout_fun((dpi, dpi))
    made = img2pdf.convert(list(pages), layout_fun=layout, rotation=img2pdf.Rotation.ifvalid)
    assert made is not None
    return made


def drawn_pdf(pages: int = 1, width: float = 210.0, height: float = 297.0) -> bytes:
    """A PDF of `pages` blank pages with a line of text, sizes in points."""
    with pikepdf.Pdf.new() as pdf:
        font = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        for number in range(pages):
            pdf.add_blank_page(page_size=(width, height))
            page = pdf.pages[-1]
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            page.Contents = pdf.make_stream(b"BT /F1 24 Tf 20 100 Td (Page %d) Tj ET" % (number + 1))
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def mail() -> bytes:
    """A message with an Arabic text and one attached picture."""
    message = EmailMessage()
    message["From"], message["To"] = "clerk@example.org", "archive@example.org"
    message["Subject"] = "كتاب وارد"
    message["Date"] = "Tue, 26 Jan 2021 10:00:00 +0200"
    message.set_content("السلام عليكم\nمرفق كتاب الجمعية.\n")
    message.add_attachment(encoded(picture(), "PNG"), maintype="image", subtype="png", filename="صورة.png")
    return message.as_bytes()


def every_format() -> dict[str, bytes]:
    """One whole file of each format, by the name that `sniff` gives it (a second of its kind has a suffix)."""
    image = picture(160, 120)
    return {
        "jpeg": encoded(image, "JPEG"),
        "jpeg-progressive": encoded(image, "JPEG", progressive=True),
        "png": encoded(image, "PNG"),
        "tiff": tiff_pages(3, compression="tiff_lzw"),
        "tiff-g4": encoded(image.convert("1"), "TIFF", compression="group4"),
        "tiff-big": encoded(image, "TIFF", big_tiff=True),
        "tiff-jpeg": encoded(image, "TIFF", compression="jpeg"),
        "tiff-oldjpeg": old_jpeg_tiff(encoded(image, "JPEG"), 160, 120),
        "tiff-deep": encoded(
            Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257), "TIFF", compression="tiff_lzw"
        ),
        "tiff-cmyk": encoded(image.convert("CMYK"), "TIFF", compression="tiff_lzw"),
        "tiff-g3": encoded(image.convert("1"), "TIFF", compression="group3"),
        "pdf": scanned_pdf(encoded(image, "JPEG")),
        "pdf-drawn": drawn_pdf(3),
        "heic": encoded(image, "HEIF"),
        "avif": encoded(image, "AVIF"),
        "webp": encoded(image, "WEBP"),
        "jp2": encoded(image, "JPEG2000"),
        "bmp": encoded(image, "BMP"),
        "gif": encoded(image, "GIF"),
        "eml": mail(),
    }
