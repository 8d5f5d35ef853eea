"""What one link costs among so many records: CPU time, and memory of the process that links."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles

from bench.linking.trial import Trial, catalogue, linked, prepared


def measure(trial: Trial) -> None:
    """Prints the cost of a link among the records of `trial`, for each of its rates of misread letters."""
    words, archive = catalogue(), trial.archive
    lots = prepared(trial)
    with archive().read() as reader:
        linked(lots[0][:50], reader, words)  # what is made once per process
        before = _resident()
        for rate, papers in zip(trial.rates, lots, strict=True):
            print(f"{trial.records} records, errors {rate:.0%}: {costs([cpu for _, _, cpu in linked(papers, reader, words)])}")
    print(f"memory of the process: {_resident():.0f} MiB, of which {_resident() - before:.0f} came with the links")


def costs(seconds: Sequence[float]) -> str:
    """Median and 95th percentile of CPU times, in milliseconds."""
    times = [1000 * each for each in seconds]
    return f"CPU per link median {median(times):.1f} ms, p95 {quantiles(times, n=20)[-1]:.1f} ms"


def _resident() -> float:
    """Resident memory of this process, MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20
