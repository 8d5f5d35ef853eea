"""Makes papers to measure on.

    python -m bench.papers --out DIR --count 200 --wear dirty --seed 7 [--records 300] [--stacks 20] [--fonts held|seen|all]
        [--turned 0.08] [--prose DIR]

Writes DIR/inbox (scans), DIR/truth.json (as samples/truth.json, with `wear`, `look` and `evidence` for each paper) and
DIR/records.csv. The same arguments give the same papers.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

from bench.papers.looks import FACES
from bench.papers.lots import Lot, make_single, make_stack
from bench.papers.prose import load_sentences
from samples.generator.people import write_records

HELD_FACES = ("KacstBook", "KacstNaskh", "DejaVu Sans", "Nazli", "Scheherazade")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.papers", description="Makes papers to measure on.")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=100, help="one-document scans (default 100)")
    parser.add_argument("--stacks", type=int, default=0, help="scans of several documents without separator sheets (default 0)")
    parser.add_argument("--wear", choices=("clean", "ordinary", "dirty", "bad"), default="ordinary")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--records", type=int, default=300, help="electronic records the papers belong to (default 300)")
    parser.add_argument("--fonts", choices=("all", "held", "seen"), default="all", help="held: faces kept out of a training run")
    parser.add_argument("--turned", type=float, default=0.08, help="share of scans lying on their side or head (default 0.08)")
    parser.add_argument(
        "--prose", type=Path, metavar="DIR", help="corpus folder whose official texts lend letters some sentences"
    )
    return parser.parse_args()


def main() -> None:
    given = _arguments()
    faces = {"all": tuple(FACES), "held": HELD_FACES, "seen": tuple(set(FACES) - set(HELD_FACES))}[given.fonts]
    prose = load_sentences(given.prose) if given.prose else ()
    lot = Lot(f"{given.seed}/{given.wear}", given.wear, tuple(sorted(faces)), given.records, given.turned, prose)
    given.out.mkdir(parents=True, exist_ok=True)
    if (given.out / "truth.json").exists():  # what an earlier run left would have no truth
        shutil.rmtree(given.out / "inbox", ignore_errors=True)
    write_records(lot.records, given.out / "records.csv")
    truth = [make_single(lot, i, given.out) for i in range(given.count)]
    truth += [make_stack(lot, i, given.out) for i in range(given.stacks)]
    rows = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in truth)
    (given.out / "truth.json").write_text(f'{{"papers": [\n{rows}\n]}}\n', encoding="utf-8")
    print(f"{len(truth)} scans, {len(lot.records)} records in {given.out}")


if __name__ == "__main__":
    main()
