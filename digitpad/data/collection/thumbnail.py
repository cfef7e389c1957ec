"""The user's digits as small pictures."""

import numpy as np

from digitpad.data.samples import Bytes
from digitpad.ink.drawing import Drawing
from digitpad.ink.frame import SIDE
from digitpad.ink.render import is_framed, render, sample_input

MARGIN = 7  # of the side: an eighth part, about, stays free around the ink


def thumbnail(drawing: Drawing, side: int) -> Bytes:
    """Return ``drawing`` as it looks, its ink in the middle: (side, side) uint8, 255 is ink."""
    result = np.zeros((side, side), np.uint8)
    if is_framed(drawing):
        zoom = max(1, side // SIDE)
        ink = np.kron(sample_input(drawing), np.ones((zoom, zoom), np.float32))
    else:
        ink = render(drawing, side - side // MARGIN, brush=True)
    height, width = (min(length, side) for length in ink.shape)
    top, left = (side - height) // 2, (side - width) // 2
    result[top : top + height, left : left + width] = np.rint(ink[:height, :width] * 255)
    return result
