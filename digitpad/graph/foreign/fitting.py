"""The drawing, 28 × 28, made into what a network takes: its size, its channels, its shape."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from digitpad.graph.foreign.user_code import told
from digitpad.graph.graph import Graph, Operation
from digitpad.graph.operation import Array, OperationKind, Shape
from digitpad.graph.ops.expand import ExpandOp
from digitpad.graph.ops.input import InputOp
from digitpad.graph.ops.interpolate import InterpolateOp
from digitpad.graph.ops.pad import PadOp
from digitpad.graph.ops.reshape import ReshapeOp
from digitpad.support.errors import ModelError

if TYPE_CHECKING:
    from torch import nn

SIDE = 28  # pixels, of a drawing as the network sees it
PADDED = 32  # LeNet-5's: the digit keeps its size, with more paper around it
SIZES = (28, 32, 64, 96, 128, 224)
OTHERS = (16, 20, 24, 36, 40, 48, 56, 72, 80, 112, 160, 192)
Adds = Callable[[str, OperationKind], None]
HINTS = ("image_size", "img_size", "input_size", "resolution")


def opened(
    module: nn.Module, mean: float, std: float, name: str = "", image: Array | None = None
) -> Graph:
    """Return ``module`` as a graph that takes a drawing, (1, 28, 28) in 0..1.

    image: a drawing whose way is followed where the module's code decides by values.
    Raises ModelError where its code stops for every size, with its own file, line and message.
    """
    from digitpad.graph.foreign.module_graph import graph_of_module, unwrapped  # and torch too

    module = unwrapped(module)
    shape = find_input(module, name)
    graph = fitted(graph_of_module(module, shape, mean, std, name))
    if image is None or graph.note is None:
        return graph
    x = np.array(image, np.float32).reshape(1, *graph.input_shape)
    for y in graph.outputs(x):
        if y.shape[1:] == shape:  # the last step that makes the module's input, or it
            break
    return fitted(graph_of_module(module, shape, mean, std, name, image=y[0] * std + mean))


def find_input(module: nn.Module, name: str = "") -> Shape:
    """Return the shape of an image that ``module`` takes, such as (3, 64, 64).

    (784,) is an image in one row, (28, 28) one without channels. Channels are the first
    convolution's, the size what the module says of itself, or the first of ``SIZES`` that it takes.
    Raises ModelError where it takes none of them.
    """
    from digitpad.graph.foreign.module_graph import answers_of, as_input, ring

    first_error: Exception | None = None
    for shape in _shapes(module):
        try:
            answers = answers_of(module, as_input(module, ring(shape)))
        except (NameError, AttributeError, ImportError, SyntaxError, NotImplementedError) as error:
            raise told(error, name or type(module).__name__) from error
        except Exception as error:
            first_error = first_error or error
            continue
        if answers.size:
            return shape
    assert first_error is not None
    raise told(first_error, name or type(module).__name__) from first_error


def _shapes(module: nn.Module) -> Iterator[Shape]:
    """Yield shapes to try, the likeliest first."""
    from torch import nn

    parts = list(module.modules())
    weighted = [x for x in parts if isinstance(x, nn.Conv1d | nn.Conv2d | nn.Linear | nn.RNNBase)]
    first = weighted[0] if weighted else None
    hinted = [size for part in parts for size in _hints(part)]
    channels: tuple[int, ...] = (1, 3)
    if isinstance(first, nn.Conv2d) and first.in_channels > 0:  # a lazy one does not know yet
        channels = (first.in_channels,)
    for size in dict.fromkeys((*hinted, *SIZES)):
        for count in channels:
            yield count, size, size
    if isinstance(first, nn.Linear | nn.Conv1d | nn.RNNBase):
        yield from _rows(first)
    for size in OTHERS:
        for count in channels:
            yield count, size, size


def _rows(first: nn.Module) -> Iterator[Shape]:
    """Yield shapes without the two axes of an image: a row of pixels, or rows one after another."""
    count = getattr(first, "in_features", getattr(first, "input_size", SIDE * SIDE))
    side = math.isqrt(count)
    if side * side == count and side > 1:
        yield (count,)
    yield 1, SIDE * SIDE
    yield SIDE, SIDE


def _hints(part: nn.Module) -> Iterator[int]:
    """Yield sizes that a module says of itself."""
    for name in HINTS:
        found = getattr(part, name, None)
        found = found[-1] if isinstance(found, tuple | list) and found else found
        if isinstance(found, int) and not isinstance(found, bool) and 16 <= found <= 224:
            yield found


def fitted(graph: Graph) -> Graph:
    """Return ``graph`` with operations before it that make a drawing, (1, 28, 28), its input.

    They are ordinary ones: "resize" (or "paper", for 32 × 32: it is put around), "channels".
    """
    wanted = graph.input_shape
    if wanted == (1, SIDE, SIDE):
        return graph
    first, *rest = graph.operations
    assert isinstance(first.kind, InputOp)
    names = set(graph.index)
    added = [replace(first, shape=(1, 1, SIDE, SIDE))]

    def add(name: str, kind: OperationKind) -> None:
        while name in names:
            name = f"digitpad.{name}"
        before = added[-1]
        added.append(Operation(name, kind, (before.name,), kind.shape([before.shape], {})))

    if len(wanted) == 3:
        _resize(add, first.kind, wanted[1:])
        if wanted[0] != 1:
            add("channels", ExpandOp((-1, *wanted)))
    elif math.isqrt(math.prod(wanted)) ** 2 == math.prod(wanted):
        side = math.isqrt(math.prod(wanted))
        _resize(add, first.kind, (side, side))
        add("row" if len(wanted) == 1 else "rows", ReshapeOp((-1, *wanted)))
    if added[-1].shape[1:] != wanted:
        raise ModelError(
            "{network} takes images of {shape}; a drawing can be made into square ones of 16 to "
            "224 pixels.", network=graph.name, shape=" × ".join(map(str, wanted)),
        )  # fmt: skip
    last = added[-1].name
    moved = [
        replace(x, inputs=tuple(last if name == first.name else name for name in x.inputs))
        for x in rest
    ]
    return replace(graph, operations=(*added, *moved))


STEPS = ("paper", "resize", "channels", "row", "rows")


def fitting_steps(graph: Graph) -> tuple[Operation, ...]:
    """Return the operations that ``fitted`` put before a network, the input first."""
    steps = [graph.operations[0]]
    for operation in graph.operations[1:]:
        name = operation.name.removeprefix("digitpad.")
        if operation.module or name not in STEPS or operation.inputs != (steps[-1].name,):
            break
        steps.append(operation)
    return tuple(steps)


def _resize(add: Adds, first: InputOp, size: Shape) -> None:
    if size == (SIDE, SIDE):
        return
    if size == (PADDED, PADDED):
        more = (PADDED - SIDE) // 2
        paper = (0 - first.mean) / first.std
        add("paper", PadOp((more,) * 4, value=paper))
    else:
        add("resize", InterpolateOp((size[0], size[1]), how="bilinear"))
