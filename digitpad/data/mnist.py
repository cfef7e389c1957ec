"""MNIST: 60,000 digits to train on and 10,000 for the test, 28 x 28.

Source: LeCun, Bottou, Bengio and Haffner, "Gradient-Based Learning Applied to Document
Recognition", 1998.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.data.sources import Check, Source, SourceFile

if TYPE_CHECKING:
    from digitpad.data.samples import Samples

_MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)


def _file(name: str, sha256: str, size: int, unpacked_md5: str, unpacked_size: int) -> SourceFile:
    urls = tuple(f"{mirror}{name}.gz" for mirror in _MIRRORS)
    return SourceFile(f"MNIST/raw/{name}", urls, sha256, size, unpacked_md5, unpacked_size)


def _read(files: tuple[SourceFile, ...], folder: Path, is_training: bool, check: Check) -> Samples:
    from digitpad.data.idx import parse_bytes
    from digitpad.data.samples import Samples

    images, labels = files[:2] if is_training else files[2:]
    return Samples(
        parse_bytes(images.contents(folder, check), images.path, 3),
        parse_bytes(labels.contents(folder, check), labels.path, 1),
    )


# Sums and exact sizes: tensorflow_datasets' url_checksums; those of the contents: torchvision.
MNIST = Source("mnist", "MNIST", "CC-BY-SA-3.0", (
    _file("train-images-idx3-ubyte",
          "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609", 9_912_422,
          "6bbc9ace898e44ae57da46a324031adb", 47_040_016),
    _file("train-labels-idx1-ubyte",
          "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c", 28_881,
          "a25bea736e30d166cdddb491f175f624", 60_008),
    _file("t10k-images-idx3-ubyte",
          "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6", 1_648_877,
          "2646ac647ad5339dbf082846283269ea", 7_840_016),
    _file("t10k-labels-idx1-ubyte",
          "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6", 4_542,
          "27ae3e4e09519cfbb04c329615203637", 10_008),
), _read)  # fmt: skip
