"""The bars of a display's digits hang together, and nothing else does that did not."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digitpad.ink.photo.bars import bridged
from digitpad.ink.photo.marks import SOLID
from digitpad.ink.segment.connected_components import connected_components

SEGMENTS = {"1": "bc", "2": "abged", "4": "fgbc", "7": "abc", "8": "abcdefg"}


def bars(*rectangles):
    image = Image.new("L", (400, 300))
    for box in rectangles:
        ImageDraw.Draw(image).rectangle(box, fill=255)
    return np.asarray(image, np.float32) / 255


def display(digit, gap, left=100, top=60, width=64, height=150, thick=14):
    """The rectangles of seven segments that stay ``gap`` away from the corners."""
    half, middle, right = thick // 2, top + height // 2, left + width
    level = {"a": top, "g": middle, "d": top + height}
    upright = {"f": (left, top), "b": (right, top), "e": (left, middle), "c": (right, middle)}
    found = []
    for segment in SEGMENTS[digit]:
        if segment in level:
            y = level[segment]
            found.append((left + gap, y - half, right - gap, y + half))
        else:
            x, y = upright[segment]
            found.append((x - half, y + gap, x + half, y + height // 2 - gap))
    return found


def pieces(ink):
    found = connected_components(ink > SOLID, ink)
    whole = bridged(ink, found)
    return len(found.mass), len(connected_components(whole > SOLID, whole).mass)


@pytest.mark.parametrize("digit", SEGMENTS)
@pytest.mark.parametrize("gap", [9, 10])
def test_the_bars_of_a_digit_are_one_stroke(digit, gap):
    assert pieces(bars(*display(digit, gap))) == (len(SEGMENTS[digit]), 1)


@pytest.mark.parametrize("apart", [
    [(100, 60, 114, 200), (122, 60, 136, 200)],  # two ones side by side
    [(60, 120, 110, 134), (118, 60, 132, 200)],  # a minus before a one
    [(60, 100, 140, 114), (60, 130, 140, 144)],  # the sign of equality
    [(100, 40, 114, 100), (100, 150, 114, 210)],  # two ones in two rows
    [(100, 40, 106, 140), (100, 146, 106, 246)],  # thin strokes by hand
])  # fmt: skip
def test_what_is_no_display_stays_apart(apart):
    assert pieces(bars(*apart)) == (2, 2)
