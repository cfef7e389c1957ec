"""Checkpoints: a network's weights with their story, as safetensors; state dicts are read too."""

import json
import math
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import safetensors
import safetensors.torch
import torch
from torch import Tensor

from digitpad.errors import ModelError
from digitpad.files import write_atomically
from digitpad.network.description import MOST_PARAMETERS, TUTORIAL, Network
from digitpad.network.module import DigitNetwork

FORMAT = "digitpad-1"  # of the metadata; a file of a later format says so instead of guessing
LARGEST_FILE = 4 * MOST_PARAMETERS + 2**20  # bytes
LARGEST_STORY = 100_000  # characters of metadata

StateDict = dict[str, Tensor]


@dataclass(frozen=True)
class Story:
    """How a checkpoint came to be; None where the file does not tell.

    test_accuracy: 0..1, on the data set's own test images.
    """

    data: str | None = None
    recipe: dict[str, Any] = field(default_factory=dict)
    seed: int | None = None
    test_accuracy: float | None = None
    epochs: int | None = None
    made: str | None = None


@dataclass(frozen=True)
class Checkpoint:
    """A network ready to read digits, in evaluation mode, and its story."""

    module: DigitNetwork
    story: Story
    path: Path


def save_checkpoint(path: Path, module: DigitNetwork, story: Story) -> None:
    """Write the weights and the story of ``module`` to ``path``, whole or not at all.

    Raises DigitpadError when it cannot be written.
    """
    metadata = {
        "format": FORMAT,
        "architecture": json.dumps(module.description.to_json()),
        "normalisation": json.dumps(
            {"mean": module.description.mean, "std": module.description.std}
        ),
        "story": json.dumps(vars(story)),
    }
    state = {key: value.detach().cpu().contiguous() for key, value in module.state_dict().items()}
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
            f"{path} cannot be read: {error.strerror}. Choose another model."
        ) from error
    if size > LARGEST_FILE:
        raise ModelError(f"{path} is too large to be a digit network. Choose another model.")
    if start[8:9] == b"{":  # safetensors: eight bytes of length, then a JSON header
        return _load_safetensors(path)
    return _load_state_dict(path)


def _load_safetensors(path: Path) -> Checkpoint:
    try:
        with safetensors.safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
            network, story = _read_metadata(metadata, path)
            _check_keys(set(file.keys()), network, path)
            for key, shape in network.parameter_shapes().items():
                part = file.get_slice(key)
                if tuple(part.get_shape()) != shape or part.get_dtype() != "F32":
                    raise _misfit(path, network)
            state = {key: file.get_tensor(key) for key in network.parameter_shapes()}
    except (safetensors.SafetensorError, OSError, ValueError) as error:
        raise ModelError(f"{path} is damaged: {error}. Choose another model.") from error
    return Checkpoint(_module(network, state, path), story, path)


def _read_metadata(metadata: dict[str, str], path: Path) -> tuple[Network, Story]:
    if "architecture" not in metadata:
        return TUTORIAL, Story()  # safetensors from elsewhere: the tutorial network or nothing
    if metadata.get("format") != FORMAT:
        raise ModelError(
            f"{path} was written by another version of digitpad. Update digitpad to use it."
        )
    try:
        architecture = json.loads(metadata["architecture"])
        story = _story(json.loads(metadata.get("story", "{}")[:LARGEST_STORY]))
    except (ValueError, TypeError, RecursionError) as error:
        raise ModelError(f"{path} is damaged: {error}. Choose another model.") from error
    return Network.from_json(architecture), story


def _story(content: Any) -> Story:
    kinds: dict[str, Any] = {
        "data": str, "recipe": dict, "seed": int, "test_accuracy": (int, float),
        "epochs": int, "made": str,
    }  # fmt: skip
    if not isinstance(content, dict):
        raise TypeError("the story is not a table")
    return Story(**{k: v for k, v in content.items() if k in kinds and isinstance(v, kinds[k])})


def _load_state_dict(path: Path) -> Checkpoint:
    """Read a ``model.pth`` of the tutorial's own script."""
    not_a_model = ModelError(
        f"{path} is neither a digitpad checkpoint nor a PyTorch state dict. Choose another model."
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
    for key, shape in TUTORIAL.parameter_shapes().items():
        value = state[key]
        if not isinstance(value, Tensor) or value.layout != torch.strided:
            raise not_a_model
        if tuple(value.shape) != shape or value.dtype != torch.float32:
            raise _misfit(path, TUTORIAL)
    return Checkpoint(_module(TUTORIAL, state, path), Story(), path)


def _check_keys(keys: set[str], network: Network, path: Path) -> None:
    if keys != set(network.parameter_shapes()):
        raise _misfit(path, network)


def _misfit(path: Path, network: Network) -> ModelError:
    wanted = ", ".join(
        f"{key} {' x '.join(map(str, shape))}" for key, shape in network.parameter_shapes().items()
    )
    return ModelError(
        f"{path} does not fit the {network.name} network, which needs float32 {wanted}. "
        "Choose another model."
    )


def _module(network: Network, state: StateDict, path: Path) -> DigitNetwork:
    if not all(math.isfinite(value.sum().item()) for value in state.values()):
        raise ModelError(f"{path} holds weights that are not numbers. Choose another model.")
    module = DigitNetwork(network)
    module.load_state_dict(state)
    return module.eval()
