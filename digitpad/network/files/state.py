"""Weights by name, as people save them: what wraps their names is taken off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from digitpad.graph.operation import Shape
from digitpad.support.messages import Text

COUNTERS = ("num_batches_tracked", "n_averaged")  # integers that no answer depends on
COMPILED = "_orig_mod."  # torch.compile puts it before, and into, names
# What trainers call the network that they hold beside other things with weights.
HOLDERS = ("module", "model", "net", "network", "ema_model", "online_model")
DEEPEST = 3  # names before a name
MOST_NAMED = 3


@dataclass(frozen=True)
class Weight:
    """A tensor in a file. read: gives its numbers, as float32 where they are not whole numbers."""

    shape: Shape
    is_floating: bool
    read: Callable[[], NDArray[Any]]


State = Mapping[str, Weight]


def readings(state: State) -> Iterator[State]:
    """Yield ``state`` with its names as they are, and with what may wrap them taken off."""
    state = {
        key.replace(COMPILED, ""): weight
        for key, weight in state.items()
        if not key.endswith(COUNTERS)
    }
    waiting: list[State] = [state]
    for _ in range(DEEPEST):
        yield from waiting
        waiting = [inner for outer in waiting for inner in _without_holder(outer)]
    yield from waiting


def _without_holder(state: State) -> Iterator[State]:
    """Yield what is held under a first name: under any one that all have, under a usual one."""
    first = dict.fromkeys(key.partition(".")[0] for key in state)
    for name in first:
        if len(first) == 1 or name in HOLDERS:
            start = f"{name}."
            inner = {
                key.removeprefix(start): weight
                for key, weight in state.items()
                if key.startswith(start)
            }
            if inner:
                yield inner


def in_one_reading(states: Iterable[State], expected: Mapping[str, Shape]) -> State | None:
    """Return the weights that have just the names and shapes that are ``expected``, or None."""
    for state in states:
        for reading in readings(state):
            if shapes_of(reading) == expected:
                return reading
    return None


def by_shapes(states: Iterable[State], expected: Mapping[str, Shape]) -> State | None:
    """Return weights whose layers have the ``expected`` shapes in order, by these keys, or None."""
    wanted = _layers(expected)
    for state in states:
        for reading in readings(state):
            own = _layers(shapes_of(reading))
            if [shapes for _, shapes in own] == [shapes for _, shapes in wanted]:
                return {
                    _joined(layer, part): reading[_joined(name, part)]
                    for (layer, shapes), (name, _) in zip(wanted, own, strict=True)
                    for part in shapes
                }
    return None


def _layers(shapes: Mapping[str, Shape]) -> list[tuple[str, dict[str, Shape]]]:
    """Return the layers in order, each with the shapes of its parts: ("conv1", {"weight": …})."""
    layers: dict[str, dict[str, Shape]] = {}
    for key, shape in shapes.items():
        layer, _, part = key.rpartition(".")
        layers.setdefault(layer, {})[part] = shape
    return list(layers.items())


def _joined(layer: str, part: str) -> str:
    return f"{layer}.{part}" if layer else part


def shapes_of(state: State) -> dict[str, Shape]:
    """Return the shape of each weight."""
    return {key: weight.shape for key, weight in state.items()}


def differences(state: State, expected: Mapping[str, Shape]) -> list[Text]:
    """Return what keeps ``state`` from being what is ``expected``, some of each kind by name."""
    missing = [key for key in expected if key not in state]
    more = [key for key in state if key not in expected]
    other = [
        f"{key} {in_words(state[key].shape)} / {in_words(shape)}"
        for key, shape in expected.items()
        if key in state and state[key].shape != shape
    ]
    told = []
    if missing:
        told.append(Text("missing: {names}", names=_some(missing)))
    if more:
        told.append(Text("not part of it: {names}", names=_some(more)))
    if other:
        told.append(Text("of another shape (there / needed): {names}", names=_some(other)))
    return told


def in_words(shape: Shape) -> str:
    """Return ``8 x 1 x 3 x 3``; ``1`` for a single number."""
    return " x ".join(map(str, shape)) or "1"


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    return f"{shown}, … (+ {more})" if more > 0 else shown
