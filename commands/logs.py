"""Logs for machines: one JSON object per line on standard error, with no personal data.

`watch` logs what a service should (INFO and above); other commands speak to a person and log errors alone. The variable
`WARRAQ_LOG` (debug, info, warning, error) asks for more or less.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import sys
from typing import TextIO, cast

import structlog

VARIABLE = "WARRAQ_LOG"
SERVICES = frozenset({"watch"})


class _StandardError(io.TextIOBase):
    """Standard error as it is when a line is written; a line that cannot be written (full disk, closed pipe) ends nothing."""

    def write(self, text: str) -> int:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(text)
        return len(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.flush()


def set_up_logs(command: str | None) -> None:
    """Where the log of this process goes and from which level on, by the command that is run."""
    wanted = os.environ.get(VARIABLE, "info" if command in SERVICES else "error")
    level = logging.getLevelNamesMapping().get(wanted.upper(), logging.INFO)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, _StandardError())),
    )
    logging.basicConfig(
        level=max(level, logging.WARNING), stream=sys.stderr, format='{"event": "%(name)s", "level": "%(levelname)s"}'
    )
