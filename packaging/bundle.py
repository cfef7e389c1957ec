"""Builds a bundle: digitpad, Python and all libraries in one folder, for this system.

The bundle goes to dist/, what is made on the way to build/bundle/.
"""

import shutil
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

from environment import CHECKOUT, python_of, set_up

from digitpad.support.display import missing_packages

BUNDLING = CHECKOUT / "packaging" / "bundling"


def main() -> int:
    """Run this script."""
    arguments = ArgumentParser(description=__doc__)
    arguments.add_argument(
        "--into", type=Path, default=CHECKOUT, help="make dist/ and build/ in this folder"
    )
    arguments.add_argument("--at-most", default="0", help="fail when it has more MB, unpacked")
    options = arguments.parse_args()
    into = options.into.resolve()
    environment = into / "build" / "bundle" / "venv"
    packages = missing_packages(for_window=True)
    if sys.platform.startswith("linux") and shutil.which("objdump") is None:
        packages.append("binutils")  # PyInstaller reads libraries with it
    set_up("", packages, environment, BUNDLING / "requirements.txt")
    build = [str(python_of(environment)), str(BUNDLING / "build.py")]
    return subprocess.run([*build, str(into), options.at_most]).returncode


if __name__ == "__main__":
    sys.exit(main())
