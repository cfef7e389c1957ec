"""The drawing, 28 × 28, made into what a network takes: its size, its channels, its shape."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from typing import Literal, get_args

from digitpad.graph.graph import Graph, Operation
from digitpad.graph.operation import OperationKind, Shape
from digitpad.graph.ops.concatenation import ExpandOp
from digitpad.graph.ops.input import InputOp
from digitpad.graph.ops.interpolate import InterpolateOp
from digitpad.graph.ops.reshape import ReshapeOp
from digitpad.graph.ops.slice import PadOp
from digitpad.ink.input.frame import SIDE
from digitpad.support.errors import ModelError
from digitpad.support.numbers import shape_text

LEAST_SIDE, MOST_SIDE = 16, 224  # pixels, of the images that a drawing can become
PADDED = 32  # LeNet-5's: the digit keeps its size, with more paper around it
Fitting = Literal["resized", "padded"]
FITTINGS: tuple[Fitting, ...] = get_args(Fitting)
Adds = Callable[[str, OperationKind], None]


def usual_fitting(side: int) -> Fitting:
    """Return how a drawing usually becomes an image of ``side`` pixels."""
    return "padded" if side == PADDED else "resized"


def fitted(graph: Graph) -> Graph:
    """Return ``graph`` with operations before it that make a drawing, (1, 28, 28), its input."""
    wanted = graph.input_shape
    if wanted == (1, SIDE, SIDE):
        return graph
    first, *rest = graph.operations
    steps = steps_to(wanted, replace(first, shape=(1, 1, SIDE, SIDE)), set(graph.index))
    if steps[-1].shape[1:] != wanted:
        raise ModelError(
            "{network} takes images of {shape}; a drawing can be made into square ones of 16 to "
            "224 pixels.", network=graph.name, shape=shape_text(wanted),
        )  # fmt: skip
    return replace(graph, operations=(*steps, *_after(rest, {first.name}, steps[-1].name)))


def steps_to(
    wanted: Shape, first: Operation, names: Collection[str], fitting: Fitting | None = None
) -> list[Operation]:
    """Return ``first``, the input of a drawing, and what makes of it an image as ``wanted``.

    They are ordinary operations: "resize" or "paper", which is put around, and "channels"; "row" or
    "rows" for (784,) and (28, 28). names: those that others have. fitting: None for the usual one.
    They end in something else where there is no way to ``wanted``.
    """
    steps = [first]
    assert isinstance(first.kind, InputOp)

    def add(name: str, kind: OperationKind) -> None:
        while name in names:
            name = f"digitpad.{name}"
        before = steps[-1]
        steps.append(Operation(name, kind, (before.name,), kind.shape([before.shape], {})))

    if len(wanted) == 3:
        _resize(add, first.kind, wanted[1:], fitting or usual_fitting(wanted[1]))
        if wanted[0] != 1:
            add("channels", ExpandOp((-1, *wanted)))
    elif math.isqrt(math.prod(wanted)) ** 2 == math.prod(wanted):
        side = math.isqrt(math.prod(wanted))
        _resize(add, first.kind, (side, side), fitting or usual_fitting(side))
        add("row" if len(wanted) == 1 else "rows", ReshapeOp((-1, *wanted)))
    return steps


STEPS = {"paper": PadOp, "resize": InterpolateOp, "channels": ExpandOp,
         "row": ReshapeOp, "rows": ReshapeOp}  # fmt: skip


def fitting_steps(graph: Graph) -> tuple[Operation, ...]:
    """Return the operations that make a drawing the network's input, the input first."""
    steps = [graph.operations[0]]
    for operation in graph.operations[1:]:
        kind = STEPS.get(operation.name.removeprefix("digitpad."))
        is_step = kind is not None and isinstance(operation.kind, kind)
        if isinstance(operation.kind, InterpolateOp):  # else a layer that its user called resize
            is_step &= operation.kind == _to_size(operation.shape[-2:])
        if operation.module or not is_step or operation.inputs != (steps[-1].name,):
            break
        steps.append(operation)
    return tuple(steps)


def own_input_shape(graph: Graph) -> Shape:
    """Return the shape of one image as the network itself takes it, without the batch."""
    return tuple(fitting_steps(graph)[-1].shape[1:])


def unfitted(graph: Graph) -> Graph:
    """Return ``graph`` without those operations: it takes images as the network itself does."""
    first, *steps = fitting_steps(graph)
    if not steps:
        return graph
    gone = {step.name for step in steps}
    rest = _after(graph.operations[1 + len(steps) :], gone, first.name)
    return replace(graph, operations=(replace(first, shape=steps[-1].shape), *rest))


def _after(
    operations: Iterable[Operation], old: Collection[str], source: str
) -> Iterator[Operation]:
    """Yield ``operations`` with ``source`` as their input in place of those named in ``old``."""
    for x in operations:
        yield replace(x, inputs=tuple(source if name in old else name for name in x.inputs))


def _resize(add: Adds, first: InputOp, size: Shape, fitting: Fitting) -> None:
    rows, columns = size
    if size == (SIDE, SIDE):
        return
    if fitting == "padded" and rows == columns > SIDE:
        before, paper = (rows - SIDE) // 2, (0 - first.mean) / first.std
        add("paper", PadOp((before, rows - SIDE - before) * 2, value=paper))
    else:
        add("resize", _to_size(size))


def _to_size(size: Shape) -> InterpolateOp:
    rows, columns = size
    return InterpolateOp((rows, columns), how="bilinear")
