"""From ink to input, step by step: each step can be switched off, to see what it is good for."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from digitpad.ink.drawing import Drawing
from digitpad.ink.input.frame import BOX, SIDE, Array, centre_by_mass, crop, to_levels
from digitpad.ink.input.render import is_framed, render, render_sheet, sample_input

SHEET = 112  # pixels: longer side of the sheet's picture, four for each pixel of the input
SHEET_OVERSAMPLING = 2  # that picture is only looked at
HALF = 0.5  # grey level from which a pixel is ink, where there are no grey levels


@dataclass(frozen=True)
class Preparation:
    """Which steps are done on the way from the strokes to the network's input; all, in MNIST.

    crop: the ink's rectangle is cut out; else the whole sheet goes on.
    box: the longer side becomes 20 pixels, which leaves a margin; else all 28.
    pen: the strokes are as wide as MNIST's; else as the brush drew them, scaled with the drawing.
    centre: the centre of mass comes to the middle; else the middle of the rectangle.
    grey: pixels are as grey as much ink they hold; else black or white.
    normalise: the network gets (grey level - mean) / deviation; else the grey levels.
    """

    crop: bool = True
    box: bool = True
    pen: bool = True
    centre: bool = True
    grey: bool = True
    normalise: bool = True

    def toggled(self, step: str) -> Preparation:
        """Return this preparation with ``step``, as ``"crop"``, switched on or off."""
        return replace(self, **{step: not getattr(self, step)})


STEPS = tuple(step.name for step in fields(Preparation))  # in the order in which they are done
FRAMED_STEPS = ("grey", "normalise")  # that act on a sample, which is framed already

ALL_STEPS = Preparation()


@dataclass(frozen=True, eq=False)
class Steps:
    """A drawing on its way to the input: pictures, float32, 0 paper to 1 ink, never changed.

    sheet: as it was drawn, the longer side 112 pixels. cropped: the part that goes on.
    boxed: (h, w), in its size as the input's pixels, with the brush as it was.
    penned: (h, w), with the pen that was chosen. centred: (28, 28), in its place.
    image: (28, 28), the input before it is normalised.
    is_framed: a sample lies on the sheet, and only grey levels and normalisation do anything.
    """

    drawing: Drawing
    preparation: Preparation
    sheet: Array
    cropped: Array
    boxed: Array
    penned: Array
    centred: Array
    image: Array
    is_framed: bool = False

    @property
    def points(self) -> int:
        """How many the strokes have."""
        return sum(len(stroke.points) for stroke in self.drawing.strokes)


def prepare(drawing: Drawing, preparation: Preparation = ALL_STEPS) -> Steps:
    """Return ``drawing`` after each step.

    With all steps its image is ``network_input(drawing)``. Raises EmptyInkError for an empty
    drawing.
    """
    penned = _penned(drawing, preparation)
    sheet = render_sheet(drawing, SHEET, brush=True, oversampling=SHEET_OVERSAMPLING)
    framed = is_framed(drawing)
    if framed:
        assert drawing.picture is not None
        scale = SHEET // SIDE
        enlarged = np.kron(drawing.picture, np.ones((scale, scale), np.uint8))
        sheet = np.maximum(sheet, to_levels(enlarged))
        cropped = sheet
    else:
        # Ink beside the sheet is read all the same, but there is no picture of it.
        cropped = crop(sheet) if preparation.crop and sheet.any() else sheet
    boxed = penned if framed or not preparation.pen else _sized(drawing, preparation, brush=True)
    centred = penned if framed else _centred(penned, preparation)
    image = centred if preparation.grey else _black_or_white(centred)
    return Steps(drawing, preparation, sheet, cropped, boxed, penned, centred, image, framed)


def prepared_input(drawing: Drawing, preparation: Preparation = ALL_STEPS) -> Array:
    """Return the image that ``prepare`` ends with, without the pictures on the way."""
    penned = _penned(drawing, preparation)
    centred = penned if is_framed(drawing) else _centred(penned, preparation)
    return centred if preparation.grey else _black_or_white(centred)


def _penned(drawing: Drawing, preparation: Preparation) -> Array:
    """Return (h, w), the ink in its final size and thickness; (28, 28) for a sample."""
    if is_framed(drawing):
        return sample_input(drawing)
    return _sized(drawing, preparation, brush=not preparation.pen)


def _sized(drawing: Drawing, preparation: Preparation, *, brush: bool) -> Array:
    box = BOX if preparation.box else SIDE
    if preparation.crop or not drawing.strokes:
        return render(drawing, box, brush=brush)  # raises EmptyInkError where there are none
    return render_sheet(drawing, box, brush=brush)


def _centred(ink: Array, preparation: Preparation) -> Array:
    """Place ``ink``, at most (28, 28), in (28, 28) pixels."""
    if not ink.any():  # all of it lies beside the sheet, or is too thin to be seen
        return np.zeros((SIDE, SIDE), np.float32)
    if preparation.centre:
        # A whole sheet has its margins, and they would not let the ink in it move.
        return centre_by_mass(ink if preparation.crop else crop(ink))
    height, width = ink.shape
    top, left = (SIDE - height) // 2, (SIDE - width) // 2
    placed = np.zeros((SIDE, SIDE), np.float32)
    placed[top : top + height, left : left + width] = ink
    return placed


def _black_or_white(image: Array) -> Array:
    return (image >= HALF).astype(np.float32)
