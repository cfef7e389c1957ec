"""What each operation of torch (ATen) is among the kinds: the one table of them.

A function takes the arguments of a call, by the names in ATen's schema, and returns the operation
that it becomes, or several for several outputs; it raises NotKnown where no kind can do that.
A name stands for its in-place form too (relu for relu_) and for all of its overloads.
Source: aten/src/ATen/native/native_functions.yaml.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch.utils import _pytree as pytree

from digitpad.graph.foreign.recording import Value
from digitpad.graph.foreign.translation import Arguments, Given, Node, NotKnown, Translator, placed
from digitpad.graph.operation import OperationKind
from digitpad.graph.ops.activation import FUNCTIONS, ActivationOp, PReLUOp
from digitpad.graph.ops.attention import ScaledDotProductAttentionOp
from digitpad.graph.ops.bent import ClampOp, ELUOp, PowerOp, SoftplusOp
from digitpad.graph.ops.constant import ConstantOp
from digitpad.graph.ops.concatenation import ConcatenateOp, StackOp
from digitpad.graph.ops.convolution import ConvOp, same_padding
from digitpad.graph.ops.elementwise import ElementwiseOp, How
from digitpad.graph.ops.expand import ExpandOp, RepeatEachOp, RepeatOp
from digitpad.graph.ops.interpolate import InterpolateOp
from digitpad.graph.ops.linear import LinearOp
from digitpad.graph.ops.matmul import MatmulOp
from digitpad.graph.ops.normalisation import BatchNormOp, GroupNormOp, InstanceNormOp, LayerNormOp
from digitpad.graph.ops.pad import PadOp
from digitpad.graph.ops.permute import (
    ChannelShuffleOp,
    PermuteOp,
    PixelShuffleOp,
    PixelUnshuffleOp,
    TransposeOp,
)
from digitpad.graph.ops.pooling import AdaptivePoolOp, PoolOp
from digitpad.graph.ops.reduction import How as Reduced
from digitpad.graph.ops.reduction import ReduceOp
from digitpad.graph.ops.reshape import FlattenOp, ReshapeOp, SqueezeOp, UnsqueezeOp
from digitpad.graph.ops.same import SameOp
from digitpad.graph.ops.slice import FlipOp, PickOp, RollOp, SelectOp, SliceOp, chunk, split
from digitpad.graph.ops.softmax import SoftmaxOp
from digitpad.graph.ops.transposed_convolution import ConvTransposeOp

# Values in other places, by indices, masks and windows: torch itself says where each goes.
MOVES = {
    "diagonal", "gather", "im2col", "index", "moveaxis", "movedim", "rot90", "scatter",
    "select_scatter", "slice_scatter", "take_along_dim", "tril", "triu", "unfold",
}  # fmt: skip
MOVES_TO_SEVERAL = {"unbind", "unsafe_split", "unsafe_chunk", "tensor_split", "meshgrid"}

# Torch could take them apart, into hundreds of steps that nobody wants to see.
WHOLE = {"lstm", "gru", "rnn_tanh", "rnn_relu", "lstm_cell", "gru_cell"}

TABLE: dict[str, Translator] = {}


def known(*names: str) -> Callable[[Translator], Translator]:
    """Enter a function under ATen's ``names``."""

    def enter(translator: Translator) -> Translator:
        TABLE.update(dict.fromkeys(names, translator))
        return translator

    return enter


def translator_of(target: Any) -> Translator | None:
    """Return what makes operations of calls of ``target``, or None."""
    return TABLE.get(_name(target))


def is_known(target: Any) -> bool:
    """Tell whether calls of ``target`` shall be written down as they are."""
    return _name(target) in TABLE or _name(target) in WHOLE


def _name(target: Any) -> str:
    if isinstance(target, str):
        return target
    namespace, _, name = target._schema.name.partition("::")
    return name.strip("_") if namespace == "aten" else target._schema.name


# Convolutions and weighted sums


@known("conv2d")
def _convolution(a: Arguments) -> Node:
    weight = a["weight"]
    size, dilation = _two(weight.shape[2:]), a.pair("dilation")
    padding = a["padding"]
    if padding == "same":
        around = same_padding(size, dilation)
    else:
        around = ((0, 0), (0, 0)) if padding == "valid" else _around(a.pair("padding"))
    kind = ConvOp(size, a.pair("stride"), around, dilation, groups=a["groups"])
    return a.make(kind, a["input"], weight=weight, bias=a["bias"])


@known("conv_transpose2d")
def _transposed_convolution(a: Arguments) -> Node:
    kind = ConvTransposeOp(
        _two(a["weight"].shape[2:]), a.pair("stride"), _around(a.pair("padding")),
        a.pair("output_padding"), a.pair("dilation"), a["groups"],
    )  # fmt: skip
    return a.make(kind, a["input"], weight=a["weight"], bias=a["bias"])


@known("linear")
def _linear(a: Arguments) -> Node:
    if not a.is_value("weight"):
        return a.make(LinearOp(), a["input"], weight=a["weight"], bias=a["bias"])
    raise NotKnown


@known("matmul", "mm", "bmm", "mv", "dot")
def _matmul(a: Arguments) -> Node:
    first, second = list(a.call.arguments.values())[:2]
    return a.make(MatmulOp(), first, second)


@known("addmm", "baddbmm")
def _added_product(a: Arguments) -> Node:
    first, second = list(a.call.arguments.values())[1:3]
    product: Any = a.make(MatmulOp(), first, second)
    if a["alpha"] != 1:
        product = a.make(ElementwiseOp("mul", float(a["alpha"])), product)
    added = a["self"]
    if a["beta"] == 0:
        return a.make(SameOp(), product)
    return a.make(ElementwiseOp("add", alpha=float(a["beta"])), product, added)


@known("scaled_dot_product_attention")
def _attention(a: Arguments) -> Node:
    if a["dropout_p"]:
        raise NotKnown
    mask = a["attn_mask"]
    chooses = mask is not None and mask.dtype == torch.bool
    kind = ScaledDotProductAttentionOp(a["is_causal"], a["scale"], chooses)
    inputs = [a["query"], a["key"], a["value"]]
    return a.make(kind, *inputs) if mask is None else a.make(kind, *inputs, mask)


# Norms


@known("batch_norm")
def _batch_norm(a: Arguments) -> Node:
    keeps = not a["training"] and a["running_mean"] is not None
    statistics = {p: a[p] if keeps else None for p in ("running_mean", "running_var")}
    kind = BatchNormOp(a["eps"], keeps)
    return a.make(kind, a["input"], **statistics, weight=a["weight"], bias=a["bias"])


@known("instance_norm")
def _instance_norm(a: Arguments) -> Node:
    if not a["use_input_stats"]:
        kind: OperationKind = BatchNormOp(a["eps"])
        statistics = {p: a[p] for p in ("running_mean", "running_var")}
    else:
        kind, statistics = InstanceNormOp(a["eps"]), {}
    return a.make(kind, a["input"], **statistics, weight=a["weight"], bias=a["bias"])


@known("group_norm")
def _group_norm(a: Arguments) -> Node:
    kind = GroupNormOp(a["eps"], a["num_groups"])
    return a.make(kind, a["input"], weight=a["weight"], bias=a["bias"])


@known("layer_norm")
def _layer_norm(a: Arguments) -> Node:
    kind = LayerNormOp(a["eps"], len(a["normalized_shape"]))
    return a.make(kind, a["input"], weight=a["weight"], bias=a["bias"])


# Pools


@known("max_pool2d", "max_pool2d_with_indices")
def _max_pool(a: Arguments) -> Node:
    size = a.pair("kernel_size")
    stride = a.pair("stride") if a["stride"] else size
    kind = PoolOp(
        size, stride, _around(a.pair("padding")), a.pair("dilation"), a["ceil_mode"], "max"
    )
    return a.make(kind, a["self"])


@known("avg_pool2d")
def _mean_pool(a: Arguments) -> Node:
    size = a.pair("kernel_size")
    stride = a.pair("stride") if a["stride"] else size
    kind = PoolOp(
        size, stride, _around(a.pair("padding")), (1, 1), a["ceil_mode"], "mean",
        a["count_include_pad"], a["divisor_override"],
    )  # fmt: skip
    return a.make(kind, a["self"])


@known("lp_pool2d")
def _l2_pool(a: Arguments) -> Node:
    if a["norm_type"] != 2:
        raise NotKnown
    size = a.pair("kernel_size")
    stride = size if a["stride"] is None else a.pair("stride")
    return a.make(PoolOp(size, stride, ceil_mode=a["ceil_mode"], how="l2"), a["input"])


@known("adaptive_avg_pool2d")
def _adaptive_mean_pool(a: Arguments) -> Node:
    return a.make(AdaptivePoolOp(_two(a.shape[-2:]), "mean"), a["self"])


@known("adaptive_max_pool2d")
def _adaptive_max_pool(a: Arguments) -> Node:
    return a.make(AdaptivePoolOp(_two(a.shape[-2:]), "max"), a["self"])


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
    limits = [float(x) if isinstance(x, int | float) else x for x in (low, high)]
    if any(isinstance(x, Value | torch.Tensor) for x in limits):
        raise NotKnown
    low, high = limits
    kind = ClampOp(-math.inf if low is None else low, math.inf if high is None else high)
    return a.make(kind, a["self"])


@known("elu")
def _elu(a: Arguments) -> Node:
    return a.make(
        ELUOp(float(a["alpha"]), float(a["scale"]), 1 / float(a["input_scale"])), a["self"]
    )


@known("selu")
def _selu(a: Arguments) -> Node:
    return a.make(ELUOp(1.6732632423543772, 1.0507009873554805), a["self"])


@known("celu")
def _celu(a: Arguments) -> Node:
    return a.make(ELUOp(float(a["alpha"]), 1.0, float(a["alpha"])), a["self"])


@known("softplus")
def _softplus(a: Arguments) -> Node:
    return a.make(SoftplusOp(float(a["beta"]), float(a["threshold"])), a["self"])


@known("glu")
def _glu(a: Arguments) -> Node:
    axis, length = a["dim"], a.shape_of("self")[a["dim"]] // 2
    halves = torch.arange(length), torch.arange(length, 2 * length)
    first, second = (
        _taken(a, a["self"], lambda x, half=half: x.index_select(axis, half)) for half in halves
    )
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
    """The largest, and where it is: that is nobody's kind, and only asked for where it is used."""
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
    order = a.get("ord", a.get("p"))
    kind = ReduceOp(
        "norm", _axes(a), bool(a.get("keepdim")), order=2.0 if order is None else float(order)
    )
    return a.make(kind, a["self"])


# Other sizes


@known("upsample_nearest2d", "_upsample_nearest_exact2d", "upsample_nearest_exact2d",
       "upsample_bilinear2d", "upsample_bicubic2d")  # fmt: skip
def _upsample(a: Arguments) -> Node:
    how = {"nearest2d": "nearest", "nearest_exact2d": "nearest-exact", "bilinear2d": "bilinear",
           "bicubic2d": "bicubic"}[a.call.function.removeprefix("upsample_")]  # fmt: skip
    scale = a.get("scale_factors")
    kind = InterpolateOp(
        None if scale else _two(a.shape[-2:]), tuple(scale) if scale else None, how,  # type: ignore[arg-type]
        bool(a.get("align_corners")),
    )  # fmt: skip
    return a.make(kind, a.get("input", a.get("self")))


# The same values in another shape or order


@known("flatten")
def _flatten(a: Arguments) -> Node:
    return a.make(FlattenOp(a["start_dim"], a["end_dim"]), a["self"])


@known("squeeze")
def _squeeze(a: Arguments) -> Node:
    axes = a.get("dim")
    kind = SqueezeOp((axes,) if isinstance(axes, int) else None if axes is None else tuple(axes))
    return a.make(kind, a["self"])


@known("unsqueeze")
def _unsqueeze(a: Arguments) -> Node:
    return a.make(UnsqueezeOp(a["dim"]), a["self"])


@known("view", "reshape", "unflatten", "view_as", "reshape_as", "unsafe_view", "ravel")
def _reshaped(a: Arguments) -> Node:
    """The shape is known, for one image; where the batch stays the first axis it may be larger."""
    before, after = a.shape_of("self"), a.shape
    if "dtype" in a.call.arguments:
        raise NotKnown
    batch = before[:1] == (1,) and after[:1] == (1,) and math.prod(after)
    return a.make(ReshapeOp((-1, *after[1:]) if batch else after), a["self"])


@known("permute")
def _permute(a: Arguments) -> Node:
    return a.make(PermuteOp(tuple(a["dims"])), a["self"])


@known("transpose", "swapaxes", "swapdims")
def _transpose(a: Arguments) -> Node:
    first, second = list(a.call.arguments.values())[1:3]
    return a.make(TransposeOp(first, second), a["self"])


@known("t", "numpy_T", "mT", "matrix_H", "adjoint")
def _turned(a: Arguments) -> Node:
    dimensions = len(a.shape_of("self"))
    if dimensions < 2:
        return a.make(SameOp(), a["self"])
    if a.call.function == "numpy_T":
        return a.make(PermuteOp(tuple(range(dimensions))[::-1]), a["self"])
    return a.make(TransposeOp(-2, -1), a["self"])


@known("expand", "expand_as")
def _expand(a: Arguments) -> Node:
    own, shape = a.shape_of("self"), a.shape
    own = (1,) * (len(shape) - len(own)) + own
    to = tuple(-1 if n == size else size for n, size in zip(own, shape, strict=True))
    return a.make(ExpandOp(to), a["self"])


@known("repeat", "tile")
def _repeat(a: Arguments) -> Node:
    return a.make(RepeatOp(tuple(a.get("repeats") or a["dims"])), a["self"])


@known("repeat_interleave")
def _repeat_each(a: Arguments) -> Node:
    if not isinstance(a["repeats"], int) or a["dim"] is None:
        raise NotKnown
    return a.make(RepeatEachOp(a["repeats"], a["dim"]), a["self"])


@known("pad", "constant_pad_nd")
def _pad(a: Arguments) -> Node:
    mode, value = a.get("mode", "constant"), float(a["value"] or 0)
    return a.make(PadOp(tuple(a["pad"]), mode, value), a["self"])


@known("reflection_pad2d", "replication_pad2d", "reflection_pad1d", "replication_pad1d")
def _mirror_pad(a: Arguments) -> Node:
    mode = "reflect" if a.call.function.startswith("reflection") else "replicate"
    return a.make(PadOp(tuple(a["padding"]), mode), a["self"])


@known("pixel_shuffle")
def _pixel_shuffle(a: Arguments) -> Node:
    return a.make(PixelShuffleOp(a["upscale_factor"]), a["self"])


@known("pixel_unshuffle")
def _pixel_unshuffle(a: Arguments) -> Node:
    return a.make(PixelUnshuffleOp(a["downscale_factor"]), a["self"])


@known("channel_shuffle", "native_channel_shuffle")
def _channel_shuffle(a: Arguments) -> Node:
    return a.make(ChannelShuffleOp(a["groups"]), a["self"])


# Several in one, one as several, parts


@known("cat", "concat", "concatenate")
def _cat(a: Arguments) -> Node:
    parts = [x for x in a["tensors"] if tuple(x.shape) != (0,)]  # torch leaves them out
    return a.make(ConcatenateOp(a["dim"]), *parts)


@known("stack")
def _stack(a: Arguments) -> Node:
    return a.make(StackOp(a["dim"]), *a["tensors"])


@known("split", "split_with_sizes")
def _split(a: Arguments) -> Given:
    sizes = a.get("split_size") or a.get("split_sizes")
    parts = split(a.shape_of("self")[a["dim"]], sizes, a["dim"])
    return [a.make(kind, a["self"]) for kind in parts]


@known("chunk")
def _chunk(a: Arguments) -> Given:
    parts = chunk(a.shape_of("self")[a["dim"]], a["chunks"], a["dim"])
    return [a.make(kind, a["self"]) for kind in parts]


@known("slice", "narrow")
def _slice(a: Arguments) -> Node:
    if a.call.function == "narrow":
        if not isinstance(a["start"], int):
            raise NotKnown
        return a.make(SliceOp(a["dim"], a["start"], a["start"] + a["length"]), a["self"])
    end = a["end"]
    stop = None if end is None or end >= a.shape_of("self")[a["dim"]] else end
    return a.make(SliceOp(a["dim"], a["start"] or 0, stop, a["step"]), a["self"])


@known("select")
def _select(a: Arguments) -> Node:
    return a.make(SelectOp(a["dim"], a["index"]), a["self"])


@known("index_select")
def _pick(a: Arguments) -> Node:
    if a.is_value("index"):
        raise NotKnown
    return a.make(PickOp(a["dim"], tuple(a["index"].tolist())), a["self"])


@known("flip")
def _flip(a: Arguments) -> Node:
    return a.make(FlipOp(tuple(a["dims"])), a["self"])


@known("roll")
def _roll(a: Arguments) -> Node:
    return a.make(RollOp(tuple(a["shifts"]), tuple(a["dims"])), a["self"])


@known("masked_fill")
def _masked_fill(a: Arguments) -> Node:
    if a.is_value("mask") or a.is_value("value"):
        raise NotKnown
    return _chosen(a, ~a["mask"], a["self"], torch.as_tensor(a["value"], dtype=torch.float32))


@known("where")
def _where(a: Arguments) -> Node:
    if a.is_value("condition") or "other" not in a.call.arguments:
        raise NotKnown
    return _chosen(a, a["condition"], a["self"], a["other"])


def _chosen(a: Arguments, mask: Any, first: Any, second: Any) -> Node:
    """Return ``first`` where the mask, a constant, is true, else ``second``."""
    parts = [torch.as_tensor(x) if isinstance(x, int | float) else x for x in (first, second)]
    sizes = [math.prod(x.shape) for x in parts]
    rows = torch.arange(sizes[0]), torch.arange(sizes[0], sum(sizes))
    numbered = [row.reshape(x.shape) for row, x in zip(rows, parts, strict=True)]
    index = torch.where(mask.cpu(), *numbered).expand(a.shape)
    return placed(a, [x.reshape(1) if not x.shape else x for x in parts], index.numpy())


@known("dropout", "feature_dropout", "alpha_dropout", "feature_alpha_dropout")
def _dropout(a: Arguments) -> Node:
    if a["train"] and a["p"]:
        raise NotKnown  # the code asks for chance after the training too
    return a.make(SameOp(float(a["p"])), a.get("input", a.get("self")))


@known("alias")
def _alias(a: Arguments) -> Node:
    return a.make(SameOp(), a["self"])


@known("fill", "zero", "copy")
def _filled(a: Arguments) -> Node:
    """Something is written over all of a tensor."""
    source = a.get("src", a.get("value", 0))
    if isinstance(source, Value):
        return _taken(a, source, lambda x: x.expand(a.shape))
    constant = torch.as_tensor(source, dtype=torch.float32).expand(a.shape)
    return a.make(ConstantOp(), value=constant)


@known("write")
def _put_together(a: Arguments) -> Node:
    """What memory holds after several values were written into it."""
    return placed(a, a["parts"], a["index"])


def _moved(a: Arguments) -> Node:
    """Ask torch where each value goes: give it their numbers in place of the values."""
    return _places(a)[0]


def _moved_to_several(a: Arguments) -> Given:
    return list(_places(a))


def _places(a: Arguments) -> list[Node]:
    values: list[Value] = []
    numbered: list[torch.Tensor] = []
    first = 1

    def number(x: Any) -> Any:
        nonlocal first
        if not isinstance(x, Value):
            return x
        if not x.dtype.is_floating_point:
            raise NotKnown  # a value says where, not what
        if x not in values:
            values.append(x)
            count = math.prod(x.shape)
            row = torch.arange(first, first + count, dtype=torch.float64)
            numbered.append(row.reshape(x.shape))
            first += count
        return numbered[values.index(x)]

    arguments = pytree.tree_map(number, a.call.arguments)
    with torch.inference_mode():
        result = a.call.target(**arguments)
    found = [x for x in pytree.tree_leaves(result) if isinstance(x, torch.Tensor)]
    return [placed(a, values, x.long().numpy() - 1) for x in found]


def _taken(a: Arguments, x: Any, how: Callable[[torch.Tensor], torch.Tensor]) -> Node:
    """Return what ``how`` takes of ``x``, each value as it is."""
    count = math.prod(x.shape)
    index = how(torch.arange(count).reshape(x.shape))
    return placed(a, [x], index.numpy())


for _each in MOVES:
    TABLE[_each] = _moved
for _each in MOVES_TO_SEVERAL:
    TABLE[_each] = _moved_to_several


def _two(numbers: Any) -> tuple[int, int]:
    if len(numbers) != 2:
        raise NotKnown
    return int(numbers[0]), int(numbers[1])


def _around(pair: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return (before, after) along rows and columns, for the same padding on both sides."""
    return (pair[0], pair[0]), (pair[1], pair[1])
