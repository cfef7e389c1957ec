"""Memory that training frees: at every batch it is kept for the next one, in the end given back."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from functools import cache


def give_back() -> None:
    """Give the system what the C library keeps of memory that was freed; under 10 ms.

    glibc keeps it for each thread that has computed: 160 MB after four trainings beside other work.
    Other C libraries have no such call, and nothing is done.
    """
    if sys.platform.startswith("linux"):
        with suppress(OSError, AttributeError):
            ctypes.CDLL("libc.so.6").malloc_trim(0)


# From <malloc.h>.
M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_THRESHOLD = -1, -2, -3


@cache
def keep_freed_memory() -> None:
    """Tell glibc not to give freed memory back to the system; nothing on other systems.

    By default it maps and unmaps the megabytes of every batch anew until it has learnt better:
    a million page faults, which made the first epoch of a process a quarter slower.
    """
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, 32 * 2**20)  # the most that glibc accepts
        mallopt(M_TRIM_THRESHOLD, 256 * 2**20)
        mallopt(M_TOP_PAD, 16 * 2**20)
