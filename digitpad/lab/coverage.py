"""What the windows see of an input: how often each pixel, and which rows and columns never."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.lab.windows import WindowAxis


@dataclass(frozen=True, eq=False)
class Coverage:
    """How many windows each pixel of the input lies under.

    counts: (height, width). A pixel that padding repeats elsewhere counts at its own place alone.
    unseen_rows, unseen_columns: those that no window touches, in order.
    """

    counts: NDArray[np.int64]
    unseen_rows: tuple[int, ...]
    unseen_columns: tuple[int, ...]


def coverage(rows: WindowAxis, columns: WindowAxis) -> Coverage:
    """Return what windows along two axes cover."""
    down, across = rows.coverage(), columns.coverage()
    return Coverage(
        np.outer(down, across),
        tuple(np.flatnonzero(down == 0).tolist()),
        tuple(np.flatnonzero(across == 0).tolist()),
    )
