"""From the calls that were written down to operations of a graph."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.utils import _pytree as pytree

from digitpad.graph.foreign.recording import Call, ModuleCall, RecordedValue, Recording
from digitpad.graph.foreign.unknown import Slot, UnknownOp
from digitpad.graph.graph import Operation
from digitpad.graph.operation import Array, OperationKind, Shape
from digitpad.graph.ops.input import ConstantOp
from digitpad.graph.ops.slice import PlacedOp

if TYPE_CHECKING:
    from torch import Tensor, nn


def owner(call: Call) -> str:
    """Return the path of the module that ``call`` belongs to: "layer1.0" for "layer1.0.conv1"."""
    within = call.within
    if is_whole(call) and len(within.calls) == 1:
        return within.path.rpartition(".")[0]
    return within.path


def is_whole(call: Call) -> bool:
    """Tell whether a module is there for what ``call`` gives, so that both have one name.

    A module that calls no other is: convolution with its padding, an activation of one's own.
    """
    within = call.within
    if not within.path or not within.is_leaf:
        return False
    return len(within.calls) == 1 or within.output in call.outputs


def module_name(within: ModuleCall) -> str:
    """Return the module's path; from its second call on with a number."""
    return within.path if not within.count else f"{within.path}_{within.count + 1}"


class OperationNames:
    """Hands out names, each once. modules: the paths of all modules, which are theirs."""

    def __init__(self, modules: Collection[str]) -> None:
        self._modules = set(modules)
        self._taken: set[str] = set()

    def of_module(self, within: ModuleCall) -> str:
        """Return the name of a module's call."""
        return self._free(module_name(within), self._taken)

    def of_function(self, path: str, function: str) -> str:
        """Return a name for what ``function`` did in the module at ``path``."""
        wanted = f"{path}.{function}" if path else function
        return self._free(wanted, self._taken | self._modules)

    def _free(self, wanted: str, taken: set[str]) -> str:
        name, count = wanted, 1
        while name in taken:
            count += 1
            name = f"{wanted}_{count}"
        self._taken.add(name)
        return name


class NotKnown(Exception):  # noqa: N818 - not an error: torch computes it then
    """There is no kind for a call with these arguments."""


@dataclass(eq=False)
class Node:
    """An operation in the making.

    parts: its numbers. call: what it came from; None for the input. is_output: it is what the call
    gave, not a step towards it.
    """

    kind: OperationKind
    inputs: list[Node]
    shape: Shape
    parts: dict[str, Tensor] = field(default_factory=dict)
    call: Call | None = None
    is_output: bool = False
    name: str = ""
    keys: dict[str, str] = field(default_factory=dict)


Given = Node | list[Node | None]  # of a call: its output, or its outputs, None where not known
Translator = Callable[["Arguments"], Given]


class Arguments:
    """The arguments of one call, for the table that says what a call becomes."""

    def __init__(self, call: Call, nodes: dict[int, Node], made: list[Node]) -> None:
        self.call = call
        self._nodes = nodes
        self._made = made

    def __getitem__(self, name: str) -> Any:
        """Return an argument by its name in the schema."""
        if name not in self.call.arguments:
            raise NotKnown  # another overload
        return self.call.arguments[name]

    def get(self, name: str, default: Any = None) -> Any:
        """Return an argument, or ``default`` where there is none of that name."""
        return self.call.arguments.get(name, default)

    @property
    def shape(self) -> Shape:
        """Shape of the (first) output."""
        return self.call.outputs[0].shape

    def is_value(self, name: str) -> bool:
        """Tell whether an argument depends on the image."""
        return isinstance(self[name], RecordedValue)

    def shape_of(self, name: str) -> Shape:
        """Return the shape of a tensor among the arguments."""
        return tuple(self[name].shape)

    def pair(self, name: str) -> tuple[int, int]:
        """Return a number along rows and one along columns; [2] stands for both."""
        numbers = self[name]
        numbers = list(numbers) if isinstance(numbers, list | tuple) else [numbers]
        if len(numbers) not in (1, 2):
            raise NotKnown
        return int(numbers[0]), int(numbers[-1])

    def numbers(self, **parts: Any) -> dict[str, Tensor]:
        """Return tensors that are an operation's numbers; None is left out."""
        found = {part: tensor for part, tensor in parts.items() if tensor is not None}
        if not all(isinstance(tensor, torch.Tensor) for tensor in found.values()):
            raise NotKnown  # a weight that depends on the image
        return found

    def make(self, kind: OperationKind, *inputs: Any, **parts: Any) -> Node:
        """Return ``kind`` of ``inputs`` (values, nodes, or tensors, which become constants)."""
        numbers = self.numbers(**parts)
        nodes = [self.node(x) for x in inputs]
        shapes = {part: tuple(tensor.shape) for part, tensor in numbers.items()}
        try:
            shape = tuple(int(n) for n in kind.shape([node.shape for node in nodes], shapes))
        except (ValueError, IndexError, TypeError) as error:
            raise NotKnown from error
        return self.keep(Node(kind, nodes, shape, numbers, self.call))

    def keep(self, node: Node) -> Node:
        """Return ``node``, which becomes one of the graph."""
        self._made.append(node)
        return node

    def node(self, x: Any) -> Node:
        """Return the node of a value; a tensor becomes a constant."""
        if isinstance(x, Node):
            return x
        if isinstance(x, RecordedValue):
            return self._nodes[x.number]
        if not isinstance(x, torch.Tensor):
            raise NotKnown
        return self.make(ConstantOp(), value=x)


def nodes_of(
    recording: Recording, first: Node, translators: Callable[[Any], Translator | None]
) -> tuple[list[Node], dict[int, Node]]:
    """Return what ``recording`` becomes, in order, and the node of each value by its number."""
    nodes = {recording.input.number: first}
    made = [first]
    for call in recording.calls:
        outputs = _outputs(call, nodes, translators(call.target))
        for value, (node, before) in zip(call.outputs, outputs, strict=True):
            nodes[value.number] = node
            node.is_output = True
            made += before
    return made, nodes


def _outputs(
    call: Call, nodes: dict[int, Node], translator: Translator | None
) -> list[tuple[Node, list[Node]]]:
    """Return for each output of ``call`` its node, and the nodes that were made for it."""
    made: list[Node] = []
    arguments = Arguments(call, nodes, made)
    given: list[Node | None] = []
    try:
        is_complex = any(
            x.dtype.is_complex
            for x in pytree.tree_leaves(call.arguments)
            if isinstance(x, RecordedValue)
        )
        if translator is not None and not is_complex:  # kinds are of real numbers
            found = translator(arguments)
            given = found if isinstance(found, list) else [found]
        for node, value in zip(given, call.outputs, strict=False):
            if node is not None and node.shape != value.shape:
                raise NotKnown
    except (NotKnown, TypeError, ValueError, IndexError, RuntimeError):  # nobody thought of these
        made.clear()
        given = []
    given += [None] * (len(call.outputs) - len(given))
    outputs = []
    for n, node in enumerate(given):
        if node is None:
            node = unknown(arguments, n)
        outputs.append((node, made[:]))
        made.clear()
    return outputs


def placed(a: Arguments, parts: Sequence[Any], index: Any) -> Node:
    """Return values taken from ``parts``, all in one row, at ``index``, of the output's shape."""
    nodes = [a.node(part) for part in parts]
    batched = index.shape[:1] == (1,) and all(node.shape[:1] == (1,) for node in nodes)
    return a.make(PlacedOp(index[0] if batched else index, batched), *nodes)


def taken(a: Arguments, x: Any, how: Callable[[Tensor], Tensor]) -> Node:
    """Return what ``how`` takes of ``x``, each value as it is."""
    count = math.prod(x.shape)
    return placed(a, [x], how(torch.arange(count).reshape(x.shape)).numpy())


def unknown(a: Arguments, index: int) -> Node:
    """Return the operation that has torch compute output ``index`` of the call."""
    call = a.call
    inputs: list[RecordedValue] = []
    parts: dict[str, Tensor] = {}
    types: dict[int | str, Any] = {}

    def slot(x: Any) -> Any:
        if isinstance(x, RecordedValue):
            if x not in inputs:
                inputs.append(x)
            name: int | str = inputs.index(x)
        elif isinstance(x, torch.Tensor):
            name = f"number{len(parts)}"
            parts[name] = x
        elif isinstance(x, torch.device):
            return torch.device("cpu")
        else:
            return x
        layout = x.layout if isinstance(x, torch.Tensor) else torch.strided
        types[name] = x.dtype, layout
        return Slot(name)

    arguments = pytree.tree_map(slot, call.arguments)
    target = str(call.target)
    shape = call.outputs[index].shape
    taken = tuple(x.shape for x in inputs)
    kind = UnknownOp(target, arguments, shape, types, index, taken)
    return a.keep(Node(kind, [a.node(x) for x in inputs], shape, parts, call))


def operations_of(
    nodes: list[Node], last: Node, module: nn.Module, first_name: str
) -> tuple[tuple[Operation, ...], dict[str, Array]]:
    """Return the operations that ``last`` depends on, named, and their numbers by key."""
    needed = _needed(nodes, last)
    names = OperationNames([path for path, _ in module.named_modules() if path])
    nodes[0].name = names.of_function("", first_name)
    for node in needed:
        if node.is_output and node.call is not None and is_whole(node.call):
            node.name = names.of_module(node.call.within)
    own = _state_keys(module)
    numbers: dict[str, Array] = {}
    for node in needed:
        if not node.name:
            assert node.call is not None
            node.name = names.of_function(node.call.within.path, _function(node, own))
        for part, tensor in node.parts.items():
            key = own.get(id(tensor)) or f"{node.name}.{part}"
            node.keys[part] = key
            if key not in numbers:
                numbers[key] = as_array(tensor)
    operations = tuple(
        Operation(
            node.name, node.kind, tuple(x.name for x in node.inputs), node.shape, node.keys,
            owner(node.call) if node.call is not None else "",
        )
        for node in needed
    )  # fmt: skip
    return operations, numbers


def as_array(tensor: Tensor) -> Array:
    """Return a tensor's numbers, wherever they are and of whatever type, as float32."""
    array: Array = tensor.detach().to_dense().to("cpu", torch.float32).numpy()
    return np.array(array)


def _needed(nodes: list[Node], last: Node) -> list[Node]:
    wanted = {id(last), id(nodes[0])}
    needed = []
    for node in reversed(nodes):
        if id(node) in wanted:
            needed.append(node)
            wanted.update(id(x) for x in node.inputs)
    return needed[::-1]


def _function(node: Node, own: dict[int, str]) -> str:
    """Return what a node is called within its module."""
    assert node.call is not None
    if isinstance(node.kind, ConstantOp):
        key = own.get(id(node.parts["value"]), "constant")
        return key.rpartition(".")[2]
    return node.call.function if node.is_output else node.kind.kind


def _state_keys(module: nn.Module) -> dict[int, str]:
    """Return the name of each parameter and buffer by its identity."""
    keys: dict[int, str] = {}
    for parts in (module.named_parameters(), module.named_buffers()):
        for name, tensor in parts:
            keys.setdefault(id(tensor), name)
    return keys
