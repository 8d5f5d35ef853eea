"""Codes are found on clean, turned and worn pages, and nothing is found where there is none."""

from __future__ import annotations

import time

import numpy as np
import pytest
import segno
import zxingcpp
from PIL import Image, ImageFilter

from bench.separators import PRINTED
from domain.documents import PageImage
from ingest.codes import find_codes
from ingest.decode import decode_page, page_count
from tests.corpus import corpus

A4 = (1654, 2339)  # 200 dpi


def page_of(image: Image.Image) -> PageImage:
    return PageImage(1, image.width, image.height, len(image.getbands()), (200.0, 200.0), image.tobytes())


def sheet(code: Image.Image, at: tuple[int, int] = (500, 700), size: tuple[int, int] = A4) -> Image.Image:
    paper = Image.new("L", size, 255)
    paper.paste(code, at)
    return paper


def qr(text: str, scale: int = 8) -> Image.Image:
    matrix = np.array(
        [[255 * (not cell) for cell in row] for row in segno.make_qr(text, error="m").matrix_iter(border=4)], np.uint8
    )
    return Image.fromarray(np.kron(matrix, np.ones((scale, scale), np.uint8)))


def bars(text: str, symbology: str) -> Image.Image:
    code = zxingcpp.create_barcode(text, zxingcpp.barcode_format_from_str(symbology))
    image = Image.fromarray(np.array(zxingcpp.write_barcode_to_image(code, scale=3)))
    return image.convert("L").resize((image.width, max(image.height, 120)), Image.Resampling.NEAREST)


def worn(image: Image.Image, seed: int) -> Image.Image:
    """Skewed, blurred, unevenly lit, dusty, and compressed to few greys: a poor office scan."""
    rng = np.random.default_rng(seed)
    turned = image.rotate(float(rng.uniform(-4, 4)), resample=Image.Resampling.BILINEAR, fillcolor=255)
    samples = np.asarray(turned.filter(ImageFilter.GaussianBlur(1.2)), np.float32)
    light = np.linspace(0.75, 1.0, samples.shape[1], dtype=np.float32)
    samples = samples * 0.8 * light + 20 + rng.normal(0, 12, samples.shape)
    dust = rng.random(samples.shape) < 0.002
    samples[dust] = rng.integers(0, 255, int(dust.sum()))
    return Image.fromarray(np.clip(samples, 0, 255).astype(np.uint8))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize(
    ("code", "text", "symbology"),
    [
        (qr("WARRAQ:R:2021-000123"), "WARRAQ:R:2021-000123", "QRCode"),
        (bars("PATCHT", "Code39"), "PATCHT", "Code39"),
        (bars("PATCHT", "Code128"), "PATCHT", "Code128"),
        (bars("2021-000123", "DataMatrix"), "2021-000123", "DataMatrix"),
    ],
    ids=["qr", "39", "128", "matrix"],
)
def test_a_code_is_found_however_the_page_lies(code: Image.Image, text: str, symbology: str, turn: int) -> None:
    image = sheet(code).rotate(turn, expand=True)
    found = find_codes(page_of(image))
    assert [(one.text, one.symbology) for one in found] == [(text, symbology)]
    box = found[0].box
    inside = np.asarray(image)[box.top : box.bottom, box.left : box.right]
    outside = np.asarray(image).astype(int).copy()
    outside[max(0, box.top - 30) : box.bottom + 30, max(0, box.left - 30) : box.right + 30] = 255
    assert inside.mean() < 240
    assert outside.min() == 255


def test_boxes_are_in_pixels_of_the_page_though_it_is_read_smaller() -> None:
    large = sheet(qr("WARRAQ:R:2021-000123", 20), (1000, 3000), (4960, 7016))
    box = find_codes(page_of(large))[0].box
    assert abs(box.left - 1080) <= 12
    assert abs(box.top - 3080) <= 12


def test_several_codes_are_told_from_top_to_bottom_once_each() -> None:
    paper = sheet(qr("WARRAQ:R:2021-000001"), (200, 1500), (2480, 3508))
    paper.paste(bars("PATCHT", "Code39"), (900, 300))
    paper.paste(qr("https://example.org"), (1700, 2500))
    assert [code.text for code in find_codes(page_of(paper))] == ["PATCHT", "WARRAQ:R:2021-000001", "https://example.org"]


def test_worn_sheets_are_still_read() -> None:
    read = 0
    for seed in range(10):
        paper = sheet(qr("WARRAQ:R:2021-000123", 6), (1200, 150))
        paper.paste(bars("PATCHT", "Code39"), (300, 1200))
        read += len({code.text for code in find_codes(page_of(worn(paper, seed)))} & {"PATCHT", "WARRAQ:R:2021-000123"})
    assert read >= 18


def test_a_page_of_writing_has_no_code_and_costs_little() -> None:
    rng = np.random.default_rng(5)
    samples = np.full((3508, 2480), 255, np.uint8)
    for top in range(200, 3300, 60):
        samples[top : top + 30, 200:2280] = np.where(rng.random((30, 2080)) < 0.3, 20, 255)
    page = page_of(Image.fromarray(samples))
    began = time.process_time()
    assert find_codes(page) == ()
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize("name", PRINTED)
def test_every_separator_sheet_of_the_corpus(name: str) -> None:
    path = corpus("separator_sheets") / name
    fmt = "tiff" if path.suffix == ".tiff" else "pdf"
    found = {}
    for number in range(1, page_count(path, fmt) + 1):
        for code in find_codes(decode_page(path, fmt, number)):
            found[number] = code.text
    assert found == PRINTED[name]
