"""Nodes of ONNX that give the same values in other places."""

from __future__ import annotations

import math

import numpy as np

from digitpad.graph.operation import Shape
from digitpad.graph.ops.concatenation import ConcatenateOp, ExpandOp
from digitpad.graph.ops.interpolate import How as Interpolation
from digitpad.graph.ops.interpolate import InterpolateOp
from digitpad.graph.ops.reshape import (
    FlattenOp,
    PermuteOp,
    PixelShuffleOp,
    ReshapeOp,
    SameOp,
    SqueezeOp,
    UnsqueezeOp,
)
from digitpad.graph.ops.slice import FlipOp, Mode, PadOp, PickOp, SelectOp, SliceOp, split
from digitpad.network.architecture import MOST_VALUES
from digitpad.network.files.onnx_nodes.node import FLOATS, NotRead, OnnxNode, known


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
    if n.get("keep_aspect_ratio_policy", "stretch") != "stretch":
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
