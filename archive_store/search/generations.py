"""The folders of an index on disk.

    index/current           names the generation in use; replaced by rename when a new one is ready
    index/g7/               a generation: the engine's files
    index/rebuild.lock      held by the process that builds a new generation

The engine wants to write lock files even for reading. Where the folder may not be written, its files are linked into a folder of
our own under the system's temporary folder and opened there.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tantivy

from archive_store.search.fields import schema

_CURRENT = "current"
_GENERATION = re.compile(r"g(\d+)")
_TRIES = 5


def current_folder(root: Path) -> Path | None:
    """The generation in use, or None if there is none yet."""
    try:
        name = (root / _CURRENT).read_text("ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    folder = root / name
    return folder if _GENERATION.fullmatch(name) and tantivy.Index.exists(str(folder)) else None


def new_generation(root: Path) -> Path:
    """An empty folder for a new generation."""
    root.mkdir(parents=True, exist_ok=True)
    numbers = [int(found[1]) for path in root.iterdir() if (found := _GENERATION.fullmatch(path.name))]
    folder = root / f"g{max(numbers, default=0) + 1}"
    folder.mkdir()
    return folder


def make_current(folder: Path) -> None:
    """Put a generation in use and remove the others."""
    root = folder.parent
    part = root / f"{_CURRENT}.new"
    with part.open("w", encoding="ascii") as file:
        file.write(folder.name)
        file.flush()
        os.fsync(file.fileno())
    part.replace(root / _CURRENT)
    for path in root.iterdir():
        if _GENERATION.fullmatch(path.name) and path != folder:
            shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def sole_builder(root: Path) -> Iterator[bool]:
    """Whether this process may build a new generation: False while another one does."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / "rebuild.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True


def open_for_writing(folder: Path) -> Any:
    """The engine's index in `folder`, made if it is not there."""
    return tantivy.Index(schema(), path=str(folder))


def open_for_reading(folder: Path, read_only: bool) -> tuple[Any, tempfile.TemporaryDirectory[str] | None]:
    """The engine's index in `folder`, and the folder of links it is read through, if one was needed (keep it while reading)."""
    if not read_only and os.access(folder, os.W_OK):
        return _opened(folder), None
    for attempt in range(_TRIES):
        links = tempfile.TemporaryDirectory(prefix="warraq-index-")
        try:
            for path in folder.iterdir():
                if path.suffix != ".lock":
                    (Path(links.name) / path.name).symlink_to(path.resolve())
            return _opened(Path(links.name)), links
        except (ValueError, OSError):  # a writer cleaned up between our listing and opening
            links.cleanup()
            if attempt == _TRIES - 1:
                raise
            time.sleep(0.05 * (attempt + 1))
    raise AssertionError("unreachable")


def _opened(folder: Path) -> Any:
    index = tantivy.Index.open(str(folder))
    index.config_reader(reload_policy="manual")
    return index


def stamp(folder: Path) -> tuple[int, int]:
    """Changes with every commit."""
    state = (folder / "meta.json").stat()
    return state.st_mtime_ns, state.st_ino
