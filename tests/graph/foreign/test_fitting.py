"""A drawing, 28 × 28, becomes what a network takes."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from digitpad.graph.fitting import fitting_steps
from digitpad.graph.foreign.module_graph import find_input, opened
from digitpad.graph.foreign.user_code import UserCodeError
from digitpad.graph.graph import Graph
from digitpad.graph.trace import trace
from digitpad.training.module import module_of, normalisation_of, normalised
from tests.graph.foreign.gallery import made

IMAGE = np.random.default_rng(1).random((28, 28), np.float32)
MEAN, STD = 0.1307, 0.3081


class Sized(nn.Module):
    """Takes images of one size alone; ``hint``: by what it says which."""

    def __init__(self, size: int, channels: int = 1, hint: str = "") -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, 2, 3, padding=1)
        self.fc = nn.Linear(2 * size * size, 10)
        if hint:
            setattr(self, hint, size)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc(self.conv(x).flatten(1))


class Rows(nn.Module):
    """Reads an image row by row, as tutorials of recurrent networks do."""

    def __init__(self) -> None:
        super().__init__()
        self.rnn = nn.LSTM(28, 16, batch_first=True)
        self.fc = nn.Linear(16, 10)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc(self.rnn(x)[0][:, -1])


@pytest.mark.parametrize(
    ("module", "shape"),
    [
        (Sized(28), (1, 28, 28)),
        (Sized(32), (1, 32, 32)),
        (Sized(64, 3), (3, 64, 64)),
        (Sized(96, 3), (3, 96, 96)),
        (Sized(48), (1, 48, 48)),
        (Sized(16), (1, 16, 16)),
        (Sized(60, 1, "image_size"), (1, 60, 60)),
        (Sized(50, 3, "img_size"), (3, 50, 50)),
        (nn.Linear(784, 10), (784,)),
        (nn.Sequential(nn.Flatten(), nn.Linear(784, 10)), (1, 28, 28)),
        (nn.Sequential(nn.Flatten(), nn.Linear(3 * 32 * 32, 10)), (3, 32, 32)),
        (Rows(), (28, 28)),
    ],
)
def test_the_input_is_found(module: nn.Module, shape: tuple[int, ...]) -> None:
    assert find_input(module) == shape


def names(graph: Graph) -> list[str]:
    return [operation.name for operation in graph.operations]


def answer(module: nn.Module, x: Tensor) -> np.ndarray:
    with torch.no_grad():
        found: np.ndarray = module((x - MEAN) / STD)[0].numpy()
    return found


def test_a_drawing_is_put_onto_more_paper_for_lenet() -> None:
    module = made("lenet 5")
    graph = opened(module, MEAN, STD)
    assert names(graph)[:3] == ["input", "paper", "features.0"]
    padded = F.pad(torch.from_numpy(IMAGE)[None, None], (2, 2, 2, 2))
    found = trace(graph, IMAGE).outputs[-1]
    np.testing.assert_allclose(found, answer(module, padded), atol=1e-5)


def test_a_drawing_is_resized_and_given_channels() -> None:
    module = Sized(64, 3)
    graph = opened(module, MEAN, STD)
    assert names(graph)[:4] == ["input", "resize", "channels", "conv"]
    large = F.interpolate(torch.from_numpy(IMAGE)[None, None], size=(64, 64), mode="bilinear")
    found = trace(graph, IMAGE).outputs[-1]
    np.testing.assert_allclose(found, answer(module, large.expand(1, 3, 64, 64)), atol=1e-4)


def test_a_drawing_is_put_in_a_row() -> None:
    module = nn.Linear(784, 10)
    graph = opened(module, MEAN, STD)
    assert names(graph)[:2] == ["input", "row"]
    found = trace(graph, IMAGE).outputs[-1]
    expected = answer(module, torch.from_numpy(IMAGE).reshape(1, 784))
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_rows_follow_one_another() -> None:
    module = Rows()
    graph = opened(module, MEAN, STD)
    assert names(graph)[:3] == ["input", "rows", "rnn"]
    found = trace(graph, IMAGE).outputs[-1]
    np.testing.assert_allclose(found, answer(module, torch.from_numpy(IMAGE)[None]), atol=1e-5)


def test_what_fits_is_left_alone() -> None:
    assert names(opened(made("mnist example"), MEAN, STD))[:2] == ["input", "conv1"]


def test_names_of_the_network_go_before_ours() -> None:
    class Named(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.input = nn.Conv2d(3, 2, 3)
            self.channels = nn.Linear(2, 10)

        def forward(self, x: Tensor) -> Tensor:
            return self.channels(self.input(x).mean((2, 3)))

    found = names(opened(Named(), MEAN, STD))
    assert found == ["input_2", "digitpad.channels", "input", "mean", "channels"]


class Upsampled(nn.Module):
    """Its first layer has a name that a step before a network has."""

    def __init__(self) -> None:
        super().__init__()
        self.resize = nn.Upsample(scale_factor=2, mode="bilinear")
        self.conv = nn.Conv2d(1, 4, 3)
        self.pool = nn.AdaptiveAvgPool2d(4)
        self.fc = nn.Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc(self.pool(self.conv(self.resize(x))).flatten(1))


def test_a_layer_that_is_called_resize_is_the_networks_own() -> None:
    module = Upsampled().eval()
    graph = opened(module, 0.0, 1.0)
    assert fitting_steps(graph) == (graph.operations[0],)
    images = np.stack([IMAGE, IMAGE[::-1]])
    with torch.no_grad():
        expected = module(torch.from_numpy(images)[:, None]).softmax(dim=1).numpy()
        learning = module_of(graph)
        found = learning(normalised(torch.from_numpy(images), normalisation_of(learning))).exp()
    np.testing.assert_allclose(found.numpy(), expected, rtol=1e-5)
    np.testing.assert_allclose(graph.probabilities(images), expected, rtol=1e-5)


def test_several_drawings_at_once_are_read_as_each_alone() -> None:
    images = np.random.default_rng(2).random((3, 28, 28), np.float32)
    for module in (made("lenet 5"), made("vit"), Rows()):
        graph = opened(module, MEAN, STD)
        alone = np.concatenate([graph.probabilities(image[None]) for image in images])
        np.testing.assert_allclose(graph.probabilities(images), alone, atol=1e-5)


def test_a_mistake_in_the_code_ends_the_search() -> None:
    class Wrong(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return self.con(x)

    with pytest.raises(UserCodeError, match=r"test_fitting.py, line \d+ .*'Wrong' object has no"):
        find_input(Wrong())


def test_where_no_size_fits_the_first_error_is_told() -> None:
    class Never(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            raise ValueError(f"not {tuple(x.shape)}")

    with pytest.raises(UserCodeError, match=r"ValueError: not \(1, 1, 28, 28\)"):
        find_input(Never())


def test_a_way_that_values_decide_is_that_of_the_drawing() -> None:
    module = made("decides")
    dark, light = np.zeros((28, 28), np.float32), np.ones((28, 28), np.float32)
    assert "small" in names(opened(module, 0.5, 0.5, image=dark))
    assert "large" in names(opened(module, 0.5, 0.5, image=light))
