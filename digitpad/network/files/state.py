"""Weights by name, as people save them, and which described network they belong to.

What wraps their names is taken off. They fit by their names, or by their shapes in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from digitpad.graph.operation import Shape
from digitpad.network.architecture import Architecture
from digitpad.network.files.architecture_file import load_architecture, saved_architectures
from digitpad.network.files.library import trained_architectures
from digitpad.network.presets import PRESETS
from digitpad.support.errors import ModelError
from digitpad.support.folders import models_folder, networks_folder
from digitpad.support.messages import Text, plural

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


MOST_MODELS = 200  # whose networks are looked at


def fitting(states: Sequence[State], path: Path) -> tuple[Architecture, State, Text | None]:
    """Return the network that ``states``, the likeliest first, fit, its weights by key, and a note.

    The tutorial's, the presets, then the user's own are tried: by names and shapes, then by shapes
    in order. note: what a person has to know where that was not the whole truth.
    Raises ModelError, telling what is in the file at ``path``, where no network fits.
    """
    known = list(known_architectures())
    named = [
        (architecture, found)
        for architecture in known
        if (found := in_one_reading(states, architecture.state_shapes())) is not None
        and _is_floating(found)
    ]
    if named:
        architecture, state = named[0]
        others = [other.name for other, _ in named[1:]]
        return architecture, state, _also(architecture, others)
    ordered = [
        (architecture, found)
        for architecture in known
        if (found := by_shapes(states, architecture.state_shapes())) is not None
        and _is_floating(found)
    ]
    if len(ordered) == 1:
        architecture, state = ordered[0]
        return architecture, state, Text(
            "The weights have other names than those of the network {name}, but its shapes, in its "
            "order: they were opened as that. If they were made for another one, open that network "
            "with them.",
            name=architecture.name,
        )  # fmt: skip
    if ordered:
        raise ModelError(
            "{path} holds weights whose shapes fit {names} alike. Open the one that they were made "
            "for with them: File, Open Network….",
            path=path, names=", ".join(architecture.name for architecture, _ in ordered),
        ).typed(f"--network {ordered[0][0].name} --model {path}")  # fmt: skip
    raise _unknown(states, known, path)


def known_architectures() -> Iterator[Architecture]:
    """Yield the presets, the tutorial's first, and what the user designed or trained."""
    found = list(PRESETS.values())
    for path in saved_architectures(networks_folder()):
        try:
            found.append(load_architecture(path))
        except ModelError:
            continue  # it is told where networks are listed
    found += islice(trained_architectures(models_folder()), MOST_MODELS)
    seen: set[Architecture] = set()
    for architecture in found:
        nameless = replace(architecture, name="")
        if nameless not in seen:
            seen.add(nameless)
            yield architecture


def _is_floating(state: State) -> bool:
    return all(weight.is_floating for weight in state.values())


def _also(architecture: Architecture, others: list[str]) -> Text | None:
    if not others:
        return None
    return Text(
        "The weights fit {others} as well; they were opened as {name}. Another network can be "
        "opened with them: File, Open Network….",
        others=", ".join(others), name=architecture.name,
    )  # fmt: skip


# What is told of weights that fit nothing


def _unknown(states: Sequence[State], known: Sequence[Architecture], path: Path) -> ModelError:
    for architecture in known:
        wanted = architecture.state_shapes()
        for state in states:
            for reading in readings(state):
                if reading.keys() == wanted.keys():
                    return ModelError(
                        "{path} has the names of the network {name}, but other weights: "
                        "{problems}. Open the network that they were made for with them: File, "
                        "Open Network….",
                        path=path, name=architecture.name,
                        problems="; ".join(map(str, _problems(reading, wanted))),
                    ).typed(f"--network FILE.py:NAME --model {path}")  # fmt: skip
    state = max(states, key=len)
    first = next(iter(state))
    return ModelError(plural(
        len(state),
        "{path} holds %n tensor, {first}: weights of a network that is not known here, whose code "
        "is needed. Open that network with them: File, Open Network….",
        "{path} holds %n tensors, first {first}: weights of a network that is not known here, "
        "whose code is needed. Open that network with them: File, Open Network….",
        path=path, first=f"{first} {in_words(state[first].shape)}",
    )).typed(f"--network FILE.py:NAME --model {path}")  # fmt: skip


def _problems(state: State, wanted: Mapping[str, Shape]) -> list[Text]:
    found = differences(state, wanted)
    whole = [key for key, weight in state.items() if not weight.is_floating]
    return found or [Text("whole numbers: {names}", names=", ".join(whole[:3]))]
