"""Taking a file into custody: bytes first, then one transaction, and only then may the file leave the inbox.

A crash at any point leaves at most an object that nothing refers to, or a file whose scan is known already.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from domain.documents import Arrival, Given, Scan, SourceFile
from domain.errors import Unavailable
from domain.numbers import canonical_request_no
from ingest.folder import take_lock
from ingest.formats import sniff
from ingest.wholeness import Wholeness, whole
from pipeline.services import Services

CHUNK = 1 << 20


@dataclass(frozen=True)
class Taken:
    """A scan in custody. `resumed`: an earlier run had taken this very file."""

    scan: Scan
    resumed: bool


@dataclass(frozen=True)
class Terms:
    """Under which terms a file is taken: what is known of it and how it is to be filed."""

    centre: str
    given: Given = field(default_factory=Given)
    register: bool = True
    default_service: str | None = None


class SourceUnreadable(Unavailable):
    """The file to take went away, or may not be read."""


def take_for_import(services: Services, source: SourceFile, terms: Terms) -> Taken:
    """Take a file of a batch; the source stays where it is. The same path and bytes again give the first scan,
    but with another request they are a duplicate that asks whether the paper belongs there too.
    """
    sha256, size = store_source(services, source.path)
    with services.archive.read() as reader:
        for known in reader.scan_by_source(source.path, source.channel):
            if known.sha256 == sha256 and not _other_request(known.given.request_no, terms.given.request_no):
                return Taken(known, resumed=True)
    return Taken(accession(services, source, sha256, size, terms), resumed=False)


def _other_request(known: str | None, now: str | None) -> bool:
    """Whether a file is given with another request than before: then it is a question and no repetition."""
    if now is None or known == now:
        return False
    return known is None or canonical_request_no(known, typed=True) != canonical_request_no(now, typed=True)


def take_from_inbox(services: Services, source: SourceFile, terms: Terms) -> Scan | None:
    """Take a settled file out of a watched folder. None if it went, changed, or another process is at it.

    A file that is not whole, or still empty, is taken but left where it lies: whoever writes it may still finish, and then it is
    a new scan.
    """
    with take_lock(services.home.run / "taking", source.path) as mine, _in_its_folder(source.path) as path:
        if not mine or _identity(path) != _identity_of(source):
            return None
        incomplete = _is_incomplete(path)
        sha256, size = store_source(services, path)
        if _identity(path) != _identity_of(source):
            return None
        scan = accession(services, source, sha256, size, terms)
        if not incomplete:
            _leave_inbox(services, scan, path)
        return scan


def _is_incomplete(path: str) -> bool:
    try:
        return whole(path) in (Wholeness.INCOMPLETE, Wholeness.EMPTY)
    except OSError as error:
        raise SourceUnreadable(f"cannot read a file to take: {error.strerror}") from error


@contextmanager
def _in_its_folder(path: str) -> Iterator[str]:
    """`path` by way of its folder as it is now: if the folder is moved or unmounted meanwhile, a file that is then missing under
    its name has not left it."""
    try:
        folder = os.open(Path(path).parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise SourceUnreadable(f"cannot open the folder of a file to take: {error.strerror}") from error
    try:
        yield f"/proc/self/fd/{folder}/{Path(path).name}"
    finally:
        os.close(folder)


def _leave_inbox(services: Services, scan: Scan, path: str) -> None:
    try:
        services.fs.unlink(Path(path))
    except FileNotFoundError:
        pass
    except OSError as error:
        raise Unavailable(f"cannot remove a taken file from its folder: {error.strerror}") from error
    with services.archive.write(services.agent) as tx:
        tx.mark_left(scan.id)


def store_source(services: Services, path: str) -> tuple[str, int]:
    """Put the bytes of a file into the object store; their SHA-256 and number. Raises SourceUnreadable."""
    try:
        return services.objects.put(_chunks(path))
    except _ReadError as error:
        raise SourceUnreadable(f"cannot read a file to take: {error}") from error


class _ReadError(Exception):
    """Told apart from errors of the store, which are OSErrors too."""


def _chunks(path: str) -> Iterator[bytes]:
    try:
        with open(path, "rb") as file:  # noqa: PTH123  a path with undecodable bytes is a str here
            while chunk := file.read(CHUNK):
                yield chunk
    except OSError as error:
        raise _ReadError(error.strerror) from error


def accession(services: Services, source: SourceFile, sha256: str, size: int, terms: Terms, part_of: str | None = None) -> Scan:
    """Take stored bytes into custody, in a transaction of its own."""
    arrival = arrival_of(source, sha256, size, format_of(services, sha256), terms, part_of)
    with services.archive.write(services.agent) as tx:
        return tx.accession(arrival)


def format_of(services: Services, sha256: str) -> str:
    """The format of stored bytes, told from themselves; "unknown" where it is none that is known."""
    with services.objects.open(sha256) as stored:
        return sniff(stored.read(4096)) or "unknown"


def arrival_of(source: SourceFile, sha256: str, size: int, fmt: str, terms: Terms, part_of: str | None) -> Arrival:
    """Stored bytes as they come into custody."""
    return Arrival(
        source=source,
        sha256=sha256,
        size=size,
        centre=terms.centre,
        format=fmt,
        given=terms.given,
        register=terms.register,
        default_service=terms.default_service,
        part_of=part_of,
    )


def _identity(path: str) -> tuple[int, int, int, int] | None:
    try:
        stat = os.lstat(path)
    except OSError:
        return None
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns


def _identity_of(source: SourceFile) -> tuple[int, int, int, int]:
    return source.device, source.inode, source.size, source.mtime_ns
