"""MNIST and its kin, all made of NIST's forms: MNIST itself, QMNIST and EMNIST's digits, 28 x 28.

MNIST has 60,000 digits to train on and 10,000 for the test, QMNIST all 60,000 for the test, EMNIST
240,000 and 40,000, in one archive of NIST.
Sources: LeCun, Bottou, Bengio and Haffner, "Gradient-Based Learning Applied to Document
Recognition", 1998; Yadav and Bottou, "Cold Case: The Lost MNIST Digits", 2019; Cohen et al.,
"EMNIST: an extension of MNIST to handwritten letters", 2017.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.data.sources import Check, Source, SourceFile

if TYPE_CHECKING:
    from digitpad.data.samples import Samples

_MNIST = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
_QMNIST = (
    "https://raw.githubusercontent.com/facebookresearch/qmnist/master/",
    "https://github.com/facebookresearch/qmnist/raw/master/",
)


def _mnist_file(
    name: str, sha256: str, size: int, unpacked_md5: str, unpacked_size: int
) -> SourceFile:
    urls = tuple(f"{mirror}{name}.gz" for mirror in _MNIST)
    return SourceFile(f"MNIST/raw/{name}", urls, sha256, size, unpacked_md5, unpacked_size)


def _qmnist_file(name: str, sha256: str, size: int) -> SourceFile:
    urls = tuple(mirror + name for mirror in _QMNIST)
    return SourceFile(f"QMNIST/raw/{name}", urls, sha256, size)


def _read_mnist(
    files: tuple[SourceFile, ...], folder: Path, is_training: bool, check: Check
) -> Samples:
    from digitpad.data.idx import parse_bytes
    from digitpad.data.samples import Samples

    images, labels = files[:2] if is_training else files[2:]
    return Samples(
        parse_bytes(images.contents(folder, check), images.path, 3),
        parse_bytes(labels.contents(folder, check), labels.path, 1),
    )


def _read_qmnist(
    files: tuple[SourceFile, ...], folder: Path, is_training: bool, check: Check
) -> Samples:
    import numpy as np

    from digitpad.data.idx import parse_bytes
    from digitpad.data.samples import Samples

    images, labels = files[:2] if is_training else files[2:]
    # A header of 12 bytes, then 8 numbers for each sample: digit, NIST's series, writer, ...
    rows = np.frombuffer(labels.contents(folder, check), ">i4", offset=12).reshape(-1, 8)
    return Samples(
        parse_bytes(images.contents(folder, check), images.path, 3), rows[:, 0].astype(np.uint8)
    )


def _read_emnist(
    files: tuple[SourceFile, ...], folder: Path, is_training: bool, check: Check
) -> Samples:
    import gzip
    import zipfile  # 10 ms that the window need not wait for

    import numpy as np

    from digitpad.data.idx import parse_bytes
    from digitpad.data.samples import Samples

    part = "train" if is_training else "test"
    arrays = []
    with files[0].opened(folder, check) as file, zipfile.ZipFile(file) as archive:
        for dimensions, kind in ((3, "images-idx3"), (1, "labels-idx1")):
            check()
            name = f"gzip/emnist-digits-{part}-{kind}-ubyte.gz"
            arrays.append(parse_bytes(gzip.decompress(archive.read(name)), name, dimensions))
    images, labels = arrays
    # Columns come before rows in the published images, unlike in MNIST's.
    return Samples(np.ascontiguousarray(images.transpose(0, 2, 1)), labels)


# Sums and exact sizes: tensorflow_datasets' url_checksums; those of the contents: torchvision.
MNIST = Source("mnist", "MNIST", "CC-BY-SA-3.0", (
    _mnist_file("train-images-idx3-ubyte",
                "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609", 9_912_422,
                "6bbc9ace898e44ae57da46a324031adb", 47_040_016),
    _mnist_file("train-labels-idx1-ubyte",
                "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c", 28_881,
                "a25bea736e30d166cdddb491f175f624", 60_008),
    _mnist_file("t10k-images-idx3-ubyte",
                "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6", 1_648_877,
                "2646ac647ad5339dbf082846283269ea", 7_840_016),
    _mnist_file("t10k-labels-idx1-ubyte",
                "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6", 4_542,
                "27ae3e4e09519cfbb04c329615203637", 10_008),
), _read_mnist)  # fmt: skip

# Sums: torchvision's prototype data sets. The sizes are caps, not published.
QMNIST = Source("qmnist", "QMNIST", "BSD-3-Clause", (
    _qmnist_file("qmnist-train-images-idx3-ubyte.gz",
                 "9e26a7bf1683614e065d7b76460ccd52807165b3f22561fb782bd9f38c52b51d", 12_000_000),
    _qmnist_file("qmnist-train-labels-idx2-int.gz",
                 "2c05dc77f6b916b38e455e97ab129a42a444f3dbef09b278a366f82904e0dd9f", 1_900_000),
    _qmnist_file("qmnist-test-images-idx3-ubyte.gz",
                 "43fc22bf7498b8fc98de98369d72f752d0deabc280a43a7bcc364ab19e57b375", 12_000_000),
    _qmnist_file("qmnist-test-labels-idx2-int.gz",
                 "9fbcbe594c3766fdf4f0b15c5165dc0d1e57ac604e01422608bb72c906030d06", 1_900_000),
), _read_qmnist)  # fmt: skip

# Sum and exact size: tensorflow_datasets' url_checksums.
EMNIST_DIGITS = Source("emnist-digits", "EMNIST digits", "", (
    SourceFile("EMNIST/raw/gzip.zip", ("https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip",),
               "fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e", 561_753_746),
), _read_emnist)  # fmt: skip
