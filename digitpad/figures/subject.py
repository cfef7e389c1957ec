"""What is taken away: a layer, the ink before the first one, or all; as a figure or as values."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.figures.spec import FigureLabels, FigureSpec, Part
from digitpad.graph.trace import Activations, ShownLayer, is_log
from digitpad.ink.input.preparation import Steps
from digitpad.support.files import csv_text
from digitpad.support.typeface_names import importing_matplotlib

INK_PICTURES = ("sheet", "cropped", "boxed", "penned", "centred", "image")  # of Steps


def layer_csv(trace: Activations, shown: ShownLayer) -> str:
    """Return a layer's values, one a line, with as many digits as tell its float32 from others.

    Maps: channel, row, column, value. Units: unit, value. Softmax: unit, logit, log_probability,
    probability, the last in double precision. Rows of tokens: row, column, value; values along more
    axes: axis_0, axis_1 and so on, value.
    """
    output = trace.outputs[shown.index]
    if is_log(shown.kind) and output.ndim == 1:
        logits = _exact(trace.inputs(shown.index)[0])
        shares = _exact(np.exp(output.astype(np.float64)))
        rows = zip(range(len(output)), logits, _exact(output), shares, strict=True)
        return csv_text(("unit", "logit", "log_probability", "probability"), rows)
    usual = {1: ("unit",), 2: ("row", "column"), 3: ("channel", "row", "column")}
    names = usual.get(output.ndim) or tuple(f"axis_{axis}" for axis in range(output.ndim))
    return _places_csv((*names, "value"), output)


def ink_csv(steps: Steps) -> str:
    """Return the image that the ink became, before it is normalised: row, column, grey_level.

    Grey levels go from 0 paper to 1 ink, with as many digits as tell a float32 from others.
    """
    return _places_csv(("row", "column", "grey_level"), steps.image)


def flow_npz(trace: Activations, steps: Steps | None = None) -> bytes:
    """Return every layer's output by the layer's name, and what they come from, as ``.npz``.

    Besides: ``image`` (28, 28) in 0..1, ``input`` as the first layer gets it, ``probabilities``
    (10,), and the parameters by their keys, as ``conv1.weight``. With ``steps``, the pictures of
    the ink on its way to the image too, in 0..1: ``ink_sheet``, ``ink_cropped``, ``ink_boxed``,
    ``ink_penned``, ``ink_centred``, ``ink_image``. Where a layer has one of these names, it keeps
    it, and the other gets an underscore.
    """
    layers = zip(trace.graph.operations[1:], trace.outputs[1:], strict=True)
    arrays: dict[str, NDArray[Any]] = {layer.name: output for layer, output in layers}
    pictures = () if steps is None else ((f"ink_{n}", getattr(steps, n)) for n in INK_PICTURES)
    for name, array in (
        ("image", trace.image), ("input", trace.outputs[0]), ("probabilities", trace.probabilities),
        *pictures,
    ):  # fmt: skip
        while name in arrays:
            name += "_"
        arrays[name] = array
    arrays.update(trace.graph.numbers)
    content = io.BytesIO()
    # numpy.savez takes names as keywords, where a layer called "file" would be another argument.
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            member = zipfile.ZipInfo(f"{name}.npy")  # of 1980: the same values are the same file
            member.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(member, "w", force_zip64=True) as file:
                np.lib.format.write_array(file, np.asarray(array), allow_pickle=False)
    return content.getvalue()


def _places_csv(names: tuple[str, ...], values: NDArray[np.float32]) -> str:
    """Return ``values`` with the place of each before it."""
    places = zip(np.ndindex(values.shape), _exact(values.ravel()), strict=True)
    return csv_text(names, ((*place, value) for place, value in places))


def _exact(values: NDArray[Any]) -> list[str]:
    """Return the shortest text of each value that is read as the same value again."""
    return [str(value) for value in values]


@dataclass(frozen=True, eq=False)
class Subject:
    """A part of what a network made of one drawing.

    steps: how the drawing became ``trace.image``; None for a picture, which has no strokes, and
    then ``part`` is not the ink.
    """

    trace: Activations
    part: Part
    steps: Steps | None = None

    def __post_init__(self) -> None:
        if self.part == "ink" and self.steps is None:
            raise ValueError("the ink needs its steps")

    @property
    def name(self) -> str:
        """For a file, without a suffix."""
        return self.part.name if isinstance(self.part, ShownLayer) else self.part


def figure(subject: Subject, spec: FigureSpec, labels: FigureLabels) -> bytes:
    """Return a file with the picture of ``subject``; matplotlib is imported here."""
    with importing_matplotlib:
        from digitpad.figures.figure import flow_figure, layer_figure
        from digitpad.figures.ink_figure import ink_figure

    trace, part, steps = subject.trace, subject.part, subject.steps
    if isinstance(part, ShownLayer):
        return layer_figure(trace, part, spec, labels)
    if part == "ink" and steps is not None:
        return ink_figure(trace, steps, spec, labels)
    return flow_figure(trace, spec, labels, steps)


def table(subject: Subject) -> str:
    """Return the values of a layer, or of the image that the ink became, as CSV."""
    if isinstance(subject.part, ShownLayer):
        return layer_csv(subject.trace, subject.part)
    if subject.steps is None or subject.part != "ink":
        raise ValueError("all of it is no table")
    return ink_csv(subject.steps)


def arrays(subject: Subject) -> bytes:
    """Return the values of all layers, and the pictures before them, as ``.npz``."""
    return flow_npz(subject.trace, subject.steps)
