"""From strokes to the network's input, with a pen as wide as MNIST's in relation to the digit."""

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from digitpad.errors import EmptyInkError
from digitpad.ink.drawing import Drawing
from digitpad.ink.frame import BOX, SIDE, Array, centre_by_mass

PEN_WIDTH = 2.6  # input pixels: median of MNIST's strokes (distance transform of 2,000 digits)
OVERSAMPLING = 8  # ink is drawn this much larger than the 20 x 20 box, then averaged
SMALLEST = 0.02  # of the sheet's side: smaller drawings are not enlarged to fill the box
SPACING = 0.2  # input pixels: points nearer than this to the one before add nothing


def network_input(drawing: Drawing) -> Array:
    """Return (28, 28) float32 in 0..1, what the network sees of ``drawing``.

    Brush width, position and size on the sheet do not matter; pressure does not either. A sample
    on the sheet has MNIST's frame already: it is taken as it is, with what is drawn over it.
    Raises EmptyInkError for an empty drawing.
    """
    if drawing.picture is None or drawing.is_empty:
        return centre_by_mass(render(drawing))
    sample = drawing.picture.astype(np.float32) / np.float32(255.0)
    return np.maximum(sample, _on_sheet(drawing)) if drawing.strokes else sample


def render(drawing: Drawing) -> Array:
    """Draw the strokes into MNIST's box: (h, w) float32 in 0..1, the longer side 20 pixels.

    A dot, which has no size of its own, becomes a dot of the pen's width.
    Raises EmptyInkError for a drawing without strokes.
    """
    if not drawing.strokes:
        raise EmptyInkError("There is no ink to read. Draw a digit first.")
    paths = [stroke.xy for stroke in drawing.strokes]
    everything = np.concatenate(paths)
    low, high = everything.min(axis=0), everything.max(axis=0)
    # The pen adds half its width on each side, so the pen's path gets the rest of the box.
    extent = max(float((high - low).max()), SMALLEST * max(drawing.size))
    scale = (BOX - PEN_WIDTH) / extent
    width, height = (min(BOX, math.ceil(side - 1e-6)) for side in (high - low) * scale + PEN_WIDTH)
    return _drawn([(path - low) * scale + PEN_WIDTH / 2 for path in paths], width, height)


def _on_sheet(drawing: Drawing) -> Array:
    """Draw the strokes where they are on a square sheet: (28, 28) float32 in 0..1."""
    scale = SIDE / drawing.size[0]
    return _drawn([stroke.xy * scale for stroke in drawing.strokes], SIDE, SIDE)


def _drawn(paths: list[NDArray[np.float64]], width: int, height: int) -> Array:
    """Draw ``paths``, each (n, 2) in input pixels, on (height, width) pixels."""
    paper = Image.new("L", (width * OVERSAMPLING, height * OVERSAMPLING))
    pen = ImageDraw.Draw(paper)
    for path in paths:
        _draw_path(pen, _thinned(path))
    return np.asarray(paper.reduce(OVERSAMPLING), dtype=np.float32) / 255.0


def _thinned(path: NDArray[np.float64]) -> NDArray[np.float64]:
    """Keep the points that are far enough apart to be seen; the first and last stay."""
    steps = np.hypot(*np.diff(path, axis=0).T)
    cell = np.floor(np.concatenate(([0.0], np.cumsum(steps))) / SPACING)
    keep = np.concatenate(([True], np.diff(cell) > 0))
    keep[-1] = True
    return path[keep]


def _draw_path(pen: ImageDraw.ImageDraw, path: NDArray[np.float64]) -> None:
    """Draw ``path``, (n, 2) in input pixels, with round joints and ends."""
    radius = PEN_WIDTH * OVERSAMPLING / 2
    # Pillow's coordinates name pixels, and pixel 0 has its centre at 0.5.
    corners = path * OVERSAMPLING - 0.5
    for x, y in corners.tolist():
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    if len(corners) > 1:
        pen.line(corners.ravel().tolist(), fill=255, width=round(2 * radius))
