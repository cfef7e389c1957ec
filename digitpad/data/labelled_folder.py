"""A user's own data set: pictures in folders called 0 to 9, with or without train and test."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitpad.data.samples import Bytes, DataSet, Samples
from digitpad.data.sources import Check, go_on
from digitpad.ink.input.frame import SIDE, Array
from digitpad.ink.photo.picture import PICTURE_SUFFIXES, open_picture, opened_input
from digitpad.support.errors import DataError, DigitpadError, EmptyInkError, PictureError
from digitpad.support.messages import plural

MOST_PICTURES = 200_000
FEWEST_PICTURES = 20
TEST_EVERY = 6  # as in MNIST, where one of seven samples is for the test
BLACK, BRIGHT = 0.1, 0.5  # of black to white; a JPEG's black is not quite 0

Found = list[tuple[Path, int]]  # pictures and their digits


def load_labelled_folder(path: Path, check: Check = go_on) -> DataSet:
    """Read the pictures in ``path/0`` … ``path/9``, or in ``path/train/0`` and ``path/test/0`` ….

    Without a test folder, the second, eighth, fourteenth … picture of each digit, by name, is for
    the test. Pictures that look like MNIST's are taken as they are, all others are framed as
    pictures of digits are everywhere. The order of the samples is mixed, always in the same way.
    check: called for each picture; what it raises ends the loading.
    Raises DataError when the folder has too few or too many pictures, or some cannot be used.
    """
    # Unlike those of Path, these take any text: a user that is not there, a name that is too long.
    root = Path(os.path.realpath(os.path.expanduser(path)))
    if not os.path.isdir(root):
        raise DataError(
            "{path} is not a folder. Name a folder with pictures in folders called 0 to 9.",
            path=path,
        )
    try:
        training, test = _parts(root, check)
    except OSError as error:
        raise DataError(
            "{path} cannot be read: {reason}. Check who may read the folder.",
            path=error.filename or path, reason=error.strerror or error,
        ) from error  # fmt: skip
    found = len(training) + len(test)
    if found < FEWEST_PICTURES or not training or not test:
        raise DataError(
            "{path} holds {training} for training and {test:,} for the test, too few: at least "
            "{fewest} are needed, of both. Put PNG, JPEG or BMP files into its folders 0 to 9, or "
            "into train/0 to 9 and test/0 to 9.",
            path=path, training=plural(len(training), "%n picture", "%n pictures"),
            test=len(test), fewest=FEWEST_PICTURES,
        )  # fmt: skip
    random = np.random.default_rng(1)
    images, failures = _read_all([file for file, _ in training + test], check)
    if failures:
        raise DataError(
            "{failed:,} of {found:,} pictures in {path} cannot be used. The first: {first} Remove "
            "or replace them, then load the folder again.",
            failed=len(failures), found=found, path=path, first=failures[0],
        )  # fmt: skip
    labels = np.array([digit for _, digit in training + test], np.uint8)
    first, second = random.permutation(len(training)), random.permutation(len(test))
    second += len(training)
    return DataSet(
        root.name or str(root),
        Samples(images[first], labels[first]),
        Samples(images[second], labels[second]),
    )


def _parts(root: Path, check: Check) -> tuple[Found, Found]:
    """Return the pictures for training and those for the test."""
    if (root / "train").is_dir() and (root / "test").is_dir():
        training, test = list(_pictures(root / "train", root, check)), []
        for picture in _pictures(root / "test", root, check):
            test.append(picture)
            if len(training) + len(test) > MOST_PICTURES:
                raise _too_many(root)
        return training, test
    base = root / "train" if (root / "train").is_dir() else root
    training, test = [], []
    place = [0] * 10
    for file, digit in _pictures(base, root, check):
        (test if place[digit] % TEST_EVERY == 1 else training).append((file, digit))
        place[digit] += 1
    return training, test


def _pictures(folder: Path, root: Path, check: Check) -> Iterator[tuple[Path, int]]:
    """Yield the pictures below ``folder``, by digit and name, nothing from outside ``root``."""
    count = 0
    if not _is_inside(folder, root):
        return
    for digit in range(10):
        digit_folder = folder / str(digit)
        if not digit_folder.is_dir() or not _is_inside(digit_folder, root):
            continue
        names = []
        with os.scandir(digit_folder) as entries:
            for entry in entries:
                is_picture = entry.name.lower().endswith(PICTURE_SUFFIXES) and entry.name[0] != "."
                if not is_picture or (entry.is_symlink() and not _is_inside(entry.path, root)):
                    continue
                if os.path.isfile(entry.path):  # unlike entry.is_file(), False for a loop of links
                    names.append(entry.name)
                    count += 1
                    if count > MOST_PICTURES:
                        raise _too_many(root)
        check()
        for name in sorted(names):
            yield digit_folder / name, digit


def _is_inside(path: str | Path, root: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(root)


def _too_many(root: Path) -> DataError:
    return DataError(
        "{root} holds more than {most:,} pictures, the most that digitpad reads. Choose a smaller "
        "folder.",
        root=root, most=MOST_PICTURES,
    )  # fmt: skip


def _read_all(files: list[Path], check: Check) -> tuple[Bytes, list[DigitpadError]]:
    """Return all pictures, (n, 28, 28) uint8, and an error for each that cannot be used."""
    images = np.zeros((len(files), SIDE, SIDE), np.uint8)
    failures: list[DigitpadError] = []
    for image, file in zip(images, files, strict=True):
        check()
        try:
            image[:] = np.rint(_input(file) * 255)
        except EmptyInkError:
            failures.append(DataError("{file} shows no ink.", file=file))
        except PictureError as error:
            failures.append(error)
    return images, failures


def _input(file: Path) -> Array:
    grey, colours = open_picture(file)
    return grey if _looks_like_mnist(grey) else opened_input(grey, colours)


def _looks_like_mnist(grey: NDArray[np.float32]) -> bool:
    """Tell whether a picture is 28 x 28 and bright on black, with a black border."""
    if grey.shape != (SIDE, SIDE) or grey.max() < BRIGHT:
        return False
    border = max(grey[0].max(), grey[-1].max(), grey[:, 0].max(), grey[:, -1].max())
    return float(border) <= BLACK
