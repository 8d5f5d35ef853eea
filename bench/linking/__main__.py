"""Links papers among many records and counts.

    python -m bench.linking [--records 100000] [--papers 3000] [--rates 0.02,0.05,0.15] [--seed 1] [--home DIR] [--wrong]
    python -m bench.linking --scale 1000000
    python -m bench.linking --read 40 [--wears ordinary dirty bad] [--seed 1] [--wrong]

For each error rate: of papers with their request's number, with another number, with names and association alone (or one of the
two, or neither), and of requests without a record (by people known from another request, three in ten of those handed in beside
it, and by strangers), how many are linked automatically, how many wrongly, whether the right record is among the proposals of the
others (apart: those of people with more than three requests that bear no day, service or request number), and the CPU time of one
link with the keys in SQLite. Papers of kinds that belong to no request are counted apart too.
`--scale` measures time and memory alone, among so many records. A database made once is used again. `--read` draws so many papers
of each wear and a few stacks, imports them as a user would, beside 300 records, and counts likewise what became of each.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.linking.papers import Paper
from bench.linking.reading import imported, table
from bench.linking.scale import costs, measure
from bench.linking.trial import Trial, catalogue, linked, prepared
from bench.ocr.sets import WEARS
from domain.documents import FieldKind, Link

KNOWN_PERSON, STRANGER, NO_REQUEST = "known person, no record", "stranger", "of no request by kind"
_ALIKE = ", nothing tells them apart"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.linking", description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--papers", type=int, default=3000, help="papers per error rate")
    parser.add_argument("--rates", default="0.02,0.05,0.15", help="errors per letter")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--home", type=Path, default=Path("/tmp/bench-linking"))
    parser.add_argument("--wrong", action="store_true", help="show each wrong link")
    parser.add_argument("--scale", type=int, metavar="RECORDS", help="time and memory of a link among so many records")
    parser.add_argument("--read", type=int, metavar="PAPERS", help="drawn papers of each wear that are really imported")
    parser.add_argument("--wears", nargs="+", choices=WEARS, default=list(WEARS))
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "warraq-bench-linking")
    given = parser.parse_args()
    if given.read:
        _read(given)
        return
    rates = tuple(map(float, given.rates.split(",")))
    trial = Trial(given.home, given.scale or given.records, given.papers, rates, given.seed)
    if given.scale:
        measure(trial)
        return
    lots = prepared(trial)
    with trial.archive().read() as reader:
        for rate, papers in zip(rates, lots, strict=True):
            _report(rate, linked(papers, reader, catalogue()), given.wrong)


def _read(given: argparse.Namespace) -> None:
    for wear in given.wears:
        results = imported(wear, given.read, str(given.seed), given.work)
        print(table(wear, results), flush=True)
        for one in results if given.wrong else ():
            if one.outcome not in ("right", "left"):
                print(f"    {one.outcome}: {one.file} {one.kind} {one.want} -> {one.linked or one.proposed} {one.why}")


def _kind(paper: Paper) -> str:
    if not catalogue().linkable(paper.type):
        return NO_REQUEST
    if paper.request_no is None:
        return KNOWN_PERSON if paper.known_person else STRANGER
    kinds = {field.kind for field in paper.fields}
    if FieldKind.REQUEST_NO in kinds:
        return "request number"
    if paper.has_number:
        return "other number"
    named = bool(kinds & {FieldKind.PERSON, FieldKind.FATHER, FieldKind.MOTHER})
    if FieldKind.ASSOCIATION in kinds:
        return "names and association" if named else "association, no names"
    return "names alone" if named else "no names"


def _report(rate: float, results: Sequence[tuple[Paper, Link, float]], show_wrong: bool) -> None:
    automatic = [(paper, found) for paper, found, _ in results if found.request_no]
    wrong = [(paper, found) for paper, found in automatic if found.request_no != paper.request_no]
    precision = 1 - len(wrong) / max(len(automatic), 1)
    print(
        f"\nerrors {rate:.0%}: {len(automatic)} linked automatically, {len(wrong)} wrong (precision {precision:.4%}); "
        f"{costs([seconds for _, _, seconds in results])}"
    )
    counts: Counter[tuple[str, str]] = Counter((_kind(paper), _outcome(paper, found)) for paper, found, _ in results)
    for kind in dict.fromkeys(kind for kind, _ in sorted(counts)):
        row = {outcome: number for (one, outcome), number in counts.items() if one == kind}
        total = sum(row.values())
        left = "" if kind in (KNOWN_PERSON, STRANGER, NO_REQUEST) else _among_proposals(row)
        print(f"  {kind:24} {total:5}  linked {row.get('right', 0) / total:6.1%}  wrong {row.get('wrong', 0)}{left}")
    for paper, found in wrong if show_wrong else ():
        read = [(field.kind.value, field.value) for field in paper.fields]
        print("    wrong:", paper.request_no, "->", found.request_no, found.method, found.reasons, read)


def _among_proposals(row: Mapping[str, int]) -> str:
    """For how many of the papers left to a person the right record is proposed; apart, those which nothing can tell apart."""
    shares = []
    for name, told in (("told apart", ""), ("not to be told apart", _ALIKE)):
        proposed = row.get("proposed" + told, 0)
        if asked := proposed + row.get("not proposed" + told, 0):
            shares.append(f"{proposed} of {asked} ({proposed / asked:.1%}) {name}")
    return f"; of those left, right one proposed: {', '.join(shares)}" if shares else ""


def _outcome(paper: Paper, found: Link) -> str:
    if found.request_no:
        return "right" if found.request_no == paper.request_no else "wrong"
    proposed = paper.request_no in [proposal.request_no for proposal in found.proposals]
    return ("proposed" if proposed else "not proposed") + ("" if paper.told_apart else _ALIKE)


if __name__ == "__main__":
    main()
