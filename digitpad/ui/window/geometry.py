"""How large the window is at first, what stands where in it, and how it divides its room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Slot
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from digitpad.ui.canvas.tool_row import Square
from digitpad.ui.widgets.basics import filled, panel

if TYPE_CHECKING:
    from digitpad.ui.window.main_window import MainWindow

USUAL = QSize(1280, 800)
LEAST = QSize(960, 500)  # what a person may make of it
FRAME = QSize(16, 40)  # title bar and borders around it, of whichever system has the largest
NO_SCREEN = QRect(0, 0, 800, 800)  # what Qt makes up where there is none: nobody looks at it

COLUMN_SHARE = 0.34  # of the width, at most, for canvas and answer beside the pages
LEAST_COLUMN = 344  # pixels
LOW = 660  # of a window lower than that, the answer leaves more of the height to the canvas
LOWEST = 620  # of a window lower than that, so does a message
MESSAGE_LINES = 2  # then


def take_place(window: QWidget) -> None:
    """Give ``window`` the usual size, or what the screen has of it."""
    available = free_part(QGuiApplication.primaryScreen())
    size = USUAL if available is None else first_size(available.size())
    window.setMinimumSize(LEAST.boundedTo(size))
    window.resize(size)
    if available is not None and size != USUAL:  # else the system finds a place
        window.move(placed(size, available).topLeft())


def first_size(available: QSize) -> QSize:
    """Return how large the window is at first where ``available`` is free: never larger, framed."""
    return USUAL.boundedTo(available - FRAME)


def free_part(screen: QScreen) -> QRect | None:
    """Return what the system's bars leave of ``screen``; None where there is no real one."""
    if QGuiApplication.platformName() == "offscreen" and screen.geometry() == NO_SCREEN:
        return None
    return screen.availableGeometry()


def fitted(dialog: QWidget) -> QWidget:
    """Return ``dialog``, if it is a window no larger than its screen: its buttons are seen."""
    available = free_part(dialog.screen())
    if dialog.isWindow() and available is not None:
        dialog.resize(dialog.size().boundedTo(available.size() - FRAME))
    return dialog


def placed(size: QSize, available: QRect) -> QRect:
    """Return where a window of ``size`` and its frame lie within ``available``: in its middle."""
    framed = QRect(available.topLeft(), size + FRAME)
    framed.moveCenter(available.center())
    return framed.intersected(available)


def column_width(width: int, beside_canvas: QSize, height: int) -> int:
    """Return the width of the column with the canvas, in a window's inside of width and height.

    beside_canvas: what else there is beside and above or below the canvas. The canvas is a square:
    the column takes no more than the height has use for, nor than its share of the width.
    """
    useful = height - beside_canvas.height() + beside_canvas.width()
    return max(LEAST_COLUMN, min(round(width * COLUMN_SHARE), useful))


class WindowColumns(QSplitter):
    """Canvas and answer at the left, the pages at the right.

    is_users: the user has moved what divides them; else the canvas has what it has use for.
    """

    def __init__(self, left: QWidget, right: QWidget, square: QWidget, answer: QWidget) -> None:
        """Divide the room of ``left`` and ``right``. square, answer: in ``left``."""
        super().__init__(Qt.Orientation.Horizontal)
        self.is_users = False
        self._square, self._answer = square, answer
        self.setChildrenCollapsible(False)
        self.addWidget(left)
        self.addWidget(right)
        self.setStretchFactor(0, 1)  # the canvas grows too
        self.setStretchFactor(1, 2)
        self.splitterMoved.connect(self._keep)
        left.setMinimumWidth(LEAST_COLUMN)

    def divide(self) -> None:
        """Give the canvas what it has use for, unless the user divides the room."""
        if self.is_users or not self.isVisible():
            return
        left = self.widget(0)
        assert left is not None
        for part in (self._answer, left):
            layout = part.layout()
            assert layout is not None
            layout.activate()
        beside = left.size() - self._square.size()
        width = column_width(self.width(), beside, self.height())
        self.setSizes([width, self.width() - width])

    @Slot()
    def _keep(self) -> None:
        self.is_users = True


def lay_out(window: MainWindow) -> WindowColumns:
    """Put the parts of ``window`` into it, and return its columns.

    What holds the pages comes into the window before they come into it: with each place that a
    part comes into, all that is in it is styled anew. Keys lead through the parts in this order.
    """
    centre, left, right = QWidget(), QWidget(), QWidget()
    window.setCentralWidget(centre)
    square, drawing_panel = Square(window.canvas), panel()
    columns = WindowColumns(left, right, square, window.answer)
    bars = []
    if window.recovery is not None:
        bars = [window.recovery.bar, window.recovery.unwritable_bar]
    filled(QVBoxLayout(centre), *bars, (columns, 1), margins=(6, 10, 6, 10))
    filled(
        QVBoxLayout(drawing_panel), window.tools, (square, 1), window.correction,
        spacing=6, margins=(12, 8, 12, 8),
    )  # fmt: skip
    filled(
        QVBoxLayout(left), (drawing_panel, 1), window.answer, spacing=8, margins=(0, 0, 4, 0)
    )  # fmt: skip
    filled(QVBoxLayout(right), window.practice, (window.lesson_place, 1), margins=(4, 0, 0, 0))
    fit_answer(window)
    return columns


def fit_answer(window: MainWindow) -> None:
    """Have the answer, and a message above it, leave the canvas its room in a low window."""
    height = window.height()
    window.answer.set_compact(height < LOW)
    window.answer.message.set_most_lines(MESSAGE_LINES if height < LOWEST else None)
