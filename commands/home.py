"""`init` and `status`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from commands.frame import json_flag, out, program_command, reading, table, tell, write_json
from commands.language import t
from pipeline.refreshing import last_refresh
from pipeline.services import initialise
from pipeline.views import refresh_object, status_object


@program_command(
    "init",
    example="warraq --home /srv/warraq init",
)
def init(home: Path) -> int:
    made = initialise(home)
    if made:
        tell(f"الأرشيف جاهز في {home}", f"The archive is ready in {home}")
    else:
        tell(f"الأرشيف في {home} جاهز من قبل، ولم يتغير شيء", f"The archive in {home} was ready already, nothing changed")
    return 0


@program_command(
    "status",
    example="warraq status --json",
)
@json_flag
def status(home: Path, as_json: bool) -> int:
    services = reading(home)
    with services.archive.read() as reader:
        counts = reader.counts()
    refreshed = refresh_object(last_refresh(services), services.clock())
    shown = status_object(counts) | refreshed
    if as_json:
        write_json(shown)
        return 0
    names = {
        "waiting": t("بالانتظار", "waiting"),
        "running": t("قيد القراءة", "running"),
        "stuck": t("متعثر في المجلد (غير مكتمل)", "stuck in the folder (not whole)"),
        "review": t("في المراجعة", "in review"),
        "quarantined": t("محجور", "quarantined"),
        "archived": t("مؤرشف", "archived"),
        "duplicate": t("مكرر", "duplicate"),
    }
    table([("الحالة", "status"), ("دفعات المسح", "scans")], [(label, str(shown[key])) for key, label in names.items()])
    if shown["oldest_waiting_s"] is not None:
        out(t(f"أقدم منتظر: {shown['oldest_waiting_s']:.0f} ثانية", f"oldest waiting: {shown['oldest_waiting_s']:.0f} s"))
    if refreshed:
        _tell_refresh(refreshed)
    return 0


def _tell_refresh(refreshed: dict[str, Any]) -> None:
    source, age, failed = refreshed["records_source"], refreshed["records_refreshed_s"], refreshed["records_refresh_error"]
    if age is None:
        out(t(f"سجلات {source}: لم تُجلب بعد", f"records of {source}: not fetched yet"))
    else:
        out(
            t(f"سجلات {source}: آخر تحديث قبل {age / 60:.0f} دقيقة", f"records of {source}: refreshed {age / 60:.0f} minutes ago")
        )
    if failed:
        out(t(f"تعذّر آخر تحديث للسجلات: {failed['ar']}", f"the last refresh of the records failed: {failed['en']}"))


COMMANDS = {"init": init, "status": status}
