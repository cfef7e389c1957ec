"""Everything that a model can be exported as: files of other programs, and plain code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from digitpad.support.errors import DigitpadError
from digitpad.support.files import write_atomically

if TYPE_CHECKING:
    from digitpad.network.files.checkpoint import Checkpoint

Kind = Literal["code", "onnx", "state_dict", "safetensors"]
MARK = "WEIGHTS.pth, a state dict, lies beside this file"  # of a script's first lines
LONGEST_HEAD = 4000  # characters
KINDS: tuple[Kind, ...] = get_args(Kind)
SUFFIXES: dict[Kind, str] = {
    "safetensors": ".safetensors", "state_dict": ".pth", "onnx": ".onnx", "code": ".py"
}  # fmt: skip


def export(checkpoint: Checkpoint, path: Path, kind: Kind) -> tuple[Path, ...]:
    """Write ``checkpoint`` to ``path`` and return the files, each written whole or not at all.

    code: a Python script at ``path``, and beside it the weights that it reads, a state dict.
    Other kinds: see ``exchange.export_model``.
    Raises ModelError when it cannot be exported so, DigitpadError when it cannot be written.
    """
    from digitpad.network.files import exchange  # torch, which naming the kinds does not need
    from digitpad.training.plain_code.script import plain_code, recipe_of

    if kind != "code":
        exchange.export_model(checkpoint, path, kind)
        return (path,)
    script = plain_code(checkpoint.network.architecture, recipe_of(checkpoint.training_info))
    weights = path.with_suffix(SUFFIXES["state_dict"])
    if not path.name or path.is_dir():
        raise DigitpadError("{path} is a folder. Name a file for the code.", path=path)
    # Nobody was asked about this second file: it may replace that of an earlier export alone.
    if weights == path or (weights.exists() and not _is_ours(path)):
        raise DigitpadError(
            "{weights} is there already, and the code's weights would replace it. Choose another "
            "name for the code.",
            weights=weights,
        )
    exchange.export_model(checkpoint, weights, "state_dict")
    write_atomically(path, script.encode())
    return path, weights


def _is_ours(script: Path) -> bool:
    """Tell whether ``script`` is an earlier export, whose weights lie beside it."""
    try:
        return script.is_file() and MARK in script.read_text("utf-8")[:LONGEST_HEAD]
    except (OSError, ValueError):
        return False
