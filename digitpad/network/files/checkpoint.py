"""Checkpoints: a network's weights and how they came to be; the one door for models as files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import safetensors
import safetensors.numpy

from digitpad.graph.graph import Graph
from digitpad.graph.operation import Array
from digitpad.network.architecture import Architecture
from digitpad.network.described import architecture_of, graph_of, is_foreign
from digitpad.network.files.library import ONNX, free_path
from digitpad.network.files.state import fitting, in_words
from digitpad.network.files.training_info import (
    LARGEST_FILE,
    TrainingInfo,
    code_metadata,
    from_metadata,
    to_metadata,
)
from digitpad.network.files.weights import (
    finite,
    is_onnx,
    is_safetensors,
    numbers_of,
    read_or_refused,
    states_in,
)
from digitpad.support.errors import ModelError
from digitpad.support.files import write_atomically

NO_MORE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Checkpoint:
    """A network ready to read digits, and how it came to be."""

    network: Graph
    training_info: TrainingInfo
    path: Path


def save_checkpoint(
    path: Path, network: Graph, training_info: TrainingInfo, more: Mapping[str, str] = NO_MORE
) -> None:
    """Write the weights of ``network``, and how they came to be, to ``path``, whole or not at all.

    more: other entries of the metadata. Of a module of other people's code its name, file and that
    file's SHA-256 are written, never the code. Raises DigitpadError when it cannot be written.
    """
    architecture = architecture_of(network)
    if architecture is not None:
        metadata = to_metadata(architecture, training_info)
        numbers = {key: np.ascontiguousarray(value) for key, value in network.numbers.items()}
    elif is_foreign(network):
        metadata, numbers = code_metadata(network, training_info), state_of(network)
    else:
        raise _no_layers(network)
    write_atomically(path, safetensors.numpy.save(numbers, {**metadata, **more}))


def state_of(graph: Graph) -> dict[str, Array]:
    """Return the whole state of a foreign network as arrays, by key of its state dict."""
    module: Any = graph.origin
    return {
        key: _like(np.asarray(graph.numbers[key]), value) if key in graph.numbers else _array(value)
        for key, value in module.state_dict().items()
        if hasattr(value, "detach")
    }


def _array(value: Any) -> Any:
    value = value.detach().cpu()
    return (value.float() if value.is_floating_point() else value).contiguous().numpy()


def _like(array: Any, value: Any) -> Any:
    """Return ``array`` as float32, or as the whole numbers that ``value`` has."""
    kind = np.float32 if value.is_floating_point() else _array(value).dtype
    return np.array(array, kind, order="C")  # ascontiguousarray makes a row of a single number


def described(network: Graph) -> Architecture:
    """Return the architecture of ``network``. Raises ModelError where it has none."""
    architecture = architecture_of(network)
    if architecture is None:
        raise _no_layers(network)
    return architecture


def _no_layers(network: Graph) -> ModelError:
    return ModelError(
        "{name} came from another program, and digitpad has no layers of its own for it to "
        "write. Choose a model that was made here.",
        name=network.name,
    )


def load_checkpoint(path: Path) -> Checkpoint:
    """Read a model: a checkpoint, weights that fit a network that is known, or ONNX.

    Weights are safetensors or what PyTorch saved, wrapped as trainers wrap them. Which it is, is
    told by its content. Nothing in the file is executed. Raises ModelError when it cannot be used.
    """
    with read_or_refused(path, LARGEST_FILE) as file:
        start = file.read(16)
    if is_safetensors(start):
        checkpoint = _own_checkpoint(path)
        if checkpoint is not None:
            return checkpoint
    elif is_onnx(start, path):
        from digitpad.network.files.onnx_file import graph_of_onnx  # which needs a library

        return Checkpoint(graph_of_onnx(path), TrainingInfo(), path)
    architecture, state, note = fitting(states_in(path, LARGEST_FILE), path)
    network = graph_of(architecture, numbers_of(state, path))
    return Checkpoint(replace(network, note=note), TrainingInfo(), path)


def _own_checkpoint(path: Path) -> Checkpoint | None:
    """Read a file that tells its network; None for one that does not."""
    try:
        with safetensors.safe_open(path, framework="numpy") as file:
            architecture, training_info = from_metadata(file.metadata() or {}, path)
            if architecture is None:
                return None
            if set(file.keys()) != set(architecture.state_shapes()):
                raise _misfit(path, architecture)
            for key, shape in architecture.state_shapes().items():
                part = file.get_slice(key)
                if tuple(part.get_shape()) != shape or part.get_dtype() != "F32":
                    raise _misfit(path, architecture)
            numbers = {key: file.get_tensor(key) for key in architecture.state_shapes()}
    except (safetensors.SafetensorError, OSError, ValueError) as error:
        raise ModelError(
            "{path} is damaged: {error}. Choose another model.", path=path, error=error
        ) from error
    return Checkpoint(graph_of(architecture, finite(numbers, path)), training_info, path)


def _misfit(path: Path, architecture: Architecture) -> ModelError:
    wanted = ", ".join(
        f"{key} {in_words(shape)}" for key, shape in architecture.state_shapes().items()
    )
    return ModelError(
        "{path} does not fit the {name} network, which needs float32 {wanted}. Choose another "
        "model.",
        path=path, name=architecture.name, wanted=wanted,
    )  # fmt: skip


def import_model(path: Path, folder: Path) -> Path:
    """Check the model at ``path`` and save it in ``folder`` under a name that is free.

    Takes what ``load_checkpoint`` takes; ONNX stays what it is, with its weights in the one file.
    Raises ModelError when it is neither, DigitpadError when it cannot be saved.
    """
    checkpoint = load_checkpoint(path)
    if architecture_of(checkpoint.network) is None:
        from digitpad.network.files.onnx_message import in_one_file

        target = free_path(folder, path.stem, ONNX)
        write_atomically(target, in_one_file(path))
        return target
    target = free_path(folder, path.stem)
    save_checkpoint(target, checkpoint.network, checkpoint.training_info)
    return target
