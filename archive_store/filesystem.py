"""The few file operations that keep bytes safe, in one object, so that a test can cut the power before each of them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO, Protocol


class FileSystem(Protocol):
    """What must reach the disk, in the order asked for. Every method may raise OSError."""

    def create(self, path: Path) -> BinaryIO:
        """A new file open for writing; FileExistsError if there is one of that name."""

    def write(self, file: BinaryIO, chunk: bytes) -> None:
        """Appends `chunk`."""

    def fsync(self, file: BinaryIO) -> None:
        """Returns once the content of the file is on disk."""

    def rename(self, old: Path, new: Path) -> None:
        """Gives a file another name in the same file system, at one stroke."""

    def fsync_dir(self, folder: Path) -> None:
        """Returns once the names in `folder` are on disk."""

    def unlink(self, path: Path) -> None:
        """Removes a name."""

    def mkdir(self, path: Path) -> None:
        """Makes a folder; its parent must be there. FileExistsError if it is there already."""


class RealFileSystem:
    """The operating system's."""

    def create(self, path: Path) -> BinaryIO:
        return path.open("xb", buffering=0)

    def write(self, file: BinaryIO, chunk: bytes) -> None:
        view = memoryview(chunk)
        while view:  # an unbuffered write may take less than it is given
            view = view[file.write(view) :]

    def fsync(self, file: BinaryIO) -> None:
        os.fsync(file.fileno())

    def rename(self, old: Path, new: Path) -> None:
        old.rename(new)

    def fsync_dir(self, folder: Path) -> None:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def unlink(self, path: Path) -> None:
        path.unlink()

    def mkdir(self, path: Path) -> None:
        path.mkdir()
