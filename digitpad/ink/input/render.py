"""From strokes to the network's input, with a pen as wide as MNIST's in relation to the digit.

Pillow comes with the first ink that is drawn, so that a window does not wait for it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.frame import BOX, SIDE, Array, centre_by_mass, fit, to_levels
from digitpad.support.errors import EmptyInkError

if TYPE_CHECKING:
    from PIL import Image, ImageDraw


PEN_WIDTH = 2.6  # input pixels: median of MNIST's strokes (distance transform of 2,000 digits)
OVERSAMPLING = 8  # ink is drawn this much larger than the 20 x 20 box, then averaged
SMALLEST = 0.02  # of the sheet's side: smaller drawings are not enlarged to fill the box
THUMBNAIL = 88  # pixels: twice what a thumbnail has on the screen
SPACING = 0.2  # input pixels: points nearer than this to the one before add nothing


def network_input(drawing: Drawing) -> Array:
    """Return (28, 28) float32 in 0..1, what the network sees of ``drawing``.

    Brush width, position and size on the sheet do not matter; pressure does not either. A sample
    on the sheet has MNIST's frame already: it is taken as it is, with what is drawn over it.
    Raises EmptyInkError for an empty drawing.
    """
    return sample_input(drawing) if is_framed(drawing) else centre_by_mass(render(drawing))


def is_framed(drawing: Drawing) -> bool:
    """Tell whether a sample, which has MNIST's frame already, is all or part of the ink."""
    return drawing.picture is not None and not drawing.is_empty


def sample_input(drawing: Drawing) -> Array:
    """Return (28, 28) float32 in 0..1: the sample on the sheet, with the strokes over it."""
    assert drawing.picture is not None
    sample = to_levels(drawing.picture)
    return np.maximum(sample, render_sheet(drawing, SIDE)) if drawing.strokes else sample


def render(drawing: Drawing, box: int = BOX, *, brush: bool = False) -> Array:
    """Draw the strokes into MNIST's box: (h, w) float32 in 0..1, the longer side ``box`` pixels.

    brush: with each stroke's own width, which grows and shrinks with the drawing, and not with
    MNIST's pen. A dot, which has no size of its own, becomes a dot of the pen's width.
    Raises EmptyInkError for a drawing without strokes.
    """
    if not drawing.strokes:
        raise EmptyInkError("There is no ink to read. Draw a digit first.")
    paths = [stroke.xy for stroke in drawing.strokes]
    smallest = SMALLEST * max(drawing.size)
    if brush:
        halves = [stroke.width / 2 for stroke in drawing.strokes]
        corners = zip(paths, halves, strict=True)
        low, high = _rectangle([path + side * half for path, half in corners for side in (-1, 1)])
        scale = box / max(float((high - low).max()), smallest)
        sides, margin = (high - low) * scale, 0.0
        widths = [2 * half * scale for half in halves]
    else:
        low, high = _rectangle(paths)
        # The pen adds half its width on each side, so the pen's path gets the rest of the box.
        scale = (box - PEN_WIDTH) / max(float((high - low).max()), smallest)
        sides, margin = (high - low) * scale + PEN_WIDTH, PEN_WIDTH / 2
        widths = [PEN_WIDTH] * len(paths)
    width, height = (max(1, min(box, math.ceil(side - 1e-6))) for side in sides)
    place = _Place((float(low[0]), float(low[1])), scale, margin, width, height)
    paper = _earlier(drawing.strokes[:-1], tuple(widths[:-1]), place).copy()
    _draw(paper, drawing.strokes[-1:], widths[-1:], place)
    return _levels(paper, place)


def render_sheet(
    drawing: Drawing, side: int, *, brush: bool = False, oversampling: int = OVERSAMPLING
) -> Array:
    """Draw the strokes where they are on the sheet: (h, w) float32, the longer side ``side``.

    What lies beside the sheet is not seen. brush: as in ``render``.
    """
    scale = side / max(drawing.size)
    width, height = (max(1, round(length * scale)) for length in drawing.size)
    widths = [stroke.width * scale if brush else PEN_WIDTH for stroke in drawing.strokes]
    spacing = SPACING * max(1.0, side / SIDE)
    place = _Place((0.0, 0.0), scale, 0.0, width, height, oversampling, spacing)
    return _levels(_drawn(drawing.strokes, widths, place), place)


def render_thumbnail(drawing: Drawing) -> Array:
    """Return a coarse picture of the sheet: (h, w) float32 in 0..1, the longer side THUMBNAIL."""
    from PIL import Image, ImageDraw

    scale = THUMBNAIL / max(drawing.size)
    width, height = (max(1, round(length * scale)) for length in drawing.size)
    paper = Image.new("L", (width, height))
    if drawing.picture is not None:
        paper.paste(Image.fromarray(drawing.picture).resize((width, height)))
    pen = ImageDraw.Draw(paper)
    for stroke in drawing.strokes:
        path = stroke.xy * scale - 0.5
        radius = max(stroke.width * scale / 2, 0.5)
        x, y = path[0].tolist()
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
        if len(path) > 1:
            pen.line(path.ravel().tolist(), fill=255, width=round(2 * radius), joint="curve")
    return to_levels(paper)


def _rectangle(paths: list[NDArray[np.float64]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    everything = np.concatenate(paths)
    return everything.min(axis=0), everything.max(axis=0)


@dataclass(frozen=True)
class _Place:
    """Where strokes are drawn: (path - low) * scale + margin, on (height, width) pixels."""

    low: tuple[float, float]
    scale: float
    margin: float
    width: int
    height: int
    oversampling: int = OVERSAMPLING
    spacing: float = SPACING


def _drawn(strokes: Sequence[Stroke], widths: Sequence[float], place: _Place) -> Image.Image:
    """Return a paper with ``strokes``, ``widths`` pixels wide; it is finer by the oversampling."""
    from PIL import Image

    fine = place.oversampling
    paper = Image.new("L", (place.width * fine, place.height * fine))
    _draw(paper, strokes, widths, place)
    return paper


# Those that a pen has finished lie where they lay, unless it goes beyond them: of a pile of thirty
# strokes one is drawn with each point, not all.
_earlier = lru_cache(maxsize=4)(_drawn)


def _draw(
    paper: Image.Image, strokes: Sequence[Stroke], widths: Sequence[float], place: _Place
) -> None:
    from PIL import ImageDraw

    pen = ImageDraw.Draw(paper)
    for stroke, pen_width in zip(strokes, widths, strict=True):
        path = (stroke.xy - place.low) * place.scale + place.margin
        _draw_path(pen, thinned(path, place.spacing), pen_width, place.oversampling)


def _levels(paper: Image.Image, place: _Place) -> Array:
    return np.asarray(paper.reduce(place.oversampling), dtype=np.float32) / 255.0


def thinned(points: NDArray[np.float64], spacing: float) -> NDArray[np.float64]:
    """Return of ``points``, (n, 2 or more) with x and y first, those that can be told apart.

    They are ``spacing`` apart, along the path; the first and last stay.
    """
    steps = np.hypot(*np.diff(points[:, :2], axis=0).T)
    cell = np.floor(np.concatenate(([0.0], np.cumsum(steps))) / spacing)
    keep = np.concatenate(([True], np.diff(cell) > 0))
    keep[-1] = True
    return points[keep]


def _draw_path(
    pen: ImageDraw.ImageDraw, path: NDArray[np.float64], width: float, oversampling: int
) -> None:
    """Draw ``path``, (n, 2) in pixels, ``width`` pixels wide, with round joints and ends."""
    radius = width * oversampling / 2
    # Pillow's coordinates name pixels, and pixel 0 has its centre at 0.5.
    corners = path * oversampling - 0.5
    for x, y in corners.tolist():
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    if len(corners) > 1:
        pen.line(corners.ravel().tolist(), fill=255, width=max(1, round(2 * radius)))


USUAL = (1.7, 4.0)  # input pixels: 5 to 92 % of MNIST's digits, which stay as they are
FINENESS = 8  # pixels that one input pixel is worth while thickness is changed

Mask = NDArray[np.bool_]


def with_usual_thickness(ink: Array, box: int) -> Array:
    """Return ``ink`` (h, w), cropped, with strokes about as thick as MNIST's.

    Ink whose strokes are in the usual range already is returned as it is.
    """
    height, width = ink.shape
    scale = box * FINENESS / max(height, width)
    solid = ink > 0.35
    if scale < 1:
        solid = dilated(np.pad(solid, 1), 1.0)  # hairlines would get lost between fine pixels
    mask = fit(solid.astype(np.float32), box * FINENESS) > 0.4
    thickness = stroke_thickness(mask) / FINENESS
    if USUAL[0] <= thickness <= USUAL[1]:
        return ink
    change = (PEN_WIDTH - thickness) * FINENESS / 2  # fine pixels on each side
    if change > 0:
        # The digit grows by the pen that is added, and is fitted into the box again.
        return dilated(np.pad(mask, int(np.ceil(change))), change).astype(np.float32)
    return (~dilated(~np.pad(mask, 1), -change))[1:-1, 1:-1].astype(np.float32)


def stroke_thickness(mask: Mask) -> float:
    """Mean thickness in pixels of the strokes in ``mask`` (h, w): twice area by outline."""
    padded = np.pad(mask, 1)
    area = int(mask.sum())
    sides = (padded[1:] != padded[:-1]).sum() + (padded[:, 1:] != padded[:, :-1]).sum()
    # Counting pixel sides makes an outline of mixed directions 4 / pi too long.
    return 2.0 * area / max(float(sides) * np.pi / 4, 1.0)


def dilated(mask: Mask, radius: float) -> Mask:
    """Return ``mask`` (h, w) grown by a disc of ``radius`` pixels, cut at the border."""
    height, width = mask.shape
    grown = np.zeros_like(mask)
    edge = int(radius)
    # A running sum tells for each pixel whether ink lies within `reach` beside it.
    total = np.zeros((height, width + 2 * edge + 1), np.int32)
    np.cumsum(mask, axis=1, out=total[:, edge + 1 : edge + 1 + width])
    total[:, edge + 1 + width :] = total[:, edge + width, None]
    for down in range(min(edge, height - 1) + 1):
        reach = int(np.sqrt(radius**2 - down**2))
        first, behind = edge - reach, edge + reach + 1
        beside = total[:, behind : behind + width] > total[:, first : first + width]
        grown[down:] |= beside[: height - down]
        grown[: height - down] |= beside[down:]
    return grown
