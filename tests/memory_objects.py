"""An object store in memory, for tests that are about something else."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from domain.errors import FixityMismatch, Unavailable


class MemoryObjects:
    """`kept` may be tampered with."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def put(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        content = b"".join(chunks)
        digest = hashlib.sha256(content).hexdigest()
        self.kept.setdefault(digest, content)
        self.check(digest)
        return digest, len(content)

    def open(self, sha256: str) -> BinaryIO:
        if sha256 not in self.kept:
            raise Unavailable("object store: no such object")
        return io.BytesIO(self.kept[sha256])

    def path(self, sha256: str) -> Path | None:
        return None

    def check(self, sha256: str) -> None:
        with self.open(sha256) as file:
            if hashlib.sha256(file.read()).hexdigest() != sha256:
                raise FixityMismatch(sha256)

    def age(self, sha256: str) -> float:
        self.open(sha256)
        return 0.0

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self.kept))
