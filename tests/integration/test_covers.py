"""Cover sheets and labels: the printed page is read back as a scanner would see it, and links the papers behind it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter

import cli
from bench.faults.instant import InstantRecognizer
from domain.catalogue import default_catalogue_text, parse_catalogue
from domain.documents import PageImage, Record, Scan
from domain.errors import MissingPart
from ingest.codes import find_codes
from ingest.record_files import RecordRow
from ocr import sheets
from ocr.sheets import CoverSheet, Label, cover_pdf, label_pdf
from pipeline import work
from pipeline.covers import cover_sheet, dossier_label
from pipeline.owners import Owner
from pipeline.records import import_records
from pipeline.runner import Runner
from pipeline.services import Services, open_services
from pipeline.views import scan_object
from pipeline.watching import empty_folders
from pipeline.workers import InlineWorkers
from tests.integration.instant import RECORD, make_template

CATALOGUE = parse_catalogue(default_catalogue_text())
CODE = "WARRAQ:R:2021-000123"
SECOND = Record("DAM-2021-000124", "association-founding", "وديع شاهين النحاسي", organization_name="جمعية الياسمين")
PAPER = 40
UNNUMBERED = "تقرير طبي\nيعاني المريض من إعاقة حركية ويحتاج إلى كرسي متحرك\nالتشخيص والعلاج"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    make_template(tmp_path / "home")
    services = open_services(tmp_path / "home")
    list(import_records(services, [RecordRow(2, SECOND)]))
    services.archive.close()
    return tmp_path / "home"


def rendered(pdf: bytes, dpi: int = 200) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L") for page in document]


def scanned(image: Image.Image) -> Image.Image:
    """Turned a little, blurred, black and white."""
    turned = image.rotate(2, resample=Image.Resampling.BILINEAR, fillcolor=255)
    return turned.filter(ImageFilter.GaussianBlur(1.5)).point(lambda grey: 255 * (grey > 128))


def codes(image: Image.Image) -> list[tuple[str, str]]:
    page = PageImage(1, image.width, image.height, 1, (200.0, 200.0), image.tobytes())
    return [(code.symbology, code.text) for code in find_codes(page)]


def sheet_of(papers: tuple[str, ...]) -> CoverSheet:
    return CoverSheet("غلاف معاملة", CODE, "2021-000123", ("الخدمة: طلب معينات حركية",), "الأوراق المطلوبة:", papers, "ملاحظة")


def test_the_code_is_read_from_the_printed_sheet_and_from_a_poor_scan_of_it() -> None:
    pages = rendered(cover_pdf([cover_sheet(record, CATALOGUE) for record in (RECORD, SECOND)]))
    for page, record in zip(pages, (RECORD, SECOND), strict=True):
        expected = [("QRCode", f"WARRAQ:R:{record.request_no}")]
        assert page.size == (1654, 2339)
        assert codes(page) == expected
        assert codes(scanned(page)) == expected


def test_a_sheet_names_request_service_applicant_and_required_papers() -> None:
    sheet = cover_sheet(SECOND, CATALOGUE)
    service = CATALOGUE.services[SECOND.service_code]
    text = "\n".join(sheet.facts)
    assert sheet.number == SECOND.request_no
    assert all(part in text for part in (service.ar, SECOND.applicant_name, SECOND.organization_name))
    assert sheet.papers == tuple(CATALOGUE.types[code].ar for code in service.required)
    assert len(sheet.papers) > 3
    unknown = cover_sheet(Record("2021-000125", "no-such-service", "سلمى"), CATALOGUE)
    assert unknown.papers == ()
    assert "no-such-service" in unknown.facts[0]


def test_a_long_checklist_stays_on_its_sheet() -> None:
    """Every paper has its box; neither margins nor the note at the foot are written over."""
    many = tuple(f"ورقة مطلوبة طويلة الاسم جدا لا يسعها سطر واحد من سطور هذه الصفحة مهما صغر الخط رقم {n}" for n in range(40))
    few, full = rendered(cover_pdf([sheet_of(("هوية شخصية",)), sheet_of(many)]))
    foot = (0, round(270 * 200 / 25.4), few.width, few.height)
    assert ImageChops.difference(few.crop(foot), full.crop(foot)).getbbox() is None
    ink = Image.eval(full, lambda grey: 255 - grey).getbbox()
    assert ink is not None
    margin = 14 * 200 / 25.4
    assert ink[0] > margin
    assert full.width - ink[2] > margin
    assert codes(full) == [("QRCode", CODE)]


def test_a_number_keeps_its_order_within_an_arabic_line() -> None:
    """In Arabic text the groups of a number would change places if it were not set apart."""
    alone, within, other = (second_line(text) for text in ("2021-000123", "علبة 2021-000123", "علبة 000123-2021"))
    columns = np.flatnonzero(alone.any(axis=0))
    number = alone[:, columns[0] : columns[-1] + 1]
    assert number.shape[1] > 150
    assert _holds(within, number)
    assert not _holds(other, number)


def second_line(text: str) -> np.ndarray:
    """The ink of the second line of a label, of the half where no QR code is."""
    (page,) = rendered(label_pdf([Label("X", "X", (text,))]))
    return np.asarray(page)[165:230, 1200:1640] < 128


def _holds(ink: np.ndarray, wanted: np.ndarray) -> bool:
    places = range(ink.shape[1] - wanted.shape[1] + 1)
    differing = min(np.count_nonzero(ink[:, left : left + wanted.shape[1]] != wanted) for left in places)
    return bool(differing < 0.1 * np.count_nonzero(wanted))


def test_labels_fill_as_many_pages_as_they_need_and_each_code_is_read() -> None:
    numbers = [f"2021-{n:06d}" for n in range(1, 13)]
    first, second = rendered(label_pdf([dossier_label(Record(number, "mobility-aid", "سلمى"), CATALOGUE) for number in numbers]))
    assert {text for _, text in codes(first)} == {f"WARRAQ:R:{number}" for number in numbers[:10]}
    assert {text for _, text in codes(second)} == {f"WARRAQ:R:{number}" for number in numbers[10:]}


@pytest.fixture
def without_font(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    sheets._font.cache_clear()
    monkeypatch.setattr(sheets, "FONT", "no-such-font.ttf")
    yield
    sheets._font.cache_clear()


@pytest.mark.usefixtures("without_font")
def test_a_missing_font_is_told_with_its_remedy() -> None:
    with pytest.raises(MissingPart) as caught:
        cover_pdf([sheet_of(())])
    assert "fonts-dejavu-core" in caught.value.remedy


def test_the_commands_write_what_was_asked(home: Path, tmp_path: Path) -> None:
    covers, labels = tmp_path / "covers.pdf", tmp_path / "labels.pdf"
    assert cli.run(["--home", str(home), "cover", "2021-123", "dam-2021-000124", "--out", str(covers)]) == 0
    assert [codes(page)[0][1] for page in rendered(covers.read_bytes())] == [CODE, "WARRAQ:R:DAM-2021-000124"]
    assert cli.run(["--home", str(home), "labels", "2021-000123", "--box", "علبة 12", "--out", str(labels)]) == 0
    (page,) = rendered(labels.read_bytes())
    assert {text for _, text in codes(page)} == {CODE, "WARRAQ:B:علبة 12"}


@pytest.mark.parametrize(
    "arguments",
    [["cover", "2021-000123", "2021-999999"], ["labels", "2021-999999"], ["labels", "--box", " "], ["labels"], ["cover"]],
)
def test_what_cannot_be_printed_writes_nothing(home: Path, tmp_path: Path, arguments: list[str]) -> None:
    target = tmp_path / "out.pdf"
    assert cli.run(["--home", str(home), *arguments, "--out", str(target)]) == 2
    assert not target.exists()


def test_an_unknown_request_is_named(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.run(["--home", str(home), "cover", "2021-999999", "--out", str(tmp_path / "out.pdf")])
    assert "2021-999999" in capsys.readouterr().err


def read_instantly() -> None:
    work._engine[:] = [InstantRecognizer(lambda shade: UNNUMBERED if shade == PAPER else "")]


def archived(services: Services) -> Scan:
    owner = Owner(services.home.run)
    services.home.scratch.mkdir(parents=True, exist_ok=True)
    runner = Runner(services, InlineWorkers(read_instantly, ()), owner, lambda scan: None)
    empty_folders(services, runner, lambda: False, lambda scan: None)
    owner.release()
    with services.archive.read() as reader:
        (scan,) = reader.scans()
    return scan


def test_a_paper_behind_a_sheet_is_linked_by_it(home: Path) -> None:
    """The paper itself names nobody: without the sheet it would wait for a person."""
    services = open_services(home)
    (sheet,) = rendered(cover_pdf([cover_sheet(RECORD, CATALOGUE)]))
    scan_file = io.BytesIO()
    paper = Image.new("L", sheet.size, PAPER)
    scanned(sheet).save(scan_file, "TIFF", save_all=True, append_images=[paper], dpi=(200, 200))
    (services.home.inbox / "stack.tif").write_bytes(scan_file.getvalue())
    scan = archived(services)
    seen = scan_object(scan, home)
    (document,) = seen["documents"]
    assert (document["request_no"], document["link_method"]) == (RECORD.request_no, "qr")
    assert (document["first_page"], document["pages"], document["status"]) == (2, 1, "archived")
    assert [(page.number, page.why) for page in scan.dropped] == [(1, "cover")]
