"""Networks of other people's code as files: their weights, and checkpoints that name the code.

A checkpoint holds numbers and the name of the code, never the code: nothing is run because a file
mentions it. Who reopens one has been told the code by the user.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import safetensors

from digitpad.graph.foreign.code import built, title_of
from digitpad.graph.foreign.source import CodeSource
from digitpad.graph.graph import Graph
from digitpad.network.files.checkpoint import Checkpoint
from digitpad.network.files.code_needed import CodeNeeded
from digitpad.network.files.training_info import NeedsSourceError, TrainingInfo, from_metadata
from digitpad.network.files.weights import load_into
from digitpad.support.errors import ModelError
from digitpad.support.messages import Text

if TYPE_CHECKING:
    from torch import nn


def open_network(
    source: CodeSource,
    arguments: Mapping[str, Any] | None = None,
    weights: Path | None = None,
    *,
    mean: float,
    std: float,
) -> Checkpoint:
    """Run the code of ``source``, and return its network, ready to read drawings.

    weights: a state dict, as safetensors or by torch.save; or a checkpoint of that code, which
    brings its normalisation and, where ``arguments`` say nothing else, what it was made with.
    Raises ModelError: for the user's own errors with file, line and message.
    """
    if weights is not None and needed_code(weights) is not None:
        return reopened(weights, source, arguments)
    from digitpad.graph.foreign.module_graph import opened

    module, code = built(source, arguments)
    if weights is not None:
        load_weights(module, weights)
        code = replace(code, has_weights=True)
    graph = replace(opened(module, mean, std, title_of(source, module)), code=code)
    return Checkpoint(graph, TrainingInfo(), weights or Path(code.source.place))


def reopened(
    path: Path, source: CodeSource, arguments: Mapping[str, Any] | None = None, *,
    named_by_user: bool = True,
) -> Checkpoint:  # fmt: skip
    """Run the code of ``source``, and return its network with the numbers of a checkpoint.

    named_by_user: see ``build``. The graph's note says it where the code is no longer what was
    trained. Raises ModelError where the numbers do not fit, and for the user's own errors.
    """
    told = _told(path)
    if told is None:
        raise ModelError("{path} names no code. Choose another model.", path=path)
    graph = made_again(told.needed, source, arguments, path, named_by_user=named_by_user)
    return Checkpoint(graph, told.training_info, path)


def made_again(
    needed: CodeNeeded, source: CodeSource, arguments: Mapping[str, Any] | None = None,
    weights: Path | None = None, *, named_by_user: bool = True,
) -> Graph:  # fmt: skip
    """Run the code of ``source``, and return the network that is needed.

    source: where its code is now. arguments: in place of those that it was made with. weights: a
    state dict or checkpoint with its numbers; else they are those of its own initialisation.
    named_by_user: see ``build``.
    The graph's note says it where the code has changed. Raises ModelError.
    """
    from digitpad.graph.foreign.module_graph import opened

    given = {**needed.arguments, **(arguments or {})}
    module, code = built(source, given, named_by_user=named_by_user)
    if weights is not None:
        load_weights(module, weights)
        code = replace(code, has_weights=True)
    name = title_of(source, module)
    graph = opened(module, needed.mean, needed.std, name, first=needed.shape)
    graph = replace(graph, code=code, answer=needed.answer)
    if needed.digest and code.digest and needed.digest != code.digest:
        changed = Text("The code in {file} has changed since this was trained.", file=source.place)
        note = changed if graph.note is None else Text("{a} {b}", a=changed, b=graph.note)
        graph = replace(graph, note=note)
    return graph


def needed_code(path: Path) -> CodeNeeded | None:
    """Return what code a checkpoint asks for; None for another file, or one that asks for none."""
    told = _told(path)
    return None if told is None else told.needed


def _told(path: Path) -> NeedsSourceError | None:
    try:
        with safetensors.safe_open(path, framework="numpy") as file:
            from_metadata(file.metadata() or {}, path)
    except NeedsSourceError as error:
        return error
    except (ModelError, OSError, safetensors.SafetensorError):
        return None
    return None


def load_weights(module: nn.Module, path: Path) -> None:
    """Give ``module`` the numbers of a state dict. Raises ModelError where it does not fit."""
    import torch

    expected = {key: tuple(value.shape) for key, value in module.state_dict().items()}
    numbers = load_into(expected, path, type(module).__name__)
    # Not strict: counters of batches, which reading does not need, are not among the numbers.
    module.load_state_dict(
        {key: torch.from_numpy(np.array(value)) for key, value in numbers.items()}, strict=False
    )
