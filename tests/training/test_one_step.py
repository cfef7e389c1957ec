"""Steps of learning from one drawing are those of torch's SGD."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from digitpad.graph.changes import NO_CHANGES, Changes, Channel, KernelPlace
from digitpad.graph.gradient import gradients
from digitpad.graph.trace import trace
from digitpad.network.presets import PRESETS
from digitpad.training.module import Network, graph_with
from digitpad.training.one_step import take_step, weight_step
from tests.graph.foreign.against_torch import image_for


def opened(name="tutorial"):
    torch.manual_seed(2)
    network = Network(PRESETS[name]).eval()
    return network, graph_with(network)


def stepped(graph, image, digit, rate, momentum, count, changes=NO_CHANGES):
    """The losses before each of ``count`` steps, and what is changed after them."""
    losses = []
    for _ in range(count):
        found = gradients(trace(graph, image, changes), digit)
        losses.append(found.loss)
        changes = take_step(found, rate, momentum)
    return losses, changes


@pytest.mark.parametrize("name", PRESETS)
def test_ten_steps_are_those_of_torchs_sgd(name):
    network, graph = opened(name)
    image = image_for(graph)
    x = torch.from_numpy(trace(graph, image).outputs[0])[None]
    optimiser = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.5)
    expected = []
    for _ in range(10):
        optimiser.zero_grad()
        loss = F.nll_loss(network(x), torch.tensor([3]))
        loss.backward()
        optimiser.step()
        expected.append(loss.item())
    losses, changes = stepped(graph, image, 3, 0.01, 0.5, 10)
    assert losses == pytest.approx(expected, rel=1e-4, abs=1e-6)
    assert changes.learnt.steps == 10
    for key, number in network.named_parameters():
        difference = np.abs(changes.learnt.numbers[key] - number.detach().numpy()).max()
        assert difference < 1e-5, key


def test_the_network_itself_stays_as_it_was():
    _, graph = opened()
    before = {key: number.copy() for key, number in graph.numbers.items()}
    _, changes = stepped(graph, image_for(graph), 3, 0.1, 0.5, 2)
    for key, number in graph.numbers.items():
        np.testing.assert_array_equal(number, before[key])
    assert trace(graph, image_for(graph), changes).graph is not graph


def test_the_loss_falls_and_the_answer_follows():
    _, graph = opened()
    image = image_for(graph)
    losses, changes = stepped(graph, image, 8, 0.05, 0.5, 20)
    assert losses[-1] < losses[0] / 2
    assert trace(graph, image, changes).probabilities.argmax() == 8


def test_what_was_learnt_does_not_follow_to_another_network():
    _, graph = opened()
    _, changes = stepped(graph, image_for(graph), 8, 0.05, 0.5, 1)
    other = graph.with_numbers({})
    found = trace(other, image_for(graph), changes)
    assert found.changes.learnt is None
    assert found.graph is other


def test_a_kernel_that_was_typed_learns_and_stays_marked():
    _, graph = opened()
    place = KernelPlace("conv1", 2, 0)
    typed = NO_CHANGES.with_kernel(place, np.ones((3, 3), np.float32))
    at = trace(graph, image_for(graph), typed)
    found = gradients(at, 1)
    changes = take_step(found, 0.1, 0.0)
    expected = 1 - np.float32(0.1) * found.numbers["conv1.weight"][2, 0]
    np.testing.assert_allclose(changes.kernels[place], expected, rtol=1e-6)
    after = trace(graph, image_for(graph), changes)
    np.testing.assert_allclose(after.graph.numbers["conv1.weight"][2, 0], expected, rtol=1e-6)


def test_silenced_maps_stay_silent_and_what_they_alone_feed_stays():
    _, graph = opened()
    silent = Changes(frozenset({Channel("pool1", 4)}))
    changes = take_step(gradients(trace(graph, image_for(graph), silent), 1), 0.1, 0.5)
    assert changes.silenced == silent.silenced
    learnt = changes.learnt.numbers["conv2.weight"]
    np.testing.assert_array_equal(learnt[:, 4], graph.numbers["conv2.weight"][:, 4])
    assert (learnt[:, 3] != graph.numbers["conv2.weight"][:, 3]).any()


def test_a_weights_step_is_the_one_that_is_taken():
    _, graph = opened()
    image = image_for(graph)
    _, before = stepped(graph, image, 5, 0.05, 0.5, 3)
    found = gradients(trace(graph, image, before), 5)
    after = take_step(found, 0.02, 0.9)
    for name, place in [("conv2", (7, 3, 1, 2)), ("fc1", (11, 700)), ("fc2", (5, 40))]:
        step = weight_step(found, graph.index[name], place, 0.02, 0.9)
        key = f"{name}.weight"
        assert step.old == before.learnt.numbers[key][place]
        assert step.before == before.learnt.velocity[key][place]
        assert step.new == pytest.approx(float(after.learnt.numbers[key][place]), abs=1e-6)
        assert step.use.total == pytest.approx(step.gradient, rel=1e-3, abs=1e-6)


def test_a_steps_own_numbers_are_those_of_the_formula():
    _, graph = opened()
    found = gradients(trace(graph, image_for(graph)), 5)
    step = weight_step(found, graph.index["conv1"], (0, 0, 1, 1), 0.5, 0.5)
    assert step.before == 0
    assert step.velocity == step.gradient
    assert step.new == pytest.approx(step.old - 0.5 * step.gradient)
