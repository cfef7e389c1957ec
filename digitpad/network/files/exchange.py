"""Models in and out: files of other programs become checkpoints, and checkpoints theirs."""

from __future__ import annotations

import io
import logging
import warnings
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor, nn

from digitpad.network.files.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from digitpad.network.files.library import free_path
from digitpad.network.layers import AdaptiveMaxPool2d, AdaptivePool2d, window
from digitpad.support.errors import ModelError
from digitpad.support.files import write_atomically
from digitpad.support.folders import is_bundle

Kind = Literal["safetensors", "state_dict", "onnx"]


def import_model(path: Path, folder: Path) -> Path:
    """Check the model at ``path`` and save it in ``folder`` under a name that is free.

    Takes what ``load_checkpoint`` takes: checkpoints and state dicts of the tutorial network.
    Raises ModelError when it is neither, DigitpadError when it cannot be saved.
    """
    checkpoint = load_checkpoint(path)
    target = free_path(folder, path.stem)
    save_checkpoint(target, checkpoint.network, checkpoint.training_info)
    return target


def export_model(checkpoint: Checkpoint, path: Path, kind: Kind) -> None:
    """Write ``checkpoint`` to ``path`` as another program reads it, whole or not at all.

    safetensors: with digitpad's own metadata. state_dict: ``torch.load`` reads it, also with
    ``weights_only``. onnx: takes ``image``, (n, 1, 28, 28) float32 in 0..1, which it normalises
    itself, and gives ``log_probabilities`` (n, 10).
    Raises ModelError when a library is missing, DigitpadError when it cannot be written.
    """
    if kind == "safetensors":
        save_checkpoint(path, checkpoint.network, checkpoint.training_info)
    elif kind == "state_dict":
        write_atomically(path, _state_dict(checkpoint))
    else:
        write_atomically(path, _onnx(checkpoint))


def _state_dict(checkpoint: Checkpoint) -> bytes:
    state = checkpoint.network.state_dict()
    content = io.BytesIO()
    torch.save({key: value.detach().cpu().clone() for key, value in state.items()}, content)
    return content.getvalue()


class _FromPixels(nn.Module):
    """The network with the normalisation before it, of operations that ONNX has too."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        super().__init__()
        self.network = checkpoint.network
        self.mean = checkpoint.network.architecture.mean
        self.std = checkpoint.network.architecture.std

    def forward(self, image: Tensor) -> Tensor:
        x = (image - self.mean) / self.std
        for layer in self.network.architecture.layers:
            if isinstance(layer, AdaptivePool2d):
                x = _by_windows(layer, x)
            else:
                x = self.network.apply_layer(layer, x)
        return x


def _by_windows(layer: AdaptivePool2d, x: Tensor) -> Tensor:
    """Pool ``x`` window by window: ONNX has no adaptive pools but the global ones."""
    largest = isinstance(layer, AdaptiveMaxPool2d)
    rows, columns = ([window(layer, place, n) for place in range(layer.size)] for n in x.shape[-2:])
    values = []
    for down in rows:
        for across in columns:
            part = x[:, :, down[0] : down[-1] + 1, across[0] : across[-1] + 1]
            values.append(part.amax(dim=(2, 3)) if largest else part.mean(dim=(2, 3)))
    count, channels = x.shape[:2]
    return torch.stack(values, dim=2).reshape(count, channels, layer.size, layer.size)


def _onnx(checkpoint: Checkpoint) -> bytes:
    try:
        import onnx  # noqa: F401
        import onnxscript  # noqa: F401
    except ImportError as error:
        if is_bundle():
            raise ModelError(
                "Export to ONNX needs two more libraries. They are not in this bundle, but in "
                "digitpad as pip installs it. Choose another format."
            ) from error
        raise ModelError(
            'Export to ONNX needs two more libraries. Run pip install "digitpad[export]", or '
            "choose another format."
        ) from error
    quiet = logging.getLogger("torch.onnx")
    level = quiet.level
    quiet.setLevel(logging.ERROR)
    try:
        # The exporter warns of its own inner workings.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            program = torch.onnx.export(
                _FromPixels(checkpoint).eval(),
                (torch.zeros(2, 1, 28, 28),),
                input_names=["image"],
                output_names=["log_probabilities"],
                dynamo=True,
                dynamic_shapes={"image": {0: torch.export.Dim("n", min=1)}},
                verbose=False,
            )
    finally:
        quiet.setLevel(level)
    assert program is not None
    return bytes(program.model_proto.SerializeToString())
