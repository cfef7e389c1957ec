"""Which described network weights belong to: by their names, or by their shapes in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from digitpad.graph.operation import Shape
from digitpad.network.architecture import Architecture
from digitpad.network.files.architecture_file import load_architecture, saved_architectures
from digitpad.network.files.library import trained_architectures
from digitpad.network.files.state import (
    State,
    by_shapes,
    differences,
    in_one_reading,
    in_words,
    readings,
)
from digitpad.network.presets import PRESETS
from digitpad.support.errors import ModelError
from digitpad.support.folders import models_folder, networks_folder
from digitpad.support.messages import Text, plural

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
