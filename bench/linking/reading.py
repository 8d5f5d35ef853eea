"""Papers drawn, worn, imported as a user would beside the records of their requests, and how the program linked them."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.classify.reading import ROOT, drawn
from bench.linking.trial import PROPOSALS

NO_REQUEST, UNKNOWN = "of no request by kind", "request unknown"
NUMBER, OTHER_NUMBER, ASSOCIATION, NAMES = "request number", "another number", "names and association", "names alone"
_TELLING = ("request_no", "service_code", "date")


@dataclass(frozen=True)
class Linked:
    """A printed document, what tells its request, and what became of it. `told_apart` as in `bench.linking.papers.Paper`.

    `linked`: the request it was archived under; `proposed`: the first three that review offers. Both None where a stack was cut
    otherwise than it should be, so that the document is not there as such.
    """

    file: str
    kind: str
    want: str | None
    told_apart: bool
    linked: str | None
    proposed: tuple[str, ...] | None
    why: str

    @property
    def outcome(self) -> str:
        """right, wrong, proposed, not proposed or miscut; of papers of no known request: left or wrong."""
        if self.linked:
            return "right" if self.linked == self.want else "wrong"
        if self.want is None:
            return "left"
        return "miscut" if self.proposed is None else "proposed" if self.want in self.proposed else "not proposed"


def imported(wear: str, count: int, seed: str, work: Path) -> list[Linked]:
    """Those of `count` papers of that wear and a few stacks, after `warraq records import` and `warraq import`."""
    folder = drawn(wear, count, seed, work)
    records, papers = folder / "records.csv", json.loads((folder / "truth.json").read_text(encoding="utf-8"))["papers"]
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    _warraq(home, "init")
    _warraq(home, "records", "import", str(records))
    _warraq(home, "import", str(folder / "inbox"))
    rows = [json.loads(row) for row in _warraq(home, "scans", "--json").splitlines() if row.strip()]
    scans = {Path(row["file"]).name: row["documents"] for row in rows}
    with records.open(encoding="utf-8") as file:
        people = {row["request_no"]: row["national_no"] for row in csv.DictReader(file)}
    return [one for paper in papers for one in _documents(paper, scans.get(paper["file"], []), people)]


def _warraq(home: Path, *words: str) -> str:
    """What the program printed. It ends with 3 where something waits in review: that is no failure here."""
    command = [sys.executable, str(ROOT / "cli.py"), "--home", str(home), "--lang", "en", *words]
    done = subprocess.run(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)
    if not done.stdout and done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr[-500:]}")
    return done.stdout


def _documents(paper: Mapping[str, Any], found: Sequence[Mapping[str, Any]], people: Mapping[str, str]) -> Iterator[Linked]:
    by_first = {one["first_page"]: one for one in found}
    files = Counter(people.values())
    for true in paper["documents"]:
        want, printed = true["request_no"], true["fields"]
        known = want in people
        one = by_first.get(true["first_page"])
        told = not known or files[people[want]] <= PROPOSALS or any(name in printed for name in _TELLING)
        yield Linked(
            paper["file"],
            _kind(true) if known else NO_REQUEST if true["evidence"] == "none" else UNKNOWN,
            want if known else None,
            told,
            one["request_no"] if one else None,
            tuple(proposal["request_no"] for proposal in one["proposals"][:PROPOSALS]) if one else None,
            f"{one['type']} {one['link_method']} {' '.join(one['link_reasons'])}" if one else "",
        )


def _kind(true: Mapping[str, Any]) -> str:
    printed = true["fields"]
    if "request_no" in printed:
        return NUMBER
    if printed.keys() & {"national_no", "phone"}:
        return OTHER_NUMBER
    return ASSOCIATION if "organization_name" in printed else NAMES


def table(wear: str, results: Sequence[Linked]) -> str:
    """What became of the documents of each kind, one line a kind."""
    lines = [f"\n{wear} papers, really read and imported: {len(results)} documents"]
    counts = Counter((one.kind, one.outcome) for one in results)
    for kind in (NUMBER, OTHER_NUMBER, ASSOCIATION, NAMES, UNKNOWN, NO_REQUEST):
        row = {outcome: n for (its, outcome), n in counts.items() if its == kind}
        if total := sum(row.values()):
            alike = sum(not one.told_apart and one.outcome != "right" for one in results if one.kind == kind)
            left = ", ".join(f"{name} {row[name]}" for name in ("proposed", "not proposed", "miscut", "left") if row.get(name))
            lines.append(
                f"  {kind:24} {total:4}  linked rightly {row.get('right', 0):3} ({row.get('right', 0) / total:.1%})"
                f"  wrong {row.get('wrong', 0)}; {left}" + (f" ({alike} told apart by nothing)" if alike else "")
            )
    return "\n".join(lines)
