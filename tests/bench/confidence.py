"""How far a confidence can be trusted, and what the model makes of what is no digit.

    python tests/bench/confidence.py --data DATA --pen PEN [--model FILE]

Prints accuracy, expected calibration error (15 bins of equal width) and the share that is "not
sure", for the pen digits, MNIST's test set, and synthetic scribbles, signs and specks.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from pen_digits import BOX, read_pen_digits

from digitpad.data import catalogue
from digitpad.handwriting.not_digits import not_digits
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.render import network_input
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.reading.classify import SURE
from digitpad.support.folders import bundled_model
from digitpad.training.module import module_of, normalised

BINS = 15
NO_DIGITS, NEW_HANDS = 2000, 2**41  # by hands that no training has


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--pen", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=bundled_model())
    options = parser.parse_args()
    network = module_of(load_checkpoint(options.model).network)
    digits = read_pen_digits(options.pen)
    drawn = [
        network_input(Drawing(tuple(map(Stroke.from_xy, digit.strokes)), (float(BOX), float(BOX))))
        for digit in digits
    ]
    test = catalogue.load("mnist", options.data).test
    report("pen digits", network, np.stack(drawn), np.array([digit.label for digit in digits]))
    report("MNIST's test set", network, test.images, test.labels)
    confidence = probabilities(network, not_digits(NO_DIGITS, 77, NEW_HANDS)).max(axis=1)
    print(f"no digits: {100 * (confidence < SURE).mean():.1f} % not sure of {NO_DIGITS:,}")


def report(name, network, images, labels) -> None:
    """Print one line about images whose labels are known."""
    found = probabilities(network, images)
    right, confidence = found.argmax(axis=1) == labels, found.max(axis=1)
    print(
        f"{name}: {100 * right.mean():.2f} % of {len(labels):,} right, calibration error "
        f"{100 * calibration_error(confidence, right):.2f} %, "
        f"{100 * (confidence < SURE).mean():.2f} % not sure"
    )


def probabilities(network, images) -> np.ndarray:
    """Return (n, 10) of ``images``."""
    with torch.inference_mode():
        parts = torch.from_numpy(np.array(images)).split(1000)
        return torch.cat(
            [network(normalised(x, network.architecture)).exp() for x in parts]
        ).numpy()


def calibration_error(confidence, right) -> float:
    """Return the mean distance of confidence and accuracy, bin by bin.

    Source: Guo et al., "On Calibration of Modern Neural Networks", 2017.
    """
    place = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return sum(
        (place == n).mean() * abs(confidence[place == n].mean() - right[place == n].mean())
        for n in np.unique(place)
    )


if __name__ == "__main__":
    main()
