"""Blocking keys in the database: texts hashed to 64 bits. A collision adds a candidate, never a link."""

from __future__ import annotations

import hashlib
from collections.abc import Collection


def hashed(keys: Collection[str]) -> list[int]:
    """The keys as signed 64-bit numbers, without doubles, in order."""
    return sorted({_hash(key) for key in keys})


def _hash(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True)
