"""Runs the faults; see the package."""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bench.faults.account import Account, at_rest, reckon
from bench.faults.instant import RECORD
from bench.faults.services import SETTINGS, Watcher, warraq
from bench.faults.troubles import TROUBLES, small_disk
from bench.faults.writers import Writers

REST_SECONDS = 240.0
TROUBLE_SHARE = 0.08  # of the kills come with a trouble of the disk or database


@dataclass(frozen=True)
class Ordeal:
    """How much is dropped and killed, by how many watchers, at what pace (seconds between two files and two kills, about)."""

    files: int
    kills: int
    watchers: int
    seed: str
    pause: float = 0.3
    trouble_seconds: float = 0.0


def prepare(home: Path, inbox: Path) -> None:
    """A home with one record and short patience, which watches `inbox`."""
    done = warraq(home, "init")
    if done.returncode:
        raise RuntimeError(done.stderr)
    with (home / "settings.toml").open("a", encoding="utf-8") as file:
        file.write(SETTINGS.format(inbox=inbox))
    (home / "record.csv").write_text(
        "request_no,service_code,applicant_name,national_no\n"
        f"{RECORD.request_no},{RECORD.service_code},{RECORD.applicant_name},{RECORD.national_no}\n",
        "utf-8",
    )
    warraq(home, "records", "import", str(home / "record.csv"))


def undergo(home: Path, inbox: Path, ordeal: Ordeal) -> tuple[int, Counter[str], Account]:
    """Files dropped, kills by kind, and the reckoning."""
    chance = random.Random(ordeal.seed)
    writers = Writers(inbox, ordeal.files, random.Random(f"{ordeal.seed} writers"), ordeal.pause)
    watchers = [Watcher(home, home / f"watch{number}.log") for number in range(ordeal.watchers)]
    thread = threading.Thread(target=writers.run)
    thread.start()
    kills: Counter[str] = Counter()
    troubles: list[str] = []
    troubled: threading.Thread | None = None
    while thread.is_alive() or sum(kills.values()) < ordeal.kills:
        time.sleep(chance.uniform(0.2, 2.5))
        if sum(kills.values()) < ordeal.kills:
            kills[chance.choice(watchers).kill(chance)] += 1
        if ordeal.trouble_seconds and chance.random() < TROUBLE_SHARE and not (troubled and troubled.is_alive()):
            trouble = TROUBLES[len(troubles) % len(TROUBLES)]
            troubled = threading.Thread(target=trouble, args=(home, ordeal.trouble_seconds))
            troubled.start()  # kills go on meanwhile
            troubles.append(trouble.__name__)
    kills.update(troubles)
    thread.join()
    if troubled:
        troubled.join()
    end = time.monotonic() + REST_SECONDS
    while time.monotonic() < end and not at_rest(home, inbox, writers.dropped.broken):
        time.sleep(1)
    for watcher in watchers:
        watcher.stop()
    account = reckon(home, writers.dropped.files)
    more = [f"stopping took {seconds:.0f} s" for watcher in watchers for seconds in watcher.slow_stops]
    more += [f"the service ended by itself with {code}" for watcher in watchers for code in watcher.crashes]
    return writers.dropped.files, kills, Account(account.counts, (*account.faults, *more))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__)
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--watchers", type=int, default=1)
    parser.add_argument("--seed", default="1")
    parser.add_argument(
        "--trouble", type=float, default=20.0, help="seconds that disk or database are away each time (default 20)"
    )
    parser.add_argument("--keep", type=Path, help="keep a copy of the home here, to look at afterwards")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-faults-") as made, small_disk(Path(made) / "disk") as mounted:
        home, inbox = Path(made) / "disk" / "home", Path(made) / "inbox"
        inbox.mkdir()
        prepare(home, inbox)
        trouble = asked.trouble if mounted else 0.0
        ordeal = Ordeal(asked.files, asked.kills, asked.watchers, asked.seed, trouble_seconds=trouble)
        dropped, kills, account = undergo(home, inbox, ordeal)
        if asked.keep:
            shutil.copytree(home, asked.keep)
    if not mounted:
        print("no right to mount: disk and database stayed well")
    print(f"struck {sum(kills.values())} times: " + ", ".join(f"{kind} {count}" for kind, count in kills.items()))
    print(account.line(dropped))
    for fault in account.faults:
        print(f"WRONG: {fault}")
    sys.exit(bool(account.faults))


if __name__ == "__main__":
    main()
