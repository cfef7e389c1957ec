"""What a network does with one image: the output of every layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from digitpad.graph.changes import NO_CHANGES, Changes, changed
from digitpad.network import layers as d
from digitpad.network.architecture import Architecture
from digitpad.support.colour_scales import limit

if TYPE_CHECKING:
    from digitpad.network.module import Network


Array = NDArray[np.float32]

ALWAYS_SIGNED = (d.Conv2d, d.Linear, d.BatchNorm2d)
NEVER_SIGNED = (d.ReLU, d.Sigmoid, d.L2Pool2d, d.LogSoftmax)  # other layers: as their input is


@dataclass(frozen=True, eq=False)
class Trace:
    """Every value that a network computes for one image; a value that is never changed.

    image: (28, 28) float32 in 0..1.
    outputs: without the batch. 0 is the input that the first layer gets, (1, 28, 28); n is the
    output of the description's n-th layer, counted from 1, with silenced channels at zero.
    parameters: by state dict key, as ``conv1.weight``, with changed kernels; running means and
    variances of batch normalisation too.
    """

    architecture: Architecture
    image: Array
    outputs: tuple[Array, ...]
    parameters: Mapping[str, Array]
    changes: Changes = NO_CHANGES

    @property
    def probabilities(self) -> NDArray[np.float64]:
        """(10,) of the digits, summing to 1."""
        return np.exp(self.outputs[-1].astype(np.float64))

    def values(self, shown: ShownLayer) -> Array:
        """Return what is to be seen of a layer: its output, and probabilities for logarithms."""
        output = self.outputs[shown.index]
        return np.exp(output) if isinstance(shown.layer, d.LogSoftmax) else output

    @property
    def logits(self) -> Array:
        """(10,) of the digits: what goes into the last log-softmax."""
        last = len(self.architecture.layers)
        while last > 1 and isinstance(self.architecture.layers[last - 1], d.LogSoftmax):
            last -= 1
        return self.outputs[last]


@dataclass(frozen=True)
class ShownLayer:
    """A layer that is worth a look. index: into ``Trace.outputs``; layer: None for the input.

    signed: what is seen of it may be below zero. is_answer: a value for each digit, as logits.
    """

    index: int
    name: str
    layer: d.Layer | None
    input_shape: d.Shape
    shape: d.Shape
    signed: bool
    is_answer: bool


@cache
def shown_layers(architecture: Architecture) -> tuple[ShownLayer, ...]:
    """Return the input and all layers, but for those whose output is their input."""
    shown = [
        ShownLayer(
            0, "input", None, architecture.input_shape, architecture.input_shape, True, False
        )
    ]
    signed = True  # the mean is subtracted from the grey levels
    answer = _first_answer(architecture)
    for index, (layer, before, after) in enumerate(architecture.shapes(), start=1):
        if isinstance(layer, ALWAYS_SIGNED):
            signed = True
        elif isinstance(layer, NEVER_SIGNED):  # of log-softmax, probabilities are seen
            signed = False
        if not isinstance(layer, d.Flatten | d.Dropout):
            shown.append(
                ShownLayer(index, layer.name, layer, before, after, signed, index >= answer)
            )
    return tuple(shown)


def _first_answer(architecture: Architecture) -> int:
    """Return the index of the first output from which on only log-softmax follows."""
    index = len(architecture.layers)
    while index > 0 and isinstance(architecture.layers[index - 1], d.LogSoftmax | d.Dropout):
        index -= 1
    return max(index, 1)


def trace(
    network: Network, image: Array, changes: Changes = NO_CHANGES, *, normalise: bool = True
) -> Trace:
    """Return what ``network``, in evaluation mode, computes for ``image``, (28, 28) in 0..1.

    normalise: False gives the network the image's grey levels as they are.
    """
    import torch

    from digitpad.network.module import normalised

    architecture = network.architecture
    changes = fitting(changes, architecture)
    network = changed(network, changes)
    with torch.inference_mode():
        batch = torch.from_numpy(np.array(image, np.float32))[None]  # (1, 28, 28)
        x = normalised(batch, architecture) if normalise else batch[None]  # (1, 1, 28, 28)
        outputs = [x[0].numpy()]
        for layer in architecture.layers:
            x = network.apply_layer(layer, x)
            outputs.append(x[0].numpy())
        parameters = {key: value.detach().numpy() for key, value in network.state_dict().items()}
    return Trace(architecture, image, tuple(outputs), parameters, changes)


def fitting(changes: Changes, architecture: Architecture) -> Changes:
    """Return what of ``changes`` there is in ``architecture``."""
    return changes.fitting(_shapes(architecture))


@cache
def _shapes(architecture: Architecture) -> Mapping[str, d.Shape]:
    outputs = {layer.name: shape for layer, _, shape in architecture.shapes()}
    return outputs | architecture.parameter_shapes()


@dataclass(frozen=True, eq=False)
class Slide:
    """What slides.

    input, output: (height, width), one channel of each. kernel: (size, size), the part of it that
    slides over this input; None for a pool. The ends and signs are those of the layers' colours.
    """

    layer: d.Conv2d | d.Pool2d
    input: Array
    input_end: float
    input_signed: bool
    output: Array
    output_end: float
    output_signed: bool
    kernel: Array | None


def slide_of(trace: Trace, shown: ShownLayer, channel: int, source: int) -> Slide:
    """Return how output ``channel`` of ``shown`` comes from channel ``source`` of its input.

    Raises TypeError for a layer that has no window to slide.
    """
    layer = shown.layer
    if not isinstance(layer, d.Conv2d | d.Pool2d):
        raise TypeError(f"nothing slides in {shown.name}")
    before = [other for other in shown_layers(trace.architecture) if other.index < shown.index][-1]
    x, y = trace.outputs[shown.index - 1], trace.outputs[shown.index]
    kernel = None
    if isinstance(layer, d.Conv2d):
        kernel = trace.parameters[f"{layer.name}.weight"][channel, source]
    return Slide(
        layer, x[source], limit(x), before.signed, y[channel], limit(y), shown.signed, kernel
    )
