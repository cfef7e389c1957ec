"""Functions of each value by itself."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

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
    written,
)
from digitpad.support.messages import Text


class Function(NamedTuple):
    """compute: of an array and a slope. exactly: of one number in float64. formula: in signs.

    formula: x stands where the value comes, a where the slope comes. sentence: None where it names
    the slope.
    """

    compute: Callable[[Array, float], Array]
    exactly: Callable[[float, float], float]
    formula: Callable[[str, str], str]
    signs: Signs
    sentence: Text | None


def _sigmoid(x: Array) -> Array:
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, small) / (1 + small)  # type: ignore[no-any-return]


def _sigmoid_of(value: float) -> float:
    return 1 / (1 + math.exp(-value)) if value > 0 else 1 - 1 / (1 + math.exp(value))


# Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26 is good to 1.5e-7: NumPy has no
# error function, and float32 has no more digits than that.
_ERF = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)


def _normal_share(x: Array) -> Array:
    """Return the share of a normal distribution that lies below ``x``."""
    z = np.abs(x).astype(np.float64) / math.sqrt(2)
    t = 1 / (1 + 0.3275911 * z)
    polynomial = np.zeros_like(t)
    for factor in reversed(_ERF):
        polynomial = (polynomial + factor) * t
    erf = 1 - polynomial * np.exp(-z * z)
    return ((1 + np.sign(x) * erf) / 2).astype(np.float32)


def _share_of(value: float) -> float:
    return (1 + math.erf(value / math.sqrt(2))) / 2


FUNCTIONS: dict[str, Function] = {
    "relu": Function(
        lambda x, _: np.maximum(x, 0),
        lambda v, _: max(0.0, v),
        lambda x, _: f"max(0, {x})",
        "unsigned",
        Text("Negative values become zero, the others stay."),
    ),
    "leaky_relu": Function(
        lambda x, a: np.where(x > 0, x, x * np.float32(a)),
        lambda v, a: v if v > 0 else a * v,
        lambda x, a: x if not x.startswith("-") else f"{a} × {x}",
        "as input",
        None,
    ),
    "gelu": Function(
        lambda x, _: x * _normal_share(x),
        lambda v, _: v * _share_of(v),
        lambda x, _: f"{x} × Φ({x})",
        "as input",
        Text("Each value times the share of a normal distribution that lies below it."),
    ),
    "sigmoid": Function(
        lambda x, _: _sigmoid(x),
        lambda v, _: _sigmoid_of(v),
        lambda x, _: f"1 / (1 + exp(−({x})))",
        "unsigned",
        Text("Each value is squeezed between 0 and 1."),
    ),
    "tanh": Function(
        lambda x, _: np.tanh(x),
        lambda v, _: math.tanh(v),
        lambda x, _: f"tanh({x})",
        "as input",
        Text("Each value is squeezed between −1 and 1."),
    ),
}


@dataclass(frozen=True)
class ActivationOp(Pointwise):
    """``function`` of each value; slope: what it multiplies with, where it has one."""

    kind: ClassVar[str] = "activation"
    function: str = "relu"
    slope: float = 0.01

    @property
    def signs(self) -> Signs:  # type: ignore[override]
        """Whether what comes out may be negative."""
        return FUNCTIONS[self.function].signs

    def compute(self, inputs: Sequence[Array], parameters: Parameters) -> Array:  # noqa: D102
        return FUNCTIONS[self.function].compute(inputs[0], self.slope)

    def explain(  # noqa: D102
        self, inputs: Sequence[Array], parameters: Parameters, position: Position
    ) -> Explanation:
        value = float(inputs[0][position])
        function = FUNCTIONS[self.function]
        total = function.exactly(value, self.slope)
        return Formula(total, function.formula(written(value), f"{self.slope:g}"))

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        sentence = FUNCTIONS[self.function].sentence
        return sentence or Text(
            "Negative values are multiplied by {slope}, the others stay.", slope=written(self.slope)
        )
