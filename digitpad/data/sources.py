"""Where the published data sets come from: addresses, sizes and check sums, all as literals."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from digitpad.support.errors import DataError

Check = Callable[[], None]  # called now and then during long work; what it raises ends the work

_MNIST = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
_QMNIST = (
    "https://raw.githubusercontent.com/facebookresearch/qmnist/master/",
    "https://github.com/facebookresearch/qmnist/raw/master/",
)
_USPS = ("https://www.csie.ntu.edu.tw/~cjlin/libsvmtools/datasets/multiclass/",)
_EMNIST = ("https://biometrics.nist.gov/cs_links/EMNIST/",)


@dataclass(frozen=True)
class SourceFile:
    """One file of a data set: what is downloaded, and where it is kept.

    path: where it is kept, below the data folder, in torchvision's layout.
    urls: of the packed file, to be tried in this order.
    sha256, size: of the packed file; the size in bytes is a cap, exact where it is published.
    unpacked_size: most bytes that its contents have.
    is_unpacked: whether the contents are kept instead of the packed file.
    """

    path: str
    urls: tuple[str, ...]
    sha256: str
    size: int
    unpacked_size: int
    is_unpacked: bool = False


@dataclass(frozen=True)
class Source:
    """A published data set: its name on the command line, its title for people, its files."""

    name: str
    title: str
    files: tuple[SourceFile, ...]


def _file(
    folder: str, name: str, mirrors: tuple[str, ...], sha256: str, size: int, unpacked_size: int
) -> SourceFile:
    return SourceFile(
        f"{folder}/{name}", tuple(mirror + name for mirror in mirrors), sha256, size, unpacked_size
    )


def _mnist_file(name: str, sha256: str, size: int, unpacked_size: int) -> SourceFile:
    urls = tuple(f"{mirror}{name}.gz" for mirror in _MNIST)
    return SourceFile(f"MNIST/raw/{name}", urls, sha256, size, unpacked_size, is_unpacked=True)


# Sums of MNIST and EMNIST: tensorflow_datasets' url_checksums (with exact sizes); of QMNIST and
# USPS: torchvision's prototype data sets. The sizes of QMNIST and USPS are caps, not published.
_ALL = (
    Source("mnist", "MNIST", (
        _mnist_file("train-images-idx3-ubyte",
                    "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
                    9_912_422, 47_040_016),
        _mnist_file("train-labels-idx1-ubyte",
                    "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
                    28_881, 60_008),
        _mnist_file("t10k-images-idx3-ubyte",
                    "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
                    1_648_877, 7_840_016),
        _mnist_file("t10k-labels-idx1-ubyte",
                    "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
                    4_542, 10_008),
    )),
    Source("qmnist", "QMNIST", (
        _file("QMNIST/raw", "qmnist-train-images-idx3-ubyte.gz", _QMNIST,
              "9e26a7bf1683614e065d7b76460ccd52807165b3f22561fb782bd9f38c52b51d",
              12_000_000, 47_040_016),
        _file("QMNIST/raw", "qmnist-train-labels-idx2-int.gz", _QMNIST,
              "2c05dc77f6b916b38e455e97ab129a42a444f3dbef09b278a366f82904e0dd9f",
              1_900_000, 1_920_012),
        _file("QMNIST/raw", "qmnist-test-images-idx3-ubyte.gz", _QMNIST,
              "43fc22bf7498b8fc98de98369d72f752d0deabc280a43a7bcc364ab19e57b375",
              12_000_000, 47_040_016),
        _file("QMNIST/raw", "qmnist-test-labels-idx2-int.gz", _QMNIST,
              "9fbcbe594c3766fdf4f0b15c5165dc0d1e57ac604e01422608bb72c906030d06",
              1_900_000, 1_920_012),
    )),
    Source("usps", "USPS", (
        _file("USPS", "usps.bz2", _USPS,
              "3771e9dd6ba685185f89867b6e249233dd74652389f263963b3b741e994b034f",
              16_000_000, 64_000_000),
        _file("USPS", "usps.t.bz2", _USPS,
              "a9c0164e797d60142a50604917f0baa604f326e9a689698763793fa5d12ffc4e",
              8_000_000, 32_000_000),
    )),
    Source("emnist-digits", "EMNIST digits", (
        _file("EMNIST/raw", "gzip.zip", _EMNIST,
              "fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e",
              561_753_746, 188_160_016),
    )),
)  # fmt: skip
SOURCES = {source.name: source for source in _ALL}


def source_of(name: str) -> Source:
    """Return the source called ``name``. Raises DataError when there is none."""
    try:
        return SOURCES[name]
    except KeyError:
        raise DataError(
            f"There is no data set called {name}. Choose one of {', '.join(SOURCES)}."
        ) from None


def missing_data(source: Source, folder: Path, path: Path) -> DataError:
    """Return the error that tells that ``path`` of a data set is missing, and how to get it."""
    return DataError(
        f"{source.title} is not in {folder}: {path} is missing. Get it with digitpad fetch "
        f"{source.name} or Download on the Train page, or name a folder that has it with "
        "--data or DIGITPAD_DATA."
    )


def go_on() -> None:
    """Do nothing: the check of work that nobody ends early."""
