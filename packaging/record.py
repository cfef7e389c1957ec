"""Makes README's pictures and its animation from today's program, in both languages.

    python packaging/record.py [--data DIR] [--only WORD]

The window is the real one, painted into memory; mouse events reach its widgets as a hand's would.
--data: where MNIST is, which is trained and tested on; else it is synthetic handwriting. --only:
pictures with that word in their path, such as `zh-CN` or `digitpad.webp`. It takes some minutes.
"""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
PICTURES = CHECKOUT / "assets" / "pictures"
FILM = "digitpad.webp"
SEVEN = "assets/drawings/seven.json"
NUMBER = "packaging/recording/2026.json"
# Of each picture what `digitpad snapshot` is told.
STILLS = {
    "arithmetic-dark.png": ["--strokes", SEVEN, "--theme", "dark", "--page", "layers",
                            "--layer", "conv2", "--value", "8,5,7"],
    "lab-light.png": ["--strokes", SEVEN, "--theme", "light", "--page", "lab"],
    "number-dark.png": ["--strokes", NUMBER, "--theme", "dark", "--page", "layers"],
    "test-dark.png": ["--strokes", SEVEN, "--theme", "dark", "--page", "test", "--run"],
}  # fmt: skip
FOLDERS = {"en": PICTURES, "zh_CN": PICTURES / "zh-CN"}


def main() -> int:
    """Run this script."""
    arguments = ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--data", type=Path, help="folder of the data sets")
    arguments.add_argument("--only", default="", metavar="WORD")
    options = arguments.parse_args()
    sys.path.insert(0, str(CHECKOUT))
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from recording.film import film  # needs both

    if options.data is not None:
        os.environ["DIGITPAD_DATA"] = str(options.data.resolve())
    for language, folder in FOLDERS.items():
        for name, told in STILLS.items():
            path = folder / name
            if options.only in path.as_posix():
                command = [sys.executable, "-m", "digitpad", "snapshot", str(path), *told]
                subprocess.run([*command, "--language", language], cwd=CHECKOUT, check=True)
        path = folder / FILM
        if options.only in path.as_posix():
            film(path, language)
            print(f"{path}: {path.stat().st_size / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
