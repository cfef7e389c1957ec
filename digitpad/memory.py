"""Memory that is free again goes back to the system."""

from __future__ import annotations

import sys
from contextlib import suppress


def give_back() -> None:
    """Give the system what the C library keeps of memory that was freed; under 10 ms.

    glibc keeps it for each thread that has computed: 160 MB after four trainings beside other work.
    Other C libraries have no such call, and nothing is done.
    """
    if sys.platform.startswith("linux"):
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL("libc.so.6").malloc_trim(0)
