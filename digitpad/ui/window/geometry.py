"""How large the window is at first, and how it divides its room."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication, QScreen

USUAL = QSize(1280, 800)
LEAST = QSize(960, 500)  # what a person may make of it
FRAME = QSize(16, 40)  # title bar and borders around it, of whichever system has the largest
NO_SCREEN = QRect(0, 0, 800, 800)  # what Qt makes up where there is none: nobody looks at it

COLUMN_SHARE = 0.34  # of the width, at most, for canvas and answer beside the pages
LEAST_COLUMN = 344  # pixels
LOW = 660  # of a window lower than that, the answer leaves more of the height to the canvas


def first_size(available: QSize) -> QSize:
    """Return how large the window is at first where ``available`` is free: never larger, framed."""
    return USUAL.boundedTo(available - FRAME)


def free_part(screen: QScreen) -> QRect | None:
    """Return what the system's bars leave of ``screen``; None where there is no real one."""
    if QGuiApplication.platformName() == "offscreen" and screen.geometry() == NO_SCREEN:
        return None
    return screen.availableGeometry()


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
