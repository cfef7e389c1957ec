"""QMNIST: MNIST made again from NIST's originals, with all 60,000 test samples."""

from pathlib import Path

import numpy as np

from digitpad.data.idx import parse_bytes, parse_integers
from digitpad.data.mnist import belonging_together
from digitpad.data.packed import contents
from digitpad.data.samples import Samples
from digitpad.data.sources import SOURCES, Check, go_on
from digitpad.errors import DataError


def load_qmnist_part(folder: Path, is_training: bool, check: Check = go_on) -> Samples:
    """Read one part of QMNIST, 60,000 samples each, from ``folder/QMNIST/raw/``.

    A label is the first of eight numbers (digit, NIST's series, writer, and so on).
    Raises DataError when a file is missing, damaged, or not the published one.
    Source: Yadav and Bottou, "Cold Case: The Lost MNIST Digits", 2019.
    """
    files = SOURCES["qmnist"].files
    images_file, labels_file = files[:2] if is_training else files[2:]
    images = parse_bytes(contents(folder, images_file, check), images_file.path, 3)
    check()
    rows = parse_integers(contents(folder, labels_file, check), labels_file.path, 2)  # (n, 8)
    if not rows.shape[1] or rows[:, 0].min(initial=0) < 0 or rows[:, 0].max(initial=0) > 9:
        raise DataError(
            f"{labels_file.path} holds labels that are not digits. Delete it and download it again."
        )
    labels = rows[:, 0].astype(np.uint8)
    return belonging_together(images, labels, f"The files in {folder / 'QMNIST' / 'raw'}")
