"""Synthetic handwriting as a data set: made here, everywhere and at once, of no file."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.data.sources import Check, Source, SourceFile
from digitpad.support.messages import Text

if TYPE_CHECKING:
    from digitpad.data.samples import Samples

TOGETHER = 2000  # digits that are made between two looks at how far it is
TRAINING, TEST = 60_000, 10_000  # digits, as MNIST has
# Made in a second or two. With the fast recipe a network learns nearly as much of it: of digits by
# other hands it reads 95 %, and 95.7 % after four times as many.
FEW_TRAINING, FEW_TEST = 4_000, 1_000


def _read(
    training: int, test: int, files: tuple[SourceFile, ...], folder: Path, is_training: bool,
    check: Check,
) -> Samples:  # fmt: skip
    """Return the part that is asked for: the test's digits are made after those to train on."""
    import numpy as np

    from digitpad.data.samples import Samples
    from digitpad.handwriting.synthetic import DIGITS, FIRST_TEST_HAND, SEED, synthetic

    count, before, first_hand = test, training, FIRST_TEST_HAND
    if is_training:
        count, before, first_hand = training, 0, 0
    parts = []
    for made in range(0, count, TOGETHER):
        check((before + made) / (training + test))
        some = min(TOGETHER, count - made)
        parts.append(synthetic(some, SEED, first_hand + made // DIGITS, check))
    return Samples(
        np.concatenate([part.images for part in parts]),
        np.concatenate([part.labels for part in parts]),
    )


HANDWRITING = Source(
    "handwriting", Text("Synthetic handwriting"), "MIT", (), partial(_read, TRAINING, TEST)
)
FEW_HANDWRITING = Source(
    "few-handwriting", Text("Synthetic handwriting, small"), "MIT", (),
    partial(_read, FEW_TRAINING, FEW_TEST),
)  # fmt: skip
