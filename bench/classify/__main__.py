"""Measures types, tabs, fields and cuts on papers whose layouts and wordings are unlike the samples.

    python -m bench.classify [--papers 520] [--stacks 60] [--errors 0,0.05,0.10,0.15] [--seed 1] [--forget 0.5]
        [--read N] [--learn N] [--wrong]

The text of the papers is misread at each rate; with `--read N` as many drawn papers of each wear are really read too. With
`--forget` that share of the catalogue's wordings is left out, by lot: so much of an office's wordings nobody has listed.
`--learn N` shows what a model learned from N confirmed papers adds, for offices with the same and with other wordings.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench.classify.learning import gain
from bench.classify.papers import Read, lot_of, papers, read, stacks
from bench.classify.scoring import Score, table
from bench.ocr.sets import WEARS
from bench.papers.lots import ALL_TYPES
from classify.types import KeywordClassifier
from domain.catalogue import Catalogue, DocumentType, default_catalogue_text, parse_catalogue


def main() -> None:
    given = _arguments()
    catalogue = forgetful(parse_catalogue(default_catalogue_text()), given.forget, given.seed)
    scores: dict[str, Score] = {}
    lot = lot_of(given.seed)
    singles, piles = list(papers(lot, given.papers, given.types)), list(stacks(lot, given.stacks))
    for rate in map(float, given.errors.split(",")):
        scans = [read([paper], rate, f"{given.seed}/{n}") for n, paper in enumerate(singles)]
        scans += [read(pile, rate, f"{given.seed}/s{n}") for n, pile in enumerate(piles)]
        scores[f"{rate:.0%} of characters misread"] = score(scans, catalogue)
    if given.read:
        from bench.classify.reading import worn  # noqa: PLC0415 - loads the recogniser

        for wear in given.wears:
            scores[f"{wear} pages, really read"] = score(worn(wear, given.read, given.seed, given.work), catalogue)
    print(table(scores))
    if given.learn:
        print("\n" + gain(given.learn, given.types, given.seed, catalogue, forgetful(catalogue, 0.4, given.seed)))
    if given.wrong:
        for name, one in scores.items():
            print(f"\n{name}: " + ", ".join(f"{true} as {found} {n}" for (true, found), n in one.confused.most_common(25)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.classify", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--types", nargs="+", choices=ALL_TYPES, default=list(ALL_TYPES), help="of papers that are no stacks")
    parser.add_argument("--papers", type=int, default=520)
    parser.add_argument("--stacks", type=int, default=60)
    parser.add_argument("--errors", default="0,0.05,0.10,0.15", help="shares of characters misread")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--forget", type=float, default=0.0, help="share of the catalogue's wordings left out (default 0)")
    parser.add_argument("--read", type=int, default=0, metavar="N", help="drawn papers of each wear that are really read")
    parser.add_argument("--wears", nargs="+", choices=WEARS, default=list(WEARS))
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "warraq-bench-classify")
    parser.add_argument("--learn", type=int, default=0, metavar="N", help="papers to learn from, and as many to judge by")
    parser.add_argument("--wrong", action="store_true", help="show which types were taken for which")
    return parser.parse_args()


def score(scans: Sequence[Read], catalogue: Catalogue) -> Score:
    """Papers of one document by type and fields, the others by their cuts."""
    result, classifier = Score(), KeywordClassifier(catalogue)
    for scan in scans:
        if len(scan.documents) == 1:
            result.add_paper(scan, classifier, catalogue)
        else:
            result.add_stack(scan, classifier, catalogue)
    return result


def forgetful(catalogue: Catalogue, share: float, seed: str) -> Catalogue:
    """The catalogue without a share of each type's wordings."""
    chance = random.Random(f"{seed}/forget")

    def some(texts: Sequence[str]) -> tuple[str, ...]:
        return tuple(text for text in texts if chance.random() >= share)

    def less(kind: DocumentType) -> DocumentType:
        return replace(kind, titles=some(kind.titles), strong=some(kind.strong), weak=some(kind.weak))

    return replace(catalogue, types={code: less(kind) for code, kind in catalogue.types.items()}) if share else catalogue


if __name__ == "__main__":
    main()
