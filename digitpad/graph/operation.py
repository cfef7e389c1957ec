"""What every kind of operation tells: shape, values, one value taken apart, what it needs.

Arrays, shapes and masks have the batch first, as in PyTorch. An explanation is of the first image
of a batch, in float64; the network's own float32 sums differ from it by their rounding.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitpad.support.messages import Text

Array = NDArray[np.float32]
Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]
Shape = tuple[int, ...]
Position = tuple[int, ...]
Parameters = Mapping[str, Array]  # of one operation by their part in it, as "weight"

# Whether values may be below zero: "as input" where they are when the input's may.
Signs = Literal["signed", "unsigned", "as input"]

EACH = 12  # products, terms or values that are written out before the rest is counted


class Slopes(NamedTuple):
    """How a loss changes with what an operation takes: dL/dx in the shape of each x.

    inputs: in their order. parameters: by their part in the operation.
    """

    inputs: list[Array]
    parameters: dict[str, Array] = {}


@dataclass(frozen=True, eq=False)
class Explanation:
    """One value, taken apart. total: what its parts come to."""

    total: float

    def text(self) -> str:
        """Return in words and numbers what is multiplied, added or compared."""
        raise NotImplementedError


@dataclass(frozen=True)
class OperationKind:
    """What an operation does, with its settings; the numbers that it learnt are not in it.

    kind: the word for it in files. value_decides: which inputs matter depends on their values, so
    that ``needs`` gives a superset of them; else it is exact.
    """

    kind: ClassVar[str]
    signs: ClassVar[Signs] = "signed"
    value_decides: ClassVar[bool] = False
    is_explained: ClassVar[bool] = True
    changes_nothing: ClassVar[bool] = False  # gives its input, in another order at most

    def shape(self, inputs: Sequence[Shape], parameters: Mapping[str, Shape]) -> Shape:
        """Return the output's shape. Raises ValueError where it cannot follow such inputs."""
        raise NotImplementedError

    def compute(self, inputs: Sequence[Array], parameters: Parameters) -> Array:
        """Return the output, float32."""
        raise NotImplementedError

    def explain(
        self, inputs: Sequence[Array], parameters: Parameters, position: Position
    ) -> Explanation:
        """Take the output at ``position``, the batch first, apart."""
        raise NotImplementedError

    def backward(self, gradient: Array, inputs: Sequence[Array], parameters: Parameters) -> Slopes:
        """Return the slopes of a loss, of which ``gradient`` has those by each output.

        Of its inputs and of those of its numbers that a training changes.
        """
        raise NotImplementedError

    def needs(self, wanted: Mask, inputs: Sequence[Shape]) -> list[Mask]:
        """Return for each input where a value of it may matter for the ``wanted`` of the output."""
        raise NotImplementedError

    def reaches(self, touched: Sequence[Mask], output: Shape) -> Mask:
        """Return where the output may differ when the inputs differ where they are ``touched``."""
        raise NotImplementedError

    def multiplications(self, inputs: Sequence[Shape], output: Shape) -> int:
        """Return how many products the output for these shapes takes."""
        return 0

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:
        """Return a sentence about what it does."""
        raise NotImplementedError

    def settings(self) -> dict[str, Any]:
        """Return the settings by name, plain values."""
        return dict(vars(self))


class Pointwise(OperationKind):
    """Each output is made from the inputs' values at its own place, which may be broadcast."""

    def shape(self, inputs: Sequence[Shape], parameters: Mapping[str, Shape]) -> Shape:  # noqa: D102
        return np.broadcast_shapes(*inputs)

    def needs(self, wanted: Mask, inputs: Sequence[Shape]) -> list[Mask]:  # noqa: D102
        return [narrowed(wanted, shape) for shape in inputs]

    def reaches(self, touched: Sequence[Mask], output: Shape) -> Mask:  # noqa: D102
        reached = np.zeros(output, bool)
        for mask in touched:
            reached |= mask
        return reached

    def multiplications(self, inputs: Sequence[Shape], output: Shape) -> int:  # noqa: D102
        return 0


class AlongAxes(OperationKind):
    """Each output depends on all values of the input along some axes, and on one place of the rest.

    ``axes`` tells which, for an input of so many dimensions. The output keeps these axes, has them
    with another length, or has lost them (``keeps`` is False).
    """

    def axes(self, dimensions: int) -> tuple[int, ...]:
        """Return the axes of the input that are taken together, each from 0."""
        raise NotImplementedError

    def keeps(self) -> bool:
        """Tell whether the output has these axes still."""
        return True

    def needs(self, wanted: Mask, inputs: Sequence[Shape]) -> list[Mask]:  # noqa: D102
        axes = self.axes(len(inputs[0]))
        if self.keeps():
            wanted = np.any(wanted, axis=axes, keepdims=True)
        else:
            wanted = np.expand_dims(wanted, axes)
        return [np.broadcast_to(wanted, inputs[0])]

    def reaches(self, touched: Sequence[Mask], output: Shape) -> Mask:  # noqa: D102
        axes = self.axes(touched[0].ndim)
        return np.broadcast_to(touched[0].any(axis=axes, keepdims=self.keeps()), output)


class Rearranging(OperationKind):
    """Every output is a value of an input, at another place, or nothing (zero).

    A kind says how it places whatever it is given; where each value came from, what it needs and
    what it reaches follows.
    """

    signs: ClassVar[Signs] = "as input"
    changes_nothing: ClassVar[bool] = True

    def place(self, inputs: Sequence[NDArray[Any]], fill: Any = 0) -> NDArray[Any]:
        """Return the values of ``inputs``, of any type, in their new places."""
        raise NotImplementedError

    def shape(self, inputs: Sequence[Shape], parameters: Mapping[str, Shape]) -> Shape:  # noqa: D102
        return self.place([np.empty(shape, bool) for shape in inputs]).shape

    def compute(self, inputs: Sequence[Array], parameters: Parameters) -> Array:  # noqa: D102
        return np.ascontiguousarray(self.place(inputs))

    def sources(self, inputs: Sequence[Shape]) -> NDArray[np.int32]:
        """Return for each output the index of its source, all inputs in one row; -1 for none."""
        numbered, first = [], 0
        for shape in inputs:
            count = math.prod(shape)
            numbered.append(np.arange(first, first + count, dtype=np.int32).reshape(shape))
            first += count
        return self.place(numbered, fill=-1)

    def explain(  # noqa: D102
        self, inputs: Sequence[Array], parameters: Parameters, position: Position
    ) -> Explanation:
        index = int(self.sources([x.shape for x in inputs])[position])
        if index < 0:
            return Copied(0.0, None, None)
        for number, x in enumerate(inputs):
            if index < x.size:
                place = tuple(int(n) for n in np.unravel_index(index, x.shape))
                return Copied(float(x[place]), number, place)
            index -= x.size
        raise IndexError(position)

    def backward(self, gradient: Array, inputs: Sequence[Array], parameters: Parameters) -> Slopes:  # noqa: D102
        shapes = [x.shape for x in inputs]
        sizes = [math.prod(shape) for shape in shapes]
        found = self.sources(shapes).reshape(-1)
        kept = found >= 0
        # a value that went to several places has the sum of their slopes
        flat = np.bincount(found[kept], gradient.reshape(-1)[kept], sum(sizes)).astype(np.float32)
        parts = np.split(flat, np.cumsum(sizes)[:-1])
        return Slopes([part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)])

    def needs(self, wanted: Mask, inputs: Sequence[Shape]) -> list[Mask]:  # noqa: D102
        found = self.sources(inputs)[wanted]
        sizes = [math.prod(shape) for shape in inputs]
        flat = np.zeros(sum(sizes), bool)
        flat[found[found >= 0]] = True
        parts = np.split(flat, np.cumsum(sizes)[:-1])
        return [part.reshape(shape) for part, shape in zip(parts, inputs, strict=True)]

    def reaches(self, touched: Sequence[Mask], output: Shape) -> Mask:  # noqa: D102
        return self.place(touched, fill=False)


@dataclass(frozen=True, eq=False)
class Copied(Explanation):
    """A value that stays as it is. source: which input, and where in it; None for padding."""

    source: int | None = 0
    place: Position | None = None

    def text(self) -> str:  # noqa: D102
        if self.source is None:
            return str(
                Text("nothing was there, so it is filled with {value}", value=written(self.total))
            )
        return str(Text("the value {value}, as it was", value=written(self.total)))


@dataclass(frozen=True, eq=False)
class Formula(Explanation):
    """A value of a formula with its numbers in it, as ``max(0, -1.5)``."""

    formula: str

    def text(self) -> str:  # noqa: D102
        return f"{self.formula} = {written(self.total)}"


@dataclass(frozen=True, eq=False)
class WeightedSum(Explanation):
    """A sum of products. inputs, weights, products: (n,). bias: None where there is none.

    maps: the shape that the inputs had before they were put into a row, without the batch, or None.
    """

    inputs: Numbers
    weights: Numbers
    products: Numbers
    bias: float | None = None
    maps: Shape | None = None

    def largest(self, count: int) -> NDArray[np.intp]:
        """Return the inputs that contribute most, either way, the largest first."""
        return np.argsort(-np.abs(self.products), kind="stable")[:count]

    def text(self) -> str:  # noqa: D102
        shown = self.largest(EACH)
        terms = [f"{written(self.inputs[n])} × {written(self.weights[n])}" for n in shown.tolist()]
        return sum_in_words(terms, len(self.inputs), self.products, shown, self.bias, self.total)


def sum_in_words(
    terms: list[str], count: int, products: Numbers, shown: NDArray[np.intp],
    bias: float | None, total: float,
) -> str:  # fmt: skip
    """Return ``terms``, the largest of ``count``, the sum of the rest, the bias and the total."""
    words = " + ".join(terms) or "0"
    if count > len(terms):
        rest = float(products.sum() - products[shown].sum())
        words += " + " + str(Text(
            "{count:,} smaller products, {rest} together", count=count - len(terms),
            rest=written(rest),
        ))  # fmt: skip
    if bias:
        words += " + " + str(Text("bias {bias}", bias=written(bias)))
    return f"{words} = {written(total)}"


def narrowed(mask: Mask, shape: Shape) -> Mask:
    """Return ``mask``, of a shape that ``shape`` was broadcast to, as a mask of ``shape``."""
    more = tuple(range(mask.ndim - len(shape)))
    if more:
        mask = np.any(mask, axis=more)
    same = tuple(n for n, size in enumerate(shape) if size == 1 and mask.shape[n] != 1)
    return np.any(mask, axis=same, keepdims=True) if same else mask


def summed(gradient: Array, shape: Shape) -> Array:
    """Return ``gradient``, of a shape that ``shape`` was broadcast to, summed to ``shape``."""
    if gradient.shape == shape:
        return gradient
    more = tuple(range(gradient.ndim - len(shape)))
    found = gradient.sum(axis=more) if more else gradient
    same = tuple(n for n, size in enumerate(shape) if size == 1 and found.shape[n] != 1)
    return np.asarray(found.sum(axis=same, keepdims=True) if same else found, np.float32)


def written(value: float) -> str:
    """Return a number as text, with four digits that count."""
    return f"{float(value):.4g}"
