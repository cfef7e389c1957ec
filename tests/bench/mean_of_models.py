"""A model between two of one network: the weighted mean of their weights.

    python tests/bench/mean_of_models.py BEFORE AFTER SHARE OUT --data DATA

SHARE of AFTER, the rest of BEFORE, from which AFTER was trained further: the mean keeps what the
one knew and has most of what the other learnt. OUT tells of AFTER's training and of its own test.
Source: Wortsman et al., "Robust fine-tuning of zero-shot models", 2022.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from digitpad.data.catalogue import load_test
from digitpad.network.files.checkpoint import load_checkpoint, save_checkpoint
from digitpad.training.evaluation import evaluate
from digitpad.training.loop import as_tensors
from digitpad.training.module import graph_with, module_of


def main() -> None:
    """Write what the command line asks for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("share", type=float)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    before, after = load_checkpoint(options.before), load_checkpoint(options.after)
    network = module_of(after.network)
    old = module_of(before.network).state_dict()
    network.load_state_dict({
        name: (1 - options.share) * old[name] + options.share * new
        for name, new in network.state_dict().items()
    })  # fmt: skip
    accuracy = evaluate(network, *as_tensors(load_test("mnist", options.data))).accuracy
    save_checkpoint(
        options.out, graph_with(network), replace(after.training_info, test_accuracy=accuracy)
    )
    print(f"{100 * accuracy:.2f} % of MNIST's test set; saved in {options.out}")


if __name__ == "__main__":
    main()
