"""What a network is, as plain values: module, shapes, checkpoint and viewer all read it here."""

from __future__ import annotations

import keyword
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from digitpad.graph.fitting import FITTINGS, LEAST_SIDE, MOST_SIDE, Fitting, usual_fitting
from digitpad.graph.operation import Shape
from digitpad.ink.input.frame import SIDE
from digitpad.network import layers as d
from digitpad.network.blocks import (
    ALL_KINDS,
    MOST_BRANCHES,
    MOST_DEPTH,
    Block,
    Residual,
    every,
    first_doubled,
    shapes_of,
)
from digitpad.network.layer import LayerSpec
from digitpad.support.errors import ContentError, ModelError
from digitpad.support.messages import Text
from digitpad.support.numbers import shape_text
from digitpad.support.untrusted_json import Reader, list_of, made, one_of, parts, within

RESERVED_NAMES = frozenset(
    {
        "add_module", "apply", "apply_layer", "architecture", "bfloat16", "buffers",
        "call_super_init", "children", "compile", "cpu", "cuda", "double", "dropout",
        "dump_patches", "eval",
        "extra_repr", "float", "forward", "get_buffer", "get_extra_state", "get_parameter",
        "get_submodule", "half", "ipu", "load_state_dict", "modules", "mtia", "named_buffers",
        "named_children", "named_modules", "named_parameters", "parameters",
        "register_backward_hook", "register_buffer", "register_forward_hook",
        "register_forward_pre_hook", "register_full_backward_hook",
        "register_full_backward_pre_hook", "register_load_state_dict_post_hook",
        "register_load_state_dict_pre_hook", "register_module", "register_parameter",
        "register_state_dict_post_hook", "register_state_dict_pre_hook", "requires_grad_",
        "set_extra_state", "set_submodule", "share_memory", "silenced", "state_dict",
        "T_destination", "to", "to_empty", "train", "training", "type", "xpu", "zero_grad",
    }
)  # fmt: skip


# A description that asks for more is refused, or a stranger's could fill memory or never answer.
MOST_PARAMETERS = 50_000_000  # 200 MB
MOST_VALUES = 4_000_000  # of all outputs for one image: 3 GB for a batch while training
MOST_MULTIPLICATIONS = 1_000_000_000  # some tenths of a second


@dataclass(frozen=True)
class Cost:
    """Weights and biases, values of all outputs, and products."""

    parameters: int = 0
    values: int = 0
    multiplications: int = 0

    def with_layer(self, layer: LayerSpec, shape: Shape) -> Cost:
        """Return the cost with ``layer`` after what there is; ``shape`` is its input's.

        Raises ModelError when it cannot follow such an input.
        """
        weights = layer.parameter_shapes(shape).values()
        return Cost(
            self.parameters + sum(math.prod(weight) for weight in weights),
            self.values + layer.values(shape),
            self.multiplications + layer.multiplications(shape),
        )

    def excess(self) -> Text | None:
        """Return a sentence about what there is too much of, or None."""
        if self.parameters > MOST_PARAMETERS:
            return Text(
                "The network is too large: it has {count:,} parameters, at most are {most:,}.",
                count=self.parameters, most=MOST_PARAMETERS,
            )  # fmt: skip
        if self.values > MOST_VALUES:
            return Text(
                "The network is too large: it has {count:,} values between its layers, at most "
                "are {most:,}.",
                count=self.values, most=MOST_VALUES,
            )  # fmt: skip
        if self.multiplications > MOST_MULTIPLICATIONS:
            return Text(
                "The network is too large: it has {count:,} multiplications, at most are {most:,}.",
                count=self.multiplications, most=MOST_MULTIPLICATIONS,
            )  # fmt: skip
        return None


MNIST_MEAN = 0.1307  # of the 60,000 training images, 0..1
MNIST_STD = 0.3081  # the same
CLASSES = 10
CHANNELS = (1, 3)  # of the images that a described network takes

MOST_LAYERS = 64
LONGEST_NAME = 64  # characters


@dataclass(frozen=True)
class Architecture:
    """A network's whole description: its input and its layers in order.

    input_shape: (channels, side, side), 1 or 3 channels of 16 to 224 pixels. mean, std: a drawing
    is normalised as (x - mean) / std, x in 0..1. fitting: how it is then brought from 28 pixels to
    another side; channels are repeated.
    """

    name: str
    layers: tuple[LayerSpec, ...]
    input_shape: Shape = (1, SIDE, SIDE)
    mean: float = MNIST_MEAN
    std: float = MNIST_STD
    fitting: Fitting = "resized"

    def shapes(self) -> Iterator[tuple[LayerSpec, Shape, Shape]]:
        """Return each layer with its input's and its output's shape, without the batch.

        Raises ModelError, naming the layer, where one cannot follow the other.
        """
        return shapes_of(self.layers, self.input_shape)

    def every_layer(self) -> Iterator[LayerSpec]:
        """Yield each layer, and after a block those that it holds."""
        return every(self.layers)

    def parameter_shapes(self) -> dict[str, Shape]:
        """Return the shape of every parameter by its state dict key, as ``conv1.weight``."""
        return {
            f"{layer.name}.{name}": parameter
            for layer, shape, _ in self.shapes()
            for name, parameter in layer.parameter_shapes(shape).items()
        }

    def state_shapes(self) -> dict[str, Shape]:
        """Return the shape of all that a checkpoint holds: parameters, and what is kept besides."""
        return self.parameter_shapes() | {
            f"{layer.name}.{name}": buffer
            for layer, shape, _ in self.shapes()
            for name, buffer in layer.buffer_shapes(shape).items()
        }

    def parameter_count(self) -> int:
        """Return the number of weights and biases."""
        return sum(math.prod(shape) for shape in self.parameter_shapes().values())

    def multiplications(self) -> int:
        """Return how many products the answer for one image takes."""
        return sum(layer.multiplications(shape) for layer, shape, _ in self.shapes())

    def to_json(self) -> dict[str, Any]:
        """Return the description as plain JSON values; ``from_json`` reads them."""
        content: dict[str, Any] = {
            "name": self.name,
            "input_shape": list(self.input_shape),
            "mean": self.mean,
            "std": self.std,
            "stages": [layer.to_json() for layer in self.layers],
        }
        if self.input_shape[1] != SIDE:  # earlier versions do not know it, nor such an input
            content["fitting"] = self.fitting
        return content

    @classmethod
    def from_json(cls, content: Any) -> Architecture:
        """Build a description from what ``to_json`` gave, or from a stranger's file.

        What has a usual value, as the input's shape or a stride, may be left out.
        Raises ModelError when it is not a network that reads digits.
        """
        architecture = cls.unchecked(content)
        architecture.check()
        return architecture

    @classmethod
    def unchecked(cls, content: Any) -> Architecture:
        """Return what ``content`` describes, also where its layers cannot follow one another.

        Raises ModelError when it describes no layers, or images that no drawing can become.
        """
        stages = content.get("stages") if isinstance(content, dict) else None
        if sum(1 for _ in islice(_objects(stages), MOST_LAYERS + 1)) > MOST_LAYERS:
            raise ModelError(
                "The network has more than {most} layers. Choose another network.", most=MOST_LAYERS
            )
        try:
            found = parts(content, "network", _NEEDED, _OPTIONAL, others=True)
        except ContentError as error:
            raise ModelError(
                "The network's description is not valid: {problem}. Choose another network.",
                problem=error,
            ) from error
        architecture = cls(layers=found.pop("stages"), **found)
        architecture.check_input()
        side = architecture.input_shape[1]
        if "fitting" not in found or side == SIDE:  # where there is nothing to fit
            return replace(architecture, fitting=usual_fitting(side))
        return architecture

    def check_input(self) -> None:
        """Raise ModelError unless a drawing can become what the network takes."""
        channels, *sides = self.input_shape or (0,)
        if channels not in CHANNELS or len(sides) != 2 or sides[0] != sides[1] or not (
            LEAST_SIDE <= sides[0] <= MOST_SIDE
        ):  # fmt: skip
            raise ModelError(
                "The network takes images of {shape}, and a drawing can be made into square ones "
                "of {least} to {most} pixels, of 1 channel or 3. Choose another network.",
                shape=shape_text(self.input_shape), least=LEAST_SIDE, most=MOST_SIDE,
            )  # fmt: skip
        if self.fitting == "padded" and sides[0] < SIDE:
            raise ModelError(
                "The network puts paper around a drawing of {drawing} pixels, and takes images of "
                "{side}. Choose another network.", drawing=SIDE, side=sides[0],
            )  # fmt: skip

    def check(self) -> None:
        """Raise ModelError unless this network can read digits."""
        self.check_input()
        if first_doubled(self.layers) is not None:
            raise ModelError("Two layers of the network have one name. Choose another network.")
        answer: Shape = self.input_shape
        cost = Cost()
        for layer, before, after in self.shapes():
            cost, answer = cost.with_layer(layer, before), after
            excess = cost.excess()
            if excess is not None:
                raise ModelError("{excess} Choose another network.", excess=excess)
        if answer != (CLASSES,) or not isinstance(self.layers[-1], d.LogSoftmax):
            raise ModelError(
                "The network does not end in the log probabilities of ten digits. Choose another "
                "network."
            )


TUTORIAL = Architecture(
    name="tutorial",
    layers=(
        d.Conv2d("conv1", kernels=8, size=3, stride=1, padding=1),
        d.ReLU("relu1"),
        d.MaxPool2d("pool1", size=2, stride=2),
        d.Conv2d("conv2", kernels=32, size=3, stride=1, padding=1),
        d.ReLU("relu2"),
        d.MaxPool2d("pool2", size=2, stride=2),
        d.Flatten("flatten"),
        d.Linear("fc1", features=49),
        d.ReLU("relu3"),
        d.Dropout("dropout", rate=0.5),
        d.Linear("fc2", features=CLASSES),
        d.LogSoftmax("log_softmax"),
    ),
)


def why_no_name(name: str) -> str:
    """Return why a network or a layer cannot be called ``name``, or nothing when it can."""
    if not name:
        return str(Text("A name is missing. Type one."))
    if len(name) > LONGEST_NAME:
        return str(Text(
            "A name has more than {most} characters. Choose a shorter one.", most=LONGEST_NAME
        ))  # fmt: skip
    if not name.isidentifier() or name.startswith("_") or keyword.iskeyword(name):
        return str(Text(
            "{name!r} cannot be a name. Use letters, digits and underscores, a letter first, and "
            "no word of Python.",
            name=name,
        ))  # fmt: skip
    return ""


def _objects(content: Any) -> Iterator[dict[str, Any]]:
    """Yield each JSON object in ``content``: lists of 64 layers each may hold millions of them."""
    waiting = [content]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


def _name(content: Any, name: str) -> str:
    if not isinstance(content, str) or why_no_name(content):
        raise ContentError('"{name}" is not a plain word', name=name)
    return content


def _layer(content: Any, name: str, around: int = 0) -> LayerSpec:
    """Read a layer with so many blocks ``around`` it."""
    kind = ALL_KINDS[parts(content, name, {"kind": one_of(tuple(ALL_KINDS))}, others=True)["kind"]]
    settings = {key: value for key, value in content.items() if key != "kind"}
    layer = made(kind, settings, name, _readers(kind, around))
    if layer.name in RESERVED_NAMES and isinstance(
        layer, d.Conv2d | d.Linear | d.BatchNorm2d | Block
    ):
        raise ContentError("a layer with weights cannot be called {name}", name=layer.name)
    return layer


def _readers(kind: type[LayerSpec], around: int) -> dict[str, Reader]:
    if kind is d.Conv2d:
        return _SETTINGS | _CONV_SETTINGS
    if not issubclass(kind, Block):
        return _SETTINGS

    def inner(content: Any, name: str) -> LayerSpec:
        if around == MOST_DEPTH:
            raise ContentError('"{name}" is in more than {most} blocks', name=name, most=MOST_DEPTH)
        return _layer(content, name, around + 1)

    layers = list_of(inner, 0, MOST_LAYERS)
    return _SETTINGS | {"layers": layers if kind is Residual else list_of(layers, 0, MOST_BRANCHES)}


_SETTINGS: dict[str, Reader] = {name: within(*limits) for name, limits in d.LIMITS.items()} | {
    "name": _name
}


def _one_or_two(least: float, most: float) -> Reader:
    one = within(least, most)
    two = list_of(one, 2, 2)
    return lambda content, name: (two if isinstance(content, list) else one)(content, name)


_CONV_SETTINGS: dict[str, Reader] = {
    name: _one_or_two(*d.LIMITS[name]) for name in ("size", "padding")
}
_NEEDED: dict[str, Reader] = {"name": _name, "stages": list_of(_layer, 0, MOST_LAYERS)}
_OPTIONAL: dict[str, Reader] = {
    "input_shape": list_of(within(1, 1000), 0, MOST_LAYERS),
    "mean": within(-100.0, 100.0),
    "std": within(1e-6, 100.0),
    "fitting": one_of(FITTINGS),
}
