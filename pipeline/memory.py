"""How the C library keeps memory for this process."""

from __future__ import annotations

import ctypes
import functools

_M_ARENA_MAX = -8  # of mallopt(3), glibc


@functools.cache
def share_one_pool() -> None:
    """Have all threads take memory from one pool. Call before there are threads.

    glibc gives threads pools (arenas) of their own, up to eight for each core, and a pool keeps what its threads freed. The
    search engine begins new threads for every commit, and so fills one pool after another with some 15 MB each. Other C
    libraries have no such pools: there nothing is done.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)
