"""`cover` and `labels`: sheets to print, so that scans name their request."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from commands.frame import Exit, program_command, reading, tell
from commands.language import option, t
from pipeline.covers import write_covers, write_labels

to_pdf = option(
    "--out",
    "target",
    metavar="PDF",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    ar="ملف PDF الناتج، صفحاته A4",
    en="the PDF to write, pages of A4",
)


@program_command(
    "cover",
    example="warraq cover 2021-000123 --out cover.pdf\nwarraq cover 2021-000123 2021-000124 --out covers.pdf",
)
@click.argument("requests", metavar="REQUEST...", nargs=-1, required=True)
@to_pdf
def cover(home: Path, requests: tuple[str, ...], target: Path) -> int:
    count = write_covers(reading(home), requests, target)
    tell(f"كُتب {target}: عدد الأغلفة {count}", f"wrote {target}, cover sheets: {count}")
    return Exit.DONE


@program_command(
    "labels",
    example="warraq labels 2021-000123 2021-000124 --out labels.pdf\nwarraq labels --box 'علبة 12' --box 'علبة 13' --out boxes.pdf",
)
@click.argument("requests", metavar="[REQUEST]...", nargs=-1)
@option(
    "--box", "boxes", metavar="TEXT", multiple=True, ar="لصاقة علبة بهذا النص؛ يتكرر", en="a box label with this text; repeatable"
)
@to_pdf
def labels(home: Path, requests: tuple[str, ...], boxes: tuple[str, ...], target: Path) -> int:
    if not requests and not boxes:
        raise click.UsageError(t("اذكر رقم طلب أو ‎--box TEXT", "name a REQUEST or --box TEXT"))
    count = write_labels(reading(home), requests, boxes, target)
    tell(f"كُتب {target}: عدد اللصاقات {count}", f"wrote {target}, labels: {count}")
    return Exit.DONE


COMMANDS: dict[str, Any] = {"cover": cover, "labels": labels}
