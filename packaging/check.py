"""Sets digitpad up in this checkout and runs its tests; arguments go to pytest."""

import os
import shutil
import subprocess
import sys

from environment import CHECKOUT, SCRIPTS, set_up

from digitpad.support.display import missing_libraries

# For the tests that use the window as a person does: a display, a window manager, a mouse.
FOR_REAL_WINDOW = ("Xvfb", "openbox", "xdotool")

# In several processes (how many: tests/conftest.py), each of which has its own window system and
# folders, and whole files, since the tests of one share what was expensive to make. Files are begun
# in their order, not by how many tests they have: the long ones have few. Later arguments win:
# `-n 0` is one process.
IN_PARALLEL = ("-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder")


def main() -> int:
    """Run this script."""
    needed = missing_libraries(for_window=True)
    if sys.platform.startswith("linux"):
        needed += [program for program in FOR_REAL_WINDOW if not shutil.which(program)]
    set_up("[test]", needed)
    command = [str(SCRIPTS / "pytest"), *IN_PARALLEL, *sys.argv[1:]]
    # One thread of PyTorch in each: more than there are cores wait for one another.
    environment = {"OMP_NUM_THREADS": "1", **os.environ}
    return subprocess.run(command, cwd=CHECKOUT, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
