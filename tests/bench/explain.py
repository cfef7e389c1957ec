"""Explained totals against the network's own values, over random values of all layers.

    python tests/bench/explain.py [--values 10000] [--drawings 20]

Prints the largest difference, for the bundled model and random drawings, each with its layer.
"""

import argparse
import time

import numpy as np

from digitpad.graph.trace import shown_layers, trace
from digitpad.graph.value import explain
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.render import network_input
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.support.folders import bundled_model


def main() -> None:
    """Compare, and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--values", type=int, default=10_000)
    parser.add_argument("--drawings", type=int, default=20)
    options = parser.parse_args()
    network = load_checkpoint(bundled_model()).network
    layers = shown_layers(network)
    random = np.random.default_rng(0)
    largest = dict.fromkeys((layer.name for layer in layers), 0.0)
    seconds = 0.0
    for _ in range(options.drawings):
        paths = random.uniform(100, 900, (2, 6, 2))
        drawing = Drawing(tuple(Stroke.from_xy(path.tolist()) for path in paths))
        found = trace(network, network_input(drawing))
        for _ in range(options.values // options.drawings):
            layer = layers[random.integers(len(layers))]
            position = tuple(map(int, random.integers(0, layer.shape)))
            began = time.perf_counter()
            total = explain(found, layer.index, position).total
            seconds += time.perf_counter() - began
            own = float(found.outputs[layer.index][position])
            largest[layer.name] = max(largest[layer.name], abs(total - own))
    for name, difference in largest.items():
        print(f"{name}: largest difference {difference:.1e}")
    print(
        f"all: largest difference {max(largest.values()):.1e} over {options.values:,} values, "
        f"{seconds / options.values * 1e6:.0f} µs each"
    )


if __name__ == "__main__":
    main()
