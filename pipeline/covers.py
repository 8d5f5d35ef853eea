"""What stands on cover sheets and labels: the record's values, and what the catalogue asks of its service. Always Arabic."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from classify.covers import BOX_PREFIX, COVER_PREFIX
from domain.catalogue import Catalogue
from domain.documents import Record
from domain.errors import InvalidRequest, Unavailable
from domain.messages import Message
from pipeline.dossiers import find_record
from pipeline.services import Services

if TYPE_CHECKING:
    from ocr.sheets import CoverSheet, Label

MOST_BOX_LETTERS = 120
TITLE, PAPERS, NO_PAPERS = "غلاف معاملة", "الأوراق المطلوبة", "لا أوراق مطلوبة معروفة لهذه الخدمة"
NOTE = "توضع هذه الورقة أمام أوراق المعاملة عند المسح الضوئي، ولا يُكتب على الرمز ولا يُطوى."


def write_covers(services: Services, requests: Sequence[str], target: Path) -> int:
    """A cover sheet for each request into one PDF; returns how many. Raises UnknownObject before anything is written."""
    from ocr.sheets import cover_pdf  # noqa: PLC0415  the pictures room is slow to load

    sheets = [cover_sheet(record, services.catalogue) for record in _records(services, requests)]
    _write(target, cover_pdf(sheets))
    return len(sheets)


def write_labels(services: Services, requests: Sequence[str], boxes: Sequence[str], target: Path) -> int:
    """Labels of dossiers, then of boxes, into one PDF; returns how many.

    Raises UnknownObject and InvalidRequest (a box without a name or with too long a one) before anything is written.
    """
    from ocr.sheets import label_pdf  # noqa: PLC0415

    labels = [dossier_label(record, services.catalogue) for record in _records(services, requests)]
    labels += [box_label(text) for text in boxes]
    _write(target, label_pdf(labels))
    return len(labels)


def cover_sheet(record: Record, catalogue: Catalogue) -> CoverSheet:
    """The cover sheet of a request; the service's required papers are its checklist."""
    from ocr.sheets import CoverSheet  # noqa: PLC0415

    service = catalogue.services.get(record.service_code)
    papers = tuple(catalogue.types[code].ar for code in service.required) if service else ()
    facts = {
        "الخدمة": _service_name(record, catalogue),
        "مقدم الطلب": record.applicant_name,
        "الجهة": record.organization_name,
        "تاريخ التقديم": record.submitted_on.isoformat() if record.submitted_on else "",
    }
    return CoverSheet(
        title=TITLE,
        code=COVER_PREFIX + record.request_no,
        number=record.request_no,
        facts=tuple(f"{name}: {value}" for name, value in facts.items() if value),
        heading=f"{PAPERS}:" if papers else NO_PAPERS,
        papers=papers,
        note=NOTE,
    )


def dossier_label(record: Record, catalogue: Catalogue) -> Label:
    """A label with the code of the cover sheet: a scanned folder names its request as well."""
    from ocr.sheets import Label  # noqa: PLC0415

    lines = (record.applicant_name, record.organization_name, _service_name(record, catalogue))
    return Label(COVER_PREFIX + record.request_no, record.request_no, tuple(line for line in lines if line))


def box_label(text: str) -> Label:
    """A label with the words given. Raises InvalidRequest for none or too many."""
    from ocr.sheets import Label  # noqa: PLC0415

    name = " ".join(text.split())
    if not name or len(name) > MOST_BOX_LETTERS:
        raise InvalidRequest(
            Message(
                ar=f"اسم العلبة بين حرف واحد و{MOST_BOX_LETTERS} حرفًا.",
                en=f"The name of a box has 1 to {MOST_BOX_LETTERS} letters.",
            )
        )
    return Label(BOX_PREFIX + name, name)


def _records(services: Services, requests: Sequence[str]) -> list[Record]:
    with services.archive.read() as reader:
        return [find_record(reader, request) for request in requests]


def _service_name(record: Record, catalogue: Catalogue) -> str:
    service = catalogue.services.get(record.service_code)
    return service.ar if service else record.service_code


def _write(target: Path, content: bytes) -> None:
    try:
        target.write_bytes(content)
    except OSError as error:
        raise Unavailable(f"{target}: {error.strerror}") from error
