"""Pen digits as an MNIST-style set, to be learnt with ``digitpad train --also``.

    python tests/bench/pen_set.py ../shared/data/pen/pendigits-orig.tra OUT [--writers 1-20]

OUT/MNIST/raw gets the images that the canvas would make of them, and their labels.
"""

import argparse
import struct
from pathlib import Path

import numpy as np
from pen_digits import BOX, read_pen_digits

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.render import network_input


def main() -> None:
    """Write what the command line asks for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("pen", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--writers", default="1-30", help="first-last")
    options = parser.parse_args()
    first, last = map(int, options.writers.split("-"))
    digits = [digit for digit in read_pen_digits(options.pen) if first <= digit.writer <= last]
    images = np.stack([
        network_input(
            Drawing(tuple(Stroke.from_xy(stroke) for stroke in digit.strokes), (BOX, BOX))
        )
        for digit in digits
    ])  # fmt: skip
    raw = options.out / "MNIST" / "raw"
    raw.mkdir(parents=True)
    pixels = np.rint(images * 255).astype(np.uint8)
    labels = np.array([digit.label for digit in digits], np.uint8)
    (raw / "train-images-idx3-ubyte").write_bytes(
        struct.pack(">4B3I", 0, 0, 8, 3, *pixels.shape) + pixels.tobytes()
    )
    (raw / "train-labels-idx1-ubyte").write_bytes(
        struct.pack(">4BI", 0, 0, 8, 1, len(labels)) + labels.tobytes()
    )
    print(f"{len(labels):,} digits of writers {options.writers} are in {options.out}")


if __name__ == "__main__":
    main()
