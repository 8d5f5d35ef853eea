"""Hostile PDFs: circles, bombs, tables that lead nowhere, pages and pictures beyond all measure."""

from __future__ import annotations

import io
import random
import zlib
from collections.abc import Callable

import pikepdf

Random = random.Random
FLATE = pikepdf.Name.FlateDecode


def pdf_of(build: Callable[[pikepdf.Pdf], None]) -> bytes:
    """The PDF that `build` fills."""
    out = io.BytesIO()
    with pikepdf.Pdf.new() as pdf:
        build(pdf)
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def pdf_of_many_objects(count: int) -> bytes:
    """One page and `count` objects that nothing refers to, written by hand for speed."""
    heads = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>",
    ]
    return _pdf_by_hand([*heads, *[b"7"] * max(0, count - 3)])


def _pdf_by_hand(objects: list[bytes], trailer: bytes = b"") -> bytes:
    out, offsets = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
    out.write(b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, table))
    return out.getvalue()


def pdf_of_a_million_objects(chance: Random) -> bytes:
    return pdf_of_many_objects(1_000_000)


def circular_pdf(chance: Random) -> bytes:
    return pdf_of_many_objects(3).replace(b"/Kids[3 0 R]/Count 1", b"/Kids[2 0 R]/Count 9")


def pdf_of_one_page_many_times(chance: Random) -> bytes:
    kids = b" ".join([b"3 0 R"] * 20_000)
    return _pdf_by_hand(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[%s]/Count 20000>>" % kids,
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>",
        ]
    )


def pdf_with_wrong_table(chance: Random) -> bytes:
    content = pdf_of_many_objects(40)
    at = content.rindex(b"xref\n0")
    return content[:at] + content[at:].replace(b"0 n", b"%d n" % chance.randrange(9))


def pdf_whose_table_leads_to_itself(chance: Random) -> bytes:
    content = pdf_of_many_objects(9)
    table = content.rindex(b"xref\n0 ")
    return _pdf_by_hand([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"], b"/Prev %d" % (table % 100))


def pdf_nested_deeply(chance: Random) -> bytes:
    deep = b"[" * 100_000 + b"]" * 100_000
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Deep %s>>" % deep
    return _pdf_by_hand([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page])


def pdf_with_bomb(chance: Random) -> bytes:
    """Contents of 400 MB of operators that pack into a few hundred kilobytes."""

    def build(pdf: pikepdf.Pdf) -> None:
        pdf.add_blank_page(page_size=(200, 200))
        packer = zlib.compressobj(9)
        piece = b"0 0 m 9 9 l S " * 70_000
        stream = pikepdf.Stream(pdf, b"".join(packer.compress(piece) for _ in range(400)) + packer.flush())
        stream.Filter = FLATE
        pdf.pages[0].Contents = pdf.make_indirect(stream)

    return pdf_of(build)


def pdf_packed_many_times(chance: Random) -> bytes:
    """Zeros packed, and packed again."""

    def build(pdf: pikepdf.Pdf) -> None:
        pdf.add_blank_page(page_size=(200, 200))
        packed = zlib.compress(zlib.compress(zlib.compress(bytes(500_000_000), 9), 9), 9)
        stream = pikepdf.Stream(pdf, packed)
        stream.Filter = pikepdf.Array([FLATE, FLATE, FLATE])
        pdf.pages[0].Contents = pdf.make_indirect(stream)

    return pdf_of(build)


def pdf_of_forms_in_forms(chance: Random) -> bytes:
    """Forms that each draw the next ten times over, twelve deep."""

    def build(pdf: pikepdf.Pdf) -> None:
        form = {"Type": pikepdf.Name.XObject, "Subtype": pikepdf.Name.Form, "BBox": [0, 0, 9, 9]}
        inner = pdf.make_stream(b"0 0 9 9 re f", **form)
        for _ in range(12):
            outer = pdf.make_stream(b"/F Do " * 10, **form)
            outer.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=inner))
            inner = outer
        pdf.add_blank_page(page_size=(200, 200))
        pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=inner))
        pdf.pages[0].Contents = pdf.make_stream(b"/F Do")

    return pdf_of(build)


def pdf_with_endless_sheet(chance: Random) -> bytes:
    def build(pdf: pikepdf.Pdf) -> None:
        pdf.add_blank_page(page_size=(14_400, 14_400))
        pdf.pages[0].UserUnit = 1000

    return pdf_of(build)


def pdf_whose_picture_is_noise(chance: Random) -> bytes:
    return _pdf_of_picture(chance.randbytes(3000), "DCTDecode", 300, 200)


def pdf_whose_picture_is_huge(chance: Random) -> bytes:
    return _pdf_of_picture(zlib.compress(bytes(1_000_000)), "FlateDecode", 60_000, 60_000)


def _pdf_of_picture(data: bytes, encoding: str, width: int, height: int) -> bytes:
    def build(pdf: pikepdf.Pdf) -> None:
        pdf.add_blank_page(page_size=(300, 200))
        picture = pikepdf.Stream(pdf, data)
        picture.update({"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": width, "/Height": height})
        picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
        picture.Filter = pikepdf.Name("/" + encoding)
        pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=pdf.make_indirect(picture)))
        pdf.pages[0].Contents = pdf.make_stream(b"q 300 0 0 200 0 0 cm /I Do Q")

    return pdf_of(build)
