"""A graph from any ``nn.Module``, and what image a module takes, found by asking it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.utils import _pytree as pytree

from digitpad.graph.fitting import LEAST_SIDE, MOST_SIDE, fitted
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
from digitpad.graph.foreign.user_code import told, users_code
from digitpad.graph.graph import Graph
from digitpad.graph.operation import Array, Shape
from digitpad.graph.ops.input import InputOp
from digitpad.ink.input.frame import SIDE
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


SIZES = (28, 32, 64, 96, 128, 224)
OTHERS = (16, 20, 24, 36, 40, 48, 56, 72, 80, 112, 160, 192)
HINTS = ("image_size", "img_size", "input_size", "resolution")


def opened(
    module: nn.Module, mean: float, std: float, name: str = "", image: Array | None = None,
    first: Shape | None = None,
) -> Graph:  # fmt: skip
    """Return ``module`` as a graph that takes a drawing, (1, 28, 28) in 0..1.

    image: a drawing whose way is followed where the module's code decides by values. first: the
    shape of an image that is tried before others, if it is one that is tried at all.
    Raises ModelError where its code stops for every size, with its own file, line and message.
    """
    module = unwrapped(module)
    shape = find_input(module, name, first)
    graph = fitted(graph_of_module(module, shape, mean, std, name))
    if image is None or graph.note is None:
        return graph
    x = np.array(image, np.float32).reshape(1, *graph.input_shape)
    for y in graph.outputs(x):
        if y.shape[1:] == shape:  # the last step that makes the module's input, or it
            break
    return fitted(graph_of_module(module, shape, mean, std, name, image=y[0] * std + mean))


def find_input(module: nn.Module, name: str = "", first: Shape | None = None) -> Shape:
    """Return the shape of an image that ``module`` takes, such as (3, 64, 64).

    (784,) is an image in one row, (28, 28) one without channels. Channels are the first
    convolution's, the size what the module says of itself, or the first of ``SIZES`` that it takes.
    first: a shape that is tried before the others, if it is one of them: a file may ask for any.
    Raises ModelError where it takes none of them.
    """
    first_error: Exception | None = None
    for shape in sorted(_shapes(module), key=lambda shape: shape != first):
        try:
            answers = answers_of(module, as_input(module, ring(shape)))
        except (NameError, AttributeError, ImportError, SyntaxError, NotImplementedError) as error:
            raise told(error, name or type(module).__name__) from error
        except Exception as error:
            first_error = first_error or error
            continue
        if answers.size:
            return shape
    assert first_error is not None
    raise told(first_error, name or type(module).__name__) from first_error


def _shapes(module: nn.Module) -> Iterator[Shape]:
    """Yield shapes to try, the likeliest first."""
    from torch import nn

    parts = list(module.modules())
    weighted = [x for x in parts if isinstance(x, nn.Conv1d | nn.Conv2d | nn.Linear | nn.RNNBase)]
    first = weighted[0] if weighted else None
    hinted = [size for part in parts for size in _hints(part)]
    channels: tuple[int, ...] = (1, 3)
    if isinstance(first, nn.Conv2d) and first.in_channels > 0:  # a lazy one does not know yet
        channels = (first.in_channels,)
    for size in dict.fromkeys((*hinted, *SIZES)):
        for count in channels:
            yield count, size, size
    if isinstance(first, nn.Linear | nn.Conv1d | nn.RNNBase):
        yield from _rows(first)
    for size in OTHERS:
        for count in channels:
            yield count, size, size


def _rows(first: nn.Module) -> Iterator[Shape]:
    """Yield shapes without the two axes of an image: a row of pixels, or rows one after another."""
    count = getattr(first, "in_features", getattr(first, "input_size", SIDE * SIDE))
    side = math.isqrt(count)
    if side * side == count and side > 1:
        yield (count,)
    yield 1, SIDE * SIDE
    yield SIDE, SIDE


def _hints(part: nn.Module) -> Iterator[int]:
    """Yield sizes that a module says of itself."""
    for name in HINTS:
        found = getattr(part, name, None)
        found = found[-1] if isinstance(found, tuple | list) and found else found
        if type(found) is int and LEAST_SIDE <= found <= MOST_SIDE:
            yield found
