"""An ONNX file as the message that it is, with weights in it that lie beside the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from digitpad.network.files.training_info import LARGEST_FILE
from digitpad.support.errors import ModelError
from digitpad.support.folders import is_bundle


def in_one_file(path: Path) -> bytes:
    """Return the ONNX file at ``path`` with weights in it that lie in a file beside it."""
    content: bytes = read_onnx(path).SerializeToString()
    return content


def read_onnx(path: Path) -> Any:
    """Return the model's message, its weights in it. Raises ModelError."""
    try:
        import onnx
    except ImportError as error:
        if is_bundle():
            raise ModelError(
                "ONNX needs one more library. It is not in this bundle, but in digitpad as pip "
                "installs it. Choose another model."
            ) from error
        raise ModelError(
            'ONNX needs one more library. Run pip install "digitpad[export]", or choose another '
            "model."
        ) from error
    try:
        model = onnx.load_model_from_string(path.read_bytes())
        _take_in_weights(model, path)
        if model.functions:
            from onnx.inliner import inline_local_functions

            model = inline_local_functions(model)
    except ModelError:
        raise
    except Exception as error:  # the library raises nearly anything on a stranger's bytes
        raise damaged(path, error) from error
    if not model.graph.node or not model.graph.output:
        raise ModelError("{path} holds no network. Choose another model.", path=path)
    return model


def _take_in_weights(model: Any, path: Path) -> None:
    """Read weights that lie beside the file, in the same folder and nowhere else."""
    from onnx import external_data_helper

    size = 0
    for tensor in model.graph.initializer:
        if not external_data_helper.uses_external_data(tensor):
            continue
        place = {entry.key: entry.value for entry in tensor.external_data}
        beside = path.parent / Path(place.get("location", "")).name
        if beside.name != place.get("location") or beside.is_symlink() or not beside.is_file():
            raise ModelError(
                "{path} keeps its weights in another file, {name}, which is not beside it. Put "
                "both into one folder.",
                path=path, name=beside.name,
            )  # fmt: skip
        # Each may be all of the file, as older onnx reads where the length is 0 or below; and
        # several may be the same part of it.
        length = int(place.get("length") or 0)
        size += length if length > 0 else beside.stat().st_size
    if size > LARGEST_FILE:
        raise too_large(path)
    if size:
        external_data_helper.load_external_data_for_model(model, str(path.parent))


def too_large(path: Path) -> ModelError:
    """Return what to say of a file that would fill memory."""
    return ModelError("{path} is too large to be a digit network. Choose another model.", path=path)


def damaged(path: Path, error: Exception) -> ModelError:
    """Return what to say of a file that is no sound ONNX."""
    told = str(error).strip().split("\n")[0] or type(error).__name__
    return ModelError(
        "{path} cannot be read as ONNX: {error}. Choose another model.", path=path, error=told
    )
