"""What a monitor may ask the watcher: `/metrics` (Prometheus) and `/healthz`, on the host and port of the settings.

Numbers only, no names, paths or texts of papers.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import CollectorRegistry, make_wsgi_app
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from domain.errors import InvalidRequest
from domain.messages import Message
from pipeline.refreshing import last_refresh
from pipeline.services import Services

SILENT_SECONDS = 60.0  # the watcher says that it lives several times a second; this long without is a fault
STATUSES = ("waiting", "running", "stuck", "review", "quarantined", "archived", "duplicate")


class Pulse:
    """When the watcher's loop last went round."""

    def __init__(self) -> None:
        self._at = time.monotonic()

    def beat(self) -> None:
        self._at = time.monotonic()

    @property
    def silent_seconds(self) -> float:
        return time.monotonic() - self._at


class _Counts(Collector):
    """The archive's own counts, read when they are asked for."""

    def __init__(self, services: Services, pulse: Pulse) -> None:
        self._services = services
        self._pulse = pulse

    def collect(self) -> Iterator[GaugeMetricFamily]:
        with self._services.archive.read() as reader:
            counts, head = reader.counts(), reader.feed_head()
        scans = GaugeMetricFamily("warraq_scans", "Scans by what became of them.", labels=["status"])
        for status in STATUSES:
            scans.add_metric([status], getattr(counts, status))
        yield scans
        oldest = counts.oldest_waiting_s or 0.0
        yield GaugeMetricFamily("warraq_oldest_waiting_seconds", "Age of the oldest scan under way or stuck.", value=oldest)
        lag = max(0, head - self._services.index.head())
        yield GaugeMetricFamily("warraq_search_lag", "Changes that the search index has not followed yet.", value=lag)
        yield from self._refreshing()
        silent = self._pulse.silent_seconds
        yield GaugeMetricFamily("warraq_watcher_silent_seconds", "Time since the watcher's loop last went round.", value=silent)

    def _refreshing(self) -> Iterator[GaugeMetricFamily]:
        """Of the records of a foreign source, where one is set."""
        state = last_refresh(self._services)
        age = state.age(self._services.clock())
        if age is not None:
            text = "Time since the electronic records were last refreshed from their source."
            yield GaugeMetricFamily("warraq_records_refresh_age_seconds", text, value=age)
        if state.source:
            text = "Whether the last refresh of the electronic records failed."
            yield GaugeMetricFamily("warraq_records_refresh_failed", text, value=float(state.failed is not None))


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """A monitor asks every few seconds: not worth a line each."""


@contextmanager
def health_server(services: Services, pulse: Pulse) -> Iterator[int | None]:
    """Answer inside the block; gives the port, None where none is set. Raises InvalidRequest for a port in use."""
    own = services.settings.metrics
    if own.port is None:
        yield None
        return
    registry = CollectorRegistry()
    registry.register(_Counts(services, pulse))
    try:
        server = make_server(own.host, own.port, _app(services, pulse, make_wsgi_app(registry)), _Server, _QuietHandler)
    except OSError as error:
        raise InvalidRequest(
            Message(
                ar=f"لا يمكن الاستماع على {own.host}:{own.port} ({error.strerror}). غيّر metrics.port في الإعدادات.",
                en=f"Cannot listen on {own.host}:{own.port} ({error.strerror}). Change metrics.port in the settings.",
            )
        ) from error
    threading.Thread(target=server.serve_forever, name="health", daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def _app(services: Services, pulse: Pulse, metrics: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/metrics":
            return metrics(environ, start)
        if environ["PATH_INFO"] != "/healthz":
            return _say(start, "404 Not Found", "not found")
        fault = _fault(services, pulse)
        return _say(start, "503 Service Unavailable" if fault else "200 OK", fault or "ok")

    return answer


def _say(start: Callable[..., Any], status: str, text: str) -> Iterable[bytes]:
    start(status, [("Content-Type", "text/plain; charset=utf-8")])
    return [f"{text}\n".encode()]


def _fault(services: Services, pulse: Pulse) -> str | None:
    if pulse.silent_seconds > SILENT_SECONDS:
        return "the watcher makes no progress"
    try:
        with services.archive.read() as reader:
            reader.feed_head()
    except Exception as error:  # whatever keeps the database from answering is the answer
        return f"the database does not answer: {type(error).__name__}"
    return None
