"""The end of a TIFF: every directory of the chain, and every strip or tile, inside the file.

TIFF 6.0 (sections 2, 15, 22) and the BigTIFF extension.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.byte_source import ByteSource

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_NUMBERS = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q"}
_OLD_JPEG = ((513, 514),)
_STARTS_AND_SIZES = ((273, 279), (324, 325), *_OLD_JPEG)  # strips, tiles, JPEG of the old kind
_MOST_DIRECTORIES = 20_000
_MOST_VALUES = 1 << 20
_NEEDED = frozenset((256, 257, 258, 259, 262, 273, 277, 278, 279, 320, 322, 323, 324, 325, 347, 513, 514))  # to draw the picture
_COMPRESSION, _UNCOMPRESSED = 259, 1
_TAIL = 64  # compressed strips do not end in so many zeros; room not yet filled does


@dataclass(frozen=True, slots=True)
class _Layout:
    """How this file writes its numbers: byte order, and the formats of counts, entries and offsets."""

    order: str
    big: bool

    @property
    def count(self) -> str:
        return self.order + ("Q" if self.big else "H")

    @property
    def entry(self) -> str:
        return self.order + ("HHQ8s" if self.big else "HHI4s")

    @property
    def offset(self) -> str:
        return self.order + ("Q" if self.big else "I")


class _Outside(Exception):
    """Something that the file refers to lies beyond its end."""


def chain_complete(source: ByteSource) -> bool | None:
    """Whether every directory is there, and of the pictures those whose decoder fills in silently what is missing (JPEG of the
    old kind). As `complete`."""
    return complete(source, pictures=False)


def complete(source: ByteSource, *, pictures: bool = True) -> bool | None:
    """True: all is there; False: something lies outside; None: too many directories to follow."""
    head = source.at(0, 16)
    layout = _Layout("<" if head[:2] == b"II" else ">", 43 in head[2:4])
    seen: set[int] = set()
    try:
        at = _number(source, 8 if layout.big else 4, layout.offset)
        if at == 0:  # not yet written
            return False
        while at and at not in seen:
            if len(seen) >= _MOST_DIRECTORIES:
                return None
            seen.add(at)
            at = _past_directory(source, layout, at, pictures)
    except _Outside:
        return False
    return True


def _past_directory(source: ByteSource, layout: _Layout, at: int, pictures: bool) -> int:
    """Check one directory and (with `pictures`) what it refers to; the offset of the next, 0 for none."""
    count = _number(source, at, layout.count)
    first = at + struct.calcsize(layout.count)
    width = struct.calcsize(layout.entry)
    if count == 0 or first + count * width > source.size:  # a directory has at least one entry
        raise _Outside
    _check_pictures(source, layout, source.at(first, count * width), pictures)
    return _number(source, first + count * width, layout.offset, missing=0)


def _check_pictures(source: ByteSource, layout: _Layout, table: bytes, pictures: bool) -> None:
    """What the entries of one directory refer to lies inside the file; without `pictures` only what no decoder would miss."""
    values: dict[int, list[int]] = {}
    for tag, kind, length, inline in struct.iter_unpack(layout.entry, table):
        if pictures and tag in _NEEDED:
            _check_value(source, layout, kind, length, inline)
        if tag == _COMPRESSION or any(tag in pair for pair in _STARTS_AND_SIZES):
            values[tag] = list(_values(source, layout, kind, length, inline))
    for starts, sizes in _STARTS_AND_SIZES if pictures else _OLD_JPEG:
        extents = _extents(source, values.get(starts, []), values.get(sizes, []))
        if values.get(_COMPRESSION, [_UNCOMPRESSED])[:1] != [_UNCOMPRESSED]:
            _check_filled(source, extents)


def _check_value(source: ByteSource, layout: _Layout, kind: int, length: int, inline: bytes) -> None:
    size = _SIZES.get(kind, 1) * length
    if size > len(inline) and struct.unpack(layout.offset, inline)[0] + size > source.size:
        raise _Outside


def _values(source: ByteSource, layout: _Layout, kind: int, length: int, inline: bytes) -> Iterator[int]:
    number = _NUMBERS.get(kind)
    if number is None:
        return
    size = min(length, _MOST_VALUES) * _SIZES[kind]
    raw = inline[:size] if size <= len(inline) else source.at(struct.unpack(layout.offset, inline)[0], size)
    for (value,) in struct.iter_unpack(layout.order + number, raw[: len(raw) // _SIZES[kind] * _SIZES[kind]]):
        yield value


def _extents(source: ByteSource, starts: list[int], sizes: list[int]) -> list[tuple[int, int]]:
    """Start and end of each strip, all inside the file; without sizes only the starts can be checked."""
    if len(sizes) != len(starts):
        sizes = [1] * len(starts)
    extents = [(start, start + size) for start, size in zip(starts, sizes, strict=True) if size]
    if any(end > source.size for _, end in extents):
        raise _Outside
    return extents


def _check_filled(source: ByteSource, extents: list[tuple[int, int]]) -> None:
    """The strip that ends last holds something."""
    start, end = max(extents, key=lambda extent: extent[1], default=(0, 0))
    if end - start >= _TAIL and not any(source.at(end - _TAIL, _TAIL)):
        raise _Outside


def _number(source: ByteSource, at: int, form: str, missing: int | None = None) -> int:
    raw = source.at(at, struct.calcsize(form))
    if len(raw) < struct.calcsize(form):
        if missing is None:
            raise _Outside
        return missing
    (value,) = struct.unpack(form, raw)
    return int(value)
