"""A network as ONNX, which other programs write: its nodes become a graph; no code is in it."""

from __future__ import annotations

import ast
import math
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.graph.fitting import fitted
from digitpad.graph.foreign.answers import (
    answer_kind,
    answers_in,
    takes_several,
    with_a_value_for_each_class,
)
from digitpad.graph.graph import Graph, Operation
from digitpad.graph.operation import OperationKind, Shape
from digitpad.graph.ops.input import ConstantOp, InputOp
from digitpad.graph.ops.linear import LinearOp
from digitpad.graph.ops.reshape import PermuteOp
from digitpad.ink.input.frame import SIDE
from digitpad.network.architecture import MOST_VALUES
from digitpad.network.described import multiplications
from digitpad.network.files.onnx_message import damaged, read_onnx, too_large
from digitpad.network.files.onnx_nodes import NODES, Given, NotRead, OnnxNode
from digitpad.network.files.onnx_nodes.node import FLOATS, FOLDED, folded
from digitpad.network.files.weights import finite
from digitpad.support.errors import ModelError

INPUT = "input"
MOST_NODES = 5000
MOST_MULTIPLICATIONS = 20_000_000_000  # VGG-16 at 224 x 224 has 15.5 thousand million
# Of all outputs for one image, 1 GB, and of all constants that are computed: each by itself may be
# within its limit. EfficientNet-B7 has some 200 million of the first.
MOST_NUMBERS = 2**28
LONGEST_SCOPES = 4000  # characters


def graph_of_onnx(path: Path) -> Graph:
    """Return the network in the ONNX file at ``path`` as a graph that takes a drawing in 0..1.

    Raises ModelError where the library is missing, the file is damaged, or has operations that are
    not among the kinds.
    """
    model = read_onnx(path)
    try:
        graph = _Building(path, model).graph()
    except ModelError:
        raise
    except (KeyError, ValueError, IndexError, TypeError, AttributeError, MemoryError) as error:
        raise damaged(path, error) from error
    return graph


@dataclass(eq=False)
class _Building:
    """A graph in the making.

    constants: numbers that are known, by the name of the tensor; folded: how many were computed.
    values: the operation that makes each other tensor.
    """

    path: Path
    model: Any
    operations: dict[str, Operation] = field(default_factory=dict)
    numbers: dict[str, NDArray[Any]] = field(default_factory=dict)
    constants: dict[str, NDArray[Any]] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    folded: int = 0

    def graph(self) -> Graph:
        """Return the graph. Raises ModelError, and nearly anything where the message is wrong."""
        from onnx import numpy_helper

        found = self.model.graph
        self._refuse_unknown()
        self.constants = {x.name: numpy_helper.to_array(x) for x in found.initializer}
        self._begin([x for x in found.input if x.name not in self.constants])
        self.users = Counter(name for node in found.node for name in node.input)
        self.users.update(output.name for output in found.output)
        scopes = [_scope(node) for node in found.node]
        alone = Counter(scopes)
        for node, scope in zip(found.node, scopes, strict=True):
            self._add(node, scope, is_alone=alone[scope] == 1)
        answer = found.output[0].name
        if answer not in self.values:
            raise ModelError(
                "{path} gives an answer that does not depend on the drawing. Choose another model.",
                path=self.path,
            )
        return self._finished(self.values[answer])

    def _refuse_unknown(self) -> None:
        nodes = self.model.graph.node
        unknown = {
            f"{node.domain}::{node.op_type}" if node.domain else node.op_type: None
            for node in nodes
            if node.domain not in ("", "ai.onnx") or node.op_type not in NODES.keys() | FOLDED
        }
        if unknown:
            raise ModelError(
                "{path} has operations that digitpad does not know: {names}. Choose another model, "
                "or open the code of this network: File, Open Network….",
                path=self.path, names=", ".join(unknown),
            )  # fmt: skip
        if len(nodes) > MOST_NODES:
            raise ModelError(
                "{path} has {count:,} operations, at most are {most:,}. Choose another model.",
                path=self.path, count=len(nodes), most=MOST_NODES,
            )  # fmt: skip

    # The input

    def _begin(self, inputs: list[Any]) -> None:
        kinds = [x.type.tensor_type.elem_type for x in inputs]
        if len(inputs) != 1 or kinds[0] not in FLOATS:
            raise ModelError(
                "{path} does not take one image of floating numbers, but {inputs}. Choose another "
                "model.",
                path=self.path, inputs=", ".join(x.name for x in inputs) or "–",
            )  # fmt: skip
        (one,) = inputs
        dims = [dim.dim_value for dim in one.type.tensor_type.shape.dim]
        shape = tuple(
            dim or (1 if place == 0 and len(dims) == 4 else SIDE)
            for place, dim in enumerate(dims[1:])
        )
        if not shape or math.prod(shape) > MOST_VALUES:
            raise NotRead
        if len(shape) == 3 and shape[2] in (1, 3) and shape[0] not in (1, 3):  # channels last
            first = (shape[2], *shape[:2])
            self.keep(INPUT, InputOp(), (), (1, *first))
            self.keep("channels_last", PermuteOp((0, 2, 3, 1)), (INPUT,), (1, *shape))
            self.values[one.name] = "channels_last"
        else:
            self.keep(INPUT, InputOp(), (), (1, *shape))
            self.values[one.name] = INPUT

    # Nodes

    def _add(self, node: Any, scope: str, *, is_alone: bool) -> None:
        names = [name for name in node.input if name]
        if node.op_type == "Shape" and names[0] in self.values:
            shape = self.operations[self.values[names[0]]].shape
            attributes = _attributes(node)
            part = slice(attributes.get("start", 0), attributes.get("end"))
            self.constants[node.output[0]] = np.array(shape[part], np.int64)
            return
        if node.op_type in FOLDED and all(name in self.constants for name in names):
            found = folded(node, self.constants, self._version)
            self.folded += sum(array.size for array in found.values())
            if self.folded > MOST_NUMBERS:
                raise too_large(self.path)
            self.constants |= found
            return
        word = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", node.op_type).lower()
        wanted = scope if scope and is_alone else f"{scope}.{word}" if scope else word
        wrapped = OnnxNode(
            self, node.op_type, list(node.input), list(node.output), _attributes(node),
            self._version, wanted, scope.rpartition(".")[0] if is_alone else scope,
        )  # fmt: skip
        try:
            if node.op_type not in NODES:
                raise NotRead
            given: Given = NODES[node.op_type](wrapped)
        except (NotRead, ValueError, IndexError, TypeError, KeyError) as error:
            raise ModelError(
                "{path} has the operation {name} ({operation}) with settings that digitpad does "
                "not know. Choose another model, or open the code of this network: File, Open "
                "Network….",
                path=self.path, name=node.name or node.output[0], operation=node.op_type,
            ) from error  # fmt: skip
        made = given if isinstance(given, list) else [given]
        for name, operation in zip(node.output, made, strict=False):
            self.values[name] = operation
        for name in node.output[len(made) :]:
            if name and self.users[name]:
                raise ModelError(
                    "{path} uses a second output of {operation}, which digitpad does not know. "
                    "Choose another model.",
                    path=self.path, operation=node.op_type,
                )  # fmt: skip

    @property
    def _version(self) -> int:
        versions = [x.version for x in self.model.opset_import if x.domain in ("", "ai.onnx")]
        return max(versions, default=1)

    # What nodes ask for

    def make(
        self, node: OnnxNode, kind: OperationKind, inputs: list[str], parts: dict[str, Any]
    ) -> str:
        """Add an operation of ``node`` and return its name. parts: arrays, or (array, key)."""
        shapes = [self.operations[name].shape for name in inputs]
        arrays = {part: array for part, (array, _) in parts.items()}
        shape = kind.shape(shapes, {part: array.shape for part, array in arrays.items()})
        shape = tuple(int(length) for length in shape)
        if math.prod(shape) > MOST_VALUES:
            raise NotRead
        owner = next((key.rpartition(".")[0] for _, key in parts.values() if "." in key), "")
        is_named = bool(owner) and "/" not in owner and ":" not in owner
        name = self._free(owner if is_named else node.wanted)
        keys = {
            part: self._kept(key if is_named and "." in key else f"{name}.{part}", array)
            for part, (array, key) in parts.items()
        }
        module = owner.rpartition(".")[0] if is_named else node.module
        return self.keep(name, kind, tuple(inputs), shape, keys, module)

    def keep(
        self, name: str, kind: OperationKind, inputs: tuple[str, ...], shape: Shape,
        keys: dict[str, str] | None = None, module: str = "",
    ) -> str:  # fmt: skip
        """Add an operation and return its name."""
        self.operations[name] = Operation(name, kind, inputs, shape, keys or {}, module)
        return name

    def constant_operation(self, node: OnnxNode, tensor: str) -> str:
        """Return the operation that gives a constant tensor, a new one at the first time."""
        if tensor not in self.values:
            array = self.constants[tensor].astype(np.float32)
            name = self._free(
                tensor if re.fullmatch(r"[\w.]+", tensor) else f"{node.wanted}.number"
            )
            keys = {"value": self._kept(f"{name}.value" if "." not in name else name, array)}
            module = name.rpartition(".")[0]
            self.values[tensor] = self.keep(name, ConstantOp(), (), array.shape, keys, module)
        return self.values[tensor]

    def with_bias(self, tensor: str, bias: NDArray[Any]) -> str | None:
        """Return the weighted sum that made ``tensor`` alone, with a bias now, or None."""
        operation = self.operations[self.values[tensor]]
        is_one = isinstance(operation.kind, LinearOp) and "bias" not in operation.keys
        if not is_one or self.users[tensor] != 1 or bias.shape != operation.shape[-1:]:
            return None
        keys = {**operation.keys, "bias": self._kept(f"{operation.name}.bias", bias)}
        self.operations[operation.name] = replace(operation, keys=keys)
        return operation.name

    def _free(self, wanted: str) -> str:
        name, count = wanted, 1
        while name in self.operations:
            count += 1
            name = f"{wanted}_{count}"
        return name

    def _kept(self, wanted: str, array: NDArray[Any]) -> str:
        """Keep numbers under a free key and return it; the same ones are kept once."""
        array = np.ascontiguousarray(array, np.float32)
        key, count = wanted, 1
        while key in self.numbers and not (
            array.shape == self.numbers[key].shape and np.array_equal(array, self.numbers[key])
        ):
            count += 1
            key = f"{wanted}_{count}"
        self.numbers.setdefault(key, array)
        return key

    # The end

    def _finished(self, last: str) -> Graph:
        needed = {last, INPUT}
        for operation in reversed(self.operations.values()):
            if operation.name in needed:
                needed.update(operation.inputs)
        operations = [x for x in self.operations.values() if x.name in needed]
        operations.append(
            operations.pop(next(n for n, x in enumerate(operations) if x.name == last))
        )
        used = {key for operation in operations for key in operation.keys.values()}
        numbers = {key: value for key, value in self.numbers.items() if key in used}
        graph = Graph(
            self.path.stem, with_a_value_for_each_class(tuple(operations)),
            finite(numbers, self.path), "logits",
        )  # fmt: skip
        count = multiplications(graph)
        if count > MOST_MULTIPLICATIONS:
            raise ModelError(
                "{path} has {count:,} multiplications, at most are {most:,}. Choose another model.",
                path=self.path, count=count, most=MOST_MULTIPLICATIONS,
            )  # fmt: skip
        if sum(math.prod(operation.shape) for operation in graph.operations) > MOST_NUMBERS:
            raise too_large(self.path)
        noise = np.random.default_rng(2).random((2, *graph.input_shape), np.float32)
        alone = np.concatenate([answers_in(graph, noise[n : n + 1]) for n in range(len(noise))])
        graph = replace(
            graph, answer=answer_kind(graph, alone), batches=takes_several(graph, noise, alone)
        )
        return fitted(graph)


def _attributes(node: Any) -> dict[str, Any]:
    from onnx import helper

    return {x.name: helper.get_attribute_value(x) for x in node.attribute}


def _scope(node: Any) -> str:
    """Return the path of the module that PyTorch's exporters took a node from: "layer1.0.relu"."""
    for entry in node.metadata_props:
        if entry.key == "pkg.torch.onnx.name_scopes" and len(entry.value) < LONGEST_SCOPES:
            try:
                scopes = ast.literal_eval(entry.value)
                return str(scopes[-2]) if len(scopes) > 1 else ""
            except (ValueError, SyntaxError, TypeError, IndexError, RecursionError, MemoryError):
                return ""
    path = ""
    for part in node.name.strip("/").split("/")[:-1] if node.name.startswith("/") else []:
        path = part if not path or part.startswith(f"{path}.") else f"{path}.{part}"
    return path
