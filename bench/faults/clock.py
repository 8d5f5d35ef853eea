"""The time of day as the service sees it, set back and forth; monotonic clocks, as in life, stay what they are.

A small library, compiled here and loaded before all others (LD_PRELOAD), adds an offset to the C library's time of day. It is
read from a file that the driver writes to. (libfaketime does the same, but also meddles with sleeping, which then fails.)
"""

from __future__ import annotations

import shutil
import struct
import subprocess
from pathlib import Path

BACK_SECONDS = -400 * 86400
_SOURCE = r"""
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *offset;

__attribute__((constructor)) static void find_offset(void) {
    const char *path = getenv("BENCH_CLOCK");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *mapped = mmap(NULL, sizeof *offset, PROT_READ, MAP_SHARED, file, 0);
    if (mapped != MAP_FAILED) offset = mapped;
    close(file);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int failed = (int)syscall(SYS_clock_gettime, clock, now);
    if (!failed && offset && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += *offset;
    return failed;
}

time_t time(time_t *out) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out) *out = now.tv_sec;
    return now.tv_sec;
}

int gettimeofday(struct timeval *out, void *zone) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    out->tv_sec = now.tv_sec;
    out->tv_usec = now.tv_nsec / 1000;
    return 0;
}
"""


class Clock:
    """A clock that processes started with `environment` go by. `environment` is empty where nothing can be compiled."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        self._file.write_bytes(struct.pack("q", 0))
        self.environment = {}
        if library := _compiled(folder):
            self.environment = {"LD_PRELOAD": str(library), "BENCH_CLOCK": str(self._file)}

    def set(self, seconds: int) -> None:
        """So many seconds from the true time, for every process at once."""
        with self._file.open("r+b", buffering=0) as file:  # in place: the processes have it mapped
            file.write(struct.pack("q", seconds))


def _compiled(folder: Path) -> Path | None:
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    source, library = folder / "clock.c", folder / "clock.so"
    source.write_text(_SOURCE, "ascii")
    done = subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source], capture_output=True, check=False)
    return library if done.returncode == 0 else None
