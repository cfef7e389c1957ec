"""The module against the tutorial's own code, and against NumPy by hand."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from digitpad.network.architecture import TUTORIAL
from digitpad.reading.classify import classify
from digitpad.training.module import Network, graph_with, module_of, normalised


class Tutorial(nn.Module):
    """The network as the tutorial's own script writes it."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3, 1, 1)
        self.conv2 = nn.Conv2d(8, 32, 3, 1, 1)
        self.fc1 = nn.Linear(32 * 7 * 7, 49)
        self.fc2 = nn.Linear(49, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(torch.flatten(x, 1)))
        x = F.dropout(x, 0.5, training=self.training)
        return F.log_softmax(self.fc2(x), dim=1)


@pytest.fixture
def pair():
    torch.manual_seed(3)
    theirs, ours = Tutorial(), Network(TUTORIAL)
    ours.load_state_dict(theirs.state_dict())
    return theirs, ours


def test_outputs_equal_the_tutorials(pair):
    theirs, ours = pair
    x = torch.randn(50, 1, 28, 28)
    torch.testing.assert_close(ours.eval()(x), theirs.eval()(x), rtol=0, atol=1e-6)


def test_gradients_equal_the_tutorials(pair):
    theirs, ours = pair
    x, y = torch.randn(64, 1, 28, 28), torch.randint(0, 10, (64,))
    for network in pair:
        torch.manual_seed(7)  # the same units are dropped
        F.nll_loss(network.train()(x), y).backward()
    for name, parameter in theirs.named_parameters():
        gradient = ours.get_parameter(name).grad
        torch.testing.assert_close(gradient, parameter.grad, rtol=1e-4, atol=1e-6)


def test_the_same_seed_gives_the_tutorials_initial_weights():
    torch.manual_seed(1)
    theirs = Tutorial().state_dict()
    torch.manual_seed(1)
    torch.testing.assert_close(Network(TUTORIAL).state_dict(), theirs, rtol=0, atol=0)


def test_an_answer_equals_numpy_by_hand(pair):
    _, ours = pair
    state = {key: value.numpy().astype(np.float64) for key, value in ours.state_dict().items()}
    image = np.random.default_rng(5).random((28, 28)).astype(np.float32)

    def conv(x, weight, bias):
        padded = np.pad(x, ((0, 0), (1, 1), (1, 1)))
        windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))
        return np.einsum("chwij,ocij->ohw", windows, weight) + bias[:, None, None]

    def pool(x):
        return x.reshape(x.shape[0], x.shape[1] // 2, 2, x.shape[2] // 2, 2).max(axis=(2, 4))

    x = ((image.astype(np.float64) - 0.1307) / 0.3081)[None]
    x = pool(np.maximum(conv(x, state["conv1.weight"], state["conv1.bias"]), 0))
    x = pool(np.maximum(conv(x, state["conv2.weight"], state["conv2.bias"]), 0))
    x = np.maximum(state["fc1.weight"] @ x.ravel() + state["fc1.bias"], 0)
    logits = state["fc2.weight"] @ x + state["fc2.bias"]
    expected = np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum()

    answer = classify(graph_with(ours), image)
    np.testing.assert_allclose(answer.probabilities, expected, atol=1e-6)
    assert answer.digit == int(expected.argmax())
    assert answer.confidence == max(answer.probabilities)


def test_bytes_and_floats_are_normalised_alike():
    image = torch.randint(0, 256, (2, 28, 28), dtype=torch.uint8)
    expected = (image.double() / 255 - 0.1307) / 0.3081
    torch.testing.assert_close(
        normalised(image, TUTORIAL)[:, 0].double(), expected, rtol=0, atol=1e-5
    )
    floats = image.float() / 255
    before = floats.clone()
    torch.testing.assert_close(
        normalised(floats, TUTORIAL)[:, 0].double(), expected, rtol=0, atol=1e-5
    )
    assert torch.equal(floats, before)


def test_a_recipe_can_replace_the_dropout_rate():
    network = Network(TUTORIAL).train()
    x = torch.randn(4, 1, 28, 28)
    assert not torch.equal(network(x), network(x))
    network.dropout = 0.0
    assert torch.equal(network(x), network(x))


def test_a_module_of_a_graph_answers_as_the_one_that_the_graph_was_made_from(pair):
    _, network = pair
    x = torch.randn(5, 1, 28, 28)
    with torch.no_grad():
        expected = network.eval()(x)
        again = module_of(graph_with(network))
        assert torch.equal(again(x), expected)
    assert again.architecture is network.architecture
    assert not again.training


def test_a_graph_has_numbers_of_its_own_and_a_module_of_it_too(pair):
    _, network = pair
    graph = graph_with(network)
    before = {key: value.copy() for key, value in graph.numbers.items()}
    with torch.no_grad():
        for learns in (network, module_of(graph)):
            for value in learns.parameters():
                value.add_(1.0)
    assert len(before) == 8
    for key, value in before.items():
        np.testing.assert_array_equal(graph.numbers[key], value)
