"""MNIST in memory: images and labels as arrays, every file checked before it is used."""

from pathlib import Path

import numpy as np

from digitpad.data.idx import parse_bytes, parse_integers, read_idx
from digitpad.data.packed import contents
from digitpad.data.samples import Bytes, DataSet, Samples
from digitpad.data.sources import SOURCES, Check, go_on, missing_data
from digitpad.support.errors import DataError

# MD5 of the published files, unpacked.
PUBLISHED_MD5 = {
    "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
    "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
}


def load_mnist(folder: Path) -> DataSet:
    """Read MNIST from ``folder/MNIST/raw/``, torchvision's layout.

    Raises DataError when a file is missing, damaged, or not the published one.
    """
    return DataSet("mnist", load_mnist_part(folder, "train"), load_mnist_part(folder, "t10k"))


def load_mnist_part(folder: Path, part: str) -> Samples:
    """Read one part of MNIST, ``train`` (60,000) or ``t10k`` (10,000, the test set)."""
    raw = folder / "MNIST" / "raw"
    if not raw.is_dir():
        raise missing_data(SOURCES["mnist"], folder, raw)
    images = _read(raw, f"{part}-images-idx3-ubyte", 3)
    labels = _read(raw, f"{part}-labels-idx1-ubyte", 1)
    return belonging_together(images, labels, f"The {part} files in {raw}")


def belonging_together(images: Bytes, labels: Bytes, what: str) -> Samples:
    """Return images (n, 28, 28) and labels (n,) as samples; DataError when they do not match.

    what: a plural that begins the error's sentence.
    """
    if images.shape[1:] != (28, 28) or len(images) != len(labels) or labels.max(initial=0) > 9:
        raise DataError(
            f"{what} do not belong together: {len(images):,} images of "
            f"{images.shape[1]} x {images.shape[2]}, {len(labels):,} labels. Download them again."
        )
    return Samples(images, labels)


def _read(raw: Path, name: str, dimensions: int) -> Bytes:
    return read_idx(raw / name, dimensions, PUBLISHED_MD5[name])


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
