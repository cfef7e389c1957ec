"""What every layer says of itself: its shapes, its parameters and what it costs."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from digitpad.graph.operation import OperationKind, Shape
from digitpad.support.errors import ModelError

# Of rows and columns alike, or (rows, columns).
OneOrTwo = int | tuple[int, int]


@dataclass(frozen=True)
class LayerSpec:
    """One step of a network as it is described, from one tensor to the next."""

    kind: ClassVar[str]
    name: str

    def output_shape(self, shape: Shape) -> Shape:
        """Return the output's shape, without the batch, for an input of ``shape``.

        Raises ModelError when the layer cannot follow such an input.
        """
        return shape

    def parameter_shapes(self, shape: Shape) -> dict[str, Shape]:
        """Return the shape of each learnt parameter by its name, for an input of ``shape``."""
        return {}

    def buffer_shapes(self, shape: Shape) -> dict[str, Shape]:
        """Return the shape of each number that is kept but not learnt by gradients."""
        return {}

    def multiplications(self, shape: Shape) -> int:
        """Return how many products one image of ``shape`` takes: weights times values."""
        return 0

    def values(self, shape: Shape) -> int:
        """Return how many values come out for one image of ``shape``, on the way too."""
        return math.prod(self.output_shape(shape))

    def operation(self) -> OperationKind:
        """Return the operation that the layer becomes."""
        raise NotImplementedError

    def to_json(self) -> dict[str, Any]:
        """Return kind and settings as plain JSON values."""
        return {"kind": self.kind, **asdict(self)}


def image_shape(layer: LayerSpec, shape: Shape) -> Shape:
    """Return ``shape``, what ``layer`` is given. Raises ModelError unless it is one of maps."""
    if len(shape) != 3:
        raise ModelError(
            "{name} needs maps of height and width, not a row of values. Put it before the "
            "flatten.",
            name=layer.name,
        )
    return shape


def needs_row(layer: LayerSpec) -> ModelError:
    """Return the error of a ``layer`` that is given maps."""
    return ModelError("{name} needs a row of values. Put a flatten before it.", name=layer.name)


def windows(name: str, n: int, size: int, stride: int, padding: int) -> int:
    """``floor((n + 2p - k) / s) + 1``: the places a window of size k has along n pixels."""
    count = (n + 2 * padding - size) // stride + 1
    if count < 1:
        raise ModelError(
            "{name}: a window of {size} does not fit into {n} pixels with padding {padding}. Make "
            "it smaller, or pad more.",
            name=name, size=size, n=n, padding=padding,
        )  # fmt: skip
    return count


def both(value: OneOrTwo) -> tuple[int, int]:
    """Return (rows, columns) of a setting that may be one number for both."""
    return value if isinstance(value, tuple) else (value, value)


def one_or_two(rows: int, columns: int) -> OneOrTwo:
    """Return one number where ``rows`` and ``columns`` are alike."""
    return rows if rows == columns else (rows, columns)
