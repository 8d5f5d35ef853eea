"""A runner with its workers, made ready and cleared away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from domain.documents import Scan
from pipeline import work
from pipeline.owners import Owner
from pipeline.runner import Runner
from pipeline.services import Services
from pipeline.workers import ProcessWorkers, Workers


@contextmanager
def engine(
    services: Services,
    jobs: int,
    on_done: Callable[[Scan], None],
    stopped: Callable[[], bool],
    workers: Workers | None = None,
) -> Iterator[Runner]:
    """A runner on `jobs` worker processes. On leaving, work under way is finished or put back, and the workers end."""
    owner = Owner(services.home.run)
    services.home.scratch.mkdir(parents=True, exist_ok=True)
    runner = Runner(
        services,
        workers or ProcessWorkers(jobs, work.prepare, (work.WorkerSetup(services.limits, services.settings.ocr),)),
        owner,
        on_done,
        stopped,
    )
    try:
        yield runner
    finally:
        runner.stop()
        owner.release()
