"""Ink on its way to the input, as images."""

from __future__ import annotations

from functools import cache

import numpy as np
from PySide6.QtGui import QColor, QImage

from digitpad.ink.frame import Array
from digitpad.network.description import Architecture
from digitpad.network.shades import shaded
from digitpad.ui.theme import Theme


def sheet_image(sheet: Array, theme: Theme) -> QImage:
    """Return ``sheet``, (h, w) in 0..1, in the canvas's colours."""
    levels = np.ascontiguousarray(np.rint(sheet * 255).astype(np.uint8))
    height, width = levels.shape
    image = QImage(levels.data, width, height, width, QImage.Format.Format_Indexed8)
    image.setColorTable(_between(theme.paper, theme.ink))
    return image.copy()


@cache
def _between(paper: str, ink: str) -> list[int]:
    """Return 256 colours, 0xffRRGGBB, from ``paper`` to ``ink``."""
    ends = (QColor(paper), QColor(ink))
    first, last = (np.array([end.red(), end.green(), end.blue()]) for end in ends)
    steps = np.rint(first + np.linspace(0, 1, 256)[:, None] * (last - first)).astype(int)
    red, green, blue = steps.T
    colours: list[int] = (0xFF << 24 | red << 16 | green << 8 | blue).tolist()
    return colours


def grey_image(ink: Array) -> QImage:
    """Return ``ink``, (h, w) in 0..1, as grey levels, white ink on black."""
    grey = np.ascontiguousarray(np.rint(ink * 255).astype(np.uint8))
    height, width = grey.shape
    return QImage(grey.data, width, height, width, QImage.Format.Format_Grayscale8).copy()


def normalised_image(image: Array, architecture: Architecture, *, dark: bool) -> QImage:
    """Return ``image``, (h, w) in 0..1, as ``architecture`` gets it, in signed values' colours."""
    values = (image - np.float32(architecture.mean)) / np.float32(architecture.std)
    shades = np.ascontiguousarray(shaded(values[None], True, dark)[0])
    height, width = shades.shape
    return QImage(shades.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()
