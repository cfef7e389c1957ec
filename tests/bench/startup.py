"""How long the program takes to start: to a painted window, and to the first possible answer.

    python tests/bench/startup.py [--runs 10]

Each run is a process of its own, under the display that is there, or offscreen, in turn with one
that shows a bare window of PySide's. One before them writes the bytecode, which an installation
brings along. Told are the time that passes, and the processor's, which depends less on what else
the machine does.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time

PROGRAM = """
import sys, time
from digitpad.cli import main
from digitpad.cli.window import import_quickly
import_quickly()  # as main does
from digitpad.ui.canvas.canvas import Canvas

class Noting(Canvas):
    painted = False
    def paintEvent(self, event):
        super().paintEvent(event)
        if not Noting.painted:
            Noting.painted = True
            print('painted', time.time(), time.process_time(), flush=True)

import digitpad.ui.window.main_window as main_window
main_window.Canvas = Noting

class Told(main_window.MainWindow):
    def __init__(self, *args, **how):
        super().__init__(*args, **how)
        self.session.model_changed.connect(self.loaded)
    def loaded(self, _):
        print('answers', time.time(), time.process_time(), flush=True)
        self.close()

main_window.MainWindow = Told
sys.exit(main([]))
"""


BARE = """
import os, time
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

class Empty(QWidget):
    def paintEvent(self, event):
        print('bare', time.time(), time.process_time(), flush=True)
        os._exit(0)

app = QApplication([])
window = QMainWindow()
window.setCentralWidget(Empty())
window.resize(1100, 760)
window.show()
app.exec()
"""
WHAT = {
    "bare": "a bare window painted",
    "painted": "window painted",
    "answers": "first answer possible",
}


def main() -> None:
    """Start the program some times."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=10)
    runs = parser.parse_args().runs
    if not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in WHAT}
    for run in range(-1, runs):
        for program in (BARE, PROGRAM):
            start = time.time()
            done = subprocess.run(
                [sys.executable, "-c", program], capture_output=True, text=True, check=True
            )
            for line in done.stdout.splitlines() if run >= 0 else ():
                name, moment, computed = line.split()
                times[name].append((float(moment) - start, float(computed)))
    bare = [statistics.median(values) for values in zip(*times["bare"], strict=True)]
    for name, what in WHAT.items():
        passed, computed = zip(*times[name], strict=True)
        print(f"process start to {what}: median {statistics.median(passed):.2f} s, "
              f"least {min(passed):.2f} s, most {max(passed):.2f} s, "
              f"{statistics.median(passed) / bare[0]:.1f} times the bare window's; "
              f"processor {statistics.median(computed):.2f} s, "
              f"{statistics.median(computed) / bare[1]:.1f} times")  # fmt: skip


if __name__ == "__main__":
    main()
