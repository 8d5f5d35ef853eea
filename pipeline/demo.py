"""The main job at a glance: the sample records and scans through the whole pipeline, in a home of their own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.errors import InvalidRequest, MissingPart
from domain.messages import Message
from ingest.batch import walk
from ingest.record_files import read_records
from pipeline.batch import Batch, Imported, Item
from pipeline.engine import engine
from pipeline.intake import Terms
from pipeline.records import import_records
from pipeline.services import Services, initialise, open_services
from pipeline.settings import SETTINGS_FILE
from pipeline.stopping import StopSignal

DONE_MARK = "demo-done"


@dataclass(frozen=True)
class Samples:
    """The folder of the samples: records and scans."""

    root: Path

    @property
    def records(self) -> Path:
        return self.root / "records.csv"

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"


def find_samples(start: Path) -> Samples:
    """The samples of this checkout. Raises MissingPart where there are none."""
    samples = Samples(start / "samples")
    if samples.records.is_file() and samples.inbox.is_dir():
        return samples
    raise MissingPart(
        Message(
            ar=f"لا عينات في {samples.root}. شغّل الأمر من نسخة المشروع.",
            en=f"No samples in {samples.root}. Run this in a checkout.",
        ),
        remedy="git clone … && ./start",
    )


def is_done(home: Path) -> bool:
    """Whether a demo ran to its end in this home."""
    return (home / DONE_MARK).is_file()


def start_afresh(home: Path) -> None:
    """Remove an earlier demo. Refuses a folder that no demo made."""
    if not home.exists():
        return
    if not (home / DONE_MARK).exists() and (home / SETTINGS_FILE).exists() and not (home / "demo").exists():
        raise InvalidRequest(
            Message(ar=f"{home} أرشيف حقيقي وليس عرضًا؛ لن يُحذف.", en=f"{home} is a real archive, not a demo; it is not removed.")
        )
    shutil.rmtree(home)


def prepare(home: Path, samples: Samples) -> Services:
    """Make the demo's home and bring in the sample records."""
    initialise(home)
    (home / "demo").touch()
    services = open_services(home)
    for _ in import_records(services, read_records(samples.records)):
        pass
    return services


def run_demo(services: Services, samples: Samples, jobs: int, stop: StopSignal) -> Iterator[Imported]:
    """Import the sample scans; yields what became of each. Marks the home as done at the end."""
    items = [Item(found.given_path, found.source, Terms(services.settings.centre)) for found in walk([str(samples.inbox)])]
    batch = Batch(services, jobs, lambda file: None)
    with engine(services, jobs, batch.scan_done, stop) as runner:
        yield from batch.run(items, runner, stop)
    if not stop():
        (services.home.root / DONE_MARK).touch()
