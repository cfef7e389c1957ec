"""Maps with their numbers, as short as they can be told, wherever they fit."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QWidget

from digitpad.lab.settings import LARGEST_NUMBER
from digitpad.network.trace import Array
from digitpad.ui.maps.number_grid import NumberGrid

SMALLEST_TYPE = 8  # pixels
LARGEST_TYPE = 14  # pixels
FRACTION = 4  # letters of a number with decimals, as 0.25
MOST_NUMBERS = 2048  # that are written: more would have no room, and take longer than a frame


class ShortGrid(NumberGrid):
    """A number grid whose type is as large as its longest number lets it be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty grid."""
        super().__init__(parent, largest=LARGEST_NUMBER)
        self._fitted: tuple[float, Array, QFont | None] | None = None

    def _number_font(self, side: float, values: Array) -> QFont | None:
        if side < SMALLEST_TYPE or values.size > MOST_NUMBERS:
            return None
        if self._fitted is not None and self._fitted[0] == side and self._fitted[1] is values:
            return self._fitted[2]
        fewest = 1 if (values == np.rint(values)).all() else FRACTION
        if side - 4 < fewest * SMALLEST_TYPE / 2:  # a digit is half as wide as its type is high
            return None
        longest = max((short(value) for value in np.unique(values).tolist()), key=len)
        font: QFont | None = QFont(self.font())
        assert font is not None
        font.setPixelSize(LARGEST_TYPE)
        room = (side - 4) / QFontMetricsF(font).horizontalAdvance(longest)
        pixels = int(min(LARGEST_TYPE, LARGEST_TYPE * room, side * 0.7))
        if pixels < SMALLEST_TYPE:
            font = None
        else:
            font.setPixelSize(pixels)
        self._fitted = side, values, font
        return font

    def _number_text(self, value: float, side: float) -> str:
        return short(value)


def short(value: float) -> str:
    """Return ``value`` in few letters: whole numbers without a point, others with two decimals."""
    if value == round(value) and abs(value) < 1e5:
        text = f"{value:.0f}"
    elif abs(value) < 100:
        text = f"{value:.2f}"
    else:
        text = f"{value:.0f}" if abs(value) < 1e5 else f"{value:.0e}"
    return "0" if text == "-0" else text.replace("-", "−")
