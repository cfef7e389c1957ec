"""Functions of each value that have limits, a scale or an exponent as settings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from digitpad.graph.operation import Shape, Signs
from digitpad.graph.ops.activation import OfEach, Values, softplus
from digitpad.support.messages import Text

# Klambauer et al., Self-Normalizing Neural Networks, 2017: mean 0 and variance 1 stay so.
SELU_ALPHA, SELU_SCALE = 1.6732632423543772, 1.0507009873554805


@dataclass(frozen=True)
class ClampOp(OfEach):
    """Values below ``low`` become it, and those above ``high``: ReLU6, hardtanh, clamp."""

    kind: ClassVar[str] = "clamp"
    low: float = -math.inf
    high: float = math.inf

    @property
    def signs(self) -> Signs:  # type: ignore[override]
        """Never negative from a lower limit of zero on."""
        if self.low >= 0:
            return "unsigned"
        return "as input" if self.high >= 0 else "signed"

    def of(self, x: Values) -> Any:  # noqa: D102
        return np.minimum(np.maximum(x, x.dtype.type(self.low)), x.dtype.type(self.high))

    def slope_at(self, x: Values) -> Any:  # noqa: D102
        return (x > self.low) & (x < self.high)

    def formula(self, x: str) -> str:  # noqa: D102
        if self.low > -math.inf:
            x = f"max({self.low:g}, {x})"
        return f"min({self.high:g}, {x})" if self.high < math.inf else x

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        if self.high == math.inf:
            return Text("Values below {low} become {low}, the others stay.", low=f"{self.low:g}")
        if self.low == -math.inf:
            return Text(
                "Values above {high} become {high}, the others stay.", high=f"{self.high:g}"
            )
        return Text(
            "Values below {low} become {low}, values above {high} become {high}.",
            low=f"{self.low:g}", high=f"{self.high:g}",
        )  # fmt: skip


@dataclass(frozen=True)
class ELUOp(OfEach):
    """scale × x above zero, scale × alpha × (exp(x / over) - 1) below: ELU, SELU, CELU.

    CELU has alpha for ``over`` too. Source: Clevert, Unterthiner and Hochreiter, 2016.
    """

    kind: ClassVar[str] = "elu"
    signs: ClassVar[Signs] = "as input"
    alpha: float = 1.0
    scale: float = 1.0
    over: float = 1.0

    def of(self, x: Values) -> Any:  # noqa: D102
        number = x.dtype.type
        y = np.maximum(x, 0) + _expm1(np.minimum(x, 0) / number(self.over)) * number(self.alpha)
        return y if self.scale == 1 else y * number(self.scale)

    def slope_at(self, x: Values) -> Any:  # noqa: D102
        number = x.dtype.type
        below = np.exp(np.minimum(x, 0) / number(self.over)) * number(self.alpha / self.over)
        return np.where(x > 0, 1, below) * number(self.scale)

    def formula(self, x: str) -> str:  # noqa: D102
        scale = "" if self.scale == 1 else f"{self.scale:.4g} × "
        if not x.startswith("-"):
            return scale + x
        inside = x if self.over == 1 else f"{x} / {self.over:.4g}"
        alpha = "" if self.alpha == 1 else f"{self.alpha:.4g} × "
        return f"{scale}{alpha}(exp({inside}) − 1)"

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return Text(
            "Negative values are bent towards −{limit}.", limit=f"{self.scale * self.alpha:.4g}"
        )


def _expm1(x: Values) -> Any:
    """Return exp(x) - 1 for negative ``x`` to all digits, several times as fast as NumPy's.

    Source: Kahan, as in Higham, Accuracy and Stability of Numerical Algorithms, 1.14.1.
    """
    x = np.maximum(x, -80)  # exp of much less is 0, which has no logarithm; it is -1 long before
    exponential = np.exp(x)
    none = exponential == 1  # then it is x itself; adding is faster than np.where
    return (exponential - 1 + none) * (x / (np.log(exponential) + none))


@dataclass(frozen=True)
class SoftplusOp(OfEach):
    """log(1 + exp(beta × x)) / beta; x itself where beta × x is above ``threshold``."""

    kind: ClassVar[str] = "softplus"
    signs: ClassVar[Signs] = "unsigned"
    beta: float = 1.0
    threshold: float = 20.0

    def of(self, x: Values) -> Any:  # noqa: D102
        beta = x.dtype.type(self.beta)
        steep = x * beta
        return np.where(steep > self.threshold, x, softplus(steep) / beta)

    def slope_at(self, x: Values) -> Any:  # noqa: D102
        steep = x * x.dtype.type(self.beta)
        return np.where(steep > self.threshold, 1, 1 / (1 + np.exp(-steep)))

    def formula(self, x: str) -> str:  # noqa: D102
        if self.beta == 1:
            return f"log(1 + exp({x}))"
        return f"log(1 + exp({self.beta:g} × {x})) / {self.beta:g}"

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return Text("Negative values are bent towards zero.")


@dataclass(frozen=True)
class PowerOp(OfEach):
    """Each value to the power of ``exponent``: square, root, reciprocal and what lies between."""

    kind: ClassVar[str] = "power"
    exponent: float = 2.0

    @property
    def signs(self) -> Signs:  # type: ignore[override]
        """Even powers are never negative, roots and the like of positive values neither."""
        return "unsigned" if self.exponent % 2 == 0 else "as input"

    def of(self, x: Values) -> Any:  # noqa: D102
        if self.exponent == 2:
            return x * x
        if self.exponent == 3:
            return x * x * x
        if self.exponent == 0.5:
            return np.sqrt(x)
        if self.exponent == -0.5:
            return 1 / np.sqrt(x)
        if self.exponent == -1:
            return 1 / x
        return np.power(x, x.dtype.type(self.exponent))

    def slope_at(self, x: Values) -> Any:  # noqa: D102
        exponent = x.dtype.type(self.exponent)
        return exponent * PowerOp(self.exponent - 1).of(x)

    def formula(self, x: str) -> str:  # noqa: D102
        signs = {2.0: "({x})²", 3.0: "({x})³", 0.5: "√({x})", -0.5: "1 / √({x})", -1.0: "1 / ({x})"}
        return signs.get(self.exponent, f"({{x}}) ^ {self.exponent:g}").format(x=x)

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        if self.exponent == 2:
            return Text("The square of each value.")
        if self.exponent == 0.5:
            return Text("The root of each value.")
        if self.exponent == -0.5:
            return Text("1 over the root of each value.")
        if self.exponent == -1:
            return Text("1 over each value.")
        return Text("Each value to the power of {exponent}.", exponent=f"{self.exponent:g}")
