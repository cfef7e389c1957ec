"""Tries a bundle as its users would: where it lies, who runs it, what is missing, what is drawn.

Prints a line for each situation; 0 when all is well. A situation that this machine cannot make is
named as untried.
"""

from __future__ import annotations

import os
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "bundling"))

import situations
import window_situations
from start_times import start_time
from trial import Trial, UntriedError

SITUATIONS = {
    "no PATH, no language, no Python": situations.alone,
    "no network": situations.no_network,
    "read-only folder, spaces and Chinese in its path": situations.strange_path,
    "a home folder that cannot be written": situations.no_home,
    "every command": situations.command_line,
    "a picture and networks of one's own": situations.what_people_bring,
    "no display": situations.no_display,
    "in the menu and out again": situations.in_the_menu,
    "draw, read, layers, save, train, restart": window_situations.in_the_window,
    "window: no home, no network, read-only": window_situations.window_without_home,
    "start time": start_time,
}


def main() -> int:
    """Run this script."""
    arguments = ArgumentParser(description=__doc__)
    arguments.add_argument("bundle", type=Path, help="its folder, or digitpad.app")
    arguments.add_argument("--pictures", type=Path, help="a folder for pictures of the screen")
    arguments.add_argument("--only", default="", help="a word: the situations with it in the name")
    options = arguments.parse_args()
    chosen = {name: SITUATIONS[name] for name in SITUATIONS if options.only in name}
    if options.pictures is not None:
        options.pictures.mkdir(parents=True, exist_ok=True)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="digitpad-") as folder:
        os.chmod(folder, 0o755)  # for the user that nobody is
        for number, (name, situation) in enumerate(chosen.items()):
            inside = Path(folder) / str(number)
            inside.mkdir()
            inside.chmod(0o777)
            trial = Trial(_program(options.bundle.resolve()), inside, options.pictures)
            try:
                print(f"ok      {name}: {situation(trial)}", flush=True)
            except UntriedError as reason:
                print(f"untried {name}: {reason}", flush=True)
            except Exception as error:  # whatever it is, the other situations go on
                failed += 1
                print(f"FAILED  {name}: {type(error).__name__}: {error}", flush=True)
    print(f"{failed} of {len(chosen)} situations failed." if failed else "All is well.")
    return 1 if failed else 0


def _program(bundle: Path) -> Path:
    if bundle.suffix == ".app":
        return bundle / "Contents" / "MacOS" / "digitpad"
    return bundle / ("digitpad.exe" if os.name == "nt" else "digitpad")


if __name__ == "__main__":
    sys.exit(main())
