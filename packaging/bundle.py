"""Builds a bundle: digitpad, Python and all libraries in one folder, for this system.

The bundle goes to dist/, what is made on the way to build/bundle/. Beside it the archive of it and
its check sum. It runs on systems that are as new as this one: on Linux, with as new a glibc.
"""

import shutil
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

from environment import CHECKOUT, python_of, set_up

sys.path.insert(0, str(Path(__file__).resolve().parent / "bundling"))
from parts import FULL, SMALL

from digitpad.support.display import missing_libraries
from digitpad.support.pytorch import PACKAGES as OF_TRAINING

BUNDLING = CHECKOUT / "packaging" / "bundling"


def main() -> int:
    """Run this script."""
    arguments = ArgumentParser(description=__doc__)
    arguments.add_argument(
        "--into", type=Path, default=CHECKOUT, help="make dist/ and build/ in this folder"
    )
    arguments.add_argument("--at-most", default="0", help="fail when it has more MB, unpacked")
    arguments.add_argument(
        "--without-training", action="store_true",
        help="leave out PyTorch: a third of the size, in dist/without-training/, draws, reads and "
        "shows, for a class that only looks",
    )  # fmt: skip
    options = arguments.parse_args()
    into = options.into.resolve()
    left_out = OF_TRAINING if options.without_training else ()
    environment = into / "build" / (SMALL if left_out else FULL) / "venv"
    needed = missing_libraries(for_window=True)
    if sys.platform.startswith("linux") and shutil.which("objdump") is None:
        needed.append("objdump")  # PyInstaller reads libraries with it
    set_up("", needed, environment, BUNDLING / "requirements.txt", left_out)
    build = [str(python_of(environment)), str(BUNDLING / "build.py")]
    small = ["--without-training"] if left_out else []
    return subprocess.run([*build, str(into), options.at_most, *small]).returncode


if __name__ == "__main__":
    sys.exit(main())
