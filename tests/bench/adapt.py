"""Adapting to one person's hand: real pen digits, before and after.

    python tests/bench/adapt.py --data ../shared/data/mnist
        --pen ../shared/data/pen/pendigits-orig.tra [--model FILE] [--worst 5 | --writers 28,2]
        [--digits 20] [--confirm] [--without-mnist] [--seed 1] [--threads 1]

For each of the writers whom the model reads worst: he draws the first half of his digits, in the
order in which they are in the file, and corrects those that are misread, until there are 20. Where
fewer are misread he confirms the first ones that were read right, so that there are 20; with
--confirm he keeps the first 20 digits, right or wrong, as practice does. The network adapts to
them; --without-mnist as where MNIST is not on the machine. Measured on the second half of his
digits, on MNIST's test set and on all digits of the other writers. told: how many of the 20 the
window says are read right, before and after. The seconds are those of all that the window does,
its own measurements included.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from handwriting import pen_samples

from digitpad.data import catalogue
from digitpad.data.samples import Samples
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.support.folders import bundled_model
from digitpad.training.adapt.hand import adapt
from digitpad.training.adapt.settings import Adapted
from digitpad.training.evaluation import predict
from digitpad.training.module import module_of

LINE = "{:>6} {:>9} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}"


def main() -> None:
    """Adapt to each writer and print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--pen", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=bundled_model())
    parser.add_argument("--worst", type=int, default=5)
    parser.add_argument("--writers", default="")
    parser.add_argument("--digits", type=int, default=20)
    parser.add_argument("--confirm", action="store_true")
    parser.add_argument("--without-mnist", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)

    network = module_of(load_checkpoint(options.model).network)
    mnist = catalogue.load("mnist", options.data)
    mnist_before = accuracy(network, mnist.test)
    digits, writers = pen_samples(options.pen)
    is_right = predict(network, digits).predictions == digits.labels
    shares = {int(writer): is_right[writers == writer].mean() for writer in np.unique(writers)}
    chosen = [int(writer) for writer in options.writers.split(",") if writer]
    chosen = chosen or sorted(shares, key=lambda writer: shares[writer])[: options.worst]

    print(f"{options.model}, {options.threads} thread(s)")
    print(LINE.format("writer", "misread", "before", "after", "MNIST", "after", "others", "after",
                      "told", "seconds"))  # fmt: skip
    rows = []
    for writer in chosen:
        own = np.flatnonzero(writers == writer)
        drawn, rest = own[: len(own) // 2], own[len(own) // 2 :]
        kept, misread = kept_digits(drawn, is_right, options.digits, options.confirm)
        start, cpu = time.perf_counter(), time.process_time()
        done = None
        used = None if options.without_mnist else mnist
        for event in adapt(network, of(digits, kept), seed=options.seed, mnist=used):
            done = event if isinstance(event, Adapted) else None
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
        assert done is not None
        others = np.flatnonzero(writers != writer)
        figures = [
            percent(is_right[rest].mean()), accuracy(done.network, of(digits, rest)),
            mnist_before, accuracy(done.network, mnist.test),
            percent(is_right[others].mean()), accuracy(done.network, of(digits, others)),
        ]  # fmt: skip
        rows.append([*figures, seconds, cpu])
        print(LINE.format(
            writer, f"{misread} of {len(kept)}", *(f"{figure:.2f}" for figure in figures),
            f"{done.before.own.correct}>{done.after.own.correct}", f"{seconds:.1f}",
        ), flush=True)  # fmt: skip
    mean = np.mean(rows, axis=0)
    print(LINE.format("mean", "", *(f"{m:.2f}" for m in mean[:6]), "", f"{mean[6]:.1f}"))
    print(
        f"MNIST at worst {min(row[3] - row[2] for row in rows):+.2f} points; processor time "
        f"{mean[7]:.1f} s"
    )


def kept_digits(
    drawn: np.ndarray, is_right: np.ndarray, count: int, confirms: bool
) -> tuple[np.ndarray, int]:
    """Return the digits that are kept, indices in the order of drawing, and how many are misread.

    drawn: indices (n,), in order. is_right: (all,) whether the model reads them.
    """
    if confirms:
        kept = drawn[:count]
    else:
        wrong = drawn[~is_right[drawn]][:count]
        right = drawn[is_right[drawn]][: count - len(wrong)]
        kept = np.sort(np.concatenate((wrong, right)))
    return kept, int((~is_right[kept]).sum())


def of(samples: Samples, rows: np.ndarray) -> Samples:
    """Return some of ``samples``."""
    return Samples(samples.images[rows], samples.labels[rows])


def accuracy(network: torch.nn.Module, samples: Samples) -> float:
    """Return how much of ``samples`` is read right, in percent."""
    return percent(predict(network, samples).report.accuracy)


def percent(share: float) -> float:
    """Return a share in percent."""
    return 100 * float(share)


if __name__ == "__main__":
    main()
