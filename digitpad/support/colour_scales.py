"""Values as colours: one diverging scale around zero, one sequential scale from zero.

The scales are matplotlib's. RdBu and berlin, for light and dark surroundings, have their middle in
the background's lightness and two ends that colour-blind eyes tell apart; viridis grows in
lightness alone.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

Shades = NDArray[np.uint32]  # 0xffRRGGBB

STEPS = 255  # odd: zero has a shade of its own
_NAMES = {(True, False): "RdBu_r", (True, True): "berlin",
          (False, False): "viridis", (False, True): "viridis"}  # fmt: skip


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


def limit(*maps: NDArray[np.float32]) -> float:
    """Return the largest magnitude of ``maps``: where a scale ends; 1 where all are zero."""
    largest = max(float(np.abs(values).max(initial=0.0)) for values in maps)
    return largest if largest > 0 and np.isfinite(largest) else 1.0


def activity(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (channels,), the mean magnitude of each channel of ``values`` (channels, ...)."""
    flat = np.abs(values.reshape(len(values), -1))
    mean: NDArray[np.float32] = flat.mean(axis=1)
    return mean


def shaded(
    values: NDArray[np.float32],
    signed: bool,
    dark: bool,
    *,
    each: bool = False,
    end: float | None = None,
) -> Shades:
    """Return the shades of ``values``, (channels, ...), in their shape.

    signed: the scale goes from -limit to limit, else from 0. each: every channel has a limit of
    its own, else they share one. end: the limit, where others share it.
    """
    if not np.isfinite(values.sum()):
        values = np.nan_to_num(values)
    ends: NDArray[np.float32] | np.float32
    if each:
        ends = np.array([limit(channel) for channel in values], np.float32)
        ends = ends.reshape(-1, *[1] * (values.ndim - 1))
    else:
        ends = np.float32(end or limit(values))
    half = np.float32((STEPS - 1) / 2)
    steps = values * (half / ends) + half if signed else values * (2 * half / ends)
    places = np.rint(np.clip(steps, 0, STEPS - 1)).astype(np.intp)
    shades: Shades = table(signed, dark)[places]
    return shades
