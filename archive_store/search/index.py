# PROVISIONAL: the founder's place-holder so that the pipeline runs; the search builder replaces this file.
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from archive_store.feed import FeedRow


class SearchIndex:
    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def open(cls, path: Path, read_only: bool = False) -> SearchIndex:
        return cls(path)

    def follow(self, rows: Callable[[int, int], Sequence[FeedRow]]) -> int:
        return 0

    def check(self, reader: Any) -> Iterator[Any]:
        return iter(())
