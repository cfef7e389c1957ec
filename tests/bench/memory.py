"""How much memory the program takes: idle with the model, and while it trains on MNIST.

    python tests/bench/memory.py --data ../shared/data/mnist

A window with the bundled model and a drawing; then the recipe `fast`, and the recipe `tutorial` for
half a minute. Prints the resident memory of the process in MB (10^6 bytes), all shared libraries
that it has read included. Linux only. Under the display that is there, or offscreen.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))

from PySide6.QtWidgets import QApplication
from soak import resident

IDLE = 10  # seconds
TRAINED = 30  # seconds of the long recipe


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(
            XDG_DATA_HOME=home, XDG_CONFIG_HOME=home, XDG_STATE_HOME=home,
            DIGITPAD_DATA=str(parser.parse_args().data),
        )  # fmt: skip
        measure()


def measure() -> None:
    """Open a window and look at the memory meanwhile."""
    from digitpad.ink.strokes_file import load_drawing
    from digitpad.support.folders import bundled_drawing
    from digitpad.ui.window.app import make_application
    from digitpad.ui.window.main_window import MainWindow
    from digitpad.ui.window.snapshot import wait_until_settled

    make_application()
    window = MainWindow(remember=False)
    window.show()
    wait_until_settled(window)
    print(f"idle with the model: {most(IDLE):.0f} MB")
    window.show_drawing(load_drawing(bundled_drawing()))
    wait_until_settled(window)
    print(f"with a drawing and its maps: {most(IDLE):.0f} MB")
    train = window.pages.train
    window.pages.show_page("train")
    for recipe, seconds in (("fast", None), ("tutorial", TRAINED)):
        box = train.form.recipe_box
        box.setCurrentIndex(box.findData(recipe))
        box.activated.emit(box.currentIndex())
        train.start()
        print(f"training on MNIST, {recipe}: {most(seconds, lambda: train.is_training):.0f} MB")
    train.controls.stop.trigger()
    most(None, lambda: train.is_training)
    window.close()


def most(seconds: float | None, goes_on=None) -> float:
    """Run the event loop for so long, or while ``goes_on``; return the most memory meanwhile."""
    start, largest = time.monotonic(), 0.0
    QApplication.processEvents()
    while True:
        QApplication.processEvents()
        largest = max(largest, resident())
        late = seconds is not None and time.monotonic() - start > seconds
        begun = time.monotonic() - start > 2
        if late or (goes_on is not None and begun and not goes_on()):
            return largest
        time.sleep(0.002)


if __name__ == "__main__":
    main()
