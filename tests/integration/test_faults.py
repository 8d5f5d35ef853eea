"""The short form of bench.faults: careless writers, two watchers, kills at random moments; nothing lost, nothing doubled."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.faults.__main__ import Ordeal, prepare, undergo


@pytest.mark.timeout(280)
def test_every_scan_is_archived_or_told_of_exactly_once(tmp_path: Path) -> None:
    home, inbox = tmp_path / "home", tmp_path / "inbox"
    inbox.mkdir()
    prepare(home, inbox)
    dropped, kills, account = undergo(home, inbox, Ordeal(files=14, kills=5, watchers=2, seed="short", pause=0.1))
    assert (dropped, sum(kills.values())) == (14, 5)
    assert account.faults == ()
    assert sum(account.counts.values()) == dropped
    assert account.counts["archived"] > 0
