"""More training digits for a data set: a set of the kind that My Digits exports."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from digitpad.data.collection.mnist import IMAGES, read_images_and_labels
from digitpad.data.samples import DataSet, Samples


def with_extra(data: DataSet, folder: Path) -> DataSet:
    """Return ``data`` with the digits in ``folder/MNIST/raw`` among its training samples.

    They come before the others, so that a recipe that holds back the last samples holds back those
    of ``data``. The test samples stay as they are.
    Raises DataError when the set is missing, damaged or too large.
    """
    images, labels = read_images_and_labels(folder / "MNIST" / "raw" / IMAGES)
    training = Samples(
        np.concatenate([images, data.training.images]),
        np.concatenate([labels, data.training.labels]),
    )
    return DataSet(f"{data.name} and {folder.name}", training, data.test)
