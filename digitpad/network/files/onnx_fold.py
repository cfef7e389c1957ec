"""Nodes of ONNX of constants alone: exporters compute shapes with them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.network.architecture import MOST_PARAMETERS

BROADCAST = frozenset({
    "Add", "And", "Div", "Equal", "Expand", "Greater", "Less", "Max", "Min", "Mod", "Mul", "Not",
    "Or", "Pow", "Sub", "Where",
})  # fmt: skip
FOLDED = BROADCAST | {
    "Cast", "Ceil", "Concat", "Constant", "ConstantOfShape", "Exp", "Floor", "Gather", "Identity",
    "Neg", "Range", "Reciprocal", "ReduceProd", "Reshape", "Round", "Shape", "Slice", "Split",
    "Sqrt", "Squeeze", "Tile", "Transpose", "Unsqueeze",
}  # fmt: skip


def folded(node: Any, constants: Mapping[str, NDArray[Any]], version: int) -> dict[str, Any]:
    """Return the outputs of ``node``, all of whose inputs are ``constants``, by their names.

    version: of ONNX's operations. Raises ValueError where they would be very large.
    """
    from onnx import helper
    from onnx.reference import ReferenceEvaluator

    inputs = {name: constants[name] for name in node.input if name}
    if _size(node, list(inputs.values())) > MOST_PARAMETERS:
        raise ValueError(f"{node.op_type} gives too many numbers")
    outputs = [name for name in node.output if name]
    graph = helper.make_graph(
        [node], "one",
        [helper.make_tensor_value_info(
            name, helper.np_dtype_to_tensor_dtype(value.dtype), value.shape
        ) for name, value in inputs.items()],
        [helper.make_empty_tensor_value_info(name) for name in outputs],
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", version)])
    found = ReferenceEvaluator(model).run(None, inputs)
    return {name: np.asarray(value) for name, value in zip(outputs, found, strict=True)}


def _size(node: Any, inputs: list[NDArray[Any]]) -> int:
    """Return about how many numbers come out."""
    if node.op_type in ("ConstantOfShape", "Expand"):
        return math.prod(int(n) for n in inputs[-1]) * max(1, max(x.size for x in inputs))
    if node.op_type == "Tile":
        return inputs[0].size * math.prod(int(n) for n in inputs[1])
    if node.op_type == "Range":
        first, end, step = (float(x) for x in inputs)
        return int(abs((end - first) / step)) + 1
    if node.op_type in BROADCAST:
        return math.prod(np.broadcast_shapes(*(x.shape for x in inputs)))
    return sum(x.size for x in inputs)
