"""A graph in NumPy against torch's module of the same network: every output, every preset."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from digitpad.graph.changes import NO_CHANGES, Channel, KernelPlace, changed
from digitpad.graph.graph import probabilities
from digitpad.network.architecture import TUTORIAL
from digitpad.network.described import graph_of
from digitpad.network.presets import PRESETS
from digitpad.training.module import Network, graph_with, normalised

TOLERANCE = {"atol": 1e-5, "rtol": 1e-5}


def learnt(architecture):
    """A module whose running averages are not those that it began with."""
    torch.manual_seed(8)
    network = Network(architecture).train()
    with torch.no_grad():
        for _ in range(3):
            network(torch.randn(8, 1, 28, 28) * 2 + 0.5)
    return network.eval()


def pixels(count):
    return np.random.default_rng(3).random((count, 1, 28, 28), np.float32)


def torchs_outputs(network, images):
    """The normalised input, and what each layer of the module gives, (n, ...) each."""
    with torch.no_grad():
        found = [normalised(torch.from_numpy(images)[:, 0], network.architecture)]
        for layer in network.architecture.layers:
            found.append(network.apply_layer(layer, found[-1]))
    return [output.numpy() for output in found]


@pytest.fixture(scope="module", params=PRESETS)
def network(request):
    return learnt(PRESETS[request.param])


@pytest.fixture(scope="module")
def tutorial():
    return learnt(TUTORIAL)


@pytest.mark.parametrize("count", [1, 5])
def test_every_output_of_every_preset_is_torchs(network, count):
    images = pixels(count)
    expected = torchs_outputs(network, images)
    found = list(graph_with(network).outputs(images))
    assert len(found) == len(expected) == len(network.architecture.layers) + 1
    for ours, theirs in zip(found, expected, strict=True):
        assert ours.dtype == np.float32
        assert ours.shape == theirs.shape
        np.testing.assert_allclose(ours, theirs, **TOLERANCE)


def test_every_operation_has_the_shape_that_torch_gives(network):
    graph = graph_with(network)
    shapes = [output.shape for output in torchs_outputs(network, pixels(1))]
    assert [operation.shape for operation in graph.operations] == shapes
    assert graph.input_shape == (1, 28, 28)
    assert graph.classes == 10
    for index, operation in enumerate(graph.operations[1:], start=1):
        numbers = {part: value.shape for part, value in graph.parameters(index).items()}
        given = operation.kind.shape(graph.input_shapes(index), numbers)
        assert given == operation.shape, operation.name


def test_probabilities_of_a_batch_are_torchs(network):
    images = pixels(7)
    expected = np.exp(torchs_outputs(network, images)[-1].astype(np.float64))
    graph = graph_with(network)
    for shaped in (images, images[:, 0]):
        found = graph.probabilities(shaped)
        np.testing.assert_allclose(found, expected, **TOLERANCE)
        np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-12)


def test_without_normalisation_pixels_go_in_as_they_are(network):
    images = pixels(2)
    with torch.no_grad():
        expected = network(torch.from_numpy(images)).exp().numpy()
    found = graph_with(network).probabilities(images, normalise=False)
    np.testing.assert_allclose(found, expected, **TOLERANCE)


def test_a_graph_that_takes_one_image_at_a_time_is_given_one_at_a_time(tutorial):
    graph, images = graph_with(tutorial), pixels(3)
    found = replace(graph, batches=False).probabilities(images)
    np.testing.assert_allclose(found, graph.probabilities(images), atol=1e-6)


def test_silenced_channels_are_zero_as_in_torch(tutorial):
    images = pixels(3)
    changes = NO_CHANGES
    for channel in (("pool1", 3), ("pool1", 5), ("relu2", 0), ("fc1", 7)):
        changes = changes.with_toggled(Channel(*channel))
    x = torchs_outputs(tutorial, images)[0]
    x = torch.from_numpy(x)
    with torch.no_grad():
        x = torch.max_pool2d(torch.relu(tutorial.conv1(x)), 2)
        x[:, [3, 5]] = 0.0
        x = torch.relu(tutorial.conv2(x))
        x[:, 0] = 0.0
        x = tutorial.fc1(torch.max_pool2d(x, 2).flatten(1))
        x[:, 7] = 0.0
        expected = tutorial.fc2(torch.relu(x)).softmax(dim=1).numpy()
    graph = graph_with(tutorial)
    found = changed(graph, changes).probabilities(images)
    np.testing.assert_allclose(found, expected, **TOLERANCE)
    assert (np.abs(found - graph.probabilities(images)) > 1e-4).any()


def test_changed_kernels_are_those_that_torch_slides(tutorial):
    images, graph = pixels(3), graph_with(tutorial)
    random = np.random.default_rng(1)
    first, second = random.standard_normal((2, 3, 3)).astype(np.float32)
    changes = NO_CHANGES.with_kernel(KernelPlace("conv1", 2, 0), first)
    changes = changes.with_kernel(KernelPlace("conv2", 30, 4), second)
    other = Network(TUTORIAL).eval()
    other.load_state_dict(tutorial.state_dict())
    with torch.no_grad():
        other.conv1.weight[2, 0] = torch.from_numpy(first)
        other.conv2.weight[30, 4] = torch.from_numpy(second)
    found = list(changed(graph, changes).outputs(images))
    for ours, theirs in zip(found, torchs_outputs(other, images), strict=True):
        np.testing.assert_allclose(ours, theirs, **TOLERANCE)
    np.testing.assert_array_equal(graph.numbers["conv1.weight"], tutorial.conv1.weight.detach())


def test_new_numbers_make_another_graph_and_leave_the_first(tutorial):
    graph, images = graph_with(tutorial), pixels(2)
    before = graph.probabilities(images)
    other = graph.with_numbers({"fc2.bias": np.arange(10, dtype=np.float32)})
    with torch.no_grad():
        logits = tutorial(normalised(torch.from_numpy(images)[:, 0], TUTORIAL))
        logits = logits - tutorial.fc2.bias + torch.arange(10)
        expected = logits.softmax(dim=1).numpy()
    np.testing.assert_allclose(other.probabilities(images), expected, **TOLERANCE)
    np.testing.assert_array_equal(graph.probabilities(images), before)


@pytest.mark.parametrize("kind", ["log probabilities", "logits", "probabilities"])
def test_answers_of_any_kind_become_shares_that_sum_to_one(kind):
    logits = np.array([[1000.0, 999.0, -1000.0], [0.0, 0.0, 0.0]], np.float32)
    expected = torch.from_numpy(logits).double().softmax(dim=1)
    answers = {
        "logits": logits,
        "log probabilities": torch.from_numpy(logits).log_softmax(dim=1).numpy(),
        "probabilities": expected.float().numpy(),
    }[kind]
    np.testing.assert_allclose(probabilities(answers, kind), expected.numpy(), atol=1e-6)


def test_a_layer_called_input_leaves_its_name_to_the_layer():
    first, *rest = TUTORIAL.layers
    named = replace(TUTORIAL, layers=(replace(first, name="input"), *rest))
    graph = graph_of(named, {})
    assert [operation.name for operation in graph.operations[:2]] == ["pixels", "input"]
    assert len(graph.index) == len(graph.operations)
