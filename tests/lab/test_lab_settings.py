"""Scenes: kept and read back, and a stranger's file refused whatever is in it."""

import copy
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.lab.inputs import FOUR_BY_FOUR, InputSource, layer_source, sample_source
from digitpad.lab.kernels import kernel, preset
from digitpad.lab.lab_settings import LabSettings
from digitpad.lab.limits import ConvolutionSettings, LabError, Padding, PoolSettings
from digitpad.lab.steps import Cell

PICTURE = InputSource("picture", (3, 2, 2), bytes(range(12)), name="a.png")
SCENE = LabSettings(
    FOUR_BY_FOUR,
    (kernel([[1, 0.1], [-2, 3]], 0.5, "mine"), kernel(np.eye(2))),
    ConvolutionSettings((2, 1), Padding(1, 2, 3, 4, "replicate"), (1, 2)),
    PoolSettings("adaptive max", (3, 2), (1, 2), (1, 0), (4, 5)),
    (-1, 0),
    Cell(1, 0, 2),
)


@pytest.mark.parametrize(
    "lab_settings",
    [
        LabSettings(),
        SCENE,
        LabSettings(PICTURE, (preset("emboss").for_channels(3),)),
        LabSettings(sample_source(np.arange(784).reshape(28, 28).astype(np.uint8), 3)),
        LabSettings(layer_source("conv2"), convolution=ConvolutionSettings(padding=Padding.same())),
    ],
)
def test_a_scene_comes_back_from_json_as_it_was(lab_settings):
    assert LabSettings.from_json(json.loads(json.dumps(lab_settings.to_json()))) == lab_settings


def test_a_short_scene_takes_what_is_usual():
    found = LabSettings.from_json(
        {"source": {"kind": "drawing"}, "kernels": [{"numbers": [[[2]]]}]}
    )  # fmt: skip
    assert found == LabSettings(kernels=(kernel([[2]]),))


def test_the_largest_scene_comes_back():
    random = np.random.default_rng(0)
    source = InputSource("picture", (3, 256, 256), random.bytes(3 * 256**2), name="x" * 100)
    lab_settings = LabSettings(
        source, tuple(kernel(random.random((64, 11, 11)) - 0.5) for _ in range(8))
    )
    assert LabSettings.from_json(json.loads(json.dumps(lab_settings.to_json()))) == lab_settings


def wrong(path, value):
    """SCENE's JSON with one value replaced."""
    content = copy.deepcopy(SCENE.to_json())
    target = content
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    return content


@pytest.mark.parametrize(
    "content",
    [
        None, [], 3, "x", {}, {"source": {"kind": "drawing"}},
        wrong(["more"], 1),
        wrong(["source"], {"kind": "numbers"}),
        wrong(["source"], {"kind": "drawing", "numbers": [[1]]}),
        wrong(["source"], {"kind": "numbers", "numbers": [[0] * 17]}),
        wrong(["source"], {"kind": "numbers", "numbers": [[1], [1, 2]]}),
        wrong(["source"], {"kind": "picture", "shape": [1, 2, 2], "pixels": "AAAA"}),
        wrong(["source"], {"kind": "picture", "shape": [2, 1, 2], "pixels": "AAAAAA=="}),
        wrong(["source"], {"kind": "picture", "shape": [1, 1, 9999], "pixels": "AAAA"}),
        wrong(["source"], {"kind": "picture", "shape": [1, 1, 3], "pixels": "?" * 4}),
        wrong(["source"], {"kind": "picture", "shape": [1, 1, 3], "pixels": "é"}),
        wrong(["source"], {"kind": "picture", "pixels": "AAAA"}),
        wrong(["source"], {"kind": "sample", "shape": [1, 1, 3], "pixels": "AAAA"}),
        wrong(["source"], {"kind": "stage"}),
        wrong(["source"], {"kind": "stage", "name": "a\nb"}),
        wrong(["source"], {"kind": ["drawing"]}),
        wrong(["source", "label"], 3),
        wrong(["kernels"], []),
        wrong(["kernels"], [{"numbers": [[[1]]]}] * 9),
        wrong(["kernels"], [{"numbers": [[[1]]]}, {"numbers": [[[1, 2]]]}]),
        wrong(["kernels", 0, "numbers"], [[[1] * 12]]),
        wrong(["kernels", 0, "numbers"], [[1]]),
        wrong(["kernels", 0, "numbers", 0, 0, 0], "1"),
        wrong(["kernels", 0, "numbers", 0, 0, 0], True),
        wrong(["kernels", 0, "bias"], float("nan")),
        wrong(["kernels", 0, "bias"], 10**400),
        wrong(["kernels", 0, "name"], "x" * 101),
        wrong(["convolution", "stride"], [1]),
        wrong(["convolution", "stride"], [0, 1]),
        wrong(["convolution", "stride"], [1.5, 1]),
        wrong(["convolution", "dilation"], [1, 9]),
        wrong(["convolution", "padding", "top"], -1),
        wrong(["convolution", "padding", "mode"], "circular"),
        wrong(["convolution", "padding", "same"], True),
        wrong(["convolution", "padding", "same"], 1),
        wrong(["pooling", "kind"], "median"),
        wrong(["pooling", "size"], [33, 1]),
        wrong(["shift"], [0, 257]),
        wrong(["cell"], [0, 0]),
        wrong(["cell"], [0, 0, 1e3]),
    ],
)  # fmt: skip
def test_what_is_no_scene_is_refused_in_a_sentence(content):
    with pytest.raises(LabError, match=r"\.$"):
        LabSettings.from_json(content)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
places = st.sampled_from(
    [["source"], ["kernels"], ["cell"], ["shift"], ["pooling"], ["convolution"],
     ["source", "numbers"], ["source", "kind"], ["kernels", 0], ["kernels", 0, "numbers"],
     ["kernels", 0, "numbers", 0], ["convolution", "padding"], ["pooling", "target"]]
)  # fmt: skip


@given(places, json_values)
def test_any_value_in_any_place_makes_a_scene_or_a_sentence(path, value):
    try:
        LabSettings.from_json(wrong(path, value))
    except LabError as error:
        assert str(error).endswith(".")
