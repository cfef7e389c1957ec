"""A node of ONNX as its function sees it, the table of these functions, and nodes of constants."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from digitpad.graph.operation import OperationKind, Shape
from digitpad.network.architecture import MOST_PARAMETERS

if TYPE_CHECKING:
    from digitpad.network.files.onnx_file import _Building

FLOATS = {1: "float", 10: "float16", 11: "double", 16: "bfloat16"}  # TensorProto's types
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
