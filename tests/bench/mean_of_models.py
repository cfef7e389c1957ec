"""A model between two of one network: the weighted mean of their weights.

    python tests/bench/mean_of_models.py BEFORE AFTER SHARE OUT --data DATA [--sharpen 1]

SHARE of AFTER, the rest of BEFORE, from which AFTER was trained further: the mean keeps what the
one knew and has most of what the other learnt. OUT tells of AFTER's training and of its own tests.
--sharpen: a factor of the logits, where the mean is less sure than it is right; the answers stay.
Sources: Wortsman et al., "Robust fine-tuning of zero-shot models", 2022; Guo et al., "On
Calibration of Modern Neural Networks", 2017.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from digitpad.data.catalogue import load_test
from digitpad.network.files.checkpoint import load_checkpoint, save_checkpoint
from digitpad.training.evaluation import evaluate
from digitpad.training.loop import as_tensors
from digitpad.training.module import graph_with, module_of
from digitpad.training.test_and_save import hands_accuracy


def main() -> None:
    """Write what the command line asks for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("share", type=float)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sharpen", type=float, default=1.0)
    options = parser.parse_args()
    before, after = load_checkpoint(options.before), load_checkpoint(options.after)
    network = module_of(after.network)
    old = module_of(before.network).state_dict()
    mean = {
        name: (1 - options.share) * old[name] + options.share * new
        for name, new in network.state_dict().items()
    }
    for name in list(mean)[-2:]:  # weight and bias of the last layer, whose outputs are logits
        mean[name] *= options.sharpen
    network.load_state_dict(mean)
    accuracy = evaluate(network, *as_tensors(load_test("mnist", options.data))).accuracy
    info = replace(
        after.training_info, test_accuracy=accuracy, hands_accuracy=hands_accuracy(network)
    )
    save_checkpoint(options.out, graph_with(network), info)
    print(f"{100 * accuracy:.2f} % of MNIST's test set; saved in {options.out}")


if __name__ == "__main__":
    main()
