"""`review`: what a person must decide."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from commands.frame import Exit, command, group, json_flag, out, reading, tell, write_json, writing
from commands.keys import Keys
from commands.language import language, option, t
from commands.outcomes import document_phrase, outcome_line, print_settled
from commands.repaging import merge, pages, split
from commands.stepping import step_through
from domain.documents import Document, Scan
from domain.messages import message_of
from pipeline.desk import AlsoIn, decline_rescan, review_queue
from pipeline.desk import accept as accept_document
from pipeline.desk import correct as correct_document
from pipeline.held import accept_scan, decline_scan
from pipeline.releasing import release as release_scan
from pipeline.views import also_in_object, document_object, scan_object


@option("--waiting", is_flag=True, ar="وكذلك الأوراق التي تنتظر سجلها", en="papers that wait for their record as well")
@click.pass_context
def _step(context: click.Context, home: Path, waiting: bool) -> int | None:
    if context.invoked_subcommand is not None:
        context.find_root().obj = {"home": home}  # for the verb that follows
        return None
    settled = step_through(writing(home), Keys(), waiting=waiting)
    tell(f"حُسم: {settled}", f"settled: {settled}")
    return Exit.DONE


review = group(
    "review",
    example="warraq review\nwarraq review list\nwarraq review accept d12\nwarraq review correct d12 --request 2021-000123\n"
    "warraq review split d12 --at 3",
    alone=_step,
)
for verb in (split, merge, pages):
    review.add_command(verb)


@command(
    "list",
    ar="قائمة ما ينتظر القرار، وتليها الأوراق التي تنتظر سجلها",
    en="list what waits for a decision, then the papers that wait for their record",
    example="warraq review list --json",
    group=review,
)
@json_flag
def list_(home: Path, as_json: bool) -> int:
    queue = review_queue(reading(home))
    for document in queue.documents:
        _print_waiting(document, "decide", as_json)
    for asked in queue.also_in:
        _print_also_in(asked, home, as_json)
    for scan in queue.scans:
        _print_held(scan, home, as_json)
    if queue.no_record and not as_json:
        out(t(f"\nتنتظر سجلها الإلكتروني ({len(queue.no_record)}):", f"\nwaiting for their record ({len(queue.no_record)}):"))
    for document in queue.no_record:
        _print_waiting(document, "no-record", as_json)
    if not (queue.documents or queue.also_in or queue.scans or queue.no_record):
        tell("لا شيء ينتظر المراجعة.", "Nothing waits for review.")
    return Exit.DONE


def _print_waiting(document: Document, queue: str, as_json: bool) -> None:
    if as_json:
        write_json({"queue": queue, "document": document.id, "scan": document.scan_id, **document_object(document)})
        return
    out(document_phrase(document))
    for proposal in document.draft.link.proposals:
        out(f"    → {proposal.request_no}  {proposal.confidence:.2f}  {', '.join(proposal.reasons)}")


def _print_also_in(asked: AlsoIn, home: Path, as_json: bool) -> None:
    if as_json:
        write_json({"queue": "also-in", "document": None, "scan": asked.scan.id, **also_in_object(asked, home)})
        return
    names = " ".join(document.id for document in asked.documents)
    out(f"{asked.scan.id}  {names} → {asked.request_no}  {_message(asked.scan)}")


def _print_held(scan: Scan, home: Path, as_json: bool) -> None:
    if as_json:
        write_json({"queue": "scan", "document": None, "scan": scan.id, **scan_object(scan, home)})
    else:
        out(f"{scan.id}  {scan_object(scan, home)['file']}  {_message(scan)}")


def _message(scan: Scan) -> str:
    return message_of(scan.reason).in_language(language()) if scan.reason else ""


@command(
    "accept",
    ar="تأكيد ما اقترحه البرنامج: النوع والطلب الأول؛ ولدفعة مكررة: حفظ وثائقها في الإضبارة الأخرى أيضًا؛ ولدفعة بيضاء: هي ورقة",
    en="confirm what is proposed: the type, and the first request; for a duplicate: file its documents in the other dossier too; "
    "for a blank scan: it is a paper",
    example="warraq review accept d12 d13\nwarraq review accept s9",
    group=review,
)
@click.argument("names", nargs=-1, required=True, metavar="DOCUMENT|SCAN…")
@json_flag
def accept(home: Path, names: tuple[str, ...], as_json: bool) -> int:
    services = writing(home)
    for name in names:
        found = accept_scan(services, name) if name[:1] in "sS" else [accept_document(services, name)]
        for document in found:
            print_settled(document, as_json)
    return Exit.DONE


@command(
    "decline",
    ar="ترك مسح ثانٍ لورقة محفوظة، أو دفعة بيضاء، بلا استعمال؛ ولدفعة مكررة: لا تُحفظ وثائقها في الإضبارة الأخرى",
    en="leave a second scan of a paper, or a blank scan, unused; for a duplicate: do not file its documents in the other dossier",
    example="warraq review decline d12 --why 'المسح الأول أوضح'\nwarraq review decline s9",
    group=review,
)
@click.argument("names", nargs=-1, required=True, metavar="DOCUMENT|SCAN…")
@option(
    "--why",
    default="",
    metavar="TEXT",
    ar="السبب، يُحفظ في تاريخ الوثيقتين",
    en="the reason, kept in the history of both documents",
)
@json_flag
def decline(home: Path, names: tuple[str, ...], why: str, as_json: bool) -> int:
    services = writing(home)
    for name in names:
        if name[:1] in "sS":
            _print_scan(decline_scan(services, name), home, as_json)
        else:
            print_settled(decline_rescan(services, name, why), as_json)
    return Exit.DONE


@command(
    "correct",
    ar="تصحيح نوع وثيقة أو طلبها، في المراجعة أو بعد الأرشفة؛ ويبقى التاريخ",
    en="set the type or request of a document, in review or archived; history is kept",
    example="warraq review correct d12 --type medical-report --request 2021-000123\nwarraq review correct d12 --unlink\n"
    "warraq review correct d12 --also-in 2021-000124",
    group=review,
)
@click.argument("document", metavar="DOCUMENT")
@option("--type", "type_code", default=None, metavar="TYPE", ar="رمز النوع أو اسمه", en="code or name of the type")
@option("--request", "request_no", default=None, metavar="NO", ar="رقم الطلب", en="request number")
@option("--unlink", is_flag=True, ar="لا تعود إلى أي طلب", en="belongs to no request")
@option("--also-in", default=None, metavar="NO", ar="تُحفظ أيضًا في إضبارة هذا الطلب", en="file it in this dossier too")
@option(
    "--not-in", default=None, metavar="NO", ar="لا تُحفظ بعد الآن في هذه الإضبارة الأخرى", en="take it out of this other dossier"
)
@json_flag
def correct(home: Path, document: str, as_json: bool, **changes: Any) -> int:
    if not any(changes.values()):
        raise click.UsageError(
            t(
                "حدّد ما يُصحَّح: ‎--type أو ‎--request أو ‎--unlink أو ‎--also-in أو ‎--not-in",
                "say what to correct: --type, --request, --unlink, --also-in or --not-in",
            )
        )
    if changes["request_no"] and changes["unlink"]:
        raise click.UsageError(t("‎--request أو ‎--unlink، لا كلاهما", "--request or --unlink, not both"))
    print_settled(correct_document(writing(home), document, **changes), as_json)
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
        _print_scan(release_scan(services, name, password), home, as_json)
    tell("تُقرأ عند التشغيل التالي: warraq watch", "They are read by the next: warraq watch")
    return Exit.DONE


def _print_scan(scan: Scan, home: Path, as_json: bool) -> None:
    if as_json:
        write_json(scan_object(scan, home))
    else:
        out(outcome_line(scan.source.path, scan, resumed=False))


COMMANDS: dict[str, Any] = {"review": review}
