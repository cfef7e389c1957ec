"""Each lesson's scene fits together, and its question has the answer that the lesson gives."""

import numpy as np
import pytest
import torch
from scipy.signal import correlate2d

from digitpad.graph.trace import trace
from digitpad.lab.convolve import outcome
from digitpad.lab.inputs import image_of
from digitpad.lab.lab_settings import LabSettings
from digitpad.lessons.scenes import LESSONS, lesson_settings
from digitpad.network.presets import PRESETS
from digitpad.training.module import Network, graph_with


@pytest.fixture(scope="module")
def drawing():
    ink = np.zeros((28, 28), np.float32)
    ink[5:23, 13:16] = 1  # a 1
    return ink


def result(name, drawing, network=None, found=None):
    lab_settings = lesson_settings(name, network)
    image = image_of(lab_settings.source, drawing=drawing, trace=found)
    kernels = [one.for_channels(len(image)) for one in lab_settings.kernels]
    return lab_settings, image, outcome(image, kernels, lab_settings.convolution)


@pytest.mark.parametrize("name", LESSONS)
def test_a_scene_fits_together_and_is_read_back_from_json(name, drawing):
    lab_settings, _, _ = result(name, drawing)
    assert LabSettings.from_json(lab_settings.to_json()) == lab_settings


def test_the_upright_kernel_answers_the_upright_line_at_one_column_only(drawing):
    lab_settings, image, found = result("sliding", drawing)
    assert found.maps.shape == (1, 3, 3)  # nine places, as the question asks
    by_hand = correlate2d(image[0], lab_settings.kernels[0].weights[0], "valid")
    np.testing.assert_allclose(found.maps[0], by_hand, atol=1e-6)
    assert by_hand[:, 1].tolist() == [6, 6, 6]
    assert by_hand[:, 0].tolist() == by_hand[:, 2].tolist() == [-3, -3, -3]


def test_five_by_five_kernels_with_stride_two_give_two_maps_of_twelve_by_twelve(drawing):
    _, _, found = result("size", drawing)
    assert found.maps.shape == (2, (28 - 5) // 2 + 1, 12)


def test_the_last_row_and_column_of_the_four_by_four_are_never_seen(drawing):
    _, _, found = result("borders", drawing)
    assert (found.coverage.unseen_rows, found.coverage.unseen_columns) == ((3,), (3,))


@pytest.mark.parametrize("architecture", ["tutorial", "lenet", "deep"])
def test_the_networks_own_convolution_gives_the_networks_own_maps(architecture, drawing):
    torch.manual_seed(1)
    network = graph_with(Network(PRESETS[architecture]))
    found = trace(network, drawing)
    lab_settings, _, result_ = result("network", drawing, network, found)
    assert (
        lab_settings.source.name
        == {"tutorial": "conv2", "lenet": "conv2", "deep": "conv7"}[architecture]
    )
    index = [layer.name for layer in PRESETS[architecture].layers].index(lab_settings.source.name)
    count = len(lab_settings.kernels)
    np.testing.assert_allclose(result_.maps, found.outputs[index + 1][:count], atol=1e-5)


def test_a_network_without_convolutions_has_its_lesson_all_the_same():
    assert (
        lesson_settings("network", graph_with(Network(PRESETS["dense"]))).source.kind == "drawing"
    )
