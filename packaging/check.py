"""Sets digitpad up in this checkout and runs its tests; arguments go to pytest."""

import shutil
import subprocess
import sys

from environment import CHECKOUT, SCRIPTS, set_up

from digitpad.support.display import missing_packages

# For the tests that use the window as a person does: a display, a window manager, a mouse.
FOR_REAL_WINDOW = {"Xvfb": "xvfb", "openbox": "openbox", "xdotool": "xdotool"}


def main() -> int:
    """Run this script."""
    packages = missing_packages(for_window=True)
    if sys.platform.startswith("linux"):
        packages += [name for program, name in FOR_REAL_WINDOW.items() if not shutil.which(program)]
    set_up("[test]", packages)
    return subprocess.run([str(SCRIPTS / "pytest"), *sys.argv[1:]], cwd=CHECKOUT).returncode


if __name__ == "__main__":
    sys.exit(main())
