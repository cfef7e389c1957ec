"""The gradients of every value and number are those of torch's autograd."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from digitpad.graph.changes import Changes, Channel
from digitpad.graph.foreign.module_graph import graph_of_module
from digitpad.graph.foreign.reading_mode import first_tensor
from digitpad.graph.gradient import gradients, weight_use
from digitpad.graph.trace import trace
from digitpad.network.presets import PRESETS
from digitpad.training.module import Network, graph_with
from tests.graph.foreign.against_torch import image_for
from tests.graph.foreign.gallery import GALLERY, made

FIGURE = 1e-5  # relative to the largest of an output's or a number's gradients
# What the code makes of a parameter before it is used is a constant, which does not learn.
MADE_OF_OTHERS = {"vit": {"class_token"}, "functional": {"weight"}}


class Watched(Network):
    """Keeps what each layer gives, all in the order of the description."""

    def __init__(self, architecture):
        super().__init__(architecture)
        self.silenced = {"nobody": ()}  # in the order in which they are described
        self.seen = {}

    def apply_layer(self, layer, x, within=""):
        y = super().apply_layer(layer, x, within)
        if y.requires_grad:
            y.retain_grad()
        self.seen[within + layer.name] = y
        return y


def opened(architecture, seed=3):
    """A preset with random weights, its norms as after some training, and its graph."""
    torch.manual_seed(seed)
    network = Watched(architecture).eval()
    for key, buffer in network.named_buffers():
        buffer.uniform_(0.5, 2) if key.endswith("var") else buffer.normal_(0, 0.3)
    return network, graph_with(network)


def assert_alike(found, expected, name):
    expected = expected.detach().numpy().reshape(found.shape).astype(np.float64)
    assert np.isfinite(expected).all(), name
    # a number before a norm has no gradient but that of rounding
    largest = max(float(np.abs(expected).max(initial=0)), 0.1)
    assert np.abs(found - expected).max(initial=0) <= FIGURE * largest, name


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_has_autograds_gradients_of_every_layer_and_number(name):
    network, graph = opened(PRESETS[name])
    found = gradients(trace(graph, image_for(graph)), 4)
    x = torch.from_numpy(trace(graph, image_for(graph)).outputs[0])[None].requires_grad_()
    loss = F.nll_loss(network(x), torch.tensor([4]))
    loss.backward()
    assert found.loss == pytest.approx(loss.item(), rel=1e-5)
    for layer, y in network.seen.items():
        assert_alike(found.outputs[graph.index[layer]], y.grad, layer)
    assert_alike(found.outputs[0], x.grad, "input")
    for key, number in network.named_parameters():
        assert_alike(found.numbers[key], number.grad, key)
    assert set(found.numbers) == {key for key, _ in network.named_parameters()}


@pytest.mark.parametrize("name", GALLERY)
def test_a_network_of_others_has_autograds_gradients(name):
    module = made(name)
    graph = graph_of_module(module, GALLERY[name].shape, 0.1307, 0.3081)
    image = image_for(graph)
    at = trace(graph, image)
    found = gradients(at, 7)
    seen = {}

    for part, child in module.named_modules():

        def keep(_, __, output, part=part):
            y = first_tensor(output)
            if part and y is not None and y.requires_grad and part not in seen:
                y.retain_grad()
                seen[part] = y

        if not any(isinstance(other, nn.ReLU | nn.Hardswish) and other.inplace
                   for other in module.modules()):  # fmt: skip
            child.register_forward_hook(keep)
    x = torch.from_numpy(at.outputs[0].reshape(graph.operations[0].shape)).requires_grad_()
    answer = first_tensor(module(x)).reshape(1, -1)
    if graph.answer == "logits":
        loss = F.cross_entropy(answer, torch.tensor([7]))
    elif graph.answer == "probabilities":
        loss = -answer[0, 7].log()
    else:
        loss = F.nll_loss(answer, torch.tensor([7]))
    loss.backward()
    assert found.loss == pytest.approx(loss.item(), rel=1e-4, abs=1e-6)
    assert_alike(found.outputs[0], x.grad, "input")
    for part, y in seen.items():
        if part in graph.index and y.grad is not None:
            assert_alike(found.outputs[graph.index[part]], y.grad, part)
    learnt = {key: n for key, n in module.named_parameters() if n.grad is not None}
    for key in learnt.keys() - MADE_OF_OTHERS.get(name, set()):
        assert_alike(found.numbers[key], learnt[key].grad, key)


def test_of_a_drawing_numbers_have_autograds_gradients_whichever_equal_pixel_wins():
    network, graph = opened(PRESETS["tutorial"])
    image = np.zeros((1, 28, 28), np.float32)
    image[:, 6:20, 9:17] = np.random.default_rng(5).random((14, 8))
    at = trace(graph, image)
    found = gradients(at, 2)
    F.nll_loss(network(torch.from_numpy(at.outputs[0])[None]), torch.tensor([2])).backward()
    for key, number in network.named_parameters():
        assert_alike(found.numbers[key], number.grad, key)


def test_what_is_silenced_is_not_heard():
    network, graph = opened(PRESETS["tutorial"])
    network.silenced = {"relu1": (1, 3)}
    changes = Changes(frozenset({Channel("relu1", 1), Channel("relu1", 3)}))
    at = trace(graph, image_for(graph), changes)
    found = gradients(at, 0)
    F.nll_loss(network(torch.from_numpy(at.outputs[0])[None]), torch.tensor([0])).backward()
    for key, number in network.named_parameters():
        assert_alike(found.numbers[key], number.grad, key)
    assert not found.numbers["conv1.weight"][[1, 3]].any()


def test_a_weights_gradient_is_the_sum_of_what_the_places_contribute():
    _, graph = opened(PRESETS["tutorial"])
    found = gradients(trace(graph, image_for(graph)), 6)
    conv, unit = graph.index["conv2"], graph.index["fc1"]
    for place in [(0, 0, 0, 0), (31, 7, 2, 2), (5, 3, 1, 0)]:
        use = weight_use(found, conv, place)
        assert use.inputs.shape == (14, 14)
        expected = found.numbers["conv2.weight"][place]
        assert use.total == pytest.approx(float(expected), rel=1e-4, abs=1e-6)
    for place in [(0, 0), (48, 1567)]:
        use = weight_use(found, unit, place)
        assert use.inputs.shape == (1, 1)
        expected = found.numbers["fc1.weight"][place]
        assert use.total == pytest.approx(float(expected), rel=1e-4, abs=1e-6)


def test_the_place_of_a_contribution_is_where_input_and_gradient_met():
    _, graph = opened(PRESETS["tutorial"])
    at = trace(graph, image_for(graph))
    found = gradients(at, 6)
    index = graph.index["conv2"]
    use = weight_use(found, index, (4, 2, 0, 2))  # above and to the right of the middle
    before = at.outputs[graph.input_indices[index][0]]
    assert use.inputs[5, 6] == before[2, 4, 7]
    assert use.gradients[5, 6] == found.outputs[index][4, 5, 6]
    assert not use.inputs[0].any()  # the border's zeros
    assert use.contributions[5, 6] == use.inputs[5, 6] * use.gradients[5, 6]


def test_kernels_of_groups_meet_the_channels_of_their_own():
    torch.manual_seed(1)
    module = nn.Sequential(nn.Conv2d(4, 6, 3, groups=2), nn.Flatten(), nn.LazyLinear(10))
    module(torch.zeros(1, 4, 8, 8))
    graph = graph_of_module(module, (4, 8, 8))
    found = gradients(trace(graph, image_for(graph)), 1)
    expected = found.numbers["0.weight"][4, 1, 2, 0]
    assert weight_use(found, 1, (4, 1, 2, 0)).total == pytest.approx(float(expected), rel=1e-4)


def test_a_digit_that_the_network_does_not_tell_apart_is_refused():
    _, graph = opened(PRESETS["dense"])
    with pytest.raises(IndexError, match="12"):
        gradients(trace(graph, image_for(graph)), 12)


def test_what_plays_no_part_in_the_answer_has_no_gradient():
    _, graph = opened(PRESETS["dense"])
    found = gradients(trace(graph, image_for(graph)), 1)
    assert len(found.outputs) == len(graph.operations)
    for operation, gradient in zip(graph.operations, found.outputs, strict=True):
        assert gradient.shape == operation.seen_shape


class Reads(nn.Module):
    """A recurrent network over the rows of the image."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(6, 8, batch_first=True)
        self.head = nn.Linear(8, 10)

    def forward(self, x):
        return self.head(self.lstm(x[:, 0])[0][:, -1])


def test_what_torch_computes_torch_differentiates():
    torch.manual_seed(4)
    module = Reads()
    graph = graph_of_module(module, (1, 6, 6))
    at = trace(graph, image_for(graph))
    found = gradients(at, 2)
    x = torch.from_numpy(at.outputs[0])[None].requires_grad_()
    F.cross_entropy(module(x), torch.tensor([2])).backward()
    assert_alike(found.outputs[0], x.grad, "input")
    for key, number in module.named_parameters():
        assert_alike(found.numbers[key], number.grad, key)


def test_frozen_numbers_do_not_learn():
    module = made("mlp")
    next(module.parameters()).requires_grad_(False)
    graph = graph_of_module(module, GALLERY["mlp"].shape)
    found = gradients(trace(graph, image_for(graph)), 1)
    assert set(found.numbers) == {k for k, n in module.named_parameters() if n.requires_grad}
