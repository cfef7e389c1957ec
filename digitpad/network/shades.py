"""Values as colours: one diverging scale around zero, one sequential scale from zero.

The scales are matplotlib's. RdBu and berlin, for light and dark surroundings, have their middle in
the background's lightness and two ends that colour-blind eyes tell apart; viridis grows in
lightness alone.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from digitpad.network.description import Conv2d, Linear, Stage

Shades = NDArray[np.uint32]  # 0xffRRGGBB

STEPS = 255  # odd: zero has a shade of its own
_NAMES = {(True, False): "RdBu_r", (True, True): "berlin",
          (False, False): "viridis", (False, True): "viridis"}  # fmt: skip


def is_signed(stage: Stage | None) -> bool:
    """Tell whether a stage's values may be below zero, so that zero is the scale's middle."""
    return isinstance(stage, Conv2d | Linear)


@cache
def table(signed: bool, dark: bool) -> Shades:
    """Return (255,), the scale from its lowest to its highest shade.

    The first call imports matplotlib, which takes longer than a frame.
    """
    from matplotlib import colormaps

    rgba = colormaps[_NAMES[signed, dark]](np.linspace(0, 1, STEPS), bytes=True)
    red, green, blue = np.asarray(rgba)[:, :3].astype(np.uint32).T
    shades: Shades = np.uint32(0xFF000000) | red << 16 | green << 8 | blue
    return shades


def load_tables() -> None:
    """Make all scales ready, away from a thread that must not wait."""
    for signed, dark in _NAMES:
        table(signed, dark)


def limit(values: NDArray[np.float32]) -> float:
    """Return the largest magnitude of ``values``: where the scale ends; 1 where all are zero."""
    largest = float(np.abs(values).max(initial=0.0))
    return largest if largest > 0 and np.isfinite(largest) else 1.0


def shaded(values: NDArray[np.float32], signed: bool, dark: bool, *, each: bool = False) -> Shades:
    """Return the shades of ``values``, (channels, ...), in their shape.

    signed: the scale goes from -limit to limit, else from 0. each: every channel has a limit of
    its own, else they share one.
    """
    finite = np.nan_to_num(values)
    if each:
        limits = np.array([limit(channel) for channel in finite], np.float32)
        share = finite / limits.reshape(-1, *[1] * (values.ndim - 1))
    else:
        share = finite / np.float32(limit(finite))
    if signed:
        share = (share + 1) / 2
    places = np.rint(np.clip(share, 0, 1) * (STEPS - 1)).astype(np.intp)
    shades: Shades = table(signed, dark)[places]
    return shades
