"""Digits that people bring as numbers: of any size, range and polarity, checked and brought to 28.

What cannot be digits, letters above all, is refused with the reason.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.data.names import TEST, TRAINING, VALIDATION
from digitpad.data.samples import Bytes, DataSet, Samples
from digitpad.data.sources import Check, go_on
from digitpad.ink.input.frame import SIDE, frame, to_bytes
from digitpad.support.errors import DataError
from digitpad.support.messages import Text, plural

TEST_EVERY = 6  # as in MNIST, where one of seven samples is for the test
RANGES = (1.0, 16.0, 255.0, 65_535.0)  # what full ink is written as
BEYOND = 1.001  # of a range: rounding, as where pictures were made larger or smaller
LARGEST_SIDE = 512  # pixels of an image
MOST_IMAGES = 2**30 // SIDE**2  # 1 GB of them: 1.3 million
REAL = "biuf"  # NumPy's kinds of numbers: neither complex ones nor dates, texts and records
NAMED = 4  # of what is left aside, then it is counted

Places = slice | NDArray[np.intp]  # of samples
Parts = dict[str, Samples]  # TRAINING, TEST, VALIDATION or "": what no name says more of


def labels_of(values: NDArray[Any], path: Path) -> Bytes:
    """Return labels (n,) uint8 of what a file has as such: numbers, or (n, 10) with a 1 in each.

    Raises DataError where they are not the digits 0 to 9.
    """
    is_number = values.dtype.kind in REAL
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    if is_number and values.ndim == 2 and values.shape[1] == 10:
        values = values.argmax(axis=1)
    if values.ndim != 1 or not is_number or (values != np.rint(values)).any():
        raise DataError(
            "The labels in {path} are not whole numbers, one for each image. Choose a set that is "
            "labelled with the digits 0 to 9.",
            path=path,
        )  # fmt: skip
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 0.0)
    is_letters = "emnist" in path.name.lower() and "letters" in path.name.lower()
    if low < 0 or high > 9 or is_letters:
        raise DataError(
            "{path} is labelled from {low:.0f} to {high:.0f}: letters or other signs, and digitpad "
            "reads the digits 0 to 9. Choose a set of digits, such as EMNIST digits.",
            path=path, low=low, high=high,
        ).typed("digitpad fetch emnist-digits")  # fmt: skip
    return values.astype(np.uint8)


def images_of(values: NDArray[Any], path: Path, check: Check = go_on) -> Bytes:
    """Return images (n, 28, 28) uint8, 0 paper to 255 ink, of images of any size.

    values: (n, h, w), in colour with a last or second axis, or (n, h * w) for squares; 0 to 1, 16,
    255 or 65,535, or from below 0; ink light or dark. 28 x 28 ones stay as they are, but for that;
    others are framed as MNIST's are. EMNIST's, which lie on their side, are turned upright.
    check: called now and then. Raises DataError for what are no images.
    """
    if values.dtype.kind not in REAL:
        raise _no_numbers(path)
    values = _grey(values)
    if values.ndim == 2:
        side = round(values.shape[1] ** 0.5)
        if side * side == values.shape[1] > 0:
            values = values.reshape(-1, side, side)
    if values.ndim != 3 or not 4 <= min(values.shape[1:]) <= max(values.shape[1:]) <= LARGEST_SIDE:
        shape = " x ".join(map(str, values.shape))
        raise DataError(
            "{path} holds numbers of the shape {shape}, which are no images of digits. Choose "
            "another file.",
            path=path, shape=shape,
        )  # fmt: skip
    if len(values) > MOST_IMAGES:
        raise DataError(
            "{path} holds more than {most:,} images, the most that digitpad reads. Choose a "
            "smaller set.",
            path=path, most=MOST_IMAGES,
        )  # fmt: skip
    low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)
    if not math.isfinite(low + high):  # one such value is enough
        raise _no_numbers(path)
    if "emnist" in path.name.lower():
        values = values.transpose(0, 2, 1)
    images = np.zeros((len(values), SIDE, SIDE), np.uint8)
    full = next((full for full in RANGES if high <= BEYOND * full), high) if low >= 0 else high
    low = min(low, 0.0)
    is_dark = _border(values) > (low + full) / 2
    if not is_dark and (low, full) == (0, 255) and images.shape == values.shape:
        whole = values if values.dtype == np.uint8 else np.rint(values).astype(np.uint8)
        return np.ascontiguousarray(whole)
    for number, image in enumerate(values):
        if number % 100 == 0:
            check()
        ink = ((image.astype(np.float32) - low) / np.float32((full - low) or 1)).clip(0, 1)
        ink = 1 - ink if is_dark else ink
        if ink.shape != (SIDE, SIDE):
            ink = frame(ink) if ink.any() else np.zeros((SIDE, SIDE), np.float32)
        images[number] = to_bytes(ink)
    return images


def _no_numbers(path: Path) -> DataError:
    return DataError("{path} holds values that are no numbers. Choose another file.", path=path)


def _grey(values: NDArray[Any]) -> NDArray[Any]:
    """Return images without their axis of colours."""
    for axis in (3, 1) if values.ndim == 4 else ():
        if values.shape[axis] == 1:
            return values.squeeze(axis)
        if values.shape[axis] == 3:
            grey: NDArray[np.float32] = values.astype(np.float32).mean(axis)
            return grey
    return values


def _border(values: NDArray[Any]) -> float:
    """Return the mean of the outermost pixels."""
    if not len(values):
        return 0.0
    edges = (values[:, 0], values[:, -1], values[:, :, 0], values[:, :, -1])
    return float(np.mean([edge.mean() for edge in edges]))


@dataclass(frozen=True, eq=False)
class Division:
    """Of a set in parts: which samples of which part are trained on, and which are for the test.

    left: the parts that are not used. said: what is to be known of it.
    """

    training: tuple[str, Places]
    test: tuple[str, Places]
    left: list[str]
    said: list[Text]


def divided(name: str, labels: Mapping[str, Sequence[int] | Bytes]) -> Division:
    """Divide a user's own set, of whose parts these are the labels; one at least has some.

    Validation is for the test where there is none; where there is neither, the second, eighth …
    sample of each digit is. A test alone is enough to evaluate. Raises DataError where there is
    nothing to test by: what is trained on it could not be saved.
    """
    there = [part for part in (TRAINING, "", VALIDATION, TEST) if len(labels.get(part, ()))]
    training = there[0]
    test = next((part for part in (TEST, VALIDATION) if part in there[1:]), None)
    left = [part for part in there[1:] if part != test]
    if training == TEST:
        said = [Text("Nothing in it is to train on.")]
        return Division((TEST, slice(0)), (TEST, slice(None)), left, said)
    if test is not None:
        is_made_do = test == VALIDATION
        said = [Text("Its validation part is taken for the test.")] if is_made_do else []
        return Division((training, slice(None)), (test, slice(None)), left, said)
    mask = _is_for_test(labels[training])
    if not mask.any():
        raise DataError(
            "{name} holds no two images of one digit, so that none can be kept for the test. "
            "Choose a data set with more images.",
            name=name,
        )
    said = [Text("Nothing in it is set apart for a test: every sixth of each digit is.")]
    return Division((training, np.flatnonzero(~mask)), (training, np.flatnonzero(mask)), left, said)


def _is_for_test(labels: Sequence[int] | Bytes) -> NDArray[np.bool_]:
    """Tell of each of (n,) labels whether it is for the test: the second, eighth … of its digit."""
    labels = np.asarray(labels)
    chosen = np.zeros(len(labels), bool)
    for digit in range(10):
        places = np.flatnonzero(labels == digit)
        chosen[places[1::TEST_EVERY]] = True
    return chosen


def data_set_of(name: str, parts: Parts, aside: Sequence[Text]) -> DataSet:
    """Put the parts of a user's own set together, and tell what it holds and what it leaves out.

    Raises DataError where it cannot be divided.
    """
    division = divided(name, {part: samples.labels for part, samples in parts.items()})
    training, test = (
        Samples(parts[part].images[places], parts[part].labels[places])
        for part, places in (division.training, division.test)
    )
    unused = [plural(len(parts[part]), "{part} (%n image)", "{part} (%n images)", part=part or name)
              for part in division.left]  # fmt: skip
    return DataSet(
        name, training, test,
        (holdings(name, training, test), *division.said),
        tuple(left_aside([*unused, *aside])),
    )  # fmt: skip


def holdings(name: str, training: Samples, test: Samples) -> Text:
    """Return what a set holds, as a sentence."""
    lacking = sorted(set(range(10)) - set(training.labels.tolist()) - set(test.labels.tolist()))
    if lacking:
        return Text(
            "{name}: {training:,} images to train on and {test:,} for the test, none of them of "
            "the digits {lacking}.",
            name=name, training=len(training), test=len(test), lacking=", ".join(map(str, lacking)),
        )  # fmt: skip
    return Text(
        "{name}: {training:,} images to train on and {test:,} for the test.",
        name=name, training=len(training), test=len(test),
    )  # fmt: skip


def left_aside(things: Sequence[Text | str]) -> list[Text]:
    """Return what is said of ``things`` that are not used; nothing for none."""
    if not things:
        return []
    listed = ", ".join(str(thing) for thing in things[:NAMED])
    if len(things) > NAMED:
        return [plural(
            len(things) - NAMED, "Left aside: {listed} and %n more.",
            "Left aside: {listed} and %n more.", listed=listed,
        )]  # fmt: skip
    return [Text("Left aside: {listed}.", listed=listed)]
