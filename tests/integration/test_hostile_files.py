"""Hostile and broken files, each through a worker process with limits: pages or a fitting reason, in time, and nothing worse."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from bench.robustness import Fate, survey
from domain.messages import Reason
from ingest.limits import Limits
from tests.corpus import corpus
from tests.scan_files import encoded, every_format, picture

LIMITS = Limits(memory_bytes=1_500_000_000, seconds_per_page=20.0)
REASONS = {reason.value for reason in Reason}


def fates(folder: Path, files: dict[str, bytes], limits: Limits = LIMITS) -> dict[str, Fate]:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return {fate.path.name: fate for fate in survey([folder / name for name in files], limits)}


def png_claiming(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = zlib.compress(bytes(1_000_000))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )


def jpeg_claiming(width: int, height: int) -> bytes:
    content = bytearray(encoded(picture(), "JPEG"))
    frame = content.index(b"\xff\xc0")
    content[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(content)


def tiff_chain(count: int, *, width: int = 1, circle: bool = False) -> bytes:
    """`count` directories of a one-row black picture, all with the same byte of pixels; a circle leads back to the second."""
    body = bytearray(struct.pack("<2sHI", b"II", 42, 16) + b"\0" * 8)
    entries = [
        (256, 4, 1, width),
        (257, 4, 1, 1),
        (258, 3, 1, 1),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (273, 4, 1, 8),
        (278, 4, 1, 1),
        (279, 4, 1, 1),
    ]
    size = 2 + 12 * len(entries) + 4
    table = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    for number in range(count):
        following = 16 + (number + 1) * size if number + 1 < count else (16 + size if circle else 0)
        body += table + struct.pack("<I", following)
    return bytes(body)


def pdf_of(build: Callable[[pikepdf.Pdf], None]) -> bytes:
    out = io.BytesIO()
    with pikepdf.Pdf.new() as pdf:
        build(pdf)
        pdf.save(out)
    return out.getvalue()


def pdf_with_bomb(pdf: pikepdf.Pdf) -> None:
    """Contents of 400 MB of operators that pack into a few hundred kilobytes."""
    pdf.add_blank_page(page_size=(200, 200))
    packer = zlib.compressobj(9)
    piece = b"0 0 m 9 9 l S " * 70_000
    packed = b"".join(packer.compress(piece) for _ in range(400)) + packer.flush()
    stream = pikepdf.Stream(pdf, packed)
    stream.Filter = pikepdf.Name.FlateDecode
    pdf.pages[0].Contents = pdf.make_indirect(stream)


def pdf_of_forms_in_forms(pdf: pikepdf.Pdf) -> None:
    """Forms that each draw the next ten times over, twelve deep."""
    inner = pdf.make_stream(b"0 0 9 9 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
    for _ in range(12):
        outer = pdf.make_stream(b"/F Do " * 10, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
        outer.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=inner))
        inner = outer
    pdf.add_blank_page(page_size=(200, 200))
    pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=inner))
    pdf.pages[0].Contents = pdf.make_stream(b"/F Do")


def pdf_with_endless_sheet(pdf: pikepdf.Pdf) -> None:
    pdf.add_blank_page(page_size=(14_400, 14_400))
    pdf.pages[0].UserUnit = 1000


def pdf_of_many_objects(count: int) -> bytes:
    """One page and `count` objects that nothing refers to, written by hand for speed."""
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    offsets = []
    heads = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>",
    ]
    for number in range(1, count + 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, heads[number - 1] if number <= 3 else b"7"))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (count + 1))
    out.write(b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
    out.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count + 1, table))
    return out.getvalue()


def circular_pdf() -> bytes:
    content = pdf_of_many_objects(3)
    return content.replace(b"/Kids[3 0 R]/Count 1", b"/Kids[2 0 R]/Count 9")


def test_bombs_are_refused_by_their_size(tmp_path: Path) -> None:
    files = {
        "50000.png": png_claiming(50_000, 50_000),
        "65500.jpg": jpeg_claiming(65_500, 65_500),
        "wide.tif": tiff_chain(1, width=4_000_000_000),
        "pages.tif": tiff_chain(100_000),
    }
    found = fates(tmp_path, files)
    assert {name: fate.result for name, fate in found.items()} == dict.fromkeys(files, "too-large")
    assert max(fate.wall_seconds for fate in found.values()) < LIMITS.seconds_per_page


def test_hostile_pdfs_cost_a_worker_at_most(tmp_path: Path) -> None:
    limits = Limits(memory_bytes=1_500_000_000, seconds_per_page=8.0)
    files = {
        "bomb.pdf": pdf_of(pdf_with_bomb),
        "forms.pdf": pdf_of(pdf_of_forms_in_forms),
        "sheet.pdf": pdf_of(pdf_with_endless_sheet),
        "circle.pdf": circular_pdf(),
        "after.png": encoded(picture(), "PNG"),
    }
    found = fates(tmp_path, files, limits)
    assert {fate.result for fate in found.values()} <= REASONS | {"pages", "died"}
    assert found["after.png"].result == "pages"
    assert max(fate.wall_seconds for fate in found.values()) < limits.seconds_per_page + 3


def test_a_pdf_of_a_million_objects_is_read(tmp_path: Path) -> None:
    found = fates(tmp_path, {"many.pdf": pdf_of_many_objects(1_000_000)})["many.pdf"]
    assert (found.result, found.pages) == ("pages", 1)


def test_a_tiff_whose_directories_run_in_a_circle_ends(tmp_path: Path) -> None:
    found = fates(tmp_path, {"circle.tif": tiff_chain(3, circle=True)})["circle.tif"]
    assert (found.result, found.pages) == ("pages", 3)


def test_nothing_text_and_every_format_cut_short(tmp_path: Path) -> None:
    files = {"empty": b"", "text.pdf": b"not a PDF"}
    whole = {name: content for name, content in every_format().items() if name not in {"eml", "gif", "bmp"}}
    for name, content in whole.items():
        files[f"half.{name}"] = content[: len(content) // 2]
    found = fates(tmp_path, files)
    assert found.pop("empty").result == "empty"
    assert found.pop("text.pdf").result == "unsupported"
    assert {name: fate.result for name, fate in found.items()} == dict.fromkeys(found, "incomplete")


def test_a_pdf_of_many_pages_is_read_with_flat_memory(tmp_path: Path) -> None:
    scan = encoded(picture(1240, 1754), "JPEG", quality=60)

    def build(pdf: pikepdf.Pdf) -> None:
        for number in range(40):
            pdf.add_blank_page(page_size=(595, 842))
            image = pikepdf.Stream(pdf, scan + b"\0" * number)
            image.update({"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": 1240, "/Height": 1754})
            image.ColorSpace, image.BitsPerComponent, image.Filter = pikepdf.Name.DeviceRGB, 8, pikepdf.Name.DCTDecode
            pdf.pages[-1].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=pdf.make_indirect(image)))
            pdf.pages[-1].Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /I Do Q")

    many = pdf_of(build)
    with pikepdf.open(io.BytesIO(many)) as pdf:
        del pdf.pages[3:]
        few = io.BytesIO()
        pdf.save(few)
    found = fates(tmp_path, {"few.pdf": few.getvalue(), "many.pdf": many})
    assert [found["few.pdf"].pages, found["many.pdf"].pages] == [3, 40]
    assert found["many.pdf"].peak_megabytes - found["few.pdf"].peak_megabytes < 25


@pytest.mark.timeout(900)
def test_every_robustness_file_of_the_corpus() -> None:
    paths = sorted(path for path in corpus("robustness").rglob("*") if path.is_file())
    found = list(survey(paths, LIMITS))
    assert {fate.result for fate in found} <= REASONS | {"pages"}
    assert sum(fate.result == "pages" for fate in found) >= 170
    assert max(fate.wall_seconds for fate in found) < LIMITS.seconds_per_page
