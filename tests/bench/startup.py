"""How long the program takes to start: to a painted window, and to the first possible answer.

    python tests/bench/startup.py [--runs 10]

Each run is a process of its own, under the display that is there, or offscreen. One before them
writes the bytecode, which an installation brings along.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time

PROGRAM = """
import sys, time
from PySide6.QtWidgets import QApplication
import digitpad.ui.window.app as app
from digitpad.ui.canvas.canvas import Canvas

class Noting(Canvas):
    painted = False
    def paintEvent(self, event):
        super().paintEvent(event)
        if not Noting.painted:
            Noting.painted = True
            print('painted', time.time(), flush=True)

import digitpad.ui.window.main_window as main_window
main_window.Canvas = Noting

class Told(main_window.MainWindow):
    def __init__(self, *args, **how):
        super().__init__(*args, **how)
        self.session.model_changed.connect(self.loaded)
    def loaded(self, _):
        print('answers', time.time(), flush=True)
        self.close()

main_window.MainWindow = Told
sys.exit(app.run())
"""


def main() -> None:
    """Start the program some times."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=10)
    runs = parser.parse_args().runs
    if not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    times: dict[str, list[float]] = {"painted": [], "answers": []}
    for run in range(-1, runs):
        start = time.time()
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
        )
        for line in done.stdout.splitlines() if run >= 0 else ():
            name, moment = line.split()
            times[name].append(float(moment) - start)
    for name, what in (("painted", "window painted"), ("answers", "first answer possible")):
        values = times[name]
        print(f"process start to {what}: median {statistics.median(values):.2f} s, "
              f"least {min(values):.2f} s, most {max(values):.2f} s")  # fmt: skip


if __name__ == "__main__":
    main()
