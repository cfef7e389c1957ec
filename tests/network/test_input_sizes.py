"""Described networks that take other images than 28 x 28 of one channel, against torch by hand."""

import json
from dataclasses import replace

import numpy as np
import pytest
import safetensors
import torch
import torch.nn.functional as F

import digitpad
from digitpad.graph.fitting import fitting_steps
from digitpad.graph.receptive_field import receptive_mask
from digitpad.graph.trace import trace
from digitpad.graph.value import explain
from digitpad.network.architecture import TUTORIAL, Architecture
from digitpad.network.described import graph_of
from digitpad.network.files.checkpoint import load_checkpoint, save_checkpoint
from digitpad.network.files.training_info import TrainingInfo
from digitpad.network.layers import Conv2d, Flatten, Linear, LogSoftmax, MaxPool2d, ReLU
from digitpad.support.errors import ModelError
from digitpad.training.attribution import attribute
from digitpad.training.module import Network, graph_with, module_of, normalised
from tests.network.input_sizes import SIZES, by_hand, sized

IMAGES = np.random.default_rng(4).random((5, 28, 28), np.float32)


def graph(architecture):
    torch.manual_seed(2)
    return graph_with(Network(architecture))


def expected(architecture, numbers, images=IMAGES):
    """Return log probabilities, the layers written out with torch's own functions."""
    w = {key: torch.from_numpy(value) for key, value in numbers.items()}
    x = by_hand(torch.from_numpy(images), architecture)
    x = F.max_pool2d(F.relu(F.conv2d(x, w["conv1.weight"], w["conv1.bias"], padding=1)), 4)
    x = F.linear(x.flatten(1), w["fc1.weight"], w["fc1.bias"])
    return F.log_softmax(x, dim=1).numpy()


@pytest.mark.parametrize("name", SIZES)
def test_a_drawing_is_brought_to_size_and_channels_as_torch_does_it(name):
    network = graph(SIZES[name])
    answers = np.log(network.probabilities(IMAGES))
    np.testing.assert_allclose(answers, expected(SIZES[name], network.numbers), atol=1e-4)
    one = trace(network, IMAGES[0])
    np.testing.assert_allclose(
        one.outputs[len(fitting_steps(network)) - 1],
        by_hand(torch.from_numpy(IMAGES[:1]), SIZES[name])[0], atol=1e-5,
    )  # fmt: skip


@pytest.mark.parametrize("name", SIZES)
def test_the_module_that_learns_computes_what_the_graph_does(name):
    network = graph(SIZES[name])
    module = module_of(network)
    with torch.no_grad():
        theirs = module(normalised(torch.from_numpy(IMAGES), SIZES[name])).numpy()
    np.testing.assert_allclose(theirs, np.log(network.probabilities(IMAGES)), atol=1e-4)


def test_a_channel_that_is_silenced_is_so_for_torch_too():
    network = replace(graph(sized(64, 3)), silenced={"channels": [0, 2]})
    assert not np.allclose(network.probabilities(IMAGES), graph(sized(64, 3)).probabilities(IMAGES))
    with torch.no_grad():
        theirs = module_of(network)(normalised(torch.from_numpy(IMAGES), sized(64, 3))).numpy()
    np.testing.assert_allclose(theirs, np.log(network.probabilities(IMAGES)), atol=1e-4)


@pytest.mark.parametrize(
    ("architecture", "names"),
    [
        (sized(32, 1, "padded"), ["input", "paper", "conv1"]),
        (sized(64, 3), ["input", "resize", "channels", "conv1"]),
        (sized(28, 3), ["input", "channels", "conv1"]),
        (sized(16), ["input", "resize", "conv1"]),
        (sized(28), ["input", "conv1"]),
    ],
)
def test_each_step_is_an_operation_that_is_seen(architecture, names):
    network = graph(architecture)
    assert [operation.name for operation in network.operations][: len(names)] == names
    assert [step.name for step in fitting_steps(network)] == names[:-1]


def test_grey_levels_that_are_not_normalised_have_their_own_paper_around_them():
    architecture = sized(32, 3, "padded")
    network = graph(architecture)
    plain = replace(architecture, mean=0.0, std=1.0)
    theirs = expected(plain, network.numbers)
    np.testing.assert_allclose(
        np.log(network.probabilities(IMAGES, normalise=False)), theirs, atol=1e-4
    )
    one = trace(network, IMAGES[0], normalise=False)
    paper = network.index["paper"]
    assert one.outputs[paper][0, 0, 0] == 0
    assert explain(one, paper, (0, 0, 0)).total == 0
    # And why, by torch, of the same log odds.
    found = attribute(network, IMAGES[0], 4, "gradient", normalise=False)
    others = np.delete(theirs[0].astype(np.float64), 4)
    assert found.odds == pytest.approx(theirs[0][4] - np.log(np.exp(others).sum()), abs=1e-3)


def test_a_layer_that_is_called_like_a_step_is_none():
    layers = (Flatten("row"), Linear("fc", 10), LogSoftmax("end"))
    plain = graph(Architecture("names", layers))
    assert [step.name for step in fitting_steps(plain)] == ["input"]
    layers = (Conv2d("resize", 2, 3), Flatten("row"), Linear("fc", 10), LogSoftmax("end"))
    network = graph(Architecture("names", layers, (1, 40, 40)))
    assert [operation.name for operation in network.operations][:4] == [
        "input", "digitpad.resize", "resize", "row",
    ]  # fmt: skip


@pytest.mark.parametrize("name", SIZES)
def test_a_values_receptive_field_is_where_its_gradient_is(name):
    network = graph(SIZES[name])
    image = torch.rand(1, 28, 28, requires_grad=True)
    weight = torch.from_numpy(network.numbers["conv1.weight"]).abs() + 0.1
    side = SIZES[name].input_shape[1]
    for row, column in ((0, 0), (side // 2, side // 3), (side - 1, side - 2)):
        value = F.conv2d(by_hand(image, SIZES[name]), weight, padding=1)[0, 1, row, column]
        value.backward()
        field = receptive_mask(network, network.index["conv1"], (1, row, column))
        np.testing.assert_array_equal(field, image.grad.numpy() != 0)
        image.grad = None


@pytest.mark.parametrize("name", SIZES)
def test_a_file_of_it_opens_again_and_tells_the_input(tmp_path, name):
    network = graph(SIZES[name])
    path = tmp_path / "m.safetensors"
    save_checkpoint(path, network, TrainingInfo())
    again = load_checkpoint(path).network
    assert again.origin == SIZES[name]
    np.testing.assert_array_equal(again.probabilities(IMAGES), network.probabilities(IMAGES))
    with safetensors.safe_open(path, framework="numpy") as file:
        description = json.loads(file.metadata()["architecture"])
    assert tuple(description["input_shape"]) == SIZES[name].input_shape
    is_square_28 = SIZES[name].input_shape[1] == 28
    assert description.get("fitting") == (None if is_square_28 else SIZES[name].fitting)


def description(**changes):
    content = sized(40).to_json()
    del content["fitting"]
    return content | changes


@pytest.mark.parametrize(
    ("side", "usual"), [(16, "resized"), (28, "resized"), (32, "padded"), (40, "resized")]
)
def test_a_description_that_says_only_the_size_means_the_usual_way(side, usual):
    assert Architecture.from_json(description(input_shape=[1, side, side])).fitting == usual


def test_a_description_without_input_is_that_of_earlier_versions():
    content = TUTORIAL.to_json()
    assert content["input_shape"] == [1, 28, 28]
    assert "fitting" not in content
    del content["input_shape"]
    assert Architecture.from_json(content) == TUTORIAL


@pytest.mark.parametrize(
    "shape",
    [[], [28], [28, 28], [2, 28, 28], [4, 28, 28], [1, 28, 32], [1, 15, 15], [1, 225, 225],
     [3, 1000, 1000], [1, 28, 28, 1], [1, 0, 0], [1, 28.5, 28.5], "28", None, [True, 28, 28]],
)  # fmt: skip
def test_images_that_no_drawing_can_become_are_refused(shape):
    with pytest.raises(ModelError):
        Architecture.from_json(description(input_shape=shape))
    with pytest.raises(ModelError):
        Architecture.unchecked(description(input_shape=shape))


@pytest.mark.parametrize("fitting", ["", "padding", 1, None, ["padded"]])
def test_another_fitting_is_refused(fitting):
    with pytest.raises(ModelError, match="fitting"):
        Architecture.from_json(description(fitting=fitting))


def test_no_paper_fits_around_a_drawing_that_is_larger():
    with pytest.raises(ModelError, match=r"28 pixels.*20"):
        Architecture.from_json(description(input_shape=[1, 20, 20], fitting="padded"))


def test_what_is_too_large_for_memory_is_refused_by_the_same_limits():
    layers = (Conv2d("conv1", 64, 3, padding=1), ReLU("relu"), MaxPool2d("pool", 4, 4),
              Flatten("flatten"), Linear("fc", 10), LogSoftmax("end"))  # fmt: skip
    Architecture("small", layers, (1, 128, 128)).check()
    with pytest.raises(ModelError, match="6,422,528 values between its layers"):
        Architecture("large", layers, (3, 224, 224)).check()


def test_many_drawings_at_once_are_read_part_by_part(monkeypatch):
    network = graph(sized(64, 3))
    whole = network.probabilities(IMAGES)
    monkeypatch.setattr("digitpad.graph.graph.VALUES_AT_ONCE", 80_000)
    fewer = graph_of(network.origin, network.numbers)
    assert fewer.at_once == 2
    seen = []
    outputs = type(fewer).outputs
    monkeypatch.setattr(
        type(fewer),
        "outputs",
        lambda self, x, **how: seen.append(len(x)) or outputs(self, x, **how),
    )
    np.testing.assert_allclose(fewer.probabilities(IMAGES), whole, rtol=1e-5)
    assert seen == [2, 2, 1]


def test_python_traces_a_drawing_and_an_image_of_its_own_size(tmp_path):
    network = graph(sized(64, 3))
    path = tmp_path / "m.safetensors"
    save_checkpoint(path, network, TrainingInfo())
    found = digitpad.trace(path, IMAGES[0])
    assert [layer.name for layer in found.layers][:3] == ["input", "resize", "channels"]
    assert found.receptive_field("conv1", (0, 3, 3)).shape == (28, 28)
    colours = np.random.default_rng(1).random((3, 64, 64), np.float32)
    own = digitpad.trace(path, colours)
    assert [layer.name for layer in own.layers][:2] == ["input", "conv1"]
    w = torch.from_numpy(network.numbers["conv1.weight"])
    x = (torch.from_numpy(colours)[None] - 0.1307) / 0.3081
    conv = F.conv2d(x, w, torch.from_numpy(network.numbers["conv1.bias"]), padding=1)
    np.testing.assert_allclose(own.layers[1].output, conv[0], atol=1e-4)
    with pytest.raises(ModelError, match="3 × 64 × 64"):
        digitpad.trace(path, colours[:, :60, :60])


def test_other_weights_of_one_description_keep_its_input():
    network = graph(sized(32, 1, "padded"))
    other = graph_of(network.origin, graph(replace(network.origin, fitting="resized")).numbers)
    assert fitting_steps(other)[-1].seen_shape == (1, 32, 32)
    assert fitting_steps(other)[-1].name == "paper"
