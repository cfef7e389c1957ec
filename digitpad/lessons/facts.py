"""What a lesson can ask about: facts of what the window shows, each one number or word.

The window hands plain values over, as ``Seen``; a fact is found in them by its name. Some names
take an argument after a blank: ``weights conv2``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from digitpad.graph.ops.convolution import ConvOp
from digitpad.graph.ops.linear import LinearOp
from digitpad.lab.convolve import ConvolutionResult
from digitpad.lab.limits import LabError
from digitpad.lab.pooling import pool_shape
from digitpad.lab.result import LabResult
from digitpad.support.messages import Text
from digitpad.training.recipe import Recipe

if TYPE_CHECKING:
    from digitpad.graph.graph import Graph
    from digitpad.training.curves import EpochPoint
    from digitpad.training.evaluation import Report


@dataclass(frozen=True, eq=False)
class Seen:
    """What the window shows, as far as a lesson may ask about it; None where there is nothing yet.

    page: its name. area: of the lab. lab: what the lab shows. layer: of the Layers page. changed:
    how many maps and kernels are silenced or changed by hand there. probabilities: (10,) of the
    drawing. epochs: of the newest training. report: of the newest test. losses: of the true digit
    on the Layers page, before the steps of learning and after them.
    """

    page: str = ""
    area: str = ""
    lab: LabResult | None = None
    layer: str = ""
    changed: int = 0
    network: Graph | None = None
    probabilities: NDArray[np.float32] | None = None
    recipe: Recipe | None = None
    epochs: tuple[EpochPoint, ...] = ()
    report: Report | None = None
    losses: tuple[float, float] | None = None


@dataclass(frozen=True)
class Fact:
    """title: what it is called. read: finds it, with the argument; None where there is none."""

    title: Text
    read: Callable[[Seen, str], float | None]


def fact_of(name: str) -> Fact | None:
    """Return the fact that ``name`` means; None for a name that means none."""
    return FACTS.get(name.partition(" ")[0])


def title_of(name: str) -> str:
    """Return what the fact ``name`` is called by people, with its argument."""
    fact, argument = fact_of(name), name.partition(" ")[2]
    title = name if fact is None else str(fact.title)
    return f"{title} {argument}" if argument and fact is not None else title


def value_of(name: str, seen: Seen) -> float | None:
    """Return the fact ``name`` of what is seen; None where it is not to be had."""
    fact = fact_of(name)
    return None if fact is None else fact.read(seen, name.partition(" ")[2])


# The lab


def _of_outcome(read: Callable[[ConvolutionResult], float]) -> Callable[[Seen, str], float | None]:
    def find(seen: Seen, _: str) -> float | None:
        found = None if seen.lab is None else seen.lab.outcome
        return None if found is None else read(found)

    return find


def _output(axis: int) -> Callable[[Seen, str], float | None]:
    return _of_outcome(lambda found: found.shape.output[axis])


def _of_kernels(read: Callable[[LabResult], float]) -> Callable[[Seen, str], float | None]:
    return lambda seen, _: None if seen.lab is None else read(seen.lab)


def _stride(axis: int) -> Callable[[Seen, str], float | None]:
    return _of_kernels(lambda lab: lab.lab_settings.convolution.stride[axis])


def _weights_of_a_kernel(lab: LabResult) -> float:
    return lab.lab_settings.kernels[0].weights.size


def _strongest_channel(seen: Seen, _: str) -> float | None:
    """Return the channel that is strongest where the first kernel answers most.

    Of the window there the mean is taken; None where two channels are alike, as on grey.
    """
    lab = seen.lab
    if lab is None or lab.outcome is None or lab.padded is None or lab.outcome.shape.channels < 2:
        return None
    found = lab.outcome
    row, column = np.unravel_index(int(found.maps[0].argmax()), found.maps[0].shape)
    tops = [
        int(place) * axis.stride for place, axis in
        zip((row, column), (found.shape.rows, found.shape.columns), strict=True)
    ]  # fmt: skip
    spans = found.shape.rows.span, found.shape.columns.span
    window = lab.padded[:, tops[0] : tops[0] + spans[0], tops[1] : tops[1] + spans[1]]
    means = window.mean(axis=(1, 2))
    first, second = np.sort(means)[[-1, -2]]
    return None if first - second < 0.05 else int(means.argmax())


def _pooled(axis: int) -> Callable[[Seen, str], float | None]:
    def read(seen: Seen, _: str) -> float | None:
        lab = seen.lab
        if lab is None or lab.pooled_maps is None:
            return None
        try:
            return pool_shape(lab.pooled_maps.shape, lab.lab_settings.pooling)[axis]
        except LabError:
            return None

    return read


def _target(axis: int) -> Callable[[Seen, str], float | None]:
    return _of_kernels(lambda lab: lab.lab_settings.pooling.target[axis])


# The network and its answer


def _weights(seen: Seen, layer: str) -> float | None:
    """Count the weights of a layer, its biases not among them."""
    network = seen.network
    if network is None or layer not in network.index:
        return None
    weight = network.parameters(network.index[layer]).get("weight")
    return None if weight is None else weight.size


def _largest_layer(seen: Seen, _: str) -> float | None:
    """Return which of the layers with weights has most of them, counted from 0."""
    network = seen.network
    if network is None:
        return None
    sizes = [
        network.parameters(index)["weight"].size
        for index, operation in enumerate(network.operations)
        if isinstance(operation.kind, ConvOp | LinearOp)
    ]
    return int(np.argmax(sizes)) if sizes else None


def _answer(seen: Seen, _: str) -> float | None:
    return None if seen.probabilities is None else int(seen.probabilities.argmax())


def _least_likely(seen: Seen, _: str) -> float | None:
    return None if seen.probabilities is None else int(seen.probabilities.argmin())


def _loss_of_answer(seen: Seen, _: str) -> float | None:
    if seen.probabilities is None:
        return None
    return -math.log(max(float(seen.probabilities.max()), 1e-30))


# Training and testing


def _fallen(seen: Seen, _: str) -> float | None:
    return None if seen.losses is None else seen.losses[0] - seen.losses[1]


def _of_recipe(read: Callable[[Recipe], float]) -> Callable[[Seen, str], float | None]:
    return lambda seen, _: None if seen.recipe is None else read(seen.recipe)


def _is_sgd(recipe: Recipe) -> float:
    return float(recipe.optimiser == "sgd")


def _best_epoch(seen: Seen, _: str) -> float | None:
    judged = [point for point in seen.epochs if point.val_loss is not None]
    best = min(judged, key=lambda point: point.val_loss or 0.0, default=None)
    return None if best is None else best.epoch


def _tested(read: Callable[[Report], float]) -> Callable[[Seen, str], float | None]:
    return lambda seen, _: None if seen.report is None else read(seen.report)


FACTS: dict[str, Fact] = {
    "output_maps": Fact(Text("Maps of the lab's output"), _output(0)),
    "output_rows": Fact(Text("Rows of the lab's output"), _output(1)),
    "output_columns": Fact(Text("Columns of the lab's output"), _output(2)),
    "output_values": Fact(Text("Values of one output map"), _of_outcome(
        lambda found: found.shape.rows.output * found.shape.columns.output
    )),
    "first_value": Fact(
        Text("First value of the lab's output"),
        _of_outcome(lambda found: float(found.maps[0, 0, 0])),
    ),
    "largest_value": Fact(
        Text("Largest value of the first output map"),
        _of_outcome(lambda found: float(found.maps[0].max())),
    ),
    "channels": Fact(
        Text("Channels of the lab's kernels"),
        _of_kernels(lambda lab: lab.lab_settings.kernels[0].channels),
    ),
    "kernels": Fact(
        Text("Kernels in the lab"), _of_kernels(lambda lab: len(lab.lab_settings.kernels))
    ),
    "kernel_rows": Fact(
        Text("Rows of the kernel"), _of_kernels(lambda lab: lab.lab_settings.kernels[0].size[0])
    ),
    "kernel_columns": Fact(
        Text("Columns of the kernel"), _of_kernels(lambda lab: lab.lab_settings.kernels[0].size[1])
    ),
    "kernel_weights": Fact(Text("Weights of one kernel"), _of_kernels(_weights_of_a_kernel)),
    "stride_down": Fact(Text("Stride down"), _stride(0)),
    "stride_right": Fact(Text("Stride to the right"), _stride(1)),
    "unseen": Fact(
        Text("Pixels that no window sees"),
        _of_outcome(lambda found: int((found.coverage.counts == 0).sum())),
    ),
    "strongest_channel": Fact(
        Text(
            "Channel that is strongest where the output is largest (0 red, 1 green, 2 blue)"
        ),
        _strongest_channel,
    ),
    "pool_rows": Fact(Text("Rows after max pooling"), _pooled(1)),
    "pool_columns": Fact(Text("Columns after max pooling"), _pooled(2)),
    "adaptive_rows": Fact(Text("Rows after adaptive pooling"), _target(0)),
    "adaptive_columns": Fact(Text("Columns after adaptive pooling"), _target(1)),
    "weights": Fact(Text("Weights of the layer"), _weights),
    "largest_layer": Fact(Text("The layer with most weights"), _largest_layer),
    "changed": Fact(
        Text("Maps and kernels changed by hand"), lambda seen, _: seen.changed
    ),
    "answer": Fact(Text("The digit that is read"), _answer),
    "least_likely": Fact(Text("The digit with the least probability"), _least_likely),
    "answer_loss": Fact(Text("Loss if the answer is right"), _loss_of_answer),
    "loss_fallen": Fact(Text("How far steps on the Layers page lowered the loss"), _fallen),
    "epochs": Fact(Text("Epochs in the form"), _of_recipe(lambda recipe: recipe.epochs)),
    "batch_size": Fact(Text("Batch size"), _of_recipe(lambda recipe: recipe.batch_size)),
    "learning_rate": Fact(Text("Learning rate"), _of_recipe(lambda recipe: recipe.learning_rate)),
    "momentum": Fact(Text("Momentum"), _of_recipe(lambda recipe: recipe.momentum)),
    "validation": Fact(Text("Share held back"), _of_recipe(lambda recipe: recipe.validation)),
    "sgd": Fact(Text("The optimiser is SGD"), _of_recipe(_is_sgd)),
    "trained_epochs": Fact(
        Text("Epochs trained"), lambda seen, _: len(seen.epochs)
    ),
    "best_epoch": Fact(Text("Epoch with the lowest validation loss"), _best_epoch),
    "samples": Fact(Text("Samples tested"), _tested(lambda report: report.samples)),
    "wrong": Fact(
        Text("Test samples read wrongly"), _tested(lambda report: report.samples - report.correct)
    ),
}  # fmt: skip
