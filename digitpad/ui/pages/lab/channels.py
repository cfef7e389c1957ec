"""Channels that are red, green and blue: each with its name, and its own colour in the input."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from digitpad.graph.operation import Array
from digitpad.support.colour_scales import Shades
from digitpad.ui.language import translate
from digitpad.ui.theme import theme
from digitpad.ui.widgets.map_painter import MapLayout, fitted
from digitpad.ui.widgets.number_grid import ShortGrid
from digitpad.ui.widgets.painted import sized

NAME = 15.0  # pixels above a map, for the channel's name
TYPE = 11  # pixels
BLACK = np.uint32(0xFF000000)
# Red, green and blue that can be read, 4.5 : 1, on a light panel and on a dark one.
_LIGHT, _DARK = ("#c62828", "#2e7d32", "#1565c0"), ("#ff8a80", "#81c784", "#82b1ff")


def channel_names() -> tuple[str, str, str]:
    """Return what the channels are called."""
    return translate("Lab", "red"), translate("Lab", "green"), translate("Lab", "blue")


def as_light(planes: Array, end: float) -> Shades:
    """Return (3, height, width): each plane as light of its own colour, from black at 0 to ``end``.

    planes: (3, height, width), red, green and blue; what is below 0 is black.
    """
    levels = np.rint(np.clip(planes / end, 0, 1) * 255).astype(np.uint32)
    light: Shades = BLACK | levels << np.array([16, 8, 0], np.uint32)[:, None, None]
    return light


def together(planes: Array, end: float) -> Shades:
    """Return (height, width), the picture that the three planes are of."""
    shades: Shades = np.bitwise_or.reduce(as_light(planes, end), axis=0)
    return shades


class ChannelGrid(ShortGrid):
    """Numbers of channels, which have names where they are colours."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty grid without names."""
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._more = 0  # maps painted after the channels

    def name_channels(self, *, are_colours: bool) -> None:
        """Write red, green and blue over the channels, or nothing."""
        self._names = channel_names() if are_colours else ()
        self.update()

    def _layout(self) -> MapLayout | None:
        if not self._names or self._values is None:
            return super()._layout()
        channels, height, width = self._values.shape
        area = QRectF(self.rect()).adjusted(2, 2 + NAME, -2, -2)
        return fitted((channels + self._more, height, width), area, NAME, self._columns)

    def _paint_numbers(self, painter: QPainter, layout: MapLayout) -> None:
        if not self._names:  # which say it better
            super()._paint_numbers(painter, layout)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        super().paintEvent(event)
        layout = self._layout()
        if layout is None or not self._names:
            return
        painter = QPainter(self)
        painter.setFont(sized(self.font(), TYPE))
        colours = (*(_DARK if theme().dark else _LIGHT), theme().muted)
        for number, name in enumerate(self._names[: layout.count]):
            above = layout.map_rect(number)
            room = QRectF(above.left() - NAME, above.top() - NAME, above.width() + 2 * NAME, NAME)
            painter.setPen(QColor(colours[number]))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, name)
