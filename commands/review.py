"""`review`: what a person must decide."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from commands.frame import Exit, command, group, json_flag, out, reading, tell, write_json, writing
from commands.language import language, option, t
from commands.outcomes import document_phrase, outcome_line
from domain.documents import Document
from domain.messages import message_of
from pipeline.desk import accept as accept_document
from pipeline.desk import correct as correct_document
from pipeline.desk import release as release_scan
from pipeline.desk import review_queue
from pipeline.views import document_object, scan_object

review = group(
    "review",
    ar="ما يجب أن يقرره شخص: الوثائق غير المؤكدة والدفعات الموقوفة",
    en="what a person must decide: unsure documents and held scans",
    example="warraq review list\nwarraq review accept d12\nwarraq review correct d12 --request 2021-000123",
)


@command(
    "list", ar="قائمة ما ينتظر القرار", en="list what waits for a decision", example="warraq review list --json", group=review
)
@json_flag
def list_(home: Path, as_json: bool) -> int:
    services = reading(home)
    queue = review_queue(services)
    for document in queue.documents:
        if as_json:
            write_json({"document": document.id, "scan": document.scan_id, **document_object(document)})
            continue
        out(document_phrase(document))
        for proposal in document.draft.link.proposals:
            out(f"    → {proposal.request_no}  {proposal.confidence:.2f}  {', '.join(proposal.reasons)}")
    for scan in queue.scans:
        if as_json:
            write_json({"document": None, "scan": scan.id, **scan_object(scan, home)})
        else:
            message = message_of(scan.reason).in_language(language()) if scan.reason else ""
            out(f"{scan.id}  {scan_object(scan, home)['file']}  {message}")
    if not queue.documents and not queue.scans:
        click.echo(t("لا شيء ينتظر المراجعة.", "Nothing waits for review."), err=True)
    return Exit.DONE


@command(
    "accept",
    ar="تأكيد ما اقترحه البرنامج: النوع والطلب الأول",
    en="confirm what is proposed: the type, and the first request",
    example="warraq review accept d12 d13",
    group=review,
)
@click.argument("documents", nargs=-1, required=True, metavar="DOCUMENT…")
@json_flag
def accept(home: Path, documents: tuple[str, ...], as_json: bool) -> int:
    services = writing(home)
    for name in documents:
        _print_settled(accept_document(services, name), as_json)
    return Exit.DONE


@command(
    "correct",
    ar="تصحيح نوع وثيقة أو طلبها، في المراجعة أو بعد الأرشفة؛ ويبقى التاريخ",
    en="set the type or request of a document, in review or archived; history is kept",
    example="warraq review correct d12 --type medical-report --request 2021-000123\nwarraq review correct d12 --unlink",
    group=review,
)
@click.argument("document", metavar="DOCUMENT")
@option("--type", "type_code", default=None, ar="رمز النوع", en="code of the type")
@option("--request", "request_no", default=None, metavar="NO", ar="رقم الطلب", en="request number")
@option("--unlink", is_flag=True, ar="لا تعود إلى أي طلب", en="belongs to no request")
@option("--also-in", default=None, metavar="NO", ar="تُحفظ أيضًا في إضبارة هذا الطلب", en="file it in this dossier too")
@json_flag
def correct(
    home: Path, document: str, type_code: str | None, request_no: str | None, unlink: bool, also_in: str | None, as_json: bool
) -> int:
    if not (type_code or request_no or unlink or also_in):
        raise click.UsageError(
            t(
                "حدّد ما يُصحَّح: ‎--type أو ‎--request أو ‎--unlink أو ‎--also-in",
                "say what to correct: --type, --request, --unlink or --also-in",
            )
        )
    if request_no and unlink:
        raise click.UsageError(t("‎--request أو ‎--unlink، لا كلاهما", "--request or --unlink, not both"))
    services = writing(home)
    settled = correct_document(services, document, type_code=type_code, request_no=request_no, unlink=unlink, also_in=also_in)
    _print_settled(settled, as_json)
    return Exit.DONE


@command(
    "release",
    ar="محاولة جديدة لدفعات محجورة أو موقوفة بعد زوال السبب؛ أو فتح ملف PDF بكلمة سره",
    en="try quarantined or held scans again after the cause is mended; or open a protected PDF with its password",
    example="warraq review release s7\nwarraq review release s9 --password",
    group=review,
)
@click.argument("scans", nargs=-1, required=True, metavar="SCAN…")
@option(
    "--password",
    default=None,
    is_flag=False,
    flag_value="",
    ar="كلمة سر ملف PDF؛ بلا قيمة تُطلب خفية",
    en="password of the PDF; without a value it is asked for unseen",
)
@json_flag
def release(home: Path, scans: tuple[str, ...], password: str | None, as_json: bool) -> int:
    services = writing(home)
    if password == "":
        password = click.prompt(t("كلمة السر", "Password"), hide_input=True, err=True)
    for name in scans:
        scan = release_scan(services, name, password)
        if as_json:
            write_json(scan_object(scan, home))
        else:
            out(outcome_line(scan.source.path, scan, resumed=False))
    tell("تُقرأ عند التشغيل التالي: warraq watch", "They are read by the next: warraq watch")
    return Exit.DONE


def _print_settled(document: Document, as_json: bool) -> None:
    if as_json:
        write_json({"document": document.id, "scan": document.scan_id, **document_object(document)})
    else:
        out(document_phrase(document))


COMMANDS: dict[str, Any] = {"review": review}
