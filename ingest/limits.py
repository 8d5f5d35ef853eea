"""What one foreign file may cost, and how a worker process is held to it.

Decoders of foreign files crash, hang and eat memory. So they run in worker processes that carry these limits: a bad file ends
one worker, never the service. Wall time is the caller's to watch, since only another process can end one that hangs.
"""

from __future__ import annotations

import ctypes
import resource
import signal
import warnings
from dataclasses import dataclass

from PIL import Image

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
MEGAPIXEL = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on one file: pixels of a page (A3 at 600 dpi has 70 million), pages, bytes; and on the worker that opens it:
    bytes of address space, seconds of wall time for one page."""

    max_pixels: int = 200 * MEGAPIXEL
    max_pages: int = 5000
    max_file_bytes: int = 2_000_000_000
    memory_bytes: int = 3_000_000_000
    seconds_per_page: float = 45.0


def apply_limits(limits: Limits) -> None:
    """Bind this process, for good: address space, no core dumps, and an end when the thread that started it ends.

    Call once, first thing in a worker. Later allocations beyond the limit raise MemoryError or end the process.
    """
    die_with_parent()
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_AS, limits.memory_bytes)
    Image.MAX_IMAGE_PIXELS = limits.max_pixels
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # between the limit and its double; refused by decode


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent thread dies (Linux; elsewhere nothing happens)."""
    try:
        prctl = ctypes.CDLL(None, use_errno=True).prctl
    except (AttributeError, OSError):
        return
    prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)


def _lower(kind: int, wanted: int) -> None:
    """Set a limit, never above a hard limit that is there already."""
    _, hard = resource.getrlimit(kind)
    bound = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(kind, (bound, bound))
