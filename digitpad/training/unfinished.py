"""A training that is not at its end, as a file: after a crash it goes on from the last epoch."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import safetensors
import safetensors.torch
import torch
from torch import Tensor

from digitpad.data.samples import Samples
from digitpad.graph.graph import Graph
from digitpad.graph.operation import Shape
from digitpad.network.architecture import Architecture
from digitpad.network.files.code_needed import CodeNeeded
from digitpad.support.errors import ContentError, DigitpadError, ModelError
from digitpad.support.files import write_atomically
from digitpad.support.untrusted_json import Reader, list_of, made, or_none, parsed, parts, within
from digitpad.training.curves import Curves, EpochPoint
from digitpad.training.foreign import WRAPPED
from digitpad.training.muon import hidden
from digitpad.training.progress import Progress
from digitpad.training.recipe import Recipe
from digitpad.training.weights import StateDict

FORMAT = "digitpad-unfinished-1"


@dataclass(frozen=True, eq=False)
class Unfinished:
    """What to go on with.

    network: of somebody's own code, what is needed to make it again. data: the data set's name in
    the catalogue, or its folder. fingerprint: of its labels.
    """

    network: Architecture | CodeNeeded
    recipe: Recipe
    data: str
    fingerprint: str
    device: str
    progress: Progress
    curves: Curves


def fingerprint(samples: Samples) -> str:
    """Return a short text that differs for different training samples."""
    return f"{len(samples)}-{zlib.crc32(samples.labels.tobytes()):08x}"


def save_unfinished(path: Path, unfinished: Unfinished) -> None:
    """Write ``unfinished`` to ``path``, whole or not at all. Raises DigitpadError."""
    progress, curves = unfinished.progress, unfinished.curves
    tensors: StateDict = {
        "random": progress.random,
        "order": progress.order,
        "curves.times": torch.from_numpy(curves.times.copy()),
        "curves.losses": torch.from_numpy(curves.losses.copy()),
    }
    for part, state in (
        ("weights", progress.weights), ("best", progress.best_weights),
        ("average", progress.average or {}),
    ):  # fmt: skip
        tensors |= {f"{part}.{key}": value for key, value in state.items()}
    for number, entries in progress.optimiser.items():
        tensors |= {f"optimiser.{number}.{key}": value for key, value in entries.items()}
    metadata = {
        "format": FORMAT,
        _key(unfinished.network): json.dumps(unfinished.network.to_json()),
        "recipe": json.dumps(unfinished.recipe.to_json()),
        "data": unfinished.data,
        "fingerprint": unfinished.fingerprint,
        "device": unfinished.device,
        "numbers": json.dumps({name: getattr(progress, name) for name in _NUMBERS}),
        "epochs": json.dumps([asdict(point) for point in curves.epochs]),
    }
    # Weights may share memory with the best ones, which safetensors refuses.
    alone = {key: value.clone() for key, value in tensors.items()}
    write_atomically(path, safetensors.torch.save(alone, metadata))


def load_unfinished(path: Path) -> Unfinished:
    """Read what ``save_unfinished`` wrote. Raises ModelError when it cannot be used.

    Whether it fits somebody's own code shows once that has run; see ``check_fits``.
    """
    try:
        with safetensors.safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
            if metadata.get("format") != FORMAT:
                raise ContentError("it is not a broken off training of this version")
            tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
        network = _network(metadata)
        recipe = Recipe.from_json(parsed(metadata["recipe"]))
        weights, best = _part(tensors, "weights"), _part(tensors, "best")
        average = _part(tensors, "average")
        optimiser = _optimiser(tensors)
        _check_generator(tensors["random"])
        _check_generator(tensors["order"], of_any_device=True)
        unfinished = Unfinished(
            network, recipe, metadata["data"], metadata["fingerprint"], metadata["device"],
            Progress(
                **parts(parsed(metadata["numbers"]), "numbers", _NUMBERS),
                weights=weights,
                optimiser=optimiser,
                average=average or None,
                best_weights=best,
                random=tensors["random"],
                order=tensors["order"],
            ),
            _curves(tensors, parsed(metadata["epochs"])),
        )  # fmt: skip
        if isinstance(network, Architecture):
            shapes = list(network.parameter_shapes().values())
            _check(unfinished, network.state_shapes(), shapes, all_learn=True)
        return unfinished
    except (
        safetensors.SafetensorError, OSError, KeyError, TypeError, ValueError, DigitpadError
    ) as error:  # fmt: skip
        raise ModelError(
            "{path} is damaged. Train again. Details: {error}", path=path, error=error
        ) from error


MOST = 2**53  # of each number, which a float64 holds too


def _best_loss(content: Any, name: str) -> float:
    """Read a loss, which is infinite where nothing validates."""
    if type(content) not in (int, float):
        raise ContentError('"{name}" is not a number', name=name)
    return content  # type: ignore[no-any-return]


_COUNT, _FIGURE = within(0, MOST), within(-float(MOST), float(MOST))
_NUMBERS: dict[str, Reader] = {
    "epoch": _COUNT, "updates": _COUNT, "best_epoch": _COUNT, "best_loss": _best_loss,
    "taken": _COUNT, "seconds": within(0.0, float(MOST)),
}  # fmt: skip
_EPOCH: dict[str, Reader] = {
    "epoch": _COUNT, "train_loss": _FIGURE, "val_loss": or_none(_FIGURE),
    "val_accuracy": or_none(_FIGURE), "seconds": _FIGURE, "samples_per_second": _FIGURE,
}  # fmt: skip
_EPOCHS = list_of(lambda content, name: made(EpochPoint, content, name, _EPOCH))


def _part(tensors: StateDict, part: str) -> StateDict:
    return {
        key.removeprefix(f"{part}."): value
        for key, value in tensors.items()
        if key.startswith(f"{part}.")
    }


def _optimiser(tensors: StateDict) -> dict[int, dict[str, Tensor]]:
    state: dict[int, dict[str, Tensor]] = {}
    for key, value in _part(tensors, "optimiser").items():
        number, name = key.split(".")
        state.setdefault(int(number), {})[name] = value
    return state


def check_fits(unfinished: Unfinished, graph: Graph) -> None:
    """Raise ModelError where a training cannot go on with the module of ``graph``.

    Its code may be another one than it was, though it has run.
    """
    module: Any = graph.origin
    state = {f"{WRAPPED}{key}": tuple(value.shape) for key, value in module.state_dict().items()}
    shapes = [tuple(parameter.shape) for parameter in module.parameters()]
    try:
        _check(unfinished, state, shapes, all_learn=False)
    except ContentError as error:
        raise ModelError(
            "The training cannot go on with the code of {network} as it is now: {problem}. Put the "
            "code back as it was and resume again.", network=graph.name, problem=error,
        ) from error  # fmt: skip


def _key(network: Architecture | CodeNeeded) -> str:
    return "architecture" if isinstance(network, Architecture) else "code"


def _network(metadata: dict[str, str]) -> Architecture | CodeNeeded:
    if "code" in metadata:
        return CodeNeeded.from_json(parsed(metadata["code"]))
    return Architecture.from_json(parsed(metadata["architecture"]))


def _check(
    unfinished: Unfinished, state: Mapping[str, Shape], shapes: Sequence[Shape], *, all_learn: bool
) -> None:  # fmt: skip
    """Raise ContentError for what does not fit a network.

    state: shapes of its state dict. shapes: of its parameters, in its order. all_learn: each of
    them does; parts of somebody's own module may be left out, or be frozen.
    """
    progress = unfinished.progress
    for weights in (progress.weights, progress.best_weights, progress.average):
        if weights is not None and _shapes(weights) != state:
            raise ContentError("its weights do not fit its network")
    _check_optimiser(progress.optimiser, shapes, unfinished.recipe, all_learn=all_learn)


def _shapes(weights: StateDict) -> dict[str, Shape]:
    return {key: tuple(value.shape) for key, value in weights.items()}


_MOMENTS = {"step", "exp_avg", "exp_avg_sq"}
_KEPT = {"sgd": {"momentum_buffer"}, "adamw": _MOMENTS, "muon": _MOMENTS}  # of each parameter


def _check_optimiser(
    state: dict[int, dict[str, Tensor]], shapes: Sequence[Shape], recipe: Recipe, *,
    all_learn: bool,
) -> None:  # fmt: skip
    """Raise ContentError for what a fused step could not go through.

    It looks at no shape, and would write beyond the end of a tensor that is too small.
    """
    moved = hidden(shapes) if recipe.optimiser == "muon" else []
    if not set(state) <= set(range(len(shapes))):
        raise ContentError("its optimiser does not fit its network")
    if all_learn and (state or recipe.optimiser != "sgd") and len(state) != len(shapes):
        raise ContentError("its optimiser has not seen each parameter")
    for number, entries in state.items():
        wanted = {"step", "momentum_buffer"} if number in moved else _KEPT[recipe.optimiser]
        if set(entries) != wanted:
            raise ContentError("its optimiser is another one")
        for name, value in entries.items():
            shape = () if name == "step" else shapes[number]
            if tuple(value.shape) != shape or value.dtype != torch.float32:
                raise ContentError("its optimiser does not fit its network")


def _check_generator(state: Tensor, *, of_any_device: bool = False) -> None:
    """Raise ContentError for what is no state of a generator of random numbers on the processor."""
    if state.dtype != torch.uint8 or state.dim() != 1:
        raise ContentError("its random numbers cannot go on")
    if of_any_device and len(state) != len(torch.get_rng_state()):
        return
    try:
        torch.Generator().set_state(state)
    except RuntimeError as error:
        raise ContentError("its random numbers cannot go on: {error}", error=error) from error


def _curves(tensors: StateDict, epochs: Any) -> Curves:
    times, losses = (tensors[f"curves.{name}"].numpy() for name in ("times", "losses"))
    return Curves.of(times.astype(np.float64), losses.astype(np.float64), _EPOCHS(epochs, "epochs"))
