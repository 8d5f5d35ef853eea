"""Hostile and broken files, each through a worker process with limits: pages or a fitting reason, in time, and nothing worse."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pikepdf
import pytest

from bench.hostile import hostile_files, jpeg_claiming, png_claiming, tiff_chain
from bench.hostile_pdf import (
    circular_pdf,
    pdf_of,
    pdf_of_forms_in_forms,
    pdf_of_many_objects,
    pdf_with_bomb,
    pdf_with_endless_sheet,
)
from bench.robustness import Fate, survey
from domain.messages import Reason
from ingest.limits import Limits
from tests.corpus import corpus
from tests.scan_files import encoded, every_format, picture

LIMITS = Limits(memory_bytes=1_500_000_000, seconds_per_page=20.0)
COSTLY = {"pdf-with-bomb", "pdf-of-forms-in-forms", "pdf-packed-many-times", "pdf-of-a-million-objects", "narrow-png"}
CHANCE = random.Random(1)
REASONS = {reason.value for reason in Reason}


def fates(folder: Path, files: dict[str, bytes], limits: Limits = LIMITS) -> dict[str, Fate]:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return {fate.path.name: fate for fate in survey([folder / name for name in files], limits)}


def test_bombs_are_refused_by_their_size(tmp_path: Path) -> None:
    files = {
        "50000.png": png_claiming(50_000, 50_000),
        "65500.jpg": jpeg_claiming(65_500, 65_500, encoded(picture(), "JPEG")),
        "wide.tif": tiff_chain(1, width=4_000_000_000),
        "pages.tif": tiff_chain(100_000),
    }
    found = fates(tmp_path, files)
    assert {name: fate.result for name, fate in found.items()} == dict.fromkeys(files, "too-large")
    assert max(fate.wall_seconds for fate in found.values()) < LIMITS.seconds_per_page


def test_hostile_pdfs_cost_a_worker_at_most(tmp_path: Path) -> None:
    limits = Limits(memory_bytes=1_500_000_000, seconds_per_page=8.0)
    files = {
        "bomb.pdf": pdf_with_bomb(CHANCE),
        "forms.pdf": pdf_of_forms_in_forms(CHANCE),
        "sheet.pdf": pdf_with_endless_sheet(CHANCE),
        "circle.pdf": circular_pdf(CHANCE),
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
def test_hostile_files_of_every_kind_end_cleanly_and_in_time(tmp_path: Path) -> None:
    files = {name: content for name, content in hostile_files(seed=1) if name not in COSTLY}
    assert len(files) >= 60
    found = fates(tmp_path, files)
    assert {fate.result for fate in found.values()} <= REASONS | {"pages"}
    assert {fate.result for name, fate in found.items() if name.startswith("cut-")} <= {"pages", "incomplete", "damaged"}
    assert found["pdf-whose-picture-is-noise"].result == "damaged"
    assert max(fate.wall_seconds for fate in found.values()) < LIMITS.seconds_per_page


@pytest.mark.timeout(900)
def test_every_robustness_file_of_the_corpus() -> None:
    paths = sorted(path for path in corpus("robustness").rglob("*") if path.is_file())
    found = list(survey(paths, LIMITS))
    assert {fate.result for fate in found} <= REASONS | {"pages"}
    assert sum(fate.result == "pages" for fate in found) >= 170
    assert max(fate.wall_seconds for fate in found) < LIMITS.seconds_per_page
