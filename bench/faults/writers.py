"""Those who drop files into the inbox, each in its own careless way."""

from __future__ import annotations

import random
import time
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.faults.instant import picture

NAMES = (
    "scan_{n}.png",
    "تقرير طبي {n}.png",
    "إضبارة {n}",
    "a b {n}.PNG",
    "مـسـح-{n}.tif",
    "line\nbreak {n}.png",
    "'quoted' {n}.pdf",
)


class Dropped:
    """What was put into the inbox: `files` in all, `broken` of them never finished."""

    def __init__(self) -> None:
        self.files = 0
        self.broken = 0


class Writers:
    """Writes `count` files into `folders`, one after another."""

    def __init__(self, folders: Sequence[Path], count: int, chance: random.Random, pause: float) -> None:
        self.folders, self.count, self.chance, self.pause = folders, count, chance, pause
        self.dropped = Dropped()
        self._ways: list[tuple[float, Callable[[Path, bytes], None]]] = [
            (5, self._at_once),
            (3, self._renamed),
            (2, self._slowly),
            (1, self._stalling),
            (1, self._broken_off),
        ]

    def run(self) -> None:
        """Drop all files."""
        ways, weights = [way for _, way in self._ways], [weight for weight, _ in self._ways]
        for number in range(self.count):
            content = picture(number if self.chance.random() > 0.06 else self.chance.randrange(max(1, number)))
            self.chance.choices(ways, weights)[0](self._path(number), content)
            self.dropped.files += 1
            time.sleep(self.chance.uniform(0, 2 * self.pause))

    def _path(self, number: int) -> Path:
        name = self.chance.choice(NAMES).format(n=number)
        if self.chance.random() < 0.3:
            name = unicodedata.normalize("NFD", name)
        folder = self.chance.choice(self.folders)
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name

    def _at_once(self, path: Path, content: bytes) -> None:
        path.write_bytes(content)

    def _renamed(self, path: Path, content: bytes) -> None:
        part = path.with_name(f"{path.name}{self.chance.choice(('.part', '.tmp', '~'))}")
        part.write_bytes(content)
        time.sleep(self.chance.uniform(0, self.pause))
        part.rename(path)

    def _slowly(self, path: Path, content: bytes) -> None:
        step = max(1, len(content) // 5)
        with path.open("wb", buffering=0) as file:
            for at in range(0, len(content), step):
                file.write(content[at : at + step])
                time.sleep(self.chance.uniform(0, self.pause))

    def _stalling(self, path: Path, content: bytes) -> None:
        """Longer than a file needs to be shown as stuck, shorter than it needs to be given up."""
        with path.open("wb", buffering=0) as file:
            file.write(content[: len(content) // 2])
            time.sleep(self.chance.uniform(1.5, 2.5))
            file.write(content[len(content) // 2 :])

    def _broken_off(self, path: Path, content: bytes) -> None:
        path.write_bytes(content[: len(content) * 2 // 3] + bytes([self.dropped.files % 256]))
        self.dropped.broken += 1
