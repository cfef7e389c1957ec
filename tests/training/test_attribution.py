"""Attributions: against the network's own outputs, and sums and loops written out by hand."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.render import network_input
from digitpad.network.architecture import TUTORIAL, Architecture
from digitpad.network.described import architecture_of
from digitpad.network.layers import Conv2d, Dropout, Flatten, Linear, LogSoftmax, MaxPool2d, ReLU
from digitpad.reading.classify import classify
from digitpad.training.attribution import METHODS, attribute
from digitpad.training.module import Network, graph_with, module_of

LINEAR = Architecture("linear", (Flatten("a"), Linear("b", features=10), LogSoftmax("c")))
OTHER = Architecture(
    "other",
    (
        Conv2d("a", kernels=3, size=5, stride=3, padding=2),
        ReLU("b"),
        MaxPool2d("p", size=2, stride=2),
        Flatten("c"),
        Dropout("o", rate=0.5),
        Linear("d", features=10),
        LogSoftmax("e"),
    ),
)


@pytest.fixture(scope="module")
def seven():
    path = [(300, 200), (700, 200), (450, 850)]
    return network_input(Drawing((Stroke.from_xy(path),)))


@pytest.fixture(scope="module")
def three():
    path = [(300, 200), (600, 200), (650, 350), (450, 480), (680, 600), (600, 800), (300, 800)]
    return network_input(Drawing((Stroke.from_xy(path),)))


def architecture(description, seed=3):
    torch.manual_seed(seed)
    return graph_with(Network(description))


def log_odds(network, images, digit, rather_than=None):
    """From probabilities in double precision, (n, 28, 28) -> (n,)."""
    description, module = architecture_of(network), module_of(network)
    weights = {key: torch.from_numpy(value).double() for key, value in network.numbers.items()}
    x = (torch.as_tensor(images).double()[:, None] - description.mean) / description.std
    probabilities = torch.func.functional_call(module, weights, (x,)).exp()
    others = 1 - probabilities[:, digit] if rather_than is None else probabilities[:, rather_than]
    return (probabilities[:, digit] / others).log()


@pytest.mark.parametrize(("digit", "rather_than"), [(7, None), (1, None), (7, 1), (1, 7)])
def test_integrated_gradients_sum_up_to_what_the_ink_changes(network, seven, digit, rather_than):
    found = attribute(network, seven, digit, "integrated gradients", rather_than=rather_than)
    both = np.stack([seven, np.zeros_like(seven)])
    here, blank = log_odds(network, both, digit, rather_than).tolist()
    assert found.odds == pytest.approx(here, abs=1e-4)
    assert found.blank_odds == pytest.approx(blank, abs=1e-4)
    assert found.values.sum() == pytest.approx(here - blank, rel=0.02)  # a sum over steps
    assert found.gap == pytest.approx(found.values.sum() - (here - blank), abs=1e-3)


def test_the_probability_is_that_of_the_answer(network, seven):
    answer = classify(network, seven)
    found = attribute(network, seven, 7, "gradient")
    assert found.probability == pytest.approx(answer.confidence, abs=1e-6)
    blank = classify(network, np.zeros_like(seven))
    assert found.blank_probability == pytest.approx(blank.probabilities[7], abs=1e-6)


def test_integrated_gradients_are_a_sum_along_the_way(network, seven):
    steps = (torch.arange(2000, dtype=torch.float64) + 0.5) / 2000
    path = (steps[:, None, None] * torch.from_numpy(seven)).requires_grad_()
    (gradients,) = torch.autograd.grad(log_odds(network, path, 7).sum(), path)
    expected = gradients.mean(0).numpy() * seven
    found = attribute(network, seven, 7, "integrated gradients")
    np.testing.assert_allclose(found.values, expected, atol=0.05 * np.abs(expected).max())


def test_of_two_digits_in_a_linear_network_it_is_weight_times_ink(seven):
    network = architecture(LINEAR)
    weight = network.numbers["b.weight"].reshape(10, 28, 28)
    expected = (weight[4] - weight[9]) * seven / LINEAR.std
    found = attribute(network, seven, 4, "integrated gradients", rather_than=9)
    np.testing.assert_allclose(found.values, expected, atol=1e-5)
    assert found.gap == pytest.approx(0, abs=1e-4)
    slope = attribute(network, seven, 4, "gradient", rather_than=9).values
    np.testing.assert_allclose(slope, (weight[4] - weight[9]) / LINEAR.std, atol=1e-5)


def test_blank_paper_has_no_integrated_gradients(network, seven):
    found = attribute(network, seven, 7, "integrated gradients")
    assert not found.values[seven == 0].any()
    blank = attribute(network, np.zeros_like(seven), 7, "integrated gradients")
    assert not blank.values.any()
    assert blank.odds == pytest.approx(blank.blank_odds, abs=1e-5)


@pytest.mark.parametrize("rather_than", [None, 1])
def test_occlusion_is_the_mean_fall_under_all_patches_over_a_pixel(network, seven, rather_than):
    falls, patches = np.zeros((28, 28)), np.zeros((28, 28))
    (whole,) = log_odds(network, seven[None], 7, rather_than)
    for top in range(25):
        for left in range(25):
            under = np.s_[top : top + 4, left : left + 4]
            covered = seven.copy()
            covered[under] = 0
            falls[under] += float(whole - log_odds(network, covered[None], 7, rather_than))
            patches[under] += 1
    found = attribute(network, seven, 7, "occlusion", rather_than=rather_than)
    np.testing.assert_allclose(found.values, falls / patches, atol=1e-3)


def test_the_gradient_tells_what_a_little_more_ink_does(network):
    image = np.random.default_rng(4).random((28, 28), np.float32)  # no equal values to pool
    found = attribute(network, image, 7, "gradient")
    row, column = np.unravel_index(np.abs(found.values).argmax(), (28, 28))
    step = 1e-6
    more, less = (np.array(image, np.float64) for _ in range(2))
    more[row, column] += step
    less[row, column] -= step
    ends = log_odds(network, np.stack([more, less]), 7)
    assert found.values[row, column] == pytest.approx(float(ends[0] - ends[1]) / (2 * step), 1e-3)


def test_a_digit_that_the_network_is_sure_of_has_a_gradient(network, three):
    assert classify(network, three).confidence > 0.9999
    image = torch.from_numpy(three)[None].double().requires_grad_()
    (expected,) = torch.autograd.grad(log_odds(network, image, 3).sum(), image)
    found = attribute(network, three, 3, "gradient")
    np.testing.assert_allclose(found.values, expected[0].numpy(), atol=1e-4)
    assert np.abs(found.values).max() > 0.1


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("description", [TUTORIAL, LINEAR, OTHER], ids=lambda d: d.name)
def test_the_network_stays_as_it_is(description, method, seven):
    network = architecture(description)
    image = seven.copy()
    before = {key: value.copy() for key, value in network.numbers.items()}
    found = attribute(network, image, 9, method)
    assert found.values.shape == (28, 28)
    assert found.values.dtype == np.float32
    assert np.isfinite(found.values).all()
    assert found.values.any()
    assert (found.digit, found.method, found.rather_than) == (9, method, None)
    module = module_of(network)  # the one that was asked, which is kept
    assert module_of(network) is module
    for key, value in before.items():
        np.testing.assert_array_equal(network.numbers[key], value)
        np.testing.assert_array_equal(module.state_dict()[key].numpy(), value)
    assert all(p.grad is None for p in module.parameters())
    assert not module.training
    for part in module.modules():
        assert not part._forward_hooks
        assert not part._forward_pre_hooks
        assert not part._backward_hooks
    np.testing.assert_array_equal(image, seven)


def test_grey_levels_can_go_in_as_they_are(seven):
    network = architecture(LINEAR)
    with torch.no_grad():
        logs = F.log_softmax(module_of(network).b(torch.from_numpy(seven).flatten()), dim=0)
    found = attribute(network, seven, 2, "gradient", rather_than=3, normalise=False)
    assert found.odds == pytest.approx(float(logs[2] - logs[3]), abs=1e-5)
    weight = network.numbers["b.weight"].reshape(10, 28, 28)
    np.testing.assert_allclose(found.values, weight[2] - weight[3], atol=1e-6)


@pytest.mark.parametrize(("digit", "rather_than"), [(10, None), (-1, None), (7, 10), (7, 7)])
def test_what_is_no_pair_of_digits_is_refused(network, seven, digit, rather_than):
    with pytest.raises(ValueError, match=r"digit|rather than"):
        attribute(network, seven, digit, "gradient", rather_than=rather_than)


def test_other_methods_are_refused(seven):
    with pytest.raises(ValueError, match="no such method"):
        attribute(architecture(LINEAR), seven, 7, "guessing")


def test_of_a_network_in_training_no_value_is_dropped(seven):
    torch.manual_seed(3)
    network = Network(OTHER)
    answering = attribute(graph_with(network.eval()), seven, 7, "gradient")
    learning = attribute(graph_with(network.train()), seven, 7, "gradient")
    np.testing.assert_array_equal(learning.values, answering.values)
    assert network.training
