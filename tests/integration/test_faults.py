"""The short form of bench.faults: careless writers, two watchers, kills, every trouble; nothing lost, nothing doubled."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.faults.ordeal import Ordeal, undergo
from bench.faults.progress import MOST_STILL_SECONDS

SHORT = Ordeal(files=10, kills=3, watchers=2, seed="short", pause=0.1, troubles=6, trouble_seconds=1.5)
WITHOUT_MOUNTS = Ordeal(files=5, kills=1, watchers=1, seed="bare", pause=0.1, troubles=3, trouble_seconds=1.5, may_mount=False)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("ordeal", [SHORT, WITHOUT_MOUNTS], ids=["short", "without-mounts"])
def test_every_scan_is_archived_or_told_of_exactly_once(tmp_path: Path, ordeal: Ordeal) -> None:
    told = undergo(tmp_path, ordeal)
    print("\n".join(told.lines()))
    assert told.faults == []
    assert told.dropped == ordeal.files == told.account.counts.total()
    assert told.account.counts["archived"] > 0
    assert told.struck.total() == ordeal.kills + ordeal.troubles
    assert told.stillest[0] <= MOST_STILL_SECONDS
    assert ordeal.may_mount or "RLIMIT_FSIZE" in told.left_out[0]
