"""A source of records in memory, for tests of what goes on around one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from archive_store.foreign import SourceRow
from domain.errors import Unavailable


@dataclass
class MemoryRecords:
    """`held` are rows under our names, each with when it changed. While `away`, nothing can be read."""

    name: str
    held: list[tuple[dict[str, Any], Any]] = field(default_factory=list)
    away: bool = False

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(name for values, _ in self.held for name in values)

    def rows(self, after: Any = None) -> Iterator[SourceRow]:
        if self.away:
            raise Unavailable("records database: away")
        for values, changed in self.held:
            if after is None or changed >= after:
                yield SourceRow(values, changed)
