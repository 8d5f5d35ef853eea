"""A paper is found within seconds after it is read, by the watcher's own doing."""

from __future__ import annotations

import statistics
from pathlib import Path

import pytest

from bench.search.findable import seconds_until_found

MOST_SECONDS = 5.0


@pytest.mark.timeout(240)
def test_a_paper_is_findable_soon_after_it_is_read(tmp_path: Path) -> None:
    assert statistics.median(seconds_until_found(tmp_path, 3)) <= MOST_SECONDS
