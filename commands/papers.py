"""`scans`, `show` and `dossier`: what is in the archive."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import click

from archive_store.reading.counts import StuckFile
from commands.frame import Exit, json_flag, out, program_command, reading, table, tell, write_json
from commands.language import language, option, t
from commands.outcomes import left_out_phrase, outcome_line, status_name
from domain.documents import Document, RecognizedPage, ScanStatus
from domain.errors import InvalidRequest, Unavailable
from domain.messages import Message
from pipeline.dossiers import Dossier, open_dossier
from pipeline.exports import write_pages
from pipeline.services import Services
from pipeline.typed import typed_date
from pipeline.views import change_object, document_object, field_object, page_object, record_object, scan_object, stuck_object


@program_command(
    "scans",
    example="warraq scans --status quarantined\nwarraq scans --since 2026-01-01 --json",
)
@option("--status", type=click.Choice([s.value for s in ScanStatus]), default=None, ar="حالة بعينها", en="of one status")
@option("--since", metavar="D", default=None, ar="من هذا التاريخ", en="taken in since this date")
@json_flag
def scans(home: Path, status: str | None, since: str | None, as_json: bool) -> int:
    services = reading(home)
    start = _start_of_day(services, since) if since else None
    with services.archive.read() as reader:
        if status in (None, ScanStatus.STUCK):
            for stuck in reader.stuck_files():
                _print_stuck(stuck, home, as_json)
        for scan in reader.scans(status=ScanStatus(status) if status else None, since=start):
            if as_json:
                write_json(scan_object(scan, home))
            else:
                out(f"{scan.id}  {outcome_line(scan_object(scan, home)['file'], scan, False)}")
    return Exit.DONE


def _start_of_day(services: Services, text: str) -> dt.datetime:
    zone = services.zone
    return dt.datetime.combine(typed_date(text), dt.time(), zone).astimezone(dt.UTC)


def _print_stuck(stuck: StuckFile, home: Path, as_json: bool) -> None:
    shown = stuck_object(stuck, home)
    if as_json:
        write_json(shown)
    else:
        out(f"{status_name(ScanStatus.STUCK)}  {shown['file']}  {shown['message'][language()]}")


@program_command(
    "show",
    example="warraq show d12\nwarraq show d12 --text\nwarraq show d12 --pdf paper.pdf",
)
@click.argument("document", metavar="DOCUMENT")
@option("--text", "as_text", is_flag=True, ar="النص وحده بترتيب القراءة", en="its text in reading order and nothing else")
@json_flag
@option(
    "--pdf",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    ar="نسخة PDF قابلة للبحث",
    en="write the searchable PDF",
)
@option("--alto", type=click.Path(path_type=Path, dir_okay=False), default=None, ar="ملف ALTO 4", en="write ALTO 4")
@option("--hocr", type=click.Path(path_type=Path, dir_okay=False), default=None, ar="ملف hOCR", en="write hOCR")
def show(home: Path, document: str, as_text: bool, as_json: bool, pdf: Path | None, alto: Path | None, hocr: Path | None) -> int:
    if sum((as_text, as_json)) > 1:
        raise click.UsageError(t("اختر ‎--text أو ‎--json", "choose --text or --json"))
    services = reading(home)
    with services.archive.read() as reader:
        found = reader.document(document)
        pages = reader.pages_of(found.id)
    if pdf is not None:
        _copy_pdf(services, found, pdf)
    for form, target in (("alto", alto), ("hocr", hocr)):
        if target is not None:
            write_pages(pages, form, target)
            tell(f"كُتب {target}", f"wrote {target}")
    if as_json:
        write_json(_whole_object(services, found, pages))
    elif as_text or not (pdf or alto or hocr):
        _print_pages(services, found, pages, bare=as_text)
    return Exit.DONE


def _print_pages(services: Services, found: Document, pages: list[RecognizedPage], *, bare: bool) -> None:
    if not bare:
        _print_document(services, found)
        _print_history(services, found)
    for page in pages:
        out(page.text if bare else f"\n── {t('صفحة', 'page')} {page.number} ──\n{page.text}")


def _whole_object(services: Services, found: Document, pages: list[RecognizedPage]) -> dict[str, Any]:
    """Everything about a document: what was decided, fields, record, files, text, words with boxes."""
    with services.archive.read() as reader:
        scan = reader.scan(found.scan_id)
        record = reader.record(found.draft.link.request_no) if found.draft.link.request_no else None
        history = reader.history(found.id)
        replaces, replaced_by = reader.replaces(found.id), reader.replaced_by(found.id)
    return {
        "document": found.id,
        "scan": scan.id,
        "file": scan_object(scan, services.home.root)["file"],
        **document_object(found),
        "dropped_pages": scan_object(scan, services.home.root)["dropped_pages"],
        "fields": [field_object(field) for field in found.draft.fields],
        "record": record_object(record) if record else None,
        "files": {"original": scan.sha256, "pdf": found.pdf_sha256},
        "history": [change_object(change) for change in history],
        "replaces": replaces,
        "replaced_by": replaced_by,
        "text": "\n".join(page.text for page in pages),
        "pages_read": [page_object(page) for page in pages],
    }


def _copy_pdf(services: Services, document: Document, target: Path) -> None:
    if document.pdf_sha256 is None:
        raise InvalidRequest(Message(ar=f"لا نسخة PDF للوثيقة {document.id}.", en=f"{document.id} has no PDF."))
    try:
        with services.objects.open(document.pdf_sha256) as stored, target.open("wb") as copy:
            shutil.copyfileobj(stored, copy)
    except OSError as error:
        raise Unavailable(f"{target}: {error.strerror}") from error
    tell(f"كُتب {target}", f"wrote {target}")


def _print_document(services: Services, document: Document) -> None:
    with services.archive.read() as reader:
        dropped = reader.scan(document.scan_id).dropped
    draft, catalogue = document.draft, services.catalogue
    kind, tab = catalogue.types.get(draft.classification.type), catalogue.tabs.get(document.tab)
    rows = [
        (t("الوثيقة", "document"), f"{document.id} ({document.scan_id})"),
        (t("النوع", "type"), f"{t(kind.ar, kind.en) if kind else ''} ({draft.classification.type})"),
        (t("الباب", "tab"), t(tab.ar, tab.en) if tab else document.tab),
        (t("الطلب", "request"), draft.link.request_no or "—"),
        (t("القيد", "register"), document.register_no or "—"),
        (t("وفي إضبارة", "also in"), ", ".join(document.also_in) or "—"),
        (t("الموضوع", "subject"), draft.subject),
        (t("التاريخ", "date"), draft.date.isoformat() if draft.date else "—"),
        (t("ثقة القراءة", "reading confidence"), f"{draft.ocr_confidence:.2f}"),
    ]
    if dropped:
        rows.append((t("متروك من المسح", "left out of the scan"), left_out_phrase(dropped)))
    rows += [(t("للمراجعة", "to decide"), reason.value) for reason in draft.undecided]
    table([("", ""), ("", "")], rows)


def _print_history(services: Services, document: Document) -> None:
    """A line for each change: when, who, what, from what to what."""
    with services.archive.read() as reader:
        changes = reader.history(document.id)
    if changes:
        out(t("التاريخ", "history"))
    for change in changes:
        names = sorted({*change.before, *change.after})
        what = "  ".join(f"{name}: {_value(change.before, name)} → {_value(change.after, name)}" for name in names)
        when = change.at.astimezone(services.zone).strftime("%Y-%m-%d %H:%M")
        out("  ".join(part for part in (" ", when, change.agent, change.action, what, change.note) if part))


def _value(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    return ", ".join(map(str, value)) or "—" if isinstance(value, list) else str(value or "—")


@program_command(
    "dossier",
    example="warraq dossier 2021-000123",
)
@click.argument("request", metavar="REQUEST")
@json_flag
def dossier(home: Path, request: str, as_json: bool) -> int:
    services = reading(home)
    found = open_dossier(services, request)
    if as_json:
        write_json(_dossier_object(found))
        return Exit.DONE
    catalogue = services.catalogue
    service = catalogue.services.get(found.record.service_code)
    out(f"{found.record.request_no}  {t(service.ar, service.en) if service else found.record.service_code}")
    out(found.record.applicant_name or found.record.organization_name)
    for tab, documents in found.tabs.items():
        out(f"\n{t(catalogue.tabs[tab].ar, catalogue.tabs[tab].en)}")
        for document in documents:
            kind = catalogue.types[document.draft.classification.type]
            out(
                f"  {document.id}  {t(kind.ar, kind.en)}  {document.register_no or status_of(document)}  {document.draft.subject}"
            )
    missing = "، ".join(t(catalogue.types[code].ar, catalogue.types[code].en) for code in found.missing)
    out(
        "\n"
        + (t(f"ينقص: {missing}", f"missing: {missing}") if missing else t("الثبوتيات كاملة", "the required papers are complete"))
    )
    return Exit.DONE


def status_of(document: Document) -> str:
    """The state of a document without a register number."""
    return t("مراجعة", "in review") if document.draft.undecided else t("بلا قيد", "no entry")


def _dossier_object(found: Dossier) -> dict[str, Any]:
    return {
        "request_no": found.record.request_no,
        "service": found.record.service_code,
        "record": record_object(found.record),
        "tabs": {tab: [document_object(document) for document in documents] for tab, documents in found.tabs.items()},
        "required": list(found.required),
        "missing": list(found.missing),
        "complete": not found.missing,
    }


COMMANDS: dict[str, Any] = {"scans": scans, "show": show, "dossier": dossier}
