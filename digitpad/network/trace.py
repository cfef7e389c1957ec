"""What a network does with one image: the output of every stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from digitpad.network.changes import NO_CHANGES, Changes, changed
from digitpad.network.description import (
    BatchNorm2d,
    Conv2d,
    Dropout,
    Flatten,
    L2Pool2d,
    Linear,
    LogSoftmax,
    Network,
    ReLU,
    Shape,
    Sigmoid,
    Stage,
)

if TYPE_CHECKING:
    from digitpad.network.module import DigitNetwork

Array = NDArray[np.float32]

ALWAYS_SIGNED = (Conv2d, Linear, BatchNorm2d)
NEVER_SIGNED = (ReLU, Sigmoid, L2Pool2d, LogSoftmax)  # other stages: as their input is


@dataclass(frozen=True, eq=False)
class Trace:
    """Every value that a network computes for one image; a value that is never changed.

    image: (28, 28) float32 in 0..1.
    outputs: without the batch. 0 is the input that the first stage gets, (1, 28, 28); n is the
    output of the description's n-th stage, counted from 1, with silenced channels at zero.
    parameters: by state dict key, as ``conv1.weight``, with changed kernels; running means and
    variances of batch normalisation too.
    """

    network: Network
    image: Array
    outputs: tuple[Array, ...]
    parameters: Mapping[str, Array]
    changes: Changes = NO_CHANGES

    @property
    def probabilities(self) -> NDArray[np.float64]:
        """(10,) of the digits, summing to 1."""
        return np.exp(self.outputs[-1].astype(np.float64))

    def values(self, shown: ShownStage) -> Array:
        """Return what is to be seen of a stage: its output, and probabilities for logarithms."""
        output = self.outputs[shown.index]
        return np.exp(output) if isinstance(shown.stage, LogSoftmax) else output

    @property
    def logits(self) -> Array:
        """(10,) of the digits: what goes into the last log-softmax."""
        last = len(self.network.stages)
        while last > 1 and isinstance(self.network.stages[last - 1], LogSoftmax):
            last -= 1
        return self.outputs[last]


@dataclass(frozen=True)
class ShownStage:
    """A stage that is worth a look. index: into ``Trace.outputs``; stage: None for the input.

    signed: what is seen of it may be below zero. is_answer: a value for each digit, as logits.
    """

    index: int
    name: str
    stage: Stage | None
    input_shape: Shape
    shape: Shape
    signed: bool
    is_answer: bool


@cache
def shown_stages(network: Network) -> tuple[ShownStage, ...]:
    """Return the input and all stages, but for those whose output is their input."""
    shown = [ShownStage(0, "input", None, network.input_shape, network.input_shape, True, False)]
    signed = True  # the mean is subtracted from the grey levels
    answer = _first_answer(network)
    for index, (stage, before, after) in enumerate(network.shapes(), start=1):
        if isinstance(stage, ALWAYS_SIGNED):
            signed = True
        elif isinstance(stage, NEVER_SIGNED):  # of log-softmax, probabilities are seen
            signed = False
        if not isinstance(stage, Flatten | Dropout):
            shown.append(
                ShownStage(index, stage.name, stage, before, after, signed, index >= answer)
            )
    return tuple(shown)


def _first_answer(network: Network) -> int:
    """Return the index of the first output from which on only log-softmax follows."""
    index = len(network.stages)
    while index > 0 and isinstance(network.stages[index - 1], LogSoftmax | Dropout):
        index -= 1
    return max(index, 1)


def trace(
    module: DigitNetwork, image: Array, changes: Changes = NO_CHANGES, *, normalise: bool = True
) -> Trace:
    """Return what ``module``, in evaluation mode, computes for ``image``, (28, 28) in 0..1.

    normalise: False gives the network the image's grey levels as they are.
    """
    import torch

    from digitpad.network.module import normalised

    network = module.description
    changes = fitting(changes, network)
    module = changed(module, changes)
    with torch.inference_mode():
        batch = torch.from_numpy(np.array(image, np.float32))[None]  # (1, 28, 28)
        x = normalised(batch, network) if normalise else batch[None]  # (1, 1, 28, 28)
        outputs = [x[0].numpy()]
        for stage in network.stages:
            x = module.apply_stage(stage, x)
            outputs.append(x[0].numpy())
        parameters = {key: value.detach().numpy() for key, value in module.state_dict().items()}
    return Trace(network, image, tuple(outputs), parameters, changes)


def fitting(changes: Changes, network: Network) -> Changes:
    """Return what of ``changes`` there is in ``network``."""
    return changes.fitting(_shapes(network))


@cache
def _shapes(network: Network) -> Mapping[str, Shape]:
    outputs = {stage.name: shape for stage, _, shape in network.shapes()}
    return outputs | network.parameter_shapes()
