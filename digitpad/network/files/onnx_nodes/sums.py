"""Nodes of ONNX that add up: convolutions, weighted sums, norms and pools."""

from __future__ import annotations

from typing import Any

import numpy as np

from digitpad.graph.ops.convolution import ConvOp
from digitpad.graph.ops.linear import LinearOp, MatmulOp
from digitpad.graph.ops.normalisation import BatchNormOp, GroupNormOp, InstanceNormOp, LayerNormOp
from digitpad.graph.ops.pooling import AdaptivePoolOp, PoolingKind, PoolOp
from digitpad.graph.ops.transposed_convolution import ConvTransposeOp
from digitpad.graph.windows import Pair
from digitpad.network.files.onnx_nodes.node import NODES, NotRead, OnnxNode, Translator, known


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
            how, how == "l2" or bool(n.get("count_include_pad")),  # a sum has padding's zeros in it
        )  # fmt: skip
        return n.make(kind, 0)

    return translate


NODES.update({"MaxPool": _pool("max"), "AveragePool": _pool("mean"), "LpPool": _pool("l2")})


@known("GlobalAveragePool", "GlobalMaxPool")
def _global_pool(n: OnnxNode) -> str:
    if len(n.shape(0)) != 4:
        raise NotRead
    return n.make(AdaptivePoolOp((1, 1), "max" if "Max" in n.operator else "mean"), 0)
