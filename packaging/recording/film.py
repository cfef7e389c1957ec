"""The animation: a digit drawn, a training, a number clicked down to its products."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPainter, QPolygonF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from digitpad.support.folders import bundled_drawing
from digitpad.ui.window.app import make_application
from digitpad.ui.window.main_window import MainWindow
from digitpad.ui.window.snapshot import close_for_good, wait_until_settled

WINDOW = (1120, 720)  # pixels
SHOWN = (980, 630)  # of the film
STEP, PAUSE, LOOK = 80, 900, 3200  # milliseconds: of a moving frame, of a result, of the last one
TRAINING_FRAMES = 30
VALUE = (8, 5, 7)  # of conv2: map, row, column
QUALITY = 62  # of WebP, 0 to 100
LONGEST = 120_000  # milliseconds for one thing to happen
POINTER = [(0, 0), (0, 17), (4, 13), (7, 19), (10, 18), (7, 12), (12, 12)]  # an arrow's outline


def film(path: Path, language: str) -> None:
    """Record the window in ``language`` into an animated WebP."""
    make_application(language)
    window = MainWindow(remember=False)
    try:
        window.set_colours("light")
        window.resize(*WINDOW)
        window.pages.show_page("layers")
        window.show()
        wait_until_settled(window)
        recording = Recording(window)
        _draw(recording)
        _train(recording)
        _explain(recording)
    finally:
        close_for_good(window)
    recording.save(path)


class Recording:
    """The frames so far, and the hand that moves the mouse in them."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self._mouse = window.canvas.mapTo(window, QPoint(200, 60))
        self._frames: list[tuple[Image.Image, int]] = []

    def frame(self, milliseconds: int = STEP) -> None:
        """Take a picture of the window as it is, with the mouse in it."""
        QApplication.processEvents()
        image = self.window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(self._mouse)
        painter.setPen(QColor("white"))
        painter.setBrush(QColor("black"))
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in POINTER]))
        painter.end()
        pixels = bytes(image.constBits())
        size = (image.width(), image.height())
        picture = Image.frombytes("RGB", size, pixels, "raw", "RGB", image.bytesPerLine())
        self._frames.append((picture.resize(SHOWN, Image.Resampling.LANCZOS), milliseconds))

    def go(self, widget: QWidget, point: QPoint, steps: int = 6) -> None:
        """Move the mouse to ``point`` of ``widget``, frame by frame."""
        begin, end = self._mouse, widget.mapTo(self.window, point)
        for step in range(1, steps + 1):
            part = step / steps
            self._mouse = begin + (end - begin) * (part * part * (3 - 2 * part))
            self.frame()
        QTest.mouseMove(widget, point)

    def click(self, widget: QWidget, point: QPoint) -> None:
        """Go there and press the button."""
        self.go(widget, point)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=point)

    def stroke(self, points: Sequence[QPoint]) -> None:
        """Draw a stroke on the canvas; the window follows point by point."""
        canvas = self.window.canvas
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
        for number, point in enumerate(points[1:]):
            QTest.mouseMove(canvas, point)
            self._mouse = canvas.mapTo(self.window, point)
            if number % 3 == 0:
                wait_until_settled(self.window)
                self.frame()
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])
        wait_until_settled(self.window)

    def save(self, path: Path) -> None:
        """Write an animation that begins anew when it is over."""
        pictures = [picture for picture, _ in self._frames]
        pictures[0].save(
            path, save_all=True, append_images=pictures[1:], loop=0, quality=QUALITY, method=5,
            minimize_size=True, duration=[milliseconds for _, milliseconds in self._frames],
        )  # fmt: skip


def _draw(recording: Recording) -> None:
    canvas = recording.window.canvas
    drawing = json.loads(bundled_drawing().read_text(encoding="utf-8"))
    scale = canvas.width() / drawing["size"][0]
    recording.frame(PAUSE)
    for stroke in drawing["strokes"]:
        points = [QPoint(round(x * scale), round(y * scale)) for x, y in stroke]
        recording.go(canvas, points[0], steps=4)
        recording.stroke(points)
    recording.frame(PAUSE)


def _train(recording: Recording) -> None:
    window = recording.window
    page, tabs = window.pages.train, window.pages.tabBar()
    if not page.data.is_there():
        page.data.choose("few-handwriting")
    recording.click(tabs, tabs.tabRect(window.pages.indexOf(page)).center())
    recording.frame(PAUSE)
    button = page.controls.findChild(QPushButton, "trainButton")
    assert button is not None
    shares: list[float] = []

    def follow(share: float, _: str) -> None:
        if share >= 0 and share - (shares[-1] if shares else -1) >= 1 / TRAINING_FRAMES:
            shares.append(share)
            recording.frame(2 * STEP)

    page.progressed.connect(follow)
    recording.click(button, button.rect().center())
    until(lambda: bool(shares), "the training does not begin")
    until(lambda: not page.is_training, "the training does not end")
    wait_a_moment(1000)  # for the last curve
    recording.frame(2 * PAUSE)


def _explain(recording: Recording) -> None:
    window = recording.window
    page, tabs = window.pages.layers, window.pages.tabBar()
    recording.click(tabs, tabs.tabRect(window.pages.indexOf(page)).center())
    wait_until_settled(window)
    recording.frame(PAUSE)
    cell = page.strip.layer_rect(page.layer_names.index("conv2") - 1).center().toPoint()
    recording.click(page.strip, cell)
    until(lambda: page.selected_layer == "conv2", "conv2 is not shown")
    wait_until_settled(window)
    wait_a_moment(300)
    recording.frame(PAUSE)
    grid = page.panel.maps.grid
    recording.click(grid, grid.value_point(VALUE).toPoint())
    wait_a_moment(300)
    recording.frame(LOOK)


def until(condition: Callable[[], bool], otherwise: str) -> None:
    """Let the window work until ``condition`` holds; fails after two minutes."""
    for _ in range(LONGEST // 20):
        if condition():
            return
        wait_a_moment(20)
    raise AssertionError(otherwise)


def wait_a_moment(milliseconds: int) -> None:
    """Let the window work."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
