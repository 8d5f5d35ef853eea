"""The check of a whole home: books, objects and search index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from archive_store.checks.problem import Problem
from archive_store.verify import Checked, verify
from pipeline.services import Services


def check_home(services: Services, progress: Callable[[int, int], None]) -> Iterator[Problem | Checked]:
    """Every problem found, and last what was checked. `progress` is told how many objects of how many are read."""
    with services.archive.read() as reader:
        index_problems = list(services.index.check(reader.shown_ids(), reader.feed_head()))
    for found in verify(services.archive, services.objects, progress):
        if isinstance(found, Checked):
            yield from index_problems
            yield replace(found, problems=found.problems + len(index_problems))
        else:
            yield found
