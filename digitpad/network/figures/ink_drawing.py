"""Pictures of ink on its way to the input, on a sheet."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digitpad.ink.frame import SIDE, Array, crop
from digitpad.ink.preparation import SHEET, Steps
from digitpad.ink.render import OVERSAMPLING, render_sheet
from digitpad.network.figures.mosaic import Pixels, pixels, shade_of
from digitpad.network.figures.sheet import Sheet
from digitpad.network.figures.spec import FigureLabels
from digitpad.network.figures.stage_drawing import Area

BLACK, WHITE = "#000000", "#ffffff"
MOST = 2000  # pixels: the side of a sheet that is drawn anew, of which a part may be seen
MOST_DRAWN = 4000  # pixels of that side before they are averaged


def amount(steps: Steps, labels: FigureLabels) -> str:
    """Return how much was drawn."""
    if steps.is_framed:
        return f"{SIDE} × {SIDE}"
    return labels.point if steps.points == 1 else labels.points.format(f"{steps.points:,}")


def draw_strokes(sheet: Sheet, square: Area, steps: Steps) -> None:
    """Draw what was drawn, in the canvas's colours; the longer side of its sheet fills ``square``.

    It is drawn anew: the picture in ``steps`` is too small for a slide.
    """
    ink = _filling(square, _redrawn(steps, square.width), steps)
    place = _put(sheet, square, ink, sheet.colours.paper, sheet.colours.ink)
    sheet.outline(place.x, place.y, (place.width, place.height), sheet.colours.border)


def draw_cropped(sheet: Sheet, square: Area, steps: Steps) -> None:
    """Draw the part of it that goes on, in grey levels."""
    ink = _redrawn(steps, round(square.width * SHEET / max(steps.cropped.shape)))
    if steps.cropped.shape != steps.sheet.shape:
        ink = crop(ink)
    sheet.outline(square.x, square.y, (square.width, square.height), sheet.colours.border)
    _put(sheet, square, _filling(square, ink, steps), BLACK, WHITE)


def draw_ink(sheet: Sheet, square: Area, ink: Array) -> None:
    """Draw ``ink``, (h, w) in 0..1, in the middle of ``square``, which holds the input's pixels."""
    scale = square.width / SIDE
    sheet.outline(square.x, square.y, (square.width, square.height), sheet.colours.border)
    _put(sheet, square, _resized(ink, scale, sharp=scale >= 1), BLACK, WHITE)


def _redrawn(steps: Steps, side: int) -> Array:
    """Return ``steps.sheet`` with ``side`` pixels, or less, on its longer side."""
    if steps.is_framed:
        return steps.sheet
    side = min(max(side, SHEET), MOST)
    oversampling = min(OVERSAMPLING, MOST_DRAWN // side)
    return render_sheet(steps.drawing, side, brush=True, oversampling=oversampling)


def _filling(square: Area, ink: Array, steps: Steps) -> Array:
    return _resized(ink, square.width / max(ink.shape), sharp=steps.is_framed)


def _resized(ink: Array, scale: float, *, sharp: bool) -> Array:
    """Return ``ink``, (h, w), with ``scale`` times as many pixels each way."""
    height, width = (max(round(side * scale), 1) for side in ink.shape)
    how = Image.Resampling.NEAREST if sharp else Image.Resampling.BICUBIC
    resized = np.asarray(Image.fromarray(ink).resize((width, height), how), np.float32)
    return resized.clip(0.0, 1.0)


def _put(sheet: Sheet, square: Area, ink: Array, paper: str, pen: str) -> Area:
    """Put ``ink`` into the middle of ``square``, in colours from ``paper`` to ``pen``."""
    height, width = ink.shape
    x, y = square.x + (square.width - width) // 2, square.y + (square.height - height) // 2
    sheet.image(x, y, _blended(ink, paper, pen), (width, height))
    return Area(x, y, width, height)


def _blended(ink: Array, paper: str, pen: str) -> Pixels:
    """Return ``ink``, (h, w) in 0..1, as an image."""
    low, high = (_channels(colour) for colour in (paper, pen))
    return np.rint(low + ink[..., None] * (high - low)).astype(np.uint8)


def _channels(colour: str) -> NDArray[np.float64]:
    """Return (4,), red, green, blue and opacity in 0..255."""
    channels: NDArray[np.float64] = pixels(np.array([[shade_of(colour)]]))[0, 0].astype(np.float64)
    return channels
