"""Functions of each value by itself."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

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
from digitpad.support.messages import Text

Values = NDArray[Any]  # many in float32, or one number in float64

_BLOCK = 1 << 14  # values that stay in the processor's cache while all steps are done


@dataclass(frozen=True)
class OfEach(Pointwise):
    """A function of each value. A kind says what it makes of an array, and how that is written."""

    def of(self, x: Values) -> Any:
        """Return the function of each of ``x``, in its type."""
        raise NotImplementedError

    def formula(self, x: str) -> str:
        """Return the function in signs; ``x`` stands where the value comes."""
        raise NotImplementedError

    def slope_at(self, x: Values) -> Any:
        """Return the function's derivative at each of ``x``; 0 at a corner next to a level part."""
        raise NotImplementedError

    def backward(self, gradient: Array, inputs: Sequence[Array], parameters: Parameters) -> Slopes:  # noqa: D102
        with np.errstate(all="ignore"):
            return Slopes([np.asarray(gradient * self.slope_at(inputs[0]), np.float32)])

    def compute(self, inputs: Sequence[Array], parameters: Parameters) -> Array:  # noqa: D102
        x = np.ascontiguousarray(inputs[0]).reshape(-1)
        y = np.empty_like(x)
        with np.errstate(all="ignore"):  # the logarithm of zero is minus infinity, as in PyTorch
            for start in range(0, x.size, _BLOCK):
                y[start : start + _BLOCK] = self.of(x[start : start + _BLOCK])
        return y.reshape(inputs[0].shape)

    def explain(  # noqa: D102
        self, inputs: Sequence[Array], parameters: Parameters, position: Position
    ) -> Explanation:
        value = np.array(inputs[0][position], np.float64)
        with np.errstate(all="ignore"):
            total = float(self.of(value))
        return Formula(total, self.formula(written(float(value))))


class Function(NamedTuple):
    """compute: of an array and a slope, in the array's type. formula: in signs.

    derivative: of the same, at each value.

    formula: {x} stands where the value comes, {a} where the slope comes.
    """

    compute: Callable[[Values, float], Any]
    formula: str
    signs: Signs
    sentence: Text | None
    derivative: Callable[[Values, float], Any]


def softplus(x: Values) -> Any:
    """Return log(1 + exp(x))."""
    small = np.exp(-np.abs(x))
    above = 1 + small
    # log1p to all digits, several times as fast. Source: HP-15C Advanced Functions Handbook, 1982.
    none = above == 1  # then it is small itself; adding is faster than np.where
    logarithm = (np.log(above) + none) * (small / (above - 1 + none))
    return np.maximum(x, 0) + logarithm


def sloped(x: Values, slope: Any) -> Any:
    """Return ``x``, times ``slope`` where it is negative; several times as fast as np.where."""
    return np.maximum(x, 0) + np.minimum(x, 0) * slope


# NumPy has no error function. This is a quotient of polynomials in x², good to float32's digits.
# Source: Eigen 3.4, generic_fast_erf_float (MPL 2).
_ABOVE = (-2.72614225801306e-10, 2.77068142495902e-08, -2.10102402082508e-06, -5.69250639462346e-05,
          -7.34990630326855e-04, -2.95459980854025e-03, -1.60960333262415e-02)  # fmt: skip
_BELOW = (-1.45660718464996e-05, -2.13374055278905e-04, -1.68282697438203e-03,
          -7.37332916720468e-03, -1.42647390514189e-02)  # fmt: skip


def _erf(x: Values) -> Any:
    if x.dtype != np.float32:
        return np.vectorize(math.erf, otypes=[float])(x)
    x = np.clip(x, -4, 4)  # beyond it is 1
    square = x * x
    x *= _polynomial(_ABOVE, square)
    x /= _polynomial(_BELOW, square)
    return x


def _polynomial(factors: tuple[float, ...], x: Array) -> Array:
    y = x * np.float32(factors[0])
    for factor in factors[1:-1]:
        y += np.float32(factor)
        y *= x
    y += np.float32(factors[-1])
    return y


def _share(x: Values) -> Any:
    """Return the share of a normal distribution that lies below each of ``x``."""
    share = _erf(x * x.dtype.type(math.sqrt(0.5)))
    return (share + 1) * x.dtype.type(0.5)


def _density(x: Values) -> Any:
    """Return how dense a normal distribution is at each of ``x``."""
    return np.exp(-x * x / 2) * x.dtype.type(1 / math.sqrt(2 * math.pi))


def _sigmoid(x: Values) -> Any:
    return 1 / (1 + np.exp(-x))


def _mish(x: Values) -> Any:
    """Return x × tanh(log(1 + exp(x))), with no more than one exponential."""
    e = np.exp(np.minimum(x, 20))  # beyond it is x
    e *= e + 2
    return x * (e / (e + 2))


def _mish_slope(x: Values) -> Any:
    bent = np.tanh(softplus(x))
    return bent + x * _sigmoid(x) * (1 - bent * bent)


def _gelu_by_tanh(x: Values) -> Any:
    inner = x * x
    inner *= x.dtype.type(0.044715)
    inner += 1
    inner *= x
    inner *= x.dtype.type(math.sqrt(2 / math.pi))
    return x * (1 + np.tanh(inner)) * x.dtype.type(0.5)


def _gelu_by_tanh_slope(x: Values) -> Any:
    number = x.dtype.type
    root = number(math.sqrt(2 / math.pi))
    bent = np.tanh(root * (x + number(0.044715) * x * x * x))
    inner = root * (1 + number(3 * 0.044715) * x * x)
    return number(0.5) * (1 + bent + x * (1 - bent * bent) * inner)


FUNCTIONS: dict[str, Function] = {
    "relu": Function(
        lambda x, _: np.maximum(x, 0), "max(0, {x})", "unsigned",
        Text("Negative values become zero, the others stay."),
        lambda x, _: x > 0,
    ),
    "leaky_relu": Function(
        lambda x, a: sloped(x, x.dtype.type(a)),
        "{x} if it is above 0, else {a} × {x}", "as input", None,
        lambda x, a: np.where(x > 0, 1, x.dtype.type(a)),
    ),
    "gelu": Function(
        lambda x, _: x * _share(x), "{x} × Φ({x})", "as input",
        Text("Each value times the share of a normal distribution that lies below it."),
        lambda x, _: _share(x) + x * _density(x),
    ),
    "gelu_tanh": Function(
        lambda x, _: _gelu_by_tanh(x), "{x} × (1 + tanh(√(2/π) × ({x} + 0.044715 × {x}³))) / 2",
        "as input",
        Text(
            "Each value times about the share of a normal distribution that lies below it, found "
            "with a tanh."
        ),
        lambda x, _: _gelu_by_tanh_slope(x),
    ),
    "silu": Function(
        lambda x, _: x / (1 + np.exp(-x)), "{x} / (1 + exp(−({x})))", "as input",
        Text("Each value times its sigmoid."),
        lambda x, _: _sigmoid(x) * (1 + x * _sigmoid(-x)),
    ),
    "mish": Function(
        lambda x, _: _mish(x), "{x} × tanh(log(1 + exp({x})))", "as input",
        Text("Each value times the tanh of its softplus."),
        lambda x, _: _mish_slope(x),
    ),
    "hardswish": Function(
        lambda x, _: x * np.clip(x / 6 + x.dtype.type(0.5), 0, 1),
        "{x} × min(max({x} + 3, 0), 6) / 6", "as input",
        Text("Each value times a straight line from 0 at −3 to 1 at 3."),
        lambda x, _: np.where(np.abs(x) < 3, x / 3 + x.dtype.type(0.5), x > 0),
    ),
    "hardsigmoid": Function(
        lambda x, _: np.clip(x / 6 + x.dtype.type(0.5), 0, 1), "min(max({x} + 3, 0), 6) / 6",
        "unsigned", Text("A straight line from 0 at −3 to 1 at 3."),
        lambda x, _: (np.abs(x) < 3) / x.dtype.type(6),
    ),
    "sigmoid": Function(
        lambda x, _: 1 / (1 + np.exp(-x)), "1 / (1 + exp(−({x})))", "unsigned",
        Text("Each value is squeezed between 0 and 1."),
        lambda x, _: _sigmoid(x) * _sigmoid(-x),
    ),
    "logsigmoid": Function(
        lambda x, _: -softplus(-x), "−log(1 + exp(−({x})))", "signed",
        Text("The logarithm of each value squeezed between 0 and 1."),
        lambda x, _: _sigmoid(-x),
    ),
    "tanh": Function(
        lambda x, _: np.tanh(x), "tanh({x})", "as input",
        Text("Each value is squeezed between −1 and 1."),
        lambda x, _: 1 - np.square(np.tanh(x)),
    ),
    "softsign": Function(
        lambda x, _: x / (1 + np.abs(x)), "{x} / (1 + |{x}|)", "as input",
        Text("Each value over 1 and its size: between −1 and 1."),
        lambda x, _: 1 / np.square(1 + np.abs(x)),
    ),
    "exp": Function(
        lambda x, _: np.exp(x), "exp({x})", "unsigned", Text("The exponential of each value."),
        lambda x, _: np.exp(x),
    ),
    "log": Function(
        lambda x, _: np.log(x), "log({x})", "signed", Text("The logarithm of each value."),
        lambda x, _: 1 / x,
    ),
    "abs": Function(
        lambda x, _: np.abs(x), "|{x}|", "unsigned", Text("Each value without its sign."),
        lambda x, _: np.sign(x),
    ),
    "neg": Function(
        lambda x, _: -x, "−({x})", "signed", Text("Each value with the other sign."),
        lambda x, _: x.dtype.type(-1),
    ),
    "erf": Function(
        lambda x, _: _erf(x), "erf({x})", "as input",
        Text("The error function of each value: between −1 and 1."),
        lambda x, _: np.exp(-x * x) * x.dtype.type(2 / math.sqrt(math.pi)),
    ),
    "sin": Function(
        lambda x, _: np.sin(x), "sin({x})", "signed", Text("The sine of each value."),
        lambda x, _: np.cos(x),
    ),
    "cos": Function(
        lambda x, _: np.cos(x), "cos({x})", "signed", Text("The cosine of each value."),
        lambda x, _: -np.sin(x),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class ActivationOp(OfEach):
    """``function`` of each value; slope: what it multiplies with, where it has one."""

    kind: ClassVar[str] = "activation"
    function: str = "relu"
    slope: float = 0.01

    @property
    def signs(self) -> Signs:  # type: ignore[override]
        """Whether what comes out may be negative."""
        return FUNCTIONS[self.function].signs

    def of(self, x: Values) -> Any:  # noqa: D102
        return FUNCTIONS[self.function].compute(x, self.slope)

    def slope_at(self, x: Values) -> Any:  # noqa: D102
        return FUNCTIONS[self.function].derivative(x, self.slope)

    def formula(self, x: str) -> str:  # noqa: D102
        if self.function == "leaky_relu":
            return in_signs(x, f"{self.slope:g}")
        return FUNCTIONS[self.function].formula.format(x=x)

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        sentence = FUNCTIONS[self.function].sentence
        return sentence or Text(
            "Negative values are multiplied by {slope}, the others stay.", slope=written(self.slope)
        )


def in_signs(x: str, slope: str) -> str:
    """Return ``x``, or times ``slope`` where it is negative."""
    return f"{slope} × {x}" if x.startswith("-") else x


@dataclass(frozen=True)
class PReLUOp(Pointwise):
    """Negative values times a slope that was learnt: ``weight``, (1,) or one for each channel.

    Source: He, Zhang, Ren and Sun, Delving Deep into Rectifiers, 2015.
    """

    kind: ClassVar[str] = "prelu"

    def _slopes(self, x: Array, weight: Array) -> Array:
        """Return ``weight`` along the channels, the second axis."""
        return weight.reshape(-1, *(1,) * (x.ndim - 2)) if x.ndim > 1 else weight

    def shape(self, inputs: Sequence[Shape], parameters: Any) -> Shape:  # noqa: D102
        return inputs[0]

    def compute(self, inputs: Sequence[Array], parameters: Parameters) -> Array:  # noqa: D102
        y: Array = sloped(inputs[0], self._slopes(inputs[0], parameters["weight"]))
        return y

    def backward(self, gradient: Array, inputs: Sequence[Array], parameters: Parameters) -> Slopes:  # noqa: D102
        x, weight = inputs[0], parameters["weight"]
        slopes = self._slopes(x, weight)
        by_weight = summed(gradient * np.minimum(x, 0), slopes.shape).reshape(weight.shape)
        return Slopes([gradient * np.where(x > 0, 1, slopes)], {"weight": by_weight})

    def explain(  # noqa: D102
        self, inputs: Sequence[Array], parameters: Parameters, position: Position
    ) -> Explanation:
        weight = parameters["weight"]
        value = float(inputs[0][position])
        slope = float(weight[position[1] if len(weight) > 1 else 0])
        total = value if value > 0 else value * slope
        return Formula(total, in_signs(written(value), written(slope)))

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return Text("Negative values are multiplied by a learnt slope, the others stay.")
