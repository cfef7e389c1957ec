"""Checkpoints: a network's weights and how they came to be, as safetensors; state dicts too."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
import safetensors
import safetensors.numpy

from digitpad.graph.graph import Graph
from digitpad.graph.operation import Array
from digitpad.network.architecture import TUTORIAL, Architecture
from digitpad.network.described import architecture_of, graph_of
from digitpad.network.files.library import free_path
from digitpad.network.files.training_info import (
    LARGEST_FILE,
    TrainingInfo,
    from_metadata,
    to_metadata,
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

    more: other entries of the metadata. Raises DigitpadError when it cannot be written.
    """
    architecture = architecture_of(network)
    assert architecture is not None
    metadata = {**to_metadata(architecture, training_info), **more}
    numbers = {key: np.ascontiguousarray(value) for key, value in network.numbers.items()}
    write_atomically(path, safetensors.numpy.save(numbers, metadata))


def load_checkpoint(path: Path) -> Checkpoint:
    """Read a checkpoint, or a state dict that fits the tutorial network.

    Nothing in the file is executed. Raises ModelError when it cannot be used.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(16)
    except OSError as error:
        raise ModelError(
            "{path} cannot be read: {reason}. Choose another model.",
            path=path,
            reason=error.strerror,
        ) from error
    if size > LARGEST_FILE:
        raise ModelError(
            "{path} is too large to be a digit network. Choose another model.", path=path
        )
    if start[8:9] == b"{":  # safetensors: eight bytes of length, then a JSON header
        return _load_safetensors(path)
    return _load_state_dict(path)


def _load_safetensors(path: Path) -> Checkpoint:
    try:
        with safetensors.safe_open(path, framework="numpy") as file:
            metadata = file.metadata() or {}
            architecture, training_info = from_metadata(metadata, path)
            _check_keys(set(file.keys()), architecture, path)
            for key, shape in architecture.state_shapes().items():
                part = file.get_slice(key)
                if tuple(part.get_shape()) != shape or part.get_dtype() != "F32":
                    raise _misfit(path, architecture)
            numbers = {key: file.get_tensor(key) for key in architecture.state_shapes()}
    except (safetensors.SafetensorError, OSError, ValueError) as error:
        raise ModelError(
            "{path} is damaged: {error}. Choose another model.", path=path, error=error
        ) from error
    return Checkpoint(_network(architecture, numbers, path), training_info, path)


def _load_state_dict(path: Path) -> Checkpoint:
    """Read a ``model.pth`` of the tutorial's own script."""
    import torch

    not_a_model = ModelError(
        "{path} is neither a digitpad checkpoint nor a PyTorch state dict. Choose another model.",
        path=path,
    )
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                if sum(entry.file_size for entry in archive.infolist()) > LARGEST_FILE:
                    raise not_a_model
        state = torch.load(path, map_location="cpu", weights_only=True)
    except ModelError:
        raise
    except Exception as error:  # torch.load raises nearly anything on a stranger's bytes
        raise not_a_model from error
    if not isinstance(state, dict) or not all(isinstance(key, str) for key in state):
        raise not_a_model
    _check_keys(set(state), TUTORIAL, path)
    for key, shape in TUTORIAL.state_shapes().items():
        value = state[key]
        if not isinstance(value, torch.Tensor) or value.layout != torch.strided:
            raise not_a_model
        if tuple(value.shape) != shape or value.dtype != torch.float32:
            raise _misfit(path, TUTORIAL)
    numbers = {key: np.array(value.detach().numpy()) for key, value in state.items()}
    return Checkpoint(_network(TUTORIAL, numbers, path), TrainingInfo(), path)


def _check_keys(keys: set[str], architecture: Architecture, path: Path) -> None:
    if keys != set(architecture.state_shapes()):
        raise _misfit(path, architecture)


def _misfit(path: Path, architecture: Architecture) -> ModelError:
    wanted = ", ".join(
        f"{key} {' x '.join(map(str, shape))}" for key, shape in architecture.state_shapes().items()
    )
    return ModelError(
        "{path} does not fit the {name} network, which needs float32 {wanted}. Choose another "
        "model.",
        path=path, name=architecture.name, wanted=wanted,
    )  # fmt: skip


def _network(architecture: Architecture, numbers: Mapping[str, Array], path: Path) -> Graph:
    if not all(np.isfinite(value).all() for value in numbers.values()):
        raise ModelError(
            "{path} holds weights that are not numbers. Choose another model.", path=path
        )
    return graph_of(architecture, numbers)


def import_model(path: Path, folder: Path) -> Path:
    """Check the model at ``path`` and save it in ``folder`` under a name that is free.

    Takes what ``load_checkpoint`` takes.
    Raises ModelError when it is neither, DigitpadError when it cannot be saved.
    """
    checkpoint = load_checkpoint(path)
    target = free_path(folder, path.stem)
    save_checkpoint(target, checkpoint.network, checkpoint.training_info)
    return target
