"""The same values in another shape, order or place; parts of them, several in one."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch.utils import _pytree as pytree

from digitpad.graph.foreign.aten.table import TABLE, known
from digitpad.graph.foreign.recording import RecordedValue, tensors_in
from digitpad.graph.foreign.translation import Arguments, Given, Node, NotKnown, placed, taken
from digitpad.graph.ops.concatenation import (
    ConcatenateOp,
    ExpandOp,
    RepeatEachOp,
    RepeatOp,
    StackOp,
)
from digitpad.graph.ops.input import ConstantOp
from digitpad.graph.ops.reshape import (
    ChannelShuffleOp,
    FlattenOp,
    PermuteOp,
    PixelShuffleOp,
    PixelUnshuffleOp,
    ReshapeOp,
    SameOp,
    SqueezeOp,
    TransposeOp,
    UnsqueezeOp,
)
from digitpad.graph.ops.slice import (
    FlipOp,
    Mode,
    PadOp,
    PickOp,
    RollOp,
    SelectOp,
    SliceOp,
    chunk,
    split,
)

# Values in other places, by indices, masks and windows: torch itself says where each goes.
MOVES = {
    "diagonal", "gather", "im2col", "index", "moveaxis", "movedim", "rot90", "scatter",
    "select_scatter", "slice_scatter", "take_along_dim", "tril", "triu", "unfold",
}  # fmt: skip
MOVES_TO_SEVERAL = {"unbind", "unsafe_split", "unsafe_chunk", "tensor_split", "meshgrid"}


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
    """Know the shape, for one image; where the batch stays the first axis it may be larger."""
    before, after = a.shape_of("self"), a.shape
    if "dtype" in a.call.arguments:
        raise NotKnown
    batch = before[:1] == (1,) and after[:1] == (1,) and 0 not in after
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
    mode: Mode = "reflect" if a.call.function.startswith("reflection") else "replicate"
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
    index = torch.where(mask.cpu(), numbered[0], numbered[1]).expand(a.shape)
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
    if isinstance(source, RecordedValue):
        return taken(a, source, lambda x: x.expand(a.shape))
    constant = torch.as_tensor(source, dtype=torch.float32).expand(a.shape)
    return a.make(ConstantOp(), value=constant)


@known("write")
def _put_together(a: Arguments) -> Node:
    """Say what memory holds after several values were written into it."""
    return placed(a, a["parts"], a["index"])


def _moved(a: Arguments) -> Node:
    """Ask torch where each value goes: give it their numbers in place of the values."""
    return _places(a)[0]


def _moved_to_several(a: Arguments) -> Given:
    return list(_places(a))


def _places(a: Arguments) -> list[Node]:
    if "value" in a.call.arguments or "reduce" in a.call.arguments:
        raise NotKnown  # scatter: a number of its own, or sums
    numbered: dict[Any, torch.Tensor] = {}  # by what is moved: values, and constants among them
    first = 1

    def number(x: Any) -> Any:
        nonlocal first
        is_value = isinstance(x, RecordedValue)
        if not is_value and not (isinstance(x, torch.Tensor) and x.is_floating_point()):
            return x
        if is_value and not x.dtype.is_floating_point:
            raise NotKnown  # a value says where, not what
        if x not in numbered:
            count = math.prod(x.shape)
            row = torch.arange(first, first + count, dtype=torch.float64)
            numbered[x] = row.reshape(x.shape)
            first += count
        return numbered[x]

    arguments = pytree.tree_map(number, a.call.arguments)
    with torch.inference_mode():
        result = a.call.target(**arguments)
    return [placed(a, list(numbered), x.long().numpy() - 1) for x in tensors_in(result)]


for _each in MOVES:
    TABLE[_each] = _moved
for _each in MOVES_TO_SEVERAL:
    TABLE[_each] = _moved_to_several
