"""A home whose papers are read at once: a page is one shade of grey, and each shade has its text. Everything else is real."""

from __future__ import annotations

import io
import shutil
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from bench.faults.instant import InstantRecognizer
from domain.documents import Record
from ingest.record_files import RecordRow
from pipeline import work
from pipeline.records import import_records
from pipeline.services import Services, initialise, open_services

RECORD = Record(
    request_no="2021-000123",
    service_code="mobility-aid",
    applicant_name="سلمى غسان الصنوبري",
    father_name="غسان",
    mother_name="ريما البنفسجي",
    national_no="01614596181",
    phone="0956321172",
    governorate="دمشق",
)
TEXTS = {
    10: "تقرير طبي\nرقم الطلب: 2021-000123\nالاسم: سلمى غسان الصنوبري\nالرقم الوطني: 01614596181\nيعاني المريض من إعاقة حركية",
    20: "تقرير طبي\nرقم الطلب: 2019-777777\nالاسم: وديع شاهين النحاسي\nالرقم الوطني: 09999999999\nالتشخيص والعلاج",
    30: "إخراج قيد مدني\nالاسم: سلمى غسان الصنوبري\nالرقم الوطني: 01614596181\nرقم الطلب: 2021-000123\nأمانة السجل المدني",
}


def read_instantly() -> None:
    """Prepare this process for InlineWorkers."""
    work._engine[:] = [InstantRecognizer(TEXTS.__getitem__)]


def picture(shade: int, mark: int = 0) -> bytes:
    """A PNG of one page; `mark` makes other bytes of the same paper."""
    image = Image.new("L", (220, 300), shade)
    image.putpixel((219, 299), mark)
    held = io.BytesIO()
    image.save(held, "png")
    return held.getvalue()


@dataclass(frozen=True)
class Template:
    """A home with one record, made once and copied for each run."""

    root: Path

    def copy(self, to: Path) -> Path:
        shutil.copytree(self.root, to)
        return to


def make_template(root: Path) -> Template:
    initialise(root)
    services = open_services(root)
    list(import_records(services, [RecordRow(1, RECORD)]))
    close(services)
    return Template(root)


def close(services: Services) -> None:
    services.archive.close()
