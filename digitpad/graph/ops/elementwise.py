"""Two inputs, or an input and a number, put together value by value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np

from digitpad.graph.operation import (
    Array,
    Explanation,
    Formula,
    Parameters,
    Pointwise,
    Position,
    Shape,
    Signs,
    Slopes,
    summed,
    written,
)
from digitpad.graph.windows import products_of
from digitpad.support.messages import Text

How = Literal["add", "sub", "mul", "div", "maximum", "minimum"]

_OF: dict[How, Callable[[Any, Any], Any]] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "maximum": np.maximum,
    "minimum": np.minimum,
}
_FORMULAS: dict[How, str] = {
    "add": "{a} + {b}",
    "sub": "{a} − {b}",
    "mul": "{a} × {b}",
    "div": "{a} / {b}",
    "maximum": "max({a}, {b})",
    "minimum": "min({a}, {b})",
}


@dataclass(frozen=True)
class ElementwiseOp(Pointwise):
    """The first and the second, value by value; the smaller shape is repeated as in PyTorch.

    scalar: a number in place of the second input. scalar_first: it stands first, as in 1 - x.
    alpha: what the second is multiplied by before a sum or difference.
    """

    kind: ClassVar[str] = "elementwise"
    how: How = "add"
    scalar: float | None = None
    scalar_first: bool = False
    alpha: float = 1.0

    @property
    def value_decides(self) -> bool:  # type: ignore[override]
        """Only the larger or smaller of two values matters."""
        return self.how in ("maximum", "minimum")

    @property
    def signs(self) -> Signs:  # type: ignore[override]
        """A difference may be negative, and what has a negative number in it."""
        if self.how == "sub" or self.alpha < 0:
            return "signed"
        if self.how == "maximum" and self.scalar is not None and self.scalar >= 0:
            return "unsigned"
        is_negative = self.scalar is not None and self.scalar < 0
        return "signed" if is_negative and self.how != "maximum" else "as input"

    def compute(self, inputs: Sequence[Array], parameters: Parameters) -> Array:  # noqa: D102
        first, second = self._both(list(inputs), np.float32)
        with np.errstate(all="ignore"):  # x / 0 is infinite, as in PyTorch
            if self.alpha != 1:
                second = second * np.float32(self.alpha)
            return np.asarray(_OF[self.how](first, second), np.float32)

    def backward(self, gradient: Array, inputs: Sequence[Array], parameters: Parameters) -> Slopes:  # noqa: D102
        first, second = self._both(list(inputs), np.float32)
        with np.errstate(all="ignore"):
            by_both = self._by_both(gradient, first, second)
        if self.scalar is not None:
            by_both = by_both[1:] if self.scalar_first else by_both[:1]
        slopes = [summed(slope, x.shape) for slope, x in zip(by_both, inputs, strict=True)]
        return Slopes([np.asarray(slope, np.float32) for slope in slopes])

    def _by_both(self, gradient: Array, first: Any, second: Any) -> tuple[Any, ...]:
        """Return the slopes by the first and the second, in the output's shape."""
        match self.how:
            case "add" | "sub":
                sign = -1 if self.how == "sub" else 1
                return gradient, gradient * np.float32(sign * self.alpha)
            case "mul":
                return gradient * second, gradient * first
            case "div":
                return gradient / second, -gradient * first / (second * second)
            case "maximum" | "minimum":
                larger = first > second if self.how == "maximum" else first < second
                share = np.where(first == second, np.float32(0.5), larger)  # as in PyTorch
                return gradient * share, gradient * (1 - share)

    def explain(  # noqa: D102
        self, inputs: Sequence[Array], parameters: Parameters, position: Position
    ) -> Explanation:
        values: list[Any] = [np.float64(x[place_in(x.shape, position)]) for x in inputs]
        first, second = self._both(values, np.float64)
        with np.errstate(all="ignore"):
            total = float(_OF[self.how](first, second * self.alpha))
        if self.how in ("maximum", "minimum"):
            a, b = written(first), written(second)
        else:
            a, b = in_brackets(first), in_brackets(second)
        if self.alpha != 1:
            b = f"{self.alpha:g} × {b}"
        return Formula(total, _FORMULAS[self.how].format(a=a, b=b))

    def _both(self, values: list[Any], number: type[Any]) -> tuple[Any, Any]:
        """Return the first and the second, either of which may be the scalar."""
        if self.scalar is None:
            first, second = values
            return first, second
        scalar = number(self.scalar)
        return (scalar, values[0]) if self.scalar_first else (values[0], scalar)

    def multiplications(self, inputs: Sequence[Shape], output: Shape) -> int:  # noqa: D102
        times = self.how in ("mul", "div") or self.alpha != 1
        return products_of(output, 1) if times else 0

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        if self.scalar is None:
            return _of_two(self.how)
        return _with_a_number(self.how, self.scalar_first, f"{self.scalar:.4g}")


def _of_two(how: How) -> Text:
    match how:
        case "add":
            return Text("The sum of both inputs, value by value.")
        case "sub":
            return Text("The first input less the second, value by value.")
        case "mul":
            return Text("The product of both inputs, value by value.")
        case "div":
            return Text("The first input over the second, value by value.")
        case "maximum":
            return Text("The larger of both inputs, value by value.")
        case "minimum":
            return Text("The smaller of both inputs, value by value.")


def _with_a_number(how: How, first: bool, number: str) -> Text:
    match how:
        case "add":
            return Text("Each value plus {number}.", number=number)
        case "sub" if first:
            return Text("{number} less each value.", number=number)
        case "sub":
            return Text("Each value less {number}.", number=number)
        case "mul":
            return Text("Each value times {number}.", number=number)
        case "div" if first:
            return Text("{number} over each value.", number=number)
        case "div":
            return Text("Each value over {number}.", number=number)
        case "maximum":
            return Text("The larger of each value and {number}.", number=number)
        case "minimum":
            return Text("The smaller of each value and {number}.", number=number)


def place_in(shape: Shape, position: Position) -> Position:
    """Return where the value for ``position`` is in an input of ``shape`` that is broadcast."""
    own = position[len(position) - len(shape) :]
    return tuple(0 if size == 1 else n for n, size in zip(own, shape, strict=True))


def in_brackets(value: float) -> str:
    """Return a number as it stands among others: a negative one in brackets."""
    return f"({written(value)})" if value < 0 else written(value)
