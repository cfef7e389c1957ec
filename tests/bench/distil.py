"""A small network learns from a larger one: what it says of each image, not the label alone.

    python tests/bench/distil.py OUT --data DATA --also PEN_SET [--passes 12] [--rounds 3]

PEN_SET is what ``pen_set.py`` wrote. The student, the usual model, is trained further; the best
reader teaches. Images are made ahead and labelled by the teacher once: ``passes`` times the digits
of MNIST and the pen, deformed, with synthetic digits and with what is no digit; the student sees
them ``rounds`` times, and learns a mean of what they are and of the teacher's probabilities. How
much a letter or a careless nine looks like a digit is said there: that takes less room in a small
network than being told that nothing is known.
Source: Hinton, Vinyals, Dean, "Distilling the Knowledge in a Neural Network", 2015.
"""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from confidence import probabilities
from torch import Tensor

from digitpad.collection.mnist_set import with_extra
from digitpad.data.catalogue import load
from digitpad.handwriting.not_digits import not_digits
from digitpad.handwriting.synthetic import synthetic
from digitpad.network.architecture import CLASSES
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.support.folders import best_reader, bundled_model
from digitpad.training.augment import augmented
from digitpad.training.batches import HANDS, NO_DIGIT
from digitpad.training.loop import as_tensors, learning_rate, make_optimiser
from digitpad.training.module import Network, made, module_of, normalised
from digitpad.training.recipe import ROBUST_RECIPE, Recipe
from digitpad.training.test_and_save import Epochs, test_and_save
from digitpad.training.weights import MovingAverage

SYNTHETIC, NO_DIGITS = 18_000, 10_000  # images beside each pass over the others
RATE = 0.002  # of AdamW: at Muon's 0.012 the student went too far for a mean with what it was
KNOWN = 0.4  # share of a digit's label in what is learnt; the teacher has the rest
UNKNOWN = 0.5  # the same of knowing nothing, where there is no digit

Pass = tuple[Tensor, Tensor, Tensor]  # images (n, 28, 28) uint8; labels and probabilities of them


def main() -> None:
    """Make the images, train, test and save."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--also", type=Path, required=True)
    parser.add_argument("--passes", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(1)
    data = with_extra(load("mnist", options.data), options.also)
    digits = as_tensors(data.training)
    each = len(digits[1]) + SYNTHETIC + NO_DIGITS
    recipe = replace(
        ROBUST_RECIPE, epochs=options.passes * options.rounds, optimiser="adamw",
        learning_rate=RATE, synthetic=round(SYNTHETIC / each, 3),
        not_digits=round(NO_DIGITS / each, 3), middle_first=0.0, seed=options.seed,
    )  # fmt: skip
    teacher = module_of(load_checkpoint(best_reader()).network)
    images = list(taught(teacher, digits, options.passes, options.seed))
    student = made(load_checkpoint(bundled_model()).network, torch.device("cpu"))
    assert isinstance(student, Network)
    network = trained(student, images, options.rounds, recipe)
    report = test_and_save(
        network, recipe, Epochs(recipe.epochs), data, options.out, may_replace=True
    ).report
    print(f"{100 * report.accuracy:.2f} % of MNIST's test set; saved in {options.out}")


def taught(
    teacher: Network, digits: tuple[Tensor, Tensor], passes: int, seed: int
) -> Iterator[Pass]:
    """Yield each pass's images in random order, with labels and the teacher's probabilities.

    digits: images (n, 28, 28) uint8 and labels. Those of no digit come with -1; the probabilities
    are (n, 10).
    """
    random = torch.Generator().manual_seed(seed)
    for number in range(passes):
        order = torch.randperm(len(digits[1]), generator=random)
        changed = [
            (augmented(digits[0][some], "deform", random) * 255).round().to(torch.uint8)
            for some in order.split(4096)
        ]
        hand = int(torch.randint(HANDS, (), generator=random))
        written = synthetic(SYNTHETIC, 1000 * seed + number, hand)
        scribbled = np.array(not_digits(NO_DIGITS, 1000 * seed + number, hand))
        images = torch.cat([
            *changed, torch.from_numpy(written.images), torch.from_numpy(scribbled),
        ])  # fmt: skip
        labels = torch.cat([
            digits[1][order], torch.from_numpy(written.labels.astype(np.int64)),
            torch.full((NO_DIGITS,), NO_DIGIT),
        ])  # fmt: skip
        mixed = torch.randperm(len(labels), generator=random)
        images, labels = images[mixed], labels[mixed]
        yield images, labels, torch.from_numpy(probabilities(teacher, images))
        print(f"pass {number + 1} of {passes} is taught", flush=True)


def trained(student: Network, images: list[Pass], rounds: int, recipe: Recipe) -> Network:
    """Return the moving average of ``student``, which is trained with what ``taught`` yields."""
    student.dropout = recipe.dropout
    student.train()
    optimiser = make_optimiser(student, recipe)
    average = MovingAverage(student, recipe.averaging)
    torch.manual_seed(recipe.seed)
    batches = [len(labels) // recipe.batch_size for _, labels, _ in images]
    step, steps = 0, rounds * sum(batches)
    for number in range(rounds):
        for (x, labels, told), count in zip(images, batches, strict=True):
            for some in torch.randperm(len(labels)).split(recipe.batch_size)[:count]:
                for group in optimiser.param_groups:
                    group["lr"] = learning_rate(recipe, step, steps)
                wanted = learnt(labels[some], told[some])
                answers = student(normalised(x[some], student.architecture))
                optimiser.zero_grad()
                (-(wanted * answers).sum(dim=1).mean()).backward()
                optimiser.step()
                average.update(student)
                step += 1
        print(f"round {number + 1} of {rounds}", flush=True)
    return average.network


def learnt(labels: Tensor, told: Tensor) -> Tensor:
    """Return the probabilities (n, 10) that are to be learnt."""
    is_digit = (labels != NO_DIGIT)[:, None]
    known = F.one_hot(labels.clamp(min=0), CLASSES).float()
    known = torch.where(is_digit, known, torch.full_like(known, 1 / CLASSES))
    share = torch.where(is_digit, KNOWN, UNKNOWN)
    return share * known + (1 - share) * told


if __name__ == "__main__":
    main()
