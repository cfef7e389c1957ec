"""A program to be killed: a window that is drawn in, while all is written that digitpad writes.

It is a fork of a program that has imported everything, so that a kill costs a fraction of a second.
"""

import mmap
import os
import random
import struct
import threading
import time
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest

from digitpad.data.collection import CORRECTION
from digitpad.diagnostics.log_file import log_to_file
from digitpad.folders import models_folder, user_data_folder
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.strokes_file import save_drawing
from digitpad.network.checkpoint import save_checkpoint
from digitpad.training.unfinished import save_unfinished
from digitpad.ui import app as application
from digitpad.ui import main_window

POINTS = 12  # of a stroke
STROKES = 400
MOST_POINTS = POINTS * STROKES
EVERY = 4  # milliseconds between two events of the mouse
SAVED = 3  # drawings, models and trainings that are written again and again
DIGITS = 100  # of the collection


def path(seed: int, stroke: int) -> list[tuple[float, float]]:
    """Where stroke number ``stroke`` goes, in parts of the canvas's side."""
    hand = random.Random(f"{seed} {stroke}")
    x, y = hand.uniform(0.2, 0.8), hand.uniform(0.2, 0.8)
    points = []
    for _ in range(POINTS):
        x = min(max(x + hand.uniform(-0.05, 0.05), 0.02), 0.98)
        y = min(max(y + hand.uniform(-0.05, 0.05), 0.02), 0.98)
        points.append((x, y))
    return points


def pixels(seed: int, stroke: int, side: int) -> list[tuple[int, int]]:
    """Where it goes in pixels of a canvas of ``side``."""
    return [(int(x * side), int(y * side)) for x, y in path(seed, stroke)]


class Times:
    """When each point was drawn: memory that outlives the program that wrote it."""

    def __init__(self) -> None:
        self._room = mmap.mmap(-1, 8 * (MOST_POINTS + 2))

    def begin(self, side: int) -> None:
        """Note the canvas's side: the window is there."""
        struct.pack_into("d", self._room, 8, side)

    def note(self, count: int) -> None:
        """Note that ``count`` points are drawn by now."""
        struct.pack_into("d", self._room, 8 * (count + 1), time.monotonic())
        struct.pack_into("d", self._room, 0, count)

    def values(self) -> tuple[int, list[float]]:
        """Return the canvas's side, 0 where there was no window yet, and when points came."""
        count, side = struct.unpack_from("2d", self._room)
        return int(side), list(struct.unpack_from(f"{int(count)}d", self._room, 16))


class Drawn(main_window.MainWindow):
    """A window with a hand that draws in it and saves, until it is killed."""

    def __init__(self, seed: int, times: Times, ready: int) -> None:
        super().__init__()
        self._seed, self._times, self._ready = seed, times, ready
        self._count = 0
        self._chance = random.Random(seed)
        self._hand = QTimer(self, interval=EVERY)
        self._hand.timeout.connect(self._go_on)
        self._hand.start()

    def _go_on(self) -> None:
        if not self._count:
            self._times.begin(self.canvas.width())
        if self._count < MOST_POINTS:
            self._draw()
        what = self._chance.random()
        if what < 0.05:
            folder = user_data_folder() / "saved"
            save_drawing(self.canvas.drawing, folder / f"{self._chance.randrange(SAVED)}.json")
        elif what < 0.1:
            self._settings.brush = self._chance.randrange(10, 120)
            self._settings.save()
        elif what < 0.3:
            number = self._chance.randrange(DIGITS)
            drawing = Drawing((Stroke.from_xy([(10, 10), (number + 20, 900)]),))
            label = self._chance.randrange(10)
            self.own_digits.digits.keep(drawing, label, None, CORRECTION, _nothing, _nothing)

    def _draw(self) -> None:
        stroke, point = divmod(self._count, POINTS)
        at = [QPoint(*xy) for xy in pixels(self._seed, stroke, self.canvas.width())]
        if point == 0:
            QTest.mousePress(self.canvas, Qt.MouseButton.LeftButton, pos=at[0])
        else:
            QTest.mouseMove(self.canvas, at[point])
        self._count += 1
        self._times.note(self._count)
        if point == POINTS - 1:
            QTest.mouseRelease(self.canvas, Qt.MouseButton.LeftButton, pos=at[point])
        if self._count == 1:
            os.write(self._ready, b"!")


def live(seed: int, times: Times, ready: int, checkpoint, unfinished) -> None:
    """Be the program. ready: a pipe, for the first point."""

    def write_models() -> None:
        while True:
            for number in range(SAVED):
                name = f"{number}.safetensors"
                save_checkpoint(models_folder() / name, checkpoint.module, checkpoint.story)
                save_unfinished(user_data_folder() / "unfinished" / name, unfinished)

    class Victim(Drawn):
        def __init__(self, model: Path | None = None) -> None:
            super().__init__(seed, times, ready)

    main_window.MainWindow = Victim
    threading.Thread(target=write_models, daemon=True).start()
    with log_to_file():
        application.run()


def _nothing(_: object) -> None:
    pass
