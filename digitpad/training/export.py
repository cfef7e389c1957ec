"""Everything that a model can be exported as: files of other programs, and plain code."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from digitpad.graph.fitting import own_input_shape
from digitpad.graph.graph import Graph
from digitpad.network.described import architecture_of, is_foreign
from digitpad.network.files.checkpoint import Checkpoint, save_checkpoint, state_of
from digitpad.support.errors import DigitpadError, ModelError
from digitpad.support.files import write_atomically
from digitpad.support.messages import Text
from digitpad.support.numbers import shape_text

Kind = Literal["code", "onnx", "state_dict", "safetensors"]
MARK = "WEIGHTS.pth, a state dict, lies beside this file"  # of a script's first lines
LONGEST_HEAD = 4000  # characters
KINDS: tuple[Kind, ...] = get_args(Kind)
SUFFIXES: dict[Kind, str] = {
    "safetensors": ".safetensors", "state_dict": ".pth", "onnx": ".onnx", "code": ".py"
}  # fmt: skip


ONNX_INPUT = Text(
    "The ONNX model takes images, n × 1 × 28 × 28, with values from 0 (paper) to 1 (ink), and "
    "normalises them itself."
)


def kind_of(path: Path) -> Kind:
    """Return what the name of a file says that it is; code where it says nothing."""
    return next((kind for kind in KINDS if SUFFIXES[kind] == path.suffix.lower()), "code")


def note_on(kind: Kind, network: Graph) -> Text | None:
    """Return what has to be known by who uses a file of ``kind`` with ``network`` in it."""
    if kind != "onnx":
        return None
    shape = own_input_shape(network)
    if shape == network.input_shape:
        return ONNX_INPUT
    return Text(
        "The ONNX model takes images, n × 1 × 28 × 28, with values from 0 (paper) to 1 (ink), "
        "normalises them itself, and makes of them what its first layer takes, {shape}.",
        shape=shape_text(shape),
    )


def export(checkpoint: Checkpoint, path: Path, kind: Kind) -> tuple[Path, ...]:
    """Write ``checkpoint`` to ``path`` and return the files, each written whole or not at all.

    code: a Python script at ``path``, and beside it the weights that it reads, a state dict.
    safetensors: with digitpad's own metadata. state_dict: ``torch.load`` reads it, also with
    ``weights_only``. onnx: see ``as_onnx``.
    Raises ModelError when it cannot be exported so, DigitpadError when it cannot be written.
    """
    if kind == "safetensors":
        save_checkpoint(path, checkpoint.network, checkpoint.training_info)
        return (path,)
    if kind == "state_dict":
        write_atomically(path, _state_dict(checkpoint))
        return (path,)
    if kind == "onnx":
        from digitpad.training.onnx_export import as_onnx

        write_atomically(path, as_onnx(checkpoint))
        return (path,)
    from digitpad.training.plain_code.script import plain_code, recipe_of

    architecture = architecture_of(checkpoint.network)
    if architecture is None:
        raise ModelError(
            "{network} has code of its own. Export its weights as a state dict for that code.",
            network=checkpoint.network.name,
        )
    # Unlike those of Path, these take a name that is too long.
    if not path.name or os.path.isdir(path):
        raise DigitpadError("{path} is a folder. Name a file for the code.", path=path)
    script = plain_code(architecture, recipe_of(checkpoint.training_info))
    weights = path.with_suffix(SUFFIXES["state_dict"])
    # Nobody was asked about this second file: it may replace that of an earlier export alone.
    if weights == path or (os.path.exists(weights) and not _is_ours(path)):
        raise DigitpadError(
            "{weights} is there already, and the code's weights would replace it. Choose another "
            "name for the code.",
            weights=weights,
        )
    write_atomically(weights, _state_dict(checkpoint))
    write_atomically(path, script.encode())
    return path, weights


def _state_dict(checkpoint: Checkpoint) -> bytes:
    import torch

    graph = checkpoint.network
    numbers = state_of(graph) if is_foreign(graph) else graph.numbers
    content = io.BytesIO()
    torch.save({key: torch.from_numpy(np.array(value)) for key, value in numbers.items()}, content)
    return content.getvalue()


def _is_ours(script: Path) -> bool:
    """Tell whether ``script`` is an earlier export, whose weights lie beside it."""
    try:
        return os.path.isfile(script) and MARK in script.read_text("utf-8")[:LONGEST_HEAD]
    except (OSError, ValueError):
        return False
