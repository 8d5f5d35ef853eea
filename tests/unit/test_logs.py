"""A log line that cannot be written ends nothing."""

import io
import sys

import structlog

from commands.logs import set_up_logs


def test_a_log_outlives_its_stream(monkeypatch):
    before = structlog.get_config()
    try:
        gone = io.StringIO()
        monkeypatch.setattr(sys, "stderr", gone)
        set_up_logs("watch")
        log = structlog.get_logger("test")
        log.warning("heard")
        assert '"heard"' in gone.getvalue()
        gone.close()
        log.warning("unheard")
        now = io.StringIO()
        monkeypatch.setattr(sys, "stderr", now)
        log.warning("heard again")
        assert '"heard again"' in now.getvalue()
    finally:
        structlog.configure(**before)
