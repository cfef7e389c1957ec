"""Values as files: read again, they are those of the trace."""

import csv
import io

import numpy as np
import pytest
import torch

from digitpad.figures.subject import flow_npz, ink_csv, layer_csv
from digitpad.graph.ops.softmax import SoftmaxOp
from digitpad.graph.trace import shown_layers, trace
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.preparation import prepare
from digitpad.network.architecture import TUTORIAL, Architecture
from digitpad.network.layers import Conv2d, Flatten, Linear, LogSoftmax, ReLU
from digitpad.training.module import Network, graph_with

OTHER = Architecture(
    "other",
    (
        Conv2d("image", kernels=2, size=9, stride=5),  # a layer may have any name
        ReLU("file"),
        Flatten("c"),
        Linear("hidden", features=12),
        LogSoftmax("between"),
        Linear("input", features=10),
        LogSoftmax("probabilities"),
    ),
)


def traced(architecture):
    torch.manual_seed(5)
    image = np.random.default_rng(5).random((28, 28)).astype(np.float32)
    return trace(graph_with(Network(architecture)), image)


def rows(text):
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize(
    "architecture", [TUTORIAL, OTHER], ids=lambda architecture: architecture.name
)
def test_every_table_read_again_is_exactly_the_layers_values(architecture):
    made = traced(architecture)
    for shown in shown_layers(made.graph):
        head, *body = rows(layer_csv(made, shown))
        output = made.outputs[shown.index]
        if isinstance(shown.kind, SoftmaxOp):
            assert head == ["unit", "logit", "log_probability", "probability"]
            found = np.array([row[1:] for row in body], np.float64)
            assert (found[:, 0].astype(np.float32) == made.outputs[shown.index - 1]).all()
            assert (found[:, 1].astype(np.float32) == output).all()
            assert found[:, 2] == pytest.approx(np.exp(output.astype(np.float64)), rel=1e-15)
            assert found[:, 2].sum() == pytest.approx(1, abs=1e-5)
        else:
            places = ["channel", "row", "column"] if output.ndim == 3 else ["unit"]
            assert head == [*places, "value"]
            found = np.full(output.shape, np.nan, np.float32)
            for *place, value in body:
                found[tuple(map(int, place))] = np.float32(value)
            assert (found == output).all()
            assert len(body) == output.size


def test_values_that_are_not_numbers_are_written_too():
    made = traced(TUTORIAL)
    made.outputs[1][0, 0, :3] = [np.nan, np.inf, -np.inf]
    (_, *body) = rows(layer_csv(made, shown_layers(made.graph)[1]))
    assert [row[3] for row in body[:3]] == ["nan", "inf", "-inf"]


@pytest.mark.parametrize(
    "architecture", [TUTORIAL, OTHER], ids=lambda architecture: architecture.name
)
def test_the_arrays_are_those_of_every_layer(architecture):
    made = traced(architecture)
    with np.load(io.BytesIO(flow_npz(made)), allow_pickle=False) as arrays:
        for layer, output in zip(architecture.layers, made.outputs[1:], strict=True):
            assert arrays[layer.name].dtype == np.float32
            assert (arrays[layer.name] == output).all()
        for key, value in made.graph.numbers.items():
            assert (arrays[key] == value).all()
        taken = "_" if architecture is OTHER else ""
        assert (arrays[f"image{taken}"] == made.image).all()
        assert (arrays[f"input{taken}"] == made.outputs[0]).all()
        assert (arrays[f"probabilities{taken}"] == made.probabilities).all()
        assert len(arrays.files) == len(architecture.layers) + len(made.graph.numbers) + 3


ELBOW = Drawing((Stroke.from_xy([(200, 200), (250, 700), (400, 720)], 40.0),))


def test_the_inks_table_is_the_image_that_it_became():
    steps = prepare(ELBOW)
    head, *body = rows(ink_csv(steps))
    assert head == ["row", "column", "grey_level"]
    found = np.full((28, 28), np.nan, np.float32)
    for row, column, level in body:
        found[int(row), int(column)] = np.float32(level)
    assert (found == steps.image).all()
    assert len(body) == 784


def test_the_inks_pictures_stand_beside_the_layers():
    steps = prepare(ELBOW)
    taken = Architecture(
        "taken", (Flatten("ink_sheet"), Linear("last", features=10), LogSoftmax("o"))
    )
    for architecture, sheet in ((TUTORIAL, "ink_sheet"), (taken, "ink_sheet_")):
        made = trace(graph_with(Network(architecture)), steps.image)
        with np.load(io.BytesIO(flow_npz(made, steps)), allow_pickle=False) as arrays:
            for name, picture in (
                (sheet, steps.sheet), ("ink_cropped", steps.cropped), ("ink_boxed", steps.boxed),
                ("ink_penned", steps.penned), ("ink_centred", steps.centred),
                ("ink_image", steps.image),
            ):  # fmt: skip
                assert arrays[name].dtype == np.float32
                assert arrays[name].shape == picture.shape
                assert (arrays[name] == picture).all()
            assert (arrays[architecture.layers[0].name] == made.outputs[1]).all()
            assert len(arrays.files) == len(architecture.layers) + len(made.graph.numbers) + 3 + 6


def test_the_same_values_are_the_same_file():
    assert flow_npz(traced(TUTORIAL)) == flow_npz(traced(TUTORIAL))
