"""The network itself: an architecture becomes a PyTorch module."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import takewhile
from typing import Protocol

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from digitpad.graph.fitting import fitting_steps
from digitpad.graph.graph import Graph, Operation
from digitpad.graph.operation import Shape
from digitpad.graph.ops.normalisation import EPSILON
from digitpad.ink.input.frame import SIDE
from digitpad.network import layers as d
from digitpad.network.architecture import Architecture
from digitpad.network.blocks import Block, Branches, Layers, Residual, shapes_of
from digitpad.network.described import architecture_of, graph_of, input_steps
from digitpad.network.layer import LayerSpec
from digitpad.support.errors import ModelError
from digitpad.training.fitting import fit
from digitpad.training.foreign import ForeignNetwork, to_read, to_train, with_state

MOMENTUM = 0.1  # a batch's part in batch normalisation's running averages, PyTorch's default
LEAST_SQUARE = 1e-24  # its root is 1e-12, nothing beside a value


class BatchNorm(nn.Module):
    """What ``nn.BatchNorm2d`` does, without its counter of batches and with batches of one value.

    A value alone in its channel has no deviation: PyTorch refuses such a last batch of a pass.
    """

    running_mean: Tensor
    running_var: Tensor

    def __init__(self, channels: int) -> None:
        """Begin with outputs of mean 0 and deviation 1."""
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.register_buffer("running_mean", torch.zeros(channels))
        self.register_buffer("running_var", torch.ones(channels))

    def forward(self, x: Tensor) -> Tensor:
        """Normalise ``x`` (n, channels, height, width), by the batch's own figures in training."""
        by_batch = self.training and x.numel() > x.shape[1]
        return F.batch_norm(
            x, self.running_mean, self.running_var, self.weight, self.bias, by_batch, MOMENTUM,
            EPSILON,
        )  # fmt: skip


class Network(nn.Module):
    """A network that runs the layers of its description, one after the other.

    Parameters carry the layers' names (``conv1.weight``), so a state dict saved by the
    tutorial's own script fits as it is.
    """

    def __init__(
        self, architecture: Architecture, steps: Sequence[Operation] | None = None
    ) -> None:
        """Build the module with PyTorch's default initial weights, drawn in layer order.

        steps: from a drawing to the first layer's input, that first; None: the description's.
        """
        super().__init__()
        self.architecture = architecture
        self.dropout: float | None = None  # a recipe's rate in place of the layers' own
        self.silenced: Mapping[str, Sequence[int]] = {}  # channels that are zero, by layer
        self._steps = (input_steps(architecture) if steps is None else steps)[1:]
        self._maps = {
            layer.name: before[1:]
            for layer, before, _ in architecture.shapes()
            if isinstance(layer, d.Flatten) and len(before) == 3
        }
        _fill(self, architecture.layers, architecture.input_shape)

    def forward(self, x: Tensor) -> Tensor:
        """Return log probabilities (n, 10) of normalised drawings ``x`` (n, 1, 28, 28).

        A network of another input brings them to its size and channels first. The tutorial's
        shapes on the way: conv1 (n, 8, 28, 28), pool1 (n, 8, 14, 14), conv2 (n, 32, 14, 14), pool2
        (n, 32, 7, 7), flatten (n, 1568), fc1 (n, 49), fc2 (n, 10).
        """
        for step in self._steps:
            x = self._without_silenced(step.name, fit(x, (step,)))
        return self._in_order(self.architecture.layers, x, "")

    def _in_order(self, layers: Layers, x: Tensor, within: str) -> Tensor:
        if self.silenced:
            for layer in layers:
                x = self.apply_layer(layer, x, within)
            return x
        before: LayerSpec | None = None
        for layer in _quickest_order(layers):
            if isinstance(layer, d.ReLU) and isinstance(before, d.MaxPool2d):
                x = F.relu_(x)  # in place: nobody else needs what comes out of a pool
            else:
                x = self.apply_layer(layer, x, within)
            before = layer
        return x

    def apply_layer(self, layer: LayerSpec, x: Tensor, within: str = "") -> Tensor:
        """Return one layer's output for ``x``, a batch of inputs; silenced channels are zero.

        within: the block that holds it, as ``block1.``, or nothing.
        """
        name = within + layer.name
        return self._without_silenced(name, self._computed(layer, x, name))

    def _without_silenced(self, name: str, x: Tensor) -> Tensor:
        if name in self.silenced:
            x = x.clone()
            x[:, list(self.silenced[name])] = 0.0
        return x

    def _computed(self, layer: LayerSpec, x: Tensor, name: str) -> Tensor:
        match layer:
            case d.Conv2d() | d.BatchNorm2d() | d.Linear():
                return self.get_submodule(name)(x)  # type: ignore[no-any-return]
            case d.ReLU():
                return F.relu(x)
            case d.LeakyReLU():
                return F.leaky_relu(x, layer.slope)
            case d.GELU():
                return F.gelu(x)
            case d.Sigmoid():
                return torch.sigmoid(x)
            case d.Tanh():
                return torch.tanh(x)
            case d.MaxPool2d():
                return F.max_pool2d(x, layer.size, layer.stride, layer.padding)
            case d.AvgPool2d():
                return F.avg_pool2d(x, layer.size, layer.stride, layer.padding)
            case d.L2Pool2d():
                # A mean times its count: ONNX knows no other divisor, and would be silent about it.
                mean = F.avg_pool2d(x * x, layer.size, layer.stride, layer.padding)
                # The root's gradient has no end at zero, where torch's lp_pool2d gives no number.
                return (mean * layer.size**2).clamp(min=LEAST_SQUARE).sqrt()
            case d.AdaptivePool2d():
                return self._adaptive(layer, x)
            case d.Flatten():
                return _surrounded(x, self._maps.get(name, x.shape[2:])).flatten(1)
            case d.Dropout():
                rate = layer.rate if self.dropout is None else self.dropout
                return F.dropout(x, rate, self.training)
            case d.LogSoftmax():
                return F.log_softmax(x, dim=1)
            case Residual():
                return self._in_order(layer.layers, x, f"{name}.") + x
            case Branches():
                return torch.cat([self._in_order(way, x, f"{name}.") for way in layer.ways], dim=1)
        raise TypeError(f"no such layer: {layer!r}")

    def _adaptive(self, layer: d.AdaptivePool2d, x: Tensor) -> Tensor:
        if layer.how == "max":
            return F.adaptive_max_pool2d(x, layer.size)
        return F.adaptive_avg_pool2d(x, layer.size)


def can_learn_from(network: Network, shape: Shape) -> bool:
    """Tell whether ``network`` can learn from pictures of another ``shape``.

    Maps that are smaller than described are surrounded by zeros before they become a row: the
    weights for what lies outside have no part then. One that brings drawings to another size needs
    them whole.
    """
    if network.architecture.input_shape != (1, SIDE, SIDE):
        return False
    layers = network.architecture.layers
    before_row = takewhile(lambda layer: layer.name not in network._maps, layers)
    try:
        return all(len(after) == 3 for _, _, after in shapes_of(before_row, shape))
    except ModelError:
        return False


def _fill(parent: nn.Module, layers: Layers, shape: Shape) -> None:
    """Give ``parent`` a module for each layer that has weights, or holds some that have."""
    for layer, before, _ in shapes_of(layers, shape):
        if isinstance(layer, Block):
            inside = nn.Module()
            for way in layer.ways:
                _fill(inside, way, before)
            if next(inside.children(), None) is not None:
                parent.add_module(layer.name, inside)
        elif isinstance(layer, d.Conv2d):
            parent.add_module(
                layer.name,
                nn.Conv2d(
                    before[0], layer.kernels, layer.size, layer.stride, layer.padding,
                    layer.dilation, layer.groups,
                ),
            )  # fmt: skip
        elif isinstance(layer, d.Linear):
            parent.add_module(layer.name, nn.Linear(before[0], layer.features))
        elif isinstance(layer, d.BatchNorm2d):
            parent.add_module(layer.name, BatchNorm(before[0]))


def _surrounded(x: Tensor, size: Sequence[int]) -> Tensor:
    """Return maps (n, channels, height, width) in the middle of zeros, of ``size``."""
    if x.shape[2:] == tuple(size):
        return x
    (above, below), (left, right) = (
        ((whole - part) // 2, (whole - part + 1) // 2)
        for whole, part in zip(size, x.shape[2:], strict=True)
    )
    return F.pad(x, (left, right, above, below))


def with_weights(
    architecture: Architecture, state: dict[str, Tensor], kind: type[Network] = Network,
    steps: Sequence[Operation] | None = None,
) -> Network:  # fmt: skip
    """Return the network with the tensors of ``state``, not copies of them, in evaluation mode.

    steps: from a drawing to the input, as of ``Network``.

    No random number is drawn, as for initial weights: they belong to a training that may run in the
    same process. Raises RuntimeError when ``state`` does not fit.
    """
    with torch.device("meta"):
        network = kind(architecture, steps)
    network.load_state_dict(state, assign=True)
    return network.eval()


AnyNetwork = Network | ForeignNetwork


def made(what: Architecture | Graph, device: torch.device) -> AnyNetwork:
    """Return the network to be trained: of a description, or a copy of a graph's own module.

    A description gets PyTorch's default initial weights, a graph of described layers its own, a
    module those that it was opened with.
    Raises DigitpadError where a module cannot learn the ten digits.
    """
    if isinstance(what, Graph) and architecture_of(what) is None:
        return to_train(what).to(device)
    if isinstance(what, Graph):
        network = described_module_of(what).requires_grad_()
        return network.to(device=device, memory_format=layout_on(device))  # type: ignore[call-overload,no-any-return]
    # A module of others may take its maps apart as they usually lie.
    return Network(what).to(device=device, memory_format=layout_on(device))  # type: ignore[call-overload,no-any-return]


def at_once(network: AnyNetwork, most: int) -> int:
    """Return how many images, at most ``most``, ``network`` may read together; see ``Graph``."""
    if isinstance(network, Network):
        return min(most, graph_of(network.architecture, {}).at_once)
    return min(most, network.graph.at_once)


def layout_on(device: torch.device) -> torch.memory_format:
    """Return how images lie in memory while a network learns.

    channels_last is faster, but on Apple's GPUs batch normalisation's gradients are wrong with it
    (pytorch issue 175189).
    """
    return torch.contiguous_format if device.type == "mps" else torch.channels_last


@lru_cache(maxsize=2)  # the one that reads, and what it is compared with
def module_of(graph: Graph) -> AnyNetwork:
    """Return a module that computes what ``graph`` does, silenced channels too, to read with.

    Raises ModelError for a graph that was made from something else than a module.
    """
    return to_read(graph) if architecture_of(graph) is None else described_module_of(graph)


def described_module_of(graph: Graph, kind: type[Network] = Network) -> Network:
    """Return such a module of a network of described layers. Raises ModelError for another one.

    kind: a Network that computes the same in its own way.
    """
    architecture = architecture_of(graph)
    if architecture is None:
        raise ModelError(
            "{name} is not made of layers that digitpad describes, which this needs. Choose a "
            "network of the designer's.",
            name=graph.name,
        )
    numbers = {key: torch.from_numpy(np.array(value)) for key, value in graph.numbers.items()}
    network = with_weights(architecture, numbers, kind, fitting_steps(graph))
    network.silenced = graph.silenced
    return network.requires_grad_(False)


def graph_with(network: AnyNetwork) -> Graph:
    """Return what reads as ``network`` does now: its weights, in memory of their own."""
    numbers = {
        key: value.detach().to("cpu", copy=True).contiguous().numpy()
        for key, value in network.state_dict().items()
    }
    if isinstance(network, ForeignNetwork):
        return with_state(network.graph, numbers)
    return graph_of(network.architecture, numbers)


@cache
def _quickest_order(layers: tuple[LayerSpec, ...]) -> tuple[LayerSpec, ...]:
    """Put each max pool before a ReLU that it follows.

    The larger of two values stays the larger when negative ones become zero, so outputs and
    gradients are the same, at a fraction of the ReLU's work: a training step takes 15 % less.
    """
    order = list(layers)
    for index in range(1, len(order)):
        if isinstance(order[index - 1], d.ReLU) and isinstance(order[index], d.MaxPool2d):
            order[index - 1], order[index] = order[index], order[index - 1]
    return tuple(order)


class Normalised(Protocol):
    """Mean and standard deviation of pixels in 0..1, as a network was taught with."""

    @property
    def mean(self) -> float:
        """What is subtracted."""

    @property
    def std(self) -> float:
        """What the rest is divided by."""


def normalisation_of(network: Network | ForeignNetwork) -> Normalised:
    """Return what says how pixels are normalised; no attribute, which a layer could be called."""
    return network.architecture if isinstance(network, Network) else network.graph.input


def normalised(images: Tensor, how: Normalised) -> Tensor:
    """Return what a network takes, (n, 1, 28, 28) float32, from ``images`` (n, 28, 28).

    images: uint8 in 0..255 or float32 in 0..1.
    """
    scale = 255.0 if images.dtype == torch.uint8 else 1.0
    floats = images.to(torch.float32).unsqueeze(1)  # (n, 28, 28) -> (n, 1, 28, 28)
    return (floats - how.mean * scale) / (how.std * scale)
