"""What a network is, as plain values: module, shapes, checkpoint and viewer all read it here."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from digitpad.errors import ModelError
from digitpad.network.stages import (
    GELU,
    KINDS,
    Activation,
    AdaptiveAvgPool2d,
    AdaptiveMaxPool2d,
    AdaptivePool2d,
    AvgPool2d,
    BatchNorm2d,
    Conv2d,
    Dropout,
    Flatten,
    L2Pool2d,
    LeakyReLU,
    Linear,
    LogSoftmax,
    MaxPool2d,
    Pool2d,
    ReLU,
    Shape,
    Sigmoid,
    Stage,
    Tanh,
)

__all__ = [
    "CLASSES", "GELU", "KINDS", "MNIST_MEAN", "MNIST_STD", "TUTORIAL", "Activation",
    "AdaptiveAvgPool2d", "AdaptiveMaxPool2d", "AdaptivePool2d", "AvgPool2d", "BatchNorm2d",
    "Conv2d", "Dropout", "Flatten", "L2Pool2d", "LeakyReLU", "Linear", "LogSoftmax", "MaxPool2d",
    "Network", "Pool2d", "ReLU", "Shape", "Sigmoid", "Stage", "Tanh",
]  # fmt: skip

MNIST_MEAN = 0.1307  # of the 60,000 training images, 0..1
MNIST_STD = 0.3081  # the same
CLASSES = 10

MOST_STAGES = 64
MOST_PARAMETERS = 50_000_000  # 200 MB; a description that asks for more is refused
LARGEST_SETTING = 4096  # channels, features, kernel: far above what a digit needs


@dataclass(frozen=True)
class Network:
    """A network's whole description: its input and its stages in order.

    mean, std: the input is normalised as (x - mean) / std, x in 0..1.
    """

    name: str
    stages: tuple[Stage, ...]
    input_shape: Shape = (1, 28, 28)
    mean: float = MNIST_MEAN
    std: float = MNIST_STD

    def shapes(self) -> Iterator[tuple[Stage, Shape, Shape]]:
        """Yield each stage with its input's and its output's shape, without the batch.

        Raises ModelError, naming the stage, where one cannot follow the other.
        """
        shape = self.input_shape
        for stage in self.stages:
            output = stage.output_shape(shape)
            yield stage, shape, output
            shape = output

    def parameter_shapes(self) -> dict[str, Shape]:
        """Return the shape of every parameter by its state dict key, as ``conv1.weight``."""
        return {
            f"{stage.name}.{name}": parameter
            for stage, shape, _ in self.shapes()
            for name, parameter in stage.parameter_shapes(shape).items()
        }

    def state_shapes(self) -> dict[str, Shape]:
        """Return the shape of all that a checkpoint holds: parameters, and what is kept besides."""
        return self.parameter_shapes() | {
            f"{stage.name}.{name}": buffer
            for stage, shape, _ in self.shapes()
            for name, buffer in stage.buffer_shapes(shape).items()
        }

    def parameter_count(self) -> int:
        """Return the number of weights and biases."""
        return sum(math.prod(shape) for shape in self.parameter_shapes().values())

    def multiplications(self) -> int:
        """Return how many products the answer for one image takes."""
        return sum(stage.multiplications(shape) for stage, shape, _ in self.shapes())

    def to_json(self) -> dict[str, Any]:
        """Return the description as plain JSON values; ``from_json`` reads them."""
        stages = [{"kind": stage.kind, **dataclasses.asdict(stage)} for stage in self.stages]
        return {
            "name": self.name,
            "input_shape": list(self.input_shape),
            "mean": self.mean,
            "std": self.std,
            "stages": stages,
        }

    @classmethod
    def from_json(cls, content: Any) -> Network:
        """Build a description from what ``to_json`` gave, or from a stranger's file.

        Raises ModelError when it is not a network that reads 28 x 28 digits.
        """
        try:
            network = cls(
                name=_text(content["name"]),
                stages=tuple(_stage(stage) for stage in _few(content["stages"])),
                input_shape=tuple(_few(content["input_shape"])),
                mean=_number(content["mean"], -100, 100),
                std=_number(content["std"], 1e-6, 100),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ModelError(
                f"The network's description is not valid: {error}. Choose another model."
            ) from error
        network.check()
        return network

    def check(self) -> None:
        """Raise ModelError unless this network can read digits."""
        if self.input_shape != (1, 28, 28):
            raise ModelError("The network does not read 28 x 28 images. Choose another model.")
        names = [stage.name for stage in self.stages]
        if len(set(names)) != len(names):
            raise ModelError("Two stages of the network have one name. Choose another model.")
        shape: Shape = tuple(self.input_shape)
        for _, _, shape in self.shapes():
            if math.prod(shape) > MOST_PARAMETERS:
                raise ModelError("The network is too large for digitpad. Choose another model.")
        if shape != (CLASSES,) or not isinstance(self.stages[-1], LogSoftmax):
            raise ModelError(
                "The network does not end in the log probabilities of ten digits. "
                "Choose another model."
            )
        if self.parameter_count() > MOST_PARAMETERS:
            raise ModelError("The network is too large for digitpad. Choose another model.")


TUTORIAL = Network(
    name="tutorial",
    stages=(
        Conv2d("conv1", kernels=8, size=3, stride=1, padding=1),
        ReLU("relu1"),
        MaxPool2d("pool1", size=2, stride=2),
        Conv2d("conv2", kernels=32, size=3, stride=1, padding=1),
        ReLU("relu2"),
        MaxPool2d("pool2", size=2, stride=2),
        Flatten("flatten"),
        Linear("fc1", features=49),
        ReLU("relu3"),
        Dropout("dropout", rate=0.5),
        Linear("fc2", features=CLASSES),
        LogSoftmax("log_softmax"),
    ),
)


def _stage(content: Any) -> Stage:
    settings = dict(content)
    kind = KINDS[settings.pop("kind")]
    checked: dict[str, Any] = {}
    for field in dataclasses.fields(kind):
        value = settings.pop(field.name)
        if field.name == "name":
            checked[field.name] = _text(value)
        elif field.name == "rate":
            checked[field.name] = _number(value, 0.0, 0.99)
        elif field.name == "slope":
            checked[field.name] = _number(value, 0.0, 1.0)
        else:
            checked[field.name] = _integer(value, 0 if field.name == "padding" else 1)
    if settings:
        raise ValueError(f"a stage has unknown settings {sorted(settings)}")
    return kind(**checked)


def _few(values: Any) -> list[Any]:
    if not isinstance(values, list) or len(values) > MOST_STAGES:
        raise ValueError(f"a list of at most {MOST_STAGES} was expected")
    return values


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.isidentifier() or len(value) > 64:
        raise ValueError("a name is not a plain word")
    return value


def _integer(value: Any, lowest: int) -> int:
    if type(value) is not int or not lowest <= value <= LARGEST_SETTING:
        raise ValueError(f"{value!r} is not a whole number from {lowest} to {LARGEST_SETTING}")
    return value


def _number(value: Any, lowest: float, highest: float) -> float:
    if type(value) not in (int, float) or not lowest <= value <= highest:
        raise ValueError(f"{value!r} is not a number from {lowest:g} to {highest:g}")
    return float(value)
