"""Draws every pen digit with real mouse events on the real canvas and reads the window's answer.

    python tests/bench/replay.py --pen ../shared/data/pen/pendigits-orig.tra [--brush 50]
        [--model FILE] [--every N]

Prints the share read right, by writer too, and the most frequent mistakes.
"""

import argparse
import collections
import math
import os
import time
from itertools import pairwise
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from pen_digits import BOX, PenDigit, read_pen_digits
from PySide6.QtCore import QEvent, QEventLoop, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from digitpad.ui.window.app import make_application
from digitpad.ui.window.main_window import MainWindow
from digitpad.ui.window.snapshot import wait_until_settled

STEP = 6.0  # canvas pixels between two events: a hand at normal speed and 125 events a second


def main() -> None:
    """Run the replay that the command line asks for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pen", type=Path, required=True)
    parser.add_argument("--brush", type=int, default=50, help="10 (thinnest) to 120 (thickest)")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--every", type=int, default=1, help="only every Nth digit")
    options = parser.parse_args()

    make_application()
    window = MainWindow(options.model, remember=False)
    window.show()
    wait_until_settled(window)
    window.tools.brush.setValue(options.brush)

    digits = read_pen_digits(options.pen)[:: options.every]
    right: collections.Counter[int] = collections.Counter()
    written: collections.Counter[int] = collections.Counter()
    mistakes: collections.Counter[tuple[int, str]] = collections.Counter()
    start = time.perf_counter()
    for digit in digits:
        window.canvas.clear()
        draw(window, digit)
        answer = read_answer(window)
        written[digit.writer] += 1
        if answer == str(digit.label):
            right[digit.writer] += 1
        else:
            mistakes[digit.label, answer] += 1
    window.close()

    seconds = time.perf_counter() - start
    print(f"brush {options.brush}: {sum(right.values())}/{len(digits)} right, "
          f"{100 * sum(right.values()) / len(digits):.2f} %, in {seconds:.0f} s")  # fmt: skip
    by_writer = {writer: 100 * right[writer] / written[writer] for writer in sorted(written)}
    worst = min(by_writer, key=by_writer.__getitem__)
    print(f"worst writer {worst}: {by_writer[worst]:.1f} %")
    print("mistakes:", ", ".join(f"{a} as {b}: {n}" for (a, b), n in mistakes.most_common(8)))


def draw(window: MainWindow, digit: PenDigit) -> None:
    """Send the digit's strokes to the canvas as a mouse would."""
    canvas = window.canvas
    scale = canvas.width() / BOX
    for stroke in digit.strokes:
        path = along([QPointF(x * scale, y * scale) for x, y in stroke])
        send(canvas, QEvent.Type.MouseButtonPress, path[0])
        for point in path[1:]:
            send(canvas, QEvent.Type.MouseMove, point)
        send(canvas, QEvent.Type.MouseButtonRelease, path[-1])


def along(corners: list[QPointF]) -> list[QPointF]:
    """Return the points that a mouse reports on its way through ``corners``."""
    path = corners[:1]
    for start, end in pairwise(corners):
        steps = max(1, math.ceil(math.dist(start.toTuple(), end.toTuple()) / STEP))
        path += [start + (end - start) * (step / steps) for step in range(1, steps + 1)]
    return path


def send(canvas, kind: QEvent.Type, point: QPointF) -> None:
    """Send one mouse event through Qt."""
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    moves, released = kind == QEvent.Type.MouseMove, kind == QEvent.Type.MouseButtonRelease
    event = QMouseEvent(
        kind, point, QPointF(canvas.mapToGlobal(point)), none if moves else left,
        none if released else left, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


def read_answer(window: MainWindow) -> str:
    """Wait until the drawing has been read, and return what the label shows."""
    while not window.session.is_settled:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    return window.answer.prediction.text()


if __name__ == "__main__":
    main()
