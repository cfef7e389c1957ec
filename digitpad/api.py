"""The public Python interface: read what is written, look into a network, open the window on one.

    import digitpad

    digitpad.read("photo.jpg").text                      # "374"
    trace = digitpad.trace(module, image)                # any torch.nn.Module
    trace.value("conv1", (0, 14, 14)).text               # what was multiplied, and the sum
    digitpad.show(module)                                # draw into it

Neither Qt nor torch is imported before it is needed.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from digitpad.support.errors import ContentError, DigitpadError, ModelError, StrokesError
from digitpad.support.numbers import shape_text

if TYPE_CHECKING:
    import torch

    from digitpad.graph.graph import Graph
    from digitpad.graph.operation import Array, Explanation
    from digitpad.graph.trace import Activations
    from digitpad.reading.written import Written
    from digitpad.training.opening import OpenedNetwork

MNIST_MEAN, MNIST_STD = 0.1307, 0.3081

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Digit:
    """A digit that was read. confidence: 0..1. box: x0, y0, x1, y1 in the source's units."""

    digit: int
    confidence: float
    box: Box


@dataclass(frozen=True)
class Answer:
    """What is written. text: as "7", "374" or "3.14"; rows stand on lines of their own.

    In it a space is between the numbers of neighbouring cells of a table.

    digits: in reading order. digit, confidence, probabilities (10 of them): of a single digit, and
    None where there are several. marks: each point, comma, minus, and ink that is not read, for
    which the text has "□". sure: False where a digit may be another one, or where ink is not read.
    """

    text: str
    digits: tuple[Digit, ...]
    digit: int | None = None
    confidence: float | None = None
    probabilities: tuple[float, ...] | None = None
    marks: tuple[tuple[str, Box], ...] = ()
    sure: bool = True


@dataclass(frozen=True, eq=False)
class Layer:
    """An operation of a network. kind: as "convolution"; inputs: the names of those before it.

    shape, output: what it gives, without the batch.
    """

    name: str
    kind: str
    inputs: tuple[str, ...]
    shape: tuple[int, ...]
    output: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Value:
    """One value, taken apart.

    total: what its parts come to, in float64. explained: False where torch computes it and nothing
    is known of how. text: what is multiplied, added, compared.
    """

    total: float
    explained: bool
    text: str


@dataclass(frozen=True, eq=False)
class Trace:
    """All that a network computes for one image.

    layers: in order; the first is the normalised input, the last the answer. probabilities: of the
    classes. note: what has to be known of the network, or "".
    """

    layers: tuple[Layer, ...]
    probabilities: NDArray[np.float64]
    note: str
    _activations: Activations

    def __getitem__(self, layer_name: str) -> Layer:
        """Return a layer by its name. Raises KeyError."""
        return self.layers[self._index(layer_name)]

    def value(self, layer_name: str, position: Sequence[int]) -> Value:
        """Take one value of a layer apart.

        position: as for the layer's output, (channel, row, column) or (unit,). Raises KeyError for
        a layer and IndexError for a position that is not there.
        """
        from digitpad.graph.value import explain

        index = self._index(layer_name)
        explanation: Explanation = explain(self._activations, index, _place(position))
        kind = self._activations.graph.operations[index].kind
        return Value(explanation.total, kind.is_explained, explanation.text())

    def receptive_field(self, layer_name: str, position: Sequence[int]) -> NDArray[np.bool_]:
        """Return which pixels of the input, (H, W), may matter for one value of a layer.

        All of them do, whatever is drawn, unless an operation before it chooses by values, as a max
        pool or attention does, or an activation is level, as a ReLU below zero.
        Raises KeyError for a layer and IndexError for a position that is not there.
        """
        from digitpad.graph.receptive_field import is_in, receptive_mask

        index, place = self._index(layer_name), _place(position)
        shape = self.layers[index].shape
        if not is_in(place, shape):
            raise IndexError(f"there is no {place} in {shape}")
        mask = receptive_mask(self._activations.graph, index, place)
        return np.asarray(mask.any(axis=tuple(range(mask.ndim - 2))))

    def _index(self, layer_name: str) -> int:
        return self._activations.graph.index[layer_name]


def read(source: Any) -> Answer:
    """Read a digit or a number, with the bundled model.

    source: the path of a picture or of a strokes file (.json); a PIL image; an array (h, w) or
    (h, w, 3) uint8, dark on light or light on dark; or a list of strokes, each (n, 2) with y down.
    Raises DigitpadError where it cannot be used or shows no ink: its text says what to do.
    """
    from digitpad.reading.written import read_drawing, read_file, read_picture

    network = _bundled()
    if isinstance(source, str | os.PathLike):
        return _answer(read_file(network, Path(source)))
    if _is_strokes(source):
        drawing, corner = _drawing(source)
        return _answer(read_drawing(network, drawing), corner)
    from PIL import Image

    from digitpad.ink.photo.picture import decoded_picture

    picture = source if isinstance(source, Image.Image) else Image.fromarray(_bytes(source))
    grey, colours = decoded_picture(picture.copy(), "the picture")
    return _answer(read_picture(network, grey, colours, picture.size))


def trace(
    network: torch.nn.Module | str | os.PathLike[str] | None,
    image: Any,
    *,
    mean: float = MNIST_MEAN,
    std: float = MNIST_STD,
) -> Trace:
    """Return all that ``network`` computes for ``image``.

    network: a torch.nn.Module, read in evaluation mode and left as it was; the path of a
    checkpoint, which brings its own normalisation; None for the bundled model.
    image: (28, 28) in 0..1, which is resized and given channels where a module takes other images;
    or (C, H, W) in 0..1, which it takes as it is.
    mean, std: what a module's pixels are normalised with.
    Raises ModelError where the module's code stops, with its own file, line and message.
    """
    from digitpad.graph.fitting import unfitted
    from digitpad.graph.trace import trace as trace_of

    pixels = np.array(image, np.float32, order="C")  # a copy: who traces may go on with theirs
    if pixels.ndim not in (2, 3):
        raise ValueError(f"an image is (28, 28) or (C, H, W), not {pixels.shape}")
    graph = graph_for(network, pixels, mean, std)
    if pixels.ndim == 3 and pixels.shape != graph.input_shape:
        graph = unfitted(graph)
    if pixels.size != np.prod(graph.input_shape):
        raise ModelError(
            "{network} takes images of {expected}, and this one is {shape}.", network=graph.name,
            expected=shape_text(graph.input_shape),
            shape=shape_text(pixels.shape),
        )  # fmt: skip
    found = trace_of(graph, pixels)
    layers = tuple(
        Layer(operation.name, operation.kind.kind, operation.inputs, operation.seen_shape, output)
        for operation, output in zip(graph.operations, found.outputs, strict=True)
    )
    return Trace(layers, found.probabilities, str(graph.note or ""), found)


def show(
    network: torch.nn.Module | str | os.PathLike[str] | None = None,
    *,
    mean: float = MNIST_MEAN,
    std: float = MNIST_STD,
    image: Any = None,
) -> None:
    """Open the window on ``network``, draw into it, and return when the window is closed.

    network, mean, std: as for ``trace``. image: (28, 28) in 0..1, on the canvas at first.
    Raises DigitpadError where there is no display to open a window on, and what ``trace`` raises.
    """
    from digitpad.support.display import why_no_libraries, why_no_window

    reason = why_no_window() or why_no_libraries(for_window=True)
    if reason is not None:
        raise DigitpadError("{reason}", reason=reason)
    pixels = None if image is None else _sample(image)
    if network is None or isinstance(network, str | os.PathLike):
        _show(None if network is None else Path(network), None, pixels)
        return
    from digitpad.network.files.checkpoint import Checkpoint
    from digitpad.network.files.training_info import TrainingInfo
    from digitpad.training.opening import OpenedNetwork

    graph = graph_for(network, pixels, mean, std)
    said = () if graph.note is None else (graph.note,)
    checkpoint = Checkpoint(graph, TrainingInfo(), Path(graph.name))
    _show(None, OpenedNetwork(checkpoint, said), pixels)


def _show(model: Path | None, network: OpenedNetwork | None, pixels: Array | None) -> None:
    from digitpad.ink.drawing import Drawing
    from digitpad.ink.input.frame import to_bytes
    from digitpad.ui.window.app import run

    drawing = None if pixels is None else Drawing(picture=to_bytes(pixels))
    run(model, network, drawing)


def _sample(image: Any) -> Array:
    """Return (28, 28) in 0..1. Raises ValueError for another shape."""
    pixels = np.asarray(image, np.float32)
    if pixels.shape not in ((28, 28), (1, 28, 28)):
        raise ValueError(f"an image for the canvas is (28, 28), not {pixels.shape}")
    return np.clip(pixels.reshape(28, 28), 0, 1)


def graph_for(network: Any, pixels: Array | None, mean: float, std: float) -> Graph:
    """Return ``network``, as ``trace`` takes it, as a graph that takes ``pixels``."""
    if network is None:
        return _bundled()
    if isinstance(network, str | os.PathLike):
        from digitpad.network.files.checkpoint import load_checkpoint

        return load_checkpoint(Path(network)).network
    from torch import nn

    if not isinstance(network, nn.Module):
        raise TypeError(f"a network is a torch.nn.Module, a path or None, not {type(network)}")
    from digitpad.graph.foreign.module_graph import graph_of_module, opened
    from digitpad.ink.input.frame import SIDE

    if pixels is None or pixels.shape == (SIDE, SIDE):
        return opened(network, mean, std, image=pixels)
    shape = (1, *pixels.shape) if pixels.ndim == 2 else pixels.shape
    return graph_of_module(network, shape, mean, std, image=pixels.reshape(shape))


@lru_cache(maxsize=1)
def _bundled() -> Graph:
    from digitpad.network.files.checkpoint import load_checkpoint
    from digitpad.support.folders import bundled_model

    return load_checkpoint(bundled_model()).network


def _answer(written: Written, corner: tuple[float, float] = (0.0, 0.0)) -> Answer:
    """Return what was read. corner: of the source, from which its boxes are counted."""
    x, y = corner

    def moved(box: Box) -> Box:
        left, top, right, bottom = box
        return float(left + x), float(top + y), float(right + x), float(bottom + y)

    digits = tuple(
        Digit(one.answer.digit, one.answer.confidence, moved(one.box)) for one in written.digits
    )
    marks = tuple((mark.text, moved(mark.box)) for mark in written.marks)
    answer = Answer(written.text, digits, marks=marks, sure=written.is_sure)
    one = written.answer
    if one is None:
        return answer
    return replace(
        answer, digit=one.digit, confidence=one.confidence, probabilities=one.probabilities
    )


def _is_strokes(source: Any) -> bool:
    """Tell whether ``source`` is a list of paths, and no picture."""
    return isinstance(source, list | tuple) and all(
        np.ndim(stroke) == 2 and np.shape(stroke)[1] == 2 for stroke in source
    )


def _drawing(strokes: Any) -> tuple[Any, tuple[float, float]]:
    """Return strokes on a sheet that they just fit on, and where its corner is."""
    from digitpad.ink.strokes_file import from_json

    paths = [np.asarray(stroke, np.float64) for stroke in strokes if len(stroke)]
    points = np.concatenate([np.zeros((0, 2)), *paths])
    low = points.min(axis=0) if len(points) else np.zeros(2)
    with np.errstate(invalid="ignore"):  # what is no number is told below
        size = np.maximum(np.ptp(points, axis=0), 1e-3) if len(points) else np.ones(2)
        content = {"size": size.tolist(), "strokes": [(path - low).tolist() for path in paths]}
    try:
        return from_json(content), (float(low[0]), float(low[1]))
    except ContentError as error:
        raise StrokesError(
            "The strokes cannot be read: {problem}. Give each as points, (n, 2), with y down.",
            problem=error,
        ) from error


def _bytes(source: Any) -> NDArray[np.uint8]:
    """Return an array as pixels. Raises ValueError for another shape or type."""
    pixels = np.asarray(source)
    if pixels.ndim < 2 or pixels.shape[2:] not in ((), (3,), (4,)) or not pixels.size:
        raise ValueError(f"a picture is (h, w) or (h, w, 3) uint8, not {pixels.shape}")
    if pixels.dtype.kind not in "biuf" or not np.isfinite(pixels).all():
        raise ValueError("a picture's values are finite numbers from 0 to 255")
    if pixels.dtype == np.uint8:
        return np.ascontiguousarray(pixels)
    if pixels.dtype == np.bool_ or (pixels.min() >= 0 and pixels.max() <= 1):
        pixels = pixels * 255.0
    return np.ascontiguousarray(np.clip(pixels, 0, 255), np.uint8)


def _place(position: Sequence[int]) -> tuple[int, ...]:
    return tuple(int(n) for n in position)
