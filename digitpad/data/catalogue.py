"""The data sets: those that digitpad knows by name, and the user's own, by their path.

Each known one is a file of its own in this package, which says all about it; here they are put in
the order in which they are offered. The published ones are files that can be downloaded.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.data.handwriting import FEW_HANDWRITING, HANDWRITING
from digitpad.data.mnist import EMNIST_DIGITS, MNIST, QMNIST
from digitpad.data.sources import Check, Source, go_on
from digitpad.data.usps import USPS
from digitpad.support.errors import DataError, MissingDataError

if TYPE_CHECKING:
    from digitpad.data.samples import DataSet, Samples

SOURCES = {
    source.name: source
    for source in (MNIST, QMNIST, USPS, EMNIST_DIGITS, HANDWRITING, FEW_HANDWRITING)
}
DATASETS = tuple(SOURCES)  # names
PUBLISHED = tuple(name for name, source in SOURCES.items() if source.files)
STAND_IN = FEW_HANDWRITING.name  # learnt from at once where a published one is missing


def source_of(name: str) -> Source:
    """Return the data set called ``name``. Raises DataError when there is none."""
    try:
        return SOURCES[name]
    except KeyError:
        raise DataError(
            "There is no data set called {name}. Choose one of {names}.",
            name=name, names=", ".join(SOURCES),
        ) from None  # fmt: skip


def is_present(data: str | Path, folder: Path) -> bool:
    """Tell whether a data set's files, or a path, are there, without reading them."""
    if data not in SOURCES or isinstance(data, Path):
        return os.path.exists(os.path.expanduser(data))
    return _first_missing(source_of(str(data)), folder) is None


def meant(data: str | Path, folder: Path, check: Check = go_on) -> str | Path:
    """Return ``data``, or the path of the user's own files that lie where MNIST's would.

    Fashion-MNIST and one's own sets are called as MNIST's files are. Those of which one is MNIST's
    own are MNIST, and what else there is among them is damaged.
    """
    if isinstance(data, Path) or data != MNIST.name:
        return data
    files = source_of(data).files
    found = [file.found(folder) for file in files]
    if None in found or any(file.is_published(folder, check) for file in reversed(files)):
        return data
    places = [path.parent for path in found if path is not None]
    return Path(os.path.commonpath(places))


def load(data: str | Path, folder: Path, check: Check = go_on) -> DataSet:
    """Read a data set.

    data: a name, of a data set in ``folder``, every file of which is verified by its published
    sum; or the path of the user's own. A Path is always one, also when it is called mnist.
    check: called now and then; what it raises ends the loading.
    Raises MissingDataError when a file is missing, DataError when one is damaged or not the
    published one; see ``load_own``.
    """
    from digitpad.data.samples import DataSet

    data = meant(data, folder, check)
    if isinstance(data, Path) or (data not in SOURCES and os.path.dirname(data)):
        from digitpad.data.own import load_own

        return load_own(Path(data), check)
    source = source_of(str(data))
    training = _part(source, folder, True, check)
    return DataSet(source.name, training, _part(source, folder, False, check))


def load_test(data: str | Path, folder: Path) -> Samples:
    """Read the samples for the test alone, where that is faster; see ``load``."""
    data = meant(data, folder)
    if isinstance(data, Path) or data not in SOURCES:
        return load(data, folder).test
    return _part(source_of(str(data)), folder, False, go_on)


def _part(source: Source, folder: Path, is_training: bool, check: Check) -> Samples:
    if _first_missing(source, folder) is not None:
        raise MissingDataError(
            "{title} is not in {folder}. Download it on the Train page, or choose a folder there "
            "that has it.",
            title=source.title, folder=folder,
        )  # fmt: skip
    check()
    return source.read(source.files, folder, is_training, check)


def _first_missing(source: Source, folder: Path) -> Path | None:
    missing = (folder / file.path for file in source.files if file.found(folder) is None)
    return next(missing, None)
