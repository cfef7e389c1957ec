"""Padding an image: where each padded pixel takes its value from, and the padded image."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitpad.lab.settings import PaddingMode
from digitpad.lab.windows import WindowAxis

ZERO = -1  # the source of a pixel that no pixel of the input stands behind


def axis_sources(windows: WindowAxis, mode: PaddingMode) -> NDArray[np.intp]:
    """Return (before + size + after,): which pixel each one of the padded axis repeats.

    It is ``ZERO`` where padding is zeros. A reflection leaves out the edge itself: 2 1 | 0 1 2.
    Source: torch.nn.functional.pad.
    """
    places = np.arange(-windows.before, windows.size + windows.after)
    last = windows.size - 1
    match mode:
        case "replicate":
            return np.minimum(np.maximum(places, 0), last)
        case "reflect":
            places = last - np.abs(last - np.abs(places))
        case "zeros":
            places[(places < 0) | (places > last)] = ZERO
    return places


def padded(
    image: NDArray[np.float64], rows: WindowAxis, columns: WindowAxis, mode: PaddingMode
) -> NDArray[np.float64]:
    """Return ``image``, (channels, height, width), with its padding around it."""
    if rows.padded == rows.size and columns.padded == columns.size:
        return image
    if mode == "zeros":
        whole = np.zeros((len(image), rows.padded, columns.padded))
        top, left = rows.before, columns.before
        whole[:, top : top + rows.size, left : left + columns.size] = image
        return whole
    return image[:, axis_sources(rows, mode)][:, :, axis_sources(columns, mode)]
