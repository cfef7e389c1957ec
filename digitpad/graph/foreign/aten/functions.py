"""Functions of each value, of two values, and of all along some axes."""

from __future__ import annotations

import math
from typing import Any

import torch

from digitpad.graph.foreign.aten.table import TABLE, known
from digitpad.graph.foreign.translation import Arguments, Node, NotKnown, Translator
from digitpad.graph.ops.activation import FUNCTIONS, ActivationOp, PReLUOp
from digitpad.graph.ops.bent import SELU_ALPHA, SELU_SCALE, ClampOp, ELUOp, PowerOp, SoftplusOp
from digitpad.graph.ops.elementwise import ElementwiseOp, How
from digitpad.graph.ops.reduction import How as Reduced
from digitpad.graph.ops.reduction import ReduceOp
from digitpad.graph.ops.slice import SliceOp
from digitpad.graph.ops.softmax import SoftmaxOp

# Functions of each value


def _function(name: str) -> Translator:
    return lambda a: a.make(ActivationOp(name), a["self"])


TABLE.update({
    name: _function(name)
    for name in (
        "relu", "sigmoid", "tanh", "silu", "mish", "hardswish", "hardsigmoid", "exp", "log", "abs",
        "neg", "erf", "sin", "cos",
    )
    if name in FUNCTIONS
})  # fmt: skip
TABLE["log_sigmoid"] = _function("logsigmoid")


@known("gelu")
def _gelu(a: Arguments) -> Node:
    return a.make(ActivationOp("gelu_tanh" if a["approximate"] == "tanh" else "gelu"), a["self"])


@known("leaky_relu")
def _leaky_relu(a: Arguments) -> Node:
    return a.make(ActivationOp("leaky_relu", float(a["negative_slope"])), a["self"])


@known("rrelu")
def _random_relu(a: Arguments) -> Node:  # after the training its slope is the mean of its limits
    return a.make(ActivationOp("leaky_relu", (a["lower"] + a["upper"]) / 2), a["self"])


@known("prelu")
def _prelu(a: Arguments) -> Node:
    return a.make(PReLUOp(), a["self"], weight=a["weight"])


@known("relu6")
def _relu6(a: Arguments) -> Node:
    return a.make(ClampOp(0.0, 6.0), a["self"])


@known("hardtanh")
def _hardtanh(a: Arguments) -> Node:
    return a.make(ClampOp(float(a["min_val"]), float(a["max_val"])), a["self"])


@known("clamp", "clamp_min", "clamp_max", "clip")
def _clamp(a: Arguments) -> Node:
    low, high = a.get("min"), a.get("max")
    if all(x is None or isinstance(x, int | float) for x in (low, high)):
        limits = (
            -math.inf if low is None else float(low),
            math.inf if high is None else float(high),
        )
        return a.make(ClampOp(*limits), a["self"])
    node = a.node(a["self"])
    for how, limit in (("maximum", low), ("minimum", high)):
        number = _number(limit)
        if number is not None:
            node = a.make(ElementwiseOp(how, number), node)  # type: ignore[arg-type]
        elif limit is not None:
            node = a.make(ElementwiseOp(how), node, limit)  # type: ignore[arg-type]
    return node


@known("elu")
def _elu(a: Arguments) -> Node:
    return a.make(
        ELUOp(float(a["alpha"]), float(a["scale"]), 1 / float(a["input_scale"])), a["self"]
    )


@known("selu")
def _selu(a: Arguments) -> Node:
    return a.make(ELUOp(SELU_ALPHA, SELU_SCALE), a["self"])


@known("celu")
def _celu(a: Arguments) -> Node:
    return a.make(ELUOp(float(a["alpha"]), 1.0, float(a["alpha"])), a["self"])


@known("softplus")
def _softplus(a: Arguments) -> Node:
    return a.make(SoftplusOp(float(a["beta"]), float(a["threshold"])), a["self"])


@known("glu")
def _glu(a: Arguments) -> Node:
    axis, length = a["dim"], a.shape_of("self")[a["dim"]] // 2
    first = a.make(SliceOp(axis, 0, length), a["self"])
    second = a.make(SliceOp(axis, length), a["self"])
    return a.make(ElementwiseOp("mul"), first, a.make(ActivationOp("sigmoid"), second))


def _power(exponent: float) -> Translator:
    return lambda a: a.make(PowerOp(exponent), a["self"])


TABLE.update({
    "square": _power(2.0), "sqrt": _power(0.5), "rsqrt": _power(-0.5), "reciprocal": _power(-1.0),
})  # fmt: skip


@known("pow")
def _pow(a: Arguments) -> Node:
    if not a.is_value("self") or not isinstance(a["exponent"], int | float):
        raise NotKnown
    return a.make(PowerOp(float(a["exponent"])), a["self"])


# Two values, or a value and a number


def _two_values(how: How, reversed_: bool = False) -> Translator:
    def translate(a: Arguments) -> Node:
        if a.get("rounding_mode") is not None:
            raise NotKnown
        first, second = a["self"], a["other"]
        alpha = float(a.get("alpha", 1))
        if reversed_:
            first, second = second, first
            if alpha != 1:
                raise NotKnown
        numbers = [_number(first), _number(second)]
        if numbers[1] is not None:
            return a.make(ElementwiseOp(how, numbers[1] * alpha), first)
        if numbers[0] is not None:
            return a.make(ElementwiseOp(how, numbers[0], True, alpha), second)
        return a.make(ElementwiseOp(how, alpha=alpha), first, second)

    return translate


for _how, _names in {
    "add": ("add",), "sub": ("sub", "subtract"), "mul": ("mul", "multiply"),
    "div": ("div", "divide", "true_divide"), "maximum": ("maximum",), "minimum": ("minimum",),
}.items():  # fmt: skip
    known(*_names)(_two_values(_how))  # type: ignore[arg-type]
known("rsub")(_two_values("sub", reversed_=True))


def _number(x: Any) -> float | None:
    """Return what is one number for the whole, also where it is a constant tensor."""
    if isinstance(x, bool | int | float):
        return float(x)
    if isinstance(x, torch.Tensor) and x.dim() == 0 and not isinstance(x, torch.nn.Parameter):
        return float(x)
    return None


# Along axes


@known("softmax", "log_softmax", "special_log_softmax", "special_softmax")
def _softmax(a: Arguments) -> Node:
    is_log = "log" in a.call.function
    return a.make(SoftmaxOp(a["dim"], is_log), a["self"])


def _axes(a: Arguments) -> tuple[int, ...] | None:
    axes = a.get("dim")
    return (axes,) if isinstance(axes, int) else None if axes is None else tuple(axes)


def _reduction(how: Reduced) -> Translator:
    return lambda a: a.make(ReduceOp(how, _axes(a), bool(a.get("keepdim"))), a["self"])


TABLE.update({
    "mean": _reduction("mean"), "sum": _reduction("sum"), "amax": _reduction("max"),
    "amin": _reduction("min"), "prod": _reduction("prod"), "logsumexp": _reduction("logsumexp"),
})  # fmt: skip


@known("max", "min")
def _extreme(a: Arguments) -> Node:
    """Leave out the second output, where the largest is: there is no kind for that."""
    how: Reduced = "max" if a.call.function == "max" else "min"
    if "other" in a.call.arguments:
        return a.make(ElementwiseOp(f"{how}imum"), a["self"], a["other"])  # type: ignore[arg-type]
    return _reduction(how)(a)  # type: ignore[return-value]


@known("var", "std")
def _spread(a: Arguments) -> Node:
    correction = a.get("correction", 1 if a.get("unbiased", True) else 0)
    kind = ReduceOp(
        "var" if a.call.function == "var" else "std", _axes(a), bool(a.get("keepdim")),
        1.0 if correction is None else float(correction),
    )  # fmt: skip
    return a.make(kind, a["self"])


@known("norm", "linalg_vector_norm")
def _norm(a: Arguments) -> Node:
    given = a.get("ord", a.get("p"))
    order = 2.0 if given is None else float(given)
    if order <= 0:
        raise NotKnown  # how many are not zero, or the smallest
    return a.make(ReduceOp("norm", _axes(a), bool(a.get("keepdim")), order=order), a["self"])
