"""How soon a setting of the Convolution lab is seen, and how long the window is held meanwhile.

    python tests/bench/lab_page.py [--changes 300] [--seed 0]

A change is made through the page's own parts, as a box or a grid makes it, in a window of
1280 x 800; it counts until the output that it makes has been painted. First a digit, then a colour
picture of 256 x 256 pixels with random settings and 1 to 8 kernels up to 11 x 11, then with the
usual ones (3 kernels of 3 x 3). The longest time that the event loop was held is measured by a
timer that is due each millisecond. The machine's own load is in all of that: the processor's time
that the change took in both threads, one after the other, is told beside, as is the most that the
window's thread was busy between two beats.
"""

import argparse
import os
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from lab import random_case
from latency import report
from PySide6.QtCore import QEventLoop, Qt, QTimer

import digitpad.ui.pages.lab.lab_view as lab_view
import digitpad.ui.pages.lab.playground as playground
from digitpad.lab.inputs import InputSource
from digitpad.lab.kernels import kernel
from digitpad.lab.lab_settings import LabSettings
from digitpad.lab.limits import LARGEST_SIDE, ConvolutionSettings, Padding
from digitpad.lab.steps import Cell
from digitpad.ui.pages.lab.playground import OutputPicture
from digitpad.ui.window.app import make_application
from digitpad.ui.window.main_window import MainWindow
from digitpad.ui.window.snapshot import wait_until_settled

LONGEST_WAIT = 10_000  # milliseconds for one change
computed: list[float] = []  # seconds of the other thread's own time


class NotingPicture(OutputPicture):
    """Tells when it was painted."""

    painted = None

    def paintEvent(self, event) -> None:
        """Paint, then tell."""
        super().paintEvent(event)
        if NotingPicture.painted is not None:
            NotingPicture.painted()


def timed_look(*arguments, **named):
    """Look, and note how long the thread itself was busy."""
    start = time.thread_time()
    try:
        return original_look(*arguments, **named)
    finally:
        computed.append(time.thread_time() - start)


original_look = lab_view.lab_result


class Heart:
    """Notes the longest time between two beats of the event loop."""

    def __init__(self) -> None:
        """Begin to beat."""
        self.last, self.gaps = time.perf_counter(), []
        self.last_own, self.own_gaps = time.thread_time(), []
        self.timer = QTimer(interval=1, timerType=Qt.TimerType.PreciseTimer)
        self.timer.timeout.connect(self.beat)
        self.timer.start()

    def beat(self) -> None:
        """Note the time since the beat before."""
        now = time.perf_counter()
        self.gaps.append(now - self.last)
        self.last = now
        now = time.thread_time()
        self.own_gaps.append(now - self.last_own)
        self.last_own = now


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--changes", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    random = np.random.default_rng(options.seed)
    playground.OutputPicture, lab_view.lab_result = NotingPicture, timed_look
    make_application()
    window = MainWindow(remember=False)
    window.show()
    wait_until_settled(window)
    window.pages.show_page("lab")
    lab = window.pages.lab.view
    digit = (random.random((1, 28, 28)) * 255).astype(np.uint8)
    photo = (random.random((3, LARGEST_SIDE, LARGEST_SIDE)) * 255).astype(np.uint8)
    for what, pixels, kernels in (
        ("a digit, 3 kernels of 3 x 3", digit, usual),
        ("256 x 256 in colour, 3 kernels of 3 x 3", photo, usual),
        ("256 x 256 in colour, any settings", photo, extreme),
    ):
        source = InputSource("sample", pixels.shape, pixels.tobytes())
        measure(lab, what, source, kernels, random, options.changes)
    window.close()


def usual(random, channels):
    """Return 3 kernels of 3 x 3 with small strides and padding."""
    kernels = tuple(kernel(random.standard_normal((channels, 3, 3)).round(2)) for _ in range(3))
    stride, amount = int(random.integers(1, 3)), int(random.integers(0, 2))
    return kernels, ConvolutionSettings((stride, stride), Padding(amount, amount, amount, amount))


def extreme(random, channels):
    """Return any kernels and settings for a colour picture."""
    kernels, settings = random_case(random)
    return tuple(kernels), settings


def measure(lab, what, source, make, random, changes) -> None:
    """Make changes one after the other, and report."""
    channels = source.shape[0]
    kernels, settings = make(random, channels)
    lab.show_settings(LabSettings(source, kernels, settings, cell=Cell(0, 3, 3)))
    wait_for_paint(lab)
    del computed[:]
    times, own, heart = [], [], Heart()
    for _ in range(changes):
        kernels, settings = make(random, channels)
        start, own_start = time.perf_counter(), time.thread_time()
        lab.playground.kernels.show_kernels(kernels)
        lab._lab_settings = LabSettings(source, kernels, settings)
        lab.playground.kernels.changed.emit(kernels)
        times.append(wait_for_paint(lab) - start)
        own.append(time.thread_time() - own_start + computed[-1])
    heart.timer.stop()
    report(f"{what}: change to painted", times)
    report("    the processor's time for it", own)
    report("    of that computing", computed)
    report("    the event loop held", heart.gaps)
    report("    the window's thread busy", heart.own_gaps)


def wait_for_paint(lab) -> float:
    """Run the event loop until the newest setting's output is painted; return when that was."""
    loop, moment = QEventLoop(), [0.0]

    def painted() -> None:
        if lab.is_settled:
            moment[0] = time.perf_counter()
            loop.quit()

    NotingPicture.painted = painted
    QTimer.singleShot(LONGEST_WAIT, loop.quit)
    loop.exec()
    NotingPicture.painted = None
    return moment[0]


if __name__ == "__main__":
    main()
