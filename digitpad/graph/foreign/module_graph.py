"""A graph from any ``nn.Module``."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.utils import _pytree as pytree

from digitpad.graph.foreign.answers import (
    answer_kind,
    answers_in,
    takes_several,
    with_a_value_for_each_class,
)
from digitpad.graph.foreign.aten import is_known, translator_of
from digitpad.graph.foreign.reading_mode import answer_of, reading_mode
from digitpad.graph.foreign.recording import Recording, record
from digitpad.graph.foreign.translation import Node, nodes_of, operations_of
from digitpad.graph.foreign.user_code import users_code
from digitpad.graph.graph import Graph
from digitpad.graph.operation import Array, Shape
from digitpad.graph.ops.input import InputOp
from digitpad.support.errors import ModelError
from digitpad.support.messages import Text

if TYPE_CHECKING:
    from torch import Tensor, nn

INPUT = "input"

ONE_WAY = Text(
    "The code of this network decides by values: what is shown is the way that one image took."
)


def graph_of_module(
    module: nn.Module,
    input_shape: Shape,
    mean: float = 0.0,
    std: float = 1.0,
    name: str = "",
    image: Array | None = None,
) -> Graph:
    """Return what ``module`` does with an image of ``input_shape``, (channels, height, width).

    Other shapes are taken too: (pixels,) where it takes images in a row. The module is read in
    evaluation mode and stays as it was. mean, std: of the normalisation that the graph begins with.
    image: in 0..1, whose way is followed where code decides by values; a written 0 without it.
    Raises ModelError with file, line and message where the module's own code stops, and where
    nothing that it gives depends on the image.
    """
    module = unwrapped(module)
    title = name or type(module).__name__
    picture = ring(input_shape) if image is None else np.reshape(image, input_shape)
    x = as_input(module, (picture - mean) / std)
    with users_code(title):
        recording = record(module, x, is_known)
    if recording.output is None:
        raise ModelError(
            "{network} gives no tensor that depends on the image: return the answer for a batch of "
            "images, such as logits, from forward.",
            network=title,
        )
    first = Node(InputOp(mean, std), [], tuple(x.shape))
    nodes, found = nodes_of(recording, first, translator_of)
    last = found[recording.output.number]
    operations, numbers = operations_of(nodes, last, module, INPUT)
    operations = with_a_value_for_each_class(operations)
    other = as_input(module, (bar(input_shape) - mean) / std)
    decides = recording.decided_by_values or _goes_otherwise(module, other, recording)
    note = ONE_WAY if decides else None
    graph = Graph(title, operations, numbers, "logits", origin=module, note=note)
    noise = np.random.default_rng(2).standard_normal((2, *graph.input_shape), np.float32)
    alone = _alone(graph, module, noise)
    return replace(
        graph, answer=answer_kind(graph, alone), batches=takes_several(graph, noise, alone)
    )


def unwrapped(module: nn.Module) -> nn.Module:
    """Return the module within what torch.compile or DataParallel put around it."""
    while True:
        if isinstance(getattr(module, "_orig_mod", None), torch.nn.Module):
            module = module._orig_mod  # type: ignore[assignment]
        elif isinstance(module, torch.nn.DataParallel):
            module = module.module
        else:
            return module


def numbers_of(module: nn.Module, input_shape: Shape, first: InputOp) -> dict[str, Array]:
    """Return the numbers of the graph of ``module``, of which nothing but the weights is new."""
    x = as_input(module, (ring(input_shape) - first.mean) / first.std)
    recording = record(module, x, is_known)
    if recording.output is None:
        return {}
    nodes, found = nodes_of(recording, Node(first, [], tuple(x.shape)), translator_of)
    return operations_of(nodes, found[recording.output.number], module, INPUT)[1]


def ring(shape: Shape) -> Array:
    """Return a picture of a written 0, of ``shape``, in 0..1."""
    down, across = _grid(shape)
    return _shaped(np.clip(3 - 25 * np.abs(np.hypot(down, across) - 0.28), 0, 1), shape)


def bar(shape: Shape) -> Array:
    """Return a picture of a written 1, of ``shape``, in 0..1."""
    down, across = _grid(shape)
    return _shaped(np.clip(3 - 25 * np.abs(across), 0, 1) * (np.abs(down) < 0.35), shape)


def _grid(shape: Shape) -> tuple[Array, Array]:
    """Return how far each pixel is from the middle, as a part of the side."""
    rows, columns = shape[-2:] if len(shape) > 1 else (1, shape[0])
    if rows == 1 and math.isqrt(columns) ** 2 == columns:
        rows = columns = math.isqrt(columns)  # an image in a row
    down, across = (np.linspace(-0.5, 0.5, n, dtype=np.float32) for n in (rows, columns))
    return down[:, None] + 0 * across, across + 0 * down[:, None]


def _shaped(picture: Array, shape: Shape) -> Array:
    if picture.size == math.prod(shape):
        return picture.reshape(shape)
    return np.broadcast_to(picture, shape).copy()


def as_input(module: nn.Module, x: Array) -> Tensor:
    """Return ``x`` as a batch of one, of the type and on the device of the module's numbers."""
    image = torch.from_numpy(np.array(x, np.float32)[None])
    number = next((n for n in module.parameters() if n.is_floating_point()), image)
    return image.to(number.device, number.dtype)


def answers_of(module: nn.Module, images: Tensor) -> Array:
    """Return (n, classes), what ``module`` itself answers for ``images`` (n, *shape)."""
    with reading_mode(module):
        answer = answer_of(module(images))
    assert answer is not None
    found: Array = answer.reshape(len(images), -1).float().cpu().numpy()
    return found


def _goes_otherwise(module: nn.Module, x: Tensor, recording: Recording) -> bool:
    """Tell whether another image, ``x``, takes another way through the code."""
    try:
        other = record(module, x, is_known)
    except Exception:
        return True
    return _way(other) != _way(recording)


def _way(recording: Recording) -> list[tuple[str, list[Any]]]:
    return [
        (str(call.target), [
            x for x in pytree.tree_leaves(call.arguments) if isinstance(x, bool | int | float | str)
        ])
        for call in recording.calls
    ]  # fmt: skip


def _alone(graph: Graph, module: nn.Module, noise: Array) -> Array:
    """Return the answers for each image by itself, (n, classes): torch's, which is faster."""
    if graph.note is None:
        found = np.concatenate([answers_of(module, as_input(module, x)) for x in noise])
        if found.shape == (len(noise), graph.classes):
            return found
    return np.concatenate([answers_in(graph, noise[n : n + 1]) for n in range(len(noise))])
