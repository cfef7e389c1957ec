"""Sets digitpad up in this checkout and opens the window.

On a machine without a display it reads a drawing instead, and leaves a picture of the window.
"""

import subprocess
import sys
from pathlib import Path

from environment import CHECKOUT, SCRIPTS, say, set_up

from digitpad.support.display import missing_libraries, why_no_window

PICTURE = Path("digitpad-window.png")


def main() -> int:
    """Run this script."""
    no_window = why_no_window()
    set_up("", missing_libraries(for_window=no_window is None))
    digitpad = str(SCRIPTS / "digitpad")
    if no_window is None:
        return subprocess.run([digitpad]).returncode
    say(no_window)
    drawing = str(CHECKOUT / "assets" / "drawings" / "seven.json")
    say("So this reads a drawing that comes with digitpad, and draws the window into a picture.")
    for command in (
        [digitpad, "predict", drawing],
        [digitpad, "snapshot", str(PICTURE.resolve()), "--strokes", drawing],
    ):
        status = subprocess.run(command).returncode
        if status:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
