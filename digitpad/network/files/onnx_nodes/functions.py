"""Nodes of ONNX that are functions of each value, of two, or along axes."""

from __future__ import annotations

import math

from digitpad.graph.ops.activation import ActivationOp, PReLUOp
from digitpad.graph.ops.bent import SELU_ALPHA, SELU_SCALE, ClampOp, ELUOp, PowerOp, SoftplusOp
from digitpad.graph.ops.elementwise import ElementwiseOp, How
from digitpad.graph.ops.reduction import How as Reduced
from digitpad.graph.ops.reduction import ReduceOp
from digitpad.graph.ops.softmax import SoftmaxOp
from digitpad.network.files.onnx_nodes.node import NODES, NotRead, OnnxNode, Translator, known

# Functions of each value


def _function(name: str) -> Translator:
    return lambda n: n.make(ActivationOp(name), 0)


NODES.update({
    word: _function(name)
    for word, name in {
        "Relu": "relu", "Sigmoid": "sigmoid", "Tanh": "tanh", "HardSwish": "hardswish",
        "Mish": "mish", "Softsign": "softsign", "Exp": "exp", "Log": "log", "Abs": "abs",
        "Neg": "neg", "Erf": "erf", "Sin": "sin", "Cos": "cos",
    }.items()
})  # fmt: skip
NODES["Sqrt"] = lambda n: n.make(PowerOp(0.5), 0)
NODES["Reciprocal"] = lambda n: n.make(PowerOp(-1.0), 0)
NODES["Softplus"] = lambda n: n.make(SoftplusOp(), 0)
NODES["LeakyRelu"] = lambda n: n.make(ActivationOp("leaky_relu", float(n.get("alpha", 0.01))), 0)
NODES["Elu"] = lambda n: n.make(ELUOp(float(n.get("alpha", 1.0))), 0)


@known("Celu")
def _celu(n: OnnxNode) -> str:
    alpha = float(n.get("alpha", 1.0))
    return n.make(ELUOp(alpha, 1.0, alpha), 0)


@known("PRelu")
def _prelu(n: OnnxNode) -> str:
    slopes, key = n.part(1)
    shape = n.shape(0)
    along = (1,) * (len(shape) - slopes.ndim) + slopes.shape
    if slopes.size != 1 and (len(shape) < 2 or along[1] != slopes.size):
        raise NotRead  # a slope for each place
    return n.make(PReLUOp(), 0, weight=(slopes.reshape(-1), key))


@known("Selu")
def _selu(n: OnnxNode) -> str:
    return n.make(ELUOp(float(n.get("alpha", SELU_ALPHA)), float(n.get("gamma", SELU_SCALE))), 0)


@known("Gelu")
def _gelu(n: OnnxNode) -> str:
    return n.make(ActivationOp("gelu_tanh" if n.get("approximate") == "tanh" else "gelu"), 0)


@known("HardSigmoid")
def _hard_sigmoid(n: OnnxNode) -> str:
    slope, middle = float(n.get("alpha", 0.2)), float(n.get("beta", 0.5))
    if math.isclose(slope, 1 / 6, rel_tol=1e-4) and middle == 0.5:
        return n.make(ActivationOp("hardsigmoid"), 0)
    line = n.make(ElementwiseOp("add", middle), n.make(ElementwiseOp("mul", slope), 0))
    return n.make(ClampOp(0.0, 1.0), line)


@known("Clip")
def _clip(n: OnnxNode) -> str:
    limits = []
    for index, name, default in ((1, "min", -math.inf), (2, "max", math.inf)):
        given = n.constant(index).item() if n.has(index) else n.get(name, default)
        limits.append(float(given))
    return n.make(ClampOp(*limits), 0)


@known("Softmax", "LogSoftmax")
def _softmax(n: OnnxNode) -> str:
    dimensions = len(n.shape(0))
    axis = int(n.get("axis", -1 if n.version >= 13 else 1)) % dimensions
    if n.version < 13 and math.prod(n.shape(0)[axis + 1 :]) != 1:
        raise NotRead  # along several axes at once
    return n.make(SoftmaxOp(axis - dimensions, n.operator == "LogSoftmax"), 0)


# Two values, or a value and a number


def _two(how: How) -> Translator:
    def translate(n: OnnxNode) -> str:
        if len(n.inputs) != 2:
            raise NotRead
        for index, other in ((0, 1), (1, 0)):
            if n.is_constant(index) and n.constant(index).size == 1:
                number = n.constant(index)
                if number.ndim <= len(n.shape(other)):
                    return n.make(ElementwiseOp(how, float(number.item()), index == 0), other)
            if how == "add" and n.is_constant(index) and n.inputs[other] in n.graph.values:
                summed = n.graph.with_bias(n.inputs[other], n.constant(index))
                if summed is not None:
                    return summed
        return n.make(ElementwiseOp(how), 0, 1)

    return translate


NODES.update({
    "Add": _two("add"), "Sub": _two("sub"), "Mul": _two("mul"), "Div": _two("div"),
    "Max": _two("maximum"), "Min": _two("minimum"),
})  # fmt: skip


@known("Pow")
def _pow(n: OnnxNode) -> str:
    exponent = n.constant(1)
    if exponent.size != 1:
        raise NotRead
    return n.make(PowerOp(float(exponent.item())), 0)


# Along axes


def _reduction(how: Reduced) -> Translator:
    def translate(n: OnnxNode) -> str:
        axes = n.integers(1, "axes")
        if not axes and n.get("noop_with_empty_axes"):
            return n.value(0)
        return n.make(ReduceOp(how, tuple(axes) if axes else None, bool(n.get("keepdims", 1))), 0)

    return translate


_REDUCTIONS: dict[str, Reduced] = {
    "Mean": "mean", "Sum": "sum", "Max": "max", "Min": "min", "Prod": "prod", "L2": "norm",
    "LogSumExp": "logsumexp",
}  # fmt: skip
NODES.update({
    f"Reduce{word}": _reduction(how)
    for word, how in _REDUCTIONS.items()
})  # fmt: skip
