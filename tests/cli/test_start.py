"""The start of the window: nothing is done that the first picture does not need."""

import subprocess
import sys

PROGRAM = """
import gc, inspect, sys
from digitpad.cli.window import import_quickly
import_quickly()
read = []
source, inspect.getsource = inspect.getsource, lambda module: read.append(module) or ""
import digitpad.ui.window.main_window
print(len(read), gc.isenabled())
late = "importlib.metadata urllib.request ssl digitpad.training.runs torch matplotlib"
print(*[name for name in late.split() if name in sys.modules])
"""


def test_no_source_is_read_and_nothing_is_imported_that_the_first_picture_does_without():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["0 False", ""]
