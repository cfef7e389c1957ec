"""What a module does with one image, written down while it does it: every call of an operation.

torch hands every operation to a TorchDispatchMode before it computes it, whatever Python code asked
for it; in inference mode with its whole arguments (conv2d, linear, attention), not yet taken apart
for gradients. Code that decides by values is followed on the way that this image takes, which
torch.export refuses; and torch's compiler is not imported: the first network takes 0.1 s, where
torch.export takes 3 to 10 s. Only what depends on the image is written down; the rest is computed
by torch, as ever, and is a constant.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import torch
import torch.nn.functional as F
from torch.overrides import TorchFunctionMode
from torch.utils import _pytree as pytree
from torch.utils._python_dispatch import TorchDispatchMode, _disable_current_modes

from digitpad.graph.foreign.memory import Memory, address
from digitpad.graph.foreign.reading_mode import answer_of, first_tensor, reading_mode

if TYPE_CHECKING:
    from torch import Tensor, nn

Shape = tuple[int, ...]

# They hand on the tensor that they are given.
_NOTHING = {
    "alias", "clone", "contiguous", "detach", "lift_fresh", "resolve_conj", "resolve_neg", "to",
    "_to_copy",
}  # fmt: skip
# Functions that torch's own Python code takes apart, and a kind could not be told from the parts.
IN_PYTHON = {F.lp_pool2d: "lp_pool2d"}
_DECIDES = {"_local_scalar_dense", "item", "is_nonzero", "equal", "allclose", "nonzero", "unique"}


@dataclass(frozen=True)
class RecordedValue:
    """Something that depends on the image. shape, dtype: of the tensor that it was."""

    number: int
    shape: Shape
    dtype: torch.dtype


@dataclass(eq=False)
class ModuleCall:
    """One call of a module of the user's. path: its name within the network, "" for the network.

    count: how often the module was called before. calls: the operations in it, those of the modules
    in it too. output: what it returned, its first tensor.
    """

    path: str
    outer: ModuleCall | None
    count: int = 0
    is_leaf: bool = True  # no module was called within that had to do with the image
    calls: list[Call] = field(default_factory=list)
    output: RecordedValue | None = None


@dataclass(eq=False)
class Call:
    """One call of an operation; ``arguments`` by their names in its schema.

    Each RecordedValue in them was computed before; a Tensor is a constant or one of the module's
    numbers. target: ATen's operation; or the name of one of ``IN_PYTHON``; or "write" for what was
    put together from values by writing into them (see memory.py), with {"parts": values, "index":
    places in the parts' values in one row}.
    """

    target: Any
    arguments: dict[str, Any]
    outputs: list[RecordedValue]
    within: ModuleCall

    @property
    def function(self) -> str:
        """The name as the user may have written it, as "relu" for aten.relu_.default."""
        if isinstance(self.target, str):
            return self.target
        name: str = self.target._schema.name.split("::")[-1]
        return name.strip("_")


@dataclass(frozen=True, eq=False)
class Recording:
    """All that a module did. calls: in order; modules: each call of a module, in order.

    input, output: the image, and the tensor that is the answer. returned: what the module gave.
    decided_by_values: the code asked for a value in order to go on.
    """

    calls: list[Call]
    modules: list[ModuleCall]
    input: RecordedValue
    output: RecordedValue | None
    returned: Any
    decided_by_values: bool


class Recorder(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Writes down what depends on the tensors that ``follow`` was told of.

    is_known: whether an operation has a kind; one that has none is taken apart where torch can.
    """

    def __init__(self, is_known: Callable[[Any], bool]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.is_known = is_known
        self.calls: list[Call] = []
        self.memory = Memory(self._put_together)
        self.within = ModuleCall("", None)
        self.modules = [self.within]
        self.decided_by_values = False
        self._count = 0
        self._constants: dict[int, list[Call]] = {}  # calls that take one, by its memory's address

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Say that torch's compiler is not to be imported, which takes seconds, to be kept out."""
        return False

    def follow(self, tensor: Tensor) -> RecordedValue:
        """Return the value that stands for ``tensor`` from now on."""
        value = RecordedValue(self._count, tuple(tensor.shape), tensor.dtype)
        self._count += 1
        self.memory.know(tensor, value)
        return value

    def _write_down(
        self, target: Any, arguments: dict[str, Any], tensors: list[Tensor]
    ) -> list[RecordedValue]:
        call = Call(target, arguments, [self.follow(tensor) for tensor in tensors], self.within)
        self.calls.append(call)
        for constant in tensors_in(arguments):
            self._constants.setdefault(address(constant), []).append(call)
        module: ModuleCall | None = self.within
        while module is not None:
            module.calls.append(call)
            module = module.outer
        return call.outputs

    def write_down_whole(self, function: Any, arguments: dict[str, Any]) -> Any:
        """Compute and write down a call of one of ``IN_PYTHON``, without what it calls."""
        with _disable_current_modes():
            found = pytree.tree_map_only(torch.Tensor, self._value_or_tensor, arguments)
            if isinstance(found["input"], RecordedValue):
                result = function(**arguments)
                self._write_down(IN_PYTHON[function], found, [result])
                return result
        return function(**arguments)

    def _put_together(self, tensor: Tensor, parts: list[Any], index: Any) -> RecordedValue:
        return self._write_down("write", {"parts": parts, "index": index}, [tensor])[0]

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        kwargs = kwargs or {}
        arguments = _by_name(func, args, kwargs)
        found = pytree.tree_map_only(torch.Tensor, self._value_or_tensor, arguments)
        written = _written(func, arguments)
        self._keep_constants(written)
        if not any(isinstance(x, RecordedValue) for x in pytree.tree_leaves(found)):
            return func(*args, **kwargs)
        name = func._schema.name.split("::")[-1]
        if name.startswith("new_") or name.endswith("_like"):
            return func(*args, **kwargs)  # only the shape is asked for
        if name in _DECIDES:
            self.decided_by_values = True
        if not self.is_known(func) and func.namespace == "aten":
            with self:
                result = func.decompose(*args, **kwargs)
            if result is not NotImplemented:
                return result
        found = _without(found, {address(tensor) for tensor in written})
        result = func(*args, **kwargs)
        if written:
            values = self._write_down(func, found, written)
            for tensor, value in zip(written, values, strict=True):
                self.memory.write(tensor, value)
            return result
        given = tensors_in(arguments)
        if isinstance(result, torch.Tensor) and any(result is x for x in given):
            if name in _NOTHING:
                return result
            result = torch.ops.aten.alias(
                result
            )  # dropout: another tensor, which has its own value
        elif name in _NOTHING and isinstance(result, torch.Tensor):
            value = next(iter(x for x in pytree.tree_leaves(found) if isinstance(x, RecordedValue)))
            are_real = value.dtype.is_floating_point and result.is_floating_point()
            if are_real or value.dtype == result.dtype:  # a mask is no index, nor the other way
                self.memory.know(result, value)
                return result
        tensors = tensors_in(result)
        if tensors:
            self._write_down(func, found, tensors)
        return result

    def _keep_constants(self, written: list[Tensor]) -> None:
        """Have calls before keep the constants that they took, where these are written into now."""
        for place in {address(tensor) for tensor in written}:
            for call in self._constants.pop(place, ()):
                call.arguments = _without(call.arguments, {place})

    def _value_or_tensor(self, tensor: Tensor) -> RecordedValue | Tensor:
        value = self.memory.value_of(tensor)
        return tensor if value is None else value

    def _left(self, output: Any) -> Any:
        """Note what a module gives, and return it."""
        call = self.within
        first = first_tensor(output)
        value = None if first is None else self.memory.value_of(first)
        if value is not None and not call.calls and call.is_leaf and first is output:
            # An identity has done nothing, but its name is looked for.
            output = torch.ops.aten.alias(first)
            (value,) = self._write_down(torch.ops.aten.alias.default, {"self": value}, [output])
        call.output = value
        if call.outer is not None and (call.calls or value is not None):
            call.outer.is_leaf = False
        return output

    @contextmanager
    def modules_named(self, paths: dict[nn.Module, str]) -> Iterator[None]:
        """Within it, calls of these modules are noticed; they are as they were after it."""
        counts: dict[str, int] = {}

        def before(module: nn.Module, _args: Any) -> None:
            path = paths[module]
            self.within = ModuleCall(path, self.within, counts.get(path, 0))
            counts[path] = counts.get(path, 0) + 1
            self.modules.append(self.within)

        def after(_module: nn.Module, _args: Any, output: Any) -> Any:
            with _disable_current_modes():
                output = self._left(output)
            assert self.within.outer is not None
            self.within = self.within.outer
            return output

        with ExitStack() as stack:
            for module, path in paths.items():
                if path:
                    stack.callback(module.register_forward_pre_hook(before).remove)
                    stack.callback(module.register_forward_hook(after).remove)
            yield


class PythonFunctions(TorchFunctionMode):
    """Has the recorder write down calls of ``IN_PYTHON`` as a whole."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self.recorder = recorder

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        kwargs = kwargs or {}
        if func not in IN_PYTHON:
            return func(*args, **kwargs)
        arguments = inspect.signature(func).bind(*args, **kwargs)
        arguments.apply_defaults()
        return self.recorder.write_down_whole(func, arguments.arguments)


def record(module: nn.Module, image: Tensor, is_known: Callable[[Any], bool]) -> Recording:
    """Write down what ``module`` does with ``image``; the module stays as it was.

    What the user's code raises goes through.
    """
    recorder = Recorder(is_known)
    paths: dict[nn.Module, str] = {}
    for path, part in module.named_modules():
        paths.setdefault(part, path)
    with reading_mode(module), recorder.modules_named(paths):
        image = image.clone()
        first = recorder.follow(image)
        with recorder, PythonFunctions(recorder):
            returned = module(image)
        answer = answer_of(returned)
        last = None if answer is None else recorder.memory.value_of(answer)
    return Recording(
        recorder.calls, recorder.modules, first, last, returned, recorder.decided_by_values
    )


def _by_name(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments by name, with those that the schema has where they were not given."""
    found = {}
    for n, argument in enumerate(func._schema.arguments):
        if n < len(args):
            found[argument.name] = args[n]
        elif argument.name in kwargs:
            found[argument.name] = kwargs[argument.name]
        elif argument.has_default_value():
            found[argument.name] = argument.default_value
    return found


def _written(func: Any, arguments: dict[str, Any]) -> list[Tensor]:
    """Return the tensors that ``func`` writes into."""
    return [
        arguments[argument.name]
        for argument in func._schema.arguments
        if argument.alias_info is not None
        and argument.alias_info.is_write
        and isinstance(arguments.get(argument.name), torch.Tensor)
    ]


def tensors_in(found: Any) -> list[Tensor]:
    """Return the tensors anywhere in ``found``, arguments or results of a call."""
    return [x for x in pytree.tree_leaves(found) if isinstance(x, torch.Tensor)]


def _without(arguments: dict[str, Any], places: set[int]) -> dict[str, Any]:
    """Return ``arguments`` with copies of the tensors whose memory is at one of ``places``."""
    if not any(address(tensor) in places for tensor in tensors_in(arguments)):
        return arguments
    copied: dict[str, Any] = pytree.tree_map_only(
        torch.Tensor, lambda x: x.clone() if address(x) in places else x, arguments
    )
    return copied
