"""Islands of ink: what is connected, and which of it is the digit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from digitpad.ink.segment.connected_components import connected_components, labelled, main_object


@given(st.integers(1, 50), st.integers(1, 60), st.floats(0, 0.8), st.integers(0, 1000))
@settings(max_examples=80)
def test_labels_are_those_of_scipy(height, width, share, seed):
    mask = np.random.default_rng(seed).random((height, width)) < share
    ours = labelled(mask)
    theirs, count = ndimage.label(mask, np.ones((3, 3)))
    pairs = set(zip(ours.ravel().tolist(), theirs.ravel().tolist(), strict=True))
    assert ours.max(initial=0) == count
    assert len(pairs) == len({first for first, _ in pairs}) == len({last for _, last in pairs})
    assert not ours[~mask].any()


def test_a_spiral_is_one_island():
    mask = np.zeros((61, 61), bool)
    for turn in range(0, 28, 4):  # rings that are open at one place, joined by a step
        mask[turn : 61 - turn, [turn, 60 - turn]] = True
        mask[[turn, 60 - turn], turn : 61 - turn] = True
        mask[turn + 1 : turn + 5, turn + 3] = True
    assert labelled(mask).max() == ndimage.label(mask, np.ones((3, 3)))[1] == 1


def test_boxes_and_mass_are_those_of_scipy():
    random = np.random.default_rng(4)
    ink = random.random((80, 90)).astype(np.float32)
    mask = ndimage.binary_opening(ink > 0.3)
    found = connected_components(mask, ink)
    count = int(found.labels.max())
    for number, where in enumerate(ndimage.find_objects(found.labels)):
        top, left, bottom, right = found.boxes[number].tolist()
        assert (slice(top, bottom + 1), slice(left, right + 1)) == where
    expected = ndimage.sum_labels(ink, found.labels, range(1, count + 1))
    np.testing.assert_allclose(found.mass, expected, rtol=1e-4)


def sheet_with(*boxes, side=400):
    """Ink in rectangles: top, bottom, left, right."""
    ink = np.zeros((side, side), np.float32)
    for top, bottom, left, right in boxes:
        ink[top:bottom, left:right] = 1
    return ink


FIVE = [(120, 260, 190, 205), (100, 115, 195, 260)]  # a stem and a bar that does not touch it


def test_all_parts_of_a_digit_are_taken():
    ink = sheet_with(*FIVE)
    np.testing.assert_array_equal(main_object(ink), ink > 0)


@pytest.mark.parametrize(
    "other",
    [(10, 60, 330, 340), (0, 400, 40, 60), (380, 400, 0, 400), (250, 252, 330, 332)],
    ids=["a scribble far away", "a line from edge to edge", "what the edge cuts off", "dust"],
)
def test_other_ink_is_left_out(other):
    expected = sheet_with(*FIVE) > 0
    np.testing.assert_array_equal(main_object(sheet_with(*FIVE, other)), expected)


def test_a_digit_at_the_edge_is_taken_where_there_is_no_other():
    ink = sheet_with((0, 150, 100, 120))
    np.testing.assert_array_equal(main_object(ink), ink > 0)


def test_no_ink_is_no_object():
    assert not main_object(np.zeros((50, 60), np.float32)).any()
