"""Training in the real window: how fast it learns, and how fluent the window stays meanwhile.

    python tests/bench/window_training.py --data ../shared/data/mnist [--epochs 4]

Prints, from one run on one machine: samples a second of `digitpad train` and of the window with the
same recipe (each in a process of its own, in turn), the time from a click on Train to the end of
the fast recipe with its test accuracy; and, while the tutorial's recipe trains and a pen draws: the
times from a mouse event to its painting and to the answer that includes it, and the longest time
for which the event loop did nothing else (a timer that should fire every millisecond).
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

sys.path.insert(0, str(Path(__file__).parent))

from latency import place, report
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent

from digitpad.cli import wait_briefly
from digitpad.ui.canvas.canvas import Canvas

ROUNDS = 3
PEN = 0.008  # seconds between two events of an ordinary mouse
STROKE = 250  # events: two seconds


def main() -> None:
    """Measure, each thing in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--part", choices=("speed", "fast", "pen"))
    options = parser.parse_args()
    wait_briefly()  # as the program does, before torch
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(XDG_DATA_HOME=home, XDG_CONFIG_HOME=home, DIGITPAD_DATA=str(options.data))
        if options.part:
            in_window(options.part, options.epochs)
        else:
            measure_all(options)


def measure_all(options) -> None:
    """Run the parts in turn, and print."""
    command_line, window = [], []
    for _ in range(ROUNDS):
        out = subprocess.run(
            [sys.executable, "-m", "digitpad", "train", "--recipe", "tutorial", "--json",
             "--epochs", str(options.epochs), "--out",
             f"{os.environ['XDG_DATA_HOME']}/model.safetensors"],
            capture_output=True, text=True,
        ).stdout  # fmt: skip
        speeds = [json.loads(line).get("samples_per_second") for line in out.splitlines()]
        command_line += [speed for speed in speeds if speed]
        window += json.loads(part("speed", options))
    shell, shown = statistics.median(command_line), statistics.median(window)
    print(f"digitpad train: median {shell:,.0f} samples/s of {told(command_line)}")
    print(f"in the window: median {shown:,.0f} samples/s of {told(window)}, "
          f"{100 * shown / shell:.1f} % of it")  # fmt: skip
    print(part("fast", options), end="")
    print(part("pen", options), end="")


def part(name: str, options) -> str:
    """Run one part in a new process; returns what it prints."""
    return subprocess.run(
        [sys.executable, __file__, "--data", str(options.data), "--epochs", str(options.epochs),
         "--part", name],
        stdout=subprocess.PIPE, text=True, check=True,
    ).stdout  # fmt: skip


def told(values: list[float]) -> str:
    """Return the single values as text."""
    return ", ".join(f"{value:,.0f}" for value in values)


def in_window(name: str, epochs: int) -> None:
    """Open a window with a drawing, click Train and see what happens."""
    import digitpad.ui.window.main_window as main_window
    from digitpad.ink.strokes_file import load_drawing
    from digitpad.support.folders import bundled_drawing
    from digitpad.ui.window.app import make_application
    from digitpad.ui.window.snapshot import wait_until_settled

    main_window.Canvas = PenCanvas
    app = make_application()
    window = main_window.MainWindow(remember=False)
    window.pages.show_page("train")
    window.show()
    window.show_drawing(load_drawing(bundled_drawing()))
    wait_until_settled(window)
    page = window.pages.train
    box = page.form.recipe_box
    box.setCurrentIndex(box.findData("fast" if name == "fast" else "tutorial"))
    box.activated.emit(box.currentIndex())
    if name != "fast":
        page.form.epochs_box.setValue(epochs)
    pen = Pen(window) if name == "pen" else None
    if pen is not None:
        page.model_saved.connect(pen.probe.stop)  # closing the window is no turn of its loop
    page.model_saved.connect(app.quit)
    clicked = time.perf_counter()
    page.controls.train_button.click()
    app.exec()
    run = page.runs_menu.current
    if name == "speed":
        print(json.dumps([point.samples_per_second for point in run.curves.epochs]))
    elif name == "fast":
        print(f"click to result with the fast recipe: {time.perf_counter() - clicked:.1f} s, "
              f"{100 * run.accuracy:.2f} % of the test digits right")  # fmt: skip
    elif pen is not None:
        pen.tell()
    window.close()


class Pen:
    """Draws from another thread, as a mouse does, and times what the window makes of it."""

    def __init__(self, window) -> None:
        """Begin when the training has begun."""
        self.window = window
        self.posted: dict[int, float] = {}
        self.to_paint: list[float] = []
        self.to_answer: list[float] = []
        self.waiting: dict[int, float] = {}
        self.unpainted: list[float] = []
        self.gaps: list[float] = []
        self.before = 0.0
        window.session.reading_changed.connect(self.answered)
        self.probe = QTimer(interval=1, timerType=Qt.TimerType.PreciseTimer)
        self.probe.timeout.connect(self.tick)
        self.begin = QTimer(interval=50)
        self.begin.timeout.connect(self.start)
        self.begin.start()
        PenCanvas.pen = self

    def start(self) -> None:
        """Draw as soon as the first batches are done."""
        if not self.window.pages.train.controls.progress.value():
            return
        self.begin.stop()
        self.probe.start()
        self.thread = threading.Thread(target=self.draw, daemon=True)
        self.thread.start()

    def draw(self) -> None:
        """Post mouse events until the training is over."""
        canvas, index = self.window.canvas, 0
        while self.window.pages.train.is_training:
            step = index % STROKE
            kind = (
                QEvent.Type.MouseButtonPress if step == 0
                else QEvent.Type.MouseButtonRelease if step == STROKE - 1
                else QEvent.Type.MouseMove
            )  # fmt: skip
            point = place(canvas, step)
            button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else (
                Qt.MouseButton.LeftButton
            )  # fmt: skip
            event = QMouseEvent(
                kind, point, QPointF(point), button, Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )  # fmt: skip
            event.setTimestamp(index)
            self.posted[index] = time.perf_counter()
            QCoreApplication.postEvent(canvas, event)
            index += 1
            time.sleep(PEN)

    def handled(self, index: int) -> None:
        """Take note that the canvas has handled an event; it is painted and read next."""
        posted = self.posted[index]
        self.unpainted.append(posted)
        self.waiting[self.window.session._version.step] = posted

    def painted(self) -> None:
        """Note the painting of all events that were handled before it."""
        now = time.perf_counter()
        self.to_paint += [now - posted for posted in self.unpainted]
        self.unpainted.clear()

    def answered(self, reading) -> None:
        """Note the answers to all events up to the one that was read."""
        if reading is None or reading.answer is None:
            return
        now = time.perf_counter()
        for step in [step for step in self.waiting if step <= reading.version.step]:
            self.to_answer.append(now - self.waiting.pop(step))

    def tick(self) -> None:
        """Note how long the event loop was away."""
        now = time.perf_counter()
        if self.before:
            self.gaps.append(now - self.before)
        self.before = now

    def tell(self) -> None:
        """Print the percentiles."""
        self.thread.join()
        report(f"while training, event to paint ({len(self.to_paint):,})", self.to_paint)
        report(f"while training, event to answer ({len(self.to_answer):,})", self.to_answer)
        report("while training, between two turns of the event loop", self.gaps)


class PenCanvas(Canvas):
    """Tells the pen which of its events it has handled and painted."""

    pen: Pen | None = None

    def mouseMoveEvent(self, event) -> None:
        """Draw, then tell."""
        super().mouseMoveEvent(event)
        if PenCanvas.pen is not None:
            PenCanvas.pen.handled(event.timestamp())

    def paintEvent(self, event) -> None:
        """Paint, then tell."""
        super().paintEvent(event)
        if PenCanvas.pen is not None:
            PenCanvas.pen.painted()


if __name__ == "__main__":
    main()
