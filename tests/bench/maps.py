"""How fast every visible map follows the pen on the Layers page, also while the network trains.

    python tests/bench/maps.py [--data ../shared/data/mnist] [--points 1500]

Prints the times from a mouse event to the end of the painting of both the flow of all layers and
the maps of conv2, at 125 events a second in a window of 1280 x 800; with --data also while the
tutorial's recipe trains.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from latency import INTERVAL, place, report, send
from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer

import digitpad.ui.pages.layers.layers_page as layers_page
import digitpad.ui.pages.layers.maps_view as maps_view
from digitpad.ui.pages.layers.flow_strip import FlowStrip
from digitpad.ui.widgets.map_grid import MapGrid
from digitpad.ui.window.app import make_application
from digitpad.ui.window.main_window import MainWindow
from digitpad.ui.window.snapshot import wait_until_settled

STROKE = 250  # events: two seconds

painted: dict[type, float] = {}
watchers: list = []


class Noting:
    """A widget that notes when it was painted."""

    def paintEvent(self, event) -> None:
        """Paint, then tell."""
        super().paintEvent(event)
        painted[type(self)] = time.perf_counter()
        for watcher in watchers:
            watcher.inspected()


class NotingStrip(Noting, FlowStrip):
    """The flow of all layers."""


class NotingGrid(Noting, MapGrid):
    """The maps of one layer."""


class Watcher:
    """Matches mouse events with the paintings that show them."""

    def __init__(self, window) -> None:
        """Begin to watch."""
        self.window = window
        self.sent: dict[int, float] = {}
        self.traced: list[tuple[float, list[float]]] = []
        self.times: list[float] = []
        window.session.reading_changed.connect(self.read)
        watchers.append(self)

    def read(self, reading) -> None:
        """Take note of the events that a trace includes."""
        if reading is None or reading.trace is None:
            return
        steps = [step for step in self.sent if step <= reading.version.step]
        if steps:
            self.traced.append((time.perf_counter(), [self.sent.pop(step) for step in steps]))

    def inspected(self) -> None:
        """Note the events whose trace both widgets have painted since it came."""
        both = min(painted.get(widget, 0.0) for widget in (NotingStrip, NotingGrid))
        while self.traced and self.traced[0][0] <= both:
            now = time.perf_counter()
            self.times += [now - began for began in self.traced.pop(0)[1]]

    def end(self) -> list[float]:
        """Return the seconds of all events."""
        watchers.remove(self)
        self.window.session.reading_changed.disconnect(self.read)
        return self.times


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--points", type=int, default=1500)
    parser.add_argument("--data", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(XDG_DATA_HOME=home, XDG_CONFIG_HOME=home)
        if options.data:
            os.environ["DIGITPAD_DATA"] = str(options.data)
        layers_page.FlowStrip, maps_view.MapGrid = NotingStrip, NotingGrid
        make_application()
        window = MainWindow(remember=False)
        window.show()
        wait_until_settled(window)
        window.pages.layers.select_layer("conv2")
        report("event to all maps painted", draw(window, options.points))
        window.pages.layers.panel.maps.chosen.emit((5, 6, 6))
        report("with a value's arithmetic open", draw(window, options.points))
        if options.data:
            begin_training(window)
            times = draw(window, options.points)
            if not window.pages.train.is_training:
                raise SystemExit(f"the training ended: {window.pages.train.problem.text.text()}")
            report("while training, event to all maps painted", times)
        window.close()


def begin_training(window) -> None:
    """Train with the tutorial's recipe for longer than the drawing takes."""
    page, loop = window.pages.train, QEventLoop()
    window.pages.show_page("train")
    box = page.form.recipe_box
    box.setCurrentIndex(box.findData("tutorial"))
    box.activated.emit(box.currentIndex())
    page.form.epochs_box.setValue(1000)
    page.controls.train_button.click()
    window.pages.show_page("layers")
    QTimer.singleShot(3000, loop.quit)  # the first batches are done by then
    loop.exec()


def draw(window, count: int) -> list[float]:
    """Draw strokes at a mouse's pace; return the seconds from each event to the maps."""
    # Not the application's own loop: its end is the end of the window's threads.
    canvas, loop, watcher = window.canvas, QEventLoop(), Watcher(window)
    index = 0

    def move() -> None:
        nonlocal index
        step, now = index % STROKE, time.perf_counter()
        if step == 0:
            canvas.clear()
            send(canvas, QEvent.Type.MouseButtonPress, place(canvas, 0))
        elif step == STROKE - 1:
            send(canvas, QEvent.Type.MouseButtonRelease, place(canvas, step))
        else:
            send(canvas, QEvent.Type.MouseMove, place(canvas, step))
            watcher.sent[window.session._version.step] = now
        index += 1
        if index == count:
            timer.stop()
            QTimer.singleShot(500, loop.quit)

    timer = QTimer(interval=INTERVAL, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(move)
    timer.start()
    loop.exec()
    return watcher.end()


if __name__ == "__main__":
    main()
