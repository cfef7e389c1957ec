"""How fast every visible map follows the pen on the Layers page, also while the network trains.

    python tests/bench/maps.py [--data ../shared/data/mnist] [--points 1500]
    python tests/bench/maps.py --network tests/graph/foreign/gallery.py:ResNet18 \
        --argument width=64 --layer layer1 --learn

Prints the times from a mouse event to the end of the painting of both the flow of all layers and
the maps of conv2, or of --layer, at 125 events a second in a window of 1280 x 800, beside how busy
the machine was; with --data also while the tutorial's recipe trains. --learn: then from a click on
"Take a Step" to the maps of the step after it. Last comes the processor's time for one reading and
for one painting of it, which other work on the machine does not lengthen.
"""

import os
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from latency import INTERVAL, place, report, send
from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer

import digitpad.ui.pages.layers.layers_page as layers_page
import digitpad.ui.pages.layers.maps_view as maps_view
from digitpad.cli import Parser
from digitpad.cli.arguments import add_model, add_network
from digitpad.cli.window import named_network
from digitpad.reading.read import read
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
    parser = Parser()
    parser.add_argument("--points", type=int, default=1500)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--layer", default="conv2")
    parser.add_argument("--learn", action="store_true")
    add_network(parser)
    add_model(parser)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(XDG_DATA_HOME=home, XDG_CONFIG_HOME=home)
        if options.data:
            os.environ["DIGITPAD_DATA"] = str(options.data)
        layers_page.FlowStrip, maps_view.MapGrid = NotingStrip, NotingGrid
        make_application()
        window = MainWindow(remember=False, network=named_network(options))
        window.show()
        wait_until_settled(window)
        window.pages.layers.select_layer(options.layer)
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        report("event to all maps painted", draw(window, options.points))
        if options.learn:
            report("click to the maps after a step", step_times(window, 20))
        reading, painting = processor_times(window, 20)
        report("processor's time of a reading", reading)
        report("and of showing and painting it", painting)
        window.pages.layers.panel.maps.chosen.emit((5, 6, 6))
        report("with a value's arithmetic open", draw(window, options.points))
        if options.data:
            begin_training(window)
            times = draw(window, options.points)
            if not window.pages.train.is_training:
                raise SystemExit(f"the training ended: {window.pages.train.problem.text.text()}")
            report("while training, event to all maps painted", times)
            end_training(window)  # closing would ask first
        window.close()


def processor_times(window, count: int) -> tuple[list[float], list[float]]:
    """Return the processor's seconds of readings with all values, and of showing them."""
    session, page = window.session, window.pages.layers
    seconds: tuple[list[float], list[float]] = [], []
    send(window.canvas, QEvent.Type.MouseButtonPress, place(window.canvas, 0))
    for index in range(1, count + 1):
        send(window.canvas, QEvent.Type.MouseMove, place(window.canvas, 10 * index))
        began = time.thread_time()
        found = read(session.drawing, session._version, session.network, page._inspection)
        seconds[0].append(time.thread_time() - began)
        began = time.thread_time()
        page.take_reading(found)
        page.strip.repaint()
        page.panel.maps.grid.repaint()
        seconds[1].append(time.thread_time() - began)
    send(window.canvas, QEvent.Type.MouseButtonRelease, place(window.canvas, count))
    return seconds


def step_times(window, count: int) -> list[float]:
    """Take steps one after the other; return the seconds from each click to its gradients."""
    page, loop, times = window.pages.layers, QEventLoop(), []
    send(window.canvas, QEvent.Type.MouseButtonPress, place(window.canvas, 0))
    for index in range(1, 20):
        send(window.canvas, QEvent.Type.MouseMove, place(window.canvas, index))
    send(window.canvas, QEvent.Type.MouseButtonRelease, place(window.canvas, 20))
    began = 0.0

    def take(step) -> None:
        nonlocal began
        if step is None or step.found.trace is not page.trace:
            return
        learnt = page.trace.changes.learnt
        if (0 if learnt is None else learnt.steps) != len(times) + (began > 0):
            return
        if began:
            times.append(time.perf_counter() - began)
        if len(times) == count:
            loop.quit()
            return
        began = time.perf_counter()
        page.learn.step_button.click()

    page.learn.changed.connect(take)
    page.learn.rate.setValue(0.0001)
    page.learn.switch.trigger()
    QTimer.singleShot(60_000, loop.quit)
    loop.exec()
    page.learn.changed.disconnect(take)
    page.learn.switch.trigger()
    return times


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


def end_training(window) -> None:
    """Stop it, and wait until it has ended."""
    loop, train = QEventLoop(), window.pages.train
    train.training.ended.connect(loop.quit)
    train.controls.stop.trigger()
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
