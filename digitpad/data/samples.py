"""Labelled images in memory."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.support.messages import Text

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Samples:
    """Images (n, 28, 28) uint8, 0 paper to 255 ink, and their labels (n,) uint8, 0 to 9."""

    images: Bytes
    labels: Bytes

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True, eq=False)
class DataSet:
    """A named set of digits, split into training and test samples by those who made it.

    notes: what a user's own set holds, in sentences. aside: what of it is not used.
    """

    name: str
    training: Samples
    test: Samples
    notes: tuple[Text, ...] = ()
    aside: tuple[Text, ...] = ()
