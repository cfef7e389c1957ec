"""How long the first press on Train takes to its first batch, in an empty home without a network.

    python tests/bench/first_train.py [--runs 5]

Each run is a process of its own: the window is shown, its model loaded, Train pressed.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile

PROGRAM = """
import sys, time
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from digitpad.ui.window.app import make_application
from digitpad.ui.window.main_window import MainWindow

app = make_application()
window = MainWindow()
train = window.pages.train
began = 0.0

def press(_):
    global began
    window.pages.show_page("train")
    began = time.monotonic()
    QTest.mouseClick(window.findChild(QPushButton, "trainButton"), Qt.MouseButton.LeftButton)

def look(session):
    if session.state().batch:
        print(time.monotonic() - began, flush=True)
        train.training.looked.disconnect(look)
        train.training.ended.connect(lambda _: window.close())
        train.training.stop()

window.session.model_changed.connect(press, Qt.ConnectionType.SingleShotConnection)
train.training.looked.connect(look)
window.show()
sys.exit(app.exec())
"""


FOLDERS = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")


def main() -> None:
    """Press Train some times."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    if not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    seconds = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as home:
            folders = dict.fromkeys(FOLDERS, home)
            done = subprocess.run(
                [sys.executable, "-c", PROGRAM], env=os.environ | folders, text=True,
                stdout=subprocess.PIPE, check=True,
            )  # fmt: skip
        seconds.append(float(done.stdout))
    print(f"press to first batch: {statistics.median(seconds):.2f} s (most {max(seconds):.2f} s)")


if __name__ == "__main__":
    main()
