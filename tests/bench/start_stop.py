"""Start and stop a training 50 times in one window, and look for leaks of memory and threads.

    python tests/bench/start_stop.py

Prints the resident memory after the first ten and after all, and the threads. Linux only.
"""

import os
import sys
import tempfile
import threading
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from digitpad.ui.background import running
from tests.conftest import _bars

TIMES, WARM_UP = 50, 10
MOST_GROWTH = 20  # MB, 10^6 bytes


def main() -> int:
    """Measure; 1 when too much is left behind."""
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(XDG_DATA_HOME=home, XDG_CONFIG_HOME=home)
        return measure()


def measure() -> int:
    """Start and stop."""
    from digitpad.data.samples import DataSet
    from digitpad.ui.window.app import make_application
    from digitpad.ui.window.main_window import MainWindow
    from digitpad.ui.window.snapshot import wait_until_settled

    app = make_application()
    window = MainWindow(remember=False)
    window.show()
    wait_until_settled(window)
    page = window.pages.train
    data = DataSet("mnist", _bars(12_000, seed=1), _bars(1_000, seed=2))
    window.pages.data_sets.load = lambda name: window.pages.data_sets.loaded.emit(data)
    memory, threads = [], []
    for _ in range(TIMES):
        click(window, "trainButton")
        wait(app, lambda: page.controls.pause_button.isEnabled())
        click(window, "stopButton")
        wait(app, lambda: not page.is_training)
        memory.append(resident())
        threads.append((threading.active_count(), len(running(window))))
    window.close()
    growth = memory[-1] - memory[WARM_UP - 1]
    print(f"memory: {memory[0]:.0f} MB after the first, {memory[WARM_UP - 1]:.0f} MB after "
          f"{WARM_UP}, {memory[-1]:.0f} MB after {TIMES}: {growth:+.1f} MB")  # fmt: skip
    print("every fifth:", " ".join(f"{value:.0f}" for value in memory[4::5]))
    print(f"threads (Python's, Qt's): {threads[0]} after the first, {threads[-1]} after the last")
    return int(growth > MOST_GROWTH or threads[-1] != threads[1])


def click(window, name) -> None:
    """Click a button."""
    QTest.mouseClick(window.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def wait(app, condition) -> None:
    """Run the event loop until ``condition`` holds."""
    while not condition():
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)


def resident() -> float:
    """Resident memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    sys.exit(main())
