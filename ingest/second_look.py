"""The costly way to see that a file is whole: its decoder reads it to the end, although its structure lacks one.

Decoding belongs in a process of its own. `decodes_whole_apart` starts one for a single file; workers call `decodes_whole`.
"""

from __future__ import annotations

import math
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pikepdf

from domain.errors import Unacceptable
from ingest import whole_tiff
from ingest.byte_source import ByteSource
from ingest.formats import HEAD_BYTES, PICTURES, sniff
from ingest.limits import Limits, apply_limits
from ingest.pictures import decode_picture, picture_count

_PATIENCE = 4  # seconds of wall time for each of computing
_YES = 0
_NO = 9
_ROOT = Path(__file__).resolve().parent.parent
_REFERENCE = re.compile(rb"(?<!\d)(\d{1,10}) (\d{1,5}) R\b")
_OBJECT = re.compile(rb"(?:^|[\r\n])(\d{1,10}) (\d{1,5}) obj\b")
# What qpdf says of a file that lacks its table and nothing else; anything more means that something was lost.
_HARMLESS = re.compile(
    r"file is damaged|can't find startxref|reconstruct|find trailer dictionary|EOF after endobj", re.IGNORECASE
)
_MOST_OBJECTS = 200_000
_MOST_BYTES = 1 << 28
_FILLED_IN = frozenset(("heic", "avif"))  # their decoders paint grey where tiles are missing, and say nothing


def decodes_whole(path: Path, fmt: str, limits: Limits) -> bool:
    """Whether every page can be read to its end. False also for formats without a decoder."""
    try:
        if fmt == "pdf":
            return _pdf_decodes_whole(path)
        if fmt not in PICTURES - _FILLED_IN or (fmt == "tiff" and not _chain_complete(path)):
            return False
        for number in range(1, picture_count(path, fmt, limits) + 1):
            decode_picture(path, fmt, number, limits)
    except (Unacceptable, OSError, MemoryError):
        return False
    return True


def decodes_whole_apart(path: str, limits: Limits, seconds: float) -> bool:
    """`decodes_whole` in a process of its own with `limits`, ended after `seconds` of computing (then: False). For a watcher.

    Wall time is bounded by several times that: on a busy machine a whole file is not to pass for a broken one.
    """
    command = [
        sys.executable,
        "-P",
        "-m",
        "ingest.second_look",
        os.fspath(path),
        str(limits.memory_bytes),
        str(limits.max_pixels),
        str(math.ceil(seconds)),
    ]
    environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
    try:
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE * seconds, check=False
        )
    except (subprocess.TimeoutExpired, OSError):
        return False
    return done.returncode == _YES


def _chain_complete(path: Path) -> bool:
    with path.open("rb", buffering=0) as file:
        return whole_tiff.chain_complete(ByteSource(file, os.fstat(file.fileno()).st_size)) is True


def _pdf_decodes_whole(path: Path) -> bool:
    """Every object that another refers to is there, and no stream breaks off."""
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            if len(pdf.objects) > _MOST_OBJECTS:
                return False
            # qpdf silently drops references to what is missing; those written plainly are still in the file's own bytes.
            content = path.read_bytes()[:_MOST_BYTES]
            parsed = [found for item in pdf.objects for found in _REFERENCE.findall(_unparsed(item))]
            needed = {*_REFERENCE.findall(content), *parsed} - set(_OBJECT.findall(content))
            if any(pdf.get_object((int(number), int(generation))) is None for number, generation in needed) or not len(pdf.pages):
                return False
            return all(_HARMLESS.search(str(warning)) for warning in pdf.get_warnings())
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, RuntimeError, RecursionError):
        return False


def _unparsed(item: object) -> bytes:
    if isinstance(item, pikepdf.Stream):
        item = item.stream_dict
    return item.unparse(resolved=True) if isinstance(item, pikepdf.Object) else b""


def _main(path: str, memory_bytes: int, max_pixels: int, seconds: int) -> int:
    limits = Limits(memory_bytes=memory_bytes, max_pixels=max_pixels)
    apply_limits(limits)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    with open(path, "rb") as file:  # noqa: PTH123  a path with undecodable bytes is a str
        fmt = sniff(file.read(HEAD_BYTES))
    return _YES if decodes_whole(Path(path), fmt or "", limits) else _NO


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])))
