"""Time from a setting of the Convolution lab to its maps, shapes, coverage and cost.

    OMP_NUM_THREADS=1 python tests/bench/lab.py [--settings 2000] [--seed 0]

Random settings of a colour picture of 256 x 256 pixels: 1 to 8 kernels, 1 x 1 to 11 x 11, any
stride, padding, mode and dilation that fit. Then the same with all of it at its most: 8 kernels of
11 x 11 at a stride of 1, padded; then all pools, and one cell taken apart.
"""

import argparse
import os
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy: one thread is what is measured
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from digitpad.lab.convolve import outcome
from digitpad.lab.kernels import kernel
from digitpad.lab.limits import (
    LARGEST_DILATION,
    LARGEST_KERNEL,
    LARGEST_PADDING,
    LARGEST_SIDE,
    MOST_KERNELS,
    PADDING_MODES,
    ConvolutionSettings,
    Padding,
    PoolSettings,
)
from digitpad.lab.pooling import change, pool, shifted, side_by_side
from digitpad.lab.steps import Cell, explain_cell


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--settings", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    random = np.random.default_rng(options.seed)
    image = random.random((3, LARGEST_SIDE, LARGEST_SIDE)).astype(np.float32)
    cases = [random_case(random) for _ in range(options.settings)]
    report("random settings", [lambda c=case: outcome(image, *c) for case in cases])
    cases = [largest_case(random) for _ in range(options.settings // 10)]
    report("largest settings", [lambda c=case: outcome(image, *c) for case in cases])
    cell = Cell(7, 3, 200)
    report("a cell taken apart", [lambda c=case: explain_cell(image, *c, cell) for case in cases])
    pools = side_by_side(PoolSettings(size=(32, 32), stride=(1, 1), padding=(16, 16)))

    def all_pools():
        moved = shifted(image, (0, 1))
        for one in pools:
            change(pool(image, one), pool(moved, one))

    report("all pools, and shifted", [all_pools] * 20)


def random_case(random):
    """Return kernels and settings, as extreme as they come."""
    rows, columns = random.integers(1, LARGEST_KERNEL + 1, 2)
    kernels = kernels_of(random, int(random.integers(1, MOST_KERNELS + 1)), rows, columns)
    dilation = tuple(map(int, random.integers(1, LARGEST_DILATION + 1, 2)))
    mode = str(random.choice(PADDING_MODES))
    if random.random() < 0.3:
        return kernels, ConvolutionSettings(padding=Padding.same(mode), dilation=dilation)
    stride = (1, 1) if random.random() < 0.5 else tuple(map(int, random.integers(1, 6, 2)))
    amounts = map(int, random.integers(0, LARGEST_PADDING + 1, 4))
    return kernels, ConvolutionSettings(stride, Padding(*amounts, mode), dilation)


def largest_case(random):
    """Return 8 kernels of 11 x 11, "same", with any dilation."""
    kernels = kernels_of(random, MOST_KERNELS, LARGEST_KERNEL, LARGEST_KERNEL)
    dilation = int(random.integers(1, LARGEST_DILATION + 1))
    mode = str(random.choice(PADDING_MODES))
    return kernels, ConvolutionSettings((1, 1), Padding.same(mode), (dilation, dilation))


def kernels_of(random, count, rows, columns):
    """Return random kernels for a colour picture."""
    return [kernel(random.standard_normal((3, rows, columns)), 0.1) for _ in range(count)]


def report(name, calls):
    """Time each call, and print how long they took."""
    calls[0]()
    seconds = []
    for call in calls:
        began, began_own = time.perf_counter(), time.thread_time()
        call()
        seconds.append((time.perf_counter() - began, time.thread_time() - began_own))
    print(f"{name}, {len(calls):,}:")
    for clock, times in zip(
        ("by the clock", "of its thread's own time"), zip(*seconds, strict=True), strict=True
    ):
        middle, most, largest = 1000 * np.percentile(times, [50, 95, 100])
        print(
            f"    median {middle:.1f} ms, 95th percentile {most:.1f} ms, "
            f"largest {largest:.1f} ms {clock}"
        )


if __name__ == "__main__":
    main()
