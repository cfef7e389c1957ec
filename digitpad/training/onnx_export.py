"""A network as ONNX, which other programs run."""

from __future__ import annotations

import logging
import warnings

import torch
from torch import Tensor, nn

from digitpad.graph.fitting import own_input_shape
from digitpad.graph.graph import Graph
from digitpad.graph.ops.pooling import AdaptivePoolOp
from digitpad.network.files.checkpoint import Checkpoint
from digitpad.network.layers import AdaptivePool2d
from digitpad.support.errors import ModelError
from digitpad.support.folders import is_bundle
from digitpad.training.module import Network, described_module_of

DESCRIPTION = (  # in the file, for whoever opens it elsewhere
    "digitpad. image: (n, 1, 28, 28) float32 from 0, paper, to 1, ink; it is normalised within. "
    "log_probabilities: (n, 10)."
)
FITTED = " Its first layer takes {shape}, which is made of the image within."


class _Exported(Network):
    """The network without adaptive pools, of which ONNX has none but the global ones."""

    def _adaptive(self, layer: AdaptivePool2d, x: Tensor) -> Tensor:
        return _by_windows(layer, x)


class _FromPixels(nn.Module):
    """The network with the normalisation before it, of operations that ONNX has too."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        super().__init__()
        self.network = described_module_of(checkpoint.network, _Exported)
        self.mean = checkpoint.network.input.mean
        self.std = checkpoint.network.input.std

    def forward(self, image: Tensor) -> Tensor:
        answer: Tensor = self.network((image - self.mean) / self.std)
        return answer


def _by_windows(layer: AdaptivePool2d, x: Tensor) -> Tensor:
    """Pool ``x`` window by window."""
    largest = layer.how == "max"
    kind = layer.operation()
    assert isinstance(kind, AdaptivePoolOp)
    rows, columns = (
        [kind.window(axis, place, x.shape[axis - 2]) for place in range(layer.size)]
        for axis in (0, 1)
    )
    values = []
    for down in rows:
        for across in columns:
            part = x[:, :, down[0] : down[-1] + 1, across[0] : across[-1] + 1]
            values.append(part.amax(dim=(2, 3)) if largest else part.mean(dim=(2, 3)))
    count, channels = x.shape[:2]
    return torch.stack(values, dim=2).reshape(count, channels, layer.size, layer.size)


def _described(network: Graph) -> str:
    shape = own_input_shape(network)
    return DESCRIPTION + ("" if shape == network.input_shape else FITTED.format(shape=shape))


def as_onnx(checkpoint: Checkpoint) -> bytes:
    """Return an ONNX model that takes ``image``, (n, 1, 28, 28) float32 in 0..1.

    It normalises the image itself, brings it to another size where the network takes one, and
    gives ``log_probabilities`` (n, 10).
    Raises ModelError when a library is missing.
    """
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
    model = program.model_proto
    model.doc_string = model.graph.input[0].doc_string = _described(checkpoint.network)
    return bytes(model.SerializeToString())
