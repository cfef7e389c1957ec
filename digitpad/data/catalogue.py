"""The data sets that digitpad knows by name: are they there, and load them.

The published ones are files; synthetic handwriting is made, everywhere and at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from digitpad.data.emnist import load_emnist_part
from digitpad.data.mnist import load_mnist_part, load_qmnist_part
from digitpad.data.samples import DataSet, Samples
from digitpad.data.sources import (
    SOURCES,
    Check,
    Source,
    SourceFile,
    go_on,
    missing_data,
    source_of,
)
from digitpad.data.usps import load_usps_part

__all__ = [
    "DATASETS",
    "HANDWRITING",
    "PUBLISHED",
    "Source",
    "SourceFile",
    "is_present",
    "load",
    "load_test",
    "source_of",
]

HANDWRITING = "handwriting"
PUBLISHED = tuple(SOURCES)  # names, in the order in which they are offered
DATASETS = (*PUBLISHED, HANDWRITING)


def _load_mnist_part(folder: Path, is_training: bool, check: Check) -> Samples:
    check()
    return load_mnist_part(folder, "train" if is_training else "t10k")


_READERS: dict[str, Callable[[Path, bool, Check], Samples]] = {
    "mnist": _load_mnist_part,
    "qmnist": load_qmnist_part,
    "usps": load_usps_part,
    "emnist-digits": load_emnist_part,
}


def is_present(name: str, folder: Path) -> bool:
    """Tell whether all files of a data set are there; what they contain is checked by ``load``."""
    return name == HANDWRITING or _first_missing(source_of(name), folder) is None


def load(name: str, folder: Path, check: Check = go_on) -> DataSet:
    """Read a data set from ``folder``, every file verified by its published sum.

    check: called now and then; what it raises ends the loading.
    Raises DataError when a file is missing, damaged, or not the published one.
    """
    if name == HANDWRITING:
        from digitpad.handwriting import data_set

        return data_set(check=check)
    training = _part(name, folder, True, check)
    return DataSet(name, training, _part(name, folder, False, check))


def load_test(name: str, folder: Path, check: Check = go_on) -> Samples:
    """Read the test part alone; see ``load``."""
    if name == HANDWRITING:
        from digitpad.handwriting import data_set

        return data_set(training=0, check=check).test
    return _part(name, folder, False, check)


def _part(name: str, folder: Path, is_training: bool, check: Check) -> Samples:
    source = source_of(name)
    missing = _first_missing(source, folder)
    if missing is not None:
        raise missing_data(source, folder, missing)
    return _READERS[name](folder, is_training, check)


def _first_missing(source: Source, folder: Path) -> Path | None:
    paths = (folder / file.path for file in source.files)
    # Path.is_file raises for what may not be looked at, and for a name that is too long.
    return next((path for path in paths if not os.path.isfile(path)), None)
