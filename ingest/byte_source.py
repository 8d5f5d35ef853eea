"""A file read here and there, in small pieces."""

from __future__ import annotations

import re
from typing import BinaryIO, Protocol

_CHUNK = 1 << 18
_OVERLAP = 1 << 10


class _Readable(Protocol):
    def seek(self, offset: int, whence: int = 0, /) -> int: ...

    def read(self, size: int = -1, /) -> bytes | None: ...


class ByteSource:
    """Bytes of an open file of `size` bytes. Asking beyond its end gives less, never an error."""

    def __init__(self, file: _Readable | BinaryIO, size: int) -> None:
        self._file = file
        self.size = size
        self._start, self._window = 0, b""

    def at(self, offset: int, length: int) -> bytes:
        """At most `length` bytes from `offset`."""
        if offset < 0 or length <= 0 or offset >= self.size:
            return b""
        length = min(length, self.size - offset)
        inside = offset - self._start
        if inside < 0 or inside + length > len(self._window):
            self._start, self._window, inside = offset, self._read(offset, max(length, 1 << 12)), 0
        return self._window[inside : inside + length]

    def find(self, pattern: re.Pattern[bytes], start: int) -> int:
        """Where `pattern` (matching less than 1 KiB) first begins at or after `start`, or -1."""
        while start < self.size:
            chunk = self.at(start, _CHUNK)
            found = pattern.search(chunk)
            if found:
                return start + found.start()
            if start + len(chunk) >= self.size or not chunk:
                return -1
            start += max(1, len(chunk) - _OVERLAP)
        return -1

    def _read(self, offset: int, length: int) -> bytes:
        self._file.seek(offset)
        pieces = []
        while length > 0 and (piece := self._file.read(length)):
            pieces.append(piece)
            length -= len(piece)
        return b"".join(pieces)
