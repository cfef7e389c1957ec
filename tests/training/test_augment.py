"""Augmentation keeps digits digits: framed, inked, deterministic, and the labels' own."""

import numpy as np
import pytest
import torch
from scipy import ndimage

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.render import network_input
from digitpad.training.augment import augmented

ONE = [(500, 100), (480, 900)]
SEVEN = [(250, 150), (750, 150), (450, 900)]


@pytest.fixture
def digits():
    drawn = [network_input(Drawing((Stroke.from_xy(path),))) for path in (ONE, SEVEN) * 50]
    images = torch.tensor(np.rint(np.stack(drawn) * 255).astype(np.uint8))
    return images, torch.tensor([1, 7] * 50)


def generator(seed=1):
    return torch.Generator().manual_seed(seed)


def test_no_augmentation_changes_nothing(digits):
    assert augmented(digits[0], "none", generator()) is digits[0]


def test_shifts_go_one_pixel_each_way_and_lose_nothing(digits):
    images = digits[0].clone()
    images[:, [0, -1]] = images[:, :, [0, -1]] = 0  # what np.roll would bring in on the other side
    result = augmented(images, "shift", generator()).numpy()
    assert result.dtype == np.uint8
    seen = set()
    for before, after in zip(images.numpy(), result, strict=True):
        (moves,) = [
            (dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)
            if np.array_equal(np.roll(before, (dy, dx), axis=(0, 1)), after)
        ]  # fmt: skip
        seen.add(moves)
    assert len(seen) == 9


def test_results_are_ink_framed_like_mnist(digits):
    result = augmented(digits[0], "deform", generator()).numpy()
    assert result.shape == (100, 28, 28)
    assert result.dtype == np.float32
    assert result.min() >= 0
    assert result.max() <= 1
    for image in result:
        assert image.max() > 0.8
        y, x = ndimage.center_of_mass(image)
        assert abs(y - 14) < 3  # bending moves it after it was put in the middle
        assert abs(x - 14) < 3


def test_a_seed_gives_the_same_results_and_leaves_the_images_alone(digits):
    before = digits[0].clone()
    first = augmented(digits[0], "deform", generator(5))
    assert torch.equal(first, augmented(digits[0], "deform", generator(5)))
    assert not torch.equal(first, augmented(digits[0], "deform", generator(6)))
    assert torch.equal(digits[0], before)
