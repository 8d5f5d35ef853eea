"""`review split`, `review merge`, `review pages`: which pages make a document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from commands.frame import Exit, command, json_flag, out, reading, writing
from commands.language import option, t
from commands.outcomes import left_out_phrase, print_settled
from domain.errors import InvalidRequest
from domain.messages import Message
from pipeline.bringing import listed, no_such_page, pages_in_file
from pipeline.paging import Pick, arrange
from pipeline.paging import merge as merge_documents
from pipeline.paging import split as split_document
from pipeline.services import Services


class PageNumbers(click.ParamType[tuple[int, ...]]):
    """`2,5`, in any digits."""

    name = "PAGES"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        """The numbers, or a usage error."""
        if isinstance(value, tuple):
            return value
        try:
            return page_numbers(str(value))
        except InvalidRequest as error:
            self.fail(t(error.message.ar, error.message.en), param, ctx)


def page_numbers(text: str) -> tuple[int, ...]:
    """Page numbers with commas or spaces between them. Raises InvalidRequest."""
    parts = re.split(r"[,،\s]+", text.strip())
    if not all(part.isdecimal() for part in parts):
        raise InvalidRequest(
            Message(ar=f"أرقام صفحات مثل ‎2,5‎ وليس «{text}»", en=f"page numbers such as 2,5 and not '{text}'"),
        )
    return tuple(int(part) for part in parts)


PAGE_NUMBERS = PageNumbers()


@command(
    "split",
    ar="فصل وثيقة إلى وثائق؛ كل صفحة مذكورة تبدأ عندها وثيقة. القديمة تبقى للتاريخ",
    en="divide a document; each page named begins a new one. The old one stays for history",
    example="warraq review split d12 --at 3\nwarraq review split d12 --at 2,4 --json",
)
@click.argument("document", metavar="DOCUMENT")
@option(
    "--at",
    required=True,
    multiple=True,
    type=PAGE_NUMBERS,
    metavar="PAGE[,PAGE]",
    ar="أرقام الصفحات كما يعرضها show",
    en="page numbers as `show` counts them",
)
@json_flag
def split(home: Path, document: str, at: tuple[tuple[int, ...], ...], as_json: bool) -> int:
    for made in split_document(writing(home), document, [number for each in at for number in each]):
        print_settled(made, as_json)
    return Exit.DONE


@command(
    "merge",
    ar="جمع وثائق في وثيقة واحدة، صفحاتها بترتيب ذكرها. القديمة تبقى للتاريخ",
    en="make one document of several, pages in the order they are named. The old ones stay for history",
    example="warraq review merge d12 d13",
)
@click.argument("documents", nargs=-1, required=True, metavar="DOCUMENT DOCUMENT…")
@json_flag
def merge(home: Path, documents: tuple[str, ...], as_json: bool) -> int:
    print_settled(merge_documents(writing(home), documents), as_json)
    return Exit.DONE


@command(
    "pages",
    ar="صفحات وثيقة: عرضها، أو ترتيبها وإدارتها وحذفها وإضافتها واستبدالها. الأصل والنسخة القديمة يبقيان",
    en="the pages of a document: list, or reorder, turn, remove, add, replace. The original and the old version stay",
    example="warraq review pages d12\nwarraq review pages d12 --turn 2=180\nwarraq review pages d12 --order 2,1,3\n"
    "warraq review pages d12 --remove 3 --add d15 --add letter.tif:1\nwarraq review pages d12 --replace 2=again.pdf:1",
)
@click.argument("document", metavar="DOCUMENT")
@option(
    "--order", type=PAGE_NUMBERS, default=None, metavar="PAGES", ar="الترتيب الجديد لكل الصفحات", en="new order of all its pages"
)
@option("--remove", type=PAGE_NUMBERS, multiple=True, metavar="PAGES", ar="صفحات تُحذف من الوثيقة", en="pages taken out of it")
@option(
    "--turn",
    multiple=True,
    metavar="PAGE=DEGREES",
    ar="إدارة مع عقارب الساعة: 90 أو 180 أو 270",
    en="turn clockwise by 90, 180 or 270",
)
@option(
    "--replace",
    "replaced",
    multiple=True,
    metavar="PAGE=SOURCE:PAGE",
    ar="صفحة من وثيقة منتظرة أو ملف مكان صفحة",
    en="a page of a waiting document or a file in the place of one",
)
@option(
    "--add",
    multiple=True,
    metavar="SOURCE[:PAGES]",
    ar="صفحات تُضاف في النهاية من وثيقة منتظرة أو ملف",
    en="add pages of a waiting document or a file at the end",
)
@json_flag
def pages(
    home: Path,
    document: str,
    order: tuple[int, ...] | None,
    remove: tuple[tuple[int, ...], ...],
    turn: tuple[str, ...],
    replaced: tuple[str, ...],
    add: tuple[str, ...],
    as_json: bool,
) -> int:
    if not (order or remove or turn or replaced or add):
        return _list_pages(reading(home), document)
    services = writing(home)
    with services.archive.read() as reader:
        found = reader.document(document)
        left_out = {dropped.number for dropped in reader.scan(found.scan_id).dropped}
    own = found.draft.pages
    picks = {number: Pick(found.id, number) for number in (*own, *left_out.intersection(order or ()))}
    gone = {number for each in remove for number in each}
    turns = {int(page): int(by) for page, by in (_pair(text, r"\d+") for text in turn)}
    others = dict(_pair(text, r".+") for text in replaced)
    named = {*(order or ()), *gone, *turns, *(int(page) for page in others)}
    if unknown := sorted(named - set(picks)):
        raise no_such_page(found.id, unknown[0], own)
    if order and set(order) != set(picks) - gone:
        raise click.UsageError(
            t(f"الترتيب يشمل كل الصفحات: {listed(list(picks))}", f"the order names every page: {listed(list(picks))}")
        )
    for number, degrees in turns.items():
        picks[number] = replace(picks[number], turn=degrees)
    for page, source in others.items():
        (picks[int(page)],) = _source(services, source, just_one=True)
    wanted = [picks[number] for number in order or picks if number not in gone]
    wanted += [pick for source in add for pick in _source(services, source)]
    for made in arrange(services, found.id, wanted):
        print_settled(made, as_json)
    return Exit.DONE


def _pair(text: str, right: str) -> tuple[str, str]:
    """The two sides of PAGE=…"""
    match = re.fullmatch(rf"(\d+)=({right})", text)
    if match is None:
        raise click.UsageError(t(f"اكتب رقم الصفحة ثم = ثم القيمة، وليس «{text}»", f"write PAGE=…, not '{text}'"))
    return match[1], match[2]


def _source(services: Services, text: str, *, just_one: bool = False) -> Sequence[Pick]:
    """The pages of SOURCE[:PAGES], all where none are named: of a document, or of a file where there is one of that name."""
    name, _, numbers = text.rpartition(":") if re.search(r":[\d,،]+$", text) else (text, "", "")
    if Path(name).is_file() or not re.fullmatch(r"[dD]?\d+", name):
        chosen: Sequence[int] = page_numbers(numbers) if numbers else pages_in_file(services, Path(name))
        source: str | Path = Path(name)
    else:
        with services.archive.read() as reader:
            found = reader.document(name)
        source, chosen = found.id, page_numbers(numbers) if numbers else found.draft.pages
    if just_one and len(chosen) != 1:
        raise click.UsageError(t(f"صفحة واحدة مكان صفحة، وليس {text}", f"one page takes the place of one, not {text}"))
    return [Pick(source, number) for number in chosen]


def _list_pages(services: Services, document: str) -> int:
    with services.archive.read() as reader:
        found, scan = reader.pages_of(document), reader.scan(reader.document(document).scan_id)
    for page in found:
        first = next((line.text for line in page.lines), "")
        out(f"{page.number:>4}  {page.width}x{page.height}  {page.rotation:>3}°  {first}")
    if scan.dropped:
        out(f"{t('صفحات متروكة من المسح', 'left out of the scan')}: {left_out_phrase(scan.dropped)}")
    return Exit.DONE
