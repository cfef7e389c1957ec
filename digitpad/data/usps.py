"""USPS: digits from envelopes, 16 x 16, brought to MNIST's 28 x 28."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitpad.data.packed import contents
from digitpad.data.samples import Samples
from digitpad.data.sources import SOURCES, Check, go_on
from digitpad.ink.input.frame import frame
from digitpad.support.errors import DataError, EmptyInkError

SIDE = 16  # pixels of a sample as published


def load_usps_part(folder: Path, is_training: bool, check: Check = go_on) -> Samples:
    """Read one part of USPS, 7,291 training or 2,007 test samples, from ``folder/USPS/``.

    Each sample is framed as MNIST frames digits. Raises DataError when a file is missing,
    damaged, or not the published one.
    """
    files = SOURCES["usps"].files
    file = files[0] if is_training else files[1]
    images, labels = [], []
    for number, line in enumerate(contents(folder, file, check).splitlines(), start=1):
        if number % 100 == 0:
            check()
        if not line.strip():
            continue
        try:
            label, ink = parse_line(line)
            images.append(np.rint(frame(ink) * 255).astype(np.uint8))
            labels.append(label)
        except (ValueError, EmptyInkError) as error:
            raise DataError(
                f"{file.path}, line {number}, is not a sample of USPS: {error} "
                "Delete the file and download it again."
            ) from error
    shape = (len(images), 28, 28)
    return Samples(np.array(images, np.uint8).reshape(shape), np.array(labels, np.uint8))


def parse_line(line: bytes) -> tuple[int, NDArray[np.float32]]:
    """Return the digit and the ink, (16, 16) float32 in 0..1, of a line in libsvm's format.

    The line is ``label index:value index:value …``: labels 1 to 10 for the digits 0 to 9, indices
    1 to 256 in rows, values -1 paper to 1 ink, 0 where an index is left out.
    Raises ValueError when it is anything else.
    """
    label, *pairs = line.split()
    digit = int(label) - 1
    if not 0 <= digit <= 9:
        raise ValueError(f"{digit + 1} is not a label from 1 to 10.")
    numbers = np.array(b" ".join(pairs).replace(b":", b" ").split(), dtype=np.float64)
    if len(numbers) != 2 * len(pairs):
        raise ValueError("its values are not pairs of index and value.")
    indices, values = numbers[::2].astype(np.int64) - 1, numbers[1::2]
    if len(pairs) and (indices.min() < 0 or indices.max() >= SIDE * SIDE):
        raise ValueError("an index is not from 1 to 256.")
    if not (np.abs(values) <= 1).all():  # also false for a number that is none
        raise ValueError("a value is not from -1 to 1.")
    ink = np.zeros(SIDE * SIDE, np.float32)
    ink[indices] = values
    return digit, np.asarray((ink + 1) / 2, np.float32).reshape(SIDE, SIDE)
