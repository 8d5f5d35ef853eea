"""Runs the faults; see the package."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from bench.faults.ordeal import Ordeal, undergo


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__)
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--watchers", type=int, default=1)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--troubles", type=int, default=12, help="how many, of every kind in turn (default 12)")
    parser.add_argument("--trouble", type=float, default=20.0, help="seconds that each lasts (default 20)")
    parser.add_argument("--steady", type=int, default=150, help="files taken undisturbed at the end (default 150)")
    parser.add_argument("--no-mount", action="store_true", help="as where mounting is not allowed")
    parser.add_argument("--keep", type=Path, help="keep the services' logs in this folder")
    asked = parser.parse_args()
    ordeal = Ordeal(
        files=asked.files,
        kills=asked.kills,
        watchers=asked.watchers,
        seed=asked.seed,
        troubles=asked.troubles,
        trouble_seconds=asked.trouble,
        steady=asked.steady,
        may_mount=not asked.no_mount,
    )
    with tempfile.TemporaryDirectory(prefix="bench-faults-") as made:
        told = undergo(Path(made), ordeal)
        if asked.keep:
            asked.keep.mkdir(parents=True, exist_ok=True)
            for log in Path(made).glob("*.log"):
                shutil.copy(log, asked.keep)
    for line in told.lines():
        print(line)
    sys.exit(bool(told.faults))


if __name__ == "__main__":
    main()
