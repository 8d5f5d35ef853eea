"""What a monitor sees: numbers of the archive, and whether the watcher lives; and the unit that runs it."""

from __future__ import annotations

import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import health
from pipeline.health import Pulse, health_server
from pipeline.services import Services, open_services
from tests.integration.instant import make_template, picture
from tests.integration.test_parts import archive_all

UNIT = Path(__file__).resolve().parents[2] / "deploy" / "warraq.service"


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    make_template(tmp_path / "home")
    monkeypatch.setenv("WARRAQ_METRICS__PORT", "0")  # any free one
    yield open_services(tmp_path / "home")


def ask(port: int | None, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_metrics_count_what_became_of_the_scans(services: Services) -> None:
    (services.home.inbox / "a.png").write_bytes(picture(10))
    (services.home.inbox / "b.bin").write_bytes(b"no paper")
    archive_all(services)
    with health_server(services, Pulse()) as port:
        code, text = ask(port, "/metrics")
    assert code == 200
    assert 'warraq_scans{status="archived"} 1.0' in text
    assert 'warraq_scans{status="quarantined"} 1.0' in text
    assert "warraq_search_lag 0.0" in text


def test_health_tells_a_living_watcher_from_a_silent_one(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    pulse = Pulse()
    with health_server(services, pulse) as port:
        assert ask(port, "/healthz") == (200, "ok\n")
        assert ask(port, "/other")[0] == 404
        monkeypatch.setattr(health, "SILENT_SECONDS", -1.0)
        assert ask(port, "/healthz")[0] == 503


def test_nothing_listens_unless_a_port_is_set(tmp_path: Path) -> None:
    make_template(tmp_path / "home")
    with health_server(open_services(tmp_path / "home"), Pulse()) as port:
        assert port is None


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_the_unit_is_sound(tmp_path: Path) -> None:
    text = UNIT.read_text("utf-8").replace("/opt/warraq/.venv/bin/warraq", "/bin/true").replace("User=warraq\nGroup=warraq\n", "")
    unit = tmp_path / "warraq.service"
    unit.write_text(text, "utf-8")
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "warraq.service:" not in done.stderr
