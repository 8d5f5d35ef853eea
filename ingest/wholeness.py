"""Whether a file is structurally complete, told from its bytes alone and without decoding it.

Reads little, in small pieces, and never maps the file: whoever writes it may shorten it meanwhile. A file whose size stands from
the start and which is filled later (copies over a Windows share) shows zeros where its end should be: that is not an end.
A format whose end cannot be told is UNKNOWN and goes to its decoder.
"""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from ingest import whole_pdf, whole_tiff
from ingest.byte_source import ByteSource
from ingest.formats import HEAD_BYTES, sniff

_MOST_PARTS = 1_000_000  # chunks, boxes or markers walked before the decoder is asked instead
_TAIL = 64  # compressed pictures do not end in so many zeros
_JPEG_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
_ITEM_BYTES = re.compile(rb"idat")
_FIRST_TILE = re.compile(rb"\xff\x90\x00\x0a")
_END_OF_CODESTREAM = re.compile(rb"\xff\xd9")
_BOUNDARY = re.compile(rb'boundary\s*=\s*(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))', re.IGNORECASE)
_MAIL_WINDOW = 1 << 16


class Wholeness(StrEnum):
    """What the bytes say. INCOMPLETE: the end is missing; UNKNOWN: only a decoder can tell."""

    WHOLE = "whole"
    INCOMPLETE = "incomplete"
    EMPTY = "empty"
    UNKNOWN = "unknown"


def whole(path: Path | str) -> Wholeness:
    """Judge the file at `path`. Raises OSError where it cannot be read."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123  a path with undecodable bytes is a str
        size = os.fstat(file.fileno()).st_size
        if size == 0:
            return Wholeness.EMPTY
        source = ByteSource(file, size)
        head = source.at(0, HEAD_BYTES)
        judge = _JUDGES.get(sniff(head) or "", _unknown)
        verdict = judge(source)
    return Wholeness.UNKNOWN if verdict is None else Wholeness.WHOLE if verdict else Wholeness.INCOMPLETE


# Each judge says True (complete), False (its end is missing) or None (cannot tell).


def _unknown(source: ByteSource) -> bool | None:
    """Nothing but zeros is a file not yet filled."""
    return None if any(source.at(0, HEAD_BYTES)) else False


def _jpeg(source: ByteSource) -> bool | None:
    """Marker segments up to the end of image (ITU-T T.81, annex B); what follows it is of no matter, unless an index of
    further pictures (CIPA DC-007, MPO) promises it."""
    at, promised = 2, 0
    for _ in range(_MOST_PARTS):
        found = source.find(_JPEG_MARKER, at)
        if found < 0:
            return False
        marker = source.at(found + 1, 1)[0]
        if marker == 0xD9:
            return promised <= source.size
        if marker in {0x01, 0xD8}:
            at = found + 2
            continue
        head = source.at(found + 2, 6)
        if len(head) < 2:
            return False
        if marker == 0xE2 and head[2:6] == b"MPF\0":
            promised = _promised_by_index(source, found + 8)
        at = found + 2 + max(2, int.from_bytes(head[:2], "big"))
    return None


def _promised_by_index(source: ByteSource, base: int) -> int:
    """Where the last picture of a multi-picture file ends, 0 where its index cannot be read."""
    order = "<" if source.at(base, 2) == b"II" else ">"
    try:
        (directory,) = struct.unpack(order + "I", source.at(base + 4, 4))
        (count,) = struct.unpack(order + "H", source.at(base + directory, 2))
        for number in range(min(count, 32)):
            tag, _, length, value = struct.unpack(order + "HHII", source.at(base + directory + 2 + 12 * number, 12))
            if tag == 0xB002:
                entries = struct.iter_unpack(order + "IIII", source.at(base + value, min(length, 4096)))
                return max((base + offset + size for _, size, offset, _ in entries if offset), default=0)
    except struct.error:
        pass
    return 0


def _png(source: ByteSource) -> bool | None:
    """Chunks up to IEND (ISO/IEC 15948, 5.3)."""
    at = 8
    for _ in range(_MOST_PARTS):
        head = source.at(at, 8)
        if len(head) < 8 or not any(head):
            return False
        length, kind = int.from_bytes(head[:4], "big"), head[4:]
        if not kind.isalpha():
            return None
        at += 12 + length
        if at > source.size:
            return False
        if kind == b"IEND":
            return True
    return None


def _gif(source: ByteSource) -> bool | None:
    """Blocks up to the trailer (GIF89a, appendix B)."""
    at = 13 + _colour_table(source.at(10, 1))
    for _ in range(_MOST_PARTS):
        kind = source.at(at, 1)
        if kind == b"\x3b":
            return True
        if kind == b"\x21":
            at = _past_sub_blocks(source, at + 2)
        elif kind == b"\x2c":
            at = _past_sub_blocks(source, at + 11 + _colour_table(source.at(at + 9, 1)))
        else:
            return None if kind.strip(b"\0") else False
    return None


def _colour_table(flags: bytes) -> int:
    return 3 << ((flags[0] & 7) + 1) if flags and flags[0] & 0x80 else 0


def _past_sub_blocks(source: ByteSource, at: int) -> int:
    while (length := source.at(at, 1)) and length[0]:
        at += 1 + length[0]
    return at + 1


def _bmp(source: ByteSource) -> bool | None:
    """The size in the file header; some writers leave it 0."""
    size = int.from_bytes(source.at(2, 4), "little")
    return size <= source.size if size > 14 else None


def _webp(source: ByteSource) -> bool:
    """The size of the RIFF chunk."""
    end = int.from_bytes(source.at(4, 4), "little") + 8
    return end <= source.size and _filled(source, end)


def _heif(source: ByteSource) -> bool | None:
    """Boxes up to the end of the file, with metadata and the pictures' bytes among them (ISO/IEC 14496-12, 4.2; 23008-12)."""
    kinds: set[bytes] = set()
    at = 0
    for _ in range(_MOST_PARTS):
        if at >= source.size:
            break
        box = _box(source, at)
        if box is None:  # padding, or bytes not yet there
            break
        kind, end = box
        if end > source.size:
            return False
        if kind == b"mdat" and not _filled(source, end):
            return False
        kinds.add(kind)
        at = end
    return b"meta" in kinds and (b"mdat" in kinds or source.find(_ITEM_BYTES, 0) >= 0)


def _jp2(source: ByteSource) -> bool | None:
    """Boxes (ISO/IEC 15444-1, annex I) whose codestream, or the file itself, ends with the marker EOC (annex A.4.4)."""
    at = 0
    if source.at(0, 2) != b"\xff\x4f":
        for _ in range(_MOST_PARTS):
            box = _box(source, at)
            if box is None:
                return False
            kind, end = box
            if end > source.size:
                return False
            if kind == b"jp2c":
                break
            at = end
        else:
            return None
    tiles = source.find(_FIRST_TILE, at)  # behind it, no marker above FF8F stands in what is packed
    return tiles >= 0 and source.find(_END_OF_CODESTREAM, tiles) >= 0


def _box(source: ByteSource, at: int) -> tuple[bytes, int] | None:
    """Kind and end of the box at `at`, None where there is none."""
    head = source.at(at, 16)
    if len(head) < 8 or not re.fullmatch(rb"[\x20-\x7e\xa9]{4}", head[4:8]):
        return None
    size = int.from_bytes(head[:4], "big")
    if size == 0:
        return head[4:8], source.size
    if size == 1:
        size = int.from_bytes(head[8:16], "big")
    return (head[4:8], at + size) if size >= 8 else None


def _filled(source: ByteSource, end: int) -> bool:
    """Whether the bytes before `end` are there and not only room for them."""
    start = max(0, end - _TAIL)
    return end - start < _TAIL or any(source.at(start, end - start))


def _mail(source: ByteSource) -> bool | None:
    """The closing line of a multipart message (RFC 2046, 5.1.1); of others the end cannot be told."""
    found = _BOUNDARY.search(source.at(0, _MAIL_WINDOW))
    if not found:
        return None
    closing = b"--" + (found[1] or found[2]) + b"--"
    return closing in source.at(max(0, source.size - _MAIL_WINDOW), _MAIL_WINDOW)


_JUDGES: dict[str, Callable[[ByteSource], bool | None]] = {
    "jpeg": _jpeg,
    "png": _png,
    "gif": _gif,
    "bmp": _bmp,
    "webp": _webp,
    "heic": _heif,
    "avif": _heif,
    "jp2": _jp2,
    "eml": _mail,
    "pdf": whole_pdf.complete,
    "tiff": whole_tiff.complete,
}
