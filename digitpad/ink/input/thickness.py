"""Stroke thickness of ink that comes as pixels: measured, and brought into MNIST's range."""

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.input.frame import Array, fit
from digitpad.ink.input.render import PEN_WIDTH

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
    furthest = min(int(radius), height - 1)
    for dy in range(-furthest, furthest + 1):
        reach = int(np.sqrt(radius**2 - dy**2))
        # A running sum tells for each pixel whether ink lies within `reach` beside it.
        total = np.pad(np.cumsum(mask, axis=1), ((0, 0), (reach + 1, reach)), mode="edge")
        total[:, : reach + 1] = 0
        beside = total[:, 2 * reach + 1 :] > total[:, : -2 * reach - 1]
        target = slice(max(dy, 0), height + min(dy, 0))
        source = slice(max(-dy, 0), height + min(-dy, 0))
        grown[target] |= beside[source, :width]
    return grown
