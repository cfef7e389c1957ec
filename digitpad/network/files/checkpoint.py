"""Checkpoints: a network's weights and how they came to be, as safetensors; state dicts too."""

import math
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import safetensors
import safetensors.torch
import torch
from torch import Tensor

from digitpad.network.architecture import TUTORIAL, Architecture
from digitpad.network.files.training_info import (
    LARGEST_FILE,
    TrainingInfo,
    from_metadata,
    to_metadata,
)
from digitpad.network.module import Network, with_weights
from digitpad.support.errors import ModelError
from digitpad.support.files import write_atomically

StateDict = dict[str, Tensor]
NO_MORE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Checkpoint:
    """A network ready to read digits, in evaluation mode, and how it came to be."""

    network: Network
    training_info: TrainingInfo
    path: Path


def save_checkpoint(
    path: Path, network: Network, training_info: TrainingInfo, more: Mapping[str, str] = NO_MORE
) -> None:
    """Write the weights of ``network``, and how they came to be, to ``path``, whole or not at all.

    more: other entries of the metadata. Raises DigitpadError when it cannot be written.
    """
    metadata = {**to_metadata(network.architecture, training_info), **more}
    state = {key: value.detach().cpu().contiguous() for key, value in network.state_dict().items()}
    write_atomically(path, safetensors.torch.save(state, metadata))


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
        with safetensors.safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
            architecture, training_info = from_metadata(metadata, path)
            _check_keys(set(file.keys()), architecture, path)
            for key, shape in architecture.state_shapes().items():
                part = file.get_slice(key)
                if tuple(part.get_shape()) != shape or part.get_dtype() != "F32":
                    raise _misfit(path, architecture)
            state = {key: file.get_tensor(key) for key in architecture.state_shapes()}
    except (safetensors.SafetensorError, OSError, ValueError) as error:
        raise ModelError(
            "{path} is damaged: {error}. Choose another model.", path=path, error=error
        ) from error
    return Checkpoint(_network(architecture, state, path), training_info, path)


def _load_state_dict(path: Path) -> Checkpoint:
    """Read a ``model.pth`` of the tutorial's own script."""
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
        if not isinstance(value, Tensor) or value.layout != torch.strided:
            raise not_a_model
        if tuple(value.shape) != shape or value.dtype != torch.float32:
            raise _misfit(path, TUTORIAL)
    return Checkpoint(_network(TUTORIAL, state, path), TrainingInfo(), path)


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


def _network(architecture: Architecture, state: StateDict, path: Path) -> Network:
    if not all(math.isfinite(value.sum().item()) for value in state.values()):
        raise ModelError(
            "{path} holds weights that are not numbers. Choose another model.", path=path
        )
    copies = {
        key: value.clone(memory_format=torch.contiguous_format) for key, value in state.items()
    }
    return with_weights(architecture, copies).requires_grad_(True)
