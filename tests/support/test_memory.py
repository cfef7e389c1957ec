"""What was freed goes back to the system."""

import platform
import subprocess
import sys

import pytest

from digitpad.support.memory import give_back

PROGRAM = """
import os, numpy as np
from digitpad.support.memory import give_back

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

blocks = [np.ones(4000, np.uint8) for _ in range(40_000)]  # 160 MB
last = blocks.pop()  # above all others: they are not at the end of what the C library has
blocks.clear()
kept = resident()
give_back()
print(kept - resident())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="others have no such call")
def test_freed_memory_is_given_back():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert float(done.stdout) > 100, done.stderr


def test_where_there_is_no_such_call_nothing_happens(monkeypatch):
    def no_library(_):
        raise OSError("libc.so.6: cannot open shared object file")

    monkeypatch.setattr("ctypes.CDLL", no_library)
    give_back()
    monkeypatch.setattr(sys, "platform", "win32")
    give_back()
