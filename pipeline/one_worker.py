"""One worker process for work that a person waits for: what touches foreign files runs nowhere else."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ingest.limits import apply_limits
from pipeline import work
from pipeline.services import Services
from pipeline.workers import ProcessWorkers, Task, Workers

FOR_START = 30.0  # seconds for the process and its engine to come up


class OneWorker:
    """Runs one task after another. `folder` is for the files that tasks write; it goes when the worker does."""

    def __init__(self, workers: Workers, folder: Path) -> None:
        self._workers, self.folder = workers, folder

    def run(self, task: Task, args: Sequence[Any], seconds: float) -> Any:
        """The value of a task that may take so many seconds of wall time. Raises what the task raised."""
        self._workers.give(None, task, args, seconds + FOR_START)
        while not (outcomes := self._workers.collect(1.0)):
            pass
        if outcomes[0].error is not None:
            raise outcomes[0].error
        return outcomes[0].value


@contextmanager
def one_worker(services: Services, workers: Workers | None = None, *, reads: bool = False) -> Iterator[OneWorker]:
    """A worker until the block ends; `reads`: it must be able to read pages. `workers` stands in for its process."""
    services.home.scratch.mkdir(parents=True, exist_ok=True)
    prepare: tuple[Task, Sequence[Any]] = (apply_limits, (services.limits,))
    if reads:
        prepare = (work.prepare, (work.WorkerSetup(services.limits, services.settings.ocr),))
    with tempfile.TemporaryDirectory(dir=services.home.scratch) as folder:
        own = workers or ProcessWorkers(1, *prepare)
        try:
            yield OneWorker(own, Path(folder))
        finally:
            own.close()
