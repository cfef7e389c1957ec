"""Sums over windows and along axes: convolutions, products, norms, pools, other sizes."""

from __future__ import annotations

from typing import Any

import torch

from digitpad.graph.foreign.aten.table import around, known, two
from digitpad.graph.foreign.translation import Arguments, Node, NotKnown
from digitpad.graph.operation import OperationKind
from digitpad.graph.ops.attention import ScaledDotProductAttentionOp
from digitpad.graph.ops.convolution import ConvOp, same_padding
from digitpad.graph.ops.elementwise import ElementwiseOp
from digitpad.graph.ops.interpolate import InterpolateOp
from digitpad.graph.ops.linear import LinearOp, MatmulOp
from digitpad.graph.ops.normalisation import BatchNormOp, GroupNormOp, InstanceNormOp, LayerNormOp
from digitpad.graph.ops.pooling import AdaptivePoolOp, PoolOp
from digitpad.graph.ops.reshape import ReshapeOp, SameOp
from digitpad.graph.ops.transposed_convolution import ConvTransposeOp

# Convolutions and weighted sums


@known("conv2d")
def _convolution(a: Arguments) -> Node:
    weight = a["weight"]
    size, dilation = two(weight.shape[2:]), a.pair("dilation")
    padding = a["padding"]
    if padding == "same":
        border = same_padding(size, dilation)
    else:
        border = ((0, 0), (0, 0)) if padding == "valid" else around(a.pair("padding"))
    kind = ConvOp(size, a.pair("stride"), border, dilation, groups=a["groups"])
    return a.make(kind, a["input"], weight=weight, bias=a["bias"])


@known("conv_transpose2d")
def _transposed_convolution(a: Arguments) -> Node:
    kind = ConvTransposeOp(
        two(a["weight"].shape[2:]), a.pair("stride"), around(a.pair("padding")),
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
        size, stride, around(a.pair("padding")), a.pair("dilation"), a["ceil_mode"], "max"
    )
    return a.make(kind, a["self"])


@known("avg_pool2d")
def _mean_pool(a: Arguments) -> Node:
    size = a.pair("kernel_size")
    stride = a.pair("stride") if a["stride"] else size
    kind = PoolOp(
        size, stride, around(a.pair("padding")), (1, 1), a["ceil_mode"], "mean",
        a["count_include_pad"], a["divisor_override"],
    )  # fmt: skip
    return a.make(kind, a["self"])


@known("avg_pool3d")
def _mean_over_channels(a: Arguments) -> Node:
    """Local response normalisation asks for means over neighbouring channels, in this way."""
    size, shape = list(a["kernel_size"]), a.shape_of("self")
    if size[1:] != [1, 1] or any(a["padding"]) or list(a["stride"] or size) != [1, 1, 1]:
        raise NotKnown
    flat = a.make(ReshapeOp((-1, shape[1], shape[2], shape[3] * shape[4])), a["self"])
    pooled = a.make(PoolOp((size[0], 1), how="mean"), flat)
    return a.make(ReshapeOp((-1, *a.shape[1:])), pooled)


@known("lp_pool2d")
def _l2_pool(a: Arguments) -> Node:
    if a["norm_type"] != 2:
        raise NotKnown
    size = a.pair("kernel_size")
    stride = size if a["stride"] is None else a.pair("stride")
    return a.make(PoolOp(size, stride, ceil_mode=a["ceil_mode"], how="l2"), a["input"])


@known("adaptive_avg_pool2d")
def _adaptive_mean_pool(a: Arguments) -> Node:
    return a.make(AdaptivePoolOp(two(a.shape[-2:]), "mean"), a["self"])


@known("adaptive_max_pool2d")
def _adaptive_max_pool(a: Arguments) -> Node:
    return a.make(AdaptivePoolOp(two(a.shape[-2:]), "max"), a["self"])


# Other sizes


@known("upsample_nearest2d", "_upsample_nearest_exact2d", "upsample_nearest_exact2d",
       "upsample_bilinear2d", "upsample_bicubic2d")  # fmt: skip
def _upsample(a: Arguments) -> Node:
    how = {"nearest2d": "nearest", "nearest_exact2d": "nearest-exact", "bilinear2d": "bilinear",
           "bicubic2d": "bicubic"}[a.call.function.removeprefix("upsample_")]  # fmt: skip
    scale = a.get("scale_factors")
    kind = InterpolateOp(
        None if scale else two(a.shape[-2:]), tuple(scale) if scale else None, how,  # type: ignore[arg-type]
        bool(a.get("align_corners")),
    )  # fmt: skip
    return a.make(kind, a.get("input", a.get("self")))
