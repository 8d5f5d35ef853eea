"""The reckoning: what was dropped against what the archive says."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from bench.faults.services import warraq

UNDER_WAY = ("waiting", "running", "stuck")


@dataclass(frozen=True)
class Account:
    """How many scans of each fate, and everything that is wrong."""

    counts: Counter[str]
    faults: tuple[str, ...]

    def line(self, dropped: int) -> str:
        """The figure that must come out even."""
        kinds = ("archived", "review", "duplicate", "quarantined")
        return f"scans dropped {dropped} = " + " + ".join(f"{kind} {self.counts[kind]}" for kind in kinds)


def at_rest(home: Path, folders: Iterable[Path], left: int) -> bool:
    """Whether nothing is under way any more and only the `left` broken files still lie in the folders."""
    status = json.loads(warraq(home, "status", "--json").stdout)
    lying = sum(path.is_file() for folder in folders for path in folder.rglob("*"))
    return not any(status[kind] for kind in UNDER_WAY) and lying <= left


def reckon(home: Path, dropped: int) -> Account:
    """Every scan once, the register without gaps, everything sound."""
    scans = _lines(home, "scans")
    counts = Counter(scan["status"] for scan in scans)
    return Account(counts, tuple(_faults(home, scans, dropped)))


def _faults(home: Path, scans: list[dict[str, Any]], dropped: int) -> Iterator[str]:
    if len(scans) != dropped:
        yield f"{dropped} files were dropped, {len(scans)} scans are told of"
    for path, count in Counter(scan["file"] for scan in scans).items():
        if count > 1:
            yield f"taken {count} times: {path!r}"
    firsts = Counter(scan["sha256"] for scan in scans if scan["status"] not in ("duplicate", "stuck"))
    yield from (f"bytes archived {count} times: {sha256}" for sha256, count in firsts.items() if count > 1)
    yield from (f"still {scan['status']}: {scan['file']!r}" for scan in scans if scan["status"] in UNDER_WAY)
    entries = sorted(_lines(home, "register", "list"), key=lambda entry: (entry["book"], entry["year"], entry["no"]))
    for book, group in groupby(entries, key=lambda entry: (entry["book"], entry["year"])):
        numbers = [entry["no"] for entry in group]
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"register {book} has a gap or a double"
    archived = sum(document["status"] == "archived" for scan in scans for document in scan["documents"])
    if archived != len(entries):
        yield f"{archived} documents are archived, {len(entries)} entries stand in the register"
    yield from (f"verify: {problem}" for problem in _lines(home, "verify") if "kind" in problem)


def _lines(home: Path, *command: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in warraq(home, *command, "--json").stdout.splitlines()]
