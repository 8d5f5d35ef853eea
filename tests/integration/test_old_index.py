"""An index that another version of the analysis made: it answers, says what it is, and the watcher builds it anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import finding
from pipeline.finding import OLD_INDEX, find
from pipeline.services import open_services
from tests.integration.instant import make_template, picture
from tests.integration.test_parts import archive_all


def test_a_large_old_index_says_so_until_the_watcher_has_rebuilt_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_template(tmp_path / "home")
    services = open_services(tmp_path / "home")
    (services.home.inbox / "a.png").write_bytes(picture(10))
    with monkeypatch.context() as older:
        older.setattr("archive_store.search.index.VERSION", "0.0")
        archive_all(services)
    monkeypatch.setattr(finding, "FEW_CHANGES", 0)
    old = find(services, "تقرير طبي")
    assert (len(old.hits), old.message) == (1, OLD_INDEX)
    archive_all(services)  # the watcher comes, with nothing new to do
    new = find(services, "تقرير طبي")
    assert (len(new.hits), new.message) == (1, None)
