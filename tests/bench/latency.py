"""How fast the canvas paints and the answer follows, in the real window.

    python tests/bench/latency.py [--points 2000]

Prints the 95th percentile of the time from a mouse event to the end of its painting, for the first
points of a drawing and with thousands of points on the canvas, and from a mouse event to the answer
that includes it, at 125 events a second.
"""

import argparse
import math
import os
import time

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

import digitpad.ui.window.main_window as main_window
from digitpad.ui.canvas.canvas import Canvas
from digitpad.ui.window.app import make_application
from digitpad.ui.window.snapshot import wait_until_settled

INTERVAL = 8  # milliseconds between two events of an ordinary mouse


class NotingCanvas(Canvas):
    """Notes when it was last painted."""

    painted = 0.0

    def paintEvent(self, event) -> None:
        """Paint, then note the time."""
        super().paintEvent(event)
        NotingCanvas.painted = time.perf_counter()


def main() -> None:
    """Run both measurements."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--points", type=int, default=2000)
    points = parser.parse_args().points
    main_window.Canvas = NotingCanvas
    make_application()
    window = main_window.MainWindow(remember=False)
    window.show()
    wait_until_settled(window)
    report("event to paint, first 200 points", paint_times(window, 0, 200))
    for _ in range(5):  # strokes that stay on the canvas
        paint_times(window, 0, points // 5)
    report(f"event to paint, {points:,} points on the canvas", paint_times(window, 0, 200))
    window.canvas.clear()
    report(f"event to paint, in one stroke of {points:,}", paint_times(window, 0, points)[-200:])
    window.canvas.clear()
    report("event to answer, while drawing", answer_times(window, 400))
    window.close()


def report(what: str, seconds: list[float]) -> None:
    """Print the percentiles."""
    middle, high, higher, most = np.percentile(np.array(seconds) * 1000, (50, 95, 99, 100))
    print(f"{what}: median {middle:.2f} ms, 95 % {high:.2f} ms, 99 % {higher:.2f} ms, "
          f"most {most:.2f} ms")  # fmt: skip


def place(canvas, index: int) -> QPointF:
    """Return a point on a curve that fills the canvas."""
    t, side = index / 25, canvas.width()
    return QPointF(side * (0.5 + 0.4 * math.sin(1.03 * t)), side * (0.5 + 0.4 * math.cos(0.77 * t)))


def send(canvas, kind: QEvent.Type, point: QPointF) -> None:
    """Send one mouse event through Qt."""
    left = Qt.MouseButton.LeftButton
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else left
    QApplication.sendEvent(canvas, QMouseEvent(
        kind, point, QPointF(canvas.mapToGlobal(point)), button, left,
        Qt.KeyboardModifier.NoModifier,
    ))  # fmt: skip


def paint_times(window, first: int, count: int) -> list[float]:
    """Draw one stroke; return the seconds from each event to the end of its painting."""
    canvas, times = window.canvas, []
    send(canvas, QEvent.Type.MouseButtonPress, place(canvas, first))
    for index in range(first + 1, first + count):
        start = time.perf_counter()
        send(canvas, QEvent.Type.MouseMove, place(canvas, index))
        while NotingCanvas.painted < start:
            QApplication.processEvents()
        times.append(NotingCanvas.painted - start)
    send(canvas, QEvent.Type.MouseButtonRelease, place(canvas, first + count - 1))
    return times


def answer_times(window, count: int) -> list[float]:
    """Draw one stroke at a mouse's pace; return the seconds from each event to its answer."""
    canvas, session, loop = window.canvas, window.session, QEventLoop()
    sent: dict[int, float] = {}  # step of the drawing's version -> when its event came
    times: list[float] = []

    def answered(reading) -> None:
        if reading is None or reading.answer is None:
            return
        now = time.perf_counter()
        for step in [step for step in sent if step <= reading.version.step]:
            times.append(now - sent.pop(step))

    session.reading_changed.connect(answered)
    index = 0

    def move() -> None:
        nonlocal index
        index += 1
        now = time.perf_counter()
        send(canvas, QEvent.Type.MouseMove, place(canvas, index))
        sent[session._version.step] = now
        if index == count:
            timer.stop()
            QTimer.singleShot(300, loop.quit)

    send(canvas, QEvent.Type.MouseButtonPress, place(canvas, 0))
    timer = QTimer(interval=INTERVAL, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(move)
    timer.start()
    loop.exec()
    session.reading_changed.disconnect(answered)
    send(canvas, QEvent.Type.MouseButtonRelease, place(canvas, count))
    if sent:
        raise SystemExit(f"{len(sent)} events were never answered")
    return times


if __name__ == "__main__":
    main()
