"""Every layer's output: against hooks on the tutorial's own modules, and with parts changed."""

import numpy as np
import pytest
import torch
from torch import nn

from digitpad.graph.changes import NO_CHANGES, Changes, Channel, KernelPlace, changed, fitting
from digitpad.graph.trace import shown_layers, trace
from digitpad.network.architecture import TUTORIAL, Architecture
from digitpad.network.described import graph_of
from digitpad.network.layers import Conv2d, Flatten, Linear, LogSoftmax, ReLU
from digitpad.training.module import Network, graph_with, module_of, normalised

OTHER = Architecture(
    "other",
    (
        Conv2d("a", kernels=3, size=5, stride=3, padding=2),
        ReLU("b"),
        Flatten("c"),
        Linear("d", features=10),
        LogSoftmax("e"),
    ),
)


@pytest.fixture(params=[TUTORIAL, OTHER], ids=["tutorial", "other"])
def network(request):
    torch.manual_seed(5)
    return Network(request.param).eval()


@pytest.fixture
def image():
    return np.random.default_rng(5).random((28, 28)).astype(np.float32)


@pytest.fixture
def tutorial():
    torch.manual_seed(6)
    return Network(TUTORIAL).eval()


def test_the_outputs_are_those_that_hooks_see(image):
    torch.manual_seed(7)
    theirs = nn.Sequential(
        nn.Conv2d(1, 8, 3, 1, 1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 32, 3, 1, 1),
        nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(1568, 49), nn.ReLU(),
        nn.Dropout(0.5), nn.Linear(49, 10), nn.LogSoftmax(dim=1),
    ).eval()  # fmt: skip
    ours = Network(TUTORIAL).eval()
    names = {0: "conv1", 3: "conv2", 7: "fc1", 10: "fc2"}
    ours.load_state_dict(
        {
            f"{names[int(key.split('.')[0])]}.{key.split('.')[1]}": value
            for key, value in theirs.state_dict().items()
        }
    )
    seen = []
    for layer in theirs:
        layer.register_forward_hook(lambda _, __, output: seen.append(output[0].detach().numpy()))
    theirs((torch.from_numpy(image)[None, None] - 0.1307) / 0.3081)
    outputs = trace(graph_with(ours), image).outputs
    assert len(outputs) == len(seen) + 1
    for expected, output in zip(seen, outputs[1:], strict=True):
        np.testing.assert_allclose(output, expected, atol=1e-5)


def test_outputs_have_the_shapes_of_the_description(network, image):
    shapes = [
        network.architecture.input_shape,
        *(out for _, _, out in network.architecture.shapes()),
    ]
    assert [output.shape for output in trace(graph_with(network), image).outputs] == shapes


def test_the_probabilities_are_the_networks(network, image):
    x = (torch.from_numpy(image)[None, None] - 0.1307) / 0.3081
    with torch.no_grad():
        expected = network(x)[0].exp().numpy()
    found = trace(graph_with(network), image).probabilities
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert found.sum() == pytest.approx(1, abs=1e-6)


def test_without_normalisation_the_input_is_the_image(network, image):
    found = trace(graph_with(network), image, normalise=False)
    np.testing.assert_array_equal(found.outputs[0][0], image)


def test_a_later_training_step_does_not_change_a_traces_outputs(tutorial, image):
    graph = graph_with(tutorial)
    kept = trace(graph, image)
    before = [output.copy() for output in kept.outputs]
    with torch.no_grad():
        for parameter in tutorial.parameters():
            parameter.add_(1.0)
    assert len(before) == 13  # the input and twelve layers
    for output, again, expected in zip(
        kept.outputs, trace(graph, image).outputs, before, strict=True
    ):
        np.testing.assert_array_equal(output, expected)
        np.testing.assert_array_equal(again, expected)


def test_a_silenced_map_is_zero_and_the_rest_follows(tutorial, image):
    changes = NO_CHANGES.with_toggled(Channel("pool1", 3)).with_toggled(Channel("fc1", 7))
    graph = graph_with(tutorial)
    found = trace(graph, image, changes)
    x = torch.from_numpy(trace(graph, image).outputs[3])[None].clone()
    x[0, 3] = 0.0
    with torch.no_grad():
        x = torch.relu(tutorial.conv2(x))
        x = torch.max_pool2d(x, 2).flatten(1)
        x = tutorial.fc1(x)
        x[0, 7] = 0.0
        logits = tutorial.fc2(torch.relu(x))[0].numpy()
    np.testing.assert_allclose(found.outputs[11], logits, atol=1e-5)
    assert not found.outputs[3][3].any()
    assert changes.with_toggled(Channel("pool1", 3)).with_toggled(Channel("fc1", 7)).is_empty


def test_a_network_with_silenced_maps_answers_as_its_trace_says(tutorial, image):
    changes = NO_CHANGES.with_toggled(Channel("relu1", 3)).with_toggled(Channel("fc1", 7))
    graph, batch = graph_with(tutorial), torch.from_numpy(image)[None]
    with torch.no_grad():
        answer = module_of(changed(graph, changes))(normalised(batch, TUTORIAL))[0].numpy()
        plain = tutorial(normalised(batch, TUTORIAL))[0].numpy()
    np.testing.assert_allclose(answer, trace(graph, image, changes).outputs[-1], atol=1e-6)
    assert (np.abs(answer - plain) > 1e-4).any()


def test_a_changed_kernel_is_used_and_the_network_stays(tutorial, image):
    graph = graph_with(tutorial)
    before = {key: value.copy() for key, value in graph.numbers.items()}
    kernel = np.arange(9, dtype=np.float32).reshape(3, 3) / 9
    changes = NO_CHANGES.with_kernel(KernelPlace("conv2", 4, 2), kernel)
    found = trace(graph, image, changes)
    np.testing.assert_array_equal(found.graph.numbers["conv2.weight"][4, 2], kernel)
    plain = trace(graph, image)
    np.testing.assert_array_equal(found.outputs[3], plain.outputs[3])
    differs = [(a != b).any() for a, b in zip(found.outputs[4], plain.outputs[4], strict=True)]
    assert [number for number, differ in enumerate(differs) if differ] == [4]
    assert len(before) == 8
    for key, value in before.items():
        np.testing.assert_array_equal(graph.numbers[key], value)


def test_changes_that_another_network_has_no_place_for_are_left_out():
    graph = graph_with(Network(OTHER))  # a has 3 kernels of 5 by 5 for one channel
    changes = Changes(frozenset({Channel("a", 2), Channel("a", 3), Channel("conv1", 0)}))
    changes = changes.with_kernel(KernelPlace("a", 0, 0), np.zeros((5, 5), np.float32))
    changes = changes.with_kernel(KernelPlace("a", 0, 1), np.zeros((5, 5), np.float32))
    changes = changes.with_kernel(KernelPlace("a", 1, 0), np.zeros((3, 3), np.float32))
    left = fitting(changes, graph)
    assert left.silenced == {Channel("a", 2)}
    assert set(left.kernels) == {KernelPlace("a", 0, 0)}


def test_what_changes_nothing_is_not_shown():
    assert [layer.name for layer in shown_layers(graph_of(TUTORIAL, {}))] == [
        "input", "conv1", "relu1", "pool1", "conv2", "relu2", "pool2", "fc1", "relu3", "fc2",
        "log_softmax",
    ]  # fmt: skip
    assert [(layer.index, layer.shape) for layer in shown_layers(graph_of(OTHER, {}))] == [
        (0, (1, 28, 28)), (1, (3, 10, 10)), (2, (3, 10, 10)), (4, (10,)), (5, (10,)),
    ]  # fmt: skip


def test_sums_are_signed_and_what_a_relu_lets_through_is_not():
    signed = {layer.name: layer.signed for layer in shown_layers(graph_of(TUTORIAL, {}))}
    assert {name for name, is_signed in signed.items() if is_signed} == {
        "input", "conv1", "conv2", "fc1", "fc2",
    }  # fmt: skip
    assert not signed["relu1"]
    assert not signed["pool1"]
    assert not signed["log_softmax"]
