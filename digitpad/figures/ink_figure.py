"""A figure of the steps from the strokes to the network's input."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digitpad.figures.layer_drawing import (
    SMALLEST,
    Area,
    draw_arrow,
    draw_maps,
    draw_scale,
    write_caption,
    write_heading,
    write_name,
)
from digitpad.figures.sheet import Pixels, Sheet, pixels, shade_of
from digitpad.figures.spec import FigureLabels, FigureSpec
from digitpad.graph.trace import Activations, shown_layers
from digitpad.ink.input.frame import SIDE, Array, crop
from digitpad.ink.input.preparation import FRAMED_STEPS, SHEET, STEPS, Steps
from digitpad.ink.input.render import OVERSAMPLING, render_sheet
from digitpad.support.numbers import shape_text

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


ABOVE, BELOW = 1.6, 1.9  # sizes of the text: for a picture's name, and for the last one's scale
GAP, WIDEST_GAP = 2.2, 6.0  # sizes of the text: between pictures
ARROW = 1.25  # sizes of the text: from an arrow's beginning to the name that it points to


class Grid(NamedTuple):
    """Where pictures of ``side`` pixels lie: row by row from ``x`` and ``y`` on."""

    x: float
    y: float
    side: int
    columns: int
    pitch_x: float
    pitch_y: float

    def square(self, place: int) -> Area:
        """Return where the picture at ``place`` lies."""
        row, column = divmod(place, self.columns)
        x, y = self.x + column * self.pitch_x, self.y + row * self.pitch_y
        return Area(round(x), round(y), self.side, self.side)


def ink_figure(
    trace: Activations, steps: Steps, spec: FigureSpec, labels: FigureLabels | None = None
) -> bytes:
    """Return a file with the strokes and every step after them, and a caption.

    trace: of ``steps.image``. Of a sample, which is framed already, only what acts on it is there.
    """
    labels = labels or FigureLabels()
    sheet = Sheet(replace(spec, each=False))
    em, margin = sheet.em, round(sheet.em)
    write_heading(sheet, labels.steps, "", spec.width - 2 * margin)
    top = round(margin + 2.3 * em)
    bottom = write_caption(sheet)
    shown = [step for step in STEPS if not steps.is_framed or step in FRAMED_STEPS]
    area = Area(margin, top, spec.width - 2 * margin, max(bottom - top, 1))
    grid = _grid(sheet, len(shown) + 1, area)
    for place, step in enumerate(("strokes", *shown)):
        square = grid.square(place)
        baseline = square.y - 0.55 * em
        if place > 0:
            draw_arrow(sheet, square.x - ARROW * em, baseline - 0.34 * em)
        name, size = _name(steps, step, labels), _size(steps, step, labels)
        write_name(sheet, square.x, baseline, grid.pitch_x - 1.5 * em, name, size)
        _draw_step(sheet, square, trace, steps, step)
    if steps.preparation.normalise:
        last, small = grid.square(len(shown)), max(0.62 * em, SMALLEST)
        top, width = last.y + last.height + round(0.4 * em), max(last.width, round(5 * em))
        bar = Area(last.x, top, min(width, spec.width - last.x), round(0.4 * em))
        draw_scale(sheet, bar, trace, shown_layers(trace.graph)[0], labels, small)
    return sheet.content(labels.steps)


def _grid(sheet: Sheet, count: int, area: Area) -> Grid:
    """Lay ``count`` pictures out as large as ``area`` lets them be, in as few rows as it takes.

    Their sides are whole multiples of the input's, if they are not smaller than that.
    """
    em = sheet.em

    def indent(columns: int) -> float:
        return ARROW * em if columns < count else 0.0  # a second row begins with an arrow

    def side(columns: int) -> float:
        rows = -(-count // columns)
        across = (area.width - indent(columns) - (columns - 1) * GAP * em) / columns
        return min(across, area.height / rows - (ABOVE + BELOW) * em)

    columns = max(range(count, 0, -1), key=side)
    rows, largest = -(-count // columns), max(int(side(columns)), 1)
    whole = largest - largest % SIDE or largest
    room, left = area.width - indent(columns), area.x + indent(columns)
    spread = (room - whole) / max(columns - 1, 1)
    pitch = min(spread, whole + WIDEST_GAP * em) if columns > 1 else room
    return Grid(left, area.y + ABOVE * em, whole, columns, pitch, area.height / rows)


def _name(steps: Steps, step: str, labels: FigureLabels) -> str:
    if step == "strokes":
        return labels.sample if steps.is_framed else labels.strokes
    name: str = getattr(labels, step)
    return name if getattr(steps.preparation, step) else labels.off.format(name)


def _size(steps: Steps, step: str, labels: FigureLabels) -> str:
    if step == "strokes":
        return amount(steps, labels)
    pictures = {"crop": steps.cropped, "box": steps.boxed, "pen": steps.penned}
    return shape_text(pictures.get(step, steps.image).shape)


def _draw_step(sheet: Sheet, square: Area, trace: Activations, steps: Steps, step: str) -> None:
    match step:
        case "strokes":
            draw_strokes(sheet, square, steps)
        case "crop":
            draw_cropped(sheet, square, steps)
        case "box":
            draw_ink(sheet, square, steps.boxed)
        case "pen":
            draw_ink(sheet, square, steps.penned)
        case "centre":
            draw_ink(sheet, square, steps.centred)
        case "normalise" if steps.preparation.normalise:
            draw_maps(sheet, square, trace, shown_layers(trace.graph)[0], detailed=False)
        case _:
            draw_ink(sheet, square, steps.image)
