"""Presets against OpenCV's published numbers and their sums; the network's own kernels."""

import numpy as np
import pytest
import torch

from digitpad.graph.trace import trace
from digitpad.lab.convolve import convolve
from digitpad.lab.inputs import image_of, layer_source
from digitpad.lab.kernels import PRESETS, kernel, network_kernel, preset, preset_sizes
from digitpad.lab.limits import ConvolutionSettings, LabError, Padding
from digitpad.network.architecture import TUTORIAL
from digitpad.training.module import Network, graph_with


def numbers(name, size=(3, 3)):
    return preset(name, size).weights[0].tolist()


def test_sobel_is_as_published():
    assert numbers("sobel x") == [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    assert numbers("sobel y") == [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]
    # cv2.getDerivKernels(1, 0, 5): derivative -1 -2 0 2 1, smoothing 1 4 6 4 1
    assert numbers("sobel x", (5, 5)) == np.outer([1, 4, 6, 4, 1], [-1, -2, 0, 2, 1]).tolist()


def test_a_gaussian_is_binomial():
    assert numbers("gaussian blur") == (np.outer([1, 2, 1], [1, 2, 1]) / 16).tolist()


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_keeps_its_meaning_at_every_size(name):
    blank = {"edges": 0, "sobel x": 0, "sobel y": 0, "laplacian": 0}  # others keep an even grey
    for size in preset_sizes(name):
        weights = preset(name, size).weights
        assert weights.shape == (1, *size)
        assert weights.sum() == pytest.approx(blank.get(name, 1), abs=1e-9)


def test_a_size_that_makes_no_sense_is_refused():
    with pytest.raises(LabError, match="not made for 2 × 2"):
        preset("sobel x", (2, 2))
    with pytest.raises(LabError, match="There is no kernel 'blurry'"):
        preset("blurry")


@pytest.mark.parametrize(
    "bad",
    [[[1, 2], [3]], [["a"]], [], [[]], np.zeros((12, 1)), [[float("nan")]], [[1e7]],
     np.zeros((65, 1, 1)), [[[[1.0]]]], None],
)  # fmt: skip
def test_what_is_no_kernel_is_refused(bad):
    with pytest.raises(LabError):
        kernel(bad)


def test_a_number_typed_over_another_makes_another_kernel():
    before = preset("identity")
    after = before.with_number(0, 0, 2, -7.5)
    assert after.weights[0].tolist() == [[0, 0, -7.5], [0, 1, 0], [0, 0, 0]]
    assert before == preset("identity")


def test_a_grey_kernel_acts_on_each_channel():
    assert preset("sharpen").for_channels(3).weights.tolist() == numbers_thrice("sharpen")


def numbers_thrice(name):
    return [numbers(name)] * 3


def test_another_size_keeps_the_middle():
    one = kernel([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    assert one.resized((1, 5)).weights[0].tolist() == [[0, 4, 5, 6, 0]]
    assert one.resized((5, 1)).weights[0].ravel().tolist() == [0, 2, 5, 8, 0]
    assert one.resized((2, 2)).resized((3, 3)).size == (3, 3)


def test_the_networks_kernels_on_a_layers_input_give_the_networks_maps():
    torch.manual_seed(1)
    image = np.random.default_rng(1).random((28, 28)).astype(np.float32)
    network = graph_with(Network(TUTORIAL))
    found = trace(network, image)
    same = ConvolutionSettings(padding=Padding(1, 1, 1, 1))
    for name, index in (("conv1", 1), ("conv2", 4)):
        given = image_of(layer_source(name), trace=found)
        maps = convolve(given, [network_kernel(network, name, n) for n in range(8)], same)
        np.testing.assert_allclose(maps, found.outputs[index][:8], rtol=1e-5, atol=1e-5)
