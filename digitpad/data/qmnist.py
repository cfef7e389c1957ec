"""QMNIST: MNIST made again, with all 60,000 test samples.

Source: Yadav and Bottou, "Cold Case: The Lost MNIST Digits", 2019.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.data.sources import Check, Source, SourceFile

if TYPE_CHECKING:
    from digitpad.data.samples import Samples

_MIRRORS = (
    "https://raw.githubusercontent.com/facebookresearch/qmnist/master/",
    "https://github.com/facebookresearch/qmnist/raw/master/",
)


def _file(name: str, sha256: str, size: int) -> SourceFile:
    return SourceFile(
        f"QMNIST/raw/{name}", tuple(mirror + name for mirror in _MIRRORS), sha256, size
    )


def _read(files: tuple[SourceFile, ...], folder: Path, is_training: bool, check: Check) -> Samples:
    import numpy as np

    from digitpad.data.idx import parse_bytes
    from digitpad.data.samples import Samples

    images, labels = files[:2] if is_training else files[2:]
    # A header of 12 bytes, then 8 numbers for each sample: digit, NIST's series, writer, ...
    rows = np.frombuffer(labels.contents(folder, check), ">i4", offset=12).reshape(-1, 8)
    return Samples(
        parse_bytes(images.contents(folder, check), images.path, 3), rows[:, 0].astype(np.uint8)
    )


# Sums: torchvision's prototype data sets. The sizes are caps, not published.
QMNIST = Source("qmnist", "QMNIST", "BSD-3-Clause", (
    _file("qmnist-train-images-idx3-ubyte.gz",
          "9e26a7bf1683614e065d7b76460ccd52807165b3f22561fb782bd9f38c52b51d", 12_000_000),
    _file("qmnist-train-labels-idx2-int.gz",
          "2c05dc77f6b916b38e455e97ab129a42a444f3dbef09b278a366f82904e0dd9f", 1_900_000),
    _file("qmnist-test-images-idx3-ubyte.gz",
          "43fc22bf7498b8fc98de98369d72f752d0deabc280a43a7bcc364ab19e57b375", 12_000_000),
    _file("qmnist-test-labels-idx2-int.gz",
          "9fbcbe594c3766fdf4f0b15c5165dc0d1e57ac604e01422608bb72c906030d06", 1_900_000),
), _read)  # fmt: skip
