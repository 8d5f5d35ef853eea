"""The files of a batch: walked in order, with what a manifest says of each."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.arabic import fold
from domain.dates import parse_date
from domain.documents import Given, SourceFile
from domain.errors import InvalidRequest
from domain.messages import Message
from domain.numbers import canonical_request_no
from ingest.formats import is_ignored, is_temporary

_SEPARATORS = ",;\t|"
_COLUMNS = {
    "path": ("path", "file", "filename", "file name", "الملف", "المسار", "اسم الملف", "مسار الملف"),
    "request_no": ("request_no", "request", "request number", "رقم الطلب", "رقم المعاملة", "الطلب"),
    "type": ("type", "document type", "النوع", "نوع الوثيقة"),
    "date": ("date", "document date", "التاريخ", "تاريخ الوثيقة"),
    "box": ("box", "الصندوق", "العلبة", "رقم الصندوق", "رقم العلبة"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """A file of a batch. `given_path` is its path as the caller began it (relative stays relative), for reports."""

    given_path: str
    source: SourceFile


def walk(paths: Iterable[str]) -> Iterator[Found]:
    """The regular files at and below `paths`, folders in the order given, their contents sorted by name; each file once.

    Ignored and temporary names are left out below a folder, but not where a path names the file itself. Links, pipes and devices
    are never followed. A file that vanishes meanwhile is left out.
    """
    seen: set[tuple[int, int]] = set()
    for path in paths:
        text = os.fsdecode(path)
        for found in _below(text) if _is_folder(text) else _file(text):
            identity = (found.source.device, found.source.inode)
            if identity not in seen:
                seen.add(identity)
                yield found


def _is_folder(path: str) -> bool:
    return Path(path).is_dir()


def _below(folder: str) -> Iterator[Found]:
    """A folder's own files first, then its folders; depth is bounded by path lengths alone, so no recursion in Python."""
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        entries = _entries(here)
        for entry in entries:
            if entry.is_file(follow_symlinks=False) and not is_temporary(entry.name):
                yield from _file(entry.path)
        waiting.extend(entry.path for entry in reversed(entries) if entry.is_dir(follow_symlinks=False))


def _entries(folder: str) -> list[os.DirEntry[str]]:
    """What is in a folder, by name; nothing where it cannot be read any more."""
    try:
        with os.scandir(folder) as listing:
            return sorted((entry for entry in listing if not is_ignored(entry.name)), key=lambda entry: os.fsencode(entry.name))
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return []


def _file(path: str) -> Iterator[Found]:
    source = source_file(path, "import")
    if source is not None:
        yield Found(path, source)


def source_file(path: str, channel: str, folder: str = "", *, follow_last: bool = True) -> SourceFile | None:
    """The regular file at `path` with its identity, or None. A link that the caller named is followed where `follow_last`."""
    try:
        status = os.stat(path) if follow_last else os.lstat(path)  # noqa: PTH116  a path with undecodable bytes is a str
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return SourceFile(
        path=os.path.abspath(path),  # noqa: PTH100  as above
        channel=channel,
        device=status.st_dev,
        inode=status.st_ino,
        size=status.st_size,
        mtime_ns=status.st_mtime_ns,
        folder=folder or os.path.dirname(os.path.abspath(path)),  # noqa: PTH100, PTH120  as above
    )


# ── the manifest ───────────────────────────────────────────────────────────────────────────────────────────────────


def read_manifest(path: Path) -> dict[str, Given]:
    """What a CSV file says of each file, by absolute path. Relative paths count from the manifest's own folder.

    Columns: path, and any of request_no, type, date, box, also with Arabic headings; any usual encoding and separator.
    Raises InvalidRequest that names the line of the first mistake.
    """
    rows = list(_rows(path))
    if not rows:
        raise _wrong(path, 1, "الملف فارغ", "the file is empty")
    columns = _columns(path, rows[0][1])
    known: dict[str, Given] = {}
    for line, cells in rows[1:]:
        values = {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()}
        if not any(values.values()):
            continue
        key = _absolute(path, line, values["path"])
        if key in known:
            raise _wrong(path, line, "الملف مذكور مرتين", "this file is named twice")
        known[key] = _given(path, line, values)
    return known


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line on which each begins."""
    text = _decoded(path)
    first = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise _wrong(path, line, f"لا يمكن قراءة السطر: {error}", f"the line cannot be read: {error}") from error


def _decoded(path: Path) -> str:
    """UTF-8 or UTF-16 by their marks, else UTF-8, else the code page of Arabic Windows."""
    raw = path.read_bytes()
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1256", "replace")


def _columns(path: Path, heading: Sequence[str]) -> dict[str, int]:
    """Which cell holds what. Without a `path` column nothing can be matched."""
    names = {_plain(alias): name for name, aliases in _COLUMNS.items() for alias in aliases}
    found = {names[_plain(cell)]: at for at, cell in reversed(list(enumerate(heading))) if _plain(cell) in names}
    if "path" not in found:
        raise _wrong(path, 1, "لا يوجد عمود path (المسار)", "there is no column `path`")
    return found


def _plain(heading: str) -> str:
    return re.sub(r"[\W_]+", "", fold(heading)).casefold()


def _absolute(manifest: Path, line: int, text: str) -> str:
    if not text:
        raise _wrong(manifest, line, "خانة المسار فارغة", "the path is empty")
    return os.path.abspath(manifest.absolute().parent / text)  # noqa: PTH100  without following links, as `walk` does


def _given(path: Path, line: int, values: dict[str, str]) -> Given:
    number = values.get("request_no", "")
    return Given(
        request_no=canonical_request_no(number, typed=True) or number or None,
        type=values.get("type") or None,
        date=_date(path, line, values.get("date", "")),
        box=values.get("box") or None,
    )


def _date(path: Path, line: int, text: str) -> dt.date | None:
    if not text:
        return None
    date = parse_date(text)
    if date is None:
        raise _wrong(path, line, f"«{text}» ليس تاريخًا", f"`{text}` is not a date")
    return date


def _wrong(path: Path, line: int, ar: str, en: str) -> InvalidRequest:
    name = os.fsencode(path.name).decode("utf-8", "backslashreplace")
    return InvalidRequest(
        Message(
            ar=f"ملف البيان {name}، السطر {line}: {ar}. صحّحه ثم أعد المحاولة.",
            en=f"The manifest {name}, line {line}: {en}. Mend it and try again.",
        )
    )
