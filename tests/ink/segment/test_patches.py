"""Patches of a picture's ink: a line that is pale for a while hangs together."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from digitpad.ink.segment.patches import Patches
from digitpad.reading.written import number_in

TWO = [(20, 30), (30, 14), (55, 12), (66, 30), (50, 60), (26, 90), (24, 104), (76, 104)]


def ink_of(*paths, size=(100, 130)):
    """Lines as a pen draws them, (h, w), 0 paper to 1 ink."""
    sheet = Image.new("L", size)
    for path in paths:
        ImageDraw.Draw(sheet).line(path, fill=255, width=9, joint="curve")
    blurred = sheet.filter(ImageFilter.GaussianBlur(1))
    return np.asarray(blurred, np.float32) / 255


def pale(ink, level, *bands):
    """Return ``ink`` with no more than ``level`` in these rows."""
    ink = ink.copy()
    for first, last in bands:
        ink[first:last] = np.minimum(ink[first:last], np.float32(level))
    return ink


@pytest.mark.parametrize("level", [0.22, 0.3, 0.34])
def test_a_digit_that_is_pale_in_two_places_is_one(network, level):
    two = pale(ink_of(TWO), level, (44, 48), (82, 86))
    assert len(Patches(two).parts) == 1
    reading = number_in(network, two, "number")
    assert [digit.answer.digit for digit in reading.digits] == [2]
    assert not reading.marks


def test_what_paper_lies_between_is_two_patches():
    two = ink_of(TWO)
    assert len(Patches(pale(two, 0.1, (44, 48))).parts) == 2


def test_side_by_side_what_is_pale_between_is_two_patches():
    """So digits touch in a picture that is out of focus."""
    ones = ink_of([(30, 20), (30, 110)], [(60, 20), (60, 110)])
    ones[60:64, 30:60] = np.maximum(ones[60:64, 30:60], 0.3)
    assert len(Patches(ones).parts) == 2


def test_more_than_two_pieces_one_below_the_other_are_one():
    line = pale(ink_of([(50, 10), (50, 120)]), 0.25, (30, 34), (60, 64), (90, 94))
    (part,) = Patches(line).parts
    assert part.box[1] < 12
    assert part.box[3] > 118
