"""A program to be killed: a window that is drawn in, while all is written that digitpad writes.

It is a fork of a program that has imported everything, so that a kill costs a fraction of a second.
"""

import mmap
import os
import random
import struct
import threading
import time

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest

from digitpad.collection import CORRECTION
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.strokes_file import save_drawing
from digitpad.network.files.checkpoint import save_checkpoint
from digitpad.support.folders import models_folder, user_data_folder
from digitpad.training.unfinished import save_unfinished
from digitpad.ui.window import main_window

POINTS = 12  # of a stroke
STROKES = 400
MOST_POINTS = POINTS * STROKES
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
        self._room = mmap.mmap(-1, 8 * (MOST_POINTS + 3))

    def begin(self, side: int) -> None:
        """Note the canvas's side: the window is there."""
        struct.pack_into("d", self._room, 8, side)

    def note(self, count: int) -> None:
        """Note that ``count`` points are drawn by now."""
        struct.pack_into("d", self._room, 8 * (count + 1), time.monotonic())
        struct.pack_into("d", self._room, 0, count)

    def note_learning(self, learns: bool) -> None:
        """Note whether a network learns now."""
        struct.pack_into("d", self._room, 8 * (MOST_POINTS + 2), learns)

    def values(self) -> tuple[int, list[float], bool]:
        """Return the canvas's side, when points came, and whether a network learnt at the end.

        The side is 0 where there was no window yet.
        """
        count, side = struct.unpack_from("2d", self._room)
        (learns,) = struct.unpack_from("d", self._room, 8 * (MOST_POINTS + 2))
        return int(side), list(struct.unpack_from(f"{int(count)}d", self._room, 16)), bool(learns)


class Drawn(main_window.MainWindow):
    """A window with a hand that draws in it and saves, until it is killed.

    every: milliseconds between two moves of the hand. ``act`` is called at each of them.
    """

    every = 4
    is_learning = False

    def __init__(self, seed: int, times: Times, ready: int) -> None:
        super().__init__()
        self._seed, self._times, self._ready = seed, times, ready
        self._count = 0
        self.chance = random.Random(seed)
        self._hand = QTimer(self, interval=self.every)
        self._hand.timeout.connect(self._go_on)
        self._hand.start()

    def act(self) -> None:
        """Do what this kind of program does beside drawing and saving, while the pen is up."""

    def _go_on(self) -> None:
        if not self._count:
            self._times.begin(self.canvas.width())
        if self._count < MOST_POINTS:
            self._draw()
        what = self.chance.random()
        if what < 0.05:
            folder = user_data_folder() / "saved"
            save_drawing(self.canvas.drawing, folder / f"{self.chance.randrange(SAVED)}.json")
        elif what < 0.1:
            self._settings.brush = self.chance.randrange(10, 120)
            self._settings.save()
        elif what < 0.3:
            number = self.chance.randrange(DIGITS)
            drawing = Drawing((Stroke.from_xy([(10, 10), (number + 20, 900)]),))
            label = self.chance.randrange(10)
            self.digits.keep(drawing, label, None, CORRECTION, _nothing, _nothing)
        self._times.note_learning(self.is_learning)
        if self._count % POINTS == 0:  # a hand that draws clicks nowhere else
            self.act()

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


class Writer(Drawn):
    """Writes models and unfinished trainings again and again, far oftener than any training."""

    checkpoint = unfinished = None  # what it writes; made before the fork

    def __init__(self, *arguments) -> None:
        super().__init__(*arguments)
        threading.Thread(target=self._write_models, daemon=True).start()

    def _write_models(self) -> None:
        while True:
            for number in range(SAVED):
                name = f"{number}.safetensors"
                save_checkpoint(
                    models_folder() / name, self.checkpoint.network, self.checkpoint.training_info
                )
                save_unfinished(user_data_folder() / "unfinished" / name, self.unfinished)


def _nothing(_: object) -> None:
    pass
