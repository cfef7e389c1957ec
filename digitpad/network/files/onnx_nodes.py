"""What each operation of ONNX is among the kinds: the one table of them.

A function takes a node and returns the name of the operation that it becomes, or several for
several outputs; it raises NotRead where no kind can do that with these settings.
Source: onnx, docs/Operators.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from digitpad.graph.operation import OperationKind, Shape
from digitpad.graph.ops.activation import ActivationOp, PReLUOp
from digitpad.graph.ops.bent import SELU_ALPHA, SELU_SCALE, ClampOp, ELUOp, PowerOp, SoftplusOp
from digitpad.graph.ops.concatenation import ConcatenateOp
from digitpad.graph.ops.convolution import ConvOp
from digitpad.graph.ops.elementwise import ElementwiseOp, How
from digitpad.graph.ops.expand import ExpandOp
from digitpad.graph.ops.interpolate import How as Interpolation
from digitpad.graph.ops.interpolate import InterpolateOp
from digitpad.graph.ops.linear import LinearOp
from digitpad.graph.ops.matmul import MatmulOp
from digitpad.graph.ops.normalisation import BatchNormOp, GroupNormOp, InstanceNormOp, LayerNormOp
from digitpad.graph.ops.pad import Mode, PadOp
from digitpad.graph.ops.permute import PermuteOp, PixelShuffleOp
from digitpad.graph.ops.pooling import AdaptivePoolOp, PoolingKind, PoolOp
from digitpad.graph.ops.reduction import How as Reduced
from digitpad.graph.ops.reduction import ReduceOp
from digitpad.graph.ops.reshape import FlattenOp, ReshapeOp, SqueezeOp, UnsqueezeOp
from digitpad.graph.ops.same import SameOp
from digitpad.graph.ops.slice import FlipOp, PickOp, SelectOp, SliceOp, split
from digitpad.graph.ops.softmax import SoftmaxOp
from digitpad.graph.ops.transposed_convolution import ConvTransposeOp
from digitpad.graph.windows import Pair
from digitpad.network.architecture import MOST_VALUES

if TYPE_CHECKING:
    from digitpad.network.files.onnx_file import _Building

FLOATS = (1, 10, 11, 16)  # TensorProto's types
Given = str | list[str]
Translator = Callable[["OnnxNode"], Given]


class NotRead(ValueError):  # noqa: N818 - not yet an error: the node is named in one then
    """There is no kind for a node with these settings."""


@dataclass(frozen=True, eq=False)
class OnnxNode:
    """A node, and what its function asks of the graph in the making.

    inputs, outputs: names of tensors, "" for one that is left out. wanted: a name for what it
    becomes. module: the part of somebody's code that it belongs to, where that is known.
    """

    graph: _Building
    operator: str
    inputs: list[str]
    outputs: list[str]
    attributes: dict[str, Any]
    version: int
    wanted: str
    module: str

    def get(self, name: str, default: Any = None) -> Any:
        """Return an attribute; texts as str."""
        found = self.attributes.get(name, default)
        return found.decode() if isinstance(found, bytes) else found

    def has(self, index: int) -> bool:
        """Tell whether there is an input of this number."""
        return index < len(self.inputs) and bool(self.inputs[index])

    def is_constant(self, index: int) -> bool:
        """Tell whether an input does not depend on the image."""
        return self.has(index) and self.inputs[index] in self.graph.constants

    def constant(self, index: int) -> NDArray[Any]:
        """Return the numbers of an input. Raises NotRead where they depend on the image."""
        if not self.is_constant(index):
            raise NotRead
        return self.graph.constants[self.inputs[index]]

    def integers(self, index: int, attribute: str = "") -> list[int] | None:
        """Return whole numbers from an input, or an attribute of older versions, or None."""
        if self.has(index):
            return [int(n) for n in self.constant(index).reshape(-1)]
        found = self.get(attribute)
        return None if found is None else [int(n) for n in found]

    def part(self, index: int) -> tuple[NDArray[Any], str]:
        """Return numbers of an operation, and their name."""
        return self.constant(index), self.inputs[index]

    def value(self, index: int) -> str:
        """Return the operation that gives an input; a constant one becomes one of its own."""
        name = self.inputs[index]
        if name in self.graph.values:
            return self.graph.values[name]
        return self.graph.constant_operation(self, name)

    def shape(self, operation: str | int = 0) -> Shape:
        """Return the shape of an operation's output, or of an input."""
        name = self.value(operation) if isinstance(operation, int) else operation
        return self.graph.operations[name].shape

    def make(self, kind: OperationKind, *inputs: str | int, **parts: Any) -> str:
        """Return a new operation of inputs (numbers) or operations (names)."""
        names = [self.value(x) if isinstance(x, int) else x for x in inputs]
        return self.graph.make(self, kind, names, {k: v for k, v in parts.items() if v is not None})


NODES: dict[str, Translator] = {}


def known(*names: str) -> Callable[[Translator], Translator]:
    """Enter a function under ONNX's ``names``."""

    def enter(translator: Translator) -> Translator:
        NODES.update(dict.fromkeys(names, translator))
        return translator

    return enter


# Convolutions and weighted sums


def _pair(numbers: Any, default: int = 1) -> Pair:
    found = [default, default] if numbers is None else list(numbers)
    if len(found) != 2:
        raise NotRead  # one or three dimensions
    return int(found[0]), int(found[1])


def _padding(n: OnnxNode, size: Pair, stride: Pair, dilation: Pair) -> tuple[Pair, Pair]:
    """Return padding along rows and columns, given or so that the size stays: ``auto_pad``."""
    how = n.get("auto_pad", "NOTSET")
    if how == "VALID":
        return (0, 0), (0, 0)
    if how == "NOTSET":
        top, left, bottom, right = (int(x) for x in n.get("pads", (0, 0, 0, 0)))
        return (top, bottom), (left, right)
    sides = []
    for axis, length in enumerate(n.shape(0)[2:]):
        reach = dilation[axis] * (size[axis] - 1) + 1
        whole = max(0, (-(-length // stride[axis]) - 1) * stride[axis] + reach - length)
        less, more = whole // 2, whole - whole // 2
        sides.append((less, more) if how == "SAME_UPPER" else (more, less))
    return sides[0], sides[1]


@known("Conv")
def _convolution(n: OnnxNode) -> str:
    size = _pair(n.constant(1).shape[2:])
    stride, dilation = _pair(n.get("strides")), _pair(n.get("dilations"))
    around = _padding(n, size, stride, dilation)
    kind = ConvOp(size, stride, around, dilation, groups=int(n.get("group", 1)))
    return n.make(kind, 0, weight=n.part(1), bias=n.part(2) if n.has(2) else None)


@known("ConvTranspose")
def _transposed_convolution(n: OnnxNode) -> str:
    if n.get("output_shape") or n.get("auto_pad", "NOTSET") not in ("NOTSET", "VALID"):
        raise NotRead
    size, stride = _pair(n.constant(1).shape[2:]), _pair(n.get("strides"))
    dilation = _pair(n.get("dilations"))
    kind = ConvTransposeOp(
        size, stride, _padding(n, size, stride, dilation), _pair(n.get("output_padding"), 0),
        dilation, int(n.get("group", 1)),
    )  # fmt: skip
    return n.make(kind, 0, weight=n.part(1), bias=n.part(2) if n.has(2) else None)


@known("Gemm")
def _gemm(n: OnnxNode) -> str:
    if n.get("transA") or len(n.shape(0)) != 2:
        raise NotRead
    weight, key = n.part(1)
    weight = weight if n.get("transB") else weight.T
    bias = None
    if n.has(2):
        added, bias_key = n.part(2)
        added = added * np.float32(n.get("beta", 1.0))
        if added.size not in (1, len(weight)):
            raise NotRead
        bias = np.broadcast_to(added.reshape(-1), (len(weight),)), bias_key
    weight = weight * np.float32(n.get("alpha", 1.0))
    return n.make(LinearOp(), 0, weight=(weight, key), bias=bias)


@known("MatMul")
def _product(n: OnnxNode) -> str:
    if n.is_constant(1) and n.constant(1).ndim == 2 and len(n.shape(0)) > 1:
        weight, key = n.part(1)
        return n.make(LinearOp(), 0, weight=(weight.T, key))
    return n.make(MatmulOp(), 0, 1)


# Norms


@known("BatchNormalization")
def _batch_norm(n: OnnxNode) -> str:
    if n.get("training_mode") or not n.get("spatial", 1):
        raise NotRead
    kind = BatchNormOp(float(n.get("epsilon", 1e-5)))
    return n.make(
        kind, 0, weight=n.part(1), bias=n.part(2), running_mean=n.part(3), running_var=n.part(4)
    )


@known("InstanceNormalization")
def _instance_norm(n: OnnxNode) -> str:
    kind = InstanceNormOp(float(n.get("epsilon", 1e-5)))
    return n.make(kind, 0, weight=n.part(1), bias=n.part(2))


@known("GroupNormalization")
def _group_norm(n: OnnxNode) -> str:
    groups, channels = int(n.get("num_groups")), n.shape(0)[1]
    parts = []
    for index in (1, 2):
        numbers, key = n.part(index)
        if len(numbers) == groups != channels:  # of the whole group, in version 18
            numbers = np.repeat(numbers, channels // groups)
        parts.append((numbers, key))
    kind = GroupNormOp(float(n.get("epsilon", 1e-5)), groups)
    return n.make(kind, 0, weight=parts[0], bias=parts[1])


@known("LayerNormalization")
def _layer_norm(n: OnnxNode) -> str:
    dimensions = len(n.shape(0))
    count = dimensions - int(n.get("axis", -1)) % dimensions
    kind = LayerNormOp(float(n.get("epsilon", 1e-5)), count)
    return n.make(kind, 0, weight=n.part(1), bias=n.part(2) if n.has(2) else None)


# Pools


def _pool(how: PoolingKind) -> Translator:
    def translate(n: OnnxNode) -> str:
        if how == "l2" and int(n.get("p", 2)) != 2:
            raise NotRead
        size, stride = _pair(n.get("kernel_shape")), _pair(n.get("strides"))
        dilation = _pair(n.get("dilations"))
        kind = PoolOp(
            size, stride, _padding(n, size, stride, dilation), dilation, bool(n.get("ceil_mode")),
            how, bool(n.get("count_include_pad")),
        )  # fmt: skip
        return n.make(kind, 0)

    return translate


NODES.update({"MaxPool": _pool("max"), "AveragePool": _pool("mean"), "LpPool": _pool("l2")})


@known("GlobalAveragePool", "GlobalMaxPool")
def _global_pool(n: OnnxNode) -> str:
    if len(n.shape(0)) != 4:
        raise NotRead
    return n.make(AdaptivePoolOp((1, 1), "max" if "Max" in n.operator else "mean"), 0)


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


# The same values in other places


@known("Identity", "Cast")
def _same(n: OnnxNode) -> str:
    if n.operator == "Cast" and n.get("to") not in FLOATS:
        raise NotRead
    return n.value(0)


@known("Dropout")
def _dropout(n: OnnxNode) -> str:
    rate = float(n.constant(1).item()) if n.has(1) else float(n.get("ratio", 0.5))
    return n.make(SameOp(rate), 0)


@known("Concat")
def _concatenation(n: OnnxNode) -> str:
    return n.make(ConcatenateOp(int(n.get("axis", 1))), *range(len(n.inputs)))


@known("Flatten")
def _flatten(n: OnnxNode) -> str:
    shape = n.shape(0)
    axis = int(n.get("axis", 1))
    if axis == 1:
        return n.make(FlattenOp(), 0)
    return _in_shape(n, (math.prod(shape[:axis]), math.prod(shape[axis:])))


@known("Reshape")
def _reshape(n: OnnxNode) -> str:
    shape, wanted = n.shape(0), n.integers(1, "shape") or []
    if not n.get("allowzero"):
        wanted = [shape[axis] if length == 0 else length for axis, length in enumerate(wanted)]
    if wanted.count(-1) > 1:
        raise NotRead
    rest = math.prod(length for length in wanted if length != -1)
    left = math.prod(shape) // max(rest, 1)
    return _in_shape(n, tuple(left if length == -1 else length for length in wanted))


def _in_shape(n: OnnxNode, wanted: Shape) -> str:
    shape = n.shape(0)
    if math.prod(wanted) != math.prod(shape):
        raise NotRead
    if wanted[:1] == (1,) == shape[:1]:  # each image for itself
        wanted = (-1, *wanted[1:])
    return n.make(ReshapeOp(wanted), 0)


@known("Transpose")
def _transpose(n: OnnxNode) -> str:
    axes = n.get("perm") or range(len(n.shape(0)))[::-1]
    return n.make(PermuteOp(tuple(int(axis) for axis in axes)), 0)


@known("DepthToSpace")
def _pixel_shuffle(n: OnnxNode) -> str:
    if n.get("mode", "DCR") != "CRD":
        raise NotRead
    return n.make(PixelShuffleOp(int(n.get("blocksize"))), 0)


@known("Squeeze")
def _squeeze(n: OnnxNode) -> str:
    axes, shape = n.integers(1, "axes"), n.shape(0)
    if axes is None:
        axes = [axis for axis, length in enumerate(shape) if length == 1]
    if any(shape[axis] != 1 for axis in axes):
        raise NotRead
    return n.make(SqueezeOp(tuple(axis % len(shape) for axis in axes)), 0)


@known("Unsqueeze")
def _unsqueeze(n: OnnxNode) -> str:
    axes = n.integers(1, "axes") or []
    dimensions = len(n.shape(0)) + len(axes)
    made = n.value(0)
    for axis in sorted(axis % dimensions for axis in axes):
        made = n.make(UnsqueezeOp(axis), made)
    return made


@known("Expand")
def _expand(n: OnnxNode) -> str:
    shape = n.shape(0)
    to = np.broadcast_shapes(shape, tuple(n.integers(1) or ()))
    if to == shape:
        return n.value(0)
    _limit(to)
    own = (1,) * (len(to) - len(shape)) + shape
    return n.make(ExpandOp(tuple(-1 if a == b else a for a, b in zip(to, own, strict=True))), 0)


def _limit(shape: Shape) -> None:
    if math.prod(shape) > MOST_VALUES:
        raise NotRead


@known("Split")
def _split(n: OnnxNode) -> list[str]:
    axis, count = int(n.get("axis", 0)), len(n.outputs)
    length = n.shape(0)[axis]
    sizes = n.integers(1, "split") or -(-length // count)
    parts = split(length, sizes, axis)
    if len(parts) != count:
        raise NotRead
    return [n.make(part, 0) for part in parts]


@known("Slice")
def _slice(n: OnnxNode) -> str:
    starts, ends = n.integers(1, "starts") or [], n.integers(2, "ends") or []
    axes = n.integers(3, "axes") or list(range(len(starts)))
    steps = n.integers(4) or [1] * len(starts)
    made = n.value(0)
    for start, end, axis, step in zip(starts, ends, axes, steps, strict=True):
        shape = n.shape(made)
        first, last, _ = slice(start, end, step).indices(shape[axis])
        if (first, last, step) == (0, shape[axis], 1):
            continue
        if (first, last, step) == (shape[axis] - 1, -1, -1):
            made = n.make(FlipOp((axis,)), made)
            continue
        made = n.make(SliceOp(axis, first, None if last < 0 else last, step), made)
    return made


@known("Gather")
def _gather(n: OnnxNode) -> str:
    indices, axis = n.constant(1), int(n.get("axis", 0))
    if indices.ndim == 0:
        return n.make(SelectOp(axis, int(indices)), 0)
    if indices.ndim > 1 or indices.size > MOST_VALUES:
        raise NotRead
    return n.make(PickOp(axis, tuple(int(index) for index in indices)), 0)


@known("Pad")
def _pad(n: OnnxNode) -> str:
    dimensions = len(n.shape(0))
    amounts = n.integers(1, "pads") or []
    axes = n.integers(3) or list(range(dimensions))
    value = float(n.constant(2).item()) if n.has(2) else float(n.get("value", 0.0))
    modes: dict[str, Mode] = {
        "constant": "constant", "reflect": "reflect", "edge": "replicate", "wrap": "circular"
    }  # fmt: skip
    sides = [(0, 0)] * dimensions
    for place, axis in enumerate(axes):
        sides[axis] = amounts[place], amounts[place + len(axes)]
    _limit(tuple(x + sum(side) for x, side in zip(n.shape(0), sides, strict=True)))
    while len(sides) > 1 and sides[0] == (0, 0):
        del sides[0]
    order = tuple(amount for side in reversed(sides) for amount in side)
    return n.make(PadOp(order, modes[n.get("mode", "constant")], value), 0)


@known("Resize", "Upsample")
def _resize(n: OnnxNode) -> str:
    shape = n.shape(0)
    if len(shape) != 4 or n.get("antialias") or n.get("exclude_outside") or n.get("axes"):
        raise NotRead
    sizes = n.integers(3) if n.operator == "Resize" else None
    if sizes:
        _limit(tuple(sizes))
        if tuple(sizes[:2]) != shape[:2]:
            raise NotRead
        whole = all(size % length == 0 for size, length in zip(sizes, shape, strict=True))
        return n.make(InterpolateOp((sizes[2], sizes[3]), None, *_how(n, whole=whole)), 0)
    index = 1 if n.operator == "Upsample" or len(n.inputs) == 2 else 2
    given = n.constant(index) if n.has(index) else np.array(n.get("scales"))
    first, second, *scale = (float(x) for x in given.reshape(-1))
    if (first, second) != (1, 1):
        raise NotRead
    down, across = scale
    _limit((*shape[:2], int(shape[2] * down), int(shape[3] * across)))
    whole = down.is_integer() and across.is_integer()
    return n.make(InterpolateOp(None, (down, across), *_how(n, whole=whole)), 0)


def _how(n: OnnxNode, *, whole: bool) -> tuple[Interpolation, bool]:
    """Return the way to interpolate, and whether corners are aligned. whole: by whole factors."""
    default = "half_pixel" if n.operator == "Resize" and n.version > 10 else "asymmetric"
    mode, places = n.get("mode", "nearest"), n.get("coordinate_transformation_mode", default)
    if mode == "nearest":
        nearest = n.get(
            "nearest_mode", "round_prefer_floor" if default != "asymmetric" else "floor"
        )
        if (places, nearest) == ("asymmetric", "floor"):
            return "nearest", False
        # A place in the middle between two pixels is rounded up by PyTorch; by whole factors
        # there is none.
        if places in ("half_pixel", "pytorch_half_pixel") and (
            nearest == "round_prefer_ceil" or (whole and nearest == "round_prefer_floor")
        ):
            return "nearest-exact", False
    how: dict[str, Interpolation] = {"linear": "bilinear", "cubic": "bicubic"}
    if mode == "cubic" and not math.isclose(float(n.get("cubic_coeff_a", -0.75)), -0.75):
        raise NotRead
    if mode in how and places in ("half_pixel", "pytorch_half_pixel", "align_corners"):
        return how[mode], places == "align_corners"
    raise NotRead
