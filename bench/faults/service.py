"""`python -m bench.faults.service watch …`: the command line of warraq, on the instant recogniser."""

from __future__ import annotations

import sys

from bench.faults.instant import prepare
from cli import run
from pipeline import work


def main() -> None:
    work.prepare = prepare  # found by its name in every worker
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
