"""What widgets have painted, as arrays and texts, and where a frame or a picture is in it."""

from dataclasses import dataclass

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter


def shades(image):
    """The pixels of a QImage, or of what a widget paints, as (height, width) of 0xffRRGGBB."""
    image = image if isinstance(image, QImage) else image.grab().toImage()
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
    return rows[:, : image.width()].copy()


def in_colour(image, colour):
    """True where a widget or image has ``colour``, written as #rrggbb."""
    return shades(image) == np.uint32(QColor(colour).rgb())


def is_frame(there, left, top, right, bottom, reach=2):
    """Tell whether what is ``there`` is the outline of this rectangle, whole and alone.

    reach: pixels that it may lie beside it.
    """
    rows, columns = np.indices(there.shape)
    outside = np.maximum.reduce([left - columns, columns - right, top - rows, rows - bottom])
    whole = [
        there[top - reach : top + reach + 1, left:right].any(axis=0),
        there[bottom - reach : bottom + reach + 1, left:right].any(axis=0),
        there[top:bottom, left - reach : left + reach + 1].any(axis=1),
        there[top:bottom, right - reach : right + reach + 1].any(axis=1),
    ]
    return bool((np.abs(outside)[there] <= reach).all()) and all(side.all() for side in whole)


def place_of(picture, image):
    """Where ``picture`` of shades lies in ``image``, and how many pixels a side each has.

    Returns left, top, side; the largest side with which it is there.
    """
    for side in range(min(np.array(image.shape) // picture.shape), 0, -1):
        block = picture.repeat(side, 0).repeat(side, 1)
        windows = np.lib.stride_tricks.sliding_window_view(image, block.shape[1], axis=1)
        for top in range(image.shape[0] - block.shape[0] + 1):
            for left in np.flatnonzero((windows[top] == block[0]).all(axis=1)).tolist():
                found = image[top : top + block.shape[0], left : left + block.shape[1]]
                if (found == block).all():
                    return left, top, side
    raise AssertionError("it is not there")


@dataclass(frozen=True)
class Written:
    """A text as a painter wrote it: where its letters are on the widget, its colour and type."""

    text: str
    place: QRectF
    colour: str  # #rrggbb
    pixels: int
    is_bold: bool


def written(widget):
    """What a widget writes when it is painted, in its order: one ``Written`` for each text."""
    found, draw = [], QPainter.drawText

    def note(painter, room, flags, text):
        around = painter.boundingRect(QRectF(room), int(flags), text)
        font, place = painter.font(), painter.worldTransform().mapRect(around)
        colour = painter.pen().color().name()
        found.append(Written(text, place, colour, font.pixelSize(), font.bold()))
        return draw(painter, room, flags, text)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QPainter, "drawText", note)
        widget.grab()
    return found
