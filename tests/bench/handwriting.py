"""Synthetic handwriting: digits a second, and what a network learns from it alone.

    python tests/bench/handwriting.py --data ../shared/data/mnist
        --pen ../shared/data/pen/pendigits-orig.tra [--samples 300000] [--epochs 4] [--seed 1]
        [--recipe robust] [--out FILE] [--threads 1]

Trains the tutorial network on synthetic samples and nothing else, with the recipe's optimiser and
without its augmentation. Prints its accuracy on MNIST's test set and on pen digits: those of
writers 1 to 15, whose mistakes were looked at while the generator was made, and of 16 to 30,
which were left alone.
"""

import argparse
import collections
import dataclasses
import time
from pathlib import Path

import numpy as np
import torch
from pen_digits import BOX, read_pen_digits

from digitpad.data.catalogue import load_test
from digitpad.data.samples import Samples
from digitpad.handwriting.synthetic import synthetic
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.render import network_input
from digitpad.network.architecture import TUTORIAL
from digitpad.network.files.checkpoint import save_checkpoint
from digitpad.network.files.training_info import TrainingInfo
from digitpad.training.evaluation import evaluate
from digitpad.training.loop import as_tensors, train
from digitpad.training.module import Network, graph_with
from digitpad.training.progress import EpochDone, Finished
from digitpad.training.recipe import RECIPES

TIMED = 20_000  # digits
LOOKED_AT = range(1, 16)  # writers


def main() -> None:
    """Measure speed, train, and test."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--pen", type=Path, required=True)
    parser.add_argument("--samples", type=int, default=300_000)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--recipe", default="robust")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)

    synthetic(1000, 0)  # forms are measured once
    start = time.perf_counter()
    synthetic(TIMED, 0)
    print(f"{TIMED / (time.perf_counter() - start):,.0f} digits a second, one thread")

    recipe = dataclasses.replace(
        RECIPES[options.recipe], name="handwriting", augmentation="none", epochs=options.epochs,
        seed=options.seed,
    )  # fmt: skip
    start = time.perf_counter()
    for event in train(TUTORIAL, recipe, synthetic(options.samples, options.seed)):
        if isinstance(event, EpochDone):
            print(f"epoch {event.epoch}: loss {event.train_loss:.4f}, {event.seconds:.0f} s")
        elif isinstance(event, Finished):
            network = event.network
    print(
        f"trained on {options.samples:,} synthetic samples in {time.perf_counter() - start:.0f} s"
    )

    tested(network, load_test("mnist", options.data), "MNIST's test set")
    digits, writers = pen_samples(options.pen)
    seen = np.isin(writers, LOOKED_AT)
    for name, rows in (("1 to 15", seen), ("16 to 30", ~seen), ("1 to 30", seen | True)):
        some = Samples(digits.images[rows], digits.labels[rows])
        tested(network, some, f"pen digits of writers {name}")
    if options.out is not None:
        info = TrainingInfo(data="handwriting", recipe=recipe.to_json())
        save_checkpoint(options.out, graph_with(network), info)


def tested(network: Network, samples: Samples, name: str) -> None:
    """Print how much of ``samples`` is read right, and the most frequent mistakes."""
    report = evaluate(network, *as_tensors(samples))
    wrong = np.array(report.confusion)
    np.fill_diagonal(wrong, 0)
    mistakes = collections.Counter({pair: int(n) for pair, n in np.ndenumerate(wrong) if n})
    told = ", ".join(f"{a} as {b}: {n}" for (a, b), n in mistakes.most_common(6))
    print(f"{name}: {100 * report.accuracy:.2f} % of {len(samples):,}; {told}")


def pen_samples(path: Path) -> tuple[Samples, np.ndarray]:
    """Return the pen digits as the network sees them, and who wrote each."""
    digits = read_pen_digits(path)
    images = np.empty((len(digits), 28, 28), np.uint8)
    for image, digit in zip(images, digits, strict=True):
        strokes = tuple(Stroke.from_xy(stroke) for stroke in digit.strokes if stroke)
        image[:] = np.rint(network_input(Drawing(strokes, (BOX, BOX))) * 255)
    labels = np.array([digit.label for digit in digits], np.uint8)
    return Samples(images, labels), np.array([digit.writer for digit in digits])


if __name__ == "__main__":
    main()
