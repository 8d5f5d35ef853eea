"""The end of a PDF: its last `%%EOF`, with nothing behind it that a PDF would hold (ISO 32000-1, 7.5.5 and annex F)."""

from __future__ import annotations

import re

from ingest.byte_source import ByteSource

_END = b"%%EOF"
_WINDOW = 1 << 16
_MOST_TRAILING = 1 << 26  # looked through for the end before the decoder is asked
_OBJECT = re.compile(rb"(?:^|[\r\n])\d{1,10} \d{1,5} obj\b")
_TABLE_WRITTEN = re.compile(rb"startxref\s+\d{1,19}\s|trailer\s*<<(?:[^<>]|<<[^<>]*>>|<[0-9A-Fa-f\s]*>){0,4096}>>")
_TAIL = 1 << 14
_LINEARIZED = re.compile(rb"/Linearized\b[^>]{0,200}?/L\s+(\d{1,15})|/L\s+(\d{1,15})[^>]{0,200}?/Linearized\b")


def complete(source: ByteSource) -> bool | None:
    """True: the end is there; False: it is missing, or an update behind it broke off; None: cannot tell.

    Trailing junk is of no matter. A file that states its own length (linearized) must have it.
    """
    stated = _stated_length(source)
    if stated > source.size:
        return False
    end = _last_end(source)
    if end is None:
        return _table_is_written(source) or (False if source.size <= _MOST_TRAILING else None)
    return source.find(_OBJECT, end + len(_END)) < 0 or _table_is_written(source)


def _table_is_written(source: ByteSource) -> bool:
    """Whether the last thing in the file is its table of objects, written when all of them are, though the mark is missing."""
    tail = source.at(max(0, source.size - _TAIL), _TAIL)
    written = [found.end() for found in _TABLE_WRITTEN.finditer(tail)]
    return bool(written) and not _OBJECT.search(tail, written[-1])


def _stated_length(source: ByteSource) -> int:
    """The length in the linearization dictionary, 0 where there is none. It counts from the header."""
    head = source.at(0, 2048)
    start = max(head.find(b"%PDF-"), 0)
    found = _LINEARIZED.search(head)
    return start + int(found[1] or found[2]) if found else 0


def _last_end(source: ByteSource) -> int | None:
    """Where the last end marker begins, None where there is none within reach."""
    stop = source.size
    lowest = max(0, source.size - _MOST_TRAILING)
    while stop > lowest:
        start = max(lowest, stop - _WINDOW)
        found = source.at(start, stop - start).rfind(_END)
        if found >= 0:
            return start + found
        if start == lowest:
            return None
        stop = start + len(_END) - 1
    return None
