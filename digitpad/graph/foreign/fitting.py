"""What image a module takes, found by asking it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from digitpad.graph.fitting import LEAST_SIDE, MOST_SIDE, fitted
from digitpad.graph.foreign.user_code import told
from digitpad.graph.graph import Graph
from digitpad.graph.operation import Array, Shape
from digitpad.ink.input.frame import SIDE

if TYPE_CHECKING:
    from torch import nn

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
    from digitpad.graph.foreign.module_graph import graph_of_module, unwrapped  # and torch too

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
    from digitpad.graph.foreign.module_graph import answers_of, as_input, ring

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
