"""The outline of a JBIG2 stream (ITU-T T.88, 7.2): enough to see whether a decoder finds a picture in it.

PDFium paints white what it cannot follow, and says nothing.
"""

from __future__ import annotations

import struct

_FILE_HEADER = b"\x97JB2\r\n\x1a\n"  # belongs before a picture in a file of its own, never inside a PDF (ISO 32000-1, 7.4.7)
_PAGE_INFORMATION = 48
_KNOWN = frozenset((0, 4, 6, 7, 16, 20, 22, 23, 36, 38, 39, 40, 42, 43, 48, 49, 50, 51, 52, 53, 62))
_UNKNOWN_LENGTH = 0xFFFFFFFF
_IMMEDIATE_GENERIC = 38  # the only segment whose length may be unknown


def is_sound(data: bytes) -> bool:
    """Whether `data`, the picture's own stream in a PDF, is a row of whole segments of which one describes the page."""
    if data.startswith(_FILE_HEADER):
        return False
    at, described = 0, False
    while at < len(data):
        segment = _segment(data, at)
        if segment is None:
            return False
        kind, start, length = segment
        if kind not in _KNOWN:
            return False
        described = described or kind == _PAGE_INFORMATION
        if length == _UNKNOWN_LENGTH:
            return described and kind == _IMMEDIATE_GENERIC  # ends where the decoder says
        at = start + length
    return described and at == len(data)


def _segment(data: bytes, at: int) -> tuple[int, int, int] | None:
    """Kind, start and length of the data of the segment whose header is at `at`; None where the header breaks off."""
    try:
        number, flags, count = struct.unpack_from(">IBB", data, at)
        at += 5
        if count >> 5 == 7:  # many references: their number in 29 bits, then a bit for each that is kept
            references = struct.unpack_from(">I", data, at)[0] & 0x1FFFFFFF
            at += 4 + (references + 8) // 8
        else:
            references = count >> 5
            at += 1
        at += references * (1 if number <= 256 else 2 if number <= 65536 else 4)
        at += 4 if flags & 0x40 else 1  # the page
        return flags & 0x3F, at + 4, struct.unpack_from(">I", data, at)[0]
    except struct.error:
        return None
