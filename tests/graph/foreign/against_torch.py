"""What the tests and the bench compare: a graph with the module that it was made from."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import nullcontext

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from digitpad.graph.foreign.reading_mode import first_tensor, reading_mode
from digitpad.graph.graph import Graph
from digitpad.graph.ops.input import ConstantOp
from digitpad.graph.receptive_field import receptive_mask
from digitpad.graph.trace import Activations, trace
from digitpad.graph.value import explain
from tests.graph.exactness import is_exact


def image_for(graph: Graph, seed: int = 5) -> NDArray[np.float32]:
    """Return a picture of noise, as the graph's input is."""
    return np.random.default_rng(seed).random(graph.input_shape, np.float32)


def hooked(module: nn.Module, x: Tensor) -> dict[str, list[NDArray[np.float32]]]:
    """Return what each part of ``module`` gives for ``x``, by its name and by its calls."""
    found: dict[str, list[NDArray[np.float32]]] = {}
    handles = []
    for name, part in module.named_modules():

        def keep(_: nn.Module, __: object, output: object, name: str = name) -> None:
            tensor = first_tensor(output)
            if tensor is not None:
                found.setdefault(name, []).append(tensor.detach().clone().numpy())

        handles.append(part.register_forward_hook(keep))
    try:
        with reading_mode(module):
            module(x)
    finally:
        for handle in handles:
            handle.remove()
    return found


def compared(graph: Graph, module: nn.Module) -> dict[str, float]:
    """Return by name how far each output is from what torch's forward hooks get.

    Relative to the largest value of that output.
    """
    image = image_for(graph)
    found = trace(graph, image)
    outputs = hooked(module, torch.from_numpy(found.outputs[0].reshape(graph.operations[0].shape)))
    differences = {}
    for n, operation in enumerate(graph.operations):
        name, _, count = operation.name.rpartition("_")
        calls = outputs.get(operation.name)
        call = 0
        if calls is None and count.isdigit() and name in outputs:
            calls, call = outputs[name], int(count) - 1
        if calls is None or call >= len(calls):
            continue
        expected = calls[call].reshape(found.outputs[n].shape)
        differences[operation.name] = relative(found.outputs[n], expected)
    last = outputs[""][0].reshape(found.outputs[-1].shape)
    differences["the answer"] = relative(found.outputs[-1], last)
    return differences


def relative(found: NDArray[np.float32], expected: NDArray[np.float32]) -> float:
    """Return the largest difference, over the largest of the expected values."""
    if not np.array_equal(np.isfinite(found), np.isfinite(expected)):
        return np.inf
    finite = np.isfinite(expected)
    if not finite.any():
        return 0.0
    scale = max(float(np.abs(expected[finite]).max()), 1e-6)
    return float(np.abs(found[finite].astype(np.float64) - expected[finite]).max()) / scale


def places(graph: Graph, count: int, seed: int = 3) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield operations, by turns, and a random place in the output of each."""
    chance = np.random.default_rng(seed)
    known = [
        n for n, operation in enumerate(graph.operations)
        if operation.kind.is_explained and 0 not in operation.shape
    ]  # fmt: skip
    for k in range(count):
        n = known[k % len(known)]
        yield n, tuple(int(chance.integers(size)) for size in graph.operations[n].seen_shape)


def explained(found: Activations, count: int) -> float:
    """Return how far explained totals are from the values, at worst.

    Relative to the value, or to a hundredth of the largest of its output where it is next to none.
    """
    worst = 0.0
    for n, place in places(found.graph, count):
        value = float(found.outputs[n][place])
        total = explain(found, n, place).total
        if not np.isfinite(value):
            worst = max(worst, 0.0 if total == value else np.inf)
            continue
        finite = found.outputs[n][np.isfinite(found.outputs[n])]
        scale = max(abs(value), 0.01 * float(np.abs(finite).max()), 1e-6)
        worst = max(worst, abs(total - value) / scale)
    return worst


_LEVEL_IN_PLACES = {
    "relu", "relu_", "relu6", "hardtanh", "hardtanh_", "hardswish", "hardsigmoid", "clamp",
    "clamp_", "clamp_min", "clamp_min_",
}  # fmt: skip


class Sloping(TorchFunctionMode):
    """Has activations that are level somewhere slope everywhere: what feeds them matters then."""

    def __torch_function__(self, func, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]
        kwargs = kwargs or {}
        name = getattr(func, "__name__", "")
        if name not in _LEVEL_IN_PLACES:
            return func(*args, **kwargs)
        x = args[0] if args else kwargs["input"]
        y = x + 0.3 * torch.tanh(x)
        return x.copy_(y) if name.endswith("_") or kwargs.get("inplace") else y


def fields(graph: Graph, module: nn.Module, count: int) -> tuple[int, int]:
    """Compare receptive fields with gradients at random places that a module's hook gives.

    Returns how many are exact, and how many are larger where they may be. Raises AssertionError for
    a field that lacks a pixel with a gradient, or has one too many where no value decides. Where
    code decides by values, activations stay as they are, lest it goes another way.
    """
    module = copy.deepcopy(module).double()
    calls: dict[str, Tensor] = {}
    for name, part in module.named_modules():

        def keep(_: nn.Module, __: object, output: object, name: str = name) -> None:
            tensor = first_tensor(output)
            if tensor is not None and name not in calls:
                calls[name] = tensor + 0  # what is written into it later is not meant

        part.register_forward_hook(keep)
    noise = np.random.default_rng(8).random((1, *graph.input_shape), np.float32)
    x = torch.from_numpy(noise).double().requires_grad_()
    fast = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    slopes_everywhere = graph.note is None
    try:
        with Sloping() if slopes_everywhere else nullcontext():
            module((x - graph.input.mean) / graph.input.std)
    finally:
        torch.backends.mha.set_fastpath_enabled(fast)
    chance = np.random.default_rng(4)
    names = [name for name in calls if name in graph.index] + [""]
    exact = larger = 0
    for k in range(count):
        name = names[k % len(names)]
        n = graph.index[name] if name else len(graph.operations) - 1
        shape = graph.operations[n].seen_shape
        place = tuple(int(chance.integers(size)) for size in shape)
        (gradient,) = torch.autograd.grad(
            calls[name].reshape(shape)[place], x, retain_graph=True, allow_unused=True
        )
        touched = np.zeros(graph.input_shape, bool)
        if gradient is not None:
            touched = (gradient[0] != 0).numpy()
        field = receptive_mask(graph, n, place)
        assert not (touched & ~field).any(), f"{name} at {place} needs more than its field"
        if (field == touched).all():
            exact += 1
        else:
            larger += 1
            may_be = not slopes_everywhere or not is_exact(graph, n)
            assert may_be, f"the field of {name} at {place} is not exact"
    return exact, larger


def unknown(graph: Graph) -> list[str]:
    """Return the functions in ``graph`` that nobody explains."""
    return [
        operation.kind.function  # type: ignore[attr-defined]
        for operation in graph.operations
        if not operation.kind.is_explained and not isinstance(operation.kind, ConstantOp)
    ]
