"""How long the first press on Train takes to its first batch, in an empty home without a network.

    python tests/bench/first_train.py [--runs 5]

Each run is a process of its own: the window is shown, its model loaded, the Train page opened, and
Train pressed at once, which no hand can do, and a second later.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile

PROGRAM = """
import sys, time
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from digitpad.ui.window.app import make_application
from digitpad.ui.window.main_window import MainWindow

app = make_application()
window = MainWindow()
train = window.pages.train
began = 0.0

def open_page(_):
    window.pages.show_page("train")
    QTimer.singleShot(int(sys.argv[1]), press)

def press():
    global began
    began = time.monotonic()
    QTest.mouseClick(window.findChild(QPushButton, "trainButton"), Qt.MouseButton.LeftButton)

def look(session):
    if session.state().batch:
        print(time.monotonic() - began, flush=True)
        train.training.looked.disconnect(look)
        train.training.ended.connect(lambda _: window.close())
        train.training.stop()

window.session.model_changed.connect(open_page, Qt.ConnectionType.SingleShotConnection)
train.training.looked.connect(look)
window.show()
sys.exit(app.exec())
"""


WAITS = (0, 1000)  # ms from page to press
FOLDERS = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")


def main() -> None:
    """Press Train some times."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    if not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for wait in WAITS:
        seconds = [_press_to_batch(wait) for _ in range(runs)]
        print(f"page opened, pressed {wait / 1000:g} s later: "
              f"{statistics.median(seconds):.2f} s to the first batch "
              f"(most {max(seconds):.2f} s)")  # fmt: skip


def _press_to_batch(wait: int) -> float:
    with tempfile.TemporaryDirectory() as home:
        folders = dict.fromkeys(FOLDERS, home)
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(wait)], env=os.environ | folders, text=True,
            stdout=subprocess.PIPE, check=True,
        )  # fmt: skip
    return float(done.stdout)


if __name__ == "__main__":
    main()
