"""A small digit that is cut out at its own ink, as programs cut what they find, is read."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digitpad.ink.photo.symbol import symbol_ink
from tests.ink.photo.test_close_up import close_up, text_of

DIGITS = "02347"


@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (255, 0), (60, 190), (200, 90)])
@pytest.mark.parametrize("height", [20, 30, 60])
@pytest.mark.parametrize("digit", DIGITS)
def test_a_digit_that_is_cut_out_at_its_ink_is_read(network, digit, height, ink, paper):
    picture = close_up(digit, height, 0.12, ink, paper, noise=2, steepness=0.1, quality=90)
    assert text_of(network, picture) == digit


@pytest.mark.parametrize("ink", [0, 1])
def test_its_ink_is_what_its_corners_are_not(ink):
    """A thick zero, of which there is more than of its paper."""
    down, across = (np.arange(size) - (size - 1) / 2 for size in (20, 14))
    radius = np.hypot(down[:, None] / 10, across / 7)
    zero = np.float32(np.clip((1.1 - radius) * 8, 0, 1) * np.clip((radius - 0.4) * 8, 0, 1))
    assert zero.mean() > 0.5
    found = symbol_ink(abs(np.float32(1 - ink) - zero))
    assert found is not None
    assert abs(found - zero).max() < 0.05


def grey_of(picture):
    return np.asarray(picture, np.float32) / 255


def with_lines(picture):
    """The lines of its cell, which the digit touches, reach the edges."""
    wide, high = picture.size
    cell = Image.new("L", (wide + 12, high + 12), 230)
    cell.paste(picture, (6, 6))
    lines = ImageDraw.Draw(cell)
    for x in (5, wide + 6):
        lines.line([(x, 0), (x, high + 11)], fill=40, width=2)
    for y in (5, high + 6):
        lines.line([(0, y), (wide + 11, y)], fill=40, width=2)
    return cell


def test_what_is_not_one_piece_from_edge_to_edge_is_no_cut_out():
    three = close_up("3", 30, 0.12, 40, 230, noise=0, steepness=0, quality=95)
    assert symbol_ink(grey_of(three)) is not None
    beside = Image.new("L", (three.width + 3, three.height), 230)
    beside.paste(three, (0, 0))
    two = Image.new("L", (2 * three.width + 8, three.height), 230)
    two.paste(three, (0, 0))
    two.paste(three, (three.width + 8, 0))
    large = three.resize((three.width * 5, three.height * 5), Image.Resampling.BICUBIC)
    pale = three.point([150 + level // 8 for level in range(256)])
    for picture in (beside, two, large, pale, with_lines(three)):
        assert symbol_ink(grey_of(picture)) is None


def test_a_dot_is_one_digit_at_most():
    dot = np.ones((1, 1), np.float32)
    assert symbol_ink(dot) is None
